//! Bank debits.

use crate::stage::{ACCOUNT, Answer, ROUTING, Session, Stage, VISA, paying_with};
use serde_json::{Value, json};

async fn session(stage: &Stage) -> Session {
    stage.session(json!({ "allowed_methods": ["card", "ach"] })).await
}

fn quoting(token: &str) -> Value {
    json!({
        "method": "ach", "processor_token": token,
        "payment_method": { "ach": { "routing_number": ROUTING, "account_type": "checking" } },
    })
}

fn message(answer: &Answer) -> &str {
    assert_eq!((answer.status, answer.code()), (400, "validation_error"), "{}", answer.body);
    answer.body["message"].as_str().unwrap()
}

#[tokio::test]
async fn an_account_is_debited_what_was_quoted_and_the_authorization_is_kept() {
    let stage = Stage::new().await;
    let session = session(&stage).await;
    let config = stage.read(&session).await.body;
    assert_eq!(config["allowed_methods"], json!(["card", "ach"]));
    let token = stage.bank_token(&session, ACCOUNT).await;
    let quote = stage.quoted(&session, quoting(&token)).await;
    // 0.8 % of 14650 is 117.2.
    assert_eq!(
        quote.body,
        json!({
            "amount": 14650, "convenience_fee": 117, "total_amount": 14767, "method": "ach",
            "last4": "6789", "card_type": null,
        })
    );
    let body = stage.debiting(&token).await;
    let paid = stage.confirm(&session, "k", &body).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    assert_eq!(
        (&paid.body["method"], &paid.body["last4"], &paid.body["total_amount"]),
        (&json!("ach"), &json!("6789"), &json!(14767))
    );
    let ledger = stage.ledger(&session).await;
    assert_eq!((ledger.len(), &ledger[0]["method"]), (1, &json!("ach")));
    assert_eq!(ledger[0]["ach_authorization"], body["ach_authorization"]);
    assert_eq!(stage.confirm(&session, "k", &body).await, paid);
}

#[tokio::test]
async fn test_accounts_decline() {
    let stage = Stage::new().await;
    let session = session(&stage).await;
    for (account, code) in [
        ("000111111113", "card_declined"),
        ("000111111116", "insufficient_funds"),
        ("000111111119", "processing_error"),
    ] {
        let token = stage.bank_token(&session, account).await;
        let mut body = stage.debiting(&token).await;
        body["payment_method"]["ach"]["account_number_suffix"] = json!(account[8..]);
        let declined = stage.confirm(&session, account, &body).await;
        assert_eq!((declined.status, declined.code()), (402, code));
        assert_eq!(declined.body["recoverable"], true);
    }
    assert!(stage.ledger(&session).await.is_empty());
}

#[tokio::test]
async fn a_debit_needs_an_authorization_of_a_moment_ago() {
    let stage = Stage::new().await;
    let session = session(&stage).await;
    let token = stage.bank_token(&session, ACCOUNT).await;
    let good = stage.debiting(&token).await;
    let with = async |authorization: Value| {
        let mut body = good.clone();
        body["ach_authorization"] = authorization;
        stage.confirm(&session, "k", &body).await
    };
    assert_eq!(message(&with(json!(null)).await), "ach_authorization: required for ach");
    for (at, why) in [
        (stage.moment(600).await, "in the future"),
        (stage.moment(-3700).await, "over an hour ago"),
        ("2026-11-21".to_owned(), "RFC 3339"),
    ] {
        let refused = with(json!({ "sec_code": "web", "accepted_at": at })).await;
        let message = message(&refused);
        assert!(message.starts_with("ach_authorization.accepted_at: ") && message.contains(why));
    }
    let now = stage.moment(0).await;
    for word in ["tel", "ppd"] {
        let refused = with(json!({ "sec_code": word, "accepted_at": now })).await;
        assert!(message(&refused).starts_with("ach_authorization.sec_code: "));
    }
    // For debits only.
    let mut card = paying_with(&stage.token(&session, VISA).await);
    card["ach_authorization"] = good["ach_authorization"].clone();
    assert_eq!(
        message(&stage.confirm(&session, "k", &card).await),
        "ach_authorization: for ach only"
    );
    // With the payer's own offset, and a little ago.
    let earlier = stage.moment(-3500).await.replace('Z', "+00:00");
    let paid = with(json!({ "sec_code": "web", "accepted_at": earlier })).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
}

#[tokio::test]
async fn a_debit_names_the_tokens_account() {
    let stage = Stage::new().await;
    let session = session(&stage).await;
    let token = stage.bank_token(&session, ACCOUNT).await;
    let good = stage.debiting(&token).await;
    for (field, wrong) in [
        ("routing_number", json!("110000001")),
        ("routing_number", json!("000000000")),
        ("routing_number", json!("021000021")),
        ("routing_number", json!(null)),
        ("account_number_suffix", json!("6788")),
        ("account_number_suffix", json!("")),
        ("account_number_suffix", json!(ACCOUNT)),
        ("account_number_suffix", json!(null)),
        ("account_type", json!("savings")),
        ("account_type", json!(null)),
        ("bank_name", json!("x".repeat(101))),
    ] {
        let mut body = good.clone();
        body["payment_method"]["ach"][field] = wrong;
        let refused = stage.confirm(&session, "k", &body).await;
        let named = format!("payment_method.ach.{field}: ");
        assert!(message(&refused).starts_with(&named), "{}", refused.body);
    }
    let mut body = good.clone();
    body["payment_method"] = json!({ "card": { "last4": "6789" } });
    assert!(message(&stage.confirm(&session, "k", &body).await).starts_with("payment_method: "));
    let mut body = good.clone();
    body["method"] = json!("card");
    body["ach_authorization"] = json!(null);
    assert!(message(&stage.confirm(&session, "k", &body).await).starts_with("method: "));
    // The last two digits will do.
    let mut body = good;
    body["payment_method"]["ach"]["account_number_suffix"] = json!("89");
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
}

#[tokio::test]
async fn a_quote_needs_the_token_and_the_account() {
    let stage = Stage::new().await;
    let session = session(&stage).await;
    let token = stage.bank_token(&session, ACCOUNT).await;
    for field in ["processor_token", "payment_method"] {
        let mut body = quoting(&token);
        body[field] = json!(null);
        let refused = stage.quoted(&session, body).await;
        assert_eq!(message(&refused), format!("{field}: required for ach"));
    }
    let mut body = quoting(&token);
    body["card_type"] = json!("visa");
    assert_eq!(message(&stage.quoted(&session, body).await), "card_type: not for ach");
    let card = stage.token(&session, VISA).await;
    assert!(message(&stage.quoted(&session, quoting(&card)).await).starts_with("method: "));
}

#[tokio::test]
async fn debits_are_in_dollars_and_where_the_session_takes_them() {
    let stage = Stage::new().await;
    let euros = json!({ "currency": "EUR", "allowed_methods": ["ach", "card"] });
    let session = stage.session(euros).await;
    assert_eq!(stage.read(&session).await.body["allowed_methods"], json!(["card"]));
    let token = stage.bank_token(&session, ACCOUNT).await;
    let body = stage.debiting(&token).await;
    assert!(message(&stage.confirm(&session, "k", &body).await).starts_with("method: "));
    let refused = stage.create(json!({ "currency": "EUR", "allowed_methods": ["ach"] })).await;
    assert!(message(&refused).starts_with("allowed_methods: "));

    // What the account is set to take, where the session does not say.
    stage.account(json!({ "methods": ["ach", "paypal"] })).await;
    let session = stage.session(json!({})).await;
    assert_eq!(stage.read(&session).await.body["allowed_methods"], json!(["ach", "paypal"]));
}
