//! Programs that a test starts: drivers, browsers, screens, sandboxes. All of them end with it.

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The variable by which every descendant of a test is known, however it was started.
const MARK: &str = "GOVIFI_BROWSER_RUN";

/// How long a program has to end by itself once it is asked to.
const GRACE: Duration = Duration::from_millis(300);
/// How long a killed program may take to be gone.
const DEATH: Duration = Duration::from_secs(10);

/// One test's programs and their temporary files. When dropped, also by a panic, everything that
/// carries its mark is killed: drivers start browsers, which start helpers in groups of their own.
#[derive(Debug)]
pub struct Run {
    mark: String,
    temporary: PathBuf,
}

impl Run {
    /// Starts with no programs and an empty folder.
    pub fn new() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}-{number}", std::process::id());
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-{mark}"));
        std::fs::create_dir_all(&temporary)
            .with_context(|| format!("could not make {}", temporary.display()))?;
        Ok(Self { mark, temporary })
    }

    /// Starts a program whose output, both kinds, is kept.
    pub fn start(&self, command: &mut Command) -> Result<Program> {
        let name = command.get_program().display().to_string();
        let mut child = command
            .env(MARK, &self.mark)
            .env("TMPDIR", &self.temporary)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {name}"))?;
        let (out, err) = (Lines::default(), Lines::default());
        if let Some(stdout) = child.stdout.take() {
            out.follow(stdout);
        }
        if let Some(stderr) = child.stderr.take() {
            err.follow(stderr);
        }
        Ok(Program { name, child, out, err })
    }

    /// A folder that ends with it.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Ends everything it started, and waits until it has ended.
    pub fn end(&self) {
        let start = Instant::now();
        let mut family = HashSet::new();
        while start.elapsed() < DEATH {
            // Screens and message buses remove their sockets if they are asked; whoever takes
            // longer than that is not asked again.
            let asked = start.elapsed() < GRACE;
            let signal = if asked { Signal::TERM } else { Signal::KILL };
            // Again and again: one may have started another between the look and the blow.
            for pid in self.family() {
                // It may have ended since.
                if family.insert(pid) || !asked {
                    let _ = kill_process(pid, signal);
                }
            }
            family.retain(|pid| is_alive(*pid));
            if family.is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Every process with the mark, and all they started: Chromium's helpers write their titles
    /// over their environment.
    fn family(&self) -> HashSet<Pid> {
        let mark = format!("{MARK}={}", self.mark).into_bytes();
        let mut family = HashSet::new();
        let mut parents = Vec::new();
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let pid = entry.file_name().to_str().and_then(|name| name.parse().ok());
            let Some(pid) = pid.and_then(Pid::from_raw) else { continue };
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            if environment.split(|byte| *byte == 0).any(|variable| variable == mark) {
                family.insert(pid);
            }
            parents.extend(standing(pid).map(|(_, parent)| (pid, parent)));
        }
        loop {
            let known = family.len();
            let children = parents.iter().filter(|(_, parent)| family.contains(parent));
            family.extend(children.map(|(pid, _)| *pid).collect::<Vec<_>>());
            if family.len() == known {
                return family;
            }
        }
    }
}

/// A process's state, and who started it.
fn standing(pid: Pid) -> Option<(char, Pid)> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // The name before it may hold anything but ends with the last parenthesis.
    let mut rest = stat.rsplit_once(')')?.1.split_whitespace();
    let state = rest.next()?.chars().next()?;
    Some((state, Pid::from_raw(rest.next()?.parse().ok()?)?))
}

/// Whether it still runs, rather than being gone or waiting for its parent to take note.
fn is_alive(pid: Pid) -> bool {
    standing(pid).is_some_and(|(state, _)| !matches!(state, 'Z' | 'X'))
}

impl Drop for Run {
    fn drop(&mut self) {
        self.end();
        let _ = std::fs::remove_dir_all(&self.temporary);
    }
}

/// A running program.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    /// What it writes on standard output.
    pub out: Lines,
    /// What it writes on standard error.
    pub err: Lines,
}

impl Program {
    /// Fails if it has ended, with what it said.
    pub fn still_runs(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            let said = format!("{}{}", self.out.text(), self.err.text());
            anyhow::bail!("{} ended ({status}):\n{said}", self.name);
        }
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Its own children are the run's business.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lines that a program writes, as they come.
#[derive(Clone, Debug, Default)]
pub struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    /// All of them so far.
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All of them so far, as one text.
    pub fn text(&self) -> String {
        self.all().join("\n")
    }

    fn follow(&self, stream: impl Read + Send + 'static) {
        let lines = self.clone();
        std::thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            while matches!(stream.read_until(b'\n', &mut line), Ok(1..)) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                lines.0.lock().unwrap_or_else(PoisonError::into_inner).push(text);
                line.clear();
            }
        });
    }
}
