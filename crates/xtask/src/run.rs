//! Other programs, run and judged: a failure names the program and what it said.

use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How often a long, silent job says that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How much of a failed job's output is worth repeating.
const LAST_LINES: usize = 25;

/// Runs `command` with the terminal as its own, and fails unless it succeeds.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start {}", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Runs `command` in silence and hands back what it wrote on standard output.
pub fn read(command: &mut Command) -> Result<Vec<u8>> {
    let Output { status, stdout, stderr } = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start {}", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status}):\n{}", name(command), String::from_utf8_lossy(&stderr).trim());
    }
    Ok(stdout)
}

/// Runs a long job with its output in `log`, and calls `still_at_work` now and then with the time
/// gone by and the number of lines so far. A failure repeats the end of the log.
pub fn log(
    command: &mut Command,
    log: &Path,
    mut still_at_work: impl FnMut(Duration, usize),
) -> Result<()> {
    let file = File::create(log).with_context(|| format!("could not write {}", log.display()))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| format!("could not start {}", name(command)))?;
    let start = Instant::now();
    let mut last = start;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if last.elapsed() >= HEARTBEAT {
            last = Instant::now();
            still_at_work(start.elapsed(), lines(log).len());
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    if !status.success() {
        let lines = lines(log);
        let end = lines[lines.len().saturating_sub(LAST_LINES)..].join("\n");
        bail!(
            "{} failed ({status}); all of its output is in {}\n{end}",
            name(command),
            log.display()
        );
    }
    Ok(())
}

/// Whether `program` is on the PATH.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

fn lines(file: &Path) -> Vec<String> {
    File::open(file)
        .map(|file| BufReader::new(file).lines().map_while(Result::ok).collect())
        .unwrap_or_default()
}

/// The command as it would be typed, without its environment.
fn name(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let text = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failure_names_the_program_and_repeats_what_it_said() {
        let told = read(&mut sh("echo gone wrong >&2; exit 3")).unwrap_err().to_string();
        assert!(told.contains("`sh -c") && told.contains("gone wrong"), "{told}");

        let missing = run(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert_eq!(missing, "could not start `no-such-program`");
    }

    #[test]
    fn a_failed_job_repeats_the_end_of_its_log() {
        let log_file = std::env::temp_dir().join(format!("xtask-log-{}", std::process::id()));
        let told = log(&mut sh("seq 100; exit 1"), &log_file, |_, _| {}).unwrap_err().to_string();
        assert!(told.contains("\n76\n") && told.ends_with("100"), "{told}");
        assert!(!told.contains("\n75\n"), "{told}");
        std::fs::remove_file(log_file).unwrap();
    }

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(on_path("sh"));
        assert!(!on_path("no-such-program"));
    }
}
