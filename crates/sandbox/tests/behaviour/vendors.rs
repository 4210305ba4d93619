//! What the checkout frames, and the vendors' stand-ins.

use crate::stage::{Stage, answer};
use reqwest::{Method, Response};
use sandbox::{Options, Ports, Storage};
use serde_json::{Value, json};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// The pages as they are shipped, put where a build has them.
fn dist() -> tempfile::TempDir {
    let dist = tempfile::tempdir().unwrap();
    for name in ["captcha", "paypal"] {
        let folder = dist.path().join("frames").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for file in ["index.html", &format!("{name}.js"), &format!("{name}.css")] {
            std::fs::copy(source(name, file), folder.join(file)).unwrap();
        }
    }
    dist
}

fn source(name: &str, file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frames").join(name).join(file)
}

async fn get(stage: &Stage, url: String) -> Response {
    stage.http.get(url).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

fn meta((name, value): (&str, &str)) -> String {
    format!("<meta name=\"govifi:{name}\" content=\"{value}\">")
}

#[test]
fn the_shipped_pages_name_the_real_vendors_and_the_real_checkout() {
    for (name, settings) in [
        (
            "captcha",
            [
                ("hcaptcha", "https://js.hcaptcha.com/1/api.js"),
                ("turnstile", "https://challenges.cloudflare.com/turnstile/v0/api.js"),
            ],
        ),
        ("paypal", [("paypal-sdk", "https://www.paypal.com/sdk/js"), ("paypal-client", "")]),
    ] {
        let page = std::fs::read_to_string(source(name, "index.html")).unwrap();
        for setting in
            settings.into_iter().chain([("checkout", "https://checkout.govifi.com"), ("pace", "1")])
        {
            assert!(page.contains(&meta(setting)), "{setting:?}");
        }
    }
}

#[tokio::test]
async fn the_frames_are_made_ready_for_here_and_let_only_the_checkout_frame_them() {
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
    let captcha = format!(
        "default-src 'none'; script-src 'self' {vendors} {vendors}; \
         style-src 'self' {vendors}; connect-src {vendors}; frame-src {vendors} {vendors}; \
         base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors {checkout}"
    );
    let paypal = format!(
        "default-src 'none'; script-src 'self' {vendors} 'unsafe-inline'; \
         style-src 'self' {vendors} 'unsafe-inline'; img-src {vendors} data:; \
         connect-src {vendors}; frame-src {vendors}; base-uri 'none'; form-action {vendors}; \
         object-src 'none'; frame-ancestors {checkout}"
    );
    let hcaptcha = format!("{vendors}/hcaptcha/1/api.js");
    let turnstile = format!("{vendors}/turnstile/v0/api.js");
    let sdk = format!("{vendors}/paypal/sdk/js");
    for (name, policy, settings) in [
        ("captcha", captcha, [("hcaptcha", &*hcaptcha), ("turnstile", &turnstile)]),
        ("paypal", paypal, [("paypal-sdk", &*sdk), ("paypal-client", "sandbox")]),
    ] {
        let page = get(&stage, format!("{frames}/{name}/")).await;
        assert_eq!(page.status(), 200);
        assert_eq!(header(&page, "referrer-policy"), "no-referrer");
        assert_eq!(header(&page, "x-content-type-options"), "nosniff");
        assert_eq!(header(&page, "cache-control"), "no-store");
        assert_eq!(header(&page, "content-security-policy"), policy);
        let html = page.text().await.unwrap();
        for setting in settings.into_iter().chain([("checkout", &**checkout), ("pace", "20")]) {
            assert!(html.contains(&meta(setting)), "{html}");
        }
        for real in ["hcaptcha.com", "cloudflare.com", "paypal.com"] {
            assert!(!html.contains(real), "{real}");
        }
        let script = get(&stage, format!("{frames}/{name}/{name}.js")).await;
        assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
        let other = get(&stage, format!("{checkout}/frames/{name}/{name}.js")).await;
        assert_eq!(other.status(), 404, "not of the checkout's origin");
        // Without the slash is another address, and a redirect is none of this host's business.
        for path in [name.to_owned(), format!("{name}/index.html")] {
            let other = get(&stage, format!("{frames}/{path}")).await;
            assert_eq!(other.status(), 404, "{path}");
        }
    }
    for path in ["", "/", "/cs_1"] {
        let other = get(&stage, format!("{frames}{path}")).await;
        assert_eq!(other.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_vendor_is_there_missing_or_stalls_as_it_is_told() {
    let stage = Stage::new().await;
    let vendors = stage.origins().vendors.clone();
    let hcaptcha = || get(&stage, format!("{vendors}/hcaptcha/1/api.js?render=explicit"));
    let turnstile = || get(&stage, format!("{vendors}/turnstile/v0/api.js?render=explicit"));
    let paypal = || get(&stage, format!("{vendors}/paypal/sdk/js?client-id=sandbox"));
    let set = |change| stage.control(Method::PUT, "vendors", change);
    for (script, global) in [
        (hcaptcha().await, "window.hcaptcha ="),
        (turnstile().await, "window.turnstile ="),
        (paypal().await, "window.paypal ="),
    ] {
        assert_eq!(script.status(), 200);
        assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
        let text = script.text().await.unwrap();
        assert!(text.contains(global) && !text.contains("/loot"));
    }
    let fares = set(json!({ "turnstile": "missing" })).await;
    assert_eq!(fares, json!({ "hcaptcha": "up", "turnstile": "missing", "paypal": "up" }));
    assert_eq!(turnstile().await.status(), 404);
    assert_eq!(hcaptcha().await.status(), 200);
    set(json!({ "turnstile": "evil" })).await;
    assert!(turnstile().await.text().await.unwrap().contains("/loot"));
    set(json!({ "paypal": "missing" })).await;
    assert_eq!(paypal().await.status(), 404);
    set(json!({ "paypal": "evil" })).await;
    assert!(paypal().await.text().await.unwrap().contains("/loot"));

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

#[tokio::test]
async fn paypals_window_is_a_page_that_knows_where_the_api_is() {
    let stage = Stage::new().await;
    let (vendors, api) = (&stage.origins().vendors, &stage.origins().api);
    let page = get(&stage, format!("{vendors}/paypal/checkoutnow?token=X")).await;
    assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
    assert!(page.text().await.unwrap().contains("src=\"/paypal/checkoutnow.js\""));
    let script = get(&stage, format!("{vendors}/paypal/checkoutnow.js")).await;
    assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
    assert!(script.text().await.unwrap().starts_with(&format!("const API = '{api}';")));
}
