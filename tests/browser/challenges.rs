//! A challenge between Pay and the payment: captchas by both vendors, codes by SMS and email.

use crate::harness::axe;
use crate::harness::captcha::{ASKS, BLOCKS, Frame, HCAPTCHA, HUMAN, PASSES};
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page};
use crate::harness::sandbox::{Mail, Sandbox, Session};
use crate::harness::stage::{Stage, play, play_with};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::{By, Key};

/// 146.50 and the demo account's fee on it.
const WITH_FEE: &str = "$151.05";
/// Where the panel takes the focus, and what it says is wrong.
const CHALLENGE: &str = "challenge";
const ERROR: &str = "#challenge-error";

/// A session with a challenge, its card filled in and Pay pressed.
async fn asked<'a>(stage: &'a Stage, kind: &str, with: Value) -> Result<(Page<'a>, Session)> {
    let session = stage.sandbox.session(json!({})).await?;
    stage.sandbox.challenge(&session, kind, with).await?;
    let page = Page::open(&stage.browser, &session).await?;
    page.fill_card(Card::VISA).await?;
    page.offers(WITH_FEE).await?;
    page.pay().await?;
    page.focus_is_on(CHALLENGE).await?;
    // Pay waits, and works: it is no spinner.
    page.offers(WITH_FEE).await?;
    ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "confirmed unasked");
    Ok((page, session))
}

fn frame<'a>(page: &Page<'a>) -> Frame<'a> {
    Frame { browser: page.browser, place: ".gv-challenge__frame" }
}

/// One payment, and the browser back at the shop.
async fn paid(stage: &Stage, page: &Page<'_>, session: &Session) -> Result<()> {
    page.receipt(&stage.sandbox.origins.shop).await?;
    let charges = stage.sandbox.charges(session).await?;
    ensure!(charges.len() == 1, "{charges:?}");
    Ok(())
}

/// Pictures and judges the page, and the frame in it if there is one.
async fn seen(page: &Page<'_>, state: &str) -> Result<()> {
    page.browser.picture(state).await?;
    axe::check(page.browser, state).await?;
    let frames = page.browser.session.find_all(By::Css(frame(page).place)).await?;
    if !frames.is_empty() {
        frame(page).inside(async || axe::check(page.browser, state).await).await?;
    }
    Ok(())
}

/// The newest message of a session.
async fn newest(sandbox: &Sandbox, session: &Session, count: usize) -> Result<Mail> {
    until(&format!("message {count}"), PATIENCE, async || {
        let inbox = sandbox.inbox(session).await?;
        ensure!(inbox.len() <= count, "{} messages", inbox.len());
        Ok(inbox.get(count - 1).cloned())
    })
    .await
}

/// A code that is not this one.
fn wrong(mail: &Mail) -> &'static str {
    if mail.code == "135791" { "246802" } else { "135791" }
}

#[tokio::test]
async fn both_captchas_let_a_payer_through() -> Result<()> {
    play("challenge-captchas", Look::PHONE, async |stage| {
        for (kind, key) in [("hcaptcha", HCAPTCHA), ("turnstile", ASKS)] {
            let (page, session) = asked(stage, kind, json!({ "site_key": key })).await?;
            frame(&page)
                .inside(async || {
                    until("the widget", PATIENCE, async || {
                        let boxes = stage.browser.session.find_all(By::Css("input")).await?;
                        Ok((!boxes.is_empty()).then_some(()))
                    })
                    .await
                })
                .await?;
            seen(&page, &format!("challenge-{kind}")).await?;
            frame(&page).press(HUMAN).await?;
            paid(stage, &page, &session).await?;
        }
        // One that passes by itself needs no press but Pay.
        let session = stage.sandbox.session(json!({})).await?;
        stage.sandbox.challenge(&session, "turnstile", json!({ "site_key": PASSES })).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        paid(stage, &page, &session).await
    })
    .await
}
