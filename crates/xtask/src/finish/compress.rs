//! Compressed siblings of every file that gains by it, so that no server has to compress.

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Brotli 11: the payer's time is worth more than ours.
    Smallest,
    /// Brotli 4: somebody waits for the page to be rebuilt.
    Quick,
}

/// Endings of files that are not compressed already.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "mjs", "svg", "txt", "wasm"];

/// Writes a `.br` and a `.gz` beside every compressible file of `dir`.
pub fn siblings(dir: &Path, effort: Effort) -> Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            siblings(&path, effort)?;
            continue;
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if COMPRESSIBLE.contains(&ending) {
            let plain = std::fs::read(&path)?;
            write(&path, "br", &brotli(&plain, effort)?)?;
            write(&path, "gz", &gzip(&plain)?)?;
        }
    }
    Ok(())
}

/// The path of a compressed sibling: `/a/b.css` and `br` give `/a/b.css.br`.
pub fn sibling(path: &Path, coding: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(coding);
    name.into()
}

fn write(path: &Path, coding: &str, content: &[u8]) -> Result<()> {
    let path = sibling(path, coding);
    std::fs::write(&path, content).with_context(|| format!("could not write {}", path.display()))
}

fn brotli(plain: &[u8], effort: Effort) -> Result<Vec<u8>> {
    use BrotliEncoderMode::{BROTLI_MODE_FONT as WITHOUT_CONTEXT, BROTLI_MODE_GENERIC as GENERIC};
    match effort {
        Effort::Quick => brotli_with(plain, 4, GENERIC, 22),
        Effort::Smallest => {
            // Which suits a file is found by trying. The window is where a smaller one is better
            // than a larger one: the encoder then cuts the file into other blocks.
            let mut smallest: Option<Vec<u8>> = None;
            for (mode, window) in
                [(GENERIC, 22), (GENERIC, 18), (WITHOUT_CONTEXT, 22), (WITHOUT_CONTEXT, 18)]
            {
                let packed = brotli_with(plain, 11, mode, window)?;
                if smallest.as_ref().is_none_or(|smallest| packed.len() < smallest.len()) {
                    smallest = Some(packed);
                }
            }
            smallest.context("no way to compress")
        }
    }
}

/// `window`: how far back it looks, as a power of two. Every decoder has to manage 24.
fn brotli_with(
    plain: &[u8],
    quality: i32,
    mode: BrotliEncoderMode,
    window: i32,
) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality,
        mode,
        lgwin: window,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut out, &parameters)?;
    Ok(out)
}

fn gzip(plain: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_compressed_comes_back_whole() {
        let plain = b"pay pay pay pay pay pay pay".repeat(50);
        for effort in [Effort::Smallest, Effort::Quick] {
            let mut back = Vec::new();
            let packed = brotli(&plain, effort).unwrap();
            brotli::BrotliDecompress(&mut &packed[..], &mut back).unwrap();
            assert_eq!(back, plain);
            assert!(packed.len() < plain.len() / 10);
        }
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&gzip(&plain).unwrap()[..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, plain);
    }
}
