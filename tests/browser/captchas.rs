//! The captcha's own document, framed by the checkout's: what it says, and what it lets out.
//!
//! The frame is put on the real page, under its policy, by a script that says what the app would.

use crate::harness::axe;
use crate::harness::captcha::{ASKS, BLOCKS, HCAPTCHA, HUMAN, PASSES};
use crate::harness::engine::Look;
use crate::harness::frame::Probe;
use crate::harness::page::{Card, Page};
use crate::harness::sandbox::Sandbox;
use crate::harness::stage::{Stage, play, play_with};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// How high the frame's own content is; nothing, before there is a widget in it.
const DRAWN: &str = r"
    const filled = document.querySelector('#widget > * > *') !== null;
    return filled ? Math.ceil(document.querySelector('main').offsetHeight) : null;";

/// Frames a captcha 320 pixels wide, in English, light.
async fn start<'a>(stage: &'a Stage, kind: &str, site_key: &str) -> Result<Probe<'a>> {
    start_as(stage, 320, json!({ "kind": kind, "siteKey": site_key })).await
}

async fn start_as(stage: &Stage, pixels: u32, with: Value) -> Result<Probe<'_>> {
    Probe::start(stage, "captcha", pixels, with).await
}

/// Asks for another answer.
async fn reset(probe: &Probe<'_>) -> Result<()> {
    probe.send(json!({ "govifi": "captcha", "v": 1, "type": "reset" })).await
}

/// The height it tells once that is the height it has: a widget is told of before it is drawn.
async fn settled(probe: &Probe<'_>) -> Result<i64> {
    until("the height told to be the height drawn", PATIENCE, async || {
        let drawn = probe.inside(async || probe.browser().ask(DRAWN, Vec::new()).await).await?;
        let told = probe.height().await?;
        ensure!(drawn == told, "drawn {drawn}, told {told}");
        Ok(Some(told))
    })
    .await
}

/// The page, with a payment form on it.
async fn open(stage: &Stage) -> Result<Page<'_>> {
    let session = stage.sandbox.session(json!({})).await?;
    Page::open(&stage.browser, &session).await
}

#[tokio::test]
async fn both_vendors_answer_as_their_test_keys_say() -> Result<()> {
    play("captcha-keys", Look::PHONE, async |stage| {
        open(stage).await?;
        let probe = start(stage, "turnstile", PASSES).await?;
        probe.says(&["hello", "ready", "solved"]).await?;
        let probe = start(stage, "turnstile", BLOCKS).await?;
        probe.says(&["hello", "ready", "failed error"]).await?;
        let invisible = json!({
            "kind": "turnstile", "siteKey": "1x00000000000000000000BB", "invisible": true,
        });
        let probe = start_as(stage, 320, invisible).await?;
        probe.says(&["hello", "ready", "solved"]).await?;
        for (kind, key) in [("turnstile", ASKS), ("hcaptcha", HCAPTCHA)] {
            let probe = start(stage, kind, key).await?;
            probe.says(&["hello", "ready"]).await?;
            probe.inside(async || axe::check(&stage.browser, kind).await).await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "ready", "solved"]).await?;
            reset(&probe).await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "ready", "solved", "solved"]).await?;
        }
        let probe = start(stage, "hcaptcha", "nobody-knows-this-key").await?;
        probe.says(&["hello", "ready", "failed error"]).await
    })
    .await
}

#[tokio::test]
async fn a_puzzle_has_room_and_may_be_closed_or_left() -> Result<()> {
    play("captcha-puzzle", Look::PHONE, async |stage| {
        open(stage).await?;
        let probe = start(stage, "hcaptcha", "sandbox-puzzle").await?;
        probe.says(&["hello", "ready"]).await?;
        let closed = settled(&probe).await?;
        probe.press(HUMAN).await?;
        until("room for the puzzle", PATIENCE, async || {
            let height = probe.height().await?;
            ensure!(height >= 600 && height > closed, "{height}");
            Ok(Some(()))
        })
        .await?;
        stage.browser.picture("captcha-puzzle").await?;
        probe.press("Close").await?;
        probe.says(&["hello", "ready", "closed"]).await?;
        until("the room to go", PATIENCE, async || {
            Ok((probe.height().await? == closed).then_some(()))
        })
        .await?;
        probe.press(HUMAN).await?;
        probe.press("Wait too long").await?;
        probe.says(&["hello", "ready", "closed", "expired"]).await?;
        probe.press(HUMAN).await?;
        probe.press("The boat").await?;
        probe.says(&["hello", "ready", "closed", "expired", "solved"]).await?;

        let probe = start(stage, "turnstile", "sandbox-puzzle").await?;
        probe.press(HUMAN).await?;
        probe.press("Wait too long").await?;
        probe.says(&["hello", "ready", "expired"]).await
    })
    .await
}

#[tokio::test]
async fn what_expires_or_fails_can_be_answered_again() -> Result<()> {
    play("captcha-again", Look::PHONE, async |stage| {
        open(stage).await?;
        for kind in ["hcaptcha", "turnstile"] {
            let probe = start(stage, kind, "sandbox-expires").await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "ready", "solved", "expired"]).await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "ready", "solved", "expired", "solved"]).await?;

            let probe = start(stage, kind, "sandbox-limited").await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "ready", "failed limited"]).await?;

            let probe = start(stage, kind, "sandbox-error-once").await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "ready", "failed error"]).await?;
            reset(&probe).await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "ready", "failed error", "solved"]).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_vendor_that_cannot_be_reached_is_told_of_and_may_still_come() -> Result<()> {
    let sandbox = Sandbox::paced(20).await?;
    play_with("captcha-blocked", Look::PHONE, sandbox, async |stage| {
        open(stage).await?;
        for (kind, key) in [("turnstile", ASKS), ("hcaptcha", HCAPTCHA)] {
            stage.sandbox.vendors("missing").await?;
            let probe = start(stage, kind, key).await?;
            probe.says(&["hello", "failed blocked"]).await?;
            stage.sandbox.vendors("up").await?;
            reset(&probe).await?;
            probe.says(&["hello", "failed blocked", "ready"]).await?;

            stage.sandbox.vendors("stall").await?;
            let probe = start(stage, kind, key).await?;
            probe.says(&["hello", "failed blocked"]).await?;
            stage.sandbox.vendors("up").await?;
            probe.says(&["hello", "failed blocked", "ready"]).await?;
            probe.press(HUMAN).await?;
            probe.says(&["hello", "failed blocked", "ready", "solved"]).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_frame_speaks_to_the_checkout_only_and_believes_nothing_else() -> Result<()> {
    play("captcha-strangers", Look::DESKTOP, async |stage| {
        let Stage { browser, sandbox } = stage;
        open(stage).await?;
        // Nonsense first: the frame does not start on any of it.
        let key = PASSES;
        let probe = start_as(stage, 320, json!({ "v": 2, "kind": "turnstile" })).await?;
        probe.says(&["hello"]).await?;
        let long = "1".repeat(101);
        for message in [
            json!({ "govifi": "captcha", "v": 1, "type": "start", "kind": "recaptcha", "siteKey": key }),
            json!({ "govifi": "captcha", "v": 1, "type": "start", "kind": "turnstile", "siteKey": long }),
            json!({ "govifi": "captcha", "v": 1, "type": "start", "kind": "turnstile" }),
            json!({ "govifi": "captcha", "v": 1, "type": "start", "kind": "__proto__", "siteKey": key }),
            json!({ "govifi": "captcha", "v": 1, "type": "reset" }),
            json!({ "govifi": "other", "v": 1, "type": "start", "kind": "turnstile", "siteKey": key }),
            json!("start"),
            json!(null),
            json!([1, 2]),
        ] {
            probe.send(message).await?;
        }
        // Messages arrive in order: when this one is answered, those before it were heard.
        let message = json!({
            "govifi": "captcha", "v": 1, "type": "start", "kind": "turnstile", "siteKey": key,
            "theme": "dark", "language": "ar",
        });
        probe.send(message).await?;
        probe.says(&["hello", "ready", "solved"]).await?;
        let read = "return [document.documentElement.lang, document.documentElement.dir,
            document.documentElement.dataset.theme, document.title, document.cookie,
            localStorage.length + sessionStorage.length]";
        let told = probe.inside(async || browser.ask(read, Vec::new()).await).await?;
        ensure!(told == json!(["ar", "rtl", "dark", "فحص أمني", "", 0]), "{told}");

        // Another site that frames it gets nothing at all: the browser does not show it there.
        // The processor's page has no policy of its own that could be the one to refuse.
        browser.visit(&format!("{}/health", sandbox.origins.zift)).await?;
        let stranger = start(stage, "turnstile", key).await?;
        // `load` fires for a frame that the browser refuses to show, too.
        until("the frame to load", PATIENCE, async || {
            let loaded = "return document.getElementById('probe').dataset.loaded === 'true'";
            Ok((browser.ask(loaded, Vec::new()).await? == true).then_some(()))
        })
        .await?;
        let shown = "return document.getElementById('widget') !== null";
        let shown = stranger.inside(async || browser.ask(shown, Vec::new()).await).await?;
        ensure!(shown == false, "a stranger frames it");
        ensure!(stranger.heard().await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_vendor_that_was_broken_into_finds_neither_card_nor_credential() -> Result<()> {
    play("captcha-evil", Look::DESKTOP, async |stage| {
        let Stage { browser, sandbox } = stage;
        let page = open(stage).await?;
        page.fill_card(Card::VISA).await?;
        sandbox.vendors("evil").await?;
        let probe = start(stage, "hcaptcha", HCAPTCHA).await?;
        probe.press(HUMAN).await?;
        probe.says(&["hello", "ready", "solved"]).await?;
        let probe = start(stage, "turnstile", ASKS).await?;
        probe.press(HUMAN).await?;
        probe.says(&["hello", "ready", "solved"]).await?;
        for place in ["entries", "document", "other windows: document", "local storage"] {
            until(&format!("the thief to look at {place}"), PATIENCE, async || {
                let loot = sandbox.loot().await?;
                Ok(loot.looked.iter().any(|looked| looked == place).then_some(()))
            })
            .await?;
        }
        let loot = sandbox.loot().await?;
        ensure!(loot.found.is_empty(), "{:?}", loot.found);
        ensure!(browser.url().await?.starts_with(&sandbox.origins.checkout), "it was led away");

        // The thief is no fool: where there is something to find, it finds it.
        let leak = "document.getElementById('widget').dataset.leak = arguments[0]";
        probe.inside(async || browser.ask(leak, vec![json!(Card::VISA.number)]).await).await?;
        until("the thief to find what lies about", PATIENCE, async || {
            Ok(sandbox.loot().await?.found.first().map(|_| ()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn the_frame_fits_a_narrow_place_in_the_dark() -> Result<()> {
    play("captcha-narrow", Look::PHONE.dark(), async |stage| {
        open(stage).await?;
        for (kind, key) in [("turnstile", ASKS), ("hcaptcha", HCAPTCHA)] {
            let with = json!({ "kind": kind, "siteKey": key, "theme": "dark", "language": "es" });
            let probe = start_as(stage, 280, with).await?;
            probe.says(&["hello", "ready"]).await?;
            let fits = "return document.documentElement.scrollWidth <= 280";
            let fits = probe.inside(async || stage.browser.ask(fits, Vec::new()).await).await?;
            ensure!(fits == true, "{kind} is wider than its place");
            probe.inside(async || axe::check(&stage.browser, kind).await).await?;
            stage.browser.picture(&format!("captcha-{kind}-narrow-dark")).await?;
        }
        Ok(())
    })
    .await
}
