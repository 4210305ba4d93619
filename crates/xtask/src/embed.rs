//! The loader: the script that merchants' pages load (`embed/`), built by esbuild from TypeScript.
//!
//! A version that was released never changes: `embed/releases.json` holds the integrity of each of
//! its files, and a release build whose bytes differ fails. Until a version is in that list it may
//! change freely; `cargo xtask release-loader` puts it there.

use crate::tools::Tools;
use crate::workspace::Workspace;
use crate::{run, say};
use anyhow::{Context, Result, ensure};
use base64::Engine;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha384};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each file's integrity, by its name.
pub type Integrity = BTreeMap<String, String>;

/// The forms of the script: the ending of its name, and what esbuild calls it.
const FORMS: [(&str, &str); 2] = [("js", "iife"), ("mjs", "esm")];

/// What the npm package has beside the script.
const PACKAGED: [&str; 6] = [
    "package.json",
    "govifi.d.ts",
    "react.d.ts",
    "custom-elements.json",
    "vscode.html-custom-data.json",
    "web-types.json",
];

/// The loader's sources, and its version.
#[derive(Debug)]
pub struct Loader {
    folder: PathBuf,
    version: String,
}

/// What is read of `embed/package.json`.
#[derive(Deserialize)]
struct Package {
    version: String,
}

/// `sri.json` beside the built files.
#[derive(Serialize)]
struct Published<'a> {
    version: &'a str,
    files: &'a Integrity,
}

impl Loader {
    /// The one of this repository.
    pub fn of(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.root().join("embed");
        let Package { version } = read(&folder.join("package.json"))?;
        Ok(Self { folder, version })
    }

    /// Its version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The names of its files, in the order of [`FORMS`].
    pub fn names(&self) -> [String; 2] {
        FORMS.map(|(ending, _)| format!("govifi-{}.{ending}", self.version))
    }

    /// Builds it into `out`, with `sri.json` and the types beside it.
    pub fn build(&self, tools: &Tools, out: &Path) -> Result<Integrity> {
        std::fs::create_dir_all(out)?;
        let mut built = Integrity::new();
        for (name, (_, format)) in self.names().into_iter().zip(FORMS) {
            let file = out.join(&name);
            self.bundle(tools, format, &file)?;
            let digest = Sha384::digest(std::fs::read(&file)?);
            let digest = base64::engine::general_purpose::STANDARD.encode(digest);
            built.insert(name, format!("sha384-{digest}"));
        }
        let types = format!("govifi-{}.d.ts", self.version);
        copy(&self.folder.join("govifi.d.ts"), &out.join(types))?;
        write(&out.join("sri.json"), &Published { version: &self.version, files: &built })?;
        Ok(built)
    }

    fn bundle(&self, tools: &Tools, format: &str, out: &Path) -> Result<()> {
        let mut esbuild = Command::new(tools.programs().join("esbuild"));
        esbuild
            .arg("src/index.ts")
            .args(["--bundle", "--minify", "--target=es2022", "--charset=utf8"])
            .args(["--legal-comments=none", "--log-level=warning"])
            // Names that end in `_` are the sources' own, and nobody else's business.
            .arg("--mangle-props=[a-z]_$")
            .arg(format!("--format={format}"))
            .arg(format!("--outfile={}", out.display()))
            .current_dir(&self.folder);
        run::run(&mut esbuild).context("the loader does not build")
    }

    /// Checks its types, and those for the pages that use it, and runs its tests that need no browser.
    pub fn check(&self, tools: &Tools, stage: &Path) -> Result<()> {
        // Where TypeScript looks for the types of React.
        let packages = self.folder.join("node_modules");
        let _ = std::fs::remove_file(&packages);
        std::os::unix::fs::symlink(tools.packages(), &packages)
            .with_context(|| format!("could not link {}", packages.display()))?;
        let program = |name: &str| Command::new(tools.programs().join(name));
        run::run(program("tsc").args(["--project", "."]).current_dir(&self.folder))?;
        let tests = stage.join("unit.test.mjs");
        let mut esbuild = program("esbuild");
        esbuild
            .args(["tests/unit.test.mjs", "--bundle", "--platform=node", "--format=esm"])
            .arg("--log-level=warning")
            .arg(format!("--outfile={}", tests.display()))
            .current_dir(&self.folder);
        run::run(&mut esbuild)?;
        run::run(Command::new("node").args(["--test", "--test-reporter=dot"]).arg(tests))
    }

    fn releases(&self) -> PathBuf {
        self.folder.join("releases.json")
    }

    /// Fails if this version was released with other bytes.
    pub fn is_as_released(&self, built: &Integrity) -> Result<()> {
        let all: BTreeMap<String, Integrity> = read(&self.releases())?;
        ensure!(
            all.get(&self.version).is_none_or(|released| released == built),
            "the loader {} was released with other bytes: raise the version in embed/package.json",
            self.version
        );
        Ok(())
    }

    fn package(&self, built: &Path, out: &Path) -> Result<()> {
        std::fs::create_dir_all(out)?;
        let [_, module] = self.names();
        copy(&built.join(module), &out.join("govifi.mjs"))?;
        copy(&built.join("sri.json"), &out.join("sri.json"))?;
        for name in PACKAGED {
            copy(&self.folder.join(name), &out.join(name))?;
        }
        Ok(())
    }

    /// Puts this version on the list of those that never change again, and its npm package, ready to be
    /// published, into `npm` beside what is built.
    pub fn release(&self, tools: &Tools, out: &Path) -> Result<()> {
        let built = self.build(tools, out)?;
        self.package(out, &out.join("npm"))?;
        self.is_as_released(&built)?;
        let mut releases: BTreeMap<String, Integrity> = read(&self.releases())?;
        releases.insert(self.version.clone(), built);
        write(&self.releases(), &releases)?;
        say::line(format_args!("The loader {} is released: it never changes again.", self.version));
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to).with_context(|| format!("could not copy {}", from.display()))?;
    Ok(())
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not what it was", path.display()))
}

fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)? + "\n";
    std::fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}
