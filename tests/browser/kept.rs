//! Kept cards: chosen, paid with, kept for the next session.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page};
use crate::harness::stage::play;
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use messages::fill;
use serde_json::json;
use thirtyfour::{By, Key};

async fn is_chosen(page: &Page<'_>, id: &str) -> Result<bool> {
    Ok(page.browser.session.find(By::Id(id)).await?.is_selected().await?)
}

#[tokio::test]
async fn a_kept_card_pays_without_being_typed() -> Result<()> {
    play("kept", Look::PHONE, async |stage| {
        let customer = json!({ "customer_id": "cus_several" });
        let session = stage.sandbox.session(customer).await?;
        let page = Page::open(&stage.browser, &session).await?;
        // The preferred one is chosen, and its fee is known before anything is done.
        page.offers("$151.05").await?;
        ensure!(is_chosen(&page, "choice-0").await?);
        axe::check(&stage.browser, "kept cards").await?;
        stage.browser.picture("kept").await?;
        // An expired one is there, and cannot be chosen.
        let expired = stage.browser.session.find(By::Id("choice-2")).await?;
        ensure!(!expired.is_enabled().await?, "an expired card can be chosen");
        // Another one, by the keyboard, has another fee.
        stage.browser.session.find(By::Id("choice-0")).await?.send_keys(Key::Down + "").await?;
        page.offers("$151.93").await?;
        page.pay().await?;
        let receipt = page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(receipt.contains("Signature valid"), "the receipt says: {receipt}");
        let charges = stage.sandbox.charges(&session).await?;
        ensure!(charges.len() == 1 && charges[0].ends_in("0005"), "{charges:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_typed_survives_a_look_at_a_kept_card() -> Result<()> {
    play("switching", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({ "customer_id": "cus_one" })).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.way("choice-card").await?;
        axe::check(&stage.browser, "kept cards").await?;
        page.fill_card(Card::DECLINED).await?;
        page.offers("$151.05").await?;
        page.pay().await?;
        page.notice(page.words.declined).await?;
        page.way("choice-0").await?;
        ensure!(page.text("#notice-title").await?.is_none(), "the notice is about another card");
        page.way("choice-card").await?;
        ensure!(page.value(page.words.card_number).await? == "4000 0000 0000 0002");
        page.way("choice-0").await?;
        page.offers("$151.05").await?;
        page.pay().await?;
        stage.paid(&page, &session).await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_card_that_is_kept_is_there_in_the_next_session() -> Result<()> {
    play("keeping", Look::PHONE, async |stage| {
        let customer = json!({ "customer_id": "cus_empty", "setup_future_usage": "on_session" });
        let session = stage.sandbox.session(customer.clone()).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        stage.browser.session.find(By::Id("save")).await?.click().await?;
        page.offers("$151.05").await?;
        axe::check(&stage.browser, "kept cards").await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;

        let session = stage.sandbox.session(customer).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.offers("$151.05").await?;
        ensure!(is_chosen(&page, "choice-0").await?);
        page.pay().await?;
        let charge = stage.paid(&page, &session).await?;
        ensure!(charge.ends_in("1111"), "{charge:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_hundred_kept_methods_are_a_short_list_first() -> Result<()> {
    play("many", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({ "customer_id": "cus_many" })).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let radios = async || {
            Ok::<_, anyhow::Error>(
                stage.browser.session.find_all(By::Css(".gv-choice__radio")).await?.len(),
            )
        };
        ensure!(radios().await? == 4, "{} are shown", radios().await?);
        let all = stage.browser.session.find(By::Css(".gv-choices__all")).await?;
        let text = all.text().await?;
        let count = text.chars().filter(char::is_ascii_digit).collect::<String>();
        ensure!(text == fill(page.words.show_all, &[("count", &count)]), "it says {text}");
        all.click().await?;
        let wanted: usize = count.parse()?;
        until("the whole list", PATIENCE, async || {
            Ok((radios().await? == wanted + 1).then_some(()))
        })
        .await?;
        page.focus_is_on("choice-0").await?;
        axe::check(&stage.browser, "kept cards").await
    })
    .await
}
