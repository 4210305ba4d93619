//! Money in a merchant's page: what goes wrong on the hosted page goes wrong here, and ends as there.

use crate::harness::embed::Host;
use crate::harness::engine::{Look, Off};
use crate::harness::page::Card;
use crate::harness::settings;
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// What happens to the first three sends of confirm: browsers send a lost one again by themselves.
fn three(moment: &str, kind: &str) -> Vec<Value> {
    let rule =
        |nth| json!({ "call": "confirm", "nth": nth, "moment": moment, "fault": { "kind": kind } });
    (1..=3).map(rule).collect()
}

/// Fills the form and presses Pay, with these faults in its way.
async fn pressed(host: Host<'_>, rules: &[Value]) -> Result<()> {
    let session = host.session().await?;
    host.stage.sandbox.faults(&session, rules).await?;
    host.inside(async |page| {
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;
        page.pay().await
    })
    .await
}

/// Waits until it is paid, once, and the page was never told that it is not.
async fn paid_once(host: Host<'_>) -> Result<()> {
    host.inside(async |page| page.heading(page.words.paid).await).await?;
    host.told("payment.success").await?;
    let names = host.names().await?;
    ensure!(!names.iter().any(|name| name == "payment.error"), "{names:?}");
    host.charge().await.map(drop)
}

#[tokio::test]
async fn an_answer_that_is_lost_is_found_again() -> Result<()> {
    for (moment, kind) in [("after", "close"), ("before", "reset"), ("after", "truncate")] {
        play(&format!("embed-lost-{kind}"), Look::PHONE, async |stage| {
            let host = Host::open(stage, "element?details=name").await?;
            pressed(host, &three(moment, kind)).await?;
            paid_once(host).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_decline_is_told_and_the_next_card_pays() -> Result<()> {
    play("embed-declined", Look::PHONE, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        host.inside(async |page| {
            page.fill_card(Card::DECLINED).await?;
            page.offers("$151.05").await?;
            page.pay().await?;
            page.notice(page.words.declined).await
        })
        .await?;
        let told = host.told("payment.error").await?;
        ensure!(told["code"] == "card_declined" && told["recoverable"] == true, "{told}");
        stage.browser.picture("embed-declined").await?;
        host.inside(async |page| {
            for label in [page.words.card_number, page.words.cvc, page.words.expiry] {
                page.clear(label).await?;
            }
            page.clear(page.words.cardholder).await?;
            page.fill_card(Card::MASTERCARD).await?;
            page.offers("$151.05").await?;
            page.pay().await
        })
        .await?;
        let told = host.told("payment.success").await?;
        ensure!(told["last4"] == "4444", "{told}");
        host.charge().await.map(drop)
    })
    .await
}

/// F42: what was set off goes on at the API; whoever comes back finds it.
#[tokio::test]
async fn a_frame_that_is_taken_away_while_it_pays_comes_back_paid() -> Result<()> {
    play("f42", Look::DESKTOP, async |stage| {
        let host = Host::visit(stage, "spa?details=name#pay").await?;
        host.inside(async |page| page.form().await).await?;
        let delay = json!({ "kind": "delay", "ms": 3000 });
        let late = json!({ "call": "confirm", "nth": 1, "moment": "after", "fault": delay });
        pressed(host, &[late]).await?;
        let session = host.session().await?;
        until("confirm to arrive", PATIENCE, async || {
            Ok((!stage.sandbox.confirms(&session).await?.is_empty()).then_some(()))
        })
        .await?;
        stage.browser.ask("location.hash = '#about'", Vec::new()).await?;
        until("nothing mounted", PATIENCE, async || {
            let gone = "return !document.querySelector('govifi-payment')";
            Ok((stage.browser.ask(gone, Vec::new()).await? == true).then_some(()))
        })
        .await?;
        stage.browser.ask("location.hash = '#pay'", Vec::new()).await?;
        host.told("payment.success").await?;
        host.inside(async |page| {
            until("a screen that says so", PATIENCE, async || {
                let heading = page.text("#app h1").await?.unwrap_or_default();
                let is = [page.words.paid, page.words.already_paid].contains(&&*heading);
                ensure!(is, "it says {heading:?}");
                Ok(Some(()))
            })
            .await
        })
        .await?;
        host.charge().await.map(drop)
    })
    .await
}

/// The frame is a third party, whose storage browsers may deny.
async fn without(off: Off, page: &str, name: &str) -> Result<()> {
    if !settings::engine()?.can_do_without(off) {
        return Ok(());
    }
    play(name, Look::DESKTOP.without(off), async |stage: &Stage| {
        let host = Host::open(stage, page).await?;
        if off == Off::Storage {
            let denied =
                "try { return sessionStorage.length < 0; } catch (denied) { return true; }";
            let denied =
                host.inside(async |page| page.browser.ask(denied, Vec::new()).await).await?;
            ensure!(denied == true, "storage is there: nothing is proved");
        }
        pressed(host, &three("after", "close")).await?;
        paid_once(host).await
    })
    .await
}

#[tokio::test]
async fn third_parties_without_storage_pay() -> Result<()> {
    without(Off::ThirdParties, "element?details=name", "embed-third-parties").await
}

#[tokio::test]
async fn without_any_storage_the_element_pays() -> Result<()> {
    without(Off::Storage, "element?details=name", "embed-no-storage").await
}

#[tokio::test]
async fn without_any_storage_a_bare_frame_pays() -> Result<()> {
    without(Off::Storage, "iframe?details=name", "embed-bare-no-storage").await
}

#[tokio::test]
async fn a_session_that_runs_out_is_told() -> Result<()> {
    play("embed-expired", Look::PHONE, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        let session = host.session().await?;
        stage.sandbox.expire(&session).await?;
        host.call("refresh").await?;
        let told = host.told("session.expired").await?;
        ensure!(told == json!({ "sessionId": session.id }), "{told}");
        host.inside(async |page| page.heading(page.words.expired).await).await?;
        stage.browser.picture("embed-expired").await?;
        Ok(())
    })
    .await
}
