//! What the rows have in common.

use super::grid::repeats;
use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page, plain};
use crate::harness::sandbox::{Sandbox, Seen, Session};
use crate::harness::stage::{Stage, play_with};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::Language;
use serde_json::{Value, json};

/// 146.50 and the demo account's fee on it.
pub const WITH_FEE: &str = "$151.05";

/// The line under the button while it works.
pub const PATIENCE_LINE: &str = ".gv-patience";
/// The polite live region.
const SAID: &str = "#say";

/// Plays a test in which the page waits and gives up `pace` times faster, on a phone.
pub async fn paced(
    name: &str,
    pace: u32,
    test: impl AsyncFnOnce(&Stage) -> Result<()>,
) -> Result<()> {
    play_with(name, Look::PHONE, Sandbox::paced(pace).await?, test).await
}

/// The page as it is, in English.
pub fn page(stage: &Stage) -> Page<'_> {
    Page::in_language(&stage.browser, Language::English)
}

/// A new session, open, with a card that will be approved and its fee on the button.
pub async fn filled(stage: &Stage) -> Result<(Page<'_>, Session)> {
    let session = stage.sandbox.session(json!({})).await?;
    let page = fill(stage, &session).await?;
    Ok((page, session))
}

/// Opens a session and fills in a card that will be approved.
pub async fn fill<'a>(stage: &'a Stage, session: &Session) -> Result<Page<'a>> {
    let page = Page::open(&stage.browser, session).await?;
    page.fill_card(Card::VISA).await?;
    page.offers(WITH_FEE).await?;
    Ok(page)
}

/// A rule for a call's `nth` request; every one without.
pub fn rule(call: &str, nth: Option<u32>, moment: &str, fault: Value) -> Value {
    let mut rule = json!({ "call": call, "nth": nth, "moment": moment });
    rule["fault"] = fault;
    rule
}

/// Rules for the first three confirms. A browser may mend one or two lost connections by itself,
/// so that the page hears only of the third.
pub fn three(moment: &str, fault: &Value) -> Vec<Value> {
    (1..=3).map(|nth| rule("confirm", Some(nth), moment, fault.clone())).collect()
}

/// A rule for every confirm.
pub fn always(moment: &str, fault: Value) -> Vec<Value> {
    vec![rule("confirm", None, moment, fault)]
}

/// `{"kind": …}`
pub fn kind(name: &str) -> Value {
    json!({ "kind": name })
}

/// The right answer, but so many milliseconds later.
pub fn delay(ms: u32) -> Value {
    json!({ "kind": "delay", "ms": ms })
}

/// A status without a word of the contract's.
pub fn status(code: u16) -> Value {
    json!({ "kind": "status", "code": code })
}

/// A refusal in the contract's shape.
pub fn refusal(code: u16, word: &str) -> Value {
    json!({ "kind": "status", "code": code, "error_code": word })
}

/// Scripts the session and presses Pay.
pub async fn pay_into(
    stage: &Stage,
    page: &Page<'_>,
    session: &Session,
    rules: &[Value],
) -> Result<()> {
    stage.sandbox.faults(session, rules).await?;
    page.pay().await
}

/// Waits until the shop has the payer back; then: one charge, one key, one body.
pub async fn paid_once(stage: &Stage, page: &Page<'_>, session: &Session) -> Result<()> {
    page.receipt(&stage.sandbox.origins.shop).await?;
    charged_once(stage, session).await
}

/// One charge, and one key and one body in however many confirms.
pub async fn charged_once(stage: &Stage, session: &Session) -> Result<()> {
    let confirms = settled(stage, session).await?;
    let wrong = repeats(&confirms);
    ensure!(wrong.is_empty(), "{wrong:?}: {confirms:?}");
    let charges = stage.sandbox.charges(session).await?;
    ensure!(charges.len() == 1, "{charges:?}");
    Ok(())
}

/// No charge.
pub async fn not_charged(stage: &Stage, session: &Session) -> Result<()> {
    settled(stage, session).await?;
    let charges = stage.sandbox.charges(session).await?;
    ensure!(charges.is_empty(), "{charges:?}");
    Ok(())
}

/// The confirms, once nothing more will become of any of them.
pub async fn settled(stage: &Stage, session: &Session) -> Result<Vec<Seen>> {
    until("every confirm to be settled", PATIENCE, async || {
        let confirms = stage.sandbox.confirms(session).await?;
        Ok(confirms.iter().all(Seen::is_settled).then_some(confirms))
    })
    .await
}

/// Waits until the server has seen so many confirms.
pub async fn confirms(stage: &Stage, session: &Session, count: usize) -> Result<()> {
    until(&format!("{count} confirms"), PATIENCE, async || {
        Ok((stage.sandbox.confirms(session).await?.len() >= count).then_some(()))
    })
    .await
}

/// Waits until the ledger has a session's charge.
pub async fn committed(stage: &Stage, session: &Session) -> Result<()> {
    until("the charge", PATIENCE, async || {
        Ok((!stage.sandbox.charges(session).await?.is_empty()).then_some(()))
    })
    .await
}

/// Waits until a polite announcement says this.
pub async fn says(page: &Page<'_>, wanted: &str) -> Result<()> {
    until(&format!("{wanted:?} to be said"), PATIENCE, async || {
        let said = page
            .browser
            .ask("return document.querySelector(arguments[0]).textContent", vec![json!(SAID)]);
        let said = plain(said.await?.as_str().unwrap_or_default());
        ensure!(said == wanted, "{said:?} is said");
        Ok(Some(()))
    })
    .await
}

/// The screen that says that it could not be found out, with the reference for support.
pub async fn unknown(page: &Page<'_>) -> Result<()> {
    page.heading(page.words.unknown).await?;
    let reference = page.text(".gv-reference").await?.unwrap_or_default();
    ensure!(reference.len() > 20, "no reference for support: {reference:?}");
    let pay = page.text("#pay").await?;
    ensure!(pay.is_none(), "Pay can be pressed while nobody knows");
    Ok(())
}

/// Pictures and judges a screen that has just come.
pub async fn seen(page: &Page<'_>, screen: &str) -> Result<()> {
    page.browser.picture(screen).await?;
    axe::check(page.browser, screen).await
}
