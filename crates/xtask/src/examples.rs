//! The examples that have to be built (`embed/examples`), for the demo shop. They go into the build's
//! folder like the frames, and like them to another origin.

use crate::run;
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// Builds React's into `out`, with React's development build: it mounts everything twice, to show
/// whether that is safe.
pub fn build(workspace: &Workspace, tools: &Tools, out: &Path) -> Result<()> {
    let programs = tools.programs();
    let packages = programs.parent().context("npm's programs are in no folder")?;
    let mut esbuild = Command::new(programs.join("esbuild"));
    esbuild
        .arg("embed/examples/react/main.jsx")
        .args(["--bundle", "--format=esm", "--target=es2022", "--jsx=automatic"])
        .args(["--legal-comments=none", "--log-level=warning"])
        .arg("--define:process.env.NODE_ENV=\"development\"")
        .arg(format!("--outfile={}", out.join("react.js").display()))
        .current_dir(workspace.root())
        .env("NODE_PATH", packages);
    run::run(&mut esbuild).context("the React example does not build")
}
