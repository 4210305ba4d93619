//! Requests are read strictly, and every refusal has the one shape.

use crate::stage::{Answer, Stage, VISA, answer, ordinary, paying_with};
use contract::{ApiError, ErrorCode};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// Sends it and holds the answer to the contract's shape.
async fn refused(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let header =
        |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    let request_id = header("x-request-id").unwrap();
    let status = response.status().as_u16();
    assert!(status >= 400 && ![408, 421].contains(&status));
    let body: Value = response.json().await.unwrap();
    let error: ApiError = serde_json::from_value(body.clone()).unwrap();
    assert!(error.code.known().is_some() && !error.message.is_empty());
    assert!(error.recoverable.is_some());
    assert_eq!(error.request_id, Some(request_id));
    assert!(body["request_id"].as_str().unwrap().starts_with("req_"));
    Answer { status, body }
}

#[tokio::test]
async fn what_a_create_request_may_not_say_is_named() {
    let stage = Stage::new().await;
    for (wrong, field) in [
        (json!({ "amount": null }), "amount"),
        (json!({ "amount": 0 }), "amount"),
        (json!({ "amount": -5 }), "amount"),
        (json!({ "amount": 10_000_000_000_i64 }), "amount"),
        (json!({ "amount": 1.5 }), "amount"),
        (json!({ "amount": "100" }), "amount"),
        (json!({ "currency": null }), "currency"),
        (json!({ "currency": "XXX" }), "currency"),
        (json!({ "success_url": null }), "success_url"),
        (json!({ "success_url": "/thanks" }), "success_url"),
        (json!({ "success_url": "http://shop.example/" }), "success_url"),
        (json!({ "success_url": "javascript:alert(1)" }), "success_url"),
        (json!({ "success_url": "https://user:word@shop.example/" }), "success_url"),
        (json!({ "cancel_url": null }), "cancel_url"),
        (json!({ "cancel_url": "data:text/html,x" }), "cancel_url"),
        (json!({ "expires_in_seconds": 299 }), "expires_in_seconds"),
        (json!({ "expires_in_seconds": 86_401 }), "expires_in_seconds"),
        (json!({ "branding": { "accent_color": "green" } }), "branding.accent_color"),
        (json!({ "branding": { "logo_url": "ftp://a/b" } }), "branding.logo_url"),
        (json!({ "branding": { "colour": "#000000" } }), "branding"),
        (json!({ "customer_email": "nobody" }), "customer_email"),
        (json!({ "customer_id": " " }), "customer_id"),
        (json!({ "layout": "popup" }), "layout"),
        (json!({ "allowed_methods": ["cash"] }), "allowed_methods[0]"),
        (json!({ "allowed_methods": [] }), "allowed_methods"),
        (json!({ "required_avs_fields": ["shoe_size"] }), "required_avs_fields[0]"),
        (json!({ "line_items": [{ "amount": 1 }] }), "line_items[0]"),
        (
            json!({ "line_items": [{ "description": "x", "amount": 1, "quantity": 0 }] }),
            "line_items[0].quantity",
        ),
        (json!({ "metadata": { "a": 1 } }), "metadata.a"),
        (json!({ "fraud_signals": { "email": "x" } }), "fraud_signals.email"),
        (json!({ "amuont": 1 }), "amuont"),
    ] {
        let answer = refused(stage.admin(Method::POST, "").json(&ordinary(wrong.clone()))).await;
        assert_eq!((answer.status, answer.code()), (400, "validation_error"), "{wrong}");
        let message = answer.body["message"].as_str().unwrap();
        assert!(message.contains(field), "{wrong}: {message}");
    }
}

#[tokio::test]
async fn every_body_is_json_of_the_right_shape() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let token = stage.token(&session, VISA).await;
    let good = paying_with(&token).to_string();
    let confirm = || stage.payer(Method::POST, &session, "/confirm");
    let sent =
        |kind: &str, body: &str| confirm().header("Content-Type", kind).body(body.to_owned());
    for (kind, body) in [
        ("text/plain", &*good),
        ("application/x-www-form-urlencoded", &good),
        ("application/json", "{"),
        ("application/json", ""),
        ("application/json", "[]"),
        ("application/json", "null"),
        ("application/json", &format!("{good} x")),
        ("application/json", r#"{"method":"card"}"#),
        ("application/json", r#"{"method":"gold","processor_token":"t"}"#),
        ("application/json", r#"{"method":"card","processor_token":"t","pan":"1"}"#),
        ("application/json", r#"{"method":"card","method":"card","processor_token":"t"}"#),
    ] {
        let answer = refused(sent(kind, body)).await;
        assert_eq!((answer.status, answer.code()), (400, "validation_error"), "{kind} {body}");
        assert_eq!(answer.body["recoverable"], false);
    }
    let large = " ".repeat(256 * 1024) + &good;
    assert_eq!(refused(sent("application/json", &large)).await.status, 413);
    let fine = sent("application/json; charset=utf-8", &good);
    assert_eq!(answer(fine).await.status, 200);
}

#[tokio::test]
async fn a_call_without_a_body_takes_none() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let send = || stage.payer(Method::POST, &session, "/challenge/send");
    assert_eq!(answer(send()).await, Answer { status: 200, body: Value::Null });
    assert_eq!(answer(send().json(&json!({}))).await.status, 200);
    assert_eq!(refused(send().json(&json!({ "x": 1 }))).await.status, 400);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused_in_the_same_shape() {
    let stage = Stage::new().await;
    let api = &stage.origins().api;
    for (method, path, status) in [
        (Method::GET, "/", 404),
        (Method::GET, "/v1/hosted-sessions/cs_1/nothing", 404),
        (Method::DELETE, "/v1/hosted-sessions/cs_1", 405),
        (Method::PUT, "/v1/hosted-sessions", 405),
        (Method::OPTIONS, "/v1/hosted-sessions", 405),
    ] {
        let answer = refused(stage.http.request(method, format!("{api}{path}"))).await;
        assert_eq!(answer.status, status, "{path}");
    }
}

#[tokio::test]
async fn control_calls_come_from_this_machine_under_its_own_name() {
    let stage = Stage::new().await;
    let url = format!("{}/sandbox/ledger", stage.origins().api);
    assert_eq!(answer(stage.http.get(&url)).await.status, 200);
    // As a page would whose name was pointed at this machine.
    let rebound = stage.http.get(&url).header("Host", "evil.example");
    assert_eq!(refused(rebound).await.status, 403);
    let url = format!("{}/sandbox/account", stage.origins().api);
    let simple = stage.http.put(&url).header("Content-Type", "text/plain").body("{}");
    assert_eq!(refused(simple).await.status, 400);
    assert_eq!(refused(stage.http.put(&url).json(&json!({ "fee": 1 }))).await.status, 400);
}

#[tokio::test]
async fn what_was_asked_is_remembered_without_what_was_said() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    stage.confirm(&session, "k", &body).await;
    stage.confirm(&session, "k", &body).await;
    let seen = stage.seen(&session).await;
    let paths: Vec<_> = seen
        .iter()
        .map(|seen| (seen["server"].as_str().unwrap(), seen["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(paths, [("api", 201), ("api", 200), ("zift", 200), ("api", 200), ("api", 200)]);
    let [.., first, second] = &*seen else { panic!("five were seen") };
    assert_eq!(first["body_sha256"], second["body_sha256"]);
    assert_eq!(first["idempotency_key"], "k");
    assert_eq!(seen[2]["body_sha256"], Value::Null);
}

#[test]
fn the_codes_are_the_contracts() {
    // The closed list of the seed; a refusal outside it could not be compiled.
    assert_eq!(<ErrorCode as contract::Word>::ALL.len(), 15);
}
