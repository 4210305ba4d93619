//! The same payment twice, in two sessions.

use crate::stage::{Session, Stage, VISA, paying_with};
use reqwest::Method;
use serde_json::{Value, json};

const MASTERCARD: &str = "5555555555554444";

async fn check(stage: &Stage, session: Option<&Session>, check: bool) {
    let id = session.map(|session| &session.id);
    stage.control(Method::PUT, "duplicates", json!({ "session_id": id, "check": check })).await;
}

async fn paid(stage: &Stage, card: &str, with: Value) -> u16 {
    let session = stage.session(with).await;
    let body = paying_with(&stage.token(&session, card).await);
    stage.confirm(&session, "k", &body).await.status
}

#[tokio::test]
async fn the_same_card_and_total_in_another_session_asks_first() {
    let stage = Stage::new().await;
    assert_eq!(paid(&stage, VISA, json!({})).await, 200);
    assert_eq!(paid(&stage, VISA, json!({})).await, 200, "nobody looks unless told to");

    let session = stage.session(json!({})).await;
    check(&stage, Some(&session), true).await;
    let mut body = paying_with(&stage.token(&session, VISA).await);
    let asked = stage.confirm(&session, "k", &body).await;
    assert_eq!((asked.status, asked.code()), (409, "duplicate_payment"));
    assert_eq!(asked.body["recoverable"], true);
    assert!(stage.ledger(&session).await.is_empty());
    // Nothing was executed: the key is free, and the token unused.
    body["duplicate_acknowledged"] = json!(true);
    let acknowledged = stage.confirm(&session, "k", &body).await;
    assert_eq!(acknowledged.status, 200);
    assert_eq!(stage.confirm(&session, "k", &body).await, acknowledged);
}

#[tokio::test]
async fn another_card_another_total_or_another_time_is_no_duplicate() {
    let stage = Stage::new().await;
    check(&stage, None, true).await;
    assert_eq!(paid(&stage, VISA, json!({})).await, 200);
    assert_eq!(paid(&stage, MASTERCARD, json!({})).await, 200);
    assert_eq!(paid(&stage, VISA, json!({ "amount": 14651 })).await, 200);
    assert_eq!(paid(&stage, VISA, json!({})).await, 409);
    stage.advance(590).await;
    assert_eq!(paid(&stage, VISA, json!({})).await, 409);
    stage.advance(10).await;
    assert_eq!(paid(&stage, VISA, json!({})).await, 200);
}

#[tokio::test]
async fn a_session_is_never_its_own_duplicate() {
    let stage = Stage::new().await;
    check(&stage, None, true).await;
    let session = stage.session(json!({})).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    let paid = stage.confirm(&session, "k", &body).await;
    assert_eq!(stage.confirm(&session, "k", &body).await, paid);
    assert_eq!(stage.confirm(&session, "k2", &body).await.code(), "already_confirmed");
}
