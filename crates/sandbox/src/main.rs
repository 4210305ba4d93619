//! `sandbox`: starts the six servers and says where they are.
//!
//! One line of JSON on standard output, `{"shop":…,"checkout":…,"api":…,"zift":…,"frames":…,
//! "vendors":…}`, once they answer; logs on standard error. Ends on Ctrl-C or SIGTERM.

use clap::{Parser, Subcommand, ValueEnum};
use sandbox::{Options, Ports, Storage};
use std::io::{IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::filter::LevelFilter;

/// Stand-ins for Govifi's API, its processor, its static hosts and the captcha vendors, and a demo
/// shop.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Take free ports instead of 4240 (shop), 4241 (checkout), 4242 (API), 4243 (processor), 4244
    /// (frames), 4245 (vendors).
    #[arg(long)]
    any_port: bool,
    /// Keep the state in memory only.
    #[arg(long, conflicts_with = "database")]
    memory: bool,
    /// Keep the state in this file.
    #[arg(long, value_name = "FILE", default_value = "target/sandbox.sqlite")]
    database: PathBuf,
    /// The built app.
    #[arg(long, value_name = "DIR", default_value = "dist")]
    dist: PathBuf,
    /// Divide the page's waits and time limits by this. For tests.
    #[arg(long, value_name = "N", default_value_t = NonZeroU32::MIN)]
    pace: NonZeroU32,
    /// The address to listen at. Anything but loopback lets others in.
    #[arg(long, value_name = "IP", default_value_t = Ipv4Addr::LOCALHOST.into())]
    bind: IpAddr,
    /// How logs are written.
    #[arg(long, value_enum, default_value_t = Log::Json)]
    log: Log,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Log {
    /// One object per line.
    Json,
    /// For reading.
    Text,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the API's OpenAPI document and end.
    Openapi,
    /// Print what verifiers of signatures have to agree on and end.
    Vectors,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Some(Command::Openapi) => print(sandbox::openapi::document()),
        Some(Command::Vectors) => print(sandbox::vectors::document()),
        None => serve(arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; there is nobody else to tell.
            let _ = writeln!(std::io::stderr(), "sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;

fn print(document: Result<String, serde_json::Error>) -> Done {
    Ok(write!(std::io::stdout(), "{}", document?)?)
}

async fn serve(arguments: Arguments) -> Done {
    let logs = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .with_max_level(LevelFilter::INFO);
    match arguments.log {
        Log::Json => logs.json().flatten_event(true).init(),
        Log::Text => logs.compact().init(),
    }
    // The default hook prints the panic's message, which may hold anything. Where it was is enough.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        tracing::error!(at, "panicked");
    }));
    let mut terminated = signal(SignalKind::terminate())?;
    let running = sandbox::start(Options {
        bind: arguments.bind,
        ports: if arguments.any_port { Ports::Any } else { Ports::Fixed },
        storage: if arguments.memory { Storage::Memory } else { Storage::File(arguments.database) },
        dist: arguments.dist,
        pace: arguments.pace,
    });
    let mut running = running.await?;
    let origins = serde_json::to_string(running.origins())?;
    writeln!(std::io::stdout(), "{origins}")?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminated.recv() => {}
        () = running.ended() => {}
    }
    Ok(())
}
