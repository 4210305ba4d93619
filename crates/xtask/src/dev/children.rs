//! Programs that run beside `dev` and end with it.

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// How long a program may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(3);

/// A program with all it starts in turn. Ends when dropped.
#[derive(Debug)]
pub struct Family {
    head: Child,
}

impl Family {
    /// Starts `command` at the head of a process group of its own, so that what it starts can be
    /// ended with it (Trunk runs Cargo, which runs the compiler).
    pub fn start(command: &mut Command) -> Result<Self> {
        let head = command.process_group(0).spawn();
        let head =
            head.with_context(|| format!("could not start {}", command.get_program().display()))?;
        Ok(Self { head })
    }

    /// The program itself.
    pub fn head(&mut self) -> &mut Child {
        &mut self.head
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.head.try_wait().ok().flatten()
    }

    fn signal(&self, signal: Signal) {
        // A group that is gone already is what we want.
        if let Some(pid) = i32::try_from(self.head.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(pid, signal);
        }
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        self.signal(Signal::TERM);
        let asked = Instant::now();
        while self.ended().is_none() && asked.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
        // Also after the head has gone: some of its family may have stayed.
        self.signal(Signal::KILL);
        let _ = self.head.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::test_kill_process;
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    #[test]
    fn what_a_program_started_ends_with_it() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 60 & echo $!; trap '' TERM; wait"]).stdout(Stdio::piped());
        let mut family = Family::start(&mut shell).unwrap();
        let mut line = String::new();
        BufReader::new(family.head().stdout.take().unwrap()).read_line(&mut line).unwrap();
        let grandchild = Pid::from_raw(line.trim().parse().unwrap()).unwrap();
        assert!(test_kill_process(grandchild).is_ok());
        drop(family);
        // Killed at once; gone when whoever adopted it has taken note.
        let start = Instant::now();
        while alive(grandchild) {
            assert!(start.elapsed() < Duration::from_secs(10), "{grandchild:?} lives on");
            std::thread::yield_now();
        }
    }

    /// Neither gone nor dead and waiting to be taken note of.
    fn alive(pid: Pid) -> bool {
        std::fs::read_to_string(format!("/proc/{pid}/stat"))
            .is_ok_and(|stat| !stat.contains(") Z") && !stat.contains(") X"))
    }
}
