//! The page without a mouse, without sight of its colours, in any light.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, EXPIRY, HOLDER, Page};
use crate::harness::stage::play;
use crate::harness::still::still;
use anyhow::{Result, bail, ensure};
use messages::fill;
use serde_json::json;
use thirtyfour::Key;

/// Tabs until a control has the focus, as somebody does who knows no shorter way.
async fn tab_to(page: &Page<'_>, id: &str) -> Result<()> {
    for _ in 0..30 {
        if page.focused().await? == id {
            return Ok(());
        }
        page.browser.keys(Key::Tab + "").await?;
    }
    bail!("{id} is not reached by Tab; the focus is on {:?}", page.focused().await?)
}

#[tokio::test]
async fn a_card_pays_by_keyboard_alone() -> Result<()> {
    play("keyboard", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        for (id, text) in [
            ("card-number", Card::VISA.number),
            ("expiry", EXPIRY),
            ("cvc", Card::VISA.cvc),
            ("cardholder", HOLDER),
        ] {
            tab_to(&page, id).await?;
            stage.browser.keys(text).await?;
        }
        page.offers("$151.05").await?;
        tab_to(&page, "pay").await?;
        stage.browser.keys(Key::Enter + "").await?;
        page.heading(page.words.paid).await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn faults_are_told_under_their_fields_and_the_first_takes_the_focus() -> Result<()> {
    play("faults", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let words = page.words;
        axe::check(&stage.browser, "the empty form").await?;

        page.pay().await?;
        page.fault(words.card_number, words.card_number_empty).await?;
        page.fault(words.expiry, words.expiry_empty).await?;
        page.fault(words.cvc, words.cvc_empty).await?;
        page.fault(words.cardholder, words.cardholder_empty).await?;
        page.focus_is_on("card-number").await?;
        let said = page.text("#say-now").await?.unwrap_or_default();
        ensure!(said == fill(words.faults, &[("count", "4")]), "said: {said:?}");
        for label in [words.card_number, words.expiry, words.cvc, words.cardholder] {
            let field = page.field(label).await?;
            ensure!(field.attr("aria-invalid").await?.as_deref() == Some("true"), "{label}");
        }
        axe::check(&stage.browser, "the form with faults").await?;
        stage.browser.picture("faults").await?;

        // Mended one by one, each fault goes.
        page.fill(words.card_number, "4111111111111112").await?;
        page.fill(words.expiry, "0120").await?;
        page.fill(words.cvc, "7").await?;
        page.fill(words.cardholder, HOLDER).await?;
        page.fault(words.card_number, words.card_number_invalid).await?;
        page.fault(words.expiry, words.expiry_expired).await?;
        page.fault(words.cvc, &fill(words.cvc_incomplete, &[("count", "3")])).await?;
        page.refill(words.card_number, Card::VISA.number).await?;
        page.fault(words.card_number, "").await?;
        Ok(())
    })
    .await
}

/// The fault of the field that the press leaves would move the button away from under the pointer.
#[tokio::test]
async fn a_press_on_pay_from_a_faulty_field_is_one_press() -> Result<()> {
    play("one-press", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let words = page.words;
        page.fill(words.cvc, "12").await?;
        page.pay().await?;
        page.fault(words.card_number, words.card_number_empty).await?;
        page.focus_is_on("card-number").await
    })
    .await
}

#[tokio::test]
async fn every_face_of_the_form_passes_axe() -> Result<()> {
    let fields = json!(["zip", "street", "street2", "city", "state", "country", "phone", "email"]);
    for (name, look) in [
        ("phone-dark", Look::PHONE.dark()),
        ("desktop-light", Look::DESKTOP),
        ("desktop-dark", Look::DESKTOP.dark()),
    ] {
        play(name, look, async |stage| {
            stage
                .sandbox
                .account(json!({
                    "page_message": "<p>Ships on <b>Monday</b>. <a href='https://alder.example/help'>Help</a></p>"
                }))
                .await?;
            let session = stage
                .sandbox
                .session(json!({
                    "required_avs_fields": fields,
                    "branding": { "accent_color": "#ffd400" },
                }))
                .await?;
            let page = Page::open(&stage.browser, &session).await?;
            axe::check(&stage.browser, name).await?;
            page.fill_card(Card::DECLINED).await?;
            page.pay().await?;
            page.fault(page.words.email, page.words.email_empty).await?;
            axe::check(&stage.browser, &format!("{name} with faults")).await?;
            stage.browser.picture(&format!("form-{name}")).await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_notice_passes_axe_in_the_dark() -> Result<()> {
    play("dark-notice", Look::PHONE.dark(), async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::DECLINED).await?;
        page.offers("$151.05").await?;
        page.pay().await?;
        page.notice(page.words.declined).await?;
        axe::check(&stage.browser, "a notice in the dark").await?;
        stage.browser.picture("declined-dark").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_paid_screen_passes_axe() -> Result<()> {
    for (name, look) in [("paid-light", Look::PHONE), ("paid-dark", Look::DESKTOP.dark())] {
        play(name, look, async |stage| {
            // The way back leads nowhere, so the screen stays.
            let session = stage.sandbox.session(json!({ "success_url": still()? })).await?;
            let page = Page::open(&stage.browser, &session).await?;
            page.fill_card(Card::VISA).await?;
            page.offers("$151.05").await?;
            page.pay().await?;
            page.heading(page.words.paid).await?;
            stage.browser.picture(name).await?;
            axe::check(&stage.browser, name).await
        })
        .await?;
    }
    Ok(())
}
