//! A page that means harm, its accomplices, and a page that the payer leaves: they get nothing.

use crate::harness::embed::{Host, shop};
use crate::harness::engine::Look;
use crate::harness::page::{Card, HOLDER};
use crate::harness::sandbox::Seen;
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::By;

/// All that the page and its accomplices have got hold of.
async fn loot(stage: &Stage) -> Result<String> {
    let loot = "return JSON.stringify((window.wrappedJSObject ?? window).loot)";
    Ok(stage.browser.ask(loot, Vec::new()).await?.as_str().unwrap_or_default().to_owned())
}

/// What a payer types, however it is written.
const CANARIES: [&str; 4] = ["4111111111111111", "4111 1111", "411111", HOLDER];

#[tokio::test]
async fn a_hostile_page_and_its_accomplices_get_nothing() -> Result<()> {
    play("hostile", Look::DESKTOP, async |stage| {
        let host = Host::open(stage, "hostile?details=name").await?;
        let session = host.session().await?;
        host.inside(async |page| page.fill_card(Card::VISA).await).await?;
        // A window opens by a press.
        let driver = &stage.browser.session;
        let button = driver.find(By::XPath("//button[normalize-space()='popup']")).await?;
        button.scroll_into_view().await?;
        button.click().await?;
        until("the accomplice's window", PATIENCE, async || {
            Ok((driver.windows().await?.len() == 2).then_some(()))
        })
        .await?;
        for attack in ["forge", "sibling", "pretend", "pry"] {
            let script = format!("(window.wrappedJSObject ?? window).{attack}(); return true");
            stage.browser.ask(&script, Vec::new()).await?;
        }
        until("an attack after the card was typed", PATIENCE, async || {
            Ok((loot(stage).await?.matches("forged from the page").count() >= 2).then_some(()))
        })
        .await?;
        // Nobody pressed Pay but the payer, and the frame still is the payer's.
        ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "paid by a forged call");
        host.inside(async |page| {
            page.offers("$151.05").await?;
            ensure!(page.value(page.words.cardholder).await? == HOLDER, "the form was changed");
            page.pay().await?;
            page.heading(page.words.paid).await
        })
        .await?;
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        let loot = loot(stage).await?;
        for canary in CANARIES {
            ensure!(!loot.contains(canary), "{canary} is in the loot");
        }
        // The code is three digits: as a value of its own.
        ensure!(!loot.contains("\"737\""), "the code is in the loot");
        stage.browser.picture("hostile").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_that_replaced_the_browsers_own_functions_is_not_trusted() -> Result<()> {
    play("hostile-early", Look::PHONE, async |stage| {
        let host = Host::visit(stage, "hostile?details=name&patch=early").await?;
        until("the element to give up", PATIENCE, async || {
            let script =
                "return element?.shadowRoot?.querySelector('[role=alert]')?.innerText ?? ''";
            let said = host.ask(script).await?;
            Ok(said.as_str().is_some_and(|said| said.contains("did not load")).then_some(()))
        })
        .await?;
        let frames =
            host.ask("return element.shadowRoot.querySelectorAll('iframe').length").await?;
        ensure!(frames == 0, "{frames} frames");
        Ok(())
    })
    .await
}

/// T8: nothing that a parent says but one well-formed `connect` does anything.
#[tokio::test]
async fn another_session_takes_no_part() -> Result<()> {
    play("hostile-other", Look::PHONE, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        host.inside(async |page| page.fill_card(Card::VISA).await).await?;
        let session = host.session().await?;
        let says = "const frame = element.shadowRoot.querySelector('iframe').contentWindow;
            const origin = element.checkoutOrigin;
            for (const call of ['submit', 'validate', 'focus', 'refresh']) {
                frame.postMessage({ type: 'call', id: 1, call }, origin);
                frame.postMessage({ type: 'govifi:call', id: 1, call }, origin);
            }
            const { port1, port2 } = new MessageChannel();
            frame.postMessage({ type: 'govifi:connect', protocol: 1, element: 'payment',
                sessionId: element.sessionId, clientSecret: element.clientSecret,
                look: {}, lang: 'ar' }, origin, [port2]);
            port1.onmessage = (event) => { document.documentElement.dataset.second = 'answered'; };
            port1.postMessage({ type: 'call', id: 2, call: 'submit' });";
        host.ask(says).await?;
        // T11: ten thousand of them, and the frame still answers.
        host.ask(
            "const frame = element.shadowRoot.querySelector('iframe').contentWindow;
             for (let at = 0; at < 10000; at += 1) {
                 frame.postMessage({ type: 'govifi:connect', deep: { at } }, element.checkoutOrigin);
             }",
        )
        .await?;
        host.call("validate").await?;
        let second = stage.browser.ask("return document.documentElement.dataset.second ?? ''", vec![]);
        ensure!(second.await? == "", "a second connection was taken");
        ensure!(stage.sandbox.confirms(&session).await?.is_empty(), "paid by a forged call");
        host.inside(async |page| {
            let (language, _) = page.language().await?;
            ensure!(language == "en", "it speaks {language}");
            page.offers("$151.05").await
        })
        .await
    })
    .await
}

/// T10: who comes after the merchant's page in the tab hears nothing of the payment.
#[tokio::test]
async fn a_page_that_takes_the_merchants_place_hears_nothing() -> Result<()> {
    play("hostile-after", Look::PHONE, async |stage| {
        let host = Host::open(stage, "iframe?details=name").await?;
        let session = host.session().await?;
        let delay = json!({ "kind": "delay", "ms": 1500 });
        let late = json!({ "call": "confirm", "nth": 1, "moment": "after", "fault": delay });
        stage.sandbox.faults(&session, &[late]).await?;
        host.inside(async |page| {
            page.fill_card(Card::VISA).await?;
            page.offers("$151.05").await?;
            page.pay().await
        })
        .await?;
        until("confirm to arrive", PATIENCE, async || {
            Ok((!stage.sandbox.confirms(&session).await?.is_empty()).then_some(()))
        })
        .await?;
        stage.browser.visit(&format!("{}/embed", shop(&stage.sandbox))).await?;
        stage
            .browser
            .ask(
                "document.documentElement.dataset.heard = '[]';
                 addEventListener('message', (event) => {
                     document.documentElement.dataset.heard += JSON.stringify(event.data);
                 });",
                Vec::new(),
            )
            .await?;
        until("the charge", PATIENCE, async || {
            Ok((stage.sandbox.charges(&session).await?.len() == 1).then_some(()))
        })
        .await?;
        let heard = stage.browser.ask("return document.documentElement.dataset.heard", Vec::new());
        ensure!(heard.await? == "[]", "the next page hears of it");
        Ok(())
    })
    .await
}

/// A page that is not registered, or a frame in a frame in a page that is not: nothing is told.
#[tokio::test]
async fn a_page_in_between_must_be_registered_too() -> Result<()> {
    play("hostile-between", Look::PHONE, async |stage| {
        let checkout = stage.sandbox.origins.checkout.clone();
        let shop = stage.sandbox.origins.shop.clone();
        // Registered by one of its two names only.
        stage.sandbox.account(json!({ "allowed_origins": [checkout, shop] })).await?;
        let host = Host::visit(stage, "iframe?details=name").await?;
        let session = host.session().await?;
        let policy: Value = json!(
            reqwest::get(format!("{checkout}/embed/{}", session.id))
                .await?
                .headers()
                .get("content-security-policy")
                .and_then(|value| value.to_str().ok())
        );
        let framed = format!("frame-ancestors {shop}");
        ensure!(policy.as_str().is_some_and(|policy| policy.ends_with(&framed)), "{policy}");
        let asked = stage.sandbox.requests(&session).await?;
        ensure!(!asked.iter().any(Seen::is_read), "{asked:?}");
        ensure!(host.names().await?.is_empty());
        Ok(())
    })
    .await
}
