//! Tools and typefaces from npm, pinned by the lock file in this crate's `npm` folder.

use super::install_with;
use crate::finish::short_hash;
use crate::run;
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];

/// The packages that one lock file names, in a folder named after that lock file's content.
#[derive(Debug)]
pub struct Packages {
    manifests: PathBuf,
    dir: PathBuf,
}

impl Packages {
    /// Says where the packages of the lock file in `manifests` belong.
    pub fn pinned(manifests: &Path, tools: &Path) -> Result<Self> {
        let mut hash = Sha256::new();
        for name in MANIFESTS {
            let file = manifests.join(name);
            hash.update(
                std::fs::read(&file)
                    .with_context(|| format!("could not read {}", file.display()))?,
            );
        }
        let dir = tools.join(format!("npm-{}", short_hash(hash)));
        Ok(Self { manifests: manifests.to_owned(), dir })
    }

    /// The folder of their programs.
    pub fn bin(&self) -> PathBuf {
        self.file(".bin")
    }

    /// A file of a package.
    pub fn file(&self, path: &str) -> PathBuf {
        self.dir.join("node_modules").join(path)
    }

    /// Whether they are installed.
    pub fn are_there(&self) -> bool {
        self.dir.is_dir()
    }

    /// Installs them. No package's own scripts are run.
    pub fn install(&self) -> Result<()> {
        if !run::on_path("npm") {
            bail!("npm is not on the PATH: install Node.js 20 or newer, with npm");
        }
        let half = self.dir.with_extension("half");
        if half.exists() {
            std::fs::remove_dir_all(&half)?;
        }
        std::fs::create_dir_all(&half)?;
        for name in MANIFESTS {
            std::fs::copy(self.manifests.join(name), half.join(name))?;
        }
        let mut command = Command::new("npm");
        command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&half);
        install_with(&mut command, half.parent().unwrap_or(&half), "npm")?;
        std::fs::rename(&half, &self.dir)?;
        Ok(())
    }
}
