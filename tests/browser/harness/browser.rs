//! One browser with one session, for one test.

use super::engine::{Driver, Engine, Look, Scheme, Window};
use super::process::Run;
use super::wait::{PATIENCE, until};
use super::{settings, slug};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use thirtyfour::{Capabilities, TypingData, WebDriver};

/// Longer than any one command should take, and shorter than anyone's patience with a hung one.
const COMMAND: Duration = Duration::from_mins(1);

/// Keeps what a page writes to the console, and what goes wrong in it.
const LISTEN: &str = r"
    if (window.__console) return;
    const lines = window.__console = [];
    for (const level of ['debug', 'log', 'info', 'warn', 'error']) {
        const write = console[level];
        console[level] = (...words) => {
            lines.push(level + ': ' + words.map(String).join(' '));
            write.apply(console, words);
        };
    }
    addEventListener('error', (event) => lines.push('error: ' + event.message));
    addEventListener('unhandledrejection', (event) => lines.push('error: ' + event.reason));
    addEventListener('securitypolicyviolation', (event) =>
        lines.push('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
";

/// A browser. It and all its helpers end when it is dropped.
#[derive(Debug)]
pub struct Browser {
    /// The session, for whatever has no word of its own here.
    pub session: WebDriver,
    /// Which engine it is.
    pub engine: Engine,
    /// Console lines read so far; the driver gives each out once.
    console: tokio::sync::Mutex<Vec<String>>,
    driver: Driver,
    // Last: kills what is left.
    _run: Run,
}

impl Browser {
    /// Starts the suite's engine on a device that looks like this.
    pub async fn open(look: Look) -> Result<Self> {
        let engine = settings::engine()?;
        // A session that could not be created says nothing about the app: one more try.
        let browser = match Self::start(engine, look).await {
            Ok(browser) => browser,
            Err(_) => Self::start(engine, look).await.context("no browser session")?,
        };
        browser.dress(look).await?;
        Ok(browser)
    }

    async fn start(engine: Engine, look: Look) -> Result<Self> {
        let run = Run::new()?;
        let driver = engine.drive(&run, look).await?;
        let capabilities: Capabilities = serde_json::from_value(engine.capabilities(look)?)?;
        let session =
            WebDriver::builder(&*driver.url, capabilities).request_timeout(COMMAND).await?;
        let console = tokio::sync::Mutex::default();
        Ok(Self { session, engine, console, driver, _run: run })
    }

    /// What capabilities cannot say.
    async fn dress(&self, look: Look) -> Result<()> {
        let (width, height) = look.window.size();
        if self.engine == Engine::Chromium {
            let scheme = match look.scheme {
                Scheme::Light => "light",
                Scheme::Dark => "dark",
            };
            let features = json!({
                "features": [{ "name": "prefers-color-scheme", "value": scheme }]
            });
            self.session.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        }
        if self.engine != Engine::Chromium || look.window == Window::Desktop {
            self.session.set_window_rect(0, 0, width, height).await?;
        }
        Ok(())
    }

    /// Goes to an address.
    pub async fn visit(&self, url: &str) -> Result<()> {
        let visited = self.session.goto(url).await;
        visited.with_context(|| format!("could not visit {}", bare(url)))?;
        self.listen().await
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        self.session.refresh().await?;
        self.listen().await
    }

    /// WebKitGTK keeps the console to itself, so there the page is listened to from now on, which
    /// is before anything is typed. The other two tell everything from the start.
    async fn listen(&self) -> Result<()> {
        if self.engine != Engine::Webkit {
            return Ok(());
        }
        // The document may be about to be replaced by itself without the credential.
        until("a page to listen to", PATIENCE, async || {
            self.ask(LISTEN, Vec::new()).await.map(Some)
        })
        .await
        .map(drop)
    }

    /// Runs a script, with arguments, and hands back what it returns.
    pub async fn ask(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.session.execute(script, arguments).await?.json().clone())
    }

    /// Runs a script that calls its last argument when it is done, and hands back what it says.
    pub async fn ask_later(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.session.execute_async(script, arguments).await?.json().clone())
    }

    /// Presses keys, whatever has the focus.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.session.action_chain().send_keys(keys).perform().await?)
    }

    /// Where the browser is.
    pub async fn url(&self) -> Result<String> {
        Ok(self.session.current_url().await?.to_string())
    }

    /// Everything in the console so far: what pages wrote, and what the browser has to say about
    /// them (policy violations, failed loads, uncaught errors).
    pub async fn console(&self) -> Result<Vec<String>> {
        // Output arrives when it arrives: a word of ours behind everything before it.
        self.listen().await?;
        let end = format!("govifi-console-end-{}", self.console.lock().await.len());
        self.ask("console.log(arguments[0])", vec![json!(end)]).await?;
        until("the console's end", PATIENCE, async || {
            let mut seen = self.console.lock().await;
            match self.engine {
                Engine::Chromium => {
                    let lines = self.session.browser_log().await?;
                    seen.extend(lines.into_iter().map(|line| line.message));
                }
                Engine::Firefox => {
                    *seen = self.driver.program.out.all();
                    seen.extend(self.driver.program.err.all());
                }
                Engine::Webkit => {
                    let lines = self.ask("return window.__console ?? []", Vec::new()).await?;
                    *seen = serde_json::from_value(lines)?;
                }
            }
            let done = seen.iter().any(|line| line.contains(&end));
            let page = seen.iter().filter(|line| !line.contains("govifi-console-end-"));
            Ok(done.then(|| page.cloned().collect()))
        })
        .await
    }

    /// Takes the browser off the network, or puts it back. Chromium only; the other drivers cannot
    /// (what Firefox calls offline still reaches this machine's servers).
    pub async fn offline(&self, offline: bool) -> Result<()> {
        let conditions = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1
        });
        let cdp = self.session.cdp();
        cdp.send_raw("Network.enable", json!({})).await?;
        cdp.send_raw("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Every request the browser has made, as the browser's own tools tell it. Chromium only; the
    /// other drivers do not tell.
    pub async fn requests(&self) -> Result<Vec<Value>> {
        let lines = self.session.get_log("performance").await?;
        let events = lines.iter().map(|line| serde_json::from_str::<Value>(&line.message));
        let mut requests = Vec::new();
        for event in events {
            let event = event?;
            if event["message"]["method"] == "Network.requestWillBeSent" {
                requests.push(event["message"]["params"]["request"].clone());
            }
        }
        Ok(requests)
    }

    /// Keeps a picture of what is visible.
    pub async fn picture(&self, name: &str) -> Result<PathBuf> {
        let folder = settings::screenshots()?;
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}.png", slug(name)));
        // WebKitGTK pictures the next frame, and hangs where nothing moves.
        if self.engine == Engine::Webkit {
            let move_on = "window.__frames = document.documentElement
                .animate({ opacity: [0.9999, 1] }, 5000);";
            self.ask(move_on, Vec::new()).await?;
        }
        let picture = self.session.screenshot_as_png().await;
        if self.engine == Engine::Webkit {
            self.ask("window.__frames.cancel()", Vec::new()).await?;
        }
        std::fs::write(&path, picture?)?;
        Ok(path)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closing it politely takes a second; its run kills it in a moment.
        let _ = self.session.clone().leak();
    }
}

/// An address without what must not be printed.
fn bare(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}
