//! Copies of a build that a test may break.

use anyhow::{Context, Result};
use std::path::Path;

/// Copies the files of a folder, without the folders in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Changes every file of a folder whose name ends in `.part`, compressed siblings included.
pub fn change(
    folder: &Path,
    part: &str,
    mut change: impl FnMut(&Path) -> std::io::Result<()>,
) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("a name")?;
        if name.split('.').nth(1) == Some(part) {
            change(&path)?;
        }
    }
    Ok(())
}
