//! Every page of the demo shop pays, under its own policy, and looks as it should.

use crate::harness::axe;
use crate::harness::embed::Host;
use crate::harness::engine::{Engine, Look};
use crate::harness::page::{Card, Page, performance_names};
use crate::harness::settings;
use crate::harness::stage::{Stage, play};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, bail, ensure};
use contract::embed::RESERVED;
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
    for (name, look, font) in [
        ("phone", Look::PHONE, ""),
        ("desktop", Look::DESKTOP, ""),
        ("phone-inter", Look::PHONE, "inter"),
        ("desktop-roboto", Look::DESKTOP, "roboto"),
    ] {
        play(&format!("embed-still-{name}"), look, async |stage| {
            let host = Host::open(stage, &format!("element?details=name&font={font}")).await?;
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

/// The typefaces that the frame has fetched, once none is on its way.
async fn fetched(page: Page<'_>) -> Result<Vec<String>> {
    page.holds("its fonts", "return document.fonts.status === 'loaded'").await?;
    let names = performance_names(page.browser).await?;
    let fonts = names.iter().filter_map(|name| name.split_once("/fonts/"));
    Ok(fonts.map(|(_, file)| file.to_owned()).collect())
}

#[tokio::test]
async fn a_typeface_is_fetched_when_the_page_asks_for_it_and_no_other() -> Result<()> {
    play("embed-fonts", Look::DESKTOP, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        let none = host.inside(fetched).await?;
        ensure!(none.is_empty(), "nobody asked for {none:?}");
        // The custom property names what the payer's system has.
        host.ask(
            "element.style.setProperty('--gv-font-display', 'Inter, Roboto');
             element.setAttribute('font', 'system')",
        )
        .await?;
        let none = host
            .inside(async |page| {
                let family = "return document.documentElement.style.getPropertyValue('--gv-font')";
                page.holds("the families", &format!("{family} === 'Inter, Roboto'")).await?;
                fetched(page).await
            })
            .await?;
        ensure!(none.is_empty(), "nobody asked for {none:?}");
        let violations = host.violations().await?;
        ensure!(violations.is_empty(), "{violations:?}");
        Ok(())
    })
    .await?;
    // A browser each: Chromium lists what it has fetched for a page's styles again in the next page
    // that has them, with nothing transferred.
    for (font, family) in [("inter", "Govifi Inter"), ("roboto", "Govifi Roboto")] {
        play(&format!("embed-font-{font}"), Look::DESKTOP, async |stage| {
            let host = Host::open(stage, &format!("element?details=name&font={font}")).await?;
            host.inside(async |page| {
                let used = format!(
                    "return getComputedStyle(document.body).fontFamily.includes('{family}')
                         && document.fonts.check('16px \"{family}\"')"
                );
                page.holds(family, &used).await?;
                let fonts = fetched(page).await?;
                let [file] = &fonts[..] else { bail!("{fonts:?}") };
                ensure!(file.starts_with(&format!("{font}-latin-")), "{file}");
                Ok(())
            })
            .await?;
            stage.browser.picture(&format!("embed-font-{font}")).await?;
            let violations = host.violations().await?;
            ensure!(violations.is_empty(), "{violations:?}");
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_form_is_as_high_in_every_typeface() -> Result<()> {
    play("embed-font-heights", Look::DESKTOP, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        let [_, (_, narrow), (_, wide)] = RESERVED;
        for (width, reserved) in [(390, narrow), (640, wide)] {
            let mut heights = Vec::new();
            host.ask(&format!("element.style.inlineSize = '{width}px'")).await?;
            for (font, family) in
                [("system", "system-ui"), ("inter", "Govifi Inter"), ("roboto", "Govifi Roboto")]
            {
                host.ask(&format!("element.setAttribute('font', '{font}')")).await?;
                let height = host
                    .inside(async |page| {
                        let settled = format!(
                            "return innerWidth === {width} && document.fonts.status === 'loaded'
                             && document.documentElement.dataset.font === '{font}'
                             && document.fonts.check('16px \"{family}\"')"
                        );
                        page.holds(&format!("{font} at {width}"), &settled).await?;
                        // In whole pixels, as the page is told.
                        let high = "return Math.ceil(document.body.getBoundingClientRect().height)";
                        page.browser.ask(high, Vec::new()).await
                    })
                    .await?;
                heights.push(height);
            }
            ensure!(heights.iter().all(|height| *height == heights[0]), "{heights:?} at {width}");
            // WebKit's form is a little lower than what is reserved for all, in every typeface.
            let fits = match settings::engine()? {
                Engine::Webkit => heights[0].as_u64().is_some_and(|high| high <= reserved.into()),
                Engine::Chromium | Engine::Firefox => heights[0] == reserved,
            };
            ensure!(fits, "{heights:?} at {width}, where {reserved} are reserved");
        }
        Ok(())
    })
    .await
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
