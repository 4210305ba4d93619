//! F10 to F15: an answer to confirm that says no, or not now.

use super::row::{
    WITH_FEE, always, delay, filled, not_charged, paced, paid_once, pay_into, refusal, rule, seen,
    settled,
};
use crate::harness::engine::Look;
use crate::harness::page::{Card, EXPIRY, HOLDER, Page};
use crate::harness::sandbox::Seen;
use crate::harness::stage::play;
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// 429 with a `Retry-After` of any kind.
fn limited(retry_after: &str, readable: bool) -> Value {
    json!({
        "kind": "status", "code": 429, "error_code": "rate_limited", "recoverable": true,
        "retry_after": retry_after, "expose_retry_after": readable,
    })
}

fn keys(confirms: &[Seen]) -> BTreeSet<&Option<String>> {
    confirms.iter().map(|seen| &seen.idempotency_key).collect()
}

#[tokio::test]
async fn f10_a_retry_after_is_waited_out() -> Result<()> {
    // Seven seconds are 1.75.
    paced("f10", 4, async |stage| {
        let (page, session) = filled(stage).await?;
        let rules = [rule("confirm", Some(1), "before", limited("7", true))];
        pay_into(stage, &page, &session, &rules).await?;
        let count = async || anyhow::Ok(stage.sandbox.confirms(&session).await?.len());
        until("the first", PATIENCE, async || Ok((count().await? == 1).then_some(()))).await?;
        let first = Instant::now();
        until("the second", PATIENCE, async || Ok((count().await? == 2).then_some(()))).await?;
        // Looked at every 30 ms, so the first may have come a little before it was seen.
        let between = first.elapsed();
        ensure!(between >= Duration::from_millis(1600), "sent again after {between:?}");
        paid_once(stage, &page, &session).await?;
        ensure!(count().await? == 2, "a storm");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f11_a_retry_after_that_cannot_be_read_or_believed_is_bounded() -> Result<()> {
    paced("f11", 20, async |stage| {
        let date = "Fri, 31 Dec 2100 23:59:59 GMT";
        for (value, readable) in
            [("7", false), (date, true), ("1000000000", true), ("-5", true), ("soon", true)]
        {
            let (page, session) = filled(stage).await?;
            // A minute at most: three seconds here.
            let rules = [rule("confirm", Some(1), "before", limited(value, readable))];
            pay_into(stage, &page, &session, &rules).await?;
            paid_once(stage, &page, &session).await?;
            let sends = stage.sandbox.confirms(&session).await?.len();
            ensure!(sends == 2, "{value}: {sends} sends");
        }
        // For ever: it was turned away each time, so nothing is in doubt.
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", limited("-5", true))).await?;
        page.notice(page.words.too_many).await?;
        ensure!(settled(stage, &session).await?.len() == 4);
        not_charged(stage, &session).await
    })
    .await
}

#[tokio::test]
async fn f12_a_key_in_flight_is_asked_for_again() -> Result<()> {
    paced("f12", 20, async |stage| {
        let (page, session) = filled(stage).await?;
        stage.sandbox.keys(&session, "conflict_in_flight").await?;
        // 32 s: the page asks again after 25.
        let rules = [rule("confirm", Some(1), "before", delay(1600))];
        pay_into(stage, &page, &session, &rules).await?;
        paid_once(stage, &page, &session).await?;
        let confirms = stage.sandbox.confirms(&session).await?;
        ensure!(confirms.iter().any(|seen| seen.status == Some(409)), "{confirms:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f13_a_key_said_to_be_used_is_looked_into_and_only_a_new_press_has_a_new_one() -> Result<()>
{
    paced("f13", 4, async |stage| {
        let (page, session) = filled(stage).await?;
        let rules = [rule("confirm", Some(1), "before", refusal(422, "validation_error"))];
        pay_into(stage, &page, &session, &rules).await?;
        page.notice(page.words.not_accepted).await?;
        let seen = stage.sandbox.requests(&session).await?;
        let confirm = seen.iter().position(|seen| seen.path.ends_with("/confirm"));
        ensure!(
            seen[confirm.unwrap_or_default()..].iter().any(Seen::is_read),
            "the status was not read: {seen:?}"
        );
        not_charged(stage, &session).await?;
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        let confirms = settled(stage, &session).await?;
        ensure!(confirms.len() == 2 && keys(&confirms).len() == 2, "{confirms:?}");
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f14_what_the_api_finds_wrong_is_said_and_nothing_typed_is_lost() -> Result<()> {
    paced("f14", 4, async |stage| {
        for code in [400, 422] {
            let (page, session) = filled(stage).await?;
            let rules = [rule("confirm", Some(1), "before", refusal(code, "validation_error"))];
            pay_into(stage, &page, &session, &rules).await?;
            page.notice(page.words.not_accepted).await?;
            page.text_of("#notice-help", page.words.not_accepted_help).await?;
            page.focus_is_on("notice").await?;
            let bare = |text: String| text.replace([' ', '/'], "");
            for (label, typed) in [
                (page.words.card_number, Card::VISA.number),
                (page.words.expiry, EXPIRY),
                (page.words.cvc, Card::VISA.cvc),
            ] {
                ensure!(bare(page.value(label).await?) == typed, "{label} is gone");
            }
            ensure!(page.value(page.words.cardholder).await? == HOLDER, "the name is gone");
            seen(&page, "not-accepted").await?;
            not_charged(stage, &session).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f15_every_decline_says_why_and_what_to_do() -> Result<()> {
    play("declines", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let words = page.words;
        page.fill_card(Card::VISA).await?;
        for (number, heading, help, focus) in [
            ("4000000000000002", words.declined, words.declined_help, "notice"),
            // To the field that it is about.
            ("4000000000000069", words.declined_expired, words.declined_expired_help, "expiry"),
            ("4000000000000127", words.declined_cvc, words.declined_cvc_help, "cvc"),
            ("4000000000009995", words.declined_funds, words.declined_funds_help, "notice"),
            (
                "4000000000000119",
                words.declined_processing,
                words.declined_processing_help,
                "notice",
            ),
        ] {
            page.refill(words.card_number, number).await?;
            page.refill(words.cvc, "737").await?;
            page.offers("$151.05").await?;
            page.pay().await?;
            page.notice(heading).await?;
            page.text_of("#notice-help", help).await?;
            page.focus_is_on(focus).await?;
        }
        ensure!(stage.sandbox.charges(&session).await?.is_empty());
        seen(&page, "decline").await
    })
    .await
}

#[tokio::test]
async fn f15_a_declined_card_is_told_and_another_pays() -> Result<()> {
    play("declined", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::DECLINED).await?;
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        page.notice(page.words.declined).await?;
        stage.browser.picture("declined").await?;
        ensure!(stage.sandbox.charges(&session).await?.is_empty());

        page.refill(page.words.card_number, Card::MASTERCARD.number).await?;
        page.refill(page.words.cvc, Card::MASTERCARD.cvc).await?;
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        let receipt = page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(receipt.contains("Signature valid"), "the receipt says: {receipt}");
        let charges = stage.sandbox.charges(&session).await?;
        ensure!(charges.len() == 1 && charges[0].ends_in("4444"), "{charges:?}");

        // Two decisions to pay, two keys.
        let confirms = stage.sandbox.confirms(&session).await?;
        let keys: Vec<_> =
            confirms.iter().filter_map(|seen| seen.idempotency_key.as_ref()).collect();
        ensure!(keys.len() == 2 && keys[0] != keys[1], "{confirms:?}");
        ensure!(confirms.iter().map(|seen| seen.status).eq([Some(402), Some(200)]), "{confirms:?}");
        Ok(())
    })
    .await
}
