//! A session is charged at most once, and whoever asks again is told the same.

use crate::stage::{Answer, Session, Stage, VISA, answer, paying_with};
use futures_util::future::join_all;
use reqwest::Method;
use sandbox::Storage;
use serde_json::json;

#[tokio::test]
async fn a_card_is_charged_what_was_quoted_and_the_way_back_is_signed() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let token = stage.token(&session, VISA).await;
    let quote = stage.quote(&session, &token).await;
    // 2.9 % of 14650 is 424.85; and 30.
    assert_eq!(
        quote.body,
        json!({
            "amount": 14650, "convenience_fee": 455, "total_amount": 15105,
            "method": "card", "last4": "1111", "card_type": "visa",
        })
    );

    // The fee quoted is the fee charged, whatever the account has set since.
    stage.account(json!({ "fee_basis_points": 0, "fee_fixed": 0 })).await;
    let paid = stage.confirm(&session, "key-1", &paying_with(&token)).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    let text = |name: &str| paid.body[name].as_str().unwrap().to_owned();
    assert_eq!(paid.body["total_amount"], 15105);
    assert!(text("payment_uid").starts_with("P-"));
    assert_eq!(
        text("redirect_url"),
        format!(
            "https://shop.example/thanks?order=7&session_id={}&transaction_id={}&payment_uid={}&sig={}",
            session.id,
            text("transaction_id"),
            text("payment_uid"),
            text("signature")
        )
    );

    let ledger = stage.ledger(&session).await;
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0]["total_amount"], 15105);
    assert_eq!(ledger[0]["idempotency_key"], "key-1");
    assert_eq!(ledger[0]["billing_details"]["cardholder"], "Ada Lovelace");
    assert_eq!(stage.read(&session).await.body["status"], "completed");
}

#[tokio::test]
async fn the_fee_is_quoted_anew_when_the_amount_has_changed() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let token = stage.token(&session, VISA).await;
    stage.quote(&session, &token).await;
    let patch = stage.admin(Method::PATCH, &format!("/{}", session.id));
    assert_eq!(answer(patch.json(&json!({ "amount": 10000 }))).await.status, 200);
    let paid = stage.confirm(&session, "k", &paying_with(&token)).await;
    assert_eq!(paid.body["total_amount"], 10320);
}

#[tokio::test]
async fn a_retry_is_answered_with_the_original_result() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    let paid = stage.confirm(&session, "k", &body).await;
    assert_eq!(stage.confirm(&session, "k", &body).await, paid);
    // Also when the session's time is over.
    stage.advance(86_400).await;
    assert_eq!(stage.confirm(&session, "k", &body).await, paid);

    let other = stage.confirm(&session, "k2", &body).await;
    assert_eq!((other.status, other.code()), (409, "already_confirmed"));
    let keyless = answer(stage.payer(Method::POST, &session, "/confirm").json(&body)).await;
    assert_eq!((keyless.status, keyless.code()), (409, "already_confirmed"));
    let changed = stage.confirm(&session, "k", &paying_with("tok_other")).await;
    assert_eq!((changed.status, changed.code()), (422, "validation_error"));
    assert_eq!(stage.ledger(&session).await.len(), 1);
}

#[tokio::test]
async fn a_decline_is_final_for_its_key_and_leaves_the_session_open() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    for (number, code) in [
        ("4000000000000002", "card_declined"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000119", "processing_error"),
    ] {
        let body = paying_with(&stage.token(&session, number).await);
        let declined = stage.confirm(&session, code, &body).await;
        assert_eq!((declined.status, declined.code()), (402, code));
        assert_eq!(declined.body["recoverable"], true);
        assert_eq!(stage.confirm(&session, code, &body).await, declined);
    }
    assert!(stage.ledger(&session).await.is_empty());
    let body = paying_with(&stage.token(&session, "5555555555554444").await);
    assert_eq!(stage.confirm(&session, "again", &body).await.status, 200);
}

#[tokio::test]
async fn a_request_refused_before_execution_leaves_its_key_free() {
    let stage = Stage::new().await;
    let session = stage.session(json!({ "required_avs_fields": ["cardholder", "zip"] })).await;
    let mut body = paying_with(&stage.token(&session, VISA).await);
    let refused = stage.confirm(&session, "k", &body).await;
    assert_eq!((refused.status, refused.code()), (400, "validation_error"));
    assert!(refused.body["message"].as_str().unwrap().contains("billing_details.zip"));
    body["billing_details"]["zip"] = "10001".into();
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
}

#[tokio::test]
async fn a_token_pays_once_while_young_and_in_its_own_words() {
    let stage = Stage::new().await;
    let (first, second) = (stage.session(json!({})).await, stage.session(json!({})).await);
    let token = stage.token(&first, VISA).await;
    assert_eq!(stage.confirm(&first, "k", &paying_with(&token)).await.status, 200);
    let message = async |session: &Session, body| {
        let refused = stage.confirm(session, "k", &body).await;
        assert_eq!((refused.status, refused.code()), (400, "validation_error"));
        refused.body["message"].as_str().unwrap().to_owned()
    };
    assert!(message(&second, paying_with(&token)).await.contains("charged before"));
    assert!(message(&second, paying_with("tok_unknown")).await.contains("not known"));

    let token = stage.token(&second, VISA).await;
    let mut other = paying_with(&token);
    other["payment_method"] = json!({ "card": { "last4": "4444" } });
    assert!(message(&second, other).await.contains("payment_method.card.last4"));
    for (name, value) in [
        ("method", json!("ach")),
        ("save_method", json!(true)),
        ("ach_authorization", json!({ "sec_code": "web", "accepted_at": "2026-04-15T12:00:00Z" })),
        ("challenge_response", json!({ "type": "sms", "code": "1" })),
        ("payment_method", json!({ "ach": {} })),
    ] {
        let mut wrong = paying_with(&token);
        wrong[name] = value;
        assert!(message(&second, wrong).await.contains(name), "{name}");
    }
    stage.advance(900).await;
    assert!(message(&second, paying_with(&token)).await.contains("too old"));
}

/// Ten times in each storage: a race that is lost once in a while has to be met.
async fn in_both_storages(test: impl AsyncFn(&Stage, &Session)) {
    let folder = tempfile::tempdir().unwrap();
    let file = Storage::File(folder.path().join("sub/sandbox.sqlite"));
    for storage in [Storage::Memory, file] {
        let stage = Stage::with(storage, "no-dist".into()).await;
        for _ in 0..10 {
            let session = stage.session(json!({})).await;
            // Opens the fifty connections, so that the confirms arrive at once.
            join_all((0..50).map(|_| stage.read(&session))).await;
            test(&stage, &session).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_confirms_with_one_key_charge_once_and_hear_the_same() {
    in_both_storages(async |stage, session| {
        let body = paying_with(&stage.token(session, VISA).await);
        let answers = join_all((0..50).map(|_| stage.confirm(session, "one", &body))).await;
        assert_eq!(answers[0].status, 200, "{}", answers[0].body);
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert_eq!(stage.ledger(session).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_confirms_with_fifty_keys_and_tokens_charge_once() {
    in_both_storages(async |stage, session| {
        let tokens = join_all((0..50).map(|_| stage.token(session, VISA))).await;
        let confirms = tokens.iter().enumerate().map(async |(number, token)| {
            stage.confirm(session, &format!("key-{number}"), &paying_with(token)).await
        });
        let answers: Vec<Answer> = join_all(confirms).await;
        let paid = answers.iter().filter(|answer| answer.status == 200).count();
        let late = |answer: &&Answer| (answer.status, answer.code()) == (409, "already_confirmed");
        assert_eq!((paid, answers.iter().filter(late).count()), (1, 49));
        assert_eq!(stage.ledger(session).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_beside_a_confirm_is_charged_whole_or_refused() {
    let stage = Stage::new().await;
    for _ in 0..10 {
        let session = stage.session(json!({})).await;
        let body = paying_with(&stage.token(&session, VISA).await);
        let change = stage.admin(Method::PATCH, &format!("/{}", session.id));
        let change = answer(change.json(&json!({ "amount": 99 })));
        let (paid, patched) = tokio::join!(stage.confirm(&session, "k", &body), change);
        assert_eq!(paid.status, 200);
        let expected = if patched.status == 200 { 99 } else { 14650 };
        assert_eq!(paid.body["amount"], expected);
        assert!([200, 409].contains(&patched.status), "{}", patched.body);
    }
}

#[tokio::test]
async fn a_payment_is_finished_when_the_payer_has_gone_away() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    let statuses = async || -> Vec<Option<u64>> {
        let seen = stage.seen(&session).await.into_iter();
        let confirms = seen.filter(|seen| seen["path"].as_str().unwrap().ends_with("/confirm"));
        confirms.map(|seen| seen["status"].as_u64()).collect()
    };
    stage.control(Method::PUT, "outage", json!({ "delay_ms": 500 })).await;
    let request = stage.payer(Method::POST, &session, "/confirm").header("Idempotency-Key", "k");
    let sent = tokio::spawn(request.json(&body).send());
    while statuses().await.is_empty() {
        tokio::task::yield_now().await;
    }
    sent.abort();
    assert!(sent.await.unwrap_err().is_cancelled());
    while statuses().await != [Some(200)] {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.ledger(&session).await.len(), 1);
    stage.control(Method::PUT, "outage", json!({})).await;
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
}

#[tokio::test]
async fn everything_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = Storage::File(folder.path().join("sandbox.sqlite"));
    let stage = Stage::with(file.clone(), "no-dist".into()).await;
    let (paid, open) = (stage.session(json!({})).await, stage.session(json!({})).await);
    let body = paying_with(&stage.token(&paid, VISA).await);
    let first = stage.confirm(&paid, "k", &body).await;
    let token = stage.token(&open, VISA).await;
    let quote = stage.quote(&open, &token).await;
    stage.account(json!({ "page_message": "<b>Hello</b>", "fee_fixed": 0 })).await;
    // Origins change with the ports; what was registered as the checkout's own does too.
    stage.running.stop().await;

    let stage = Stage::with(file, "no-dist".into()).await;
    assert_eq!(stage.confirm(&paid, "k", &body).await, first);
    assert_eq!(stage.ledger(&paid).await.len(), 1);
    assert_eq!(stage.read(&open).await.body["page_message"], "<b>Hello</b>");
    let total = stage.confirm(&open, "k", &paying_with(&token)).await.body["total_amount"].clone();
    assert_eq!(total, quote.body["total_amount"]);
}

#[tokio::test]
async fn a_key_is_one_value_of_printable_ascii() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    for wrong in ["", "é", &"x".repeat(256)] {
        let refused = stage.confirm(&session, wrong, &body).await;
        assert_eq!((refused.status, refused.code()), (400, "validation_error"), "{wrong}");
    }
    let request = stage.payer(Method::POST, &session, "/confirm").json(&body);
    let twice = request.header("Idempotency-Key", "a").header("Idempotency-Key", "b");
    assert_eq!(answer(twice).await.status, 400);
    assert_eq!(stage.confirm(&session, &"x".repeat(255), &body).await.status, 200);
}
