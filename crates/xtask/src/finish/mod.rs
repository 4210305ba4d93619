//! Turns what Trunk built into what a payer downloads.
//!
//! Runs as Trunk's `post_build` hook (see Trunk.toml), on the staging folder, so that every way
//! to build gives the same result:
//!
//! 1. The stylesheets become one file.
//! 2. Glue and wasm start downloading together, first thing after the boot script, each with its
//!    integrity, each once. A `preload` of the wasm would not do: Chromium and WebKit ignore its
//!    integrity, and WebKit downloads the wasm a second time for the `fetch` that uses it. So an
//!    inline script starts that `fetch` itself.
//! 3. Every file's name is a hash of its final content, so that it can be cached for ever.
//! 4. In a release, what the app never uses goes from glue and wasm, scripts and styles are
//!    minified and the page loses its comments.
//! 5. What only some payers fetch is written: the languages and the countries' forms of addresses, a
//!    file each, and Apple Pay's script.
//! 6. The page's other form, for merchants' pages (see `embed`), with the typefaces that those can ask
//!    for (see `fonts`).
//! 7. What the page frames is put beside it, for its own origin (see `frames`).
//! 8. Compressed siblings are written.
//!
//! It writes no policy: the server hashes the inline scripts it serves. It needs no network.

mod addresses;
pub mod compress;
mod embed;
mod fonts;
mod frames;
mod glue;
mod shrink;
pub mod tags;
mod wallet;
mod words;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use compress::Effort;
use sha2::{Digest, Sha256, Sha384};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tags::Tag;

/// What Trunk built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// For payers.
    Release,
    /// For whoever works on the app.
    Dev,
}

/// Makes scripts, styles and wasm smaller, or leaves them as they are.
#[derive(Debug)]
pub enum Minifier {
    /// The folder of the programs that do it: esbuild, and Binaryen's.
    Programs(PathBuf),
    /// None: they are read in the browser's tools.
    Off,
}

#[derive(Clone, Copy)]
enum Code {
    Script,
    Style,
}

/// A file of the build that the page names.
struct Asset {
    url: String,
    integrity: String,
}

/// Where that is which Trunk knows nothing of.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The repository: `src` has the script that the app adds by itself, `frames` what the page frames.
    pub root: &'a Path,
    /// The folder of npm's packages, which has the typefaces. A build of either profile needs it.
    pub packages: &'a Path,
}

/// Finishes the build in `stage`.
pub fn finish(
    stage: &Path,
    sources: &Sources<'_>,
    profile: Profile,
    minifier: &Minifier,
) -> Result<()> {
    let root = sources.root;
    ensure!(
        !stage.join("snippets").exists(),
        "wasm-bindgen wrote snippets: scripts that the glue loads without integrity"
    );
    let page = stage.join("index.html");
    let html = std::fs::read_to_string(&page)
        .with_context(|| format!("could not read {}", page.display()))?;
    let later = [
        words::write(stage)?,
        addresses::write(stage)?,
        wallet::write(stage, &root.join("src"), minifier)?,
    ];
    let html = rewrite(&html, stage, &later.concat(), minifier)?;
    let embed = embed::document(&html, stage, sources, minifier)?;
    std::fs::write(&page, profile.page(html))?;
    std::fs::write(stage.join("embed.html"), profile.page(embed))?;
    frames::put(&root.join("frames"), &stage.join("frames"), profile, minifier)?;
    compress::siblings(stage, profile.effort())
}

impl Profile {
    fn page(self, html: String) -> String {
        match self {
            Self::Release => tags::compact(&html),
            Self::Dev => html,
        }
    }

    fn effort(self) -> Effort {
        match self {
            Self::Release => Effort::Smallest,
            Self::Dev => Effort::Quick,
        }
    }
}

/// The page, naming what it needs, and `later`, which says where the rest is.
fn rewrite(html: &str, stage: &Path, later: &str, minifier: &Minifier) -> Result<String> {
    let tags = tags::read(html);
    let styles: Vec<&Tag<'_>> = tags.iter().filter(|tag| tag.is_link("stylesheet")).collect();
    let glue = one(tags.iter().filter(|tag| tag.is_link("modulepreload")), "modulepreload link")?;
    let wasm =
        tags.iter().filter(|tag| tag.is_link("preload") && tag.attribute("as") == Some("fetch"));
    let wasm = one(wasm, "wasm preload")?;
    let start =
        tags.iter().filter(|tag| tag.is_inline_script() && tag.attribute("type") == Some("module"));
    let start = one(start, "inline module script")?;
    let first = styles.first().context("the page has no stylesheet")?;

    let mut css = String::new();
    for style in &styles {
        css.push_str(&String::from_utf8(take(stage, style)?)?);
        css.push('\n');
    }
    let css = Asset::write(stage, "css", &minifier.run(Code::Style, css)?)?;
    let (script, module) = (String::from_utf8(take(stage, glue)?)?, take(stage, wasm)?);
    let (script, module) = minifier.shrink(stage, script, module)?;
    let script = Asset::write(stage, "js", &minifier.run(Code::Script, script)?)?;
    let module = Asset::write(stage, "wasm", &module)?;

    let mut edits = Vec::new();
    for tag in styles.iter().copied().chain([glue, wasm]) {
        edits.push((tag.range.clone(), String::new()));
    }
    if let Some(boot) = tags.iter().find(|tag| tag.is_inline_script()) {
        let before_boot = boot.range.start..boot.range.start;
        edits.push((before_boot, later.to_owned()));
    }
    edits.push((start.range.clone(), starter(&script)));
    edits.push((first.range.start..first.range.start, downloads(&css, &script, &module)));
    for tag in tags.iter().filter(|tag| tag.is_inline_script() && tag.attribute("type").is_none()) {
        let text = minifier.run(Code::Script, html[tag.text.clone()].to_owned())?;
        edits.push((tag.text.clone(), String::from_utf8(text)?));
    }
    Ok(edited(html, edits))
}

/// The page with pieces of it replaced.
fn edited(html: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for (range, text) in edits {
        out.push_str(&html[at..range.start]);
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(&html[at..]);
    out
}

/// What the page asks for first: the wasm and its glue, which the payer waits for, then the styles.
///
/// The boot script's `govifi.leaving` says that the document is about to be replaced: a download
/// that it starts would be thrown away.
fn downloads(css: &Asset, script: &Asset, module: &Asset) -> String {
    format!(
        r#"<script>govifi.leaving||(govifi.wasm=fetch("{}",{{integrity:"{}"}}))</script>
<link rel="modulepreload" href="{}" integrity="{}" crossorigin>
<link rel="stylesheet" href="{}" integrity="{}">"#,
        module.url, module.integrity, script.url, script.integrity, css.url, css.integrity
    )
}

/// The inline module that starts the app with the wasm that is on its way.
fn starter(script: &Asset) -> String {
    format!(
        r#"<script type="module">import init from"{}";govifi.leaving||init({{module_or_path:govifi.wasm}})</script>"#,
        script.url
    )
}

fn one<'t, 'a>(mut found: impl Iterator<Item = &'t Tag<'a>>, what: &str) -> Result<&'t Tag<'a>> {
    match (found.next(), found.next()) {
        (Some(tag), None) => Ok(tag),
        (None, _) => bail!("the page has no {what}"),
        (Some(_), Some(_)) => bail!("the page has more than one {what}"),
    }
}

/// Reads the file a link names and removes it: what replaces it has a name of its own.
fn take(stage: &Path, link: &Tag<'_>) -> Result<Vec<u8>> {
    let href = link.attribute("href").context("a link without an address")?;
    let name = href.strip_prefix('/').with_context(|| format!("{href} is not of this site"))?;
    let path = stage.join(name);
    let content = std::fs::read(&path)
        .with_context(|| format!("the page names {href}, which is not there"))?;
    std::fs::remove_file(path)?;
    Ok(content)
}

impl Asset {
    fn write(stage: &Path, ending: &str, content: &[u8]) -> Result<Self> {
        let asset = Self::named("checkout", stage, ending, content)?;
        Ok(Self { url: format!("/{}", asset.url), ..asset })
    }

    /// The same under another name, with an address relative to the folder.
    fn named(stem: &str, folder: &Path, ending: &str, content: &[u8]) -> Result<Self> {
        let hash = short_hash(Sha256::new_with_prefix(content));
        let url = format!("{stem}-{hash}.{ending}");
        std::fs::write(folder.join(&url), content)?;
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha384::digest(content));
        Ok(Self { url, integrity: format!("sha384-{digest}") })
    }
}

/// The first 64 bits of a hash: a name for content that nobody has a reason to forge.
pub fn short_hash(hash: Sha256) -> String {
    hash.finalize()[..8].iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"))
}

impl Minifier {
    fn shrink(&self, stage: &Path, glue: String, wasm: Vec<u8>) -> Result<(String, Vec<u8>)> {
        match self {
            Self::Programs(bin) => shrink::shrink(bin, &stage.join("shrink"), &glue, &wasm)
                .context("what the app does not use could not be taken out of it"),
            Self::Off => Ok((glue, wasm)),
        }
    }

    fn run(&self, code: Code, text: String) -> Result<Vec<u8>> {
        let Self::Programs(bin) = self else { return Ok(text.into_bytes()) };
        let program = bin.join("esbuild");
        let loader = match code {
            Code::Script => "--loader=js",
            Code::Style => "--loader=css",
        };
        let mut child = Command::new(&program)
            // What the engines we support understand needs no rewriting.
            .args([
                loader,
                "--minify",
                "--target=es2022",
                "--charset=utf8",
                "--legal-comments=none",
            ])
            .args(["--log-level=warning"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", program.display()))?;
        // esbuild reads everything before it writes anything.
        child.stdin.take().context("esbuild without an input")?.write_all(text.as_bytes())?;
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "esbuild failed ({})", output.status);
        Ok(output.stdout.trim_ascii_end().to_vec())
    }
}

#[cfg(test)]
mod tests;
