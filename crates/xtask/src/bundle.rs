//! The app's builds, by Trunk. Trunk calls back here to finish them (see `finish`).

use crate::embed::Loader;
use crate::examples;
use crate::finish::{self, Minifier, Profile};
use crate::tools::{Tool, Tools};
use crate::workspace::Workspace;
use crate::{inventory, lock, run};
use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What makes the payer's wasm a fifth smaller: the standard library built for size, and panics
/// that trap at once instead of carrying their formatting along (the boot script sees the trap and
/// shows the fallback). These are unstable flags of the stable compiler, so they are named here,
/// for this one artefact, and nothing depends on them: without them the same code is only larger.
const SMALLEST: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none",
    ),
];

/// Builds what payers download, into `dist`.
pub fn release(workspace: &Workspace, tools: &Tools) -> Result<()> {
    tools.ensure(Tool::BUILD)?;
    let _held = alone(workspace)?;
    let mut trunk = trunk(workspace, tools, "build")?;
    trunk.arg("--release").arg("--dist").arg(workspace.dist()).envs(SMALLEST);
    // See `link`.
    trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", std::env::current_exe()?);
    run::run(&mut trunk).context("the app does not build")?;
    evaluates_nothing(&workspace.dist())
}

/// Builds quickly, for whoever works on the app.
pub fn dev(workspace: &Workspace, tools: &Tools) -> Result<()> {
    tools.ensure(Tool::DEV)?;
    std::fs::create_dir_all(workspace.dev_dist())?;
    let _held = alone(workspace)?;
    let mut trunk = trunk(workspace, tools, "build")?;
    trunk.arg("--dist").arg(workspace.dev_dist());
    run::run(&mut trunk).context("the app does not build")
}

/// Waits until no other xtask builds the app in this checkout.
fn alone(workspace: &Workspace) -> Result<File> {
    lock::hold(&workspace.build_lock(), "building the app")
}

/// Trunk, ready to build again whenever the app's sources change.
pub fn watch(workspace: &Workspace, tools: &Tools) -> Result<Command> {
    let mut trunk = trunk(workspace, tools, "watch")?;
    trunk.arg("--dist").arg(workspace.dev_dist());
    Ok(trunk)
}

/// Finishes the build that Trunk has just staged; what it staged, it says in the environment.
pub fn finish_staged(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let stage = std::env::var_os("TRUNK_STAGING_DIR")
        .map(PathBuf::from)
        .context("Trunk calls this, as its post_build hook: TRUNK_STAGING_DIR is not set")?;
    let release = std::env::var("TRUNK_PROFILE").as_deref() == Ok("release");
    let loader = Loader::of(workspace)?;
    let built = loader.build(tools, &stage.join("embed"))?;
    let packages = tools.packages();
    let sources = finish::Sources { root: workspace.root(), packages: &packages };
    if release {
        loader.is_as_released(&built)?;
        let minifier = Minifier::Programs(tools.programs());
        finish::finish(&stage, &sources, Profile::Release, &minifier)?;
    } else {
        finish::finish(&stage, &sources, Profile::Dev, &Minifier::Off)?;
    }
    inventory::write(&stage, &built)?;
    examples::build(workspace, tools, &stage.join("examples"))
}

fn trunk(workspace: &Workspace, tools: &Tools, command: &str) -> Result<Command> {
    let mut trunk = Command::new("trunk");
    // Trunk takes wasm-bindgen and wasm-opt from the PATH, and would download others than those
    // whose versions Trunk.toml names.
    trunk.arg(command).current_dir(workspace.root()).env("PATH", tools.path()?);
    // For the hook in Trunk.toml: this very program, rather than what Cargo would build again.
    trunk.env("GOVIFI_XTASK", std::env::current_exe()?);
    // Trunk reads a NO_COLOR that is not `true` or `false` as a mistake.
    trunk.env_remove("NO_COLOR");
    Ok(trunk)
}

/// Fails if a script of the build makes code from text: the page's policy would stop it, and a
/// payment page has no business trying.
fn evaluates_nothing(dist: &Path) -> Result<()> {
    for entry in std::fs::read_dir(dist)? {
        let path = entry?.path();
        if path.is_dir() {
            evaluates_nothing(&path)?;
        }
        if path.extension().is_some_and(|ending| ending == "js" || ending == "mjs") {
            let script = std::fs::read_to_string(&path)?;
            ensure!(
                !makes_code(&script),
                "{} makes code from text (eval or Function): find the import that asks for it",
                path.display()
            );
        }
    }
    Ok(())
}

fn makes_code(script: &str) -> bool {
    ["eval(", "Function("].into_iter().any(|call| {
        script.match_indices(call).any(|(at, _)| {
            // A longer name that ends the same way, or a method, is another function.
            let before = script[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || "_$.".contains(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_made_from_text_is_seen() {
        for script in ["eval(a)", "x=new Function(a)", "(0,Function(a))", ";eval(a)"] {
            assert!(makes_code(script), "{script}");
        }
        for script in
            ["medieval(a)", "isFunction(a)", "function(a){}", "x.eval(a)", "typeof Function"]
        {
            assert!(!makes_code(script), "{script}");
        }
    }
}
