//! F43 to F48: what the merchant's side gets wrong.

use super::row::{
    WITH_FEE, always, charged_once, fill, filled, not_charged, paced, paid_once, pay_into, refusal,
    seen, unknown,
};
use crate::harness::engine::Look;
use crate::harness::page::{Card, HOLDER, Page, plain};
use crate::harness::sandbox::MERCHANT;
use crate::harness::shop::{Fare, Shop};
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Where Pay is, in pixels from the top.
async fn place_of_pay(stage: &Stage) -> Result<i64> {
    let script = "return Math.round(document.getElementById('pay').getBoundingClientRect().top)";
    stage.browser.ask(script, Vec::new()).await?.as_i64().context("no Pay")
}

#[tokio::test]
async fn f43_a_logo_that_does_not_come_leaves_the_name_and_moves_nothing() -> Result<()> {
    play("f43", Look::PHONE, async |stage| {
        let shop = &stage.sandbox.origins.shop;
        let mut places = Vec::new();
        // One that is not there, one that is no picture, one that the page's policy forbids.
        for logo in ["/nothing.png", "/cart", "https://127.0.0.1:9/logo.png", "/logo.svg"] {
            let url = if logo.starts_with('/') { format!("{shop}{logo}") } else { logo.to_owned() };
            let with = json!({ "branding": { "logo_url": url } });
            let session = stage.sandbox.session(with).await?;
            let page = Page::open(&stage.browser, &session).await?;
            let header = page.text("header").await?.unwrap_or_default();
            if logo == "/logo.svg" {
                ensure!(!header.contains(MERCHANT), "name and logo: {header:?}");
            } else {
                until("the name", PATIENCE, async || {
                    let header = page.text("header").await?.unwrap_or_default();
                    ensure!(header.contains(MERCHANT), "it says {header:?}");
                    Ok(Some(()))
                })
                .await?;
            }
            places.push(place_of_pay(stage).await?);
        }
        places.dedup();
        ensure!(places.len() == 1, "Pay moves with the logo: {places:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f44_an_order_as_long_as_the_api_allows_is_quick_and_right() -> Result<()> {
    play("f44", Look::PHONE, async |stage| {
        stage
            .sandbox
            .account(json!({ "fee_basis_points": 0, "fee_fixed": 0, "fee_rules": [] }))
            .await?;
        let name = "Oak serving board ".repeat(27);
        let items: Vec<_> =
            (0..100).map(|_| json!({ "description": name, "amount": 99_999_999 })).collect();
        let order = json!({ "line_items": items, "amount": 9_999_999_900_i64 });
        let session = stage.sandbox.session(order).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.offers("$99,999,999.00").await?;
        // How long a keystroke takes to be on the screen.
        let lag = "const field = document.querySelector('#app input');
            const done = arguments[0];
            const start = performance.now();
            field.dispatchEvent(new Event('input', { bubbles: true }));
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));";
        let mut best = f64::MAX;
        for _ in 0..5 {
            let lag = stage.browser.ask_later(lag, Vec::new()).await?;
            best = best.min(lag.as_f64().unwrap_or(f64::MAX));
        }
        ensure!(best < 100.0, "a keystroke takes {best} ms");
        page.pay().await?;
        paid_once(stage, &page, &session).await?;
        ensure!(stage.sandbox.charges(&session).await?[0].total_amount == 9_999_999_900);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f45_strange_text_is_inert_and_turns_no_amount_around() -> Result<()> {
    play("f45", Look::PHONE, async |stage| {
        let strange = [
            "\u{202e}05.641$ \u{2066}yaP",
            "Z\u{0351}\u{036b}\u{0343}\u{0363}a\u{0335}l\u{0321}g\u{0353}o\u{0489}",
            "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳",
            "لوح تقديم",
            "<script>window.__obeyed = 1</script><img src=x onerror=window.__obeyed=1>",
            "W".repeat(480).leak(),
        ];
        let items: Vec<_> =
            strange.iter().map(|text| json!({ "description": text, "amount": 1000 })).collect();
        let order = json!({
            "line_items": items,
            "amount": 6000,
            "description": strange[0],
            "branding": { "merchant_display_name": "\u{202e}eidA & redlA" },
        });
        let session = stage.sandbox.session(order).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let look = "const text = document.body.innerText;
            return {
                obeyed: window.__obeyed ?? null,
                turned: /[\\u202a-\\u202e]/.test(text),
                wide: document.documentElement.scrollWidth > innerWidth,
            }";
        let found = stage.browser.ask(look, Vec::new()).await?;
        ensure!(found == json!({ "obeyed": null, "turned": false, "wide": false }), "{found}");
        let text = page.text("body").await?.unwrap_or_default();
        ensure!(plain(&text).contains("$60.00"), "no total: {text}");
        seen(&page, "strange-text").await?;
        page.fill_card(Card::VISA).await?;
        page.offers("$62.04").await?;
        page.pay().await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn f46_a_word_that_is_newer_than_the_page_breaks_nothing() -> Result<()> {
    paced("f46", 20, async |stage| {
        // A method that this browser cannot do is left out.
        let methods = json!({ "allowed_methods": ["apple_pay", "card"] });
        let session = stage.sandbox.session(methods).await?;
        let page = fill(stage, &session).await?;
        page.pay().await?;
        paid_once(stage, &page, &session).await?;

        // A refusal that it does not know proves nothing.
        let (page, session) = filled(stage).await?;
        let rules = always("before", refusal(402, "card_velocity_exceeded"));
        pay_into(stage, &page, &session, &rules).await?;
        unknown(&page).await?;
        not_charged(stage, &session).await?;
        stage.sandbox.faults(&session, &[]).await?;
        page.press(page.words.check_again).await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn f48_a_shop_that_is_down_comes_after_paid_was_read() -> Result<()> {
    play("f48", Look::PHONE, async |stage| {
        let shop = Shop::open(Fare::Down)?;
        let session = stage.sandbox.session(json!({ "success_url": shop.success_url() })).await?;
        let page = fill(stage, &session).await?;
        page.pay().await?;
        page.heading(page.words.paid).await?;
        let paid = Instant::now();
        let amount = page.text(".gv-screen__amount").await?.unwrap_or_default();
        ensure!(amount.starts_with(WITH_FEE), "what was paid: {amount:?}");
        until("the way back", PATIENCE, async || Ok((shop.visits(&session.id) > 0).then_some(())))
            .await?;
        let read = paid.elapsed();
        ensure!(read > Duration::from_millis(900), "\"Paid\" stood for {read:?}");
        charged_once(stage, &session).await?;
        let charge = &stage.sandbox.charges(&session).await?[0];
        ensure!(charge.billing_details["cardholder"] == Value::from(HOLDER));
        // The link still tells, whatever the shop does.
        let browser = &stage.browser;
        until("the browser to give up", PATIENCE, async || {
            Ok(shop.owns(&browser.url().await?).then_some(()))
        })
        .await?;
        browser.session.goto(&session.url).await?;
        page.heading(page.words.already_paid).await
    })
    .await
}
