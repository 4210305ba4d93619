//! Copies of a build that a test may break.

use anyhow::Result;
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
