//! A sandbox and a browser, and a test played on them.

use super::browser::Browser;
use super::engine::Look;
use super::page::Page;
use super::sandbox::{Charge, Sandbox, Session};
use anyhow::{Context, Result, anyhow, ensure};
use futures_util::FutureExt;
use std::any::Any;
use std::panic::AssertUnwindSafe;

/// What a test has.
#[derive(Debug)]
pub struct Stage {
    /// The payer's browser.
    pub browser: Browser,
    /// Everybody else.
    pub sandbox: Sandbox,
}

impl Stage {
    /// Waits until the payer is back at the shop, and hands back the one charge that was made.
    pub async fn paid(&self, page: &Page<'_>, session: &Session) -> Result<Charge> {
        page.receipt(&self.sandbox.origins.shop).await?;
        let mut charges = self.sandbox.charges(session).await?;
        ensure!(charges.len() == 1, "{charges:?}");
        charges.pop().context("a charge")
    }
}

/// Plays a test on a stage of its own. One that fails tells what the payer saw, what the console
/// and the sandbox said, and leaves a picture.
pub async fn play(
    name: &str,
    look: Look,
    test: impl AsyncFnOnce(&Stage) -> Result<()>,
) -> Result<()> {
    play_with(name, look, Sandbox::start().await?, test).await
}

/// The same with a sandbox of the test's own.
pub async fn play_with(
    name: &str,
    look: Look,
    sandbox: Sandbox,
    test: impl AsyncFnOnce(&Stage) -> Result<()>,
) -> Result<()> {
    let stage = Stage { browser: Browser::open(look).await?, sandbox };
    let result = AssertUnwindSafe(test(&stage)).catch_unwind().await;
    let error = match result {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error,
        Err(panic) => anyhow!("{}", message(&*panic)),
    };
    let report = report(&stage, name).await;
    Err(anyhow!("{error:#}\n{report}"))
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic")
}

/// What can still be told of a stage on which a test failed. Secrets of a test are no secrets.
async fn report(stage: &Stage, name: &str) -> String {
    let Stage { browser, sandbox } = stage;
    let url = browser.url().await.unwrap_or_else(|error| format!("{error:#}"));
    let picture = match browser.picture(&format!("failed-{name}")).await {
        Ok(path) => path.display().to_string(),
        Err(error) => format!("none: {error:#}"),
    };
    let text = browser.ask("return document.body.innerText", Vec::new()).await;
    let text = text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
    let console = browser.console().await.unwrap_or_default().join("\n");
    let log = sandbox.log();
    let lines: Vec<_> = log.lines().collect();
    let log = lines[lines.len().saturating_sub(30)..].join("\n");
    format!(
        "--- page: {url}\n{text}\n--- picture: {picture}\n--- console\n{console}\n--- sandbox\n{log}"
    )
}
