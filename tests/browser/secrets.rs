//! What is typed, and the credential, go where they belong and nowhere else.

use crate::harness::browser::Browser;
use crate::harness::engine::{Engine, Look};
use crate::harness::page::{EXPIRY, HOLDER, Page, performance_names};
use crate::harness::sandbox::Session;
use crate::harness::stage::{Stage, play};
use anyhow::{Result, ensure};
use serde_json::json;

/// A card whose number and code are found nowhere by chance.
const NUMBER: &str = "378282246310005";
const GROUPED: &str = "3782 822463 10005";
const CODE: &str = "7391";

/// Everything of the page that a script, an extension or a later visitor could read.
const READ: &str = r"
    const storage = (kept) => Object.entries({ ...kept });
    const values = [...document.querySelectorAll('*')].flatMap((element) =>
        [...element.attributes].map((attribute) => attribute.value));
    return {
        local: storage(localStorage),
        tab: storage(sessionStorage),
        cookies: document.cookie,
        address: location.href,
        history: JSON.stringify(history.state),
        referrer: document.referrer,
        title: document.title,
        attributes: values,
        text: document.body.innerText,
        globals: JSON.stringify(window.govifi ?? null),
        name: window.name,
    };";

/// The needles that must not be in `hay`.
fn found<'a>(hay: &str, needles: &[&'a str]) -> Vec<&'a str> {
    let held = |needle: &str| {
        hay.match_indices(needle).any(|(at, _)| {
            // A short code inside a longer number or word is a coincidence.
            let before = hay[..at].chars().next_back();
            let after = hay[at + needle.len()..].chars().next();
            let apart = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '.');
            needle.len() > 6 || (apart(before) && apart(after))
        })
    };
    needles.iter().copied().filter(|needle| held(needle)).collect()
}

/// Looks for the card and the credential everywhere but where they belong.
async fn search(stage: &Stage, session: &Session, moment: &str) -> Result<()> {
    let Stage { browser, sandbox } = stage;
    let secret = session.secret.rsplit('_').next().unwrap_or_default();
    ensure!(secret.len() > 15, "the credential is too short to be looked for");
    let card = [NUMBER, GROUPED, CODE];
    let all = [NUMBER, GROUPED, CODE, secret];

    let mut page = browser.ask(READ, Vec::new()).await?;
    // The credential's own place, and nothing but the credential in it.
    let own = json!([format!("govifi.cs.{}", session.id), session.secret]);
    if let Some(tab) = page["tab"].as_array_mut() {
        tab.retain(|entry| *entry != own);
    }
    for (place, content) in page.as_object().into_iter().flatten() {
        let needles = found(&content.to_string(), &all);
        ensure!(needles.is_empty(), "{moment}: {place} holds {needles:?}");
    }
    for (place, content) in [
        ("a performance entry", performance_names(browser).await?.join("\n")),
        ("the console", browser.console().await?.join("\n")),
        ("the sandbox's log", sandbox.log()),
    ] {
        let needles = found(&content, &all);
        ensure!(needles.is_empty(), "{moment}: {place} holds {needles:?}");
    }
    if browser.engine == Engine::Chromium {
        requests(browser, &sandbox.origins.zift, &sandbox.origins.api, &card, secret).await?;
    }
    Ok(())
}

/// The card is in the request to the processor only; the credential is in the API's
/// `Authorization` only, and in the address the payer came by.
async fn requests(
    browser: &Browser,
    zift: &str,
    api: &str,
    card: &[&str],
    secret: &str,
) -> Result<()> {
    for request in browser.requests().await? {
        let url = request["url"].as_str().unwrap_or_default().to_owned();
        let mut rest = request;
        if url.starts_with(zift) {
            rest["postData"].take();
            rest["postDataEntries"].take();
        }
        if url.starts_with(api)
            && let Some(headers) = rest["headers"].as_object_mut()
        {
            headers.retain(|name, _| !name.eq_ignore_ascii_case("authorization"));
        }
        // What comes after it never leaves the browser.
        rest["urlFragment"].take();
        let text = rest.to_string();
        let needles = found(&text, card);
        ensure!(needles.is_empty(), "a request to {url} holds {needles:?}");
        ensure!(!text.contains(secret), "a request to {url} holds the credential");
    }
    Ok(())
}

#[tokio::test]
async fn card_and_credential_are_nowhere_but_in_their_places() -> Result<()> {
    play("secrets", Look::PHONE, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        search(stage, &session, "before anything is typed").await?;

        page.fill(page.words.card_number, NUMBER).await?;
        page.fill(page.words.expiry, EXPIRY).await?;
        page.fill(page.words.cvc, CODE).await?;
        page.fill(page.words.cardholder, HOLDER).await?;
        page.offers("$151.93").await?;
        ensure!(page.value(page.words.card_number).await? == GROUPED);
        search(stage, &session, "the form is filled").await?;

        page.pay().await?;
        page.heading(page.words.paid).await?;
        search(stage, &session, "paid").await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        let address = stage.browser.url().await?;
        ensure!(!address.contains("_secret_"), "the shop is told the credential");
        search(stage, &session, "back at the shop").await
    })
    .await
}

#[test]
fn the_search_finds_what_it_looks_for() {
    let needles = [NUMBER, CODE];
    assert_eq!(found("a=378282246310005&", &needles), [NUMBER]);
    assert_eq!(found("{\"csc\":\"7391\"}", &needles), [CODE]);
    assert!(found("17391 73912 0.7391 a7391", &needles).is_empty());
}
