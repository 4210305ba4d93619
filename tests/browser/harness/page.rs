//! The hosted page as a payer meets it: by its labels, its words and its headings.

use super::browser::Browser;
use super::engine::Engine;
use super::sandbox::Session;
use super::settings;
use super::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::{Language, Messages, fill};
use serde_json::{Value, json};
use thirtyfour::{By, Key, WebElement};

/// What a payer types for a card.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// The number.
    pub number: &'static str,
    /// The security code.
    pub cvc: &'static str,
}

impl Card {
    /// Approved.
    pub const VISA: Self = Self { number: "4111111111111111", cvc: "737" };
    /// Approved.
    pub const MASTERCARD: Self = Self { number: "5555555555554444", cvc: "842" };
    /// Declined.
    pub const DECLINED: Self = Self { number: "4000000000000002", cvc: "737" };
}

/// A month no test will live to see the end of.
pub const EXPIRY: &str = "1249";
/// Whose card it is.
pub const HOLDER: &str = "Ada Lovelace";

/// The page in `browser`, read in one language.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Where it is.
    pub browser: &'a Browser,
    /// Its words.
    pub words: &'static Messages,
}

impl<'a> Page<'a> {
    /// Sends the payer to a session and waits for the form.
    pub async fn open(browser: &'a Browser, session: &Session) -> Result<Self> {
        browser.visit(&session.url).await?;
        let page = Self::in_language(browser, Language::English);
        page.form().await?;
        Ok(page)
    }

    /// The page that is there already, in a language.
    pub fn in_language(browser: &'a Browser, language: Language) -> Self {
        Self { browser, words: language.messages() }
    }

    /// Waits for the form.
    pub async fn form(&self) -> Result<()> {
        until("the form", PATIENCE, async || {
            Ok(self.pay_button().await?.is_displayed().await?.then_some(()))
        })
        .await
    }

    /// The control that a label names. `label` may leave out what follows it, like "(optional)".
    pub async fn field(&self, label: &str) -> Result<WebElement> {
        until(&format!("a field labelled {label:?}"), PATIENCE, async || {
            let id = self
                .browser
                .ask(
                    "return [...document.querySelectorAll('#app label')]
                        .find((label) => label.textContent.startsWith(arguments[0]))?.htmlFor",
                    vec![json!(label)],
                )
                .await?;
            let Some(id) = id.as_str() else { return Ok(None) };
            Ok(Some(self.browser.session.find(By::Id(id)).await?))
        })
        .await
    }

    /// Types into a field, as keys.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let field = self.field(label).await?;
        self.enter(&field).await?;
        Ok(field.send_keys(text).await?)
    }

    /// Presses a field of a frame that is another site's, before anything is typed there: WebKit lets
    /// neither it nor a driver take the focus from the page around.
    async fn enter(&self, field: &WebElement) -> Result<()> {
        if settings::engine()? == Engine::Webkit
            && self.browser.ask("return window !== window.parent", Vec::new()).await? == true
        {
            field.click().await?;
        }
        Ok(())
    }

    /// Empties a field, as keys.
    pub async fn clear(&self, label: &str) -> Result<()> {
        let field = self.field(label).await?;
        self.enter(&field).await?;
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(Key::Delete + "").await?;
        Ok(())
    }

    /// Empties a field, as keys, and types into it.
    pub async fn refill(&self, label: &str, text: &str) -> Result<()> {
        self.clear(label).await?;
        self.fill(label, text).await
    }

    /// Chooses from a list, by the value behind the words.
    pub async fn select(&self, label: &str, value: &str) -> Result<()> {
        let list = self.field(label).await?;
        list.find(By::Css(format!("option[value='{value}']"))).await?.click().await?;
        Ok(())
    }

    /// Chooses a way to pay, by the id of its radio button.
    pub async fn way(&self, id: &str) -> Result<()> {
        until(&format!("the choice {id}"), PATIENCE, async || {
            let found = self.browser.session.find_all(By::Id(id)).await?;
            let Some(radio) = found.first() else { return Ok(None) };
            radio.click().await?;
            Ok(radio.is_selected().await?.then_some(()))
        })
        .await
    }

    /// Presses a button, by its words.
    pub async fn press(&self, words: &str) -> Result<()> {
        until(&format!("the button {words:?}"), PATIENCE, async || {
            for button in self.browser.session.find_all(By::Css("#app button")).await? {
                if plain(&button.text().await?) == words {
                    button.click().await?;
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await
    }

    /// What a field shows.
    pub async fn value(&self, label: &str) -> Result<String> {
        Ok(self.field(label).await?.prop("value").await?.unwrap_or_default())
    }

    /// Types the card's four fields.
    pub async fn fill_card(&self, card: Card) -> Result<()> {
        self.fill(self.words.card_number, card.number).await?;
        self.fill(self.words.expiry, EXPIRY).await?;
        self.fill(self.words.cvc, card.cvc).await?;
        self.fill(self.words.cardholder, HOLDER).await
    }

    /// What the button says.
    pub async fn pay_label(&self) -> Result<String> {
        Ok(plain(&self.pay_button().await?.text().await?))
    }

    /// Waits until the button offers to pay this much.
    pub async fn offers(&self, amount: &str) -> Result<()> {
        let wanted = fill(self.words.pay, &[("amount", amount)]);
        until(&format!("the button to say {wanted:?}"), PATIENCE, async || {
            let label = self.pay_label().await?;
            ensure!(label == wanted, "it says {label:?}");
            Ok(Some(()))
        })
        .await
    }

    /// Waits until the button asks to agree to this much.
    pub async fn asks_to_agree(&self, amount: &str) -> Result<()> {
        let wanted = fill(self.words.agree, &[("amount", amount)]);
        self.text_of("#pay", &wanted).await
    }

    /// Presses Pay.
    pub async fn pay(&self) -> Result<()> {
        let button = self.pay_button().await?;
        button.scroll_into_view().await?;
        Ok(button.click().await?)
    }

    /// Waits for a screen, by its heading.
    pub async fn heading(&self, wanted: &str) -> Result<()> {
        self.text_of("#app h1", wanted).await
    }

    /// Waits for a notice, by its heading.
    pub async fn notice(&self, wanted: &str) -> Result<()> {
        self.text_of("#notice-title", wanted).await
    }

    /// Waits for what stands under a field.
    pub async fn fault(&self, label: &str, wanted: &str) -> Result<()> {
        let id = self.field(label).await?.prop("id").await?.unwrap_or_default();
        self.text_of(&format!("#{id}-error"), wanted).await
    }

    /// Waits until the first element of a selector that is shown says this.
    pub async fn text_of(&self, selector: &str, wanted: &str) -> Result<()> {
        until(&format!("{selector} to say {wanted:?}"), PATIENCE, async || {
            let text = self.text(selector).await?;
            ensure!(text.as_deref() == Some(wanted), "it says {text:?}");
            Ok(Some(()))
        })
        .await
    }

    /// What the first shown element of a selector says.
    pub async fn text(&self, selector: &str) -> Result<Option<String>> {
        let text = self
            .browser
            .ask(
                "const shown = [...document.querySelectorAll(arguments[0])]
                    .find((element) => element.getClientRects().length);
                return shown?.innerText",
                vec![json!(selector)],
            )
            .await?;
        Ok(text.as_str().map(plain))
    }

    /// Waits until a script says that something is so.
    pub async fn holds(&self, what: &str, script: &str) -> Result<()> {
        until(what, PATIENCE, async || {
            Ok((self.browser.ask(script, Vec::new()).await? == true).then_some(()))
        })
        .await
    }

    /// The id of the element that has the focus.
    pub async fn focused(&self) -> Result<String> {
        let id = self.browser.ask("return document.activeElement?.id ?? ''", Vec::new()).await?;
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until an element has the focus.
    pub async fn focus_is_on(&self, id: &str) -> Result<()> {
        until(&format!("the focus on {id}"), PATIENCE, async || {
            let focused = self.focused().await?;
            ensure!(focused == id, "it is on {focused:?}");
            Ok(Some(()))
        })
        .await
    }

    /// The document's language and direction.
    pub async fn language(&self) -> Result<(String, String)> {
        let both = "return [document.documentElement.lang, document.documentElement.dir]";
        Ok(serde_json::from_value(self.browser.ask(both, Vec::new()).await?)?)
    }

    /// Chooses a language in the footer's list, and waits until the page speaks it.
    pub async fn choose(&self, language: Language) -> Result<Self> {
        let option = format!("footer select option[value={}]", language.tag());
        self.browser.session.find(By::Css(option)).await?.click().await?;
        let page = Self::in_language(self.browser, language);
        page.field(page.words.card_number).await?;
        Ok(page)
    }

    /// Waits until the browser has gone back to the merchant, and hands back the receipt's text.
    pub async fn receipt(&self, shop: &str) -> Result<String> {
        until("the shop's receipt", PATIENCE, async || {
            let url = self.browser.url().await?;
            ensure!(url.starts_with(&format!("{shop}/success")), "the browser is elsewhere");
            self.text("main").await
        })
        .await
    }

    async fn pay_button(&self) -> Result<WebElement> {
        Ok(self.browser.session.find(By::Css("#app button[type=submit]")).await?)
    }
}

/// Text with ordinary blanks: engines format money with several kinds, and mark directions.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Every address the page has a record of, its own first.
pub async fn performance_names(browser: &Browser) -> Result<Vec<String>> {
    let names: Value = browser
        .ask("return performance.getEntries().map((entry) => entry.name)", Vec::new())
        .await?;
    Ok(serde_json::from_value(names)?)
}
