//! Apple Pay's sheet, the stand-in's, as a payer meets it.

use super::page::{Page, plain};
use super::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::fill;
use serde_json::{Value, json};
use thirtyfour::{By, Key};

/// Its radio button on the page.
pub const CHOICE: &str = "choice-apple-pay";

/// The dialog.
const SHEET: &str = "dialog";

/// Waits until Apple Pay's button offers to pay this much.
pub async fn offers(page: &Page<'_>, amount: &str) -> Result<()> {
    page.text_of("#pay", &fill(page.words.pay_apple_pay, &[("amount", amount)])).await
}

/// The sheet over a page.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    page: Page<'a>,
}

impl<'a> Sheet<'a> {
    /// Waits until it asks to be authorized, and hands it over with all that it says.
    pub async fn opened(page: &Page<'a>) -> Result<(Self, String)> {
        let sheet = Self { page: *page };
        let text = until("the sheet", PATIENCE, async || {
            let text = page.text(SHEET).await?;
            Ok(text.filter(|text| text.contains("Authorize")))
        })
        .await?;
        Ok((sheet, plain(&text)))
    }

    /// Chooses a contact, or an outcome, by its words.
    pub async fn choose(self, words: &str) -> Result<Self> {
        let option = format!("//dialog//option[normalize-space()='{words}']");
        self.page.browser.session.find(By::XPath(option)).await?.click().await?;
        Ok(self)
    }

    /// Presses one of its buttons.
    pub async fn press(self, words: &str) -> Result<()> {
        let button = format!("//dialog//button[normalize-space()='{words}']");
        Ok(self.page.browser.session.find(By::XPath(button)).await?.click().await?)
    }

    /// Authorizes, by the keyboard: the sheet has the focus where it should.
    pub async fn authorize(self) -> Result<()> {
        self.page.browser.keys(Key::Enter + "").await
    }

    /// Puts it away, by the keyboard.
    pub async fn escape(self) -> Result<()> {
        self.page.browser.keys(Key::Escape + "").await
    }
}

/// Waits until the last sheet of this document has ended like this: `success`, `failure`, `aborted`,
/// `cancelled`. Hands back what it was asked for.
pub async fn ended(page: &Page<'_>, wanted: &str) -> Result<Value> {
    until(&format!("the sheet to end with {wanted}"), PATIENCE, async || {
        let last = page.browser.ask("return ApplePaySession.sheets.at(-1)", Vec::new()).await?;
        ensure!(last["ended"] == json!(wanted), "it ended with {}", last["ended"]);
        Ok(Some(last["request"].clone()))
    })
    .await
}
