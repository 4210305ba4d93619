//! PayPal: its button in a document of its own, its window, and every end of it.

use crate::harness::axe;
use crate::harness::captcha::PASSES;
use crate::harness::engine::Look;
use crate::harness::frame::{Frame, Probe};
use crate::harness::page::{Card, HOLDER, Page};
use crate::harness::paypal::{BUTTON, CHOICE, FRAME, Window, none_is_open};
use crate::harness::sandbox::{Sandbox, Session};
use crate::harness::stage::{Stage, play, play_with};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::{Language, fill};
use serde_json::{Value, json};
use thirtyfour::{By, Key};

/// 146.50 and the demo account's fee for PayPal on it.
const WITH_FEE: &str = "$152.10";
const TOTAL: i64 = 15210;
/// What the page says it comes to.
const SUM: &str = ".gv-totals__row--sum";

/// A session that takes cards and PayPal, with PayPal chosen and its fee known.
async fn chosen(stage: &Stage, with: Value) -> Result<(Page<'_>, Session)> {
    let mut body = json!({ "allowed_methods": ["card", "paypal"] });
    for (name, value) in with.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let session = stage.sandbox.session(body).await?;
    let page = Page::open(&stage.browser, &session).await?;
    page.way(CHOICE).await?;
    priced(&page).await?;
    Ok((page, session))
}

async fn priced(page: &Page<'_>) -> Result<()> {
    until("the total with the fee", PATIENCE, async || {
        let sum = page.text(SUM).await?.unwrap_or_default();
        ensure!(sum.ends_with(WITH_FEE), "it is {sum}");
        Ok(Some(()))
    })
    .await
}

fn frame<'a>(page: &Page<'a>) -> Frame<'a> {
    Frame { browser: page.browser, place: FRAME }
}

/// Waits until PayPal's button is drawn.
async fn drawn(page: &Page<'_>) -> Result<()> {
    until("PayPal's button", PATIENCE, async || {
        let text = "return document.querySelector('#button > button')?.textContent";
        let text = frame(page).inside(async || page.browser.ask(text, Vec::new()).await).await?;
        Ok((text == BUTTON).then_some(()))
    })
    .await
}

/// Presses PayPal's button and waits for its window.
async fn opened<'a>(page: &Page<'a>) -> Result<Window<'a>> {
    frame(page).press(BUTTON).await?;
    Window::opened(page.browser).await
}

/// Waits until PayPal's button is there to be pressed, and Pay is not.
async fn is_up(page: &Page<'_>) -> Result<()> {
    page.holds(
        "PayPal's button in place of Pay",
        "return document.getElementById('paypal')?.getClientRects().length === 1
            && document.getElementById('pay').getClientRects().length === 0",
    )
    .await
}

/// One charge, of what the page said.
async fn paid(stage: &Stage, page: &Page<'_>, session: &Session) -> Result<()> {
    let charge = stage.paid(page, session).await?;
    ensure!(charge.total_amount == TOTAL, "{charge:?}");
    Ok(())
}

#[tokio::test]
async fn it_pays_by_the_keyboard_alone_what_the_page_said() -> Result<()> {
    play("paypal-pays", Look::PHONE, async |stage| {
        let (page, session) = chosen(stage, json!({})).await?;
        is_up(&page).await?;
        drawn(&page).await?;
        axe::check(&stage.browser, "PayPal chosen").await?;
        frame(&page).inside(async || axe::check(&stage.browser, "PayPal's frame").await).await?;
        stage.browser.picture("paypal").await?;
        // Enter in the form does not open anything by itself.
        stage.browser.session.find(By::Id(CHOICE)).await?.send_keys(Key::Enter + "").await?;
        none_is_open(&stage.browser).await?;
        frame(&page)
            .inside(async || {
                let button = stage.browser.session.find(By::Css("#button > button")).await?;
                Ok(button.send_keys(Key::Enter + "").await?)
            })
            .await?;
        let window = Window::opened(&stage.browser).await?;
        let order = window.order().await?;
        ensure!(order.ends_with(WITH_FEE), "PayPal asks for {order}");
        window.press("approve").await?;
        paid(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn a_form_that_is_wrong_opens_nothing_and_a_cancel_keeps_it() -> Result<()> {
    play("paypal-form", Look::DESKTOP.dark(), async |stage| {
        let asked = json!({ "required_avs_fields": ["cardholder", "email"] });
        let (page, session) = chosen(stage, asked).await?;
        let words = page.words;
        drawn(&page).await?;
        stage.browser.picture("paypal-dark").await?;
        frame(&page).press(BUTTON).await?;
        page.fault(words.email, words.email_empty).await?;
        until("the window to be closed again", PATIENCE, async || {
            none_is_open(&stage.browser).await.map(Some)
        })
        .await?;
        page.fill(words.email, "ada@example.com").await?;
        page.fill(words.account_holder, HOLDER).await?;

        opened(&page).await?.press("cancel").await?;
        page.text_of("#say", words.sheet_cancelled).await?;
        is_up(&page).await?;
        page.focus_is_on("paypal").await?;
        opened(&page).await?.close().await?;
        is_up(&page).await?;
        ensure!(page.value(words.email).await? == "ada@example.com");
        ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "confirmed unapproved");

        // Back to the card and again to PayPal.
        page.way("choice-card").await?;
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;
        page.way(CHOICE).await?;
        priced(&page).await?;
        opened(&page).await?.press("approve").await?;
        paid(stage, &page, &session).await?;
        let charges = stage.sandbox.charges(&session).await?;
        ensure!(charges[0].billing_details["email"] == "ada@example.com", "{charges:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn declined_and_failed_it_charges_nothing_and_goes_on() -> Result<()> {
    play("paypal-troubles", Look::PHONE.dark(), async |stage| {
        let (page, session) = chosen(stage, json!({})).await?;
        let (words, sandbox) = (page.words, &stage.sandbox);
        // The API does not make the order.
        let fault = json!({ "kind": "status", "code": 503 });
        let rule = json!({ "call": "paypal_order", "nth": 1, "moment": "before", "fault": fault });
        sandbox.faults(&session, &[rule]).await?;
        frame(&page).press(BUTTON).await?;
        page.notice(words.not_reached).await?;
        is_up(&page).await?;
        until("the window to be closed again", PATIENCE, async || {
            none_is_open(&stage.browser).await.map(Some)
        })
        .await?;

        opened(&page).await?.press("fail").await?;
        page.notice(words.sheet_failed).await?;

        let window = opened(&page).await?;
        window.will("insufficient_funds").await?;
        window.press("approve").await?;
        page.notice(words.declined_other_funds).await?;
        is_up(&page).await?;
        axe::check(&stage.browser, "PayPal declined").await?;
        stage.browser.picture("paypal-declined").await?;
        ensure!(sandbox.charges(&session).await?.is_empty());

        // Another language: another button, and the window of the one before goes with it.
        let window = opened(&page).await?;
        window.leave().await?;
        let page = page.choose(Language::Spanish).await?;
        until("the window to be gone", PATIENCE, async || {
            none_is_open(&stage.browser).await.map(Some)
        })
        .await?;
        is_up(&page).await?;
        frame(&page).press("Pagar con PayPal").await?;
        Window::opened(&stage.browser).await?.press("approve").await?;
        paid(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn alone_it_needs_no_choice_and_a_captcha_comes_before_its_window() -> Result<()> {
    play("paypal-alone", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({ "allowed_methods": ["paypal"] })).await?;
        stage.sandbox.challenge(&session, "turnstile", json!({ "site_key": PASSES })).await?;
        stage.browser.visit(&session.url).await?;
        let page = Page::in_language(&stage.browser, Language::English);
        priced(&page).await?;
        is_up(&page).await?;
        frame(&page).press(BUTTON).await?;
        page.text_of(".gv-challenge__state", page.words.check_passed).await?;
        until("the window to be closed again", PATIENCE, async || {
            none_is_open(&stage.browser).await.map(Some)
        })
        .await?;
        is_up(&page).await?;
        opened(&page).await?.press("approve").await?;
        paid(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn a_script_that_does_not_come_is_told_of_and_may_still_come() -> Result<()> {
    let sandbox = Sandbox::paced(20).await?;
    play_with("paypal-blocked", Look::PHONE, sandbox, async |stage| {
        stage.sandbox.vendors("missing").await?;
        let (page, session) = chosen(stage, json!({})).await?;
        let blocked = "PayPal did not load. Check your connection, or pay another way.";
        let says = async |wanted: &str| {
            until(&format!("the frame to say {wanted:?}"), PATIENCE, async || {
                let text = "return document.getElementById('state').textContent";
                let text =
                    frame(&page).inside(async || stage.browser.ask(text, Vec::new()).await).await?;
                ensure!(text == wanted, "it says {text}");
                Ok(Some(()))
            })
            .await
        };
        says(blocked).await?;
        frame(&page).inside(async || axe::check(&stage.browser, "PayPal blocked").await).await?;
        stage.browser.picture("paypal-blocked").await?;
        // The card does not need it.
        page.way("choice-card").await?;
        page.field(page.words.card_number).await?;
        stage.sandbox.vendors("stall").await?;
        page.way(CHOICE).await?;
        says(blocked).await?;
        stage.sandbox.vendors("up").await?;
        says("").await?;
        opened(&page).await?.press("cancel").await?;
        stage.sandbox.vendors("missing").await?;
        page.way("choice-card").await?;
        page.way(CHOICE).await?;
        says(blocked).await?;
        stage.sandbox.vendors("up").await?;
        frame(&page).press("Try again").await?;
        priced(&page).await?;
        opened(&page).await?.press("approve").await?;
        paid(stage, &page, &session).await
    })
    .await
}

/// There is no second window without another press of PayPal's own button, and no need of one.
#[tokio::test]
async fn a_duplicate_is_paid_with_the_order_that_was_approved() -> Result<()> {
    play("paypal-duplicate", Look::PHONE, async |stage| {
        let (page, session) = chosen(stage, json!({})).await?;
        let refusal = json!({ "kind": "status", "code": 409, "error_code": "duplicate_payment" });
        let rule = json!({ "call": "confirm", "nth": 1, "moment": "before", "fault": refusal });
        stage.sandbox.faults(&session, &[rule]).await?;
        opened(&page).await?.press("approve").await?;
        page.notice(page.words.duplicate).await?;
        axe::check(&stage.browser, "a duplicate by PayPal").await?;
        page.press(&fill(page.words.duplicate_yes, &[("amount", WITH_FEE)])).await?;
        paid(stage, &page, &session).await?;
        let confirms = stage.sandbox.confirms(&session).await?;
        ensure!(confirms.len() == 2, "{confirms:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_paypal_that_was_broken_into_finds_neither_card_nor_credential() -> Result<()> {
    play("paypal-evil", Look::DESKTOP, async |stage| {
        let Stage { browser, sandbox } = stage;
        sandbox.vendors("evil").await?;
        let session = sandbox.session(json!({ "allowed_methods": ["card", "paypal"] })).await?;
        let page = Page::open(browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.way(CHOICE).await?;
        priced(&page).await?;
        let window = opened(&page).await?;
        for place in ["entries", "document", "other windows: document", "messages"] {
            until(&format!("the thief to look at {place}"), PATIENCE, async || {
                let loot = sandbox.loot().await?;
                Ok(loot.looked.iter().any(|looked| looked == place).then_some(()))
            })
            .await?;
        }
        window.press("cancel").await?;
        ensure!(browser.url().await?.starts_with(&sandbox.origins.checkout), "it was led away");
        let loot = sandbox.loot().await?;
        ensure!(loot.found.is_empty(), "{:?}", loot.found);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_frame_speaks_to_the_checkout_only_and_believes_nothing_else() -> Result<()> {
    play("paypal-strangers", Look::DESKTOP, async |stage| {
        let Stage { browser, sandbox } = stage;
        let session = sandbox.session(json!({})).await?;
        Page::open(browser, &session).await?;
        let message = |kind: &str, with: Value| {
            let mut message = json!({ "govifi": "paypal", "v": 1, "type": kind });
            for (name, value) in with.as_object().into_iter().flatten() {
                message[name] = value.clone();
            }
            message
        };
        // Nonsense first: the frame does not start on any of it.
        let probe =
            Probe::start(stage, "paypal", 320, json!({ "v": 2, "currency": "USD" })).await?;
        probe.says(&["hello"]).await?;
        for nonsense in [
            message("start", json!({ "currency": "USD&client-id=x" })),
            message("start", json!({ "currency": ["USD"] })),
            message("start", json!({})),
            message("go", json!({})),
            message("order", json!({ "id": "X" })),
            json!({ "govifi": "captcha", "v": 1, "type": "start", "currency": "USD" }),
            json!("start"),
            json!(null),
        ] {
            probe.send(nonsense).await?;
        }
        // Messages arrive in order: when this one is answered, those before it were heard.
        probe.send(message("start", json!({ "currency": "USD", "language": "ar" }))).await?;
        probe.says(&["hello", "ready"]).await?;
        let read = "return [document.documentElement.lang, document.documentElement.dir,
            document.cookie, localStorage.length + sessionStorage.length]";
        let told = probe.inside(async || browser.ask(read, Vec::new()).await).await?;
        ensure!(told == json!(["ar", "rtl", "", 0]), "{told}");
        // A press waits for the checkout's word.
        probe.press("الدفع بواسطة PayPal").await?;
        probe.says(&["hello", "ready", "pressed"]).await?;
        probe.send(message("stop", json!({}))).await?;
        until("the window to be closed again", PATIENCE, async || {
            none_is_open(browser).await.map(Some)
        })
        .await
    })
    .await
}
