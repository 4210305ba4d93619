//! The choice between ways to pay: what each costs, and what is asked for it.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page};
use crate::harness::stage::play;
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::{Language, fill};
use serde_json::json;
use thirtyfour::{By, Key};

/// Waits until a way to pay says this of its fee.
async fn costs(page: &Page<'_>, id: &str, wanted: &str) -> Result<()> {
    let read = "return document.getElementById(arguments[0])
        ?.closest('label').querySelector('.gv-choice__fee').innerText";
    until(&format!("{id} to cost {wanted:?}"), PATIENCE, async || {
        let said = page.browser.ask(read, vec![json!(id)]).await?;
        ensure!(said == wanted, "it says {said}");
        Ok(Some(()))
    })
    .await
}

#[tokio::test]
async fn fees_stand_side_by_side_and_only_what_is_chosen_is_asked_for() -> Result<()> {
    play("methods", Look::PHONE, async |stage| {
        let all = json!({ "allowed_methods": ["card", "ach", "paypal"] });
        let session = stage.sandbox.session(all).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let fee = |fee| fill(page.words.method_fee, &[("fee", fee)]);
        // A wallet's goes by the amount alone: it is known before anything is typed.
        costs(&page, "choice-paypal", &fee("$5.60")).await?;
        costs(&page, "choice-card", "").await?;
        page.fill_card(Card::VISA).await?;
        costs(&page, "choice-card", &fee("$4.55")).await?;
        axe::check(&stage.browser, "several ways to pay").await?;
        stage.browser.picture("methods").await?;
        // By the arrow keys, as in any radio group.
        stage.browser.session.find(By::Id("choice-card")).await?.send_keys(Key::Down + "").await?;
        page.holds("the account chosen", "return document.getElementById('choice-ach').checked")
            .await?;
        page.holds(
            "a card form that nobody can reach",
            "return ['card-number', 'expiry', 'cvc']
                .every((id) => document.getElementById(id).getClientRects().length === 0)
                && document.getElementById('routing').getClientRects().length > 0",
        )
        .await?;
        // The quote is for what is chosen: an account's is not known yet.
        page.offers("$146.50").await?;
        stage.browser.session.find(By::Id("choice-ach")).await?.send_keys(Key::Up + "").await?;
        page.offers("$151.05").await?;
        costs(&page, "choice-paypal", &fee("$5.60")).await?;
        page.pay().await?;
        let charge = stage.paid(&page, &session).await?;
        ensure!(charge.total_amount == 15105, "{charge:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn no_fee_is_said_and_one_method_is_no_choice() -> Result<()> {
    play("methods-one", Look::DESKTOP.dark(), async |stage| {
        stage
            .sandbox
            .account(json!({ "fee_rules": [
            { "method": "card", "basis_points": 0, "fixed": 0 },
            { "method": "paypal", "basis_points": 0, "fixed": 0 },
        ] }))
            .await?;
        let both = json!({ "allowed_methods": ["paypal", "card"] });
        let session = stage.sandbox.session(both).await?;
        // PayPal has a button of its own, so there is no Pay to wait for.
        stage.browser.visit(&session.url).await?;
        let page = Page::in_language(&stage.browser, Language::English);
        costs(&page, "choice-paypal", page.words.method_free).await?;
        // The session's own order, and its first is chosen.
        let order = "return [...document.querySelectorAll('.gv-choice__radio')]
            .map((radio) => radio.id + (radio.checked ? '*' : '')).join()";
        let order = stage.browser.ask(order, Vec::new()).await?;
        ensure!(order == "choice-paypal*,choice-card", "{order}");

        let one = json!({ "allowed_methods": ["card"] });
        let session = stage.sandbox.session(one).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.holds(
            "no choice where there is none",
            "return [...document.querySelectorAll('.gv-choice')]
                .every((choice) => choice.getClientRects().length === 0)",
        )
        .await?;
        let quotes = stage.sandbox.requests(&session).await?;
        let quotes = quotes.iter().filter(|seen| seen.path.ends_with("/quote-fee")).count();
        ensure!(quotes == 0, "{quotes} quotes for nothing to compare");
        Ok(())
    })
    .await
}
