//! Where things are in the repository.

use std::path::{Path, PathBuf};

/// The repository this program was built from.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the repository and Cargo's target folder (`CARGO_TARGET_DIR`, or `target`).
    pub fn find() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2).unwrap_or(here).to_owned();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
        Self { target: root.join(target), root }
    }

    /// The folder that holds the root `Cargo.toml`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// This crate's own folder.
    pub fn xtask(&self) -> PathBuf {
        self.root.join("crates/xtask")
    }

    /// What a payer downloads: the release build.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The quick build that `dev` serves. Apart from [`Self::dist`], so that a test run beside a
    /// running `dev` measures what it should.
    pub fn dev_dist(&self) -> PathBuf {
        self.target.join("dev/dist")
    }

    /// What whoever builds the app holds: two builds would share Trunk's staging folder.
    pub fn build_lock(&self) -> PathBuf {
        self.target.join("app-build.lock")
    }

    /// Where the loader is built when nothing else is.
    pub fn loader_stage(&self) -> PathBuf {
        self.target.join("loader")
    }

    /// Where `dev` keeps its sandbox's database between runs.
    pub fn dev_database(&self) -> PathBuf {
        self.target.join("dev/sandbox.sqlite")
    }

    /// The sandbox, as `cargo build -p sandbox` leaves it.
    pub fn sandbox(&self) -> PathBuf {
        self.target.join("debug/sandbox")
    }

    /// Where the browser suite leaves its pictures.
    pub fn screenshots(&self) -> PathBuf {
        self.target.join("screenshots")
    }
}
