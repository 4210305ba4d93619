//! What the checkout frames, and the captcha vendors' stand-ins.

use crate::stage::{Stage, answer};
use reqwest::{Method, Response};
use sandbox::{Options, Ports, Storage};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// The page as it is shipped, put where a build has it.
fn dist() -> tempfile::TempDir {
    let dist = tempfile::tempdir().unwrap();
    let folder = dist.path().join("frames/captcha");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["index.html", "captcha.js", "captcha.css"] {
        std::fs::copy(source(name), folder.join(name)).unwrap();
    }
    dist
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frames/captcha").join(name)
}

async fn get(stage: &Stage, url: String) -> Response {
    stage.http.get(url).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[test]
fn the_shipped_page_names_the_real_vendors_and_the_real_checkout() {
    let page = std::fs::read_to_string(source("index.html")).unwrap();
    for (name, value) in [
        ("checkout", "https://checkout.govifi.com"),
        ("hcaptcha", "https://js.hcaptcha.com/1/api.js"),
        ("turnstile", "https://challenges.cloudflare.com/turnstile/v0/api.js"),
        ("pace", "1"),
    ] {
        assert!(page.contains(&format!("<meta name=\"govifi:{name}\" content=\"{value}\">")));
    }
}

#[tokio::test]
async fn the_frame_is_made_ready_for_here_and_lets_only_the_checkout_frame_it() {
    let dist = dist();
    let options = Options {
        ports: Ports::Any,
        storage: Storage::Memory,
        dist: dist.path().to_owned(),
        pace: NonZeroU32::new(20).unwrap(),
        ..Options::default()
    };
    let stage = Stage::of(options).await;
    let origins = stage.origins();
    let (frames, vendors, checkout) = (&origins.frames, &origins.vendors, &origins.checkout);
    let page = get(&stage, format!("{frames}/captcha/")).await;
    assert_eq!(page.status(), 200);
    assert_eq!(header(&page, "referrer-policy"), "no-referrer");
    assert_eq!(header(&page, "x-content-type-options"), "nosniff");
    assert_eq!(header(&page, "cache-control"), "no-store");
    assert_eq!(
        header(&page, "content-security-policy"),
        format!(
            "default-src 'none'; script-src 'self' {vendors} {vendors}; \
             style-src 'self' {vendors}; connect-src {vendors}; frame-src {vendors} {vendors}; \
             base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors {checkout}"
        )
    );
    let html = page.text().await.unwrap();
    for (name, value) in [
        ("checkout", checkout.as_str()),
        ("hcaptcha", &format!("{vendors}/hcaptcha/1/api.js")),
        ("turnstile", &format!("{vendors}/turnstile/v0/api.js")),
        ("pace", "20"),
    ] {
        assert!(html.contains(&format!("name=\"govifi:{name}\" content=\"{value}\"")), "{html}");
    }
    assert!(!html.contains("hcaptcha.com") && !html.contains("cloudflare.com"));
    let script = get(&stage, format!("{frames}/captcha/captcha.js")).await;
    assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
    // Without the slash is another address, and a redirect is none of this host's business.
    for path in ["", "/", "/captcha", "/captcha/index.html", "/cs_1"] {
        let other = get(&stage, format!("{frames}{path}")).await;
        assert_eq!(other.status(), 404, "{path}");
    }
    let other = get(&stage, format!("{checkout}/frames/captcha/captcha.js")).await;
    assert_eq!(other.status(), 404, "not of the checkout's origin");
}

#[tokio::test]
async fn a_vendor_is_there_missing_or_stalls_as_it_is_told() {
    let stage = Stage::new().await;
    let vendors = stage.origins().vendors.clone();
    let hcaptcha = || get(&stage, format!("{vendors}/hcaptcha/1/api.js?render=explicit"));
    let turnstile = || get(&stage, format!("{vendors}/turnstile/v0/api.js?render=explicit"));
    let set = |change| stage.control(Method::PUT, "vendors", change);
    for (script, global) in
        [(hcaptcha().await, "window.hcaptcha ="), (turnstile().await, "window.turnstile =")]
    {
        assert_eq!(script.status(), 200);
        assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
        let text = script.text().await.unwrap();
        assert!(text.contains(global) && !text.contains("/loot"));
    }
    let fares = set(json!({ "turnstile": "missing" })).await;
    assert_eq!(fares, json!({ "hcaptcha": "up", "turnstile": "missing" }));
    assert_eq!(turnstile().await.status(), 404);
    assert_eq!(hcaptcha().await.status(), 200);
    set(json!({ "turnstile": "evil" })).await;
    assert!(turnstile().await.text().await.unwrap().contains("/loot"));

    set(json!({ "hcaptcha": "stall" })).await;
    let (late, _) = tokio::join!(hcaptcha(), async {
        assert_eq!(turnstile().await.status(), 200, "the other one is not held up");
        set(json!({ "hcaptcha": "up" })).await
    });
    assert_eq!(late.status(), 200, "it comes when it no longer stalls");
}

#[tokio::test]
async fn tokens_are_given_by_kind_and_loot_is_told_apart_from_looking() {
    let stage = Stage::new().await;
    let vendors = stage.origins().vendors.clone();
    let say = |path: &str, body: Value| {
        stage.http.post(format!("{vendors}{path}")).body(body.to_string())
    };
    for kind in ["hcaptcha", "turnstile"] {
        let told = answer(say("/tokens", json!({ "type": kind, "site_key": "k" }))).await;
        assert!(told.body["token"].as_str().is_some_and(|token| token.len() > 10));
    }
    let told = answer(say("/tokens", json!({ "type": "sms", "site_key": "k" }))).await;
    assert_eq!(told.status, 422);

    let loot = || answer(stage.http.get(format!("{}/sandbox/loot", stage.origins().api)));
    assert_eq!(loot().await.body, json!({ "looked": [], "found": [] }));
    let _ = say("/loot", json!({ "place": "cookies", "found": [] })).send().await.unwrap();
    let _ = say("/loot", json!({ "place": "entries", "found": ["cs_1"] })).send().await.unwrap();
    let _ = say("/loot", json!("nonsense")).send().await.unwrap();
    assert_eq!(
        loot().await.body,
        json!({
            "looked": ["cookies", "entries"],
            "found": [{ "place": "entries", "found": ["cs_1"] }],
        })
    );
}
