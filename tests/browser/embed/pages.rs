//! Every page of the demo shop pays, under its own policy, and looks as it should.

use crate::harness::axe;
use crate::harness::embed::Host;
use crate::harness::engine::{Engine, Look};
use crate::harness::page::Card;
use crate::harness::settings;
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::By;

/// Pays with a card, in the frame; the page is told, and the payer stays.
async fn pays(host: Host<'_>) -> Result<()> {
    let before = host.stage.browser.url().await?;
    host.inside(async |page| {
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;
        page.pay().await?;
        page.heading(page.words.paid).await
    })
    .await?;
    let told = host.told("payment.success").await?;
    let charge = host.charge().await?;
    ensure!(told["totalAmount"] == charge.total_amount && told["last4"] == "1111", "{told}");
    ensure!(told["sessionId"] == host.session().await?.id, "{told}");
    ensure!(told["paymentUid"].as_str().is_some_and(|uid| uid.starts_with("P-")), "{told}");
    ensure!(told["transactionId"].is_string(), "{told}");
    ensure!(host.stage.browser.url().await? == before, "the merchant's page was left");
    Ok(())
}

/// Opens a page of the demo, pays in it, and finds that nothing broke its policy.
async fn pays_in(name: &str, page: &str, look: Look) -> Result<()> {
    play(&format!("embed-{name}"), look, async |stage| {
        let host = Host::open(stage, page).await?;
        stage.browser.picture(&format!("embed-{name}")).await?;
        axe::check(&stage.browser, &format!("the merchant's page {name}")).await?;
        host.inside(async |page| axe::check(page.browser, &format!("the frame in {name}")).await)
            .await?;
        pays(host).await?;
        let violations = host.violations().await?;
        ensure!(violations.is_empty(), "{violations:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_element_pays_and_the_page_hears_all_of_it_in_order() -> Result<()> {
    play("embed-element", Look::DESKTOP, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        let session = host.session().await?;
        let told = host.told("session.ready").await;
        // It may have come before there was a listener.
        if let Ok(told) = told {
            ensure!(told["session"]["sessionId"] == session.id, "{told}");
        }
        let frame = host.frame().await?;
        let src = frame.attr("src").await?.unwrap_or_default();
        ensure!(!src.contains("secret") && !src.contains('#'), "{src}");
        stage.browser.picture("embed-element").await?;
        axe::check(&stage.browser, "the merchant's page").await?;
        host.inside(async |page| axe::check(page.browser, "the frame").await).await?;
        pays(host).await?;
        let mut names = host.names().await?;
        names.retain(|name| name != "session.ready" && name != "validation");
        ensure!(names == ["feequote", "payment.processing", "payment.success"], "{names:?}");
        let fee = host.told("feequote").await?;
        ensure!(fee["convenienceFee"] == 455 && fee["cardType"] == "visa", "{fee}");
        // The shop waits for the webhook before it says so.
        until("the shop's confirmation", PATIENCE, async || {
            let script = "return document.getElementById('confirmation')?.innerText ?? ''";
            let text = stage.browser.ask(script, Vec::new()).await?;
            Ok(text.as_str().is_some_and(|text| text.contains("Confirmed")).then_some(()))
        })
        .await?;
        stage.browser.picture("embed-element-paid").await?;
        let violations = host.violations().await?;
        ensure!(violations.is_empty(), "{violations:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_bare_frame_pays_and_tells_the_page_by_messages() -> Result<()> {
    play("embed-iframe", Look::PHONE, async |stage| {
        let host = Host::open(stage, "iframe?details=name").await?;
        host.inside(async |page| {
            let address = page.browser.ask("return location.href", Vec::new()).await?;
            ensure!(!address.to_string().contains("secret"), "{address}");
            Ok(())
        })
        .await?;
        pays(host).await?;
        let names = host.names().await?;
        for wanted in ["feequote", "payment.processing"] {
            ensure!(names.iter().any(|name| name == wanted), "{names:?}");
        }
        let violations = host.violations().await?;
        ensure!(violations.is_empty(), "{violations:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_strictest_policy_allows_the_element() -> Result<()> {
    pays_in("strict", "strict?details=name", Look::PHONE).await
}

#[tokio::test]
async fn a_dark_page_gets_a_dark_frame_on_a_light_system() -> Result<()> {
    play("embed-dark", Look::DESKTOP, async |stage| {
        let host = Host::open(stage, "dark?details=name").await?;
        let ink = "return getComputedStyle(document.body).color";
        let light = host
            .inside(async |page| {
                let colour = page.browser.ask(ink, Vec::new()).await?;
                let background =
                    "return getComputedStyle(document.documentElement).backgroundColor";
                let background = page.browser.ask(background, Vec::new()).await?;
                ensure!(background == "rgba(0, 0, 0, 0)", "{background}");
                Ok(colour)
            })
            .await?;
        ensure!(light == "rgb(236, 238, 242)", "{light}");
        stage.browser.picture("embed-dark").await?;
        axe::check(&stage.browser, "the dark shop").await?;
        // The attribute is heard at once.
        host.ask("element.setAttribute('theme', 'light')").await?;
        host.inside(async |page| {
            page.holds("dark words", &format!("{ink} === 'rgb(22, 25, 31)'")).await
        })
        .await?;
        host.ask(
            "element.setAttribute('theme', 'dark'); element.setAttribute('accent', '#b4236a')",
        )
        .await?;
        host.inside(async |page| {
            let accent = "return document.documentElement.style.getPropertyValue('--gv-accent')";
            page.holds("the accent", &format!("{accent} === '#b4236a'")).await
        })
        .await?;
        stage.browser.picture("embed-dark-accent").await?;
        pays(host).await
    })
    .await
}

#[tokio::test]
async fn nested_shadow_roots_are_no_obstacle() -> Result<()> {
    pays_in("shadow", "shadow?details=name", Look::PHONE).await
}

#[tokio::test]
async fn react_mounts_twice_and_pays_once() -> Result<()> {
    pays_in("react", "react?details=name", Look::DESKTOP).await
}

#[tokio::test]
async fn the_example_that_merchants_copy_works_as_it_is() -> Result<()> {
    pays_in("html", "html?details=name", Look::PHONE).await
}

/// What a single-page shop does to the element: comes and goes, moves, flickers.
async fn do_it(stage: &Stage, what: &str) -> Result<()> {
    let script = format!("document.querySelector('[data-do={what}]').click()");
    stage.browser.ask(&script, Vec::new()).await.map(drop)
}

#[tokio::test]
async fn a_single_page_shop_mounts_and_unmounts_as_it_likes() -> Result<()> {
    play("embed-spa", Look::DESKTOP, async |stage| {
        let host = Host::visit(stage, "spa?details=name#pay").await?;
        for what in ["flicker", "remount", "move"] {
            host.inside(async |page| page.form().await).await?;
            do_it(stage, what).await?;
        }
        host.inside(async |page| page.form().await).await?;
        let frames = "return [...document.querySelectorAll('govifi-payment')].map(
            (element) => element.shadowRoot.querySelectorAll('iframe').length).join()";
        let frames = stage.browser.ask(frames, Vec::new()).await?;
        ensure!(frames == "1", "{frames}");
        stage.browser.picture("embed-spa").await?;
        pays(host).await
    })
    .await
}

#[tokio::test]
async fn it_is_made_for_narrow_columns_and_other_languages() -> Result<()> {
    play("embed-narrow", Look::PHONE, async |stage| {
        let host =
            Host::open(stage, "element?details=address&customer=cus_several&lang=ar").await?;
        host.ask("element.style.inlineSize = '280px'").await?;
        host.inside(async |page| {
            page.holds("280 pixels", "return innerWidth === 280").await?;
            let wide = "return document.documentElement.scrollWidth <= innerWidth";
            page.holds("nothing too wide", wide).await?;
            let (language, direction) = page.language().await?;
            ensure!((&*language, &*direction) == ("ar", "rtl"), "{language} {direction}");
            axe::check(page.browser, "a narrow frame").await
        })
        .await?;
        // As high as its content, without a bar.
        until("the content's height", PATIENCE, async || {
            let inner = host
                .inside(async |page| {
                    let height = "return Math.ceil(document.body.getBoundingClientRect().height)";
                    page.browser.ask(height, Vec::new()).await
                })
                .await?;
            let outer = host.ask("return element.shadowRoot.querySelector('iframe').clientHeight");
            let outer = outer.await?;
            ensure!(inner == outer, "{inner} in {outer}");
            Ok(Some(()))
        })
        .await?;
        stage.browser.picture("embed-narrow").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_in_the_page_moves_while_it_loads() -> Result<()> {
    if settings::engine()? != Engine::Chromium {
        // The others have no API that measures it.
        return Ok(());
    }
    for (name, look) in [("phone", Look::PHONE), ("desktop", Look::DESKTOP)] {
        play(&format!("embed-still-{name}"), look, async |stage| {
            let host = Host::open(stage, "element?details=name").await?;
            let settled = "return document.fonts.status === 'loaded'";
            host.inside(async |page| page.holds("its fonts", settled).await).await?;
            let shifts = stage
                .browser
                .ask_later(
                    "const done = arguments[arguments.length - 1];
                     new PerformanceObserver((list) => done(list.getEntries().map(
                         (entry) => [entry.value, entry.sources.map((source) =>
                             `${source.node?.nodeName} ${source.previousRect.top} ${source.currentRect.top}`)])))
                         .observe({ type: 'layout-shift', buffered: true });
                     setTimeout(() => done([]), 1000);",
                    vec![],
                )
                .await?;
            ensure!(shifts == json!([]), "{shifts}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_vendors_frame_is_allowed_inside_the_checkout_inside_the_shop() -> Result<()> {
    play("embed-captcha", Look::PHONE, async |stage| {
        let host = Host::open(stage, "element?details=name&trouble=turnstile").await?;
        host.inside(async |page| {
            page.fill_card(Card::VISA).await?;
            page.offers("$151.05").await?;
            page.pay().await
        })
        .await?;
        let told = host.told("challenge").await?;
        ensure!(told == json!({ "type": "turnstile" }), "{told}");
        host.inside(async |page| page.heading(page.words.paid).await).await
    })
    .await
}

#[tokio::test]
async fn the_wallet_is_managed_in_a_merchants_page() -> Result<()> {
    play("embed-wallet", Look::DESKTOP, async |stage| {
        let host = Host::visit(stage, "wallet").await?;
        host.inside(async |page| {
            page.heading(page.words.wallet).await?;
            axe::check(page.browser, "the wallet's frame").await?;
            let row = "//li[contains(., '6789')]//button[starts-with(@id, 'remove')]";
            page.browser.session.find(By::XPath(row)).await?.click().await?;
            Ok(())
        })
        .await?;
        axe::check(&stage.browser, "the page with the wallet").await?;
        stage.browser.picture("embed-wallet").await?;
        let told = host.told("walletDeleted").await?;
        let gone = told["savedMethodId"].as_str().unwrap_or_default();
        let left = stage.sandbox.kept("cus_wallet").await?;
        ensure!(!gone.is_empty() && !left.iter().any(|kept| kept["id"] == gone), "{left:?}");
        let violations = host.violations().await?;
        ensure!(violations.is_empty(), "{violations:?}");
        Ok(())
    })
    .await
}
