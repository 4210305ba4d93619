//! What APIs are known to make of an `Idempotency-Key`, one variant at a time. Under each, a
//! session is charged at most once.

use crate::stage::{Session, Stage, VISA, paying_with};
use reqwest::Method;
use serde_json::{Value, json};

const DECLINED: &str = "4000000000000002";

async fn variant(stage: &Stage, session: Option<&Session>, variant: &str) {
    let id = session.map(|session| &session.id);
    let body = json!({ "session_id": id, "variant": variant });
    stage.control(Method::PUT, "idempotency", body).await;
}

async fn session(stage: &Stage, variant_: &str) -> (Session, Value) {
    let session = stage.session(json!({})).await;
    variant(stage, Some(&session), variant_).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    (session, body)
}

async fn fails_after(stage: &Stage, session: &Session, nth: u64) {
    let fault = json!({ "kind": "status", "code": 500, "error_code": "processing_error" });
    let rule = json!({ "call": "confirm", "nth": nth, "moment": "after", "fault": fault });
    let script = json!({ "session_id": session.id, "rules": [rule] });
    stage.control(Method::PUT, "faults", script).await;
}

#[tokio::test]
async fn replays_errors_repeats_a_500_for_ever_though_the_charge_is_made() {
    let stage = Stage::new().await;
    let (one, body) = session(&stage, "replays_errors").await;
    fails_after(&stage, &one, 1).await;
    let first = stage.confirm(&one, "k", &body).await;
    assert_eq!((first.status, first.code()), (500, "processing_error"));
    assert_eq!(stage.confirm(&one, "k", &body).await, first);
    assert_eq!(stage.ledger(&one).await.len(), 1);
    assert_eq!(stage.read(&one).await.body["status"], "completed");
    assert_eq!(stage.confirm(&one, "k2", &body).await.code(), "already_confirmed");

    // A refusal too; and another body is still refused.
    let (other, _) = session(&stage, "replays_errors").await;
    let wrong = paying_with("tok_unknown");
    let refused = stage.confirm(&other, "k", &wrong).await;
    assert_eq!(refused.status, 400);
    assert_eq!(stage.confirm(&other, "k", &wrong).await, refused);
    assert_eq!(stage.confirm(&other, "k", &body).await.status, 422);

    // As documented, the charge's own answer is replayed.
    let (plain, body) = session(&stage, "documented").await;
    fails_after(&stage, &plain, 1).await;
    assert_eq!(stage.confirm(&plain, "k", &body).await.status, 500);
    assert_eq!(stage.confirm(&plain, "k", &body).await.status, 200);
}

#[tokio::test]
async fn only_success_tries_a_decline_again() {
    let stage = Stage::new().await;
    let (session, good) = session(&stage, "only_success").await;
    let bad = paying_with(&stage.token(&session, DECLINED).await);
    let first = stage.confirm(&session, "k", &bad).await;
    let second = stage.confirm(&session, "k", &bad).await;
    assert_eq!((first.status, second.status), (402, 402));
    assert_ne!(first.body["request_id"], second.body["request_id"], "executed again");
    let paid = stage.confirm(&session, "k", &good).await;
    assert_eq!(paid.status, 200);
    assert_eq!(stage.confirm(&session, "k", &good).await, paid);
    assert_eq!(stage.confirm(&session, "k", &bad).await.status, 422);
}

#[tokio::test]
async fn ignores_body_answers_another_body_with_the_first_ones_result() {
    let stage = Stage::new().await;
    let (session, good) = session(&stage, "ignores_body").await;
    let bad = paying_with(&stage.token(&session, DECLINED).await);
    let declined = stage.confirm(&session, "k", &bad).await;
    assert_eq!(declined.status, 402);
    assert_eq!(stage.confirm(&session, "k", &good).await, declined);
    assert!(stage.ledger(&session).await.is_empty());
}

#[tokio::test]
async fn conflict_in_flight_refuses_a_key_that_is_being_handled() {
    let stage = Stage::new().await;
    for moment in ["before", "after"] {
        let (session, body) = session(&stage, "conflict_in_flight").await;
        let fault = json!({ "kind": "delay", "ms": 500 });
        let rule = json!({ "call": "confirm", "nth": 1, "moment": moment, "fault": fault });
        let script = json!({ "session_id": session.id, "rules": [rule] });
        stage.control(Method::PUT, "faults", script).await;
        let first = stage.confirm(&session, "k", &body);
        let second = async {
            let seen = async || stage.seen(&session).await;
            while !seen().await.iter().any(|seen| seen["idempotency_key"] == "k") {
                tokio::task::yield_now().await;
            }
            stage.confirm(&session, "k", &body).await
        };
        let (first, second) = tokio::join!(first, second);
        assert_eq!((second.status, second.code()), (409, "idempotency_in_flight"));
        assert_eq!(first.status, 200);
        assert_eq!(stage.confirm(&session, "k", &body).await, first);
    }
}

#[tokio::test]
async fn off_forgets_every_key_and_still_charges_once() {
    let stage = Stage::new().await;
    variant(&stage, None, "off").await;
    let session = stage.session(json!({})).await;
    let bad = paying_with(&stage.token(&session, DECLINED).await);
    let good = paying_with(&stage.token(&session, VISA).await);
    assert_eq!(stage.confirm(&session, "k", &bad).await.status, 402);
    assert_eq!(stage.confirm(&session, "k", &good).await.status, 200);
    assert_eq!(stage.confirm(&session, "k", &good).await.code(), "already_confirmed");
    assert_eq!(stage.ledger(&session).await.len(), 1);

    // A session's own variant is before everybody's.
    let own = stage.session(json!({})).await;
    variant(&stage, Some(&own), "documented").await;
    let body = paying_with(&stage.token(&own, VISA).await);
    let paid = stage.confirm(&own, "k", &body).await;
    assert_eq!(stage.confirm(&own, "k", &body).await, paid);
}
