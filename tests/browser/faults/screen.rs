//! What the payer is left with.

use crate::harness::page::{Page, plain};
use crate::harness::shop::Shop;
use anyhow::Result;
use serde::Deserialize;

/// How it ended, as far as the payer can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Back at the merchant's, paid.
    Returned,
    /// "Payment complete", with no way back.
    Paid,
    /// "This is already paid".
    AlreadyPaid,
    /// "We could not confirm", with the reference.
    Unknown(String),
    /// The form, and what the notice above Pay says.
    Form(String),
    /// Another screen, by its heading.
    Other(String),
}

/// What is on the screen.
#[derive(Debug, Deserialize)]
struct Look {
    address: String,
    heading: Option<String>,
    notice: Option<String>,
    reference: Option<String>,
    /// `aria-disabled` of Pay.
    busy: Option<String>,
    /// Whether there is a button or link to go on with.
    action: bool,
}

const LOOK: &str = "
    const shown = (selector) => [...document.querySelectorAll(selector)]
        .find((element) => element.getClientRects().length);
    const text = (selector) => shown(selector)?.innerText ?? null;
    return {
        address: location.href,
        heading: text('#app .gv-screen h1, #fallback h1, #fallback h2'),
        notice: text('#notice-title'),
        reference: text('.gv-reference'),
        busy: shown('#pay')?.getAttribute('aria-disabled') ?? null,
        action: Boolean(shown('.gv-screen__action')),
    };";

/// How it ended, once it has: a screen that stays until the payer does something.
pub async fn ending(page: &Page<'_>, shop: &Shop) -> Result<Option<Ending>> {
    let look: Look = serde_json::from_value(page.browser.ask(LOOK, Vec::new()).await?)?;
    let words = page.words;
    if shop.owns(&look.address) {
        return Ok(Some(Ending::Returned));
    }
    let heading = look.heading.as_deref().map(plain);
    Ok(match (heading.as_deref(), look.busy.as_deref()) {
        // About to leave.
        (Some(heading), _) if heading == words.paid && look.action => None,
        (Some(heading), _) if heading == words.paid => Some(Ending::Paid),
        (Some(heading), _) if heading == words.already_paid => Some(Ending::AlreadyPaid),
        (Some(heading), _) if heading == words.unknown => {
            Some(Ending::Unknown(look.reference.as_deref().map(plain).unwrap_or_default()))
        }
        (Some(heading), _) if heading == words.confirming => None,
        (Some(heading), _) => Some(Ending::Other(heading.to_owned())),
        (None, Some("false")) => {
            Some(Ending::Form(look.notice.as_deref().map(plain).unwrap_or_default()))
        }
        (None, _) => None,
    })
}
