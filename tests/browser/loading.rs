//! From the link to the form: what is downloaded, what moves, what the browser complains about,
//! and what stands when the app cannot start.

use crate::harness::engine::{Engine, Look};
use crate::harness::files::copy;
use crate::harness::page::{Card, Page};
use crate::harness::process::Run;
use crate::harness::sandbox::Sandbox;
use crate::harness::settings;
use crate::harness::stage::{Stage, play, play_with};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[tokio::test]
async fn each_file_is_fetched_once_and_the_session_too() -> Result<()> {
    play("once", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        Page::open(&stage.browser, &session).await?;
        // What came from the cache (of the document that took the credential away) has no size.
        let entries = "return performance.getEntriesByType('resource')
            .map((entry) => [entry.name, entry.transferSize])";
        let entries: Vec<(String, u64)> =
            serde_json::from_value(stage.browser.ask(entries, Vec::new()).await?)?;
        let checkout = &stage.sandbox.origins.checkout;
        let mut fetches = BTreeMap::new();
        for (name, size) in entries.iter().filter(|(name, _)| name.starts_with(checkout)) {
            *fetches.entry(name).or_insert(0) += u32::from(*size > 0);
        }
        ensure!(fetches.len() == 4, "styles, glue, wasm and words: {fetches:#?}");
        ensure!(fetches.values().all(|count| *count <= 1), "{entries:#?}");
        let reads = stage.sandbox.requests(&session).await?;
        ensure!(reads.iter().filter(|seen| seen.method == "GET").count() == 1, "{reads:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_browser_has_nothing_to_complain_about() -> Result<()> {
    play("console", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;
        let console = stage.browser.console().await?;
        let checkout = &stage.sandbox.origins.checkout;
        let complaints: Vec<_> = console
            .iter()
            .filter(|line| match stage.browser.engine {
                // Everything there is about the page.
                Engine::Chromium | Engine::Webkit => true,
                // Firefox talks about itself a lot.
                Engine::Firefox => line.contains(checkout) || line.starts_with("policy:"),
            })
            .collect();
        ensure!(complaints.is_empty(), "{complaints:#?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_moves_once_it_is_painted() -> Result<()> {
    for (name, look) in [("shift-phone", Look::PHONE), ("shift-desktop", Look::DESKTOP)] {
        play(name, look, async |stage| {
            if stage.browser.engine != Engine::Chromium {
                // The other engines do not measure it; their layout is the same CSS.
                return Ok(());
            }
            let session = stage.sandbox.session(json!({})).await?;
            Page::open(&stage.browser, &session).await?;
            let shifts = shifts(stage).await?;
            ensure!(shifts.is_empty(), "{shifts:#?}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// What has moved without the payer's doing, and by how much.
async fn shifts(stage: &Stage) -> Result<Vec<Value>> {
    let script = "const done = arguments[0];
        new PerformanceObserver((list) => done(list.getEntries().map((entry) => ({
            value: entry.value,
            sources: entry.sources.map((source) => source.node?.outerHTML?.slice(0, 120)),
        })))).observe({ type: 'layout-shift', buffered: true });
        // None at all is never reported: two frames later, there is none.
        requestAnimationFrame(() => requestAnimationFrame(() => done([])));";
    let shifts = stage.browser.ask_later(script, Vec::new()).await?;
    Ok(serde_json::from_value(shifts)?)
}

#[tokio::test]
async fn english_stands_in_for_words_that_do_not_come() -> Result<()> {
    let run = Run::new()?;
    let dist = run.temporary();
    copy(&settings::dist()?, dist)?;
    let html = std::fs::read_to_string(dist.join("index.html"))?;
    let meta = html.split("govifi:words-ar").nth(1).context("no words in Arabic")?;
    let name = meta.split('"').find(|part| part.starts_with('/')).context("an address")?;
    for ending in ["", ".br", ".gz"] {
        std::fs::remove_file(dist.join(format!("{}{ending}", &name[1..])))?;
    }
    let sandbox = Sandbox::serving(dist).await?;
    play_with("no-arabic", Look::PHONE.speaking("ar-EG"), sandbox, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        ensure!(page.language().await? == ("en".to_owned(), "ltr".to_owned()));
        page.field(page.words.card_number).await?;
        let asked = "return performance.getEntriesByName(location.origin + arguments[0]).length";
        let asked = stage.browser.ask(asked, vec![json!(name)]).await?;
        ensure!(asked == json!(3), "asked {asked} times");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_page_fits_320_pixels_and_twice_the_text() -> Result<()> {
    play("narrow", Look::DESKTOP, async |stage| {
        if stage.browser.engine != Engine::Chromium {
            // Only Chromium's window can be this narrow.
            return Ok(());
        }
        let metrics = json!({
            "width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": true
        });
        let session = stage.sandbox.session(json!({})).await?;
        stage.browser.session.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.pay().await?;
        page.fault(page.words.expiry, page.words.expiry_empty).await?;
        for size in ["100%", "200%"] {
            let width: Value = stage
                .browser
                .ask(
                    "document.documentElement.style.fontSize = arguments[0];
                    return document.documentElement.scrollWidth",
                    vec![json!(size)],
                )
                .await?;
            ensure!(width.as_i64().unwrap_or(i64::MAX) <= 320, "{size}: {width} wide");
            stage.browser.picture(&format!("narrow-{size}")).await?;
        }
        Ok(())
    })
    .await
}
