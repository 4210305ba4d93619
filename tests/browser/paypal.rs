//! PayPal's button, in its own document and on the page.

use crate::harness::engine::Look;
use crate::harness::frame::Probe;
use crate::harness::page::Page;
use crate::harness::paypal::{BUTTON, Window};
use crate::harness::stage::{Stage, play};
use anyhow::Result;
use serde_json::json;

/// The page, with a payment form on it.
async fn open(stage: &Stage) -> Result<Page<'_>> {
    let session = stage.sandbox.session(json!({})).await?;
    Page::open(&stage.browser, &session).await
}

#[tokio::test]
async fn a_window_opens_and_closes() -> Result<()> {
    play("paypal-window", Look::PHONE, async |stage| {
        open(stage).await?;
        let probe = Probe::start(stage, "paypal", 320, json!({ "currency": "USD" })).await?;
        probe.says(&["hello", "ready"]).await?;
        probe.press(BUTTON).await?;
        probe.says(&["hello", "ready", "pressed"]).await?;
        probe.send(json!({ "govifi": "paypal", "v": 1, "type": "go" })).await?;
        probe
            .send(json!({ "govifi": "paypal", "v": 1, "type": "order", "id": "NO_SUCH_ORDER" }))
            .await?;
        let window = stage.browser.session.windows().await?;
        eprintln!("{window:?}");
        let _ = Window::opened;
        probe.says(&["hello", "ready", "pressed"]).await?;
        let page = stage.browser.session.window().await?;
        let other =
            stage.browser.session.windows().await?.into_iter().find(|w| *w != page).unwrap();
        stage.browser.session.switch_to_window(other).await?;
        crate::harness::wait::until("x", crate::harness::wait::PATIENCE, async || {
            let t = stage
                .browser
                .ask("return document.getElementById('what')?.textContent", Vec::new())
                .await?;
            eprintln!("{t}");
            Ok((t.as_str().is_some_and(|t| t.contains("known"))).then_some(()))
        })
        .await?;
        stage.browser.session.find(thirtyfour::By::Id("cancel")).await?.click().await?;
        stage.browser.session.switch_to_window(page).await?;
        probe.says(&["hello", "ready", "pressed", "cancelled"]).await
    })
    .await
}
