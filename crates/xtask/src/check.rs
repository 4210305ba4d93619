//! Formatting and lints, with every warning an error.

use crate::run;
use crate::tools::{Tool, Tools};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::process::Command;

/// rustfmt and clippy over everything native, browser suite included, then clippy over the app as
/// the browser gets it.
pub fn check(workspace: &Workspace, tools: &Tools) -> Result<()> {
    tools.ensure(&[Tool::WasmTarget])?;
    cargo(workspace, &["fmt", "--all", "--check"]).context("run `cargo fmt --all`")?;
    let native = ["clippy", "--workspace", "--exclude", "govifi-checkout", "--all-targets"];
    let wasm = ["clippy", "--package", "govifi-checkout", "--target", "wasm32-unknown-unknown"];
    for target in [&native[..], &wasm[..]] {
        cargo(workspace, &[target, &["--locked", "--", "--deny", "warnings"]].concat())?;
    }
    Ok(())
}

/// Runs Cargo in the repository.
pub fn cargo(workspace: &Workspace, words: &[&str]) -> Result<()> {
    run::run(Command::new("cargo").args(words).current_dir(workspace.root()))
}
