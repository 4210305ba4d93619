//! `cargo xtask dev`: the whole product on this machine, rebuilt as it is worked on.
//!
//! Trunk watches the app and rebuilds it into a folder that the sandbox serves; the sandbox is
//! rebuilt and restarted here when its own sources change. Its database outlives a restart. All
//! programs end with this one.

mod changes;
mod children;

use crate::check::cargo;
use crate::tools::Tools;
use crate::workspace::Workspace;
use crate::{bundle, say};
use anyhow::{Context, Result};
use changes::Watched;
use children::Family;
use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How often the sandbox's sources are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Where the sandbox listens, as it says on its first line of output.
#[derive(Debug, Deserialize)]
struct Origins {
    shop: String,
    checkout: String,
    api: String,
    zift: String,
    frames: String,
    vendors: String,
}

/// Sets up, builds, starts, and goes on until Ctrl-C.
pub fn dev(workspace: &Workspace, tools: &Tools, any_port: bool) -> Result<()> {
    let start = Instant::now();
    if workspace.dev_dist().join("index.html").exists() {
        tools.ensure(crate::Tool::DEV)?;
    } else {
        bundle::dev(workspace, tools)?;
    }
    say::line("-> the sandbox");
    build_sandbox(workspace)?;

    let (stop, stopped) = mpsc::channel();
    // A second Ctrl-C may find nobody listening any more: we are stopping already.
    let stop = move || _ = stop.send(());
    ctrlc::set_handler(stop).context("could not listen for Ctrl-C")?;

    // The last build is served while Trunk makes sure that it is the newest.
    let mut trunk = Family::start(&mut bundle::watch(workspace, tools)?)?;
    let mut sandbox = Some(start_sandbox(workspace, any_port)?);
    say::line(format_args!("   ready in {}; Ctrl-C ends it", say::span(start.elapsed())));

    let mut sources = Watched::new(
        ["crates/sandbox/Cargo.toml", "crates/sandbox/src", "crates/contract/src", "Cargo.lock"]
            .map(|path| workspace.root().join(path))
            .into(),
    );
    loop {
        match stopped.recv_timeout(LOOK) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                say::line("\nStopping.");
                return Ok(());
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Some(status) = trunk.ended() {
            anyhow::bail!("Trunk ended ({status})");
        }
        if let Some(status) = sandbox.as_mut().and_then(Family::ended) {
            say::line(format_args!("The sandbox ended ({status}); it starts again on a change."));
            sandbox = None;
        }
        if sources.changed() {
            say::line("-> the sandbox has changed");
            // One that does not build leaves the running one alone.
            match build_sandbox(workspace) {
                Ok(()) => {
                    // Its ports have to be free before the next one starts.
                    drop(sandbox.take());
                    sandbox = Some(start_sandbox(workspace, any_port)?);
                }
                Err(error) => say::line(format_args!("{error:#}")),
            }
        }
    }
}

fn build_sandbox(workspace: &Workspace) -> Result<()> {
    cargo(workspace, &["build", "--package", "sandbox"])
}

fn start_sandbox(workspace: &Workspace, any_port: bool) -> Result<Family> {
    let mut command = Command::new(workspace.sandbox());
    command
        .args(["--log", "text", "--database"])
        .arg(workspace.dev_database())
        .arg("--dist")
        .arg(workspace.dev_dist())
        .stdout(Stdio::piped());
    if any_port {
        command.arg("--any-port");
    }
    let mut sandbox = Family::start(&mut command)?;
    let said = sandbox.head().stdout.take().context("the sandbox has no output")?;
    let mut line = String::new();
    BufReader::new(said).read_line(&mut line)?;
    let origins: Origins =
        serde_json::from_str(&line).context("the sandbox did not start; see above for why")?;
    say::line(format_args!(
        "\n   Demo shop   {}\n\n   Checkout    {}\n   API         {}\n   Processor   {}\n   Frames      {}\n   Vendors     {}\n",
        origins.shop, origins.checkout, origins.api, origins.zift, origins.frames, origins.vendors
    ));
    Ok(sandbox)
}
