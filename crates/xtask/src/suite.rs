//! `cargo xtask test`: everything that has to hold, part by part, and a summary.

use crate::check::{self, cargo};
use crate::embed::Loader;
use crate::tools::{Tool, Tools};
use crate::workspace::Workspace;
use crate::{bundle, run, say, size};
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::process::Command;
use std::time::{Duration, Instant};

/// A part of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// rustfmt, clippy and rustdoc, native and wasm.
    Check,
    /// The tests that need neither wasm nor a browser.
    Native,
    /// What merchants copy to verify signatures, in each of its languages, against its vectors.
    Snippets,
    /// The release build of the app.
    Wasm,
    /// The weight of the first load, against its budget.
    Size,
    /// The browser suite in Chromium.
    Chromium,
    /// The browser suite in Firefox.
    Firefox,
    /// The browser suite in WebKitGTK.
    Webkit,
    /// Every pair of faults on confirm: the whole grid in Chromium, its pairs in the other two. Not
    /// among all tests: it takes most of an hour.
    Faults,
}

impl Part {
    const ALL: [Self; 8] = [
        Self::Check,
        Self::Native,
        Self::Snippets,
        Self::Wasm,
        Self::Size,
        Self::Chromium,
        Self::Firefox,
        Self::Webkit,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Check => "check: formatting, lints, docs",
            Self::Native => "native: tests",
            Self::Snippets => "snippets: verifiers for merchants",
            Self::Wasm => "wasm: release build of the app",
            Self::Size => "size: weight of the first load",
            Self::Chromium => "chromium: browser suite",
            Self::Firefox => "firefox: browser suite",
            Self::Webkit => "webkit: browser suite",
            Self::Faults => "faults: every pair of them on confirm",
        }
    }
}

/// A browser engine, by the name that the suite knows it by, and what it needs.
struct Engine {
    name: &'static str,
    needs: &'static [Tool],
}

const CHROMIUM: Engine = Engine { name: "chromium", needs: &[Tool::Chromium] };
const FIREFOX: Engine = Engine { name: "firefox", needs: &[Tool::Firefox, Tool::Geckodriver] };
const WEBKIT: Engine = Engine { name: "webkit", needs: &[Tool::WebKit] };

/// What the parts share, made when first needed.
struct Suite<'a> {
    workspace: &'a Workspace,
    tools: &'a Tools,
    /// Whether the release build is up to date in this run.
    built: bool,
}

/// Runs one part, or all of them. A part that fails does not keep the others from running.
pub fn test(workspace: &Workspace, tools: &Tools, only: Option<Part>) -> Result<()> {
    let mut suite = Suite { workspace, tools, built: false };
    let mut results = Vec::new();
    for part in only.map_or(Part::ALL.to_vec(), |only| vec![only]) {
        say::heading(part.title());
        let start = Instant::now();
        let result = suite.run(part);
        let time = start.elapsed();
        let word = match &result {
            Ok(()) => "ok",
            Err(error) => {
                say::failure(error);
                "FAILED"
            }
        };
        say::line(format_args!("-- {}: {word}, {}", part.title(), say::span(time)));
        results.push((part, result.is_ok(), time));
    }
    summary(&results)
}

fn summary(results: &[(Part, bool, Duration)]) -> Result<()> {
    say::heading("Summary");
    for (part, ok, time) in results {
        let word = if *ok { "ok" } else { "FAILED" };
        say::line(format_args!("   {:<32} {word:<7} {}", part.title(), say::span(*time)));
    }
    let failed = results.iter().filter(|(_, ok, _)| !ok).count();
    let word = if failed == 0 { "ok" } else { "FAILED" };
    let all: Duration = results.iter().map(|(_, _, time)| *time).sum();
    let passed = results.len() - failed;
    say::line(format_args!(
        "\nxtask result: {word}. {passed} parts passed; {failed} failed; finished in {}",
        say::span(all)
    ));
    if failed > 0 {
        bail!("{failed} of {} parts failed", results.len());
    }
    Ok(())
}

impl Suite<'_> {
    fn run(&mut self, part: Part) -> Result<()> {
        match part {
            Part::Check => check::check(self.workspace, self.tools),
            Part::Native => {
                let elsewhere = ["--exclude", "govifi-checkout", "--exclude", "browser-tests"];
                // The laws say how many histories they lived, and how far those got.
                let show = ["--", "--show-output"];
                let native = [&["test", "--locked", "--workspace"][..], &elsewhere, &show].concat();
                cargo(self.workspace, &native)
            }
            Part::Snippets => self.snippets(),
            Part::Wasm => self.build(),
            Part::Size => {
                self.build()?;
                let budget = self.workspace.xtask().join("size-budget.toml");
                let loader = Loader::of(self.workspace)?.names();
                size::gate(&loader, &self.workspace.dist(), &budget)
            }
            Part::Chromium => self.browsers(&CHROMIUM, &[]),
            Part::Firefox => self.browsers(&FIREFOX, &[]),
            Part::Webkit => self.browsers(&WEBKIT, &[]),
            Part::Faults => {
                self.browsers(&CHROMIUM, &["the_whole_grid", "--ignored", "--nocapture"])?;
                self.browsers(&FIREFOX, &["pairs_of_faults", "--nocapture"])?;
                self.browsers(&WEBKIT, &["pairs_of_faults", "--nocapture"])
            }
        }
    }

    /// `docs/verify`: every language's file against the vectors. Rust's is the shop's own, so it is
    /// among the sandbox's tests, with the one that the vectors are as the sandbox signs.
    fn snippets(&self) -> Result<()> {
        self.tools.ensure(&[Tool::Interpreters])?;
        let folder = self.workspace.root().join("docs/verify/check");
        for (program, file) in
            [("node", "check.mjs"), ("python3", "check.py"), ("php", "check.php")]
        {
            run::run(Command::new(program).arg(folder.join(file)))?;
        }
        let rust = ["test", "--locked", "--package", "sandbox", "--", "published_ve"];
        cargo(self.workspace, &rust)
    }

    fn build(&mut self) -> Result<()> {
        if !self.built {
            bundle::release(self.workspace, self.tools)?;
            self.built = true;
        }
        Ok(())
    }

    /// The browser suite in one engine, against the release build, served by the sandbox. `which`:
    /// which of its tests, and how, as the test program takes it.
    fn browsers(&mut self, engine: &Engine, which: &[&str]) -> Result<()> {
        self.tools.ensure(engine.needs)?;
        self.build()?;
        cargo(self.workspace, &["build", "--locked", "--package", "sandbox"])?;
        let mut tests = Command::new("cargo");
        tests
            .args(["test", "--locked", "--package", "browser-tests", "--"])
            // Two browsers at a time: one waits for the network while the other draws.
            .arg("--test-threads=2")
            .args(which)
            .current_dir(self.workspace.root())
            .env("PATH", self.tools.path()?)
            .env("GOVIFI_ENGINE", engine.name)
            .env("GOVIFI_DIST", self.workspace.dist())
            .env("GOVIFI_SANDBOX_BIN", self.workspace.sandbox())
            .env("GOVIFI_AXE", self.tools.axe())
            .env("GOVIFI_SCREENSHOTS", self.workspace.screenshots().join(engine.name));
        run::run(&mut tests)
    }
}
