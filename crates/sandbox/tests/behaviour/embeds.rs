//! The demo shop's pages that embed the checkout.

use crate::stage::{Session, Stage, VISA, answer};
use reqwest::Method;
use sandbox::Storage;
use serde_json::{Value, json};
use tempfile::TempDir;

const PAGES: [&str; 10] =
    ["element", "iframe", "wallet", "spa", "strict", "dark", "shadow", "react", "html", "hostile"];

/// A sandbox with a build that has a loader, as far as the shop looks at it.
async fn with_loader() -> (Stage, TempDir) {
    let dist = tempfile::tempdir().unwrap();
    std::fs::create_dir(dist.path().join("embed")).unwrap();
    let published = json!({
        "version": "7.8.9",
        "files": { "govifi-7.8.9.js": "sha384-classic", "govifi-7.8.9.mjs": "sha384-module" },
    });
    std::fs::write(dist.path().join("embed/sri.json"), published.to_string()).unwrap();
    (Stage::with(Storage::Memory, dist.path().to_owned()).await, dist)
}

struct Got {
    status: u16,
    policy: String,
    body: String,
}

async fn get(stage: &Stage, path: &str) -> Got {
    let url = format!("{}{path}", stage.origins().shop);
    let response = stage.http.get(url).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    Got { status: response.status().as_u16(), policy, body: response.text().await.unwrap() }
}

/// The session that a page embeds.
fn embedded(page: &str) -> Session {
    let text = |name: &str| {
        let (_, rest) = page.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    Session { id: text("session-id"), secret: text("client-secret"), hosted_url: String::new() }
}

#[tokio::test]
async fn the_index_leads_to_every_page_with_what_was_chosen() {
    let (stage, _dist) = with_loader().await;
    let home = get(&stage, "/").await;
    assert!(home.body.contains("formaction=\"/embed\""));
    let index = get(&stage, "/embed?currency=JPY&method=ach").await;
    for page in PAGES {
        let link = format!("href=\"/embed/{page}?currency=JPY&amp;method=ach\"");
        assert!(index.body.contains(&link), "{page}");
        assert_eq!(get(&stage, &format!("/embed/{page}")).await.status, 200, "{page}");
    }
    assert_eq!(get(&stage, "/embed/nothing").await.status, 404);
}

#[tokio::test]
async fn every_page_allows_what_it_needs_and_nothing_inline() {
    let (stage, _dist) = with_loader().await;
    let checkout = stage.origins().checkout.clone();
    let loader = format!("{checkout}/embed/govifi-7.8.9.js {checkout}/embed/govifi-7.8.9.mjs");
    for page in PAGES {
        let Got { policy, body, .. } = get(&stage, &format!("/embed/{page}")).await;
        assert!(policy.starts_with("default-src 'none'; script-src "), "{page}: {policy}");
        for never in ["unsafe", "*", "data:", "https:"] {
            assert!(!policy.contains(never), "{page}: {never}");
        }
        for always in ["form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(always), "{page}: {always}");
        }
        assert_eq!(policy.contains(&loader), page != "iframe", "{page}");
        assert!(!body.contains("<style") && !body.contains(" style="), "{page}");
        let scripts = body.split("<script").skip(1);
        assert!(scripts.into_iter().all(|script| script.contains("src=\"")), "{page}");
        assert!(!body.contains("onclick"), "{page}");
    }
    let strict = get(&stage, "/embed/strict").await;
    assert!(strict.policy.contains(&format!("script-src {loader}; style-src 'self'")));
    assert!(strict.policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"));
    assert!(strict.policy.contains(&format!("frame-src {checkout};")));
    assert!(strict.body.contains("integrity=\"sha384-classic\" crossorigin=\"anonymous\""));
    let bare = get(&stage, "/embed/iframe").await;
    assert!(bare.policy.contains("script-src 'self'; ") && !bare.body.contains("govifi-7"));
}

#[tokio::test]
async fn a_page_embeds_a_session_of_what_was_chosen() {
    let (stage, _dist) = with_loader().await;
    let query = "/embed/element?currency=JPY&board=0&napkin=2&polish=0&theme=dark&tint=%23aa0000\
        &font=system&lang=ar&debug=1&trouble=429";
    let page = get(&stage, query).await.body;
    for attribute in
        ["theme=\"dark\"", "accent=\"#aa0000\"", "font=\"system\"", "lang=\"ar\" debug"]
    {
        assert!(page.contains(attribute), "{attribute}");
    }
    let session = embedded(&page);
    let config = stage.read(&session).await.body;
    assert_eq!((&config["amount"], &config["layout"]), (&json!(4400), &json!("embedded")));
    let rules = format!("{}/sandbox/faults?session_id={}", stage.origins().api, session.id);
    let rules = answer(stage.http.get(rules)).await.body;
    assert_eq!(rules["rules"][0]["fault"]["retry_after"], "7");

    let wallet = embedded(&get(&stage, "/embed/wallet").await.body);
    let read = stage.payer(Method::GET, &wallet, "");
    assert_eq!(answer(read).await.body["scope"], "wallet");

    let example = get(&stage, "/embed/html").await.body;
    assert!(!example.contains("cs_THE") && !example.contains("THE_PUBLISHED_HASH"));
    assert!(!example.contains("checkout.govifi.com"));
    assert_eq!(stage.read(&embedded(&example)).await.status, 200);
}

#[tokio::test]
async fn a_page_may_ask_for_its_session_and_no_other_origins_page_may() {
    let (stage, _dist) = with_loader().await;
    let url = format!("{}/embed/sessions?currency=EUR", stage.origins().shop);
    let made: Value =
        stage.http.post(&url).json(&json!({})).send().await.unwrap().json().await.unwrap();
    let session = Session {
        id: made["sessionId"].as_str().unwrap().to_owned(),
        secret: made["clientSecret"].as_str().unwrap().to_owned(),
        hosted_url: String::new(),
    };
    assert_eq!(made["checkoutOrigin"], stage.origins().checkout);
    assert_eq!(stage.read(&session).await.body["currency"], "EUR");
    // What a form of another origin can send.
    let form = stage.http.post(&url).header("Content-Type", "text/plain").body("{}");
    assert_eq!(form.send().await.unwrap().status(), 415);
}

#[tokio::test]
async fn an_order_that_was_paid_in_the_page_is_confirmed_by_webhook() {
    let (stage, _dist) = with_loader().await;
    let session = embedded(&get(&stage, "/embed/element").await.body);
    let path = format!("/embed/confirmation?session_id={}", session.id);
    assert!(get(&stage, &path).await.body.contains("Waiting for confirmation…"));
    let body = json!({
        "processor_token": stage.token(&session, VISA).await, "method": "card",
        "billing_details": { "cardholder": "A", "country": "US", "zip": "10001" },
    });
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
    while !get(&stage, &path).await.body.contains("Confirmed by webhook") {
        tokio::task::yield_now().await;
    }
    let other = get(&stage, "/embed/confirmation?session_id=cs_nobody").await;
    assert_eq!(other.status, 404);
}

#[tokio::test]
async fn what_browsers_report_of_the_policies_is_kept() {
    let (stage, _dist) = with_loader().await;
    let url = format!("{}/embed/violations", stage.origins().shop);
    let listed = async || answer(stage.http.get(&url)).await.body["violations"].clone();
    assert_eq!(listed().await, json!([]));
    let report = json!({ "csp-report": { "violated-directive": "script-src" } });
    let sent = stage.http.post(&url).header("Content-Type", "application/csp-report");
    assert_eq!(sent.body(report.to_string()).send().await.unwrap().status(), 204);
    assert_eq!(listed().await, json!([report]));
}

#[tokio::test]
async fn a_shop_without_a_build_says_so() {
    let stage = Stage::new().await;
    let page = get(&stage, "/embed/element").await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("The loader is not built."));
}
