//! Takes out of glue and wasm what the app never uses, and shortens what they call each other.
//!
//! The glue has functions and classes whether or not anybody asks for them, and the wasm exports
//! for them what `link` had to leave. The page calls one function of the glue, `init`, so that is the
//! root: what `init` cannot reach goes from the glue, then what the glue does not use goes from the
//! wasm, then what the wasm no longer imports goes from the glue, and so on until nothing more goes.
//!
//! Then imports and exports lose their long names, which wasm-bindgen makes unique with hashes that
//! do not compress.
//!
//! It trusts no step: at the end the wasm is validated, and both sides of the border are compared.

use super::glue::{self, Renames};
use crate::run;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasmparser::{DataKind, Operator, Parser, Payload, Validator};

/// Shrinks `glue` and `wasm` with the programs in `bin`. `room` is a folder for intermediate files,
/// made here and removed.
pub fn shrink(bin: &Path, room: &Path, glue: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    std::fs::create_dir_all(room)?;
    let bench = Bench { bin, room };
    bench.write("app.wasm", wasm)?;
    let mut border = Border::of(wasm)?;
    let mut glue = bench.reachable(&glue::with_pure_registries(glue))?;
    loop {
        let words: BTreeSet<&str> = glue::words(&glue).collect();
        // Any word counts: what is kept by mistake costs bytes, what is dropped costs the payment.
        let used: BTreeSet<&String> =
            border.exports.iter().filter(|name| words.contains(name.as_str())).collect();
        if used.len() == border.exports.len() {
            break;
        }
        bench.keep(&used)?;
        let smaller = Border::of(&bench.read("app.wasm")?)?;
        let gone = border.imports.difference(&smaller.imports).cloned().collect();
        glue = bench.reachable(&glue::without_imports(&glue, &gone)?)?;
        border = smaller;
    }
    ensure_low_memory_unused(&bench.read("app.wasm")?)?;
    bench.condense()?;
    let names = bench.shorten()?;
    let wasm = bench.read("app.wasm")?;
    let short = Border::of(&wasm)?;
    let module = (border.module.as_str(), short.module.as_str());
    let glue = glue::renamed(&glue, module, &names.imports(), &names.exports())?;
    short.fits(&glue, &names)?;
    Validator::new().validate_all(&wasm).context("the shrunk wasm is broken")?;
    std::fs::remove_dir_all(room)?;
    Ok((glue, wasm))
}

/// What `--low-memory-unused` promises wasm-opt: nothing is kept below this address, so an address
/// and a constant below it add up without wrapping, and the constant fits into the load itself.
const LOW_MEMORY: i32 = 1024;

/// Fails if data begins in low memory. Where rustc puts the stack (before the data, growing down),
/// the rest of low memory is the last the stack would use before it overflows.
fn ensure_low_memory_unused(wasm: &[u8]) -> Result<()> {
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::DataSection(section) = payload? {
            for data in section {
                let DataKind::Active { offset_expr, .. } = data?.kind else { continue };
                let start = offset_expr.get_operators_reader().read()?;
                ensure!(
                    matches!(start, Operator::I32Const { value } if value >= LOW_MEMORY),
                    "data begins at {start:?}: wasm-opt may not be told that low memory is unused"
                );
            }
        }
    }
    Ok(())
}

/// The programs and where they work.
struct Bench<'a> {
    bin: &'a Path,
    room: &'a Path,
}

impl Bench<'_> {
    /// What `init` reaches of the glue, printed as `glue` reads it.
    fn reachable(&self, glue: &str) -> Result<String> {
        self.write("glue.js", glue.as_bytes())?;
        self.write("entry.js", b"export { default } from \"./glue.js\"")?;
        let printed = self.run(
            "esbuild",
            &[
                "entry.js",
                "--bundle",
                "--format=esm",
                "--minify-syntax",
                "--target=es2022",
                "--charset=utf8",
                "--legal-comments=none",
                "--log-level=warning",
                // Nothing is disposed of by `using`, and the statement that would allow it keeps a
                // class alive.
                "--define:Symbol.dispose=undefined",
            ],
        )?;
        Ok(String::from_utf8(printed)?)
    }

    /// Takes all exports but these from the wasm, with what only they reach, and optimises again:
    /// what had two callers may have one now. Which features it may use, the wasm says itself.
    fn keep(&self, exports: &BTreeSet<&String>) -> Result<()> {
        let nodes = exports.iter().map(|name| json!({ "name": name, "export": name }));
        let root = json!({ "name": "init", "root": true, "reaches": exports });
        let graph: Vec<_> = nodes.chain([root]).collect();
        self.write("graph.json", &serde_json::to_vec(&graph)?)?;
        self.run("wasm-metadce", &["app.wasm", "--graph-file=graph.json", "-o", "app.wasm"])?;
        self.run("wasm-opt", &["app.wasm", "-Oz", "-o", "app.wasm"])?;
        Ok(())
    }

    /// Optimises once more, as far as it pays. Flattened code without rust-lld's order of blocks gives
    /// the later passes more to find, and each finds something in what the other left: 1,200 bytes of
    /// brotli together. Passes that would assume more than [`LOW_MEMORY`] are not among them: a trap
    /// is how the page learns that it broke, so none may be taken for impossible.
    fn condense(&self) -> Result<()> {
        self.run(
            "wasm-opt",
            &[
                "app.wasm",
                "--low-memory-unused",
                "--flatten",
                "--rereloop",
                "-Oz",
                "-Oz",
                "--optimize-added-constants-propagate",
                "-Oz",
                "-Oz",
                "-o",
                "app.wasm",
            ],
        )?;
        Ok(())
    }

    /// Gives imports and exports names of a letter or two, and drops the sections for tools.
    fn shorten(&self) -> Result<Names> {
        let said = self.run(
            "wasm-opt",
            &[
                "app.wasm",
                "--minify-imports-and-exports-and-modules",
                "--strip-producers",
                "--strip-target-features",
                "-o",
                "app.wasm",
            ],
        )?;
        serde_json::from_slice(&said).context("wasm-opt names the new names in another way")
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<Vec<u8>> {
        run::read(Command::new(self.bin.join(program)).args(arguments).current_dir(self.room))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.room.join(name)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        Ok(std::fs::read(self.file(name))?)
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<()> {
        Ok(std::fs::write(self.file(name), content)?)
    }
}

/// Old and new names, as wasm-opt prints them.
#[derive(Debug, Deserialize)]
struct Names {
    /// Module, old name, new name.
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
}

impl Names {
    fn imports(&self) -> Renames {
        self.imports.iter().map(|(_, old, new)| (old.clone(), new.clone())).collect()
    }

    fn exports(&self) -> Renames {
        self.exports.iter().cloned().collect()
    }
}

/// What a wasm module and its glue have to agree on.
#[derive(Debug, PartialEq, Eq)]
struct Border {
    /// The one module that everything is imported from: the glue.
    module: String,
    imports: BTreeSet<String>,
    exports: BTreeSet<String>,
}

impl Border {
    fn of(wasm: &[u8]) -> Result<Self> {
        let mut modules = BTreeSet::new();
        let mut imports = BTreeSet::new();
        let mut exports = BTreeSet::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.context("the wasm cannot be read")? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        modules.insert(import.module.to_owned());
                        imports.insert(import.name.to_owned());
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        exports.insert(export?.name.to_owned());
                    }
                }
                _ => {}
            }
        }
        ensure!(modules.len() == 1, "the wasm imports from {modules:?}, not from its glue alone");
        Ok(Self { module: modules.into_iter().collect(), imports, exports })
    }

    /// Fails unless this module and `glue`, in which every import and export has been given the
    /// name that `names` says, have the same border.
    fn fits(&self, glue: &str, names: &Names) -> Result<()> {
        let provided: BTreeSet<_> = names.imports.iter().map(|(_, _, new)| new.clone()).collect();
        ensure!(provided == self.imports, "the glue provides other imports than the wasm wants");
        let used: BTreeSet<_> = glue::exports_used(glue).into_iter().map(str::to_owned).collect();
        ensure!(used == self.exports, "the glue uses other exports than the wasm has");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "m" "f" (func)) (func) (export "a" (func 1)) (export "b" (func 0)))`
    const WASM: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x07\x01\x01m\x01f\0\0\
        \x03\x02\x01\0\x07\x09\x02\x01a\0\x01\x01b\0\0\x0a\x04\x01\x02\0\x0b";

    fn names(exports: &[&str]) -> Names {
        Names {
            imports: vec![("m".to_owned(), "old".to_owned(), "f".to_owned())],
            exports: exports.iter().map(|&name| (format!("old_{name}"), name.to_owned())).collect(),
        }
    }

    #[test]
    fn the_border_is_read() {
        Validator::new().validate_all(WASM).unwrap();
        let border = Border::of(WASM).unwrap();
        assert_eq!(border.module, "m");
        assert_eq!(border.imports, BTreeSet::from(["f".to_owned()]));
        assert_eq!(border.exports, BTreeSet::from(["a".to_owned(), "b".to_owned()]));
        assert!(Border::of(b"\0asm\x01\0\0\0").is_err());
        assert!(Border::of(&WASM[..WASM.len() - 3]).is_err());
    }

    /// `(module (memory 1) (data (i32.const START) "a"))`, with a START of two bytes.
    fn with_data(start: [u8; 2]) -> Vec<u8> {
        let [low, high] = start;
        let mut wasm = b"\0asm\x01\0\0\0\x05\x03\x01\0\x01\x0b\x08\x01\0\x41".to_vec();
        wasm.extend([low, high, 0x0b, 1, b'a']);
        Validator::new().validate_all(&wasm).unwrap();
        wasm
    }

    #[test]
    fn data_in_low_memory_is_refused() {
        // 1023 and 1024, as wasm writes numbers.
        assert!(ensure_low_memory_unused(&with_data([0xff, 0x07])).is_err());
        ensure_low_memory_unused(&with_data([0x80, 0x08])).unwrap();
        ensure_low_memory_unused(WASM).unwrap();
    }

    #[test]
    fn sides_that_differ_are_refused() {
        let border = Border::of(WASM).unwrap();
        border.fits("wasm.a(wasm.b)", &names(&["a", "b"])).unwrap();
        for glue in ["wasm.a()", "wasm.a(wasm.b, wasm.c)", ""] {
            assert!(border.fits(glue, &names(&["a", "b"])).is_err(), "{glue}");
        }
        let mut more = names(&["a", "b"]);
        more.imports.push(("m".to_owned(), "old".to_owned(), "g".to_owned()));
        assert!(border.fits("wasm.a(wasm.b)", &more).is_err());
    }

    #[test]
    fn the_names_are_read_as_they_are_printed() {
        let printed = "{\n \"imports\": [\n  [\"./app_bg.js\", \"old\", \"$\"]\n ],\n\"exports\": [\n  [\"memory\", \"a\"]\n ]\n}\n";
        let names: Names = serde_json::from_str(printed).unwrap();
        assert_eq!(names.imports()["old"], "$");
        assert_eq!(names.exports()["memory"], "a");
    }
}
