//! The demo shop.

use crate::stage::{Session, Stage, VISA, paying_with};
use serde_json::json;

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
