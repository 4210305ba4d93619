//! PayPal's window as a payer meets it.

use super::browser::Browser;
use super::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use thirtyfour::{By, WindowHandle};

/// What the stand-in's button says in English.
pub const BUTTON: &str = "Pay with PayPal";

/// Its radio button on the page, and its frame.
pub const CHOICE: &str = "choice-paypal";
pub const FRAME: &str = "#paypal";

/// The window that PayPal opened, and the one of the page that it goes back to.
#[derive(Debug)]
pub struct Window<'a> {
    browser: &'a Browser,
    page: WindowHandle,
}

impl<'a> Window<'a> {
    /// Waits for the window and its order.
    pub async fn opened(browser: &'a Browser) -> Result<Self> {
        let page = browser.session.window().await?;
        let window = until("PayPal's window", PATIENCE, async || {
            let all = browser.session.windows().await?;
            Ok(all.into_iter().find(|window| *window != page))
        })
        .await?;
        browser.session.switch_to_window(window).await?;
        let opened = Self { browser, page };
        until("PayPal's order", PATIENCE, async || {
            let enabled = "return document.getElementById('approve')?.disabled === false";
            Ok((browser.ask(enabled, Vec::new()).await? == true).then_some(()))
        })
        .await?;
        Ok(opened)
    }

    /// What it asks for.
    pub async fn order(&self) -> Result<String> {
        Ok(self.browser.session.find(By::Id("what")).await?.text().await?)
    }

    /// Says what charging the order will do, from now on.
    pub async fn will(&self, outcome: &str) -> Result<()> {
        let option = format!("//option[normalize-space()='{outcome}']");
        Ok(self.browser.session.find(By::XPath(option)).await?.click().await?)
    }

    /// Presses one of its buttons, `approve`, `cancel` or `fail`, which closes it, and goes back.
    pub async fn press(self, id: &str) -> Result<()> {
        self.browser.session.find(By::Id(id)).await?.click().await?;
        self.back().await
    }

    /// Closes it as windows are closed, and goes back.
    pub async fn close(self) -> Result<()> {
        self.browser.session.close_window().await?;
        self.back().await
    }

    /// Leaves it open, and goes back.
    pub async fn leave(self) -> Result<()> {
        Ok(self.browser.session.switch_to_window(self.page).await?)
    }

    async fn back(self) -> Result<()> {
        let session = &self.browser.session;
        session.switch_to_window(self.page.clone()).await?;
        until("PayPal's window to be gone", PATIENCE, async || {
            Ok((session.windows().await?.len() == 1).then_some(()))
        })
        .await
    }
}

/// Checks that PayPal has no window open.
pub async fn none_is_open(browser: &Browser) -> Result<()> {
    let windows = browser.session.windows().await.context("the windows")?;
    ensure!(windows.len() == 1, "{} windows", windows.len());
    Ok(())
}
