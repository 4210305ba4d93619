//! What each method and brand costs on top.

use crate::stage::{ACCOUNT, ROUTING, Session, Stage, VISA};
use serde_json::{Value, json};

const MASTERCARD: &str = "5555555555554444";

async fn fees(stage: &Stage, session: &Session) -> Vec<Value> {
    let card = |token: String| {
        json!({
            "method": "card", "card_type": "unread", "processor_token": token,
            "payment_method": { "card": {} },
        })
    };
    let bank = stage.bank_token(session, ACCOUNT).await;
    let mut fees = Vec::new();
    for body in [
        card(stage.token(session, VISA).await),
        card(stage.token(session, MASTERCARD).await),
        card("pm_several_3".to_owned()),
        json!({
            "method": "ach", "processor_token": bank,
            "payment_method": { "ach": { "routing_number": ROUTING } },
        }),
        json!({ "method": "apple_pay" }),
        json!({ "method": "paypal" }),
    ] {
        let quote = stage.quoted(session, body).await;
        assert_eq!(quote.status, 200, "{}", quote.body);
        fees.push(quote.body["convenience_fee"].clone());
    }
    fees
}

#[tokio::test]
async fn each_method_and_brand_has_its_own_fee() {
    let stage = Stage::new().await;
    let all = json!(["card", "ach", "apple_pay", "paypal"]);
    let with = json!({
        "amount": 100_000, "allowed_methods": all, "customer_id": "cus_several",
    });
    let session = stage.session(with).await;
    // Amex, saved, has a rule of its own; ACH is capped at five dollars.
    assert_eq!(fees(&stage, &session).await, [2930, 2930, 3530, 500, 2730, 3539]);

    let rules = json!([
        { "method": "card", "brand": "mastercard", "basis_points": 100 },
        { "method": "card", "basis_points": 200, "fixed": 10, "at_most": 1500 },
        { "method": "paypal", "basis_points": 0, "fixed": 99 },
    ]);
    stage.account(json!({ "fee_rules": rules, "fee_basis_points": 1, "fee_fixed": 0 })).await;
    // What has no rule costs what the account says for all.
    assert_eq!(fees(&stage, &session).await, [1500, 1000, 1500, 10, 10, 99]);
    stage.account(json!({ "fee_rules": [], "fee_basis_points": 0 })).await;
    assert_eq!(fees(&stage, &session).await, [0, 0, 0, 0, 0, 0]);
    stage.account(json!({ "fee_rules": null, "fee_basis_points": null, "fee_fixed": null })).await;
    assert_eq!(fees(&stage, &session).await, [2930, 2930, 3530, 500, 2730, 3539]);
}

#[tokio::test]
async fn a_wallet_is_quoted_by_the_amount_alone() {
    let stage = Stage::new().await;
    let session = stage.session(json!({ "allowed_methods": ["apple_pay"] })).await;
    let quote = stage.quoted(&session, json!({ "method": "apple_pay" })).await;
    assert_eq!(
        quote.body,
        json!({
            "amount": 14650, "convenience_fee": 426, "total_amount": 15076, "method": "apple_pay",
            "last4": null, "card_type": null,
        })
    );
    for field in ["processor_token", "card_type"] {
        let mut body = json!({ "method": "apple_pay" });
        body[field] = json!("x");
        let refused = stage.quoted(&session, body).await;
        assert_eq!(refused.body["message"], format!("{field}: not for apple_pay"));
    }
    let refused = stage.quoted(&session, json!({ "method": "paypal" })).await;
    assert_eq!(refused.body["message"], "method: not allowed in this session");
}
