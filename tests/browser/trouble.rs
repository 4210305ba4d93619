//! Whatever goes wrong has a screen or a notice of its own.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page};
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::Language;
use serde_json::json;

/// The page before anything is known about it, in English.
fn page(stage: &Stage) -> Page<'_> {
    Page::in_language(&stage.browser, Language::English)
}

/// Pictures and judges a screen that has just come.
async fn seen(stage: &Stage, screen: &str) -> Result<()> {
    stage.browser.picture(screen).await?;
    axe::check(&stage.browser, screen).await
}

#[tokio::test]
async fn a_link_that_cannot_be_paid_says_why() -> Result<()> {
    play("links", Look::PHONE, async |stage| {
        let (page, sandbox) = (page(stage), &stage.sandbox);
        let words = page.words;
        let checkout = &sandbox.origins.checkout;

        let [bare, forged, gone, stranger] = [
            sandbox.session(json!({})).await?,
            sandbox.session(json!({})).await?,
            sandbox.session(json!({})).await?,
            sandbox.session(json!({})).await?,
        ];
        stage.browser.visit(&format!("{checkout}/{}", bare.id)).await?;
        page.heading(words.link_incomplete).await?;
        seen(stage, "link-incomplete").await?;

        let wrong = format!("{}_secret_{}", forged.id, "0".repeat(32));
        stage.browser.visit(&format!("{checkout}/{}#cs={wrong}", forged.id)).await?;
        page.heading(words.link_refused).await?;
        seen(stage, "link-refused").await?;

        let nobody = "cs_0000000000000000";
        stage.browser.visit(&format!("{checkout}/{nobody}#cs={nobody}_secret_0")).await?;
        page.heading(words.not_found).await?;
        seen(stage, "not-found").await?;

        sandbox.expire(&gone).await?;
        stage.browser.visit(&gone.url).await?;
        page.heading(words.expired).await?;
        seen(stage, "expired").await?;

        let other = sandbox.session(json!({})).await?;
        let refusal = json!({
            "call": "session", "nth": null, "moment": "before",
            "fault": { "kind": "status", "code": 403, "error_code": "insufficient_scope" },
        });
        sandbox.faults(&other, &[refusal]).await?;
        stage.browser.visit(&other.url).await?;
        page.heading(words.wrong_scope).await?;
        seen(stage, "wrong-scope").await?;

        let apple = sandbox.session(json!({ "allowed_methods": ["apple_pay"] })).await?;
        stage.browser.visit(&apple.url).await?;
        page.heading(words.no_method).await?;
        seen(stage, "no-method").await?;

        sandbox.account(json!({ "allowed_origins": ["https://elsewhere.example"] })).await?;
        stage.browser.visit(&stranger.url).await?;
        page.heading(words.origin_not_allowed).await?;
        seen(stage, "origin-not-allowed").await
    })
    .await
}

#[tokio::test]
async fn an_api_that_fails_or_is_gone_can_be_asked_again() -> Result<()> {
    play("down", Look::PHONE, async |stage| {
        let (page, sandbox) = (page(stage), &stage.sandbox);
        let words = page.words;
        let session = sandbox.session(json!({})).await?;
        sandbox.outage(Some(503)).await?;
        stage.browser.visit(&session.url).await?;
        // The page tries again by itself before it leaves that to the payer.
        until("the last try of the page's own", PATIENCE, async || {
            let seen = sandbox.requests(&session).await?;
            let tries = seen.iter().filter(|seen| seen.status == Some(503)).count();
            Ok((tries == 3).then_some(()))
        })
        .await?;
        page.heading(words.service_down).await?;
        seen(stage, "service-down").await?;

        sandbox.outage(None).await?;
        page.press(words.try_again).await?;
        page.form().await?;
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;

        // Before the confirm is sent, a failure is only a failure.
        sandbox.outage(Some(500)).await?;
        page.pay().await?;
        page.notice(words.not_reached).await?;
        seen(stage, "not-reached").await?;
        sandbox.outage(None).await?;
        page.pay().await?;
        page.receipt(&sandbox.origins.shop).await?;
        ensure!(sandbox.charges(&session).await?.len() == 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_lost_network_is_told_and_survived() -> Result<()> {
    play("network", Look::PHONE, async |stage| {
        let (page, sandbox) = (page(stage), &stage.sandbox);
        let session = sandbox.session(json!({})).await?;
        sandbox.outage(Some(503)).await?;
        stage.browser.visit(&session.url).await?;
        page.heading(page.words.service_down).await?;
        sandbox.end();
        page.press(page.words.try_again).await?;
        page.heading(page.words.unreachable).await?;
        seen(stage, "unreachable").await
    })
    .await
}

#[tokio::test]
async fn a_processor_that_fails_charges_nothing_and_can_be_asked_again() -> Result<()> {
    play("processor", Look::PHONE, async |stage| {
        let sandbox = &stage.sandbox;
        let session = sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        sandbox.processor_fails(true).await?;
        page.fill_card(Card::VISA).await?;
        page.pay().await?;
        page.notice(page.words.not_reached).await?;
        ensure!(sandbox.confirms(&session).await?.is_empty());
        sandbox.processor_fails(false).await?;
        page.pay().await?;
        page.notice(page.words.fee_consent).await?;
        page.pay().await?;
        page.receipt(&sandbox.origins.shop).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn too_many_requests_are_waited_out() -> Result<()> {
    play("limited", Look::PHONE, async |stage| {
        let page = page(stage);
        let session = stage.sandbox.session(json!({})).await?;
        stage.sandbox.account(json!({ "rate_limit_per_minute": 1 })).await?;
        stage.browser.visit(&session.url).await?;
        page.form().await?;
        stage.browser.reload().await?;
        page.heading(page.words.load_limited).await?;
        seen(stage, "load-limited").await?;
        stage.sandbox.account(json!({ "rate_limit_per_minute": 600 })).await?;
        page.press(page.words.try_again).await?;
        page.form().await
    })
    .await
}
