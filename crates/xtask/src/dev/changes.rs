//! Whether the sandbox's sources have changed, by looking at the clock on each.
//!
//! A few dozen files, looked at twice a second, cost less than a dependency that is told.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files and folders under watch, and how they stood when last seen.
#[derive(Debug)]
pub struct Watched {
    roots: Vec<PathBuf>,
    seen: Standing,
}

/// How many files there are and when one was last written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Standing {
    files: usize,
    last: Option<SystemTime>,
}

impl Watched {
    /// Watches these files and folders from now on.
    pub fn new(roots: Vec<PathBuf>) -> Self {
        let seen = standing(&roots);
        Self { roots, seen }
    }

    /// Whether anything was written, added or removed since the last call.
    pub fn changed(&mut self) -> bool {
        let now = standing(&self.roots);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

fn standing(roots: &[PathBuf]) -> Standing {
    let mut standing = Standing::default();
    for root in roots {
        visit(root, &mut standing);
    }
    standing
}

fn visit(path: &Path, standing: &mut Standing) {
    // A file that is being replaced is not there for a moment: it is seen the next time.
    let Ok(about) = std::fs::metadata(path) else { return };
    if about.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            visit(&entry.path(), standing);
        }
    } else {
        standing.files += 1;
        standing.last = standing.last.max(about.modified().ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::Duration;

    #[test]
    fn writing_adding_and_removing_are_seen_once_each() {
        let dir = std::env::temp_dir().join(format!("xtask-changes-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("deep")).unwrap();
        let file = dir.join("deep/a.rs");
        std::fs::write(&file, "").unwrap();
        let mut watched = Watched::new(vec![dir.clone(), dir.join("absent")]);
        assert!(!watched.changed());

        let later = SystemTime::now() + Duration::from_secs(5);
        File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
        assert!(watched.changed() && !watched.changed());
        std::fs::write(dir.join("b.rs"), "").unwrap();
        assert!(watched.changed() && !watched.changed());
        std::fs::remove_file(&file).unwrap();
        assert!(watched.changed() && !watched.changed());
        std::fs::remove_dir_all(dir).unwrap();
    }
}
