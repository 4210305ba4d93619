//! The demo shop.

use crate::stage::{Session, Stage, VISA, answer, paying_with};
use reqwest::Method;
use sandbox::{Options, Ports, Storage};
use serde_json::{Value, json};
use std::num::NonZeroU32;

async fn get(stage: &Stage, path: &str) -> (u16, String) {
    let response = stage.http.get(format!("{}{path}", stage.origins().shop)).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn check_out(stage: &Stage, form: &str) -> reqwest::Response {
    let request = stage.http.post(format!("{}/checkout", stage.origins().shop));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    request.body(form.to_owned()).send().await.unwrap()
}

fn session(response: &reqwest::Response) -> Session {
    assert_eq!(response.status(), 303);
    let hosted_url = response.headers()["location"].to_str().unwrap().to_owned();
    let (page, secret) = hosted_url.split_once("#cs=").unwrap();
    Session {
        id: page.rsplit('/').next().unwrap().to_owned(),
        secret: secret.to_owned(),
        hosted_url: hosted_url.clone(),
    }
}

#[tokio::test]
async fn one_click_makes_a_session_and_the_receipt_trusts_its_signature() {
    let stage = Stage::new().await;
    let (status, home) = get(&stage, "/").await;
    assert_eq!(status, 200);
    assert!(home.contains("$146.50") && home.contains("4111 1111 1111 1111"));

    let session = session(&check_out(&stage, "").await);
    assert!(session.hosted_url.starts_with(&stage.origins().checkout));
    let body = json!({
        "processor_token": stage.token(&session, VISA).await, "method": "card",
        "billing_details": { "cardholder": "A", "country": "US", "zip": "10001" },
    });
    let paid = stage.confirm(&session, "k", &body).await;
    let back = paid.body["redirect_url"].as_str().unwrap();
    let path = back.strip_prefix(&stage.origins().shop).unwrap();

    let (status, receipt) = get(&stage, path).await;
    assert_eq!(status, 200);
    assert!(receipt.contains("Signature valid") && receipt.contains("Oak serving board"));

    for wrong in [
        path.replace("sig=", "sig=0"),
        path.replace("transaction_id=txn_", "transaction_id=txn_0"),
        path.replace("session_id=cs_", "session_id=cs_0"),
        "/success".to_owned(),
    ] {
        let (status, page) = get(&stage, &wrong).await;
        assert_eq!(status, 400, "{wrong}");
        assert!(page.contains("Signature INVALID") && !page.contains("Signature valid"));
    }
}

#[tokio::test]
async fn the_form_decides_what_the_session_asks_for() {
    let stage = Stage::new().await;
    let form = "currency=JPY&board=0&napkin=2&polish=0&accent=%23aa0000&fee=off&details=ticked\
        &ask=zip&email=a%40b.example&minutes=10&message=%3Cb%3EHi%3C%2Fb%3E";
    let session = session(&check_out(&stage, form).await);
    let config = stage.read(&session).await.body;
    assert_eq!((&config["amount"], &config["currency"]), (&json!(4400), &json!("JPY")));
    assert_eq!(config["branding"]["accent_color"], "#aa0000");
    assert_eq!(config["branding"]["logo_url"], json!(null));
    assert_eq!(config["required_avs_fields"], json!(["zip"]));
    assert_eq!(config["customer_email"], "a@b.example");
    assert_eq!(config["page_message"], "<b>Hi</b>");
    let token = stage.token(&session, VISA).await;
    assert_eq!(stage.quote(&session, &token).await.body["convenience_fee"], 0);
    let body = paying_with(&token);
    assert_eq!(
        stage.confirm(&session, "k", &body).await.status,
        400,
        "the postal code is asked for"
    );
}

#[tokio::test]
async fn the_form_decides_who_pays_and_how() {
    let stage = Stage::new().await;
    let (_, home) = get(&stage, "/").await;
    let customers = ["", "cus_one", "cus_several", "cus_many", "cus_empty", "cus_wallet"];
    assert_eq!(offered(&home, "customer"), customers);
    assert_eq!(offered(&home, "keep"), ["off", "on_session", "off_session"]);
    assert!(home.contains("000111111116") && home.contains("K9Z 9Z9"));

    let form = "method=card&method=ach&method=apple_pay&method=paypal&customer=cus_several\
        &keep=off_session&details=address";
    let session = session(&check_out(&stage, form).await);
    let config = stage.read(&session).await.body;
    assert_eq!(config["allowed_methods"], json!(["card", "ach", "apple_pay", "paypal"]));
    assert_eq!(config["saved_methods"].as_array().unwrap().len(), 4);
    assert_eq!(config["setup_future_usage"], "off_session");
    let quote = json!({ "method": "paypal" });
    assert_eq!(stage.quoted(&session, quote.clone()).await.body["convenience_fee"], 560);
    let free = self::session(&check_out(&stage, &format!("{form}&fee=off")).await);
    assert_eq!(stage.quoted(&free, quote).await.body["convenience_fee"], 0);

    // What was chosen is chosen still, whatever it was.
    let (_, again) = get(&stage, &format!("/?{form}&customer=x")).await;
    assert!(again.contains("value=\"cus_several\" selected"));
    assert!(again.contains("value=\"ach\" checked") && again.contains("value=\"off_session\" sel"));
    let (_, other) = get(&stage, "/?customer=cus_of_mine").await;
    assert!(other.contains("value=\"cus_of_mine\" selected"));
}

#[tokio::test]
async fn what_the_api_refuses_is_told_and_nothing_is_believed_as_markup() {
    let stage = Stage::new().await;
    let refused = check_out(&stage, "minutes=1&email=%3Cscript%3E").await;
    assert_eq!(refused.status(), 502);
    let page = refused.text().await.unwrap();
    assert!(page.contains("role=\"alert\"") && page.contains("customer_email"));
    assert!(!page.contains("<script"));
    let (status, page) = get(&stage, "/success?session_id=%3Cscript%3E").await;
    assert!(status == 400 && !page.contains("<script"));
    assert_eq!(get(&stage, "/cancel").await.0, 200);
    assert_eq!(get(&stage, "/nothing").await.0, 404);
    assert_eq!(get(&stage, "/?currency=XXX").await.0, 404);
    for art in ["board", "napkin", "polish"] {
        assert_eq!(get(&stage, &format!("/art/{art}.svg")).await.0, 200);
    }
}

/// What the panel offers, by the names in its form.
fn offered(home: &str, select: &str) -> Vec<String> {
    let (_, rest) = home.split_once(&format!("<select id=\"{select}\"")).unwrap();
    let (options, _) = rest.split_once("</select>").unwrap();
    let values = options.split("<option value=\"").skip(1);
    values.map(|rest| rest.split_once('"').unwrap().0.to_owned()).collect()
}

/// What a control call tells.
async fn told(stage: &Stage, path: &str) -> Value {
    let url = format!("{}/sandbox/{path}", stage.origins().api);
    answer(stage.http.get(url)).await.body
}

#[tokio::test]
async fn every_preset_of_the_panel_is_taken_and_shown_again() {
    let stage = Stage::new().await;
    let (_, home) = get(&stage, "/").await;
    assert!(
        home.contains("Try what goes wrong") && !home.contains("<details class=\"trouble\" open")
    );
    let (troubles, keys) = (offered(&home, "trouble"), offered(&home, "keys"));
    assert_eq!((troubles.len(), keys.len()), (39, 6));
    for name in &troubles {
        let session = session(&check_out(&stage, &format!("trouble={name}")).await);
        // Nothing of it is in the way of the page's first look, but for what is about that.
        let expected = if name == "load" { 503 } else { 200 };
        assert_eq!(stage.read(&session).await.status, expected, "{name}");
    }
    for name in &keys {
        session(&check_out(&stage, &format!("keys={name}")).await);
    }
    let (_, again) = get(&stage, "/?trouble=slow&keys=off").await;
    assert!(again.contains("<details class=\"trouble\" open"));
    assert!(again.contains("value=\"slow\" selected") && again.contains("value=\"off\" selected"));
}

#[tokio::test]
async fn whoever_shops_with_apple_pay_has_a_browser_for_it() {
    let stage = Stage::new().await;
    let script = format!("{}/sandbox/apple-pay.js", stage.origins().checkout);
    let status = || async { stage.http.get(&script).send().await.unwrap().status() };
    check_out(&stage, "method=card&method=paypal").await;
    assert_eq!(status().await, 404);
    check_out(&stage, "method=card&method=apple_pay").await;
    assert_eq!(status().await, 200);
}

#[tokio::test]
async fn a_preset_holds_for_its_own_session() {
    let stage = Stage::new().await;
    let late = session(&check_out(&stage, "trouble=429&keys=off").await);
    let rules = told(&stage, &format!("faults?session_id={}", late.id)).await;
    assert_eq!(rules["rules"][0]["fault"]["retry_after"], "7");
    let other = session(&check_out(&stage, "").await);
    let rules = told(&stage, &format!("faults?session_id={}", other.id)).await;
    assert_eq!(rules, json!({ "rules": [] }));
    let body = |token: String| {
        json!({
            "processor_token": token, "method": "card",
            "billing_details": { "cardholder": "A", "country": "US", "zip": "10001" },
        })
    };
    let first = body(stage.token(&late, VISA).await);
    assert_eq!(stage.confirm(&late, "k", &first).await.code(), "rate_limited");
    assert_eq!(stage.confirm(&late, "k", &first).await.status, 200);

    // Paid a moment ago, with the same card.
    let again = session(&check_out(&stage, "trouble=duplicate").await);
    let second = body(stage.token(&again, VISA).await);
    assert_eq!(stage.confirm(&again, "k", &second).await.code(), "duplicate_payment");
    let soon = session(&check_out(&stage, "trouble=ninety-seconds").await);
    assert_eq!(stage.read(&soon).await.status, 200);
    stage.advance(90).await;
    assert_eq!(stage.read(&soon).await.status, 410);
}

#[tokio::test]
async fn codes_are_read_in_the_inbox() {
    let stage = Stage::new().await;
    assert!(get(&stage, "/inbox").await.1.contains("Nothing yet"));
    for channel in ["sms", "email"] {
        let form = format!("trouble={channel}&email=ada%40example.com");
        let session = session(&check_out(&stage, &form).await);
        let sent = stage.payer(Method::POST, &session, "/challenge/send");
        assert_eq!(answer(sent).await.body["code_sent"], true);
        let inbox = told(&stage, &format!("inbox?session_id={}", session.id)).await;
        let code = inbox["messages"][0]["code"].as_str().unwrap();
        let (status, page) = get(&stage, "/inbox").await;
        assert!(status == 200 && page.contains(&session.id));
        assert!(page.contains(&format!("<p class=\"code\">{code}</p>")));
    }
    assert!(get(&stage, "/inbox").await.1.contains("a•••@example.com"));
}

#[tokio::test]
async fn the_price_goes_up_while_the_payer_looks() {
    let options = Options {
        ports: Ports::Any,
        storage: Storage::Memory,
        pace: NonZeroU32::new(1000).unwrap(),
        ..Options::default()
    };
    let stage = Stage::of(options).await;
    let session = session(&check_out(&stage, "trouble=price").await);
    while stage.read(&session).await.body["amount"] != 15150 {
        tokio::task::yield_now().await;
    }
}
