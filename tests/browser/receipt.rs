//! The shop's receipt: it waits for the webhook, and says what has not come yet.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page, performance_names};
use crate::harness::sandbox::Session;
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use serde_json::json;

/// Whether the receipt says that the webhook has come.
const CONFIRMED: &str = "return !!document.querySelector('#confirmation[data-state=confirmed]')";

/// Pays a session whose webhook does not get through, up to the receipt.
async fn waiting(stage: &Stage) -> Result<(Page<'_>, Session)> {
    let session = stage.sandbox.session(json!({})).await?;
    let unreachable = json!({ "attempt": null, "fault": { "kind": "down" } });
    stage.sandbox.webhooks(&session, &[unreachable]).await?;
    let page = Page::open(&stage.browser, &session).await?;
    page.fill_card(Card::VISA).await?;
    page.offers("$151.05").await?;
    page.pay().await?;
    page.receipt(&stage.sandbox.origins.shop).await?;
    Ok((page, session))
}

#[tokio::test]
async fn the_receipt_waits_and_is_confirmed_without_a_reload() -> Result<()> {
    play("receipt", Look::PHONE, async |stage| {
        let (page, session) = waiting(stage).await?;
        let said = page.text("#confirmation").await?.context("a confirmation")?;
        ensure!(said.starts_with("Waiting for confirmation…"), "{said}");
        ensure!(said.contains("webhook is still to come"), "{said}");
        stage.browser.picture("receipt-waiting").await?;
        axe::check(&stage.browser, "the waiting receipt").await?;

        // It asks again and again, and does not make up what it has not heard.
        until("three questions", PATIENCE, async || {
            let names = performance_names(&stage.browser).await?;
            let asked = names.iter().filter(|name| name.contains("/success/confirmation")).count();
            Ok((asked >= 3).then_some(()))
        })
        .await?;
        let said = page.text("#confirmation").await?.context("a confirmation")?;
        ensure!(said.starts_with("Waiting for confirmation…"), "{said}");

        // A reload would take this away.
        stage.browser.ask("window.stayed = true; return true", Vec::new()).await?;
        stage.sandbox.webhooks(&session, &[]).await?;
        stage.sandbox.advance_clock(60).await?;
        page.holds("the confirmation", CONFIRMED).await?;
        let said = page.text("#confirmation").await?.context("a confirmation")?;
        ensure!(said.contains("Confirmed by webhook") && said.contains("•••• 1111"), "{said}");
        ensure!(!said.contains("Waiting"), "{said}");
        page.holds("the same page still", "return window.stayed === true").await?;
        stage.browser.picture("receipt-confirmed").await?;
        axe::check(&stage.browser, "the confirmed receipt").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_webhook_that_was_there_first_is_on_the_receipt_at_once() -> Result<()> {
    play("receipt-at-once", Look::DESKTOP, async |stage| {
        let (page, session) = waiting(stage).await?;
        stage.sandbox.webhooks(&session, &[]).await?;
        stage.sandbox.advance_clock(60).await?;
        page.holds("the confirmation", CONFIRMED).await?;
        stage.browser.reload().await?;
        page.holds("the confirmation", CONFIRMED).await?;
        let names = performance_names(&stage.browser).await?;
        ensure!(!names.iter().any(|name| name.contains("/success/confirmation")), "{names:?}");
        Ok(())
    })
    .await
}
