//! One xtask at a time, where two would write over each other.

use crate::say;
use anyhow::{Context, Result};
use std::fs::{File, TryLockError};
use std::path::Path;

/// Holds `path` until the file is dropped, or the program ends in whatever way. Waits for whoever
/// holds it, and says what it waits for: `busy` is what the other one is doing.
pub fn hold(path: &Path, busy: &str) -> Result<File> {
    let what = || format!("could not lock {}", path.display());
    let file = File::create(path).with_context(what)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::line(format_args!("Another xtask is {busy}; waiting for it."));
            file.lock().with_context(what)?;
        }
        Err(TryLockError::Error(error)) => return Err(error).with_context(what),
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_gets_it_when_the_first_lets_go() {
        let path = std::env::temp_dir().join(format!("xtask-lock-{}", std::process::id()));
        let first = hold(&path, "testing").unwrap();
        let second = std::thread::spawn({
            let path = path.clone();
            move || hold(&path, "testing").map(drop)
        });
        assert!(matches!(File::create(&path).unwrap().try_lock(), Err(TryLockError::WouldBlock)));
        drop(first);
        second.join().unwrap().unwrap();
        std::fs::remove_file(path).unwrap();
    }
}
