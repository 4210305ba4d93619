//! Apple Pay: offered where the browser has it, and its sheet's every end.

use crate::harness::apple_pay::{CHOICE, Sheet, ended, offers};
use crate::harness::axe;
use crate::harness::captcha::{ASKS, HUMAN};
use crate::harness::engine::Look;
use crate::harness::frame::Frame;
use crate::harness::page::{Card, Page};
use crate::harness::sandbox::{MERCHANT, Sandbox, Session};
use crate::harness::stage::{Stage, play, play_with};
use anyhow::{Result, ensure};
use messages::Language;
use serde_json::{Value, json};
use thirtyfour::{By, Key};

/// 146.50, and the demo account's fee for Apple Pay on it.
const WITH_FEE: &str = "$150.76";
const TOTAL: i64 = 15076;

/// A session that takes cards and Apple Pay, with Apple Pay chosen and its fee known.
async fn chosen(stage: &Stage, with: Value) -> Result<(Page<'_>, Session)> {
    let (page, session) = open(stage, "able", with).await?;
    page.way(CHOICE).await?;
    offers(&page, WITH_FEE).await?;
    Ok((page, session))
}

async fn open<'a>(stage: &'a Stage, browser: &str, with: Value) -> Result<(Page<'a>, Session)> {
    stage.sandbox.apple_pay(browser).await?;
    let mut body = json!({ "allowed_methods": ["card", "apple_pay"] });
    for (name, value) in with.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let session = stage.sandbox.session(body).await?;
    Ok((Page::open(&stage.browser, &session).await?, session))
}

/// One charge, of what the sheet said.
async fn paid(stage: &Stage, page: &Page<'_>, session: &Session) -> Result<Value> {
    let charge = stage.paid(page, session).await?;
    ensure!(charge.total_amount == TOTAL && charge.ends_in("1234"), "{charge:?}");
    Ok(charge.billing_details)
}

#[tokio::test]
async fn it_is_offered_where_the_browser_has_it_and_says_why_not() -> Result<()> {
    play("apple-pay-offered", Look::PHONE, async |stage| {
        for (browser, reason) in
            [("able", "available"), ("unable", "cannot-pay"), ("without", "no-api")]
        {
            let (page, _) = open(stage, browser, json!({})).await?;
            let told = "return [document.documentElement.dataset.applePay, isSecureContext]";
            let told = stage.browser.ask(told, Vec::new()).await?;
            let is_secure = told[1] == true || browser == "able";
            let reason = if is_secure { reason } else { "insecure" };
            ensure!(told[0] == reason, "{browser}: {told}");
            let radios = stage.browser.session.find_all(By::Id(CHOICE)).await?;
            ensure!(radios.len() == usize::from(browser == "able"), "{browser}");
            // A card can be paid with in any of them.
            page.field(page.words.card_number).await?;
        }
        // Nor is it where the session does not take it.
        stage.sandbox.apple_pay("able").await?;
        let session = stage.sandbox.session(json!({})).await?;
        Page::open(&stage.browser, &session).await?;
        ensure!(stage.browser.session.find_all(By::Id(CHOICE)).await?.is_empty());
        // A session that takes nothing else says that there is no way to pay here.
        stage.sandbox.apple_pay("without").await?;
        let session = stage.sandbox.session(json!({ "allowed_methods": ["apple_pay"] })).await?;
        stage.browser.visit(&session.url).await?;
        let page = Page::in_language(&stage.browser, Language::English);
        page.heading(page.words.no_method).await
    })
    .await
}

#[tokio::test]
async fn it_pays_by_the_keyboard_alone_what_the_button_said() -> Result<()> {
    play("apple-pay-pays", Look::PHONE, async |stage| {
        let asked = json!({ "required_avs_fields": ["email", "street", "city", "state", "zip", "country"] });
        let (page, session) = open(stage, "able", asked).await?;
        // The card's own fields are there, and what the session asks of the payer.
        page.field(page.words.card_number).await?;
        stage.browser.session.find(By::Id("choice-card")).await?.send_keys(Key::Down + "").await?;
        offers(&page, WITH_FEE).await?;
        ensure!(page.text(".gv-cells").await?.is_none(), "the form asks what the sheet asks");
        axe::check(&stage.browser, "Apple Pay chosen").await?;
        stage.browser.picture("apple-pay").await?;
        // Enter on the radio button is Enter in the form.
        stage.browser.keys(Key::Enter + "").await?;
        let (sheet, text) = Sheet::opened(&page).await?;
        ensure!(text.contains(&format!("Pay {MERCHANT}: 150.76 USD")), "the sheet says: {text}");
        sheet.authorize().await?;
        page.heading(page.words.paid).await?;
        let request = ended(&page, "success").await?;
        ensure!(request["requiredBillingContactFields"] == json!(["postalAddress"]), "{request}");
        ensure!(request["requiredShippingContactFields"] == json!(["email"]), "{request}");
        let billing = paid(stage, &page, &session).await?;
        for (name, value) in [
            ("email", "ada@example.com"),
            ("street", "12 Byron Street"),
            ("city", "Springfield"),
            ("state", "IL"),
            ("zip", "62704"),
            ("country", "US"),
        ] {
            ensure!(billing[name] == value, "{name}: {billing}");
        }
        ensure!(billing["phone"].is_null() && billing["cardholder"].is_null(), "unasked: {billing}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn cancelled_declined_and_failed_it_charges_nothing_and_goes_on() -> Result<()> {
    play("apple-pay-troubles", Look::DESKTOP.dark(), async |stage| {
        let (page, session) = open(stage, "able", json!({})).await?;
        let (words, sandbox) = (page.words, &stage.sandbox);
        page.fill_card(Card::VISA).await?;
        page.way(CHOICE).await?;
        offers(&page, WITH_FEE).await?;
        stage.browser.picture("apple-pay-dark").await?;

        page.pay().await?;
        Sheet::opened(&page).await?.0.escape().await?;
        ended(&page, "cancelled").await?;
        offers(&page, WITH_FEE).await?;
        page.focus_is_on("pay").await?;

        // The API cannot validate the merchant.
        let fault = json!({ "kind": "status", "code": 503 });
        let rule =
            json!({ "call": "apple_pay_session", "nth": 1, "moment": "before", "fault": fault });
        sandbox.faults(&session, &[rule]).await?;
        page.pay().await?;
        page.notice(words.not_reached).await?;
        ended(&page, "aborted").await?;

        page.pay().await?;
        Sheet::opened(&page).await?.0.choose("card_declined").await?.press("Authorize").await?;
        page.notice(words.declined_other).await?;
        ended(&page, "failure").await?;
        axe::check(&stage.browser, "Apple Pay declined").await?;
        stage.browser.picture("apple-pay-declined").await?;

        // What was typed for the card is still there; and back again.
        page.way("choice-card").await?;
        page.offers("$151.05").await?;
        ensure!(page.value(words.card_number).await? == "4111 1111 1111 1111");
        page.way(CHOICE).await?;
        offers(&page, WITH_FEE).await?;
        ensure!(sandbox.charges(&session).await?.is_empty());
        page.pay().await?;
        Sheet::opened(&page).await?.0.choose("Zoë Müller").await?.press("Authorize").await?;
        paid(stage, &page, &session).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_captcha_comes_before_the_sheet() -> Result<()> {
    play("apple-pay-captcha", Look::PHONE, async |stage| {
        let (page, session) = open(stage, "able", json!({})).await?;
        stage.sandbox.challenge(&session, "turnstile", json!({ "site_key": ASKS })).await?;
        stage.browser.reload().await?;
        page.way(CHOICE).await?;
        offers(&page, WITH_FEE).await?;
        page.pay().await?;
        let captcha = Frame { browser: &stage.browser, place: ".gv-challenge__frame" };
        captcha.press(HUMAN).await?;
        page.text_of(".gv-challenge__state", page.words.check_passed).await?;
        // The captcha's press was not one of Pay: a sheet opens by nothing else.
        page.pay().await?;
        Sheet::opened(&page).await?.0.authorize().await?;
        paid(stage, &page, &session).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_not_shown_as_a_failure() -> Result<()> {
    let sandbox = Sandbox::paced(20).await?;
    play_with("apple-pay-unknown", Look::PHONE, sandbox, async |stage| {
        let (page, session) = chosen(stage, json!({})).await?;
        let lost = json!({ "call": "confirm", "nth": null, "moment": "before", "fault": { "kind": "stall" } });
        stage.sandbox.faults(&session, &[lost]).await?;
        page.pay().await?;
        Sheet::opened(&page).await?.0.authorize().await?;
        page.heading(page.words.unknown).await?;
        ended(&page, "aborted").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_answer_that_was_lost_and_found_ends_the_sheet_well() -> Result<()> {
    let sandbox = Sandbox::paced(4).await?;
    play_with("apple-pay-lost", Look::PHONE, sandbox, async |stage| {
        let (page, session) = chosen(stage, json!({})).await?;
        // A browser may send a POST three times by itself before the page hears of anything.
        let lost = |nth| json!({ "call": "confirm", "nth": nth, "moment": "after", "fault": { "kind": "close" } });
        stage.sandbox.faults(&session, &[lost(1), lost(2), lost(3)]).await?;
        page.pay().await?;
        Sheet::opened(&page).await?.0.authorize().await?;
        page.heading(page.words.paid).await?;
        ended(&page, "success").await?;
        paid(stage, &page, &session).await?;
        Ok(())
    })
    .await
}
