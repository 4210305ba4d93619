//! Webhooks: what a merchant's server hears, how often, and what it may believe.

use crate::stage::{Answer, Session, Stage, VISA, answer, paying_with};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, Mac};
use reqwest::Method;
use sandbox::{Options, Ports, Storage, demo};
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How long to wait for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A webhook as it came.
#[derive(Clone, Debug, PartialEq)]
struct Came {
    signature: String,
    body: String,
}

impl Came {
    fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn id(&self) -> String {
        self.event()["webhook_id"].as_str().unwrap().to_owned()
    }

    fn is_signed(&self) -> bool {
        self.signature == sign(self.event()["timestamp"].as_i64().unwrap(), &self.body)
    }
}

/// A merchant's endpoint: answers with these statuses, and with 200 when they are used up.
struct Endpoint {
    url: String,
    came: UnboundedReceiver<Came>,
}

type Inside = (UnboundedSender<Came>, Arc<Mutex<VecDeque<u16>>>);

impl Endpoint {
    async fn answering(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks", listener.local_addr().unwrap());
        let (sender, came) = unbounded_channel();
        let statuses = Arc::new(Mutex::new(statuses.iter().copied().collect()));
        let router = Router::new().route("/hooks", post(hear)).with_state((sender, statuses));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, came }
    }

    async fn next(&mut self) -> Came {
        tokio::time::timeout(PATIENCE, self.came.recv()).await.unwrap().unwrap()
    }

    fn nothing_more(&mut self) -> bool {
        self.came.try_recv().is_err()
    }
}

async fn hear(
    State((sender, statuses)): State<Inside>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let signature = headers["x-webhook-signature"].to_str().unwrap().to_owned();
    assert_eq!(headers["content-type"], "application/json");
    let body = String::from_utf8(body.to_vec()).unwrap();
    sender.send(Came { signature, body }).unwrap();
    let status = statuses.lock().unwrap().pop_front().unwrap_or(200);
    StatusCode::from_u16(status).unwrap()
}

/// A sandbox that tries again at once, and an endpoint that it tells.
async fn hurried(statuses: &[u16]) -> (Stage, Endpoint) {
    let pace = NonZeroU32::new(1000).unwrap();
    let stage = Stage::of(Options { ports: Ports::Any, pace, ..Options::default() }).await;
    let endpoint = Endpoint::answering(statuses).await;
    stage.account(json!({ "webhook_url": endpoint.url })).await;
    (stage, endpoint)
}

async fn pay(stage: &Stage, session: &Session) -> Answer {
    let token = stage.token(session, VISA).await;
    let paid = stage.confirm(session, "k", &paying_with(&token)).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    paid
}

async fn paid(stage: &Stage, with: Value) -> Session {
    let session = stage.session(with).await;
    pay(stage, &session).await;
    session
}

async fn rules(stage: &Stage, session: Option<&Session>, rules: Value) {
    let session = session.map(|session| &session.id);
    stage.control(Method::PUT, "webhooks", json!({ "session_id": session, "rules": rules })).await;
}

/// The outbox, of a session.
async fn outbox(stage: &Stage, session: &Session) -> Vec<Value> {
    let url = format!("{}/sandbox/webhooks?session_id={}", stage.origins().api, session.id);
    let mut outbox = answer(stage.http.get(url)).await.body;
    serde_json::from_value(outbox["webhooks"].take()).unwrap()
}

/// A session's one webhook, when it is in a state.
async fn settled(stage: &Stage, session: &Session, wanted: &str) -> Value {
    let wait = async {
        loop {
            if let [webhook] = &outbox(stage, session).await[..]
                && webhook["state"] == wanted
            {
                return webhook.clone();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap()
}

fn statuses(webhook: &Value) -> Vec<Value> {
    let attempts = webhook["attempts"].as_array().unwrap();
    let numbers: Vec<_> = attempts.iter().map(|attempt| attempt["number"].clone()).collect();
    assert_eq!(numbers, (1..=attempts.len()).map(Value::from).collect::<Vec<_>>());
    let told = |attempt: &Value| match &attempt["status"] {
        Value::Null => attempt["error"].clone(),
        status => status.clone(),
    };
    attempts.iter().map(told).collect()
}

#[tokio::test]
async fn a_payment_is_told_once_signed_and_as_it_is_in_the_ledger() {
    let (stage, mut endpoint) = hurried(&[]).await;
    let session = paid(&stage, json!({ "metadata": { "order": "Zoë 7" } })).await;
    let came = endpoint.next().await;
    let (event, charge) = (came.event(), stage.ledger(&session).await.remove(0));
    assert!(came.is_signed() && came.id().starts_with("evt_"));
    assert_eq!(
        event,
        json!({
            "webhook_id": came.id(), "event_type": "checkout_session.completed",
            "timestamp": event["timestamp"],
            "data": {
                "session_id": session.id, "status": "completed", "amount": 14650,
                "payment": {
                    "transaction_id": charge["transaction_id"], "total_amount": 15105,
                    "method": "card", "last4": "1111",
                },
                "metadata": { "order": "Zoë 7" },
            },
        })
    );
    let webhook = settled(&stage, &session, "delivered").await;
    assert_eq!(statuses(&webhook), [json!(200)]);
    assert_eq!(webhook["webhook_id"], came.id());
    assert_eq!(webhook["next_attempt_at"], Value::Null);

    // The same answer again is not another payment, and a decline is none.
    let again = stage.session(json!({})).await;
    let declined = stage.token(&again, "4000000000000002").await;
    assert_eq!(stage.confirm(&again, "k", &paying_with(&declined)).await.status, 402);
    let good = paying_with(&stage.token(&again, VISA).await);
    let first = stage.confirm(&again, "l", &good).await;
    assert_eq!(stage.confirm(&again, "l", &good).await, first);
    settled(&stage, &again, "delivered").await;
    assert_eq!(endpoint.next().await.event()["data"]["session_id"], *again.id);
    assert!(endpoint.nothing_more());
}

#[tokio::test]
async fn what_is_not_taken_comes_again_byte_for_byte() {
    let (stage, mut endpoint) = hurried(&[500, 302, 404, 204]).await;
    let session = paid(&stage, json!({})).await;
    let first = endpoint.next().await;
    for _ in 1..4 {
        assert_eq!(endpoint.next().await, first);
    }
    let webhook = settled(&stage, &session, "delivered").await;
    assert_eq!(statuses(&webhook), [json!(500), json!(302), json!(404), json!(204)]);
    assert!(endpoint.nothing_more());
}

#[tokio::test]
async fn waits_grow_and_after_eight_attempts_it_is_given_up() {
    let stage = Stage::new().await;
    let endpoint = Endpoint::answering(&[]).await;
    stage.account(json!({ "webhook_url": endpoint.url })).await;
    rules(&stage, None, json!([{ "attempt": null, "fault": { "kind": "down" } }])).await;
    let session = paid(&stage, json!({})).await;
    for (attempt, wait) in [5, 20, 80, 320, 1280, 5120, 5120].into_iter().enumerate() {
        let webhook = tokio::time::timeout(PATIENCE, async {
            loop {
                let webhook = settled(&stage, &session, "pending").await;
                if statuses(&webhook).len() == attempt + 1 {
                    return webhook;
                }
            }
        });
        let webhook = webhook.await.unwrap();
        let at = |text: &Value| {
            let format = &time::format_description::well_known::Rfc3339;
            time::OffsetDateTime::parse(text.as_str().unwrap(), format).unwrap()
        };
        let last = &webhook["attempts"][attempt]["at"];
        let seconds = (at(&webhook["next_attempt_at"]) - at(last)).whole_seconds();
        assert!((wait * 4 / 5 - 1..=wait + 1).contains(&seconds), "{attempt}: {seconds}");
        stage.advance(u32::try_from(wait).unwrap()).await;
    }
    let webhook = settled(&stage, &session, "failed").await;
    assert_eq!(statuses(&webhook), vec![json!("unreachable"); 8]);
    assert_eq!(webhook["next_attempt_at"], Value::Null);
}

#[tokio::test]
async fn a_restart_takes_up_what_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let storage = || Storage::File(folder.path().join("sandbox.sqlite"));
    let stage = Stage::with(storage(), "no-dist".into()).await;
    let mut endpoint = Endpoint::answering(&[503]).await;
    stage.account(json!({ "webhook_url": endpoint.url })).await;
    let session = paid(&stage, json!({})).await;
    let before = endpoint.next().await;
    let soon = stage.session(json!({ "expires_in_seconds": 300 })).await;
    tokio::time::timeout(PATIENCE, async {
        while statuses(&settled(&stage, &session, "pending").await).is_empty() {}
    })
    .await
    .unwrap();
    stage.running.stop().await;

    let stage = Stage::with(storage(), "no-dist".into()).await;
    stage.advance(600).await;
    // What ran out while nobody looked is told of too.
    let after = [endpoint.next().await, endpoint.next().await];
    assert!(after.contains(&before), "{after:?}");
    assert_eq!(statuses(&settled(&stage, &session, "delivered").await), [503, 200]);
    assert_eq!(settled(&stage, &soon, "delivered").await["event_type"], "checkout_session.expired");
}

#[tokio::test]
async fn a_session_that_is_over_unpaid_is_told_once_however_it_ended() {
    let (stage, mut endpoint) = hurried(&[]).await;
    let ended = stage.session(json!({})).await;
    for _ in 0..2 {
        let expire = stage.admin(Method::POST, &format!("/{}/expire", ended.id));
        assert_eq!(answer(expire).await.status, 200);
    }
    let came = endpoint.next().await;
    assert!(came.is_signed());
    let event = came.event();
    assert_eq!(event["event_type"], "checkout_session.expired");
    assert_eq!(
        event["data"],
        json!({
            "session_id": ended.id, "status": "expired", "amount": 14650, "payment": null,
            "metadata": {},
        })
    );

    let bought = paid(&stage, json!({ "expires_in_seconds": 300 })).await;
    assert_eq!(endpoint.next().await.event()["data"]["session_id"], *bought.id);
    let ran_out = stage.session(json!({ "expires_in_seconds": 300 })).await;
    stage.advance(100_000).await;
    assert_eq!(endpoint.next().await.event()["data"]["session_id"], *ran_out.id);

    // By the clock alone, without anybody asking.
    let short = stage.session(json!({})).await;
    let expiry = json!({ "session_id": short.id, "seconds": 1 });
    stage.control(Method::PUT, "expiry", expiry).await;
    assert_eq!(endpoint.next().await.event()["data"]["session_id"], *short.id);
    for session in [&ended, &bought, &ran_out, &short] {
        settled(&stage, session, "delivered").await;
    }
    assert!(endpoint.nothing_more());
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_goes_wrong_as_asked() {
    let (stage, mut endpoint) = hurried(&[]).await;
    let rule = |attempt: u32, fault: Value| json!({ "attempt": attempt, "fault": fault });
    let lost = stage.session(json!({})).await;
    let script = json!([
        rule(1, json!({ "kind": "lost" })),
        rule(2, json!({ "kind": "status", "code": 502 })),
        rule(3, json!({ "kind": "slow", "ms": 1000 })),
    ]);
    rules(&stage, Some(&lost), script).await;
    pay(&stage, &lost).await;
    assert_eq!(endpoint.next().await, endpoint.next().await);
    let webhook = settled(&stage, &lost, "delivered").await;
    assert_eq!(statuses(&webhook), [json!("lost"), json!(502), json!(200)]);

    let twice = stage.session(json!({})).await;
    rules(&stage, Some(&twice), json!([rule(1, json!({ "kind": "twice" }))])).await;
    pay(&stage, &twice).await;
    assert_eq!(endpoint.next().await.id(), endpoint.next().await.id());
    assert_eq!(statuses(&settled(&stage, &twice, "delivered").await), [200]);

    let first = stage.session(json!({})).await;
    rules(&stage, Some(&first), json!([rule(1, json!({ "kind": "behind" }))])).await;
    pay(&stage, &first).await;
    let second = paid(&stage, json!({})).await;
    assert_eq!(endpoint.next().await.event()["data"]["session_id"], *second.id);
    assert_eq!(endpoint.next().await.event()["data"]["session_id"], *first.id);
    assert!(endpoint.nothing_more());

    for wrong in
        [rule(0, json!({ "kind": "lost" })), rule(1, json!({ "kind": "status", "code": 100 }))]
    {
        let url = format!("{}/sandbox/webhooks", stage.origins().api);
        let body = json!({ "session_id": null, "rules": [wrong] });
        assert_eq!(answer(stage.http.put(url).json(&body)).await.status, 400);
    }
}

#[tokio::test]
async fn an_account_without_an_address_is_told_nothing() {
    let stage = Stage::new().await;
    stage.account(json!({ "webhook_url": "" })).await;
    let session = paid(&stage, json!({})).await;
    assert_eq!(outbox(&stage, &session).await, Vec::<Value>::new());
}

/// What the shop answers to a webhook.
async fn told(stage: &Stage, body: &str, signature: &str) -> (u16, String) {
    let url = format!("{}/webhooks", stage.origins().shop);
    let request = stage.http.post(url).header("X-Webhook-Signature", signature);
    let response = request.body(body.to_owned()).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Computed once more, from what the contract says.
fn sign(timestamp: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(demo::SIGNING_SECRET.as_bytes()).unwrap();
    mac.update(format!("{timestamp}.{body}").as_bytes());
    format!("sha256={:x}", mac.finalize().into_bytes())
}

#[tokio::test]
async fn the_shop_believes_what_is_signed_and_young_and_acts_once() {
    let stage = Stage::new().await;
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    let at = |timestamp: i64| {
        json!({
            "webhook_id": "evt_1", "event_type": "checkout_session.expired", "timestamp": timestamp,
            "data": {
                "session_id": "cs_1", "status": "expired", "amount": null, "payment": null,
                "metadata": {},
            },
        })
        .to_string()
    };
    let fresh = at(now);
    let refused = (400, "not verified".to_owned());
    assert_eq!(told(&stage, &fresh, "").await, refused);
    assert_eq!(told(&stage, &fresh.replace("cs_1", "cs_2"), &sign(now, &fresh)).await, refused);
    let old = at(now - 240 * 60 - 60);
    assert_eq!(told(&stage, &old, &sign(now - 240 * 60 - 60, &old)).await, refused);
    assert_eq!(told(&stage, &fresh, &sign(now, &fresh)).await, (200, "taken".to_owned()));
    assert_eq!(told(&stage, &fresh, &sign(now, &fresh)).await, (200, "known already".to_owned()));
    // What was young once is not for ever.
    stage.advance(241 * 60).await;
    assert_eq!(told(&stage, &fresh, &sign(now, &fresh)).await, refused);
}

/// The session that the shop has made.
fn checked_out(response: &reqwest::Response) -> Session {
    let hosted = response.headers()["location"].to_str().unwrap();
    let (page, secret) = hosted.split_once("#cs=").unwrap();
    Session {
        id: page.rsplit('/').next().unwrap().to_owned(),
        secret: secret.to_owned(),
        hosted_url: page.to_owned(),
    }
}

/// A confirm body with what the shop asks for.
fn billed(token: &str) -> Value {
    json!({
        "processor_token": token, "method": "card",
        "billing_details": { "cardholder": "A", "country": "US", "zip": "10001" },
    })
}

#[tokio::test]
async fn the_receipt_waits_for_the_webhook_and_says_what_it_says() {
    let stage = Stage::new().await;
    let rule = json!([{ "attempt": null, "fault": { "kind": "status", "code": 500 } }]);
    rules(&stage, None, rule).await;
    let request = stage.http.post(format!("{}/checkout", stage.origins().shop));
    let session = checked_out(&request.body("").send().await.unwrap());
    let token = stage.token(&session, VISA).await;
    let paid = stage.confirm(&session, "k", &billed(&token)).await;
    let back = paid.body["redirect_url"].as_str().unwrap().to_owned();
    let get = async |url: &str| {
        let response = stage.http.get(url).send().await.unwrap();
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        (response.text().await.unwrap(), policy)
    };
    let (receipt, policy) = get(&back).await;
    assert!(receipt.contains("Waiting for confirmation…") && receipt.contains("Signature valid"));
    assert!(receipt.contains(r#"<noscript><meta http-equiv="refresh""#));
    assert!(
        policy.contains("script-src 'self'; connect-src 'self';") && !policy.contains("unsafe")
    );
    let (_, home) = get(&stage.origins().shop).await;
    assert!(!home.contains("script-src"), "no other page runs anything: {home}");

    rules(&stage, None, json!([])).await;
    stage.advance(60).await;
    settled(&stage, &session, "delivered").await;
    let (receipt, _) = get(&back).await;
    assert!(receipt.contains("Confirmed by webhook") && !receipt.contains("Waiting"));
    assert!(receipt.contains("$151.05") && receipt.contains("•••• 1111"));
    assert!(!receipt.contains("http-equiv"));
    let (part, _) = get(&back.replace("/success", "/success/confirmation")).await;
    assert!(part.starts_with("<section ") && part.contains("data-state=\"confirmed\""));
    // Nobody but the shop changes the price of an order, or it is looked at.
    let hosted = stage.http.post(format!("{}/checkout", stage.origins().shop)).body("");
    let other = checked_out(&hosted.send().await.unwrap());
    let change = stage.admin(Method::PATCH, &format!("/{}", other.id));
    assert_eq!(answer(change.json(&json!({ "amount": 100 }))).await.status, 200);
    let token = stage.token(&other, VISA).await;
    let cheap = stage.confirm(&other, "k", &billed(&token)).await.body;
    settled(&stage, &other, "delivered").await;
    let (receipt, _) = get(cheap["redirect_url"].as_str().unwrap()).await;
    assert!(receipt.contains("Another amount was paid") && !receipt.contains("Confirmed by"));

    let forged = back.replace("/success", "/success/confirmation").replace("sig=", "sig=0");
    assert!(get(&forged).await.0.contains("Signature INVALID"), "who may not see the receipt");
}
