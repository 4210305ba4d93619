//! F19 to F25, F52: the payer reloads, leaves, comes back, presses twice, opens two tabs, goes
//! offline.

use super::row::{
    PATIENCE_LINE, WITH_FEE, always, charged_once, committed, confirms, delay, filled, kind, paced,
    paid_once, pay_into, rule, says, seen,
};
use super::tabs::Tabs;
use crate::harness::engine::{Engine, Look};
use crate::harness::page::{Card, Page};
use crate::harness::sandbox::Session;
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use serde_json::json;

#[tokio::test]
async fn f19_a_reload_during_confirm_goes_on_with_it() -> Result<()> {
    paced("f19", 1, async |stage| {
        for moment in ["after", "before"] {
            let (page, session) = filled(stage).await?;
            let stalls = [rule("confirm", Some(1), moment, kind("stall"))];
            pay_into(stage, &page, &session, &stalls).await?;
            confirms(stage, &session, 1).await?;
            if moment == "after" {
                committed(stage, &session).await?;
            }
            let slow = [rule("session", Some(1), "before", delay(1500))];
            stage.sandbox.faults(&session, &slow).await?;
            stage.browser.reload().await?;
            page.heading(page.words.confirming).await?;
            page.text_of(".gv-screen__body", page.words.confirming_own).await?;
            seen(&page, "confirming-own").await?;
            paid_once(stage, &page, &session).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f20_a_link_opened_again_after_its_tab_was_closed_charges_once() -> Result<()> {
    paced("f20", 4, async |stage| {
        let (page, session) = filled(stage).await?;
        let stalls = [rule("confirm", Some(1), "after", kind("stall"))];
        pay_into(stage, &page, &session, &stalls).await?;
        committed(stage, &session).await?;
        let tabs = Tabs::open(&stage.browser).await?;
        tabs.close_first().await?;
        stage.browser.visit(&session.url).await?;
        page.heading(page.words.already_paid).await?;
        charged_once(stage, &session).await
    })
    .await
}

#[tokio::test]
async fn f20_a_link_opened_again_before_anything_was_charged_waits_and_can_be_paid() -> Result<()> {
    // The page looks after another tab's payment for two minutes: six seconds here.
    paced("f20-before", 20, async |stage| {
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", kind("stall"))).await?;
        confirms(stage, &session, 1).await?;
        let tabs = Tabs::open(&stage.browser).await?;
        tabs.close_first().await?;
        stage.sandbox.faults(&session, &[]).await?;
        stage.browser.visit(&session.url).await?;
        page.heading(page.words.confirming).await?;
        page.text_of(".gv-screen__body", page.words.confirming_elsewhere).await?;
        seen(&page, "confirming-elsewhere").await?;
        page.form().await?;
        page.fill_card(Card::VISA).await?;
        page.offers(WITH_FEE).await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f21_back_finds_no_card_and_no_old_price() -> Result<()> {
    paced("f21", 4, async |stage| {
        if stage.browser.engine == Engine::Webkit {
            // Its driver loses the page that comes back out of the cache, and hangs.
            return Ok(());
        }
        let (page, session) = filled(stage).await?;
        stage.browser.visit(&stage.sandbox.origins.shop).await?;
        stage.sandbox.patch(&session, json!({ "amount": 9_900 })).await?;
        stage.browser.session.back().await?;
        page.form().await?;
        // Out of the cache or loaded anew, it is another person's until it is filled in again.
        for label in [page.words.card_number, page.words.expiry, page.words.cvc] {
            until("an empty field", PATIENCE, async || {
                let text = page.value(label).await?;
                ensure!(text.is_empty(), "{label} is still there");
                Ok(Some(()))
            })
            .await?;
        }
        until("the new price", PATIENCE, async || {
            let label = page.pay_label().await?;
            ensure!(label.contains("$99.00"), "it says {label:?}");
            Ok(Some(()))
        })
        .await?;

        // Paid: Back does not lead into a form.
        let (page, session) = filled(stage).await?;
        page.pay().await?;
        paid_once(stage, &page, &session).await?;
        stage.browser.session.back().await?;
        let url = stage.browser.url().await?;
        ensure!(!url.contains(&session.id), "Back leads to {url}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f22_pay_pressed_often_is_one_payment() -> Result<()> {
    play("often", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.offers(WITH_FEE).await?;
        // Faster than any finger, and the Enter key on top.
        let script = "const button = document.querySelector('#app button[type=submit]');
            for (let n = 0; n < 5; n++) { button.click(); button.form.requestSubmit(); }";
        stage.browser.ask(script, Vec::new()).await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        let confirms = stage.sandbox.confirms(&session).await?;
        ensure!(confirms.len() == 1, "{confirms:?}");
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        Ok(())
    })
    .await
}

/// A session, filled in with two cards in two tabs; the second one is in front.
async fn twice(stage: &Stage) -> Result<(Page<'_>, Session, Tabs<'_>)> {
    let (page, session) = filled(stage).await?;
    let tabs = Tabs::open(&stage.browser).await?;
    Page::open(&stage.browser, &session).await?;
    page.fill_card(Card::MASTERCARD).await?;
    page.offers(WITH_FEE).await?;
    Ok((page, session, tabs))
}

#[tokio::test]
async fn f23_two_tabs_one_pays_and_the_other_says_so() -> Result<()> {
    paced("f23", 4, async |stage| {
        let (page, session, tabs) = twice(stage).await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        tabs.first().await?;
        page.heading(page.words.already_paid).await?;
        ensure!(page.text("#pay").await?.is_none(), "it can be paid again");
        charged_once(stage, &session).await
    })
    .await
}

#[tokio::test]
async fn f24_two_tabs_at_once_charge_once_and_the_loser_is_told() -> Result<()> {
    for keys in ["documented", "off"] {
        paced(&format!("f24-{keys}"), 1, async |stage| {
            let (page, session, tabs) = twice(stage).await?;
            stage.sandbox.keys(&session, keys).await?;
            pay_into(stage, &page, &session, &always("before", delay(3000))).await?;
            confirms(stage, &session, 1).await?;
            tabs.first().await?;
            page.pay().await?;
            confirms(stage, &session, 2).await?;
            // The second tab was first.
            page.heading(page.words.already_paid).await?;
            tabs.second().await?;
            page.receipt(&stage.sandbox.origins.shop).await?;
            let charges = stage.sandbox.charges(&session).await?;
            ensure!(charges.len() == 1 && charges[0].ends_in("4444"), "{charges:?}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn f25_offline_is_told_and_the_payment_goes_on_by_itself() -> Result<()> {
    paced("f25", 4, async |stage| {
        if stage.browser.engine != Engine::Chromium {
            // The other drivers cannot take their browsers off the network.
            return Ok(());
        }
        let (page, session) = filled(stage).await?;
        // At the press.
        stage.browser.offline(true).await?;
        page.text_of(".gv-banner", page.words.offline).await?;
        says(&page, page.words.offline).await?;
        page.pay().await?;
        page.text_of(PATIENCE_LINE, page.words.waiting_offline).await?;
        seen(&page, "offline").await?;
        ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "sent all the same");
        stage.browser.offline(false).await?;
        paid_once(stage, &page, &session).await?;

        // During confirm: the answer is lost.
        let (page, session) = filled(stage).await?;
        let stalls = [rule("confirm", Some(1), "after", kind("stall"))];
        pay_into(stage, &page, &session, &stalls).await?;
        committed(stage, &session).await?;
        stage.browser.offline(true).await?;
        page.text_of(PATIENCE_LINE, page.words.waiting_offline).await?;
        stage.browser.offline(false).await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn f52_a_tab_in_the_background_goes_on_and_knows_when_it_is_looked_at() -> Result<()> {
    paced("f52", 4, async |stage| {
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", delay(1500))).await?;
        confirms(stage, &session, 1).await?;
        let tabs = Tabs::open(&stage.browser).await?;
        committed(stage, &session).await?;
        tabs.first().await?;
        paid_once(stage, &page, &session).await
    })
    .await
}
