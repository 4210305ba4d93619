//! The issuer's address verification, and what a session asks for.

use crate::stage::{ACCOUNT, Stage, VISA, paying_with};
use serde_json::{Value, json};

#[tokio::test]
async fn test_postcodes_decline_and_say_which_part() {
    let stage = Stage::new().await;
    let session = stage.session(json!({ "customer_id": "cus_one" })).await;
    let token = stage.token(&session, VISA).await;
    let with = async |token: &str, zip: &str| {
        let mut body = paying_with(token);
        body["billing_details"]["zip"] = zip.into();
        stage.confirm(&session, &format!("{token} {zip}"), &body).await
    };
    for (zip, field) in [
        ("99999", "zip"),
        ("99998", "street"),
        ("k9z 9z9", "zip"),
        ("ZE99ZY", "street"),
        ("999-9999", "zip"),
        ("D99X9X8", "street"),
    ] {
        for token in [&*token, "pm_one_1"] {
            let declined = with(token, zip).await;
            assert_eq!((declined.status, declined.code()), (402, "card_declined"));
            let message = declined.body["message"].as_str().unwrap();
            assert!(message.starts_with(&format!("billing_details.{field}: avs: ")), "{message}");
            assert_eq!(declined.body["recoverable"], true);
            assert_eq!(with(token, zip).await, declined, "it is final for its key");
        }
    }
    assert!(stage.ledger(&session).await.is_empty());
    // The token is unused, and the address can be mended.
    assert_eq!(with(&token, "10001").await.status, 200);
}

#[tokio::test]
async fn only_issuers_know_addresses() {
    let stage = Stage::new().await;
    let session = stage.session(json!({ "allowed_methods": ["ach"] })).await;
    let mut body = stage.debiting(&stage.bank_token(&session, ACCOUNT).await).await;
    body["billing_details"]["zip"] = json!("99999");
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
}

#[tokio::test]
async fn what_a_session_asks_for_it_asks_of_every_method() {
    let stage = Stage::new().await;
    let with = json!({
        "allowed_methods": ["card", "ach", "apple_pay", "paypal"], "customer_id": "cus_one",
        "required_avs_fields": ["phone"],
    });
    let session = stage.session(with).await;
    let bank = stage.debiting(&stage.bank_token(&session, ACCOUNT).await).await;
    let wallet = |method: &str| -> Value { json!({ "processor_token": "x", "method": method }) };
    for body in [paying_with("pm_one_1"), bank.clone(), wallet("apple_pay"), wallet("paypal")] {
        let refused = stage.confirm(&session, "k", &body).await;
        assert_eq!((refused.status, refused.code()), (400, "validation_error"));
        assert_eq!(refused.body["message"], "billing_details.phone: required by this session");
    }
    let mut body = bank;
    body["billing_details"]["phone"] = json!("+1 555 0100");
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
}
