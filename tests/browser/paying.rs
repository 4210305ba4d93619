//! The main job: a card pays.

use crate::harness::engine::Look;
use crate::harness::page::{Card, HOLDER, Page};
use crate::harness::stage::play;
use anyhow::{Result, ensure};
use serde_json::json;
use std::time::Duration;

/// 146.50 and the demo account's fee on it, 2.9 % + 0.30.
const WITH_FEE: &str = "$151.05";

#[tokio::test]
async fn a_card_pays_and_the_shop_trusts_the_signature() -> Result<()> {
    play("pays", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        stage.browser.picture("form").await?;
        page.fill_card(Card::VISA).await?;
        page.offers(WITH_FEE).await?;
        stage.browser.picture("form-filled").await?;
        page.pay().await?;
        page.heading(page.words.paid).await?;
        stage.browser.picture("paid").await?;

        let receipt = page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(receipt.contains("Signature valid"), "the receipt says: {receipt}");
        let charges = stage.sandbox.charges(&session).await?;
        ensure!(charges.len() == 1, "{charges:?}");
        let charge = &charges[0];
        ensure!(
            (charge.amount, charge.convenience_fee, charge.total_amount) == (14650, 455, 15105)
        );
        ensure!(charge.ends_in("1111") && charge.billing_details["cardholder"] == HOLDER);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_reload_keeps_the_session_and_nothing_typed() -> Result<()> {
    play("reload", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        stage.browser.reload().await?;
        page.form().await?;
        ensure!(page.value(page.words.card_number).await?.is_empty(), "the number was kept");
        ensure!(page.value(page.words.cvc).await?.is_empty(), "the code was kept");
        page.fill_card(Card::VISA).await?;
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_fee_that_was_not_seen_is_agreed_to_first() -> Result<()> {
    play("consent", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        // The fee takes longer than the payer: this press agrees to 146.50 only.
        stage.sandbox.slow(Duration::from_millis(700)).await?;
        page.fill_card(Card::VISA).await?;
        ensure!(page.pay_label().await? == "Pay $146.50");
        page.pay().await?;
        page.notice(page.words.fee_consent).await?;
        ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "it was charged unseen");
        page.asks_to_agree(WITH_FEE).await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn everything_the_session_asks_for_is_asked_and_sent() -> Result<()> {
    play("billing", Look::DESKTOP, async |stage| {
        let fields = json!([
            "cardholder",
            "zip",
            "street",
            "street2",
            "city",
            "state",
            "country",
            "phone",
            "email"
        ]);
        let session = stage.sandbox.session(json!({ "required_avs_fields": fields })).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let words = page.words;
        page.fill_card(Card::VISA).await?;
        page.fill(words.email, "ada@example.com").await?;
        page.fill(words.phone, "4155550132").await?;
        page.select(words.country, "US").await?;
        page.fill(words.street, "12 Analytical Way").await?;
        page.fill(words.street2, "Engine room").await?;
        page.fill(words.city, "Springfield").await?;
        page.select(words.state, "IL").await?;
        page.fill(words.zip, "62704").await?;
        page.offers(WITH_FEE).await?;
        stage.browser.picture("billing").await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        let charges = stage.sandbox.charges(&session).await?;
        let billing = &charges[0].billing_details;
        for (name, value) in [
            ("cardholder", HOLDER),
            ("email", "ada@example.com"),
            ("country", "US"),
            ("street", "12 Analytical Way"),
            ("street2", "Engine room"),
            ("city", "Springfield"),
            ("state", "IL"),
            ("zip", "62704"),
        ] {
            ensure!(billing[name] == value, "{name}: {billing}");
        }
        Ok(())
    })
    .await
}
