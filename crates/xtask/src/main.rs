//! Every command of the repository: `cargo xtask dev`, `test`, `build`, `size`, `check`, `setup`.
//!
//! Where to start: `tools` (what is installed, and how), `bundle` (the app's builds), `finish`
//! (what happens to a build before a payer gets it), `suite` (`test`), `dev`.
//!
//! Nothing here runs in production, and nothing has to be installed by hand but Rust (rustup),
//! Node.js with npm, and a C compiler.

mod bundle;
mod check;
mod dev;
mod embed;
mod examples;
mod finish;
mod generate;
mod inventory;
mod link;
mod lock;
mod run;
mod say;
mod size;
mod suite;
mod tools;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use suite::Part;
use tools::{Tool, Tools};
use workspace::Workspace;

/// The commands of Govifi Checkout. Each sets up what it needs, once.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Run the demo: build the app, start the sandbox and the shop, rebuild on change.
    Dev {
        /// Let the system choose the ports, for a second `dev` beside the first.
        #[arg(long)]
        any_port: bool,
    },
    /// Run all tests, or one part of them.
    Test {
        /// The part; all of them if left out.
        part: Option<Part>,
    },
    /// Build what payers download, into `dist`.
    Build,
    /// Weigh the first load of a release build against its budget.
    Size,
    /// Check formatting and lints.
    Check,
    /// Install everything the other commands need, browsers included.
    Setup,
    /// Write what the contract says of the loader: types, editors' data, reference.
    Generate,
    /// Put the loader's version on the list of those that never change again.
    ReleaseLoader,
    /// Finish a build; Trunk calls this.
    #[command(hide = true)]
    Finish,
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let done = if link::wanted(&arguments) {
        link::link(arguments)
    } else {
        obey(&Arguments::parse().command)
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn obey(command: &Action) -> Result<()> {
    let workspace = Workspace::find();
    let tools = Tools::open(&workspace.xtask())?;
    match command {
        Action::Dev { any_port } => dev::dev(&workspace, &tools, *any_port),
        Action::Test { part } => suite::test(&workspace, &tools, *part),
        Action::Build => bundle::release(&workspace, &tools),
        Action::Size => suite::test(&workspace, &tools, Some(Part::Size)),
        Action::Check => check::check(&workspace, &tools),
        Action::Setup => {
            tools.ensure(Tool::ALL)?;
            say::line("Everything is set up.");
            Ok(())
        }
        Action::Generate => generate::generate(&workspace),
        Action::ReleaseLoader => {
            tools.ensure(&[Tool::Npm])?;
            embed::Loader::of(&workspace)?.release(&tools, &workspace.loader_stage())
        }
        Action::Finish => bundle::finish_staged(&workspace, &tools),
    }
}
