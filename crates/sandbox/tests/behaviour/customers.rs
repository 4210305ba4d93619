//! Customers: what they have kept, keeping more, and paying with it.

use crate::stage::{ACCOUNT, Session, Stage, VISA, answer, paying_with};
use reqwest::Method;
use sandbox::Storage;
use serde_json::{Value, json};

async fn saved(stage: &Stage, session: &Session) -> Vec<Value> {
    let mut config = stage.read(session).await.body;
    serde_json::from_value(config["saved_methods"].take()).unwrap()
}

async fn put(stage: &Stage, customer: &str, methods: Value) -> Value {
    let body = json!({ "customer_id": customer, "methods": methods });
    stage.control(Method::PUT, "customers", body).await
}

/// A quote for a saved card.
fn quoting(id: &str, last4: &str) -> Value {
    json!({
        "method": "card", "card_type": "visa", "processor_token": id,
        "payment_method": { "card": { "last4": last4 } },
    })
}

#[tokio::test]
async fn the_demo_customers_have_what_they_are_named_for() {
    let stage = Stage::new().await;
    let of = async |customer: &str| {
        let session = stage.session(json!({ "customer_id": customer })).await;
        saved(&stage, &session).await
    };
    assert_eq!(
        of("cus_one").await,
        [json!({
            "id": "pm_one_1", "type": "card", "brand": "visa", "last4": "1111",
            "exp_month": 12, "exp_year": 2038, "holder_name": "Ada Lovelace", "bank_name": null,
            "account_type": null, "is_default": true,
        })]
    );
    let several = of("cus_several").await;
    let default_first: Vec<_> = several.iter().map(|method| &method["is_default"]).collect();
    assert_eq!(default_first, [true, false, false, false]);
    assert!(several.iter().any(|method| method["exp_year"] == 2024), "one has expired");
    let bank = several.iter().find(|method| method["type"] == "ach").unwrap();
    assert_eq!((&bank["last4"], &bank["account_type"]), (&json!("6789"), &json!("checking")));
    assert_eq!(bank["bank_name"], "Juniper Valley Bank");
    assert_eq!(bank["brand"], json!(null));
    let many = of("cus_many").await;
    assert_eq!((many.len(), &many[0]["is_default"]), (200, &json!(true)));
    assert_eq!(many.iter().filter(|method| method["is_default"] == true).count(), 1);
    assert!(of("cus_empty").await.is_empty());
    assert!(of("cus_nobody_has_heard_of").await.is_empty());
    let session = stage.session(json!({})).await;
    assert!(saved(&stage, &session).await.is_empty());
}

#[tokio::test]
async fn a_method_that_is_kept_is_there_next_time_and_pays_again() {
    let stage = Stage::new().await;
    let with = json!({ "customer_id": "cus_new", "setup_future_usage": "on_session" });
    let first = stage.session(with.clone()).await;
    let mut body = paying_with(&stage.token(&first, VISA).await);
    body["save_method"] = json!(true);
    let paid = stage.confirm(&first, "k", &body).await;
    let id = paid.body["saved_method_id"].as_str().unwrap().to_owned();
    assert_eq!(stage.confirm(&first, "k", &body).await, paid);
    assert_eq!(stage.ledger(&first).await[0]["saved_method_id"], *id);

    let second = stage.session(with.clone()).await;
    let kept = saved(&stage, &second).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (&kept[0]["id"], &kept[0]["last4"], &kept[0]["holder_name"], &kept[0]["is_default"]),
        (&json!(id), &json!("1111"), &json!("Ada Lovelace"), &json!(true))
    );
    let quote = stage.quoted(&second, quoting(&id, "1111")).await;
    assert_eq!((quote.status, &quote.body["total_amount"]), (200, &json!(15105)));
    stage.account(json!({ "fee_fixed": 0 })).await;
    let mut again = paying_with(&id);
    again["save_method"] = json!(true);
    let paid = stage.confirm(&second, "k", &again).await;
    assert_eq!((&paid.body["total_amount"], &paid.body["last4"]), (&json!(15105), &json!("1111")));
    assert_eq!(paid.body["saved_method_id"], *id, "it is kept already");

    // The same card typed again is the same; a saved one pays as often as it is asked to.
    let third = stage.session(with.clone()).await;
    let mut typed = paying_with(&stage.token(&third, VISA).await);
    typed["save_method"] = json!(true);
    assert_eq!(stage.confirm(&third, "k", &typed).await.body["saved_method_id"], *id);
    let fourth = stage.session(with).await;
    assert_eq!(saved(&stage, &fourth).await.len(), 1);
    let paid = stage.confirm(&fourth, "k", &paying_with(&id)).await;
    assert_eq!((paid.status, &paid.body["saved_method_id"]), (200, &json!(null)));
    assert_eq!(stage.ledger(&fourth).await[0]["saved_method_id"], *id);
}

#[tokio::test]
async fn a_bank_account_is_kept_too_and_the_newest_comes_after_the_default() {
    let stage = Stage::new().await;
    let with = json!({
        "customer_id": "cus_one", "setup_future_usage": "off_session",
        "allowed_methods": ["card", "ach"],
    });
    let session = stage.session(with.clone()).await;
    let mut body = stage.debiting(&stage.bank_token(&session, ACCOUNT).await).await;
    body["save_method"] = json!(true);
    let paid = stage.confirm(&session, "k", &body).await;
    let id = paid.body["saved_method_id"].as_str().unwrap();

    let session = stage.session(with).await;
    let kept = saved(&stage, &session).await;
    let ids: Vec<_> = kept.iter().map(|method| method["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["pm_one_1", id]);
    assert_eq!(kept[1]["bank_name"], "Juniper Valley Bank");
    // Its routing number is known to nobody but the API.
    let mut again = stage.debiting(id).await;
    again["payment_method"] = json!({ "ach": { "account_number_suffix": "6789" } });
    let quote = stage
        .quoted(
            &session,
            json!({
                "method": "ach", "processor_token": id, "payment_method": again["payment_method"],
            }),
        )
        .await;
    assert_eq!((quote.status, &quote.body["last4"]), (200, &json!("6789")));
    assert_eq!(stage.confirm(&session, "k", &again).await.status, 200);
}

#[tokio::test]
async fn nothing_is_kept_where_it_may_not_be() {
    let stage = Stage::new().await;
    let off = stage.session(json!({ "customer_id": "cus_empty" })).await;
    let mut body = paying_with(&stage.token(&off, VISA).await);
    body["save_method"] = json!(true);
    let refused = stage.confirm(&off, "k", &body).await;
    assert_eq!((refused.status, refused.code()), (400, "validation_error"));
    assert!(refused.body["message"].as_str().unwrap().starts_with("save_method: "));

    // A page cannot know whether there is a customer.
    let nobody = stage.session(json!({ "setup_future_usage": "on_session" })).await;
    let mut body = paying_with(&stage.token(&nobody, VISA).await);
    body["save_method"] = json!(true);
    let paid = stage.confirm(&nobody, "k", &body).await;
    assert_eq!((paid.status, &paid.body["saved_method_id"]), (200, &json!(null)));

    // A decline keeps nothing.
    let with = json!({ "customer_id": "cus_empty", "setup_future_usage": "on_session" });
    let session = stage.session(with).await;
    let mut body = paying_with(&stage.token(&session, "4000000000000002").await);
    body["save_method"] = json!(true);
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 402);
    assert!(saved(&stage, &session).await.is_empty());
}

#[tokio::test]
async fn a_saved_card_fails_as_cards_do() {
    let stage = Stage::new().await;
    let card = |id: &str, year: u16, outcome: &str| {
        json!({
            "type": "card", "id": id, "brand": "Visa", "last4": "0002", "exp_month": 1,
            "exp_year": year, "outcome": outcome,
        })
    };
    let methods =
        json!([card("pm_old", 2020, "approved"), card("pm_poor", 2039, "insufficient_funds"),]);
    put(&stage, "cus_unlucky", methods).await;
    let session = stage.session(json!({ "customer_id": "cus_unlucky" })).await;
    for (id, code) in [("pm_old", "expired_card"), ("pm_poor", "insufficient_funds")] {
        assert_eq!(stage.quoted(&session, quoting(id, "0002")).await.status, 200);
        let declined = stage.confirm(&session, id, &paying_with(id)).await;
        assert_eq!((declined.status, declined.code()), (402, code));
    }
    assert!(stage.ledger(&session).await.is_empty());
}

#[tokio::test]
async fn a_saved_method_is_its_customers_and_of_its_kind() {
    let stage = Stage::new().await;
    let both = json!(["card", "ach"]);
    let session = async |customer: Value| {
        stage.session(json!({ "customer_id": customer, "allowed_methods": both })).await
    };
    let message = async |session: &Session, body: &Value| {
        let refused = stage.confirm(session, "k", body).await;
        assert_eq!((refused.status, refused.code()), (400, "validation_error"));
        refused.body["message"].as_str().unwrap().to_owned()
    };
    for stranger in [session(json!("cus_several")).await, session(json!(null)).await] {
        let refused = message(&stranger, &paying_with("pm_one_1")).await;
        assert_eq!(refused, "processor_token: not known");
        assert_eq!(stage.quoted(&stranger, quoting("pm_one_1", "1111")).await.status, 400);
    }
    let own = session(json!("cus_one")).await;
    let refused = message(&own, &stage.debiting("pm_one_1").await).await;
    assert!(refused.starts_with("method: "), "{refused}");
    let refused = stage.quoted(&own, quoting("pm_one_1", "9999")).await;
    assert!(refused.body["message"].as_str().unwrap().contains("last4"));
}

#[tokio::test]
async fn a_test_gives_a_customer_what_it_likes() {
    let stage = Stage::new().await;
    let card = json!({
        "type": "card", "id": "pm_a", "brand": "mastercard", "last4": "4444", "exp_month": 2,
        "exp_year": 2031, "holder_name": "A",
    });
    let bank = json!({
        "type": "ach", "id": "pm_b", "bank_name": "B", "last4": "0001", "account_type": "savings",
        "is_default": true,
    });
    let set = put(&stage, "cus_x", json!([card, bank])).await;
    let ids = |set: &Value| -> Vec<String> {
        let methods = set["saved_methods"].as_array().unwrap().iter();
        methods.map(|method| method["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&set), ["pm_b", "pm_a"]);
    let url = format!("{}/sandbox/customers?customer_id=cus_x", stage.origins().api);
    assert_eq!(answer(stage.http.get(url)).await.body, set);
    assert!(ids(&put(&stage, "cus_x", json!([])).await).is_empty());

    let refused = async |customer: &str, methods: Value, why: &str| {
        let url = format!("{}/sandbox/customers", stage.origins().api);
        let body = json!({ "customer_id": customer, "methods": methods });
        let refused = answer(stage.http.put(url).json(&body)).await;
        assert_eq!(refused.status, 400);
        assert!(refused.body["message"].as_str().unwrap().contains(why), "{}", refused.body);
    };
    put(&stage, "cus_x", json!([card])).await;
    refused("cus_y", json!([card]), "another customer's").await;
    refused("cus_x", json!([card, card]), "two have one id").await;
    let with = |name: &str, value: Value| {
        let mut wrong = card.clone();
        wrong[name] = value;
        json!([wrong])
    };
    refused("cus_x", with("last4", json!("44")), "last4").await;
    refused("cus_x", with("exp_month", json!(13)), "exp_month").await;
    refused("cus_x", with("pan", json!("x")), "pan").await;
    let url = format!("{}/sandbox/customers?customer_id=cus_x", stage.origins().api);
    assert_eq!(ids(&answer(stage.http.get(url)).await.body), ["pm_a"]);
}

#[tokio::test]
async fn what_was_kept_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = Storage::File(folder.path().join("sandbox.sqlite"));
    let stage = Stage::with(file.clone(), "no-dist".into()).await;
    put(&stage, "cus_one", json!([])).await;
    stage.running.stop().await;
    let stage = Stage::with(file, "no-dist".into()).await;
    let session = stage.session(json!({ "customer_id": "cus_one" })).await;
    assert!(saved(&stage, &session).await.is_empty(), "what is there is not seeded again");
}
