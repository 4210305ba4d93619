//! The checkout's static host.

use crate::stage::Stage;
use reqwest::{Method, Response};
use sandbox::Storage;
use serde_json::json;
use std::path::Path;

const PAGE: &str = r#"<!doctype html><title>Pay</title>
<meta name="govifi:api" content="https://api.govifi.com">
<meta name="govifi:tokenize" content="https://secure.zift.io/services/proxynization">
<meta name="govifi:frames" content="https://frames.govifi.com">
<meta name="govifi:pace" content="1">
<script>boot()</script><script type="module">start()</script>"#;

const SCRIPT: &str = "checkout-0123456789abcdef.js";

async fn stage(dist: &Path) -> Stage {
    Stage::with(Storage::Memory, dist.to_owned()).await
}

async fn get(stage: &Stage, path: &str, encodings: &str) -> Response {
    let url = format!("{}{path}", stage.origins().checkout);
    let request = stage.http.get(url).header("Accept-Encoding", encodings);
    request.send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

fn unbrotli(bytes: &[u8]) -> String {
    let mut plain = Vec::new();
    brotli::BrotliDecompress(&mut &bytes[..], &mut plain).unwrap();
    String::from_utf8(plain).unwrap()
}

#[tokio::test]
async fn apple_pay_is_in_the_page_only_when_it_is_asked_for() {
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("index.html"), PAGE).unwrap();
    let stage = stage(dist.path()).await;
    let script = "/sandbox/apple-pay.js";
    let page = || async { get(&stage, "/cs_1abcDEF", "identity").await };
    let (bare, policy) = {
        let page = page().await;
        let policy = header(&page, "content-security-policy").to_owned();
        (page.text().await.unwrap(), policy)
    };
    assert!(!bare.contains(script));
    assert_eq!(get(&stage, script, "identity").await.status(), 404);
    for (browser, able) in [("able", true), ("unable", false)] {
        let set = json!({ "browser": browser });
        assert_eq!(stage.control(Method::PUT, "apple-pay", set.clone()).await, set);
        let page = page().await;
        assert_eq!(header(&page, "content-security-policy"), policy, "the same as without");
        let tag = format!("<script src=\"{script}?able={able}\"></script>");
        let html = page.text().await.unwrap();
        assert!(html.find(&tag).unwrap() < html.find("boot()").unwrap(), "before anything else");
        assert_eq!(html.replace(&tag, ""), bare);
        let stand_in = get(&stage, script, "identity").await;
        assert_eq!(header(&stand_in, "content-type"), "text/javascript; charset=utf-8");
        assert!(stand_in.text().await.unwrap().contains("window.ApplePaySession ="));
    }
    stage.control(Method::PUT, "apple-pay", json!({ "browser": "without" })).await;
    assert_eq!(page().await.text().await.unwrap(), bare);
}

#[tokio::test]
async fn every_sessions_path_is_the_page_made_ready_for_here() {
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("index.html"), PAGE).unwrap();
    std::fs::write(dist.path().join("embed.html"), PAGE).unwrap();
    // A stale sibling must not be served: it has production's settings.
    std::fs::write(dist.path().join("index.html.br"), "stale").unwrap();
    let stage = stage(dist.path()).await;
    let (api, zift) = (stage.origins().api.clone(), stage.origins().zift.clone());
    let frames = stage.origins().frames.clone();
    for path in ["/cs_1abcDEF", "/embed/cs_1abcDEF"] {
        let plain = get(&stage, path, "identity").await;
        assert_eq!(plain.status(), 200);
        assert_eq!(header(&plain, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&plain, "cache-control"), "no-store");
        assert_eq!(header(&plain, "referrer-policy"), "no-referrer");
        assert_eq!(header(&plain, "x-content-type-options"), "nosniff");
        assert_eq!(header(&plain, "cross-origin-opener-policy"), "same-origin-allow-popups");
        assert_eq!(header(&plain, "cross-origin-resource-policy"), "same-origin");
        assert!(header(&plain, "permissions-policy").contains("payment=(self)"));
        assert_eq!(header(&plain, "strict-transport-security"), "", "http has none");
        let policy = header(&plain, "content-security-policy").to_owned();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
            &format!("connect-src 'self' {api} {zift};"),
            &format!("frame-src {frames};"),
        ] {
            assert!(policy.contains(part), "{part}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        let html = plain.text().await.unwrap();
        assert!(html.contains(&format!("name=\"govifi:api\" content=\"{api}\"")));
        assert!(html.contains(&format!("content=\"{zift}/services/proxynization\"")));
        assert!(html.contains(&format!("name=\"govifi:frames\" content=\"{frames}\"")));
        assert!(html.contains("name=\"govifi:pace\" content=\"1\""));

        let packed = get(&stage, path, "gzip, br").await;
        assert_eq!(header(&packed, "content-encoding"), "br");
        assert_eq!(header(&packed, "vary"), "Accept-Encoding");
        assert_eq!(unbrotli(&packed.bytes().await.unwrap()), html);
    }
}

#[tokio::test]
async fn a_new_build_is_served_as_soon_as_it_is_there() {
    let dist = tempfile::tempdir().unwrap();
    let stage = stage(dist.path()).await;
    let none = get(&stage, "/cs_1", "br").await;
    assert_eq!(none.status(), 503);
    assert!(none.text().await.unwrap().contains("being built"));
    let page = dist.path().join("index.html");
    std::fs::write(&page, PAGE).unwrap();
    let first = get(&stage, "/cs_1", "br").await;
    let policy = header(&first, "content-security-policy").to_owned();
    std::fs::write(&page, PAGE.replace("boot()", "boot(1)")).unwrap();
    let second = get(&stage, "/cs_1", "br").await;
    assert_ne!(header(&second, "content-security-policy"), policy);
    assert!(unbrotli(&second.bytes().await.unwrap()).contains("boot(1)"));
}

#[tokio::test]
async fn files_are_kept_for_ever_and_sent_small() {
    let dist = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| std::fs::write(dist.path().join(name), content);
    write(SCRIPT, "plain").unwrap();
    write(&format!("{SCRIPT}.br"), "brotli").unwrap();
    write(&format!("{SCRIPT}.gz"), "gzip").unwrap();
    write("checkout-0123456789abcdef_bg.wasm", "wasm").unwrap();
    write("robots.txt", "x").unwrap();
    let stage = stage(dist.path()).await;
    for (encodings, coding, content) in
        [("br, gzip", "br", "brotli"), ("gzip", "gzip", "gzip"), ("br;q=0, gzip;q=0", "", "plain")]
    {
        let file = get(&stage, &format!("/{SCRIPT}"), encodings).await;
        assert_eq!(header(&file, "content-type"), "text/javascript; charset=utf-8");
        assert_eq!(header(&file, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&file, "content-encoding"), coding);
        assert_eq!(file.bytes().await.unwrap(), content);
    }
    let wasm = get(&stage, "/checkout-0123456789abcdef_bg.wasm", "br").await;
    assert_eq!(header(&wasm, "content-type"), "application/wasm");
    assert_eq!(header(&get(&stage, "/robots.txt", "").await, "cache-control"), "no-cache");
}

#[tokio::test]
async fn everything_else_is_404_and_nothing_is_a_redirect() {
    let dist = tempfile::tempdir().unwrap();
    std::fs::write(dist.path().join("index.html"), PAGE).unwrap();
    std::fs::write(dist.path().join(".env"), "x").unwrap();
    std::fs::create_dir(dist.path().join("embed")).unwrap();
    std::fs::create_dir_all(dist.path().join("frames/captcha")).unwrap();
    std::fs::write(dist.path().join("frames/captcha/captcha.js"), "x").unwrap();
    let stage = stage(dist.path()).await;
    for path in [
        "/",
        "/index.html",
        "/index.html.br",
        "/cs_",
        "/cs_1/",
        "/cs_a-b",
        "//evil.example",
        "/embed",
        "/embed/",
        "/embed/x",
        "/.env",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/Cargo.toml",
        "/nothing.js",
        "/frames/captcha/captcha.js",
    ] {
        let answer = get(&stage, path, "br").await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(header(&answer, "location"), "");
        assert!(header(&answer, "content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(header(&answer, "cache-control"), "no-store");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        let url = format!("{}/cs_1", stage.origins().checkout);
        assert_eq!(stage.http.request(method, url).send().await.unwrap().status(), 405);
    }
}

#[tokio::test]
async fn every_origin_says_that_it_is_there() {
    let stage = Stage::new().await;
    let origins = stage.origins();
    let all = [
        &origins.shop,
        &origins.checkout,
        &origins.api,
        &origins.zift,
        &origins.frames,
        &origins.vendors,
    ];
    for origin in all {
        let health = stage.http.get(format!("{origin}/health")).send().await.unwrap();
        assert_eq!(health.status(), 200, "{origin}");
    }
}

#[tokio::test]
async fn only_registered_pages_may_frame_a_session_and_what_it_frames() {
    let dist = tempfile::tempdir().unwrap();
    for page in
        ["index.html", "embed.html", "frames/captcha/index.html", "frames/paypal/index.html"]
    {
        let file = dist.path().join(page);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, PAGE).unwrap();
    }
    let stage = stage(dist.path()).await;
    let id = stage.session(json!({})).await.id;
    let (checkout, frames) = (stage.origins().checkout.clone(), stage.origins().frames.clone());
    let shop = "https://shop.example https://www.shop.example";
    let origins = json!({
        "allowed_origins": [checkout, "https://shop.example", "https://www.shop.example"],
    });
    stage.account(origins).await;
    for (address, ancestors) in [
        (format!("{checkout}/{id}"), "'none'".to_owned()),
        (format!("{checkout}/embed/{id}"), shop.to_owned()),
        (format!("{checkout}/embed/cs_unknown"), "'none'".to_owned()),
        (format!("{frames}/captcha/"), checkout.clone()),
        (format!("{frames}/captcha/?embed={id}"), format!("{checkout} {shop}")),
        (format!("{frames}/paypal/?embed={id}"), format!("{checkout} {shop}")),
        (format!("{frames}/paypal/?embed=cs_unknown"), checkout.clone()),
        (format!("{frames}/paypal/?embed=https://evil.example"), checkout.clone()),
    ] {
        let answer = stage.http.get(&address).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{address}");
        let policy = header(&answer, "content-security-policy").to_owned();
        let (_, above) = policy.rsplit_once("; frame-ancestors ").unwrap();
        assert_eq!(above, ancestors, "{address}");
    }
    // What is no origin does not become a policy.
    stage.account(json!({ "allowed_origins": ["https://a.example; script-src *"] })).await;
    let answer = stage.http.get(format!("{checkout}/embed/{id}")).send().await.unwrap();
    assert!(header(&answer, "content-security-policy").ends_with("; frame-ancestors 'none'"));
}
