//! Locales for WebKitGTK, which takes the payer's language from the C library.

use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A locale of the C library.
#[derive(Debug)]
pub struct Locale {
    /// What `LANG` is set to.
    pub name: String,
    /// What `LOCPATH` is set to.
    pub folder: PathBuf,
}

/// Compiles the locale of a language tag with a region, once per machine.
pub fn of(tag: &str) -> Result<Locale> {
    let source = tag.replace('-', "_");
    let name = format!("{source}.UTF-8");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("locales");
    let compiled = folder.join(&name);
    if !compiled.exists() {
        std::fs::create_dir_all(&folder)?;
        let half = folder.join(format!("{name}-{:?}", std::thread::current().id()));
        // The path is last: a name with a slash is a folder to it.
        let command = Command::new("localedef")
            .args(["--no-archive", "-i", &source, "-f", "UTF-8"])
            .arg(&half)
            .output()
            .context("could not start localedef")?;
        ensure!(
            command.status.success(),
            "no locale for {tag}: {}",
            String::from_utf8_lossy(&command.stderr)
        );
        // Another test may have been quicker.
        if std::fs::rename(&half, &compiled).is_err() {
            std::fs::remove_dir_all(&half)?;
        }
    }
    Ok(Locale { name, folder })
}
