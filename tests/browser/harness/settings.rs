//! What `cargo xtask test chromium|firefox|webkit` says to the suite, in the environment.

use super::engine::Engine;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// Which engine the suite runs in.
pub fn engine() -> Result<Engine> {
    let name = variable("GOVIFI_ENGINE")?;
    Engine::named(&name).with_context(|| format!("no engine is called {name}"))
}

/// The release build of the app.
pub fn dist() -> Result<PathBuf> {
    variable("GOVIFI_DIST").map(PathBuf::from)
}

/// The sandbox program.
pub fn sandbox() -> Result<PathBuf> {
    variable("GOVIFI_SANDBOX_BIN").map(PathBuf::from)
}

/// The axe-core script.
pub fn axe() -> Result<PathBuf> {
    variable("GOVIFI_AXE").map(PathBuf::from)
}

/// Where pictures go.
pub fn screenshots() -> Result<PathBuf> {
    variable("GOVIFI_SCREENSHOTS").map(PathBuf::from)
}

/// The names of the cells of the grid that are wanted, separated by commas; all, if unset.
pub fn cells() -> Option<Vec<String>> {
    let names = variable("GOVIFI_CELLS").ok()?;
    Some(names.split(',').map(|name| name.trim().to_owned()).collect())
}

/// How many browsers go through the grid beside each other. They wait more than they work.
pub fn workers() -> usize {
    let number = variable("GOVIFI_WORKERS").ok().and_then(|number| number.parse().ok());
    number.unwrap_or(2)
}

fn variable(name: &str) -> Result<String> {
    std::env::var(name)
        .with_context(|| format!("{name} is not set; run `cargo xtask test chromium` instead"))
}
