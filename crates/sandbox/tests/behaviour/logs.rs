//! The program itself: what it says on its two outputs.

use crate::stage::{Answer, answer};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

const PAN: &str = "4111111111111111";
const CSC: &str = "987";
const ACCOUNT: &str = "90817263544";

async fn tokenize(http: &reqwest::Client, zift: &str, form: String) -> String {
    let script = http.post(zift).body(form).send().await.unwrap().text().await.unwrap();
    match contract::zift::read(&script) {
        Some(contract::zift::Answer::Token(token)) => token,
        _ => panic!("no token: {script}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_payment_leaves_no_secret_in_the_log() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_sandbox"))
        .args(["--any-port", "--memory", "--dist", "no-dist"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let origins: Value = serde_json::from_str(&line).unwrap();
    let at = |server: &str, path: &str| [origins[server].as_str().unwrap(), path].concat();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let checkout = at("checkout", "");

    let created: Answer = answer(
        http.post(at("api", "/v1/hosted-sessions"))
            .bearer_auth(sandbox::demo::ADMIN_TOKEN)
            .header("X-Payment-Account-Uid", sandbox::demo::ACCOUNT)
            .json(&json!({
                "amount": 100, "currency": "USD", "customer_email": "canary@mail.example",
                "success_url": "https://shop.example/?query-canary=1",
                "cancel_url": "https://shop.example/",
            })),
    )
    .await;
    let id = created.body["session_id"].as_str().unwrap();
    let secret = created.body["client_secret"].as_str().unwrap();
    let session = at("api", &format!("/v1/hosted-sessions/{id}"));
    let call = |request: reqwest::RequestBuilder| {
        answer(request.bearer_auth(secret).header("Origin", &checkout))
    };
    let access = call(http.get(format!("{session}/client-config?query-canary"))).await;
    let password = access.body["config"]["temporary_password"].as_str().unwrap();
    let form = format!(
        "accountNumber={PAN}&accountAccessory=1239&csc={CSC}&password={password}&callback=govifi"
    );
    let zift = at("zift", "/services/proxynization");
    let token = tokenize(&http, &zift, form).await;
    let account = format!(
        "accountNumber={ACCOUNT}&accountAccessory=110000000&accountType=C&password={password}\
         &callback=govifi"
    );
    tokenize(&http, &zift, account).await;
    let posed = json!({ "session_id": id, "type": "sms", "code_sent": true });
    answer(http.put(at("api", "/sandbox/challenge")).json(&posed)).await;
    let inbox = answer(http.get(at("api", &format!("/sandbox/inbox?session_id={id}")))).await;
    let code = inbox.body["messages"][0]["code"].as_str().unwrap();
    assert_eq!(call(http.post(format!("{session}/challenge/send"))).await.status, 200);
    let body = json!({
        "processor_token": token, "method": "card",
        "billing_details": { "cardholder": "Canary Name", "phone": "+15550001234" },
        "challenge_response": { "type": "sms", "code": code },
    });
    let paid = call(http.post(format!("{session}/confirm")).json(&body)).await;
    assert_eq!(paid.status, 200, "{}", paid.body);
    // What goes wrong is logged no more than what goes right.
    let wrong = json!({ "processor_token": token, "method": "card", "pan": PAN });
    assert_eq!(call(http.post(format!("{session}/confirm")).json(&wrong)).await.status, 400);
    let odd = format!("/{secret}?{PAN}");
    for server in ["api", "zift", "checkout", "shop"] {
        answer(http.get(at(server, &odd))).await;
    }
    let back = paid.body["redirect_url"].as_str().unwrap();
    let query = back.split_once('?').unwrap().1;
    answer(http.get(at("shop", &format!("/success?{query}")))).await;

    // Killed, so that its output ends; what it has logged is in the pipe.
    program.kill().unwrap();
    let mut log = String::new();
    program.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    program.wait().unwrap();
    assert!(log.contains(r#""route":"/v1/hosted-sessions/{id}/confirm""#) && log.contains(id));
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).unwrap()["message"].is_string());
    }
    let signature = paid.body["signature"].as_str().unwrap();
    for secret in [
        PAN,
        CSC,
        ACCOUNT,
        "110000000",
        "_secret_",
        password,
        &token,
        sandbox::demo::ADMIN_TOKEN,
        sandbox::demo::SIGNING_SECRET,
        signature,
        code,
        "canary",
        "Canary",
        "+1555",
        "Bearer",
    ] {
        // The security code is three digits, which a request's id may hold by chance.
        let found = log.lines().any(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            for known in ["request_id", "timestamp", "session"] {
                line.as_object_mut().unwrap().remove(known);
            }
            line.to_string().contains(secret)
        });
        assert!(!found, "the log holds {secret}");
    }
}
