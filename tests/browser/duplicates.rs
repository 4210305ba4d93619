//! The same payment a second time: the payer's to decide. And a refusal for good.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page};
use crate::harness::sandbox::Session;
use crate::harness::stage::{Stage, play};
use anyhow::{Result, ensure};
use messages::fill;
use serde_json::json;
use std::collections::BTreeSet;

/// A session in which the same card pays the same amount as a moment ago, asked about it.
async fn asked(stage: &Stage) -> Result<(Page<'_>, Session)> {
    let first = stage.sandbox.session(json!({})).await?;
    let page = Page::open(&stage.browser, &first).await?;
    page.fill_card(Card::VISA).await?;
    page.offers("$151.05").await?;
    page.pay().await?;
    page.receipt(&stage.sandbox.origins.shop).await?;

    let session = stage.sandbox.session(json!({})).await?;
    stage.sandbox.finds_duplicates(&session).await?;
    let page = Page::open(&stage.browser, &session).await?;
    page.fill_card(Card::VISA).await?;
    page.offers("$151.05").await?;
    page.pay().await?;
    page.notice(page.words.duplicate).await?;
    Ok((page, session))
}

#[tokio::test]
async fn a_duplicate_is_paid_only_if_it_is_meant() -> Result<()> {
    play("duplicate", Look::PHONE, async |stage| {
        let (page, session) = asked(stage).await?;
        page.focus_is_on("notice").await?;
        // The question stands in the button's place.
        ensure!(page.text("#pay").await?.is_none(), "Pay is there beside the question");
        axe::check(&stage.browser, "duplicate").await?;
        stage.browser.picture("duplicate").await?;

        page.press(page.words.duplicate_no).await?;
        page.offers("$151.05").await?;
        ensure!(page.text("#notice-title").await?.is_none(), "the question is still there");
        ensure!(page.value(page.words.card_number).await? == "4111 1111 1111 1111");
        ensure!(stage.sandbox.charges(&session).await?.is_empty());

        page.pay().await?;
        page.notice(page.words.duplicate).await?;
        page.press(&fill(page.words.duplicate_yes, &[("amount", "$151.05")])).await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        // Three presses, three decisions, three keys.
        let confirms = stage.sandbox.confirms(&session).await?;
        let keys: BTreeSet<_> = confirms.iter().map(|seen| &seen.idempotency_key).collect();
        ensure!(confirms.len() == 3 && keys.len() == 3, "{confirms:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_refusal_for_good_leads_back_to_the_merchant() -> Result<()> {
    play("refused", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let fault = json!({
            "kind": "status", "code": 402, "error_code": "card_declined", "recoverable": false,
        });
        let rule = json!({ "call": "confirm", "nth": null, "moment": "before", "fault": fault });
        stage.sandbox.faults(&session, &[rule]).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;
        page.pay().await?;
        page.heading(page.words.refused).await?;
        let text = page.text("#app").await?.unwrap_or_default();
        ensure!(text.contains("req_"), "no reference for support: {text}");
        axe::check(&stage.browser, "refused").await?;
        let back = stage.browser.session.find(thirtyfour::By::Css("a.gv-screen__action")).await?;
        let href = back.attr("href").await?.unwrap_or_default();
        ensure!(href.starts_with(&stage.sandbox.origins.shop), "it leads to {href}");
        ensure!(stage.sandbox.charges(&session).await?.is_empty());
        Ok(())
    })
    .await
}
