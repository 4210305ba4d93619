//! A session's life: made, read, changed, ended, over.

use crate::stage::{Answer, Session, Stage, VISA, answer, paying_with};
use reqwest::Method;
use serde_json::{Value, json};

async fn patch(stage: &Stage, session: &Session, change: Value) -> Answer {
    answer(stage.admin(Method::PATCH, &format!("/{}", session.id)).json(&change)).await
}

#[tokio::test]
async fn the_credential_is_in_the_hosted_address_and_in_no_other() {
    let stage = Stage::new().await;
    let created = stage.create(json!({})).await.body;
    let text = |name: &str| created[name].as_str().unwrap().to_owned();
    let (id, secret) = (text("session_id"), text("client_secret"));
    assert!(secret.starts_with(&format!("{id}_secret_")));
    let checkout = &stage.origins().checkout;
    assert_eq!(text("hosted_url"), format!("{checkout}/{id}#cs={secret}"));
    assert_eq!(text("embed_url"), format!("{checkout}/embed/{id}"));
}

#[tokio::test]
async fn a_browser_reads_what_it_may_know_and_nothing_else() {
    let stage = Stage::new().await;
    stage.account(json!({ "page_message": "<p>Hi</p>", "accent_color": "#112233" })).await;
    let session = stage
        .session(json!({
            "currency": "usd",
            "description": "Order 7",
            "line_items": [{ "description": "Tea", "amount": 500, "metadata": { "sku": "canary" } }],
            "metadata": { "internal": "canary" },
            "customer_id": "canary",
            "fraud_signals": { "ip_address": "canary", "user_agent": "canary", "is_admin": true },
            "branding": { "merchant_display_name": "Tea & Co" },
            "required_avs_fields": ["cardholder", "zip"],
        }))
        .await;
    let config = stage.read(&session).await;
    assert!(!config.body.to_string().contains("canary"));
    let expires_at = config.body["expires_at"].clone();
    let shop = &stage.origins().shop;
    assert_eq!(
        config.body,
        json!({
            "session_id": session.id, "status": "active", "scope": "payment",
            "amount": 14650, "currency": "USD", "description": "Order 7",
            "line_items": [{ "description": "Tea", "amount": 500, "quantity": 1 }],
            "customer_email": null, "layout": "hosted", "allowed_methods": ["card"],
            "setup_future_usage": "off",
            "branding": {
                "logo_url": null, "accent_color": "#112233", "merchant_display_name": "Tea & Co",
            },
            "merchant_display_name": "Alder & Ash", "page_message": "<p>Hi</p>",
            "required_avs_fields": ["cardholder", "zip"], "saved_methods": [],
            "expires_at": expires_at, "challenge": null,
            "cancel_url": "https://shop.example/cart",
            "embed_origins": [shop, shop.replace("127.0.0.1", "localhost")],
        })
    );
    let config: contract::SessionConfig = serde_json::from_value(config.body).unwrap();
    assert_eq!(config.session_id.as_str(), session.id);
}

#[tokio::test]
async fn a_session_ends_on_time() {
    let stage = Stage::new().await;
    let session = stage.session(json!({ "expires_in_seconds": 300 })).await;
    let token = stage.token(&session, VISA).await;
    stage.advance(200).await;
    assert_eq!(stage.read(&session).await.status, 200);
    stage.advance(100).await;
    let calls = [("GET", ""), ("GET", "/client-config"), ("POST", "/challenge/send")];
    for (verb, path) in calls {
        let over = answer(stage.payer(verb.parse().unwrap(), &session, path)).await;
        assert_eq!((over.status, over.code()), (410, "session_expired"), "{path}");
    }
    assert_eq!(stage.quote(&session, &token).await.code(), "session_expired");
    assert_eq!(stage.confirm(&session, "k", &paying_with(&token)).await.code(), "session_expired");
    assert_eq!(patch(&stage, &session, json!({ "amount": 1 })).await.code(), "session_expired");
    assert!(stage.ledger(&session).await.is_empty());
}

#[tokio::test]
async fn the_dates_in_headers_are_by_the_same_clock() {
    let stage = Stage::new().await;
    stage.advance(10 * 365 * 86_400).await;
    let session = stage.session(json!({})).await;
    let response = stage.payer(Method::GET, &session, "").send().await.unwrap();
    let date = response.headers()["date"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    let year = &body["expires_at"].as_str().unwrap()[..4];
    assert!(date.contains(year) && date.ends_with(" GMT"), "{date}");
}

#[tokio::test]
async fn the_merchant_can_end_a_session() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let expire = || stage.admin(Method::POST, &format!("/{}/expire", session.id));
    for _ in 0..2 {
        let ended = answer(expire()).await;
        assert_eq!((ended.status, &ended.body["status"]), (200, &json!("expired")));
    }
    assert_eq!(stage.read(&session).await.code(), "session_expired");
    assert_eq!(answer(stage.admin(Method::POST, "/cs_nobody/expire")).await.status, 404);
}

#[tokio::test]
async fn a_paid_session_stays_paid() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    stage.confirm(&session, "k", &body).await;
    assert_eq!(patch(&stage, &session, json!({ "amount": 1 })).await.code(), "already_confirmed");
    let expire = stage.admin(Method::POST, &format!("/{}/expire", session.id));
    assert_eq!(answer(expire).await.code(), "already_confirmed");
    stage.advance(100_000).await;
    let read = stage.read(&session).await;
    assert_eq!((read.status, &read.body["status"]), (200, &json!("completed")));
}

#[tokio::test]
async fn a_patch_follows_seed_004() {
    let stage = Stage::new().await;
    let items = json!([{ "description": "Tea", "amount": 500, "quantity": 2 }]);
    let session = stage.session(json!({ "line_items": items })).await;
    let amount = async |change: Value| {
        let patched = patch(&stage, &session, change).await;
        assert_eq!(patched.status, 200, "{}", patched.body);
        assert_eq!(stage.read(&session).await.body, patched.body);
        (
            patched.body["amount"].as_i64().unwrap(),
            patched.body["line_items"].as_array().unwrap().len(),
        )
    };
    assert_eq!(amount(json!({})).await, (14650, 1));
    assert_eq!(amount(json!({ "amount": null })).await, (1000, 1));
    let two = json!([{ "description": "A", "amount": 1 }, { "description": "B", "amount": 2 }]);
    assert_eq!(amount(json!({ "line_items": two })).await, (3, 2));
    assert_eq!(amount(json!({ "amount": 77 })).await, (77, 2));
    assert_eq!(amount(json!({ "line_items": null })).await, (77, 0));
    for wrong in [
        json!({ "amount": null }),
        json!({ "amount": 0 }),
        json!({ "currency": "EUR" }),
        json!({ "line_items": [{ "description": "", "amount": 1 }] }),
    ] {
        assert_eq!(patch(&stage, &session, wrong.clone()).await.status, 400, "{wrong}");
    }
    assert_eq!(amount(json!({})).await, (77, 0));
}
