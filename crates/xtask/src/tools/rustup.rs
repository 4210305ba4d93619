//! Rust's standard library for WebAssembly, and its source: the release build makes the payer's
//! copy for size.

use crate::run;
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Whether the compiler in use can compile for the browser.
pub fn has_wasm() -> bool {
    run::read(Command::new("rustc").args(["--print", "sysroot"])).is_ok_and(|sysroot| {
        let rustlib = PathBuf::from(String::from_utf8_lossy(&sysroot).trim()).join("lib/rustlib");
        rustlib.join(TARGET).join("lib").is_dir() && rustlib.join("src/rust/library").is_dir()
    })
}

/// Makes it so.
pub fn add_wasm() -> Result<()> {
    if !run::on_path("rustup") {
        bail!(
            "rustup is not on the PATH: add the target {TARGET} and the component rust-src the way \
             Rust was installed"
        );
    }
    run::run(Command::new("rustup").args(["target", "add", TARGET]))?;
    run::run(Command::new("rustup").args(["component", "add", "rust-src"]))
}
