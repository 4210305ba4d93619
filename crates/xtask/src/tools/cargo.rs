//! Tools built from crates.io.

use super::install_with;
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program on crates.io, at one version.
#[derive(Debug)]
pub struct Crate {
    /// Name and version, for people.
    pub title: &'static str,
    /// The folder it is kept in: name and version.
    folder: &'static str,
    /// The program that proves it is there.
    program: &'static str,
    /// What `cargo install` is told.
    arguments: &'static [&'static str],
}

/// Must be the version of `wasm-bindgen` in Cargo.lock. Without `--locked`: its lock file names a
/// crate version that mirrors of the registry lack.
pub const WASM_BINDGEN: Crate = Crate {
    title: "wasm-bindgen-cli 0.2.130",
    folder: "wasm-bindgen-0.2.130",
    program: "wasm-bindgen",
    arguments: &["wasm-bindgen-cli@0.2.130"],
};

/// The newest Trunk that Rust 1.95 builds. Without `update_check`: a build asks nobody anything.
pub const TRUNK: Crate = Crate {
    title: "trunk 0.21.14",
    folder: "trunk-0.21.14",
    program: "trunk",
    arguments: &["trunk@0.21.14", "--locked", "--no-default-features", "--features", "rustls"],
};

/// Debian 12 packages no geckodriver.
pub const GECKODRIVER: Crate = Crate {
    title: "geckodriver 0.37.1",
    folder: "geckodriver-0.37.1",
    program: "geckodriver",
    arguments: &["geckodriver@0.37.1", "--locked"],
};

impl Crate {
    /// The folder of its programs.
    pub fn bin(&self, tools: &Path) -> PathBuf {
        tools.join(self.folder).join("bin")
    }

    /// Whether it is installed. Cargo copies programs in place when all is built, so one that is
    /// there is whole.
    pub fn is_in(&self, tools: &Path) -> bool {
        self.bin(tools).join(self.program).is_file()
    }

    /// Builds and installs it, for a short build rather than a fast program.
    pub fn install(&self, tools: &Path) -> Result<()> {
        let build = tools.join(format!(".build-{}", self.folder));
        let mut command = Command::new("cargo");
        command
            .args(["install", "--root"])
            .arg(tools.join(self.folder))
            .args(self.arguments)
            // Away from the repository, whose toolchain file and Cargo settings are not the tool's.
            .current_dir(tools)
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false");
        let done = install_with(&mut command, tools, self.folder);
        // What was built is of no further use, whether or not it was installed.
        let _ = std::fs::remove_dir_all(build);
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wasm_bindgen_of_the_app_the_tools_and_trunk_is_one() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let lock: toml::Table =
            std::fs::read_to_string(root.join("Cargo.lock")).unwrap().parse().unwrap();
        let locked = lock["package"].as_array().unwrap().iter().find_map(|package| {
            (package["name"].as_str() == Some("wasm-bindgen")).then(|| package["version"].as_str())
        });
        let trunk: toml::Table =
            std::fs::read_to_string(root.join("Trunk.toml")).unwrap().parse().unwrap();
        let pinned = trunk["tools"]["wasm_bindgen"].as_str();
        assert_eq!(locked.flatten(), pinned, "Cargo.lock and Trunk.toml");
        assert_eq!(WASM_BINDGEN.folder, format!("wasm-bindgen-{}", pinned.unwrap()));
        assert!(WASM_BINDGEN.arguments[0].ends_with(&format!("@{}", pinned.unwrap())));
    }
}
