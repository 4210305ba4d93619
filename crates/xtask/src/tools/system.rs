//! Browsers and what they need, and interpreters, from the system's packages (Debian and its kin).

use super::install_with;
use crate::run;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// Programs that come from system packages.
#[derive(Debug)]
pub struct System {
    /// What it is, for people.
    pub title: &'static str,
    /// Each has to be on the PATH under one of its names.
    programs: &'static [&'static [&'static str]],
    /// Each has to be there.
    files: &'static [&'static str],
    packages: &'static [&'static str],
}

/// Chromium and its driver, of one version by being packaged together.
pub const CHROMIUM: System = System {
    title: "Chromium and chromedriver",
    programs: &[&["chromium"], &["chromedriver"]],
    files: &[],
    packages: &["chromium", "chromium-driver"],
};

/// Firefox. Its driver comes from crates.io.
pub const FIREFOX: System = System {
    title: "Firefox",
    programs: &[&["firefox-esr", "firefox"]],
    files: &[],
    packages: &["firefox-esr"],
};

/// WebKitGTK. It draws on an X screen (Xvfb keeps one in memory), hangs without a message bus and
/// takes the payer's language from the C library, whose locales are compiled from `locales`.
pub const WEBKIT: System = System {
    title: "WebKitGTK, Xvfb and dbus",
    programs: &[&["WebKitWebDriver"], &["Xvfb"], &["dbus-run-session"], &["localedef"]],
    files: &["/usr/share/i18n/locales/ar_EG"],
    packages: &["webkit2gtk-driver", "xvfb", "dbus", "locales", "fonts-dejavu-core"],
};

/// What runs the verifiers that merchants copy. Node.js is there: npm comes with it.
pub const INTERPRETERS: System = System {
    title: "PHP and Python",
    programs: &[&["php"], &["python3"]],
    files: &[],
    packages: &["php-cli", "python3"],
};

impl System {
    /// Whether everything of it is in place.
    pub fn is_there(&self) -> bool {
        self.programs.iter().all(|names| names.iter().any(|name| run::on_path(name)))
            && self.files.iter().all(|file| Path::new(file).exists())
    }
}

/// The package lists, fetched at most once per run.
#[derive(Debug, Default)]
pub struct Packages {
    listed: bool,
}

impl Packages {
    /// Installs the packages of `system`, as root or through sudo.
    pub fn install(&mut self, system: &System, tools: &Path) -> Result<()> {
        let packages = system.packages.join(" ");
        if !run::on_path("apt-get") {
            bail!("there is no apt-get here; what Debian calls `{packages}` has to be installed");
        }
        if !self.listed {
            install_with(&mut apt(&["update"])?, tools, "apt-update")?;
            self.listed = true;
        }
        let words = [&["install", "--yes"], system.packages].concat();
        install_with(&mut apt(&words)?, tools, "apt-install")
            .with_context(|| format!("the packages are {packages}"))?;
        if !system.is_there() {
            bail!(
                "{packages} are installed, yet {:?} {:?} are not all there",
                system.programs,
                system.files
            );
        }
        Ok(())
    }
}

fn apt(words: &[&str]) -> Result<Command> {
    let mut command = if rustix::process::geteuid().is_root() {
        Command::new("env")
    } else if run::on_path("sudo") {
        let mut sudo = Command::new("sudo");
        // sudo clears the environment, so it is set behind it.
        sudo.arg("env");
        sudo
    } else {
        bail!(
            "apt-get needs root, and there is no sudo here; run once as root: apt-get {}",
            words.join(" ")
        );
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(words);
    Ok(command)
}
