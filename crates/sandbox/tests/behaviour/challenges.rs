//! What a payer has to prove first: posed, shown, sent, judged.

use crate::stage::{Answer, Session, Stage, VISA, answer, paying_with};
use reqwest::Method;
use serde_json::{Value, json};

const DECLINED: &str = "4000000000000002";
const HCAPTCHA: &str = "10000000-ffff-ffff-ffff-000000000001";
const TURNSTILE: &str = "1x00000000000000000000AA";

async fn pose(stage: &Stage, session: &Session, mut with: Value) -> Value {
    with["session_id"] = session.id.clone().into();
    stage.control(Method::PUT, "challenge", with).await["challenge"].clone()
}

async fn posed(stage: &Stage, with: Value) -> Session {
    let session = stage.session(json!({})).await;
    pose(stage, &session, with).await;
    session
}

/// Confirms with a fresh token, under a key of its own.
async fn pay(stage: &Stage, session: &Session, card: &str, response: Value) -> Answer {
    let mut body = paying_with(&stage.token(session, card).await);
    body["challenge_response"] = response;
    let request = stage.payer(Method::POST, session, "/confirm");
    answer(request.json(&body)).await
}

async fn refused(stage: &Stage, session: &Session, response: Value) -> String {
    let refused = pay(stage, session, VISA, response.clone()).await;
    assert_eq!((refused.status, refused.body["recoverable"].clone()), (403, json!(true)));
    let expected = if response.is_null() { "challenge_required" } else { "challenge_failed" };
    assert_eq!(refused.code(), expected);
    refused.body["message"].as_str().unwrap().to_owned()
}

async fn challenge(stage: &Stage, session: &Session) -> Value {
    stage.read(session).await.body["challenge"].clone()
}

async fn mint(stage: &Stage, kind: &str, site_key: &str) -> String {
    let body = json!({ "type": kind, "site_key": site_key });
    let minted = stage.control(Method::POST, "captcha/tokens", body).await;
    minted["token"].as_str().unwrap().to_owned()
}

async fn send(stage: &Stage, session: &Session) -> Answer {
    answer(stage.payer(Method::POST, session, "/challenge/send")).await
}

async fn inbox(stage: &Stage, session: &Session) -> Vec<Value> {
    let url = format!("{}/sandbox/inbox?session_id={}", stage.origins().api, session.id);
    let mut inbox = answer(stage.http.get(url)).await.body;
    serde_json::from_value(inbox["messages"].take()).unwrap()
}

async fn last_code(stage: &Stage, session: &Session) -> String {
    inbox(stage, session).await.last().unwrap()["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_captcha_is_passed_once_with_its_own_token() {
    let stage = Stage::new().await;
    for (kind, other, site_key, public, life) in [
        ("hcaptcha", "turnstile", HCAPTCHA, "10000000-aaaa-bbbb-cccc-000000000001", 120),
        ("turnstile", "hcaptcha", TURNSTILE, "XXXX.DUMMY.TOKEN.XXXX", 300),
    ] {
        let session = posed(&stage, json!({ "type": kind })).await;
        assert_eq!(
            challenge(&stage, &session).await,
            json!({ "type": kind, "site_key": site_key, "delivery_hint": null, "code_sent": null })
        );
        // A captcha has no code to send.
        assert_eq!(send(&stage, &session).await.body, challenge(&stage, &session).await);
        assert!(inbox(&stage, &session).await.is_empty());

        let given = |token: &str| json!({ "type": kind, "token": token });
        refused(&stage, &session, json!(null)).await;
        refused(&stage, &session, json!({ "type": kind })).await;
        assert!(refused(&stage, &session, given("made up")).await.contains("not known"));
        let token = mint(&stage, kind, site_key).await;
        let of_another = json!({ "type": other, "token": token });
        assert!(refused(&stage, &session, of_another).await.contains("another type"));
        let foreign = mint(&stage, kind, "another site").await;
        assert!(refused(&stage, &session, given(&foreign)).await.contains("not known"));
        let old = mint(&stage, kind, site_key).await;
        stage.advance(life).await;
        assert!(refused(&stage, &session, given(&old)).await.contains("too old"));

        // A decline uses the token up.
        let token = mint(&stage, kind, site_key).await;
        stage.advance(life - 20).await;
        assert_eq!(pay(&stage, &session, DECLINED, given(&token)).await.code(), "card_declined");
        assert!(refused(&stage, &session, given(&token)).await.contains("used before"));
        assert_eq!(pay(&stage, &session, DECLINED, given(public)).await.status, 402);
        assert!(refused(&stage, &session, given(public)).await.contains("used before"));
        assert!(stage.ledger(&session).await.is_empty());
        let token = mint(&stage, kind, site_key).await;
        assert_eq!(pay(&stage, &session, VISA, given(&token)).await.status, 200);
        assert_eq!(challenge(&stage, &session).await, json!(null));

        // The public token is another session's too.
        let next = posed(&stage, json!({ "type": kind, "site_key": "own" })).await;
        assert_eq!(challenge(&stage, &next).await["site_key"], "own");
        assert_eq!(pay(&stage, &next, VISA, given(public)).await.status, 200);
    }
}

#[tokio::test]
async fn what_is_refused_before_the_challenge_leaves_its_answer_unused() {
    let stage = Stage::new().await;
    let session = posed(&stage, json!({ "type": "turnstile" })).await;
    let token = mint(&stage, "turnstile", TURNSTILE).await;
    let mut body = paying_with("tok_unknown");
    body["challenge_response"] = json!({ "type": "turnstile", "token": token });
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 400);
    body["processor_token"] = stage.token(&session, VISA).await.into();
    let paid = stage.confirm(&session, "k", &body).await;
    assert_eq!(paid.status, 200);
    // A replay is not judged again.
    assert_eq!(stage.confirm(&session, "k", &body).await, paid);
}

#[tokio::test]
async fn a_verdict_is_what_it_was_told_to_be() {
    let stage = Stage::new().await;
    let session = posed(&stage, json!({ "type": "hcaptcha" })).await;
    let token = mint(&stage, "hcaptcha", HCAPTCHA).await;
    let given = json!({ "type": "hcaptcha", "token": token });
    for (verdict, why) in [("spent", "used before"), ("failed", "not passed")] {
        let body = json!({ "session_id": session.id, "verdict": verdict });
        stage.control(Method::PUT, "captcha", body).await;
        assert!(refused(&stage, &session, given.clone()).await.contains(why));
    }
    let good = json!({ "session_id": session.id, "verdict": "good" });
    stage.control(Method::PUT, "captcha", good).await;
    assert_eq!(pay(&stage, &session, VISA, given).await.status, 200);
}

#[tokio::test]
async fn a_challenge_asked_for_at_confirm_is_shown_from_then_on() {
    let stage = Stage::new().await;
    let session = posed(&stage, json!({ "type": "sms", "ask": "confirm" })).await;
    assert_eq!(challenge(&stage, &session).await, json!(null));
    assert_eq!(send(&stage, &session).await, Answer { status: 200, body: Value::Null });
    refused(&stage, &session, json!(null)).await;
    assert_eq!(challenge(&stage, &session).await["type"], "sms");
    assert_eq!(send(&stage, &session).await.body["code_sent"], true);
    let patch = stage.admin(Method::PATCH, &format!("/{}", session.id)).json(&json!({}));
    assert_eq!(answer(patch).await.body["challenge"]["type"], "sms");
    // Taken away again.
    assert_eq!(pose(&stage, &session, json!({ "type": null })).await, json!(null));
    assert_eq!(pay(&stage, &session, VISA, json!(null)).await.status, 200);
}

#[tokio::test]
async fn a_code_is_sent_read_and_right_for_its_session() {
    let stage = Stage::new().await;
    let signals = json!({ "phone": "+1 (555) 010-1234", "email": "signal@example.org" });
    for (with, kind, hint) in [
        (json!({ "fraud_signals": signals }), "sms", "•••• 1234"),
        (json!({ "fraud_signals": signals }), "email", "s•••@example.org"),
        (json!({ "customer_email": "ada@example.com" }), "email", "a•••@example.com"),
        (json!({}), "sms", "•••• 0100"),
        (json!({}), "email", "p•••@example.com"),
    ] {
        let session = stage.session(with).await;
        let shown = pose(&stage, &session, json!({ "type": kind })).await;
        assert_eq!(
            shown,
            json!({ "type": kind, "site_key": null, "delivery_hint": hint, "code_sent": false })
        );
        refused(&stage, &session, json!({ "type": kind, "code": "123456" })).await;
        let sent = send(&stage, &session).await;
        assert_eq!((sent.status, &sent.body["code_sent"]), (200, &json!(true)));
        assert_eq!(challenge(&stage, &session).await, sent.body);

        let messages = inbox(&stage, &session).await;
        let [message] = &*messages else { panic!("one was sent") };
        let code = message["code"].as_str().unwrap();
        assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!((&message["channel"], &message["to"]), (&json!(kind), &json!(hint)));
        let text = message["text"].as_str().unwrap();
        assert!(text.contains("Alder & Ash") && text.contains(code));
        let otp = format!("@127.0.0.1 #{code}");
        assert_eq!(text.lines().last() == Some(&*otp), kind == "sms");

        // A right code stays right, also after a decline.
        let given = json!({ "type": kind, "code": code });
        assert_eq!(pay(&stage, &session, DECLINED, given.clone()).await.status, 402);
        assert_eq!(pay(&stage, &session, VISA, given).await.status, 200);
        assert_eq!(send(&stage, &session).await.code(), "already_confirmed");
    }
}

#[tokio::test]
async fn a_code_may_be_on_its_way_already() {
    let stage = Stage::new().await;
    let session = posed(&stage, json!({ "type": "email", "code_sent": true })).await;
    assert_eq!(challenge(&stage, &session).await["code_sent"], true);
    let given = json!({ "type": "email", "code": last_code(&stage, &session).await });
    assert_eq!(pay(&stage, &session, VISA, given).await.status, 200);
}

#[tokio::test]
async fn sending_is_idempotent_for_a_moment_and_limited_in_all() {
    let stage = Stage::new().await;
    let session = posed(&stage, json!({ "type": "sms" })).await;
    for sends in 1..=5 {
        let first = send(&stage, &session).await;
        assert_eq!(send(&stage, &session).await, first);
        assert_eq!(inbox(&stage, &session).await.len(), sends);
        stage.advance(30).await;
    }
    let request = stage.payer(Method::POST, &session, "/challenge/send");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 429);
    let wait: u32 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((400..=450).contains(&wait), "{wait}");
    let exposed = response.headers()["access-control-expose-headers"].to_str().unwrap();
    assert!(exposed.contains("Retry-After"));
    assert_eq!(response.json::<Value>().await.unwrap()["code"], "rate_limited");
    stage.advance(wait).await;
    assert_eq!(send(&stage, &session).await.status, 200);
    assert_eq!(inbox(&stage, &session).await.len(), 6);
}

#[tokio::test]
async fn a_code_is_void_when_old_replaced_or_guessed_at() {
    let stage = Stage::new().await;
    let session = posed(&stage, json!({ "type": "sms", "code_sent": true })).await;
    let given = |code: &str| json!({ "type": "sms", "code": code });
    let old = last_code(&stage, &session).await;
    stage.advance(600).await;
    assert!(refused(&stage, &session, given(&old)).await.contains("too old"));
    send(&stage, &session).await;
    // Six digits may be the same by chance.
    let new = last_code(&stage, &session).await;
    let wrong = if new == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        refused(&stage, &session, given(wrong)).await;
    }
    assert!(refused(&stage, &session, given(&new)).await.contains("void"));
    stage.advance(30).await;
    send(&stage, &session).await;
    let code = last_code(&stage, &session).await;
    assert_eq!(pay(&stage, &session, VISA, given(&code)).await.status, 200);
}

#[tokio::test]
async fn the_vendors_stand_ins_give_tokens_that_confirm_takes() {
    let stage = Stage::new().await;
    let session = posed(&stage, json!({ "type": "turnstile" })).await;
    let url = format!("{}/tokens", stage.origins().vendors);
    let asked = json!({ "type": "turnstile", "site_key": TURNSTILE });
    let given = answer(stage.http.post(url).body(asked.to_string())).await;
    let token = given.body["token"].as_str().unwrap();
    let response = json!({ "type": "turnstile", "token": token });
    assert_eq!(pay(&stage, &session, VISA, response).await.status, 200);
}

#[tokio::test]
async fn captcha_tokens_are_for_pages_of_this_machine() {
    let stage = Stage::new().await;
    let url = format!("{}/sandbox/captcha/tokens", stage.origins().api);
    for (origin, readable) in [
        ("http://127.0.0.1:4299", true),
        ("http://localhost:1", true),
        ("https://evil.example", false),
    ] {
        let preflight = stage.http.request(Method::OPTIONS, &url).header("Origin", origin);
        let preflight = preflight.send().await.unwrap();
        assert_eq!(preflight.status(), 204);
        let body = json!({ "type": "turnstile", "site_key": TURNSTILE });
        let minted = stage.http.post(&url).header("Origin", origin).json(&body);
        for response in [preflight, minted.send().await.unwrap()] {
            let allowed = response.headers().get("access-control-allow-origin");
            assert_eq!(allowed.map(|value| value.to_str().unwrap()), readable.then_some(origin));
        }
    }
    let sms = json!({ "type": "sms", "site_key": "x" });
    assert_eq!(answer(stage.http.post(&url).json(&sms)).await.status, 400);
}

#[tokio::test]
async fn a_challenge_is_posed_to_a_session_that_exists() {
    let stage = Stage::new().await;
    let url = format!("{}/sandbox/challenge", stage.origins().api);
    let unknown = json!({ "session_id": "cs_none", "type": "sms" });
    assert_eq!(answer(stage.http.put(&url).json(&unknown)).await.status, 404);
}
