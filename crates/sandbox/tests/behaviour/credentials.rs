//! Who may call what, and what browsers are told about it.

use crate::stage::{Session, Stage, VISA, answer, ordinary, paying_with};
use reqwest::Method;
use serde_json::{Value, json};

const CALLS: [(&str, &str); 5] = [
    ("GET", ""),
    ("GET", "/client-config"),
    ("POST", "/quote-fee"),
    ("POST", "/confirm"),
    ("POST", "/challenge/send"),
];

fn method(name: &str) -> Method {
    name.parse().unwrap()
}

#[tokio::test]
async fn a_wrong_credential_is_401_and_an_unknown_session_404() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let wrong = Session { secret: format!("{}x", session.secret), ..session.clone() };
    let nobody = Session { id: "cs_nobody".to_owned(), ..session.clone() };
    let odd = Session { id: "nobody".to_owned(), ..session.clone() };
    for (verb, path) in CALLS {
        for (holder, status) in [(&wrong, 401), (&nobody, 404), (&odd, 404)] {
            let refused = answer(stage.payer(method(verb), holder, path)).await;
            assert_eq!((refused.status, refused.code()), (status, "validation_error"), "{path}");
        }
        let url = format!("{}/v1/hosted-sessions/{}{path}", stage.origins().api, session.id);
        let naked = stage.http.request(method(verb), url).header("Origin", "https://a.example");
        assert_eq!(answer(naked).await.status, 401);
    }
}

#[tokio::test]
async fn another_sessions_credential_opens_nothing() {
    let stage = Stage::new().await;
    let (one, other) = (stage.session(json!({})).await, stage.session(json!({})).await);
    let mixed = Session { secret: other.secret, ..one };
    assert_eq!(stage.read(&mixed).await.status, 401);
}

#[tokio::test]
async fn the_merchants_calls_need_the_token_and_the_account() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let base = format!("{}/v1/hosted-sessions", stage.origins().api);
    for (verb, path) in [("POST", ""), ("PATCH", "/ID"), ("POST", "/ID/expire")] {
        let url = format!("{base}{}", path.replace("ID", &session.id));
        let call = || stage.http.request(method(verb), &url).json(&ordinary(json!({})));
        let token = sandbox::demo::ADMIN_TOKEN;
        for refused in [
            call(),
            call().bearer_auth(token),
            call().bearer_auth(token).header("X-Payment-Account-Uid", "acct_other"),
            call().bearer_auth("other").header("X-Payment-Account-Uid", "acct_demo"),
            call().bearer_auth(&session.secret).header("X-Payment-Account-Uid", "acct_demo"),
        ] {
            assert_eq!(answer(refused).await.status, 401, "{verb} {path}");
        }
    }
}

#[tokio::test]
async fn a_wallet_credential_reads_and_may_not_pay() {
    let stage = Stage::new().await;
    let body = json!({ "scope": "wallet", "customer_id": "cus_one" });
    let created = answer(stage.admin(Method::POST, "").json(&body)).await;
    let text = |name: &str| created.body[name].as_str().unwrap().to_owned();
    let wallet = Session {
        id: text("session_id"),
        secret: text("client_secret"),
        hosted_url: text("hosted_url"),
    };
    let config = stage.read(&wallet).await;
    assert_eq!((config.status, &config.body["amount"]), (200, &Value::Null));
    for path in ["/quote-fee", "/confirm", "/challenge/send"] {
        let refused = answer(stage.payer(Method::POST, &wallet, path)).await;
        assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"), "{path}");
    }
    let patch = stage.admin(Method::PATCH, &format!("/{}", wallet.id));
    assert_eq!(answer(patch.json(&json!({ "amount": 1 }))).await.status, 400);
}

#[tokio::test]
async fn a_page_elsewhere_is_refused_and_can_read_that_it_is() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    for (verb, path) in CALLS {
        let url = format!("{}/v1/hosted-sessions/{}{path}", stage.origins().api, session.id);
        let call = || stage.http.request(method(verb), &url).bearer_auth(&session.secret);
        for origin in ["https://evil.example", "null", "http://127.0.0.1"] {
            let response = call().header("Origin", origin).send().await.unwrap();
            assert_eq!(response.status(), 403);
            assert_eq!(response.headers()["access-control-allow-origin"], origin);
            assert!(response.headers().get("access-control-allow-credentials").is_none());
            let body: Value = response.json().await.unwrap();
            assert_eq!(body["code"], "origin_not_allowed");
        }
        assert_eq!(answer(call()).await.status, 403, "no origin at all");
    }
    let added = json!({ "allowed_origins": ["https://pay.example"] });
    stage.account(added).await;
    assert_eq!(stage.read(&session).await.code(), "origin_not_allowed");
}

#[tokio::test]
async fn browsers_are_told_what_pages_may_send_and_read() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    for (verb, path) in CALLS {
        let url = format!("{}/v1/hosted-sessions/{}{path}", stage.origins().api, session.id);
        let origin = &stage.origins().checkout;
        let asked = stage.http.request(Method::OPTIONS, url).header("Origin", origin);
        let response = asked.header("Access-Control-Request-Method", verb).send().await.unwrap();
        assert_eq!(response.status(), 204);
        let header = |name: &str| response.headers()[name].to_str().unwrap();
        assert_eq!(header("access-control-allow-origin"), origin);
        assert_eq!(header("access-control-allow-methods"), verb);
        assert_eq!(
            header("access-control-allow-headers"),
            "Authorization, Content-Type, Idempotency-Key"
        );
        assert_eq!(header("access-control-max-age"), "7200");
    }
    let response = stage.payer(Method::GET, &session, "").send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap();
    assert_eq!(header("access-control-expose-headers"), "Retry-After, Date, X-Request-Id");
    assert_eq!((header("vary"), header("cache-control")), ("Origin", "no-store"));
}

#[tokio::test]
async fn no_page_may_make_the_merchants_calls() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let created = stage.admin(Method::POST, "").header("Origin", "https://a.example");
    let created = created.json(&ordinary(json!({}))).send().await.unwrap();
    assert_eq!(created.status(), 201);
    assert!(created.headers().get("access-control-allow-origin").is_none());
    let url = format!("{}/v1/hosted-sessions/{}", stage.origins().api, session.id);
    let asked = stage.http.request(Method::OPTIONS, &url).header("Origin", "https://a.example");
    let asked = asked.header("Access-Control-Request-Method", "PATCH").send().await.unwrap();
    assert_eq!(asked.headers()["access-control-allow-methods"], "GET");
    let url = format!("{url}/expire");
    let asked = stage.http.request(Method::OPTIONS, url).header("Origin", "https://a.example");
    assert!(asked.send().await.unwrap().headers().get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn too_many_requests_with_one_credential_have_to_wait() {
    let stage = Stage::new().await;
    let (one, other) = (stage.session(json!({})).await, stage.session(json!({})).await);
    stage.account(json!({ "rate_limit_per_minute": 3 })).await;
    for _ in 0..3 {
        assert_eq!(stage.read(&one).await.status, 200);
    }
    let response = stage.payer(Method::GET, &one, "").send().await.unwrap();
    assert_eq!(response.status(), 429);
    let seconds: u32 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    let body: Value = response.json().await.unwrap();
    assert_eq!((&body["code"], &body["recoverable"]), (&json!("rate_limited"), &json!(true)));
    assert_eq!(stage.read(&other).await.status, 200);
    stage.advance(60).await;
    assert_eq!(stage.read(&one).await.status, 200);
}

#[tokio::test]
async fn an_outage_hits_the_payers_calls_only_and_ends() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let token = stage.token(&session, VISA).await;
    stage.control(Method::PUT, "outage", json!({ "status": 503 })).await;
    for (verb, path) in CALLS {
        let down = stage.payer(method(verb), &session, path).send().await.unwrap();
        assert_eq!(down.status(), 503);
        assert_eq!(down.headers()["access-control-allow-origin"], stage.origins().checkout);
    }
    stage.session(json!({})).await;
    stage.control(Method::PUT, "outage", json!({ "status": null })).await;
    assert_eq!(stage.confirm(&session, "k", &paying_with(&token)).await.status, 200);
    for never in [408, 421, 200, 302] {
        let url = format!("{}/sandbox/outage", stage.origins().api);
        let refused = answer(stage.http.put(url).json(&json!({ "status": never }))).await;
        assert_eq!(refused.status, 400, "{never}");
    }
}
