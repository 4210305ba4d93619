//! Apple Pay and PayPal.

use crate::stage::{Answer, Session, Stage, answer};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

async fn session(stage: &Stage, method: &str) -> Session {
    stage.session(json!({ "allowed_methods": [method] })).await
}

/// A payment token in Apple's shape; `data` is what would be encrypted.
fn apple(data: &str) -> String {
    let token = json!({
        "paymentData": {
            "version": "EC_v1", "data": data, "signature": "MIAGCSqGSIb3DQEHAqCA",
            "header": {
                "ephemeralPublicKey": "MFkwEwYHKoZIzj0CAQ", "publicKeyHash": "tXMgt0pW",
                "transactionId": "3131",
            },
        },
        "paymentMethod": { "displayName": "MasterCard 4242", "network": "MasterCard", "type": "credit" },
        "transactionIdentifier": "3131",
    });
    STANDARD.encode(token.to_string())
}

fn paying(method: &str, token: &str) -> Value {
    json!({
        "processor_token": token, "method": method,
        "billing_details": { "cardholder": "Ada Lovelace" },
    })
}

fn message(answer: &Answer) -> &str {
    assert_eq!((answer.status, answer.code()), (400, "validation_error"), "{}", answer.body);
    answer.body["message"].as_str().unwrap()
}

#[tokio::test]
async fn apple_pay_charges_the_estimate_and_its_token_once() {
    let stage = Stage::new().await;
    let first = session(&stage, "apple_pay").await;
    let quote = stage.quoted(&first, json!({ "method": "apple_pay" })).await;
    stage.account(json!({ "fee_rules": [] })).await;
    let token = apple("q83vEjRW");
    let body = paying("apple_pay", &token);
    let paid = stage.confirm(&first, "k", &body).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    assert_eq!(paid.body["total_amount"], quote.body["total_amount"]);
    assert_eq!(
        (&paid.body["card_type"], &paid.body["last4"], &paid.body["method"]),
        (&json!("mastercard"), &json!("4242"), &json!("apple_pay"))
    );
    assert_eq!(stage.confirm(&first, "k", &body).await, paid);

    let second = session(&stage, "apple_pay").await;
    let refused = stage.confirm(&second, "k", &body).await;
    assert_eq!(message(&refused), "processor_token: charged before");
    for day in 0..3 {
        stage.advance(86_400).await;
        let later = session(&stage, "apple_pay").await;
        // A new token has the old ones looked through.
        let other = paying("apple_pay", &apple(&format!("day{day}")));
        assert_eq!(stage.confirm(&later, "k", &other).await.status, 200);
        let later = session(&stage, "apple_pay").await;
        assert_eq!(message(&stage.confirm(&later, "k", &body).await), message(&refused));
    }
}

#[tokio::test]
async fn apple_pays_tokens_are_looked_at_and_can_decline() {
    let stage = Stage::new().await;
    let session = session(&stage, "apple_pay").await;
    for wrong in ["", "tok_x", &STANDARD.encode("{}"), &STANDARD.encode("not json")] {
        let refused = stage.confirm(&session, "k", &paying("apple_pay", wrong)).await;
        assert!(message(&refused).starts_with("processor_token: "));
    }
    for code in ["card_declined", "insufficient_funds", "processing_error"] {
        let token = apple(&format!("{code}.1"));
        let declined = stage.confirm(&session, code, &paying("apple_pay", &token)).await;
        assert_eq!((declined.status, declined.code()), (402, code));
    }
    let mut body = paying("apple_pay", &apple("good"));
    body["payment_method"] = json!({ "card": {} });
    assert!(message(&stage.confirm(&session, "k", &body).await).starts_with("payment_method: "));
    body["payment_method"] = json!(null);
    body["save_method"] = json!(true);
    assert!(message(&stage.confirm(&session, "k", &body).await).starts_with("save_method: "));
    assert!(stage.ledger(&session).await.is_empty());
}

#[tokio::test]
async fn the_merchant_is_validated_with_apple_and_nobody_else() {
    let stage = Stage::new().await;
    let card = session(&stage, "card").await;
    let session = session(&stage, "apple_pay").await;
    let validate = async |session: &Session, url: &str| {
        stage.post(session, "/apple-pay/session", &json!({ "validation_url": url })).await
    };
    let apple = "https://apple-pay-gateway.apple.com/paymentservices/startSession";
    for url in [apple.to_owned(), format!("{}/apple-pay/session", stage.origins().vendors)] {
        let validated = validate(&session, &url).await;
        assert_eq!(validated.status, 200, "{}", validated.body);
        assert_eq!(validated.body["domainName"], "127.0.0.1");
        assert_eq!(validated.body["displayName"], "Alder & Ash");
        let life = validated.body["expiresAt"].as_i64().unwrap()
            - validated.body["epochTimestamp"].as_i64().unwrap();
        assert_eq!(life, 300_000);
    }
    for url in
        ["https://evil.example/", "http://apple-pay-gateway.apple.com/", &stage.origins().api, "x"]
    {
        assert!(message(&validate(&session, url).await).starts_with("validation_url: "), "{url}");
    }
    assert!(message(&validate(&card, apple).await).starts_with("method: "));
    let preflight = stage
        .payer(Method::OPTIONS, &session, "/apple-pay/session")
        .header("Access-Control-Request-Method", "POST");
    assert_eq!(preflight.send().await.unwrap().status(), 204);
    stage.advance(1800).await;
    assert_eq!(validate(&session, apple).await.code(), "session_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_token_in_many_sessions_pays_one_of_them() {
    let stage = Stage::new().await;
    let mut sessions = Vec::new();
    for _ in 0..20 {
        sessions.push(session(&stage, "apple_pay").await);
    }
    let body = paying("apple_pay", &apple("q83v"));
    let answers = sessions.iter().map(|session| stage.confirm(session, "k", &body));
    let answers = join_all(answers).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(message(refused), "processor_token: charged before");
    }
}

async fn order(stage: &Stage, session: &Session) -> String {
    let made = answer(stage.payer(Method::POST, session, "/paypal/orders")).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body["order_id"].as_str().unwrap().to_owned()
}

async fn approve(stage: &Stage, order: &str, outcome: &str) -> Value {
    let body = json!({ "order_id": order, "outcome": outcome });
    stage.control(Method::POST, "paypal/approve", body).await
}

#[tokio::test]
async fn paypal_charges_what_the_payer_approved_once() {
    let stage = Stage::new().await;
    let first = session(&stage, "paypal").await;
    let quote = stage.quoted(&first, json!({ "method": "paypal" })).await;
    let order_id = order(&stage, &first).await;
    let body = paying("paypal", &order_id);
    let refused = stage.confirm(&first, "k", &body).await;
    assert_eq!(message(&refused), "processor_token: the payer has not approved the order");

    let approved = approve(&stage, &order_id, "approved").await;
    // 3.49 % of 14650 is 511.285; and 49.
    assert_eq!(
        approved,
        json!({
            "order_id": order_id, "session_id": first.id, "status": "approved",
            "total_amount": 15210, "currency": "USD",
        })
    );
    assert_eq!(quote.body["total_amount"], 15210);
    let stranger = session(&stage, "paypal").await;
    assert_eq!(
        message(&stage.confirm(&stranger, "k", &body).await),
        "processor_token: not known",
        "an order pays its own session"
    );
    let paid = stage.confirm(&first, "k", &body).await;
    assert_eq!((paid.status, &paid.body["total_amount"]), (200, &json!(15210)), "{}", paid.body);
    assert_eq!((&paid.body["last4"], &paid.body["card_type"]), (&json!(null), &json!(null)));
    assert_eq!(stage.confirm(&first, "k", &body).await, paid);
    assert_eq!(stage.ledger(&first).await[0]["method"], "paypal");
    let url = format!("{}/sandbox/paypal/orders?order_id={order_id}", stage.origins().api);
    assert_eq!(answer(stage.http.get(url)).await.body["status"], "captured");
}

#[tokio::test]
async fn an_order_is_over_one_amount() {
    let stage = Stage::new().await;
    let session = session(&stage, "paypal").await;
    let old = order(&stage, &session).await;
    approve(&stage, &old, "approved").await;
    let patch = stage.admin(Method::PATCH, &format!("/{}", session.id));
    assert_eq!(answer(patch.json(&json!({ "amount": 20000 }))).await.status, 200);
    let refused = stage.confirm(&session, "k", &paying("paypal", &old)).await;
    assert!(message(&refused).contains("another amount"));
    let new = order(&stage, &session).await;
    approve(&stage, &new, "approved").await;
    // What was approved is charged, whatever is quoted since.
    stage.account(json!({ "fee_rules": [], "fee_basis_points": 0, "fee_fixed": 0 })).await;
    stage.quoted(&session, json!({ "method": "paypal" })).await;
    let paid = stage.confirm(&session, "k", &paying("paypal", &new)).await;
    assert_eq!(paid.body["total_amount"], 20747);
}

#[tokio::test]
async fn a_paypal_account_can_decline_and_be_approved_again() {
    let stage = Stage::new().await;
    let session = session(&stage, "paypal").await;
    let order_id = order(&stage, &session).await;
    approve(&stage, &order_id, "insufficient_funds").await;
    let body = paying("paypal", &order_id);
    let declined = stage.confirm(&session, "k", &body).await;
    assert_eq!((declined.status, declined.code()), (402, "insufficient_funds"));
    approve(&stage, &order_id, "approved").await;
    assert_eq!(stage.confirm(&session, "k2", &body).await.status, 200);
    for (order_id, why) in [(&*order_id, "charged"), ("nothing", "not known")] {
        let url = format!("{}/sandbox/paypal/approve", stage.origins().api);
        let refused = answer(stage.http.post(url).json(&json!({ "order_id": order_id }))).await;
        assert!(message(&refused).contains(why));
    }
}

#[tokio::test]
async fn wallets_are_duplicates_too_and_meet_faults() {
    let stage = Stage::new().await;
    stage.control(Method::PUT, "duplicates", json!({ "session_id": null, "check": true })).await;
    for (expected, token) in [(200, "one"), (409, "two")] {
        let session = session(&stage, "apple_pay").await;
        let body = paying("apple_pay", &apple(token));
        assert_eq!(stage.confirm(&session, "k", &body).await.status, expected);
    }
    for expected in [200, 409] {
        let session = session(&stage, "paypal").await;
        let order_id = order(&stage, &session).await;
        approve(&stage, &order_id, "approved").await;
        let body = paying("paypal", &order_id);
        assert_eq!(stage.confirm(&session, "k", &body).await.status, expected);
    }
    let session = session(&stage, "paypal").await;
    let rule = |call: &str| json!({ "call": call, "nth": 1, "moment": "before", "fault": { "kind": "status", "code": 503 } });
    let rules = json!([rule("paypal_order"), rule("apple_pay_session")]);
    stage.control(Method::PUT, "faults", json!({ "session_id": session.id, "rules": rules })).await;
    let failed = answer(stage.payer(Method::POST, &session, "/paypal/orders")).await;
    assert_eq!(failed.status, 503);
    let asked = json!({ "validation_url": "https://x.apple.com/" });
    assert_eq!(stage.post(&session, "/apple-pay/session", &asked).await.status, 503);
    order(&stage, &session).await;
}
