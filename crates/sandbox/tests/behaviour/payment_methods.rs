//! A wallet session: what a customer has kept, listed and changed.

use crate::stage::{ACCOUNT, Answer, ROUTING, Session, Stage, VISA, answer, ordinary, paying_with};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/payment-methods";

/// A wallet session; `with` is laid over a plain one.
async fn wallet(stage: &Stage, with: Value) -> Session {
    let mut body = json!({ "scope": "wallet", "customer_id": "cus_wallet", "layout": "hosted" });
    for (name, value) in with.as_object().unwrap() {
        body[name] = value.clone();
    }
    let created = answer(stage.admin(Method::POST, "").json(&body)).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let text = |name: &str| created.body[name].as_str().unwrap().to_owned();
    Session {
        id: text("session_id"),
        secret: text("client_secret"),
        hosted_url: text("hosted_url"),
    }
}

async fn list(stage: &Stage, session: &Session) -> Value {
    let listed = answer(stage.payer(Method::GET, session, PATH)).await;
    assert_eq!(listed.status, 200, "{}", listed.body);
    listed.body
}

/// The methods' ids, in the list's order; the default's with a star.
async fn ids(stage: &Stage, session: &Session) -> Vec<String> {
    let listed = list(stage, session).await;
    let methods = listed["methods"].as_array().unwrap();
    let id = |method: &Value| {
        let star = if method["is_default"] == true { "*" } else { "" };
        format!("{}{star}", method["id"].as_str().unwrap())
    };
    methods.iter().map(id).collect()
}

async fn remove(stage: &Stage, session: &Session, id: &str) -> Answer {
    answer(stage.payer(Method::DELETE, session, &format!("{PATH}/{id}"))).await
}

async fn prefer(stage: &Stage, session: &Session, id: &str) -> Answer {
    answer(stage.payer(Method::PUT, session, &format!("{PATH}/{id}/default"))).await
}

async fn add(stage: &Stage, session: &Session, key: &str, body: &Value) -> Answer {
    let request = stage.payer(Method::POST, session, PATH).header("Idempotency-Key", key);
    answer(request.json(body)).await
}

fn card(token: &str) -> Value {
    json!({
        "processor_token": token, "method": "card",
        "payment_method": { "card": {
            "last4": "1111", "exp_month": 12, "exp_year": 2039, "bin": "41111111", "card_brand": "visa",
        } },
        "billing_details": { "cardholder": "Grace Hopper" },
    })
}

#[tokio::test]
async fn the_list_has_badges_and_locks_and_what_can_be_added() {
    let stage = Stage::new().await;
    let session = wallet(
        &stage,
        json!({
            "allowed_methods": ["card", "ach", "paypal"],
            "method_badges": [
                { "label": "Rent", "color": "#aa3300",
                  "payment_method_uids": ["pm_wallet_2", "pm_gone"] },
                { "label": "Business", "color": "#0a5c63",
                  "payment_method_uids": ["pm_wallet_1", "pm_wallet_2"] },
            ],
            "locked_payment_methods": [
                { "payment_method_uid": "pm_wallet_2", "reason": "Pays your monthly plan" },
            ],
        }),
    )
    .await;
    let listed = list(&stage, &session).await;
    assert_eq!(listed["allowed_methods"], json!(["card", "ach"]));
    let badge = |label: &str, color: &str| json!({ "label": label, "color": color });
    let methods = listed["methods"].as_array().unwrap();
    assert_eq!(
        methods[0],
        json!({
            "id": "pm_wallet_1", "type": "card", "brand": "visa", "last4": "1111",
            "exp_month": 12, "exp_year": 2038, "holder_name": "Ada Lovelace", "bank_name": null,
            "account_type": null, "is_default": true,
            "badges": [badge("Business", "#0a5c63")], "locked": null,
        })
    );
    assert_eq!(
        methods[1]["badges"],
        json!([badge("Rent", "#aa3300"), badge("Business", "#0a5c63")])
    );
    assert_eq!(methods[1]["locked"], "Pays your monthly plan");
    assert_eq!(ids(&stage, &session).await.len(), 4);
    let read = stage.read(&session).await.body;
    assert_eq!((&read["scope"], &read["amount"]), (&json!("wallet"), &Value::Null));
    assert!(read.get("method_badges").is_none() && read.get("locked_payment_methods").is_none());
}

#[tokio::test]
async fn what_a_wallet_session_may_say_is_checked() {
    let stage = Stage::new().await;
    let long = "x".repeat(41);
    let badge = |label: &str, color: &str| {
        json!({ "method_badges": [
            { "label": label, "color": color, "payment_method_uids": ["pm_1"] }] })
    };
    for (with, field) in [
        (json!({ "customer_id": null }), "customer_id"),
        (badge(" ", "#aa3300"), "method_badges[0].label"),
        (badge(&long, "#aa3300"), "method_badges[0].label"),
        (badge("Rent", "red"), "method_badges[0].color"),
        (
            json!({ "locked_payment_methods": [{ "payment_method_uid": "pm_1", "reason": "" }] }),
            "locked_payment_methods[0].reason",
        ),
    ] {
        let mut body = json!({ "scope": "wallet", "customer_id": "cus_wallet" });
        for (name, value) in with.as_object().unwrap() {
            body[name] = value.clone();
        }
        let refused = answer(stage.admin(Method::POST, "").json(&body)).await;
        let message = refused.body["message"].as_str().unwrap();
        assert!(refused.status == 400 && message.starts_with(field), "{field}: {message}");
    }
    let paying = ordinary(badge("Rent", "#aa3300"));
    let refused = answer(stage.admin(Method::POST, "").json(&paying)).await;
    assert_eq!((refused.status, refused.code()), (400, "validation_error"));
}

#[tokio::test]
async fn the_two_scopes_refuse_each_others_calls() {
    let stage = Stage::new().await;
    let (paying, keeping) = (stage.session(json!({})).await, wallet(&stage, json!({})).await);
    for (holder, calls) in [
        (
            &paying,
            &[
                ("GET", "/payment-methods"),
                ("POST", "/payment-methods"),
                ("DELETE", "/payment-methods/pm_wallet_1"),
                ("PUT", "/payment-methods/pm_wallet_1/default"),
            ][..],
        ),
        (
            &keeping,
            &[
                ("POST", "/quote-fee"),
                ("POST", "/confirm"),
                ("POST", "/challenge/send"),
                ("POST", "/apple-pay/session"),
                ("POST", "/paypal/orders"),
            ],
        ),
    ] {
        for (verb, path) in calls {
            let call = stage.payer(verb.parse().unwrap(), holder, path).json(&json!({}));
            let refused = answer(call).await;
            assert_eq!((refused.status, refused.code()), (403, "insufficient_scope"), "{path}");
        }
        for path in ["", "/client-config"] {
            assert_eq!(answer(stage.payer(Method::GET, holder, path)).await.status, 200, "{path}");
        }
    }
    assert_eq!(ids(&stage, &keeping).await.len(), 4, "nothing was changed");
}

#[tokio::test]
async fn browsers_are_told_what_the_wallets_page_may_send() {
    let stage = Stage::new().await;
    let session = wallet(&stage, json!({})).await;
    for (path, verbs) in [
        ("/payment-methods", "GET, POST"),
        ("/payment-methods/pm_1", "DELETE"),
        ("/payment-methods/pm_1/default", "PUT"),
    ] {
        let asked = stage.payer(Method::OPTIONS, &session, path);
        let response = asked.header("Access-Control-Request-Method", "PUT").send().await.unwrap();
        assert_eq!(response.status(), 204);
        assert_eq!(response.headers()["access-control-allow-methods"], verbs);
        let origin = &stage.origins().checkout;
        assert_eq!(response.headers()["access-control-allow-origin"], origin);
    }
    let removed = stage.payer(Method::DELETE, &session, "/payment-methods/pm_1").send().await;
    let removed = removed.unwrap();
    assert_eq!(removed.status(), 204);
    assert!(removed.headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_card_is_kept_once_however_often_it_is_sent() {
    let stage = Stage::new().await;
    let session = wallet(&stage, json!({ "customer_id": "cus_empty" })).await;
    let token = stage.token(&session, VISA).await;
    let kept = add(&stage, &session, "k", &card(&token)).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    assert_eq!(
        (&kept.body["last4"], &kept.body["holder_name"], &kept.body["is_default"]),
        (&json!("1111"), &json!("Grace Hopper"), &json!(true)),
    );
    assert_eq!((&kept.body["badges"], &kept.body["locked"]), (&json!([]), &Value::Null));
    assert_eq!(add(&stage, &session, "k", &card(&token)).await, kept, "the same again");
    let mut other = card(&token);
    other["billing_details"] = json!({ "cardholder": "Ada Lovelace" });
    assert_eq!(add(&stage, &session, "k", &other).await.status, 422);
    let spent = add(&stage, &session, "k2", &card(&token)).await;
    assert_eq!((spent.status, spent.code()), (400, "validation_error"), "the token is used up");
    // The same card under another decision is the one that is there.
    let token = stage.token(&session, VISA).await;
    assert_eq!(add(&stage, &session, "k3", &card(&token)).await.body["id"], kept.body["id"]);
    assert_eq!(list(&stage, &session).await["methods"].as_array().unwrap().len(), 1);

    // And it pays.
    let paying = stage.session(json!({ "customer_id": "cus_empty" })).await;
    let body = paying_with(kept.body["id"].as_str().unwrap());
    assert_eq!(stage.confirm(&paying, "k", &body).await.status, 200);
}

#[tokio::test]
async fn an_account_is_kept_with_what_names_it() {
    let stage = Stage::new().await;
    let both = json!({ "allowed_methods": ["card", "ach"] });
    let session = wallet(&stage, both).await;
    let token = stage.bank_token(&session, ACCOUNT).await;
    let mut body = json!({
        "processor_token": token, "method": "ach",
        "payment_method": { "ach": {
            "routing_number": ROUTING, "account_number_suffix": "6789", "account_type": "checking",
        } },
        "billing_details": { "cardholder": "Ada Lovelace" },
    });
    let whole = body.clone();
    body["payment_method"]["ach"].as_object_mut().unwrap().remove("routing_number");
    assert_eq!(add(&stage, &session, "k", &body).await.status, 400);
    let kept = add(&stage, &session, "k", &whole).await;
    assert_eq!((kept.status, &kept.body["type"]), (200, &json!("ach")), "{}", kept.body);
    assert_eq!(kept.body["account_type"], "checking");
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused() {
    let stage = Stage::new().await;
    let with = json!({ "allowed_methods": ["card", "paypal"], "required_avs_fields": ["zip"] });
    let session = wallet(&stage, with).await;
    let token = stage.token(&session, VISA).await;
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut body = card(&token);
        body["billing_details"]["zip"] = json!("94107");
        change(&mut body);
        body
    };
    for (field, body) in [
        ("method", changed(&|body| body["method"] = json!("paypal"))),
        ("method", changed(&|body| body["method"] = json!("ach"))),
        ("billing_details.zip", changed(&|body| body["billing_details"] = json!({}))),
        ("processor_token", changed(&|body| body["processor_token"] = json!("made_up"))),
        (
            "payment_method.card.last4",
            changed(&|body| body["payment_method"]["card"]["last4"] = json!("4242")),
        ),
        (
            "payment_method",
            changed(&|body| {
                body["payment_method"] = json!({ "ach": { "routing_number": ROUTING } });
            }),
        ),
    ] {
        let refused = add(&stage, &session, "k", &body).await;
        let message = refused.body["message"].as_str().unwrap();
        assert!(refused.status == 400 && message.starts_with(field), "{field}: {}", refused.body);
    }
    // A refusal leaves the key free.
    assert_eq!(add(&stage, &session, "k", &changed(&|_| {})).await.status, 200);
}

#[tokio::test]
async fn removing_is_idempotent_and_the_default_moves_on() {
    let stage = Stage::new().await;
    let session = wallet(&stage, json!({})).await;
    let all = ["pm_wallet_1*", "pm_wallet_2", "pm_wallet_3", "pm_wallet_4"];
    assert_eq!(ids(&stage, &session).await, all);
    for _ in 0..2 {
        assert_eq!(remove(&stage, &session, "pm_wallet_1").await.status, 204);
        assert_eq!(
            ids(&stage, &session).await,
            ["pm_wallet_2*", "pm_wallet_3", "pm_wallet_4"],
            "the newest that is left"
        );
    }
    assert_eq!(remove(&stage, &session, "pm_one_1").await.status, 204, "another customer's");
    let other = wallet(&stage, json!({ "customer_id": "cus_one" })).await;
    assert_eq!(ids(&stage, &other).await, ["pm_one_1*"]);
    for id in ["pm_wallet_3", "pm_wallet_4", "pm_wallet_2"] {
        assert_eq!(remove(&stage, &session, id).await.status, 204);
    }
    assert!(ids(&stage, &session).await.is_empty(), "the last one too");
}

#[tokio::test]
async fn what_is_locked_stays_and_says_why() {
    let stage = Stage::new().await;
    let lock = json!({ "payment_method_uid": "pm_wallet_2", "reason": "Pays your monthly plan" });
    let session = wallet(&stage, json!({ "locked_payment_methods": [lock] })).await;
    let refused = remove(&stage, &session, "pm_wallet_2").await;
    assert_eq!((refused.status, refused.code()), (409, "validation_error"));
    assert_eq!(
        (&refused.body["message"], &refused.body["recoverable"]),
        (&json!("Pays your monthly plan"), &json!(false))
    );
    assert_eq!(ids(&stage, &session).await.len(), 4);
    // A lock is against removing, not against being preferred.
    assert_eq!(prefer(&stage, &session, "pm_wallet_2").await.status, 200);
}

#[tokio::test]
async fn there_is_one_default() {
    let stage = Stage::new().await;
    let session = wallet(&stage, json!({})).await;
    let preferred = prefer(&stage, &session, "pm_wallet_3").await;
    assert_eq!((preferred.status, &preferred.body["is_default"]), (200, &json!(true)));
    let wanted = ["pm_wallet_3*", "pm_wallet_1", "pm_wallet_2", "pm_wallet_4"];
    assert_eq!(ids(&stage, &session).await, wanted);
    for unknown in ["pm_one_1", "pm_gone"] {
        let refused = prefer(&stage, &session, unknown).await;
        assert_eq!((refused.status, refused.code()), (400, "validation_error"));
    }
    assert_eq!(ids(&stage, &session).await, wanted);
}

#[tokio::test]
async fn a_session_that_is_over_changes_nothing() {
    let stage = Stage::new().await;
    let session = wallet(&stage, json!({})).await;
    let token = stage.token(&session, VISA).await;
    stage.admin(Method::POST, &format!("/{}/expire", session.id)).send().await.unwrap();
    let listed = answer(stage.payer(Method::GET, &session, PATH)).await;
    for over in [
        listed,
        add(&stage, &session, "k", &card(&token)).await,
        remove(&stage, &session, "pm_wallet_1").await,
        prefer(&stage, &session, "pm_wallet_2").await,
    ] {
        assert_eq!((over.status, over.code()), (410, "session_expired"));
    }
    let next = wallet(&stage, json!({})).await;
    assert_eq!(ids(&stage, &next).await.len(), 4);
}

#[tokio::test]
async fn faults_strike_the_wallets_calls_by_their_names() {
    let stage = Stage::new().await;
    let session = wallet(&stage, json!({})).await;
    let rule = |call: &str, moment: &str| {
        json!({ "call": call, "nth": 1, "moment": moment,
                "fault": { "kind": "status", "code": 503 } })
    };
    let rules = [
        rule("method_list", "before"),
        rule("method_add", "before"),
        rule("method_remove", "after"),
        rule("method_default", "before"),
    ];
    let script = json!({ "session_id": session.id, "rules": rules });
    stage.control(Method::PUT, "faults", script).await;
    let token = stage.token(&session, VISA).await;
    assert_eq!(answer(stage.payer(Method::GET, &session, PATH)).await.status, 503);
    assert_eq!(add(&stage, &session, "k", &card(&token)).await.status, 503);
    assert_eq!(remove(&stage, &session, "pm_wallet_4").await.status, 503);
    assert_eq!(prefer(&stage, &session, "pm_wallet_2").await.status, 503);
    let left = ["pm_wallet_1*", "pm_wallet_2", "pm_wallet_3"];
    assert_eq!(ids(&stage, &session).await, left, "after: it was done");
    assert_eq!(add(&stage, &session, "k", &card(&token)).await.status, 200, "before: it was not");
}
