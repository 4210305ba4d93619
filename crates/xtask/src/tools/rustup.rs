//! Rust's standard library for WebAssembly.

use crate::run;
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Whether the compiler in use can compile for the browser.
pub fn has_wasm() -> bool {
    run::read(Command::new("rustc").args(["--print", "sysroot"])).is_ok_and(|sysroot| {
        let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot).trim());
        sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir()
    })
}

/// Makes it so.
pub fn add_wasm() -> Result<()> {
    if !run::on_path("rustup") {
        bail!("rustup is not on the PATH: add the target {TARGET} the way Rust was installed");
    }
    run::run(Command::new("rustup").args(["target", "add", TARGET]))
}
