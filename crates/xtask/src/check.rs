//! Formatting, lints and documentation, with every warning an error.

use crate::embed::Loader;
use crate::tools::{Tool, Tools};
use crate::workspace::Workspace;
use crate::{generate, run};
use anyhow::{Context, Result};
use std::process::Command;

/// The packages for this machine, the browser suite aside.
pub const NATIVE: [&str; 5] =
    ["--workspace", "--exclude", "govifi-checkout", "--exclude", "browser-tests"];
/// The app, for the browser.
const APP: [&str; 4] = ["--package", "govifi-checkout", "--target", "wasm32-unknown-unknown"];
/// The browser suite, which is tests and nothing else.
const BROWSER: [&str; 2] = ["--package", "browser-tests"];

/// rustfmt over everything; clippy over everything, the app as the browser gets it; rustdoc over
/// everything that has documentation, so that no link in it is broken; what is generated, against what
/// it is generated from; the loader's types.
pub fn check(workspace: &Workspace, tools: &Tools) -> Result<()> {
    tools.ensure(&[Tool::WasmTarget, Tool::Npm])?;
    generate::check(workspace)?;
    Loader::of(workspace)?.check(tools, &workspace.loader_stage())?;
    cargo(workspace, &["fmt", "--all", "--check"]).context("run `cargo fmt --all`")?;
    for packages in [&NATIVE[..], &APP, &BROWSER] {
        let clippy = ["clippy", "--locked", "--all-targets"];
        cargo(workspace, &[&clippy, packages, &["--", "--deny", "warnings"]].concat())?;
    }
    for packages in [&NATIVE[..], &APP] {
        let doc = ["doc", "--locked", "--quiet", "--no-deps", "--document-private-items"];
        let mut command = Command::new("cargo");
        command.args(doc).args(packages).current_dir(workspace.root());
        run::run(command.env("RUSTDOCFLAGS", "--deny warnings"))?;
    }
    Ok(())
}

/// Runs Cargo in the repository.
pub fn cargo(workspace: &Workspace, words: &[&str]) -> Result<()> {
    run::run(Command::new("cargo").args(words).current_dir(workspace.root()))
}
