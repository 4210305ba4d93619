//! Two tabs of one browser.

use crate::harness::browser::Browser;
use anyhow::{Context, Result};
use thirtyfour::WindowHandle;

/// The tab that was there, and a new one.
#[derive(Debug)]
pub struct Tabs<'a> {
    browser: &'a Browser,
    first: WindowHandle,
    second: WindowHandle,
}

impl<'a> Tabs<'a> {
    /// Opens a second tab and brings it to the front.
    pub async fn open(browser: &'a Browser) -> Result<Self> {
        let first = browser.session.window().await?;
        let second = browser.session.new_tab().await.context("no second tab")?;
        browser.session.switch_to_window(second.clone()).await?;
        Ok(Self { browser, first, second })
    }

    /// Brings the first tab to the front.
    pub async fn first(&self) -> Result<()> {
        Ok(self.browser.session.switch_to_window(self.first.clone()).await?)
    }

    /// Brings the second tab to the front.
    pub async fn second(&self) -> Result<()> {
        Ok(self.browser.session.switch_to_window(self.second.clone()).await?)
    }

    /// Closes the first tab and stays in the second.
    pub async fn close_first(&self) -> Result<()> {
        self.first().await?;
        self.browser.session.close_window().await?;
        self.second().await
    }
}
