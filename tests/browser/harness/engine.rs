//! The three engines: how each driver is started and what each session is asked for.

use super::locale;
use super::process::{Program, Run};
use super::wait::until;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// How long a driver may take to be ready on a loaded machine.
const START: Duration = Duration::from_secs(30);

/// A browser engine, with the browser that carries it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Blink, in Chromium.
    Chromium,
    /// Gecko, in Firefox.
    Firefox,
    /// WebKit, in WebKitGTK's test browser.
    Webkit,
}

/// How the payer's device looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The screen's size.
    pub window: Window,
    /// What the system prefers.
    pub scheme: Scheme,
    /// The browser's language with its region, like `en-GB`.
    pub language: &'static str,
    /// What the payer has switched off.
    pub off: Off,
}

/// What a payer has switched off in the browser's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Off {
    /// Nothing.
    Nothing,
    /// Cookies, and with them every kind of storage.
    Storage,
    /// Cookies of third parties.
    ThirdParties,
    /// JavaScript.
    Scripts,
}

/// A screen's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// 390 × 844.
    Phone,
    /// 1280 × 900.
    Desktop,
}

/// A colour scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Look {
    /// A phone in English, light.
    pub const PHONE: Self =
        Self { window: Window::Phone, scheme: Scheme::Light, language: "en-US", off: Off::Nothing };
    /// A desktop in English, light.
    pub const DESKTOP: Self = Self { window: Window::Desktop, ..Self::PHONE };

    /// The same in the dark.
    pub const fn dark(self) -> Self {
        Self { scheme: Scheme::Dark, ..self }
    }

    /// The same with something switched off.
    pub const fn without(self, off: Off) -> Self {
        Self { off, ..self }
    }

    /// The same in another language.
    pub const fn speaking(self, language: &'static str) -> Self {
        Self { language, ..self }
    }
}

impl Window {
    /// Width and height in CSS pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Phone => (390, 844),
            Self::Desktop => (1280, 900),
        }
    }
}

/// A driver that is ready for one session.
#[derive(Debug)]
pub struct Driver {
    /// Where it listens.
    pub url: String,
    /// The program; the browser writes through its output.
    pub program: Program,
    /// What else has to run meanwhile.
    _screen: Option<Program>,
}

impl Engine {
    /// The engine of a name as `cargo xtask test` takes it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "chromium" => Some(Self::Chromium),
            "firefox" => Some(Self::Firefox),
            "webkit" => Some(Self::Webkit),
            _ => None,
        }
    }

    /// Whether its settings can switch this off. `WebKitGTK`'s test browser has no settings.
    pub fn can_do_without(self, off: Off) -> bool {
        self != Self::Webkit || off == Off::Nothing
    }

    /// Starts its driver and waits until it answers.
    pub async fn drive(self, run: &Run, look: Look) -> Result<Driver> {
        let (mut program, port, screen) = match self {
            Self::Chromium => {
                let mut program = run.start(Command::new("chromedriver").arg("--port=0"))?;
                let port = said_port(&mut program, "was started successfully on port ").await?;
                (program, port, None)
            }
            Self::Firefox => {
                let mut command = Command::new("geckodriver");
                command.args(["--port=0", "--websocket-port=0"]);
                let mut program = run.start(&mut command)?;
                let port = said_port(&mut program, "Listening on 127.0.0.1:").await?;
                (program, port, None)
            }
            Self::Webkit => {
                let (screen, display) = screen(run).await?;
                // It takes no "any port" and says nothing.
                let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
                let locale = locale::of(look.language)?;
                let mut command = Command::new("dbus-run-session");
                command
                    .args(["--", "WebKitWebDriver"])
                    .arg(format!("--port={port}"))
                    .env("LOCPATH", locale.folder)
                    .envs([
                        ("DISPLAY", &*display),
                        ("LANG", &*locale.name),
                        // Its own sandbox needs user namespaces, which containers lack.
                        ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"),
                        ("LIBGL_ALWAYS_SOFTWARE", "1"),
                        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
                        (
                            "GTK_THEME",
                            match look.scheme {
                                Scheme::Light => "Adwaita",
                                Scheme::Dark => "Adwaita:dark",
                            },
                        ),
                    ]);
                (run.start(&mut command)?, port, Some(screen))
            }
        };
        let url = format!("http://127.0.0.1:{port}");
        let status = format!("{url}/status");
        until("the driver to be ready", START, async || {
            program.still_runs()?;
            let answer: Value = reqwest::get(&status).await?.json().await?;
            Ok((answer["value"]["ready"] == true).then_some(()))
        })
        .await?;
        Ok(Driver { url, program, _screen: screen })
    }

    /// What a session is asked for. Profiles are new each time: a driver's default.
    pub fn capabilities(self, look: Look) -> Result<Value> {
        let (width, height) = look.window.size();
        Ok(match self {
            Self::Chromium => {
                let mut options = json!({ "args": [
                    "--headless=new",
                    // Containers run as root and without user namespaces.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    format!("--window-size={width},{height}"),
                    format!("--accept-lang={}", look.language),
                ] });
                // 2: not allowed.
                let denied = match look.off {
                    Off::Nothing => None,
                    Off::Storage => {
                        Some(("profile.default_content_setting_values.cookies", json!(2)))
                    }
                    Off::ThirdParties => Some(("profile.block_third_party_cookies", json!(true))),
                    Off::Scripts => {
                        Some(("profile.default_content_setting_values.javascript", json!(2)))
                    }
                };
                if let Some((setting, value)) = denied {
                    options["prefs"] = json!({ setting: value });
                }
                if look.window == Window::Phone {
                    // A window has a least width; a device has not.
                    options["mobileEmulation"] = json!({ "deviceMetrics": {
                        "width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true
                    } });
                }
                json!({
                    "browserName": "chrome",
                    "goog:chromeOptions": options,
                    "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
                })
            }
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "args": ["-headless"],
                    "prefs": {
                        "intl.accept_languages": look.language,
                        "layout.css.prefers-color-scheme.content-override": match look.scheme {
                            Scheme::Dark => 0,
                            Scheme::Light => 1,
                        },
                        "devtools.console.stdout.content": true,
                        // 5 (its default): third parties' own, 1: not theirs, 2: none at all.
                        "network.cookie.cookieBehavior": match look.off {
                            Off::Nothing | Off::Scripts => 5,
                            Off::ThirdParties => 1,
                            Off::Storage => 2,
                        },
                        "javascript.enabled": look.off != Off::Scripts,
                    },
                },
            }),
            Self::Webkit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {
                    "binary": mini_browser()?,
                    "args": ["--automation"],
                },
            }),
        })
    }
}

/// An X screen in memory, and the name programs find it by.
async fn screen(run: &Run) -> Result<(Program, String)> {
    let mut command = Command::new("Xvfb");
    // It chooses a free number and says it.
    command.args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]);
    let mut program = run.start(&mut command)?;
    let number = until("Xvfb to say its number", START, async || {
        program.still_runs()?;
        Ok(program.out.all().first().and_then(|line| line.parse::<u32>().ok()))
    })
    .await?;
    Ok((program, format!(":{number}")))
}

/// The port that a driver says it listens on, after `words`.
async fn said_port(program: &mut Program, words: &str) -> Result<u16> {
    until("the driver to say its port", START, async || {
        program.still_runs()?;
        let said = format!("{}\n{}", program.out.text(), program.err.text());
        let port = said.split_once(words).map(|(_, rest)| rest);
        Ok(port.and_then(|rest| {
            let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok()
        }))
    })
    .await
}

/// WebKitGTK's test browser, which Debian keeps off the PATH.
fn mini_browser() -> Result<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path());
    folders
        .chain([PathBuf::from("/usr/lib"), PathBuf::from("/usr/libexec")])
        .flat_map(|folder| {
            ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"]
                .map(|version| folder.join(version).join("MiniBrowser"))
        })
        .find(|path| path.is_file())
        .context("WebKitGTK's MiniBrowser is not installed")
}
