//! F34 to F40: storage that is denied, an app that does not start or dies.

use super::row::{
    WITH_FEE, always, charged_once, committed, confirms, delay, filled, kind, page, paid_once,
    pay_into, rule, seen,
};
use super::tabs::Tabs;
use crate::harness::engine::{Look, Off};
use crate::harness::files::{change, copy};
use crate::harness::page::{Card, Page};
use crate::harness::process::Run;
use crate::harness::sandbox::{Sandbox, Seen};
use crate::harness::settings;
use crate::harness::stage::{Stage, play, play_with};
use anyhow::{Context, Result, ensure};
use messages::Language;
use messages::fallback::fallback;
use serde_json::json;
use std::io::Write;
use std::process::Command;

/// Plays it with something switched off. WebKitGTK's test browser has no settings to do that with,
/// so there is nothing to see there.
async fn play_without(
    name: &str,
    off: Off,
    test: impl AsyncFnOnce(&Stage) -> Result<()>,
) -> Result<()> {
    if settings::engine()?.can_do_without(off) {
        play(name, Look::PHONE.without(off), test).await
    } else {
        Ok(())
    }
}

/// Whether the page is denied its storage.
async fn is_denied(stage: &Stage) -> Result<bool> {
    let script = "try { return sessionStorage.length < 0; } catch (denied) { return true; }";
    Ok(stage.browser.ask(script, Vec::new()).await? == true)
}

#[tokio::test]
async fn f34_without_storage_it_pays_and_a_reload_goes_on() -> Result<()> {
    play_without("f34", Off::Storage, async |stage| {
        let (page, session) = filled(stage).await?;
        ensure!(is_denied(stage).await?, "storage is there: nothing is proved");
        let address = stage.browser.url().await?;
        ensure!(!address.contains("_secret_"), "the credential stays in the address");
        let stalls = [rule("confirm", Some(1), "after", kind("stall"))];
        pay_into(stage, &page, &session, &stalls).await?;
        committed(stage, &session).await?;
        let slow = [rule("session", Some(1), "before", delay(1500))];
        stage.sandbox.faults(&session, &slow).await?;
        stage.browser.reload().await?;
        page.heading(page.words.confirming).await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn f35_two_tabs_that_know_nothing_of_each_other_charge_once() -> Result<()> {
    play_without("f35", Off::Storage, async |stage| {
        let (page, session) = filled(stage).await?;
        let tabs = Tabs::open(&stage.browser).await?;
        Page::open(&stage.browser, &session).await?;
        page.fill_card(Card::MASTERCARD).await?;
        page.offers(WITH_FEE).await?;
        pay_into(stage, &page, &session, &always("before", delay(3000))).await?;
        confirms(stage, &session, 1).await?;
        tabs.first().await?;
        page.pay().await?;
        confirms(stage, &session, 2).await?;
        page.heading(page.words.already_paid).await?;
        tabs.second().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(stage.sandbox.charges(&session).await?.len() == 1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f36_without_third_parties_cookies_it_pays() -> Result<()> {
    play_without("f36", Off::ThirdParties, async |stage| {
        let (page, session) = filled(stage).await?;
        page.pay().await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

/// What the static page says, and that the skeleton is gone.
async fn falls_back(stage: &Stage, name: &str) -> Result<()> {
    let page = page(stage);
    let words = fallback(Language::English);
    page.text_of("#fallback h1, #fallback h2", words.start_heading).await?;
    ensure!(page.text("#skeleton").await?.is_none(), "the skeleton is still there");
    seen(&page, &format!("fallback-{name}")).await
}

#[tokio::test]
async fn f37_an_app_that_cannot_start_leaves_words_and_a_way_on() -> Result<()> {
    for (name, part, how) in [
        ("tampered", "wasm", Some(&b"\0asm\x01\0\0\0"[..])),
        ("no-wasm", "wasm", None),
        ("no-glue", "js", None),
        ("no-words", "json", None),
    ] {
        let run = Run::new()?;
        let dist = run.temporary();
        copy(&settings::dist()?, dist)?;
        change(dist, part, |path| match how {
            Some(content) => std::fs::write(path, content),
            None => std::fs::remove_file(path),
        })?;
        let sandbox = Sandbox::serving(dist).await?;
        play_with(name, Look::PHONE, sandbox, async |stage| {
            let session = stage.sandbox.session(json!({})).await?;
            stage.browser.visit(&session.url).await?;
            falls_back(stage, name).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn f37_an_app_that_is_slow_is_excused_after_ten_seconds_and_still_welcome() -> Result<()> {
    let run = Run::new()?;
    let dist = run.temporary();
    copy(&settings::dist()?, dist)?;
    let mut wasm = None;
    // A pipe: whoever reads it waits until something is written into it.
    change(dist, "wasm", |path| {
        let content = std::fs::read(path)?;
        std::fs::remove_file(path)?;
        if path.extension().is_some_and(|ending| ending == "wasm") {
            Command::new("mkfifo").arg(path).status()?;
            wasm = Some((path.to_owned(), content));
        }
        Ok(())
    })?;
    let (pipe, content) = wasm.context("no wasm in the build")?;
    let sandbox = Sandbox::serving(dist).await?;
    play_with("slow-wasm", Look::PHONE, sandbox, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        stage
            .browser
            .session
            .execute("location.href = arguments[0]", vec![json!(session.url)])
            .await?;
        falls_back(stage, "slow").await?;
        let writer = std::thread::spawn(move || {
            std::fs::OpenOptions::new().write(true).open(pipe)?.write_all(&content)
        });
        page(stage).form().await?;
        ensure!(page(stage).text("#fallback").await?.is_none(), "the excuse is still there");
        let _ = writer.join();
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f38_a_policy_that_forbids_wasm_leaves_words_and_a_way_on() -> Result<()> {
    let run = Run::new()?;
    let dist = run.temporary();
    copy(&settings::dist()?, dist)?;
    // As a proxy or an extension adds one: both policies hold.
    let policy = "<meta http-equiv=\"Content-Security-Policy\" \
                  content=\"script-src 'self' 'unsafe-inline'\">";
    let html = std::fs::read_to_string(dist.join("index.html"))?;
    let html = html.replacen("<head>", &format!("<head>{policy}"), 1);
    ensure!(html.contains(policy), "the page has another head");
    std::fs::write(dist.join("index.html"), html)?;
    let sandbox = Sandbox::serving(dist).await?;
    play_with("forbidden", Look::PHONE, sandbox, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        stage.browser.visit(&session.url).await?;
        falls_back(stage, "forbidden").await
    })
    .await
}

#[tokio::test]
async fn f39_without_scripts_the_page_says_so() -> Result<()> {
    play_without("f39", Off::Scripts, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        stage.browser.session.goto(&session.url).await?;
        let text =
            stage.browser.session.find(thirtyfour::By::Css("noscript")).await?.text().await?;
        let words = fallback(Language::English).no_script;
        ensure!(text.contains(words), "it says {text:?}");
        stage.browser.picture("no-script").await?;
        let asked = stage.sandbox.requests(&session).await?;
        ensure!(!asked.iter().any(Seen::is_read), "scripts run: {asked:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f40_an_app_that_dies_during_confirm_is_found_again_by_a_reload() -> Result<()> {
    play("f40", Look::PHONE, async |stage| {
        let (page, session) = filled(stage).await?;
        let stalls = [rule("confirm", Some(1), "after", kind("stall"))];
        pay_into(stage, &page, &session, &stalls).await?;
        committed(stage, &session).await?;
        dies(stage).await?;
        // Its own link.
        let link = stage.browser.session.find(thirtyfour::By::Css("#fallback-crash a")).await?;
        link.scroll_into_view().await?;
        link.click().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        charged_once(stage, &session).await?;

        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        dies(stage).await?;
        seen(&page, "crashed").await
    })
    .await
}

/// Reports what the browser reports when wasm traps, and waits for the static page's word on it.
async fn dies(stage: &Stage) -> Result<()> {
    // Firefox runs drivers' scripts in a realm of their own, with errors of their own.
    let trap = "const realm = window.wrappedJSObject ?? window;
        const error = new realm.WebAssembly.RuntimeError('unreachable');
        realm.dispatchEvent(new realm.ErrorEvent('error', realm.Object.assign(
            new realm.Object(), { error, message: 'unreachable' })));";
    stage.browser.ask(trap, Vec::new()).await?;
    let words = fallback(Language::English);
    page(stage).text_of("#fallback h1, #fallback h2", words.crash_heading).await?;
    ensure!(page(stage).text("#app").await?.is_none(), "the dead form is still there");
    Ok(())
}
