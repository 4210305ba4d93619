//! A captcha's frame as a payer meets it: by what is on it.

use super::browser::Browser;
use super::wait::{PATIENCE, until};
use anyhow::Result;
use thirtyfour::By;

/// What both stand-ins ask a payer to tick.
pub const HUMAN: &str = "I am human";
/// hCaptcha's public test key: passes after a press.
pub const HCAPTCHA: &str = "10000000-ffff-ffff-ffff-000000000001";
/// Turnstile's: passes by itself, blocks, passes after a press.
pub const PASSES: &str = "1x00000000000000000000AA";
pub const BLOCKS: &str = "2x00000000000000000000AB";
pub const ASKS: &str = "3x00000000000000000000FF";

/// The frame that a selector finds.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Where the page is.
    pub browser: &'a Browser,
    /// A CSS selector.
    pub place: &'static str,
}

impl Frame<'_> {
    /// Does something inside the frame.
    pub async fn inside<T>(self, act: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        let session = &self.browser.session;
        session.find(By::Css(self.place)).await?.enter_frame().await?;
        let done = act().await;
        session.enter_default_frame().await?;
        done
    }

    /// Presses a button or a box inside the frame, by its words, once it is there.
    pub async fn press(self, words: &str) -> Result<()> {
        let path = format!("//*[self::button or self::label][normalize-space()='{words}']");
        until(&format!("{words:?} in the frame"), PATIENCE, async || {
            let session = &self.browser.session;
            if session.find_all(By::Css(self.place)).await?.is_empty() {
                return Ok(None);
            }
            self.inside(async || {
                let found = session.find_all(By::XPath(&path)).await?;
                let Some(target) = found.first() else { return Ok(None) };
                target.click().await?;
                Ok(Some(()))
            })
            .await
        })
        .await
    }
}
