//! Every fault, as a client's socket meets it.

use crate::stage::{Session, Stage, VISA, answer, paying_with};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

/// A request as it goes over the wire, and where to.
fn bytes(request: RequestBuilder) -> (String, Vec<u8>) {
    let request = request.build().unwrap();
    let url = request.url();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut head =
        vec![format!("{} {} HTTP/1.1", request.method(), url.path()), format!("Host: {host}")];
    for (name, value) in request.headers() {
        head.push(format!("{name}: {}", value.to_str().unwrap()));
    }
    let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    head.push(format!("Content-Length: {}\r\n\r\n", body.len()));
    (host, [head.join("\r\n").as_bytes(), body].concat())
}

/// Sends a request over a connection of its own.
fn sent(request: RequestBuilder) -> TcpStream {
    let (host, bytes) = bytes(request);
    let mut socket = TcpStream::connect(host).unwrap();
    socket.write_all(&bytes).unwrap();
    socket
}

/// What comes back until the connection ends, and whether it ends well.
async fn received(mut socket: TcpStream) -> (String, Option<ErrorKind>) {
    let read = move || {
        let mut bytes = Vec::new();
        let end = socket.read_to_end(&mut bytes).err().map(|error| error.kind());
        (String::from_utf8(bytes).unwrap(), end)
    };
    tokio::task::spawn_blocking(read).await.unwrap()
}

/// Scripts one fault of confirm.
async fn script(stage: &Stage, session: &Session, moment: &str, fault: Value) {
    let rule = json!({ "call": "confirm", "nth": 1, "moment": moment, "fault": fault });
    put(stage, session, json!([rule])).await;
}

async fn put(stage: &Stage, session: &Session, rules: Value) {
    let script = json!({ "session_id": session.id, "rules": rules });
    stage.control(Method::PUT, "faults", script).await;
}

/// A session, and its confirm.
async fn confirm(stage: &Stage) -> (Session, Value) {
    let session = stage.session(json!({})).await;
    let body = paying_with(&stage.token(&session, VISA).await);
    (session, body)
}

fn request(stage: &Stage, session: &Session, body: &Value) -> RequestBuilder {
    stage.payer(Method::POST, session, "/confirm").header("Idempotency-Key", "k").json(body)
}

async fn confirms_seen(stage: &Stage, session: &Session) -> Vec<Value> {
    let mut seen = stage.seen(session).await;
    seen.retain(|seen| seen["path"].as_str().unwrap().ends_with("/confirm"));
    seen
}

#[tokio::test]
async fn an_answer_is_lost_before_or_after_the_charge() {
    let stage = Stage::new().await;
    for kind in ["close", "reset"] {
        for (moment, charged) in [("before", 0), ("after", 1)] {
            let (session, body) = confirm(&stage).await;
            script(&stage, &session, moment, json!({ "kind": kind })).await;
            let (bytes, end) = received(sent(request(&stage, &session, &body))).await;
            let reset = (kind == "reset").then_some(ErrorKind::ConnectionReset);
            assert_eq!((&*bytes, end), ("", reset), "{kind} {moment}");
            assert_eq!(stage.ledger(&session).await.len(), charged);

            // The same again, under the same key, is heard.
            let paid = stage.confirm(&session, "k", &body).await;
            assert_eq!(paid.status, 200);
            assert_eq!(stage.ledger(&session).await.len(), 1);
            let seen = confirms_seen(&stage, &session).await;
            let [lost, heard] = &*seen else { panic!("two were seen") };
            assert_eq!((&lost["status"], &lost["fault"]), (&json!(null), &json!(kind)));
            assert_eq!((&heard["status"], &heard["fault"]), (&json!(200), &json!(null)));
            for same in ["idempotency_key", "body_sha256"] {
                assert_eq!(lost[same], heard[same]);
            }
        }
    }
}

#[tokio::test]
async fn half_an_answer_promises_the_whole() {
    let stage = Stage::new().await;
    for (moment, charged) in [("before", 0), ("after", 1)] {
        let (session, body) = confirm(&stage).await;
        script(&stage, &session, moment, json!({ "kind": "truncate" })).await;
        let (bytes, end) = received(sent(request(&stage, &session, &body))).await;
        assert_eq!(end, None);
        let (head, half) = bytes.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 "));
        let promised = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let promised: usize = promised.parse().unwrap();
        assert_eq!(half.len(), promised / 2);
        assert!(half.starts_with('{') && serde_json::from_str::<Value>(half).is_err());
        assert!(
            head.contains(&format!("access-control-allow-origin: {}", stage.origins().checkout))
        );
        assert_eq!(stage.ledger(&session).await.len(), charged);
        assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
    }
}

#[tokio::test]
async fn a_stalled_answer_leaves_the_connection_open_until_someone_leaves() {
    let stage = Stage::new().await;
    for (moment, charged) in [("before", 0), ("after", 1)] {
        let (session, body) = confirm(&stage).await;
        script(&stage, &session, moment, json!({ "kind": "stall" })).await;
        let mut socket = sent(request(&stage, &session, &body));
        while confirms_seen(&stage, &session).await.iter().all(|seen| seen["fault"] != "stall") {
            tokio::task::yield_now().await;
        }
        socket.set_nonblocking(true).unwrap();
        let nothing = socket.read(&mut [0]).unwrap_err();
        assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
        assert_eq!(stage.ledger(&session).await.len(), charged);
    }
    // The end of the sandbox is not held up by a client that stays.
    let (session, body) = confirm(&stage).await;
    script(&stage, &session, "before", json!({ "kind": "stall" })).await;
    let socket = sent(request(&stage, &session, &body));
    while confirms_seen(&stage, &session).await.iter().all(|seen| seen["fault"] != "stall") {
        tokio::task::yield_now().await;
    }
    stage.running.stop().await;
    assert_eq!(received(socket).await, (String::new(), None));
}

#[tokio::test]
async fn any_status_with_any_retry_after() {
    let stage = Stage::new().await;
    for (code, retry_after) in [
        (408, "1"),
        (409, "0"),
        (421, "1"),
        (422, "-5"),
        (425, "1000000000"),
        (429, "7"),
        (429, "Sat, 21 Nov 2026 12:00:00 GMT"),
        (500, "soon"),
        (503, "1.5"),
        (599, ""),
    ] {
        let (session, body) = confirm(&stage).await;
        let fault = json!({ "kind": "status", "code": code, "retry_after": retry_after });
        script(&stage, &session, "before", fault).await;
        let response = request(&stage, &session, &body).send().await.unwrap();
        assert_eq!(response.status(), code);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("retry-after"), retry_after);
        assert_eq!(header("access-control-allow-origin"), stage.origins().checkout);
        assert!(header("access-control-expose-headers").contains("Retry-After"));
        assert_eq!(response.bytes().await.unwrap(), "");
        assert!(stage.ledger(&session).await.is_empty());
    }
}

#[tokio::test]
async fn a_status_has_the_body_it_is_given() {
    let stage = Stage::new().await;
    let (session, body) = confirm(&stage).await;
    let hidden = json!({
        "kind": "status", "code": 429, "retry_after": "7", "error_code": "rate_limited",
        "expose_retry_after": false,
    });
    script(&stage, &session, "before", hidden).await;
    let response = request(&stage, &session, &body).send().await.unwrap();
    let exposed = response.headers()["access-control-expose-headers"].to_str().unwrap();
    assert!(!exposed.contains("Retry-After") && exposed.contains("Date"));
    let error: contract::ApiError = response.json().await.unwrap();
    assert_eq!(error.code.known(), Some(contract::ErrorCode::RateLimited));
    assert!(error.request_id.unwrap().starts_with("req_"));

    let last = json!({
        "kind": "status", "code": 402, "error_code": "card_declined", "recoverable": false,
    });
    script(&stage, &session, "before", last).await;
    let declined = stage.confirm(&session, "k", &body).await;
    assert_eq!((declined.status, declined.code()), (402, "card_declined"));
    assert_eq!(declined.body["recoverable"], false);

    let text = json!({ "kind": "status", "code": 502, "body": "<b>", "content_type": "text/html" });
    script(&stage, &session, "after", text).await;
    let response = request(&stage, &session, &body).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (502, &"text/html".parse().unwrap())
    );
    assert_eq!(response.text().await.unwrap(), "<b>");
    assert_eq!(stage.ledger(&session).await.len(), 1);
}

#[tokio::test]
async fn an_answer_that_says_nothing_is_still_an_answer() {
    let stage = Stage::new().await;
    for (fault, status, kind, content) in [
        (json!({ "kind": "garbage" }), 200, "application/json", "<<<"),
        (json!({ "kind": "empty" }), 200, "application/json", ""),
        (json!({ "kind": "html", "code": 502 }), 502, "text/html; charset=utf-8", "<html>"),
        (json!({ "kind": "html", "code": 200 }), 200, "text/html; charset=utf-8", "<html>"),
    ] {
        let (session, body) = confirm(&stage).await;
        script(&stage, &session, "after", fault.clone()).await;
        let response = request(&stage, &session, &body).send().await.unwrap();
        assert_eq!(response.status(), status, "{fault}");
        assert_eq!(response.headers()["content-type"], kind);
        let text = response.text().await.unwrap();
        assert!(text.starts_with(content) && serde_json::from_str::<Value>(&text).is_err());
        assert_eq!(stage.ledger(&session).await.len(), 1);
    }
}

#[tokio::test]
async fn a_session_ends_while_its_confirm_is_on_the_way_or_while_its_answer_is() {
    let stage = Stage::new().await;
    for (moment, status, charged) in [("before", 410, 0), ("after", 200, 1)] {
        let (session, body) = confirm(&stage).await;
        script(&stage, &session, moment, json!({ "kind": "delay", "ms": 500 })).await;
        let answer = tokio::spawn(answer(request(&stage, &session, &body)));
        while confirms_seen(&stage, &session).await.is_empty()
            || stage.ledger(&session).await.len() < charged
        {
            tokio::task::yield_now().await;
        }
        let expiry = json!({ "session_id": session.id, "seconds": 0 });
        stage.control(Method::PUT, "expiry", expiry).await;
        assert_eq!(answer.await.unwrap().status, status, "{moment}");
        assert_eq!(stage.ledger(&session).await.len(), charged);
    }
}

#[tokio::test]
async fn a_delay_goes_on_to_the_next_rule() {
    let stage = Stage::new().await;
    let (session, body) = confirm(&stage).await;
    let rule =
        |moment: &str, fault: Value| json!({ "call": "confirm", "moment": moment, "fault": fault });
    let rules = json!([
        rule("before", json!({ "kind": "delay", "ms": 1 })),
        rule("after", json!({ "kind": "delay", "ms": 1 })),
        rule("after", json!({ "kind": "close" })),
    ]);
    put(&stage, &session, rules).await;
    assert_eq!(received(sent(request(&stage, &session, &body))).await.0, "");
    assert_eq!(stage.ledger(&session).await.len(), 1);
}

#[tokio::test]
async fn rules_are_counted_per_call_and_session() {
    let stage = Stage::new().await;
    let (session, other) = (stage.session(json!({})).await, stage.session(json!({})).await);
    let rule = |call: &str, nth: Value, code: u16| {
        let fault = json!({ "kind": "status", "code": code });
        json!({ "call": call, "nth": nth, "moment": "before", "fault": fault })
    };
    let rules = json!([rule("session", json!(2), 500), rule("session", json!(3), 502)]);
    put(&stage, &session, rules).await;
    assert_eq!(stage.read(&session).await.status, 200);
    assert_eq!(stage.read(&session).await.status, 500);
    assert_eq!(stage.read(&other).await.status, 200);
    assert_eq!(stage.read(&session).await.status, 502);
    assert_eq!(stage.read(&session).await.status, 200);

    // Put again, counted again; every one, of every session.
    let all = json!({ "session_id": null, "rules": [rule("session", json!(null), 503)] });
    stage.control(Method::PUT, "faults", all).await;
    put(&stage, &session, json!([rule("session", json!(1), 500)])).await;
    assert_eq!(stage.read(&session).await.status, 500);
    assert_eq!(stage.read(&session).await.status, 503);
    assert_eq!(stage.read(&other).await.status, 503);

    let url = format!("{}/sandbox/faults?session_id={}", stage.origins().api, session.id);
    let own = answer(stage.http.get(url)).await.body;
    assert_eq!(own["rules"][0]["fired"], 1);
    assert_eq!(
        own["rules"][0]["fault"],
        json!({
            "kind": "status", "code": 500, "retry_after": null, "error_code": null,
            "recoverable": null, "body": null, "content_type": null, "expose_retry_after": true,
        })
    );
    let all = answer(stage.http.get(format!("{}/sandbox/faults", stage.origins().api))).await.body;
    let fired: u64 =
        all["rules"].as_array().unwrap().iter().map(|rule| rule["fired"].as_u64().unwrap()).sum();
    assert_eq!(fired, 3);
    let none = stage.control(Method::DELETE, "faults", json!({})).await;
    assert_eq!(none, json!({ "rules": [] }));
    assert_eq!(stage.read(&other).await.status, 200);
}

#[tokio::test]
async fn every_call_of_a_page_can_fail() {
    let stage = Stage::new().await;
    let session = stage.session(json!({})).await;
    let password = stage.password(&session).await;
    let fault = json!({ "kind": "status", "code": 418 });
    let calls = ["session", "client_config", "quote_fee", "confirm", "challenge_send", "tokenize"];
    let rules = calls.map(|call| json!({ "call": call, "moment": "before", "fault": fault }));
    put(&stage, &session, json!(rules)).await;
    for (method, path) in [
        (Method::GET, ""),
        (Method::GET, "/client-config"),
        (Method::POST, "/quote-fee"),
        (Method::POST, "/confirm"),
        (Method::POST, "/challenge/send"),
    ] {
        assert_eq!(answer(stage.payer(method, &session, path)).await.status, 418, "{path}");
    }
    // The processor knows the session by the password it was given.
    let tokenized = stage.proxynize(&[("password", &password)]).await;
    assert_eq!(tokenized.status(), 418);
    assert_eq!(tokenized.headers()["access-control-allow-origin"], "*");
    assert_eq!(stage.proxynize(&[("password", "other")]).await.status(), 200);
    let seen = stage.seen(&session).await;
    let last = seen.last().unwrap();
    assert_eq!((&last["server"], &last["fault"]), (&json!("zift"), &json!("status")));
    // The merchant's calls and the browser's preflights are not a page's.
    let patch = stage.admin(Method::PATCH, &format!("/{}", session.id)).json(&json!({}));
    assert_eq!(answer(patch).await.status, 200);
    assert_eq!(stage.payer(Method::OPTIONS, &session, "").send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_stale_answer_has_not_heard_of_the_payment() {
    let stage = Stage::new().await;
    let (session, body) = confirm(&stage).await;
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
    let rule =
        json!({ "call": "session", "nth": 1, "moment": "after", "fault": { "kind": "stale" } });
    put(&stage, &session, json!([rule])).await;
    assert_eq!(stage.read(&session).await.body["status"], "active");
    assert_eq!(stage.read(&session).await.body["status"], "completed");
}

#[tokio::test]
async fn a_rule_that_cannot_strike_is_refused() {
    let stage = Stage::new().await;
    let url = format!("{}/sandbox/faults", stage.origins().api);
    let close = json!({ "kind": "close" });
    for rule in [
        json!({ "call": "confirm", "nth": 0, "moment": "before", "fault": close }),
        json!({ "call": "create", "moment": "before", "fault": close }),
        json!({ "call": "confirm", "moment": "during", "fault": close }),
        json!({ "call": "confirm", "moment": "before" }),
        json!({ "call": "confirm", "moment": "before", "fault": { "kind": "flood" } }),
        json!({ "call": "confirm", "moment": "before", "fault": { "kind": "status", "code": 200 } }),
        json!({ "call": "confirm", "moment": "before", "fault": { "kind": "delay" } }),
        json!({ "call": "session", "moment": "before", "fault": { "kind": "stale" } }),
        json!({ "call": "confirm", "moment": "after", "fault": { "kind": "stale" } }),
    ] {
        let put = stage.http.put(&url).json(&json!({ "session_id": null, "rules": [rule] }));
        assert_eq!(answer(put).await.status, 400, "{rule}");
    }
}

#[tokio::test]
async fn a_browser_that_sends_again_on_its_own_charges_once() {
    // What a browser does on a reused connection that closes: the same bytes again (F50).
    let stage = Stage::new().await;
    let (session, body) = confirm(&stage).await;
    let close = |nth: u64| json!({ "call": "confirm", "nth": nth, "moment": "after", "fault": { "kind": "close" } });
    put(&stage, &session, json!([close(1), close(2)])).await;
    for _ in 0..2 {
        assert_eq!(received(sent(request(&stage, &session, &body))).await.0, "");
    }
    assert_eq!(stage.confirm(&session, "k", &body).await.status, 200);
    assert_eq!(confirms_seen(&stage, &session).await.len(), 3);
    assert_eq!(stage.ledger(&session).await.len(), 1);
}

#[tokio::test]
async fn a_connection_that_was_used_before_closes_as_well() {
    let stage = Stage::new().await;
    let (session, body) = confirm(&stage).await;
    script(&stage, &session, "after", json!({ "kind": "close" })).await;
    let mut socket = sent(stage.payer(Method::GET, &session, ""));
    // The whole of the first answer is here when its body is.
    let mut first = Vec::new();
    let mut socket = tokio::task::spawn_blocking(move || {
        while !first.ends_with(b"}") {
            let mut more = [0; 4096];
            let read = socket.read(&mut more).unwrap();
            first.extend_from_slice(&more[..read]);
        }
        socket
    })
    .await
    .unwrap();
    socket.write_all(&bytes(request(&stage, &session, &body)).1).unwrap();
    assert_eq!(received(socket).await, (String::new(), None));
    assert_eq!(stage.ledger(&session).await.len(), 1);
}
