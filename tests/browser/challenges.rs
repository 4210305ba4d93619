//! A challenge between Pay and the payment: captchas by both vendors, codes by SMS and email.

use crate::harness::axe;
use crate::harness::captcha::{ASKS, BLOCKS, HCAPTCHA, HUMAN, PASSES};
use crate::harness::engine::Look;
use crate::harness::files::copy;
use crate::harness::frame::Frame;
use crate::harness::page::{Card, Page};
use crate::harness::process::Run;
use crate::harness::sandbox::{Mail, Sandbox, Session};
use crate::harness::settings;
use crate::harness::stage::{Stage, play, play_with};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::Language;
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

#[tokio::test]
async fn a_captcha_that_goes_wrong_says_so_and_can_be_tried_again() -> Result<()> {
    play("challenge-troubles", Look::DESKTOP, async |stage| {
        let puzzle = json!({ "site_key": "sandbox-puzzle" });
        let (page, session) = asked(stage, "hcaptcha", puzzle).await?;
        let words = page.words;
        let captcha = frame(&page);
        // Pay before the captcha is passed: told, and led back.
        captcha.press(HUMAN).await?;
        page.pay().await?;
        page.text_of(ERROR, words.check_closed).await?;
        page.focus_is_on(CHALLENGE).await?;
        captcha.press("Close").await?;
        captcha.press(HUMAN).await?;
        seen(&page, "challenge-puzzle").await?;
        captcha.press("Wait too long").await?;
        page.text_of(ERROR, words.check_expired).await?;
        seen(&page, "challenge-expired").await?;
        ensure!(page.value(words.card_number).await? == "4111 1111 1111 1111", "the card is gone");
        // The press waits: with the captcha passed, it is carried out.
        captcha.press(HUMAN).await?;
        captcha.press("The boat").await?;
        paid(stage, &page, &session).await?;

        for kind in ["hcaptcha", "turnstile"] {
            let key = json!({ "site_key": "sandbox-limited" });
            let (page, _) = asked(stage, kind, key).await?;
            frame(&page).press(HUMAN).await?;
            page.text_of(ERROR, words.challenge_limited).await?;

            let key = json!({ "site_key": "sandbox-error-once" });
            let (page, session) = asked(stage, kind, key).await?;
            frame(&page).press(HUMAN).await?;
            page.text_of(ERROR, words.check_failed).await?;
            page.press(words.try_again).await?;
            frame(&page).press(HUMAN).await?;
            paid(stage, &page, &session).await?;
        }

        let (page, session) = asked(stage, "turnstile", json!({ "site_key": BLOCKS })).await?;
        page.text_of(ERROR, words.check_failed).await?;
        // The way out: the form, with everything in it.
        page.press(words.challenge_back).await?;
        page.focus_is_on("pay").await?;
        ensure!(page.value(words.card_number).await? == "4111 1111 1111 1111", "the card is gone");
        ensure!(stage.sandbox.charges(&session).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_captcha_that_does_not_come_is_told_of_and_may_come_late() -> Result<()> {
    let sandbox = Sandbox::paced(10).await?;
    play_with("challenge-blocked", Look::PHONE.dark(), sandbox, async |stage| {
        for (fare, kind, key) in [("missing", "hcaptcha", HCAPTCHA), ("stall", "turnstile", PASSES)]
        {
            stage.sandbox.vendors(fare).await?;
            let (page, session) = asked(stage, kind, json!({ "site_key": key })).await?;
            page.text_of(ERROR, page.words.check_blocked).await?;
            seen(&page, &format!("challenge-{fare}")).await?;
            stage.sandbox.vendors("up").await?;
            if fare == "missing" {
                page.press(page.words.try_again).await?;
                frame(&page).press(HUMAN).await?;
            }
            paid(stage, &page, &session).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_frame_that_does_not_come_can_be_tried_again() -> Result<()> {
    let run = Run::new()?;
    let (dist, whole) = (run.temporary(), settings::dist()?);
    copy(&whole, dist)?;
    let sandbox = Sandbox::with(dist, 10).await?;
    play_with("challenge-no-frame", Look::PHONE, sandbox, async |stage| {
        let (page, session) = asked(stage, "turnstile", json!({ "site_key": PASSES })).await?;
        page.text_of(ERROR, page.words.check_blocked).await?;
        std::fs::create_dir_all(dist.join("frames/captcha"))?;
        copy(&whole.join("frames/captcha"), &dist.join("frames/captcha"))?;
        page.press(page.words.try_again).await?;
        paid(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn a_captcha_that_the_api_does_not_accept_is_asked_for_again() -> Result<()> {
    play("challenge-rejected", Look::PHONE, async |stage| {
        let (page, session) = asked(stage, "hcaptcha", json!({ "site_key": HCAPTCHA })).await?;
        stage.sandbox.judge(&session, "spent").await?;
        frame(&page).press(HUMAN).await?;
        page.text_of(ERROR, page.words.check_rejected).await?;
        page.focus_is_on(CHALLENGE).await?;
        seen(&page, "challenge-rejected").await?;
        stage.sandbox.judge(&session, "good").await?;
        frame(&page).press(HUMAN).await?;
        // That press of Pay is spent: the next one is the payer's.
        page.focus_is_on("pay").await?;
        page.text_of(".gv-challenge__state", page.words.check_passed).await?;
        page.pay().await?;
        paid(stage, &page, &session).await?;
        let confirms = stage.sandbox.confirms(&session).await?;
        let keys: Vec<_> =
            confirms.iter().filter_map(|seen| seen.idempotency_key.as_ref()).collect();
        ensure!(keys.len() == 2 && keys[0] != keys[1], "{confirms:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_challenge_that_only_confirm_knows_of_is_asked_for_then() -> Result<()> {
    play("challenge-late", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        stage.sandbox.challenge(&session, "email", json!({ "ask": "confirm" })).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        page.focus_is_on(CHALLENGE).await?;
        let mail = newest(&stage.sandbox, &session, 1).await?;
        page.fill(page.words.code, &mail.code).await?;
        page.pay().await?;
        paid(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn a_code_by_sms_or_email_pays_by_keyboard_alone() -> Result<()> {
    play("challenge-codes", Look::PHONE, async |stage| {
        for kind in ["sms", "email"] {
            let (page, session) = asked(stage, kind, json!({})).await?;
            let words = page.words;
            let mail = newest(&stage.sandbox, &session, 1).await?;
            seen(&page, &format!("challenge-{kind}")).await?;
            // Too little of it.
            stage.browser.keys("12").await?;
            stage.browser.keys(Key::Enter + "").await?;
            page.text_of(ERROR, words.code_incomplete).await?;
            seen(&page, &format!("challenge-{kind}-incomplete")).await?;
            // Another one: the form stays, the field is emptied, and the focus stays in it.
            page.refill(words.code, wrong(&mail)).await?;
            stage.browser.keys(Key::Enter + "").await?;
            page.text_of(ERROR, words.code_rejected).await?;
            page.focus_is_on(CHALLENGE).await?;
            ensure!(page.value(words.code).await?.is_empty(), "the wrong code is still there");
            seen(&page, &format!("challenge-{kind}-rejected")).await?;
            stage.browser.keys(mail.code.as_str()).await?;
            stage.browser.keys(Key::Enter + "").await?;
            paid(stage, &page, &session).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_whole_message_may_be_pasted_and_another_code_asked_for() -> Result<()> {
    let sandbox = Sandbox::paced(10).await?;
    play_with("challenge-resend", Look::DESKTOP, sandbox, async |stage| {
        let (page, session) = asked(stage, "sms", json!({})).await?;
        let words = page.words;
        newest(&stage.sandbox, &session, 1).await?;
        // Early: the button says how long, and does nothing.
        let early = "return document.querySelector('.gv-challenge__link').ariaDisabled";
        ensure!(stage.browser.ask(early, Vec::new()).await? == "true");
        page.text_of(".gv-challenge__link", words.code_resend).await?;
        stage.sandbox.advance_clock(31).await?;
        page.press(words.code_resend).await?;
        let mail = newest(&stage.sandbox, &session, 2).await?;
        // As pasting does it: one input event, all of the text.
        let paste = "const input = document.getElementById('challenge');
            input.focus();
            document.execCommand('insertText', false, arguments[0]);
            return input.value";
        let text = mail.text.replace('\n', " ");
        let shown = stage.browser.ask(paste, vec![json!(text)]).await?;
        ensure!(shown == mail.code.as_str(), "{shown} of {text:?}");
        page.pay().await?;
        paid(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn too_many_codes_are_too_many() -> Result<()> {
    let sandbox = Sandbox::paced(30).await?;
    play_with("challenge-limited", Look::PHONE, sandbox, async |stage| {
        let (page, session) = asked(stage, "sms", json!({})).await?;
        for count in 1..=5 {
            newest(&stage.sandbox, &session, count).await?;
            stage.sandbox.advance_clock(31).await?;
            page.press(page.words.code_resend).await?;
        }
        page.text_of(ERROR, page.words.challenge_limited).await?;
        seen(&page, "challenge-limited").await
    })
    .await
}

#[tokio::test]
async fn an_evil_vendor_finds_nothing_of_the_payment() -> Result<()> {
    play("challenge-evil", Look::PHONE, async |stage| {
        stage.sandbox.vendors("evil").await?;
        for (kind, key) in [("hcaptcha", HCAPTCHA), ("turnstile", ASKS)] {
            let (page, session) = asked(stage, kind, json!({ "site_key": key })).await?;
            until("the thief to look around", PATIENCE, async || {
                let loot = stage.sandbox.loot().await?;
                let has = |place: &str| loot.looked.iter().any(|looked| looked == place);
                Ok((has("entries") && has("other windows: document")).then_some(()))
            })
            .await?;
            frame(&page).press(HUMAN).await?;
            paid(stage, &page, &session).await?;
        }
        let loot = stage.sandbox.loot().await?;
        ensure!(loot.found.is_empty(), "{:?}", loot.found);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_panel_reads_from_the_right_in_arabic() -> Result<()> {
    play("challenge-arabic", Look::PHONE.dark().speaking("ar-EG"), async |stage| {
        for (kind, with) in [("turnstile", json!({ "site_key": ASKS })), ("sms", json!({}))] {
            let session = stage.sandbox.session(json!({})).await?;
            stage.sandbox.challenge(&session, kind, with).await?;
            stage.browser.visit(&session.url).await?;
            let page = Page::in_language(&stage.browser, Language::Arabic);
            page.form().await?;
            let without_fee = page.pay_label().await?;
            page.fill_card(Card::VISA).await?;
            until("the fee on the button", PATIENCE, async || {
                Ok((page.pay_label().await? != without_fee).then_some(()))
            })
            .await?;
            page.pay().await?;
            page.focus_is_on(CHALLENGE).await?;
            if kind == "turnstile" {
                let lang = "return document.documentElement.lang";
                until("the frame in Arabic", PATIENCE, async || {
                    let told = frame(&page)
                        .inside(async || stage.browser.ask(lang, Vec::new()).await)
                        .await?;
                    Ok((told == "ar").then_some(()))
                })
                .await?;
            }
            seen(&page, &format!("challenge-{kind}-arabic")).await?;
        }
        Ok(())
    })
    .await
}
