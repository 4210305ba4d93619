//! The processor's tokenize call.

use crate::stage::{Stage, VISA};
use contract::zift::{Answer, read};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_card_becomes_a_token_that_a_page_may_read() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let password = stage.password(&session).await;
    let mut form = vec![
        ("accountNumber", VISA),
        ("accountAccessory", "1239"),
        ("csc", "123"),
        ("accountType", "R"),
        ("password", &*password),
        ("callback", "govifi"),
    ];
    let response = stage.proxynize(&form).await;
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!((header("access-control-allow-origin"), header("cache-control")), ("*", "no-store"));
    assert!(matches!(read(&response.text().await.unwrap()), Some(Answer::Token(_))));

    for (name, wrong) in [
        ("accountNumber", "4111111111111112"),
        ("accountAccessory", "0120"),
        ("csc", "12"),
        ("accountType", "C"),
        ("password", "guessed"),
    ] {
        let at = form.iter().position(|(known, _)| *known == name).unwrap();
        let right = std::mem::replace(&mut form[at].1, wrong);
        let script = stage.proxynize(&form).await.text().await.unwrap();
        assert!(matches!(read(&script), Some(Answer::Invalid)), "{name}: {script}");
        form[at].1 = right;
        let missing: Vec<_> = form.iter().filter(|(known, _)| *known != name).copied().collect();
        if name != "accountType" {
            let script = stage.proxynize(&missing).await.text().await.unwrap();
            assert!(matches!(read(&script), Some(Answer::Invalid)), "without {name}: {script}");
        }
    }

    stage.control(Method::PUT, "outage", json!({ "processor": true })).await;
    let script = stage.proxynize(&form).await.text().await.unwrap();
    assert!(matches!(read(&script), Some(Answer::Trouble)), "{script}");
    stage.control(Method::PUT, "outage", json!({})).await;

    stage.advance(600).await;
    let script = stage.proxynize(&form).await.text().await.unwrap();
    assert!(matches!(read(&script), Some(Answer::Invalid)), "a password lives ten minutes");
}

#[tokio::test]
async fn nothing_that_was_sent_is_written_into_the_script() {
    let stage = Stage::new().await;
    for callback in ["alert(1)//", "a'", "</script>", ""] {
        let form = [("callback", callback), ("accountNumber", "<b>"), ("password", "';x")];
        let script = stage.proxynize(&form).await.text().await.unwrap();
        assert_eq!(script, "callback('V01','Invalid input','')");
    }
}
