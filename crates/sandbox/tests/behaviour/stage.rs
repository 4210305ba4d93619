//! A sandbox of its own for each test, and what a merchant, a payer and a test say to it.

use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use sandbox::{Options, Origins, Ports, Running, Storage, demo};
use serde_json::{Value, json};
use std::path::PathBuf;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// A running sandbox.
pub struct Stage {
    pub running: Running,
    pub http: Client,
}

/// A session as its payer holds it.
#[derive(Clone)]
pub struct Session {
    pub id: String,
    pub secret: String,
    pub hosted_url: String,
}

/// A status and a JSON body.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

pub const VISA: &str = "4111111111111111";

/// A routing number that passes the check.
pub const ROUTING: &str = "110000000";

/// An account that approves.
pub const ACCOUNT: &str = "000123456789";

impl Stage {
    pub async fn new() -> Self {
        Self::with(Storage::Memory, "no-dist".into()).await
    }

    pub async fn with(storage: Storage, dist: PathBuf) -> Self {
        Self::of(Options { ports: Ports::Any, storage, dist, ..Options::default() }).await
    }

    pub async fn of(options: Options) -> Self {
        let running = sandbox::start(options).await.unwrap();
        let http = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { running, http }
    }

    pub fn origins(&self) -> &Origins {
        self.running.origins()
    }

    /// A call by the merchant's server.
    pub fn admin(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/v1/hosted-sessions{path}", self.origins().api))
            .bearer_auth(demo::ADMIN_TOKEN)
            .header("X-Payment-Account-Uid", demo::ACCOUNT)
    }

    /// A call by the checkout page.
    pub fn payer(&self, method: Method, session: &Session, path: &str) -> RequestBuilder {
        let url = format!("{}/v1/hosted-sessions/{}{path}", self.origins().api, session.id);
        let origin = self.origins().checkout.clone();
        self.http.request(method, url).bearer_auth(&session.secret).header("Origin", origin)
    }

    /// A call by a test.
    pub async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self.http.request(method, format!("{}/sandbox/{path}", self.origins().api));
        let answer = answer(request.json(&body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    pub async fn advance(&self, seconds: u32) {
        self.control(Method::POST, "clock", json!({ "advance_seconds": seconds })).await;
    }

    pub async fn account(&self, change: Value) {
        self.control(Method::PUT, "account", change).await;
    }

    pub async fn ledger(&self, session: &Session) -> Vec<Value> {
        let url = format!("{}/sandbox/ledger?session_id={}", self.origins().api, session.id);
        let mut ledger = answer(self.http.get(url)).await.body;
        serde_json::from_value(ledger["charges"].take()).unwrap()
    }

    pub async fn seen(&self, session: &Session) -> Vec<Value> {
        let url = format!("{}/sandbox/requests?session_id={}", self.origins().api, session.id);
        let mut seen = answer(self.http.get(url)).await.body;
        serde_json::from_value(seen["requests"].take()).unwrap()
    }

    /// Creates a session; `with` is laid over an ordinary one.
    pub async fn create(&self, with: Value) -> Answer {
        answer(self.admin(Method::POST, "").json(&ordinary(with))).await
    }

    pub async fn session(&self, with: Value) -> Session {
        let created = self.create(with).await;
        assert_eq!(created.status, 201, "{}", created.body);
        let text = |name: &str| created.body[name].as_str().unwrap().to_owned();
        Session {
            id: text("session_id"),
            secret: text("client_secret"),
            hosted_url: text("hosted_url"),
        }
    }

    pub async fn read(&self, session: &Session) -> Answer {
        answer(self.payer(Method::GET, session, "")).await
    }

    pub async fn password(&self, session: &Session) -> String {
        let access = answer(self.payer(Method::GET, session, "/client-config")).await;
        access.body["config"]["temporary_password"].as_str().unwrap().to_owned()
    }

    /// What the processor says to a form.
    pub async fn proxynize(&self, form: &[(&str, &str)]) -> Response {
        let url = format!("{}/services/proxynization", self.origins().zift);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = "application/x-www-form-urlencoded;charset=UTF-8";
        self.http.post(url).header("Content-Type", kind).body(body).send().await.unwrap()
    }

    /// Turns a card number into a token.
    pub async fn token(&self, session: &Session, number: &str) -> String {
        let card = [
            ("accountNumber", number),
            ("accountAccessory", "1239"),
            ("csc", "123"),
            ("accountType", "R"),
        ];
        self.tokenized(session, &card).await
    }

    /// Turns a checking account's number into a token.
    pub async fn bank_token(&self, session: &Session, number: &str) -> String {
        let account =
            [("accountNumber", number), ("accountAccessory", ROUTING), ("accountType", "C")];
        self.tokenized(session, &account).await
    }

    async fn tokenized(&self, session: &Session, what: &[(&str, &str)]) -> String {
        let password = self.password(session).await;
        let access = [("password", &*password), ("callback", contract::zift::CALLBACK)];
        let script = self.proxynize(&[what, &access].concat()).await.text().await.unwrap();
        match contract::zift::read(&script) {
            Some(contract::zift::Answer::Token(token)) => token,
            _ => panic!("no token: {script}"),
        }
    }

    pub async fn quote(&self, session: &Session, token: &str) -> Answer {
        let body = json!({
            "method": "card", "card_type": "visa", "processor_token": token,
            "payment_method": { "card": { "last4": "1111" } },
        });
        self.quoted(session, body).await
    }

    pub async fn quoted(&self, session: &Session, body: Value) -> Answer {
        self.post(session, "/quote-fee", &body).await
    }

    /// A call of the checkout page's.
    pub async fn post(&self, session: &Session, path: &str, body: &Value) -> Answer {
        answer(self.payer(Method::POST, session, path).json(body)).await
    }

    /// The date and time by the sandbox's clock, so many seconds from now.
    pub async fn moment(&self, seconds: i64) -> String {
        let now = self.control(Method::POST, "clock", json!({ "advance_seconds": 0 })).await;
        let now = OffsetDateTime::parse(now["now"].as_str().unwrap(), &Rfc3339).unwrap();
        (now + Duration::seconds(seconds)).format(&Rfc3339).unwrap()
    }

    /// A confirm body for a bank debit.
    pub async fn debiting(&self, token: &str) -> Value {
        json!({
            "processor_token": token, "method": "ach",
            "billing_details": { "cardholder": "Ada Lovelace" },
            "payment_method": { "ach": {
                "bank_name": "Juniper Valley Bank", "routing_number": ROUTING,
                "account_number_suffix": "6789", "account_type": "checking",
            } },
            "ach_authorization": { "sec_code": "web", "accepted_at": self.moment(0).await },
        })
    }

    pub async fn confirm(&self, session: &Session, key: &str, body: &Value) -> Answer {
        let request = self.payer(Method::POST, session, "/confirm").header("Idempotency-Key", key);
        answer(request.json(body)).await
    }
}

/// An ordinary create request, with `with` laid over it.
pub fn ordinary(with: Value) -> Value {
    let mut body = json!({
        "amount": 14650, "currency": "USD", "layout": "hosted",
        "success_url": "https://shop.example/thanks?order=7",
        "cancel_url": "https://shop.example/cart",
    });
    let Value::Object(with) = with else { panic!("not an object") };
    for (name, value) in with {
        body[name] = value;
    }
    body
}

/// A confirm body.
pub fn paying_with(token: &str) -> Value {
    json!({
        "processor_token": token, "method": "card",
        "billing_details": { "cardholder": "Ada Lovelace" },
    })
}

pub async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    Answer { status, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
}
