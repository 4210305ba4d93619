//! The programs the commands lean on: which, which version, where they are kept, and how they get
//! there.
//!
//! Everything is installed once per user, in one folder per tool and version, under
//! `$GOVIFI_TOOLS`, else `$XDG_CACHE_HOME/govifi-checkout/tools`, else
//! `~/.cache/govifi-checkout/tools`. Browsers come from the system's packages.
//!
//! It installs nothing it was not asked for, never a version other than the one written here, and
//! never leaves half a tool behind: a folder appears under its name when it is whole.

mod cargo;
mod npm;
mod rustup;
mod system;

use crate::{lock, run, say};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Something a command needs that a bare machine lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Rust's standard library for WebAssembly.
    WasmTarget,
    /// Writes the JavaScript glue between wasm and browser.
    WasmBindgen,
    /// Builds the app: runs Cargo, wasm-bindgen and wasm-opt, hashes and links what they made.
    Trunk,
    /// Binaryen (wasm-opt and its kin), esbuild, TypeScript and axe-core.
    Npm,
    /// Chromium and its driver.
    Chromium,
    /// Firefox.
    Firefox,
    /// Firefox's driver.
    Geckodriver,
    /// WebKitGTK's test browser and driver, with the screen and the message bus they need.
    WebKit,
    /// PHP and Python.
    Interpreters,
}

impl Tool {
    /// What the app's development build takes.
    pub const DEV: &[Self] = &[Self::WasmTarget, Self::Npm, Self::WasmBindgen, Self::Trunk];
    /// What the app's release build takes.
    pub const BUILD: &[Self] = &[Self::WasmTarget, Self::Npm, Self::WasmBindgen, Self::Trunk];
    /// Everything.
    pub const ALL: &[Self] = &[
        Self::WasmTarget,
        Self::Npm,
        Self::Chromium,
        Self::Firefox,
        Self::WebKit,
        Self::Interpreters,
        Self::WasmBindgen,
        Self::Geckodriver,
        Self::Trunk,
    ];

    /// Its name and version, as told to the person waiting for it.
    fn title(self) -> &'static str {
        match self {
            Self::WasmTarget => "the wasm32-unknown-unknown target",
            Self::WasmBindgen => cargo::WASM_BINDGEN.title,
            Self::Trunk => cargo::TRUNK.title,
            Self::Npm => "wasm-opt, esbuild, TypeScript, axe-core and the typefaces, from npm",
            Self::Chromium => system::CHROMIUM.title,
            Self::Firefox => system::FIREFOX.title,
            Self::Geckodriver => cargo::GECKODRIVER.title,
            Self::WebKit => system::WEBKIT.title,
            Self::Interpreters => system::INTERPRETERS.title,
        }
    }

    /// How long it takes on two cores, and what it is for.
    fn expect(self) -> &'static str {
        match self {
            Self::WasmTarget => "seconds; compiles the app for the browser",
            Self::WasmBindgen => "about 2 minutes; writes the app's JavaScript glue",
            Self::Trunk => "about 4 minutes; builds the app",
            Self::Npm => {
                "seconds; build the loader, shrink the release, check its accessibility, set its type"
            }
            Self::Geckodriver => "about a minute; drives Firefox",
            Self::Chromium | Self::Firefox | Self::WebKit => {
                "about a minute; runs the browser suite"
            }
            Self::Interpreters => "seconds; run what merchants copy to verify signatures",
        }
    }

    /// What cannot be done without it.
    fn without(self) -> &'static str {
        match self {
            Self::WasmTarget | Self::WasmBindgen | Self::Trunk => "the app cannot be built",
            Self::Npm => "neither a build nor the browser suite is possible",
            Self::Chromium => "the Chromium run is not possible",
            Self::Firefox | Self::Geckodriver => "the Firefox run is not possible",
            Self::WebKit => "the WebKitGTK run is not possible",
            Self::Interpreters => "the merchants' verifiers cannot be tried",
        }
    }
}

/// The per-user folder of tools.
#[derive(Debug)]
pub struct Tools {
    dir: PathBuf,
    npm: npm::Packages,
}

impl Tools {
    /// Finds the folder, making it if it is not there. `xtask` is this crate's folder, which says
    /// which npm packages are wanted.
    pub fn open(xtask: &Path) -> Result<Self> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let dir = if let Some(dir) = set("GOVIFI_TOOLS") {
            std::path::absolute(PathBuf::from(dir))?
        } else {
            let cache = set("XDG_CACHE_HOME").map(PathBuf::from);
            let cache = cache.or_else(|| Some(PathBuf::from(set("HOME")?).join(".cache")));
            cache.context("neither GOVIFI_TOOLS nor HOME is set")?.join("govifi-checkout/tools")
        };
        std::fs::create_dir_all(&dir)
            .with_context(|| format!("could not make {}", dir.display()))?;
        let npm = npm::Packages::pinned(&xtask.join("npm"), &dir)?;
        Ok(Self { dir, npm })
    }

    /// Installs whatever of `wanted` is missing, one process at a time.
    pub fn ensure(&self, wanted: &[Tool]) -> Result<()> {
        if self.missing(wanted).is_empty() {
            return Ok(());
        }
        let _held = lock::hold(&self.dir.join(".lock"), "setting up")?;
        // Whoever held the lock may have installed it.
        let missing = self.missing(wanted);
        let Some(last) = missing.len().checked_sub(1) else { return Ok(()) };
        say::heading(format_args!("Setting up, once, in {}", self.dir.display()));
        for tool in &missing {
            say::line(format_args!("   {} ({})", tool.title(), tool.expect()));
        }
        let mut system = system::Packages::default();
        for (index, tool) in missing.into_iter().enumerate() {
            say::line(format_args!("-> {}/{} {}", index + 1, last + 1, tool.title()));
            let start = Instant::now();
            self.install(tool, &mut system).with_context(|| {
                format!("could not install {}; {}", tool.title(), tool.without())
            })?;
            say::line(format_args!("   done in {}", say::span(start.elapsed())));
        }
        Ok(())
    }

    /// The PATH with the installed tools in front, for the programs that look for them there.
    pub fn path(&self) -> Result<OsString> {
        let ours = [&cargo::WASM_BINDGEN, &cargo::TRUNK, &cargo::GECKODRIVER]
            .map(|tool| tool.bin(&self.dir))
            .into_iter()
            .chain([self.npm.bin()]);
        let theirs = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(ours.chain(std::env::split_paths(&theirs)))
            .context("a folder on the PATH has a colon in its name")
    }

    /// The axe-core script.
    pub fn axe(&self) -> PathBuf {
        self.npm.file("axe-core/axe.min.js")
    }

    /// The folder of the programs of npm's packages.
    pub fn programs(&self) -> PathBuf {
        self.npm.bin()
    }

    /// The folder of npm's packages.
    pub fn packages(&self) -> PathBuf {
        self.npm.file("")
    }

    fn missing(&self, wanted: &[Tool]) -> Vec<Tool> {
        wanted.iter().copied().filter(|&tool| !self.has(tool)).collect()
    }

    fn has(&self, tool: Tool) -> bool {
        match tool {
            Tool::WasmTarget => rustup::has_wasm(),
            Tool::WasmBindgen => cargo::WASM_BINDGEN.is_in(&self.dir),
            Tool::Trunk => cargo::TRUNK.is_in(&self.dir),
            Tool::Geckodriver => cargo::GECKODRIVER.is_in(&self.dir),
            Tool::Npm => self.npm.are_there(),
            Tool::Chromium => system::CHROMIUM.is_there(),
            Tool::Firefox => system::FIREFOX.is_there(),
            Tool::WebKit => system::WEBKIT.is_there(),
            Tool::Interpreters => system::INTERPRETERS.is_there(),
        }
    }

    fn install(&self, tool: Tool, system: &mut system::Packages) -> Result<()> {
        match tool {
            Tool::WasmTarget => rustup::add_wasm(),
            Tool::WasmBindgen => cargo::WASM_BINDGEN.install(&self.dir),
            Tool::Trunk => cargo::TRUNK.install(&self.dir),
            Tool::Geckodriver => cargo::GECKODRIVER.install(&self.dir),
            Tool::Npm => self.npm.install(),
            Tool::Chromium => system.install(&system::CHROMIUM, &self.dir),
            Tool::Firefox => system.install(&system::FIREFOX, &self.dir),
            Tool::WebKit => system.install(&system::WEBKIT, &self.dir),
            Tool::Interpreters => system.install(&system::INTERPRETERS, &self.dir),
        }
    }
}

/// Says that a long installation is still at work.
fn still_at_work(time: std::time::Duration, lines: usize) {
    say::line(format_args!("   … {} so far, {lines} lines of output", say::span(time)));
}

/// Runs an installer with its output in a log file beside the tools.
fn install_with(command: &mut std::process::Command, dir: &Path, log: &str) -> Result<()> {
    run::log(command, &dir.join(format!("{log}.log")), still_at_work)
}
