//! Words and money as the payer writes them.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page};
use crate::harness::stage::play;
use anyhow::{Result, ensure};
use messages::{Language, fill};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_browsers_language_is_spoken_from_the_first_paint() -> Result<()> {
    play("arabic", Look::PHONE.speaking("ar-EG"), async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        stage.browser.visit(&session.url).await?;
        let page = Page::in_language(&stage.browser, Language::Arabic);
        page.form().await?;
        ensure!(page.language().await? == ("ar".to_owned(), "rtl".to_owned()));
        axe::check(&stage.browser, "the form in Arabic").await?;
        stage.browser.picture("form-arabic").await?;
        stage.sandbox.slow(Duration::from_millis(700)).await?;
        page.fill_card(Card::VISA).await?;
        // Digits run from left to right in every language.
        ensure!(page.value(page.words.card_number).await? == "4111 1111 1111 1111");
        page.pay().await?;
        page.notice(page.words.fee_consent).await?;
        axe::check(&stage.browser, "a notice in Arabic").await?;
        stage.browser.picture("consent-arabic").await?;
        page.pay().await?;
        page.heading(page.words.paid).await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_language_is_changed_on_the_page_and_nothing_typed_is_lost() -> Result<()> {
    play("switch", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill(page.words.card_number, Card::VISA.number).await?;
        page.pay().await?;
        page.fault(page.words.expiry, page.words.expiry_empty).await?;

        let spanish = page.choose(Language::Spanish).await?;
        spanish.fault(spanish.words.expiry, spanish.words.expiry_empty).await?;
        ensure!(spanish.value(spanish.words.card_number).await? == "4111 1111 1111 1111");
        ensure!(spanish.language().await? == ("es".to_owned(), "ltr".to_owned()));
        stage.browser.picture("form-spanish").await?;

        let arabic = spanish.choose(Language::Arabic).await?;
        ensure!(arabic.value(arabic.words.card_number).await? == "4111 1111 1111 1111");
        ensure!(arabic.language().await? == ("ar".to_owned(), "rtl".to_owned()));

        // The choice outlives a reload.
        stage.browser.reload().await?;
        arabic.form().await?;
        ensure!(arabic.language().await? == ("ar".to_owned(), "rtl".to_owned()));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn money_has_the_digits_of_its_currency() -> Result<()> {
    play("money", Look::PHONE, async |stage| {
        stage
            .sandbox
            .account(json!({ "fee_basis_points": 0, "fee_fixed": 0, "fee_rules": [] }))
            .await?;
        for (currency, amount, shown) in [
            ("USD", 14650, "$146.50"),
            ("JPY", 14650, "¥14,650"),
            ("KWD", 14650, "KWD 14.650"),
            // An engine's own digits for these are not the contract's.
            ("HUF", 14650, "HUF 146.50"),
            ("EUR", 5, "€0.05"),
        ] {
            let order = json!({ "amount": amount, "currency": currency, "line_items": [] });
            let session = stage.sandbox.session(order).await?;
            let page = Page::open(&stage.browser, &session).await?;
            page.offers(shown).await?;
            stage.browser.picture(&format!("money-{currency}")).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_title_names_the_merchant() -> Result<()> {
    play("title", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let merchant = crate::harness::sandbox::MERCHANT;
        let title = stage.browser.session.title().await?;
        ensure!(title == fill(page.words.title, &[("merchant", merchant)]), "{title}");
        Ok(())
    })
    .await
}
