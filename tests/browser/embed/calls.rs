//! What a page may ask of the element.

use crate::harness::axe;
use crate::harness::embed::Host;
use crate::harness::engine::{Engine, Look};
use crate::harness::page::Card;
use crate::harness::settings;
use crate::harness::stage::play;
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use serde_json::json;

#[tokio::test]
async fn validating_submitting_and_focusing_do_what_the_payer_would() -> Result<()> {
    play("embed-calls", Look::DESKTOP, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        let answer = host.call("validate").await?;
        ensure!(answer["valid"] == false, "{answer}");
        host.inside(async |page| {
            let wanted = page.words.card_number_empty;
            ensure!(answer["errors"]["card-number"] == wanted, "{answer}");
            page.fault(page.words.card_number, wanted).await?;
            axe::check(page.browser, "the frame, validated").await
        })
        .await?;
        let told = host.told("validation").await?;
        ensure!(told == answer, "{told}");
        // What is wrong is not sent.
        let answer = host.call("submit").await?;
        ensure!(answer == json!({ "started": false }), "{answer}");
        // By the shop's own button, as a payer does: the focus goes to what is wrong. WebKit moves none
        // into another site's frame before the payer has touched it.
        host.press("submit").await?;
        host.inside(async |page| {
            if settings::engine()? != Engine::Webkit {
                page.focus_is_on("card-number").await?;
            }
            page.fill_card(Card::VISA).await?;
            page.offers("$151.05").await
        })
        .await?;
        host.call("focus").await?;
        host.inside(async |page| page.focus_is_on("pay").await).await?;
        let answer = host.call("submit").await?;
        ensure!(answer == json!({ "started": true }), "{answer}");
        host.told("payment.success").await?;
        host.charge().await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_changed_price_is_read_again_and_takes_the_payers_own_press() -> Result<()> {
    play("embed-refresh", Look::PHONE, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        let session = host.session().await?;
        host.inside(async |page| {
            page.fill_card(Card::VISA).await?;
            page.offers("$151.05").await
        })
        .await?;
        stage.sandbox.patch(&session, json!({ "amount": 20_000 })).await?;
        host.call("refresh").await?;
        host.inside(async |page| page.asks_to_agree("$206.10").await).await?;
        // The merchant's own button cannot agree for the payer.
        let answer = host.call("submit").await?;
        ensure!(answer == json!({ "started": false }), "{answer}");
        ensure!(stage.sandbox.charges(&session).await?.is_empty(), "agreed to by the page");
        host.reach_end().await?;
        host.inside(async |page| {
            page.focus_is_on("notice").await?;
            // A press within a second of the change is taken for one at the old price.
            until("the payment", PATIENCE, async || {
                if page.text("#app h1").await?.as_deref() == Some(page.words.paid) {
                    return Ok(Some(()));
                }
                let label = page.pay_label().await?;
                let is_asked = label == "Agree and pay $206.10";
                if is_asked {
                    page.pay().await?;
                }
                ensure!(is_asked, "it says {label:?}");
                Ok(None)
            })
            .await
        })
        .await?;
        let told = host.told("payment.success").await?;
        ensure!(told["totalAmount"] == 20_610, "{told}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_in_order_has_nothing_to_mend() -> Result<()> {
    play("embed-diagnose", Look::PHONE, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        let found = host.call("diagnose").await?;
        ensure!(found == json!([]), "{found}");
        // Twice in one page, and one of them without a place.
        host.ask("const other = element.cloneNode(); other.hidden = true; element.after(other);")
            .await?;
        let found = host.call("diagnose").await?;
        let codes: Vec<_> = found.as_array().into_iter().flatten().map(|it| &it["code"]).collect();
        ensure!(!codes.is_empty(), "{found}");
        for finding in found.as_array().into_iter().flatten() {
            ensure!(finding["fix"].as_str().is_some_and(|fix| !fix.is_empty()), "{finding}");
        }
        Ok(())
    })
    .await
}
