//! F16 to F18, F26, F32, F33, F51, F53: the session, its price or its token change under the payer.

use super::row::{
    WITH_FEE, always, charged_once, committed, confirms, delay, fill, filled, kind, not_charged,
    paced, page, paid_once, pay_into, rule, says, seen, settled,
};
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page, plain};
use crate::harness::sandbox::Session;
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::fill as with;
use serde_json::json;
use std::collections::BTreeSet;

/// What the timer shows, in seconds.
async fn time_left(page: &Page<'_>) -> Result<Option<u32>> {
    let before = page.words.time_left.split("%{time}").next().unwrap_or_default();
    let text = page.text(".gv-timer").await?.unwrap_or_default();
    let clock = text.strip_prefix(before).and_then(|clock| clock.split_once(':'));
    let Some((minutes, seconds)) = clock else { return Ok(None) };
    Ok(Some(minutes.parse::<u32>()? * 60 + seconds.parse::<u32>()?))
}

#[tokio::test]
async fn f16_the_time_left_is_told_before_the_session_ends() -> Result<()> {
    // The session is read every 2.5 s, which sets the clock on the page.
    paced("f16", 4, async |stage| {
        let (page, session) = filled(stage).await?;
        ensure!(time_left(&page).await?.is_none(), "half an hour is no hurry");
        stage.sandbox.expires_in(&session, 250).await?;
        until("the time left", PATIENCE, async || {
            Ok(time_left(&page).await?.filter(|left| (150..=250).contains(left)))
        })
        .await?;
        let said = async |least: u32, most: u32| {
            until("the seconds left to be said", PATIENCE, async || {
                let script = "return document.getElementById('say').textContent";
                let said = page.browser.ask(script, Vec::new()).await?;
                let said = plain(said.as_str().unwrap_or_default());
                let heard = |left: &u32| {
                    let count = left.to_string();
                    said == with(page.words.seconds_left, &[("count", &count)])
                };
                Ok((least..=most).find(heard))
            })
            .await
        };
        seen(&page, "countdown").await?;
        stage.sandbox.expires_in(&session, 58).await?;
        said(21, 60).await?;
        // Twenty seconds are enough to finish typing (WCAG 2.2.1), and are said.
        stage.sandbox.expires_in(&session, 19).await?;
        said(1, 20).await?;
        stage.sandbox.expire(&session).await?;
        page.heading(page.words.expired).await?;
        seen(&page, "expired-under-the-payer").await?;
        ensure!(stage.sandbox.confirms(&session).await?.is_empty());
        not_charged(stage, &session).await
    })
    .await
}

#[tokio::test]
async fn f17_a_session_that_ends_during_confirm_keeps_its_result() -> Result<()> {
    paced("f17", 20, async |stage| {
        let (page, session) = filled(stage).await?;
        let rules = [rule("confirm", Some(1), "after", kind("stall"))];
        pay_into(stage, &page, &session, &rules).await?;
        committed(stage, &session).await?;
        stage.sandbox.advance_clock(3600).await?;
        paid_once(stage, &page, &session).await?;

        // Not charged when it ended: then nothing ever is.
        let (page, session) = filled(stage).await?;
        let rules = [rule("confirm", Some(1), "before", kind("stall"))];
        pay_into(stage, &page, &session, &rules).await?;
        confirms(stage, &session, 1).await?;
        stage.sandbox.advance_clock(3600).await?;
        page.heading(page.words.expired).await?;
        not_charged(stage, &session).await
    })
    .await
}

#[tokio::test]
async fn f18_what_is_paid_already_is_not_paid_again() -> Result<()> {
    play("paid-already", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        stage.browser.visit(&session.url).await?;
        page.heading(page.words.already_paid).await?;
        seen(&page, "already-paid").await?;
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f18_a_session_that_was_cancelled_has_no_form() -> Result<()> {
    play("f18-cancelled", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        stage.sandbox.expire(&session).await?;
        stage.browser.visit(&session.url).await?;
        let page = page(stage);
        page.heading(page.words.expired).await?;
        ensure!(page.text("#pay").await?.is_none(), "it can still be paid");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f26_the_payers_clock_decides_nothing() -> Result<()> {
    paced("f26", 4, async |stage| {
        // The server is a day ahead of the payer, then more than a year.
        for seconds in [86_400, 366 * 86_400] {
            stage.sandbox.advance_clock(seconds).await?;
            let (page, session) = filled(stage).await?;
            ensure!(time_left(&page).await?.is_none(), "a countdown for half an hour");
            stage.sandbox.expires_in(&session, 250).await?;
            let left = until("the time left", PATIENCE, async || time_left(&page).await).await?;
            ensure!((150..=250).contains(&left), "{left} s left by the payer's clock");
            page.pay().await?;
            paid_once(stage, &page, &session).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f26_a_clock_that_jumps_during_confirm_changes_nothing() -> Result<()> {
    paced("f26-jump", 20, async |stage| {
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", delay(600))).await?;
        confirms(stage, &session, 1).await?;
        stage.sandbox.advance_clock(600).await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn f32_a_price_that_changed_is_agreed_to_first() -> Result<()> {
    play("price", Look::PHONE, async |stage| {
        stage
            .sandbox
            .account(json!({ "fee_basis_points": 0, "fee_fixed": 0, "fee_rules": [] }))
            .await?;
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        until("the fee to be quoted", PATIENCE, async || {
            let seen = stage.sandbox.requests(&session).await?;
            Ok(seen.iter().any(|seen| seen.path.ends_with("/quote-fee")).then_some(()))
        })
        .await?;
        page.offers("$146.50").await?;
        stage.sandbox.patch(&session, json!({ "amount": 19900 })).await?;
        page.pay().await?;
        page.notice(page.words.price_consent).await?;
        ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "it was charged unseen");
        page.asks_to_agree("$199.00").await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(stage.sandbox.charges(&session).await?[0].total_amount == 19900);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f32_a_price_that_changes_while_typing_is_shown_and_said() -> Result<()> {
    // The session is read every 2.5 s.
    paced("f32-typing", 4, async |stage| {
        stage
            .sandbox
            .account(json!({ "fee_basis_points": 0, "fee_fixed": 0, "fee_rules": [] }))
            .await?;
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        for (amount, text) in [(9_900, "$99.00"), (19_900, "$199.00")] {
            stage.sandbox.patch(&session, json!({ "amount": amount })).await?;
            says(&page, &with(page.words.price_known, &[("total", text)])).await?;
            page.notice(page.words.price_consent).await?;
            page.asks_to_agree(text).await?;
        }
        seen(&page, "price-changed").await?;
        not_charged(stage, &session).await
    })
    .await
}

#[tokio::test]
async fn f33_a_price_that_changes_during_confirm_is_told_as_charged() -> Result<()> {
    paced("f33", 1, async |stage| {
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", delay(1500))).await?;
        confirms(stage, &session, 1).await?;
        stage.sandbox.patch(&session, json!({ "amount": 19_900 })).await?;
        page.heading(page.words.paid).await?;
        let body = page.text(".gv-screen__body").await?.unwrap_or_default();
        let otherwise = with(page.words.paid_otherwise, &[("agreed", WITH_FEE)]);
        ensure!(body.contains(&otherwise), "not told: {body}");
        let amount = page.text(".gv-screen__amount").await?.unwrap_or_default();
        charged_once(stage, &session).await?;
        let total = stage.sandbox.charges(&session).await?[0].total_amount;
        let charged = format!("${}.{:02}", total / 100, total % 100);
        ensure!(amount.starts_with(&charged), "{amount} is shown, {charged} was charged");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f51_a_page_left_open_for_days_pays_nothing() -> Result<()> {
    play("f51", Look::PHONE, async |stage| {
        for seconds in [3600, 2 * 86_400] {
            let (page, session) = filled(stage).await?;
            stage.sandbox.advance_clock(seconds).await?;
            page.pay().await?;
            page.heading(page.words.expired).await?;
            ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "confirmed all the same");
            not_charged(stage, &session).await?;
        }
        Ok(())
    })
    .await
}

/// Pays with a session whose token the server finds too old.
async fn too_old(stage: &Stage) -> Result<(Page<'_>, Session)> {
    let session = stage.sandbox.session(json!({})).await?;
    let page = fill(stage, &session).await?;
    // A token lives 15 minutes, the session 30.
    stage.sandbox.advance_clock(16 * 60).await?;
    page.pay().await?;
    Ok((page, session))
}

#[tokio::test]
async fn f53_a_token_that_grew_old_is_never_sent_twice() -> Result<()> {
    paced("f53", 4, async |stage| {
        let (page, session) = too_old(stage).await?;
        page.notice(page.words.not_accepted).await?;
        not_charged(stage, &session).await?;
        // Another token, with new access to the processor, is made in silence.
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        let confirms = settled(stage, &session).await?;
        let bodies: BTreeSet<_> = confirms.iter().map(|seen| &seen.body_sha256).collect();
        let keys: BTreeSet<_> = confirms.iter().map(|seen| &seen.idempotency_key).collect();
        ensure!((bodies.len(), keys.len()) == (2, 2), "{confirms:?}");
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        Ok(())
    })
    .await
}
