//! The release build's linker: rustc's own, asked to keep less.
//!
//! A crate may export classes and functions to JavaScript whether or not anybody asks for them, and
//! the linker keeps an export with all it reaches. Leptos brings three such classes along
//! (wasm-streams, through `server_fn`). The app exports nothing to JavaScript: the page calls
//! `main` through wasm-bindgen's start function. So rustc is given this very program as its linker,
//! which leaves those exports out of the request and hands the rest to rust-lld.
//!
//! Later is too late: once linked, nobody can tell which entries of the function table those
//! classes alone brought in. What this program does not recognise it passes on untouched; the build
//! is then only larger.

use crate::run;
use anyhow::Result;
use std::ffi::OsString;
use std::process::Command;

/// What rustc calls a linker with first that it takes for lld.
const FLAVOR: &str = "-flavor";
/// What comes before the name of a symbol to keep.
const EXPORT: &str = "--export";
/// What wasm-bindgen puts before the name of the function that tells it an export's types.
const DESCRIBE: &str = "__wbindgen_describe_";

/// Whether rustc calls this program as its linker: with these arguments.
pub fn wanted(arguments: &[OsString]) -> bool {
    arguments.first().is_some_and(|first| first == FLAVOR)
}

/// Links.
pub fn link(arguments: Vec<OsString>) -> Result<()> {
    // rustc puts it on the PATH.
    run::run(Command::new("rust-lld").args(kept(arguments)))
}

/// The arguments without the exports that are for JavaScript.
fn kept(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut kept = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let is_export = kept.last().is_some_and(|last| last == EXPORT);
        if is_export && argument.to_str().is_some_and(is_for_script) {
            kept.pop();
        } else {
            kept.push(argument);
        }
    }
    kept
}

/// Whether a symbol is there for scripts to call, or describes such a symbol. Everything that
/// wasm-bindgen's own glue needs begins with two underscores.
fn is_for_script(symbol: &str) -> bool {
    let frees_a_class = symbol.starts_with("__wbg_") && symbol.contains("_free_");
    let symbol = symbol.strip_prefix(DESCRIBE).unwrap_or(symbol);
    frees_a_class || !(symbol.starts_with('_') || symbol == "main")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn rustc_is_told_from_a_person() {
        assert!(wanted(&words("-flavor wasm --export main")));
        assert!(!wanted(&words("build")) && !wanted(&[]));
    }

    #[test]
    fn what_is_for_scripts_is_not_asked_for() {
        let asked = words(
            "-flavor wasm --export main --export sink_close_1 --export __wbindgen_describe_sink_close_1 \
             --export __wbg_sink_free_1 --export __wbindgen_describe___wbg_log_2 \
             --export __wbindgen_malloc --export=__heap_base app.o -o app.wasm --gc-sections",
        );
        let left = "-flavor wasm --export main --export __wbindgen_describe___wbg_log_2 \
                    --export __wbindgen_malloc --export=__heap_base app.o -o app.wasm --gc-sections";
        assert_eq!(kept(asked), words(left));
    }
}
