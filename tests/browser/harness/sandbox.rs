//! The sandbox program, one per test: on free ports, in memory.

use super::process::{Program, Run};
use super::settings;
use super::wait::until;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// How long it may take to listen on a loaded machine.
const START: Duration = Duration::from_secs(30);

/// The demo account, whose secrets are public (`sandbox::demo`).
const ACCOUNT: &str = "acct_demo";
const ADMIN_TOKEN: &str = "sandbox_admin_token_for_alder_and_ash";

/// What the account is called.
pub const MERCHANT: &str = "Alder & Ash";

/// Where the servers that a test speaks of listen.
#[derive(Clone, Debug, Deserialize)]
pub struct Origins {
    /// The merchant.
    pub shop: String,
    /// The page.
    pub checkout: String,
    /// Govifi.
    pub api: String,
    /// The processor.
    pub zift: String,
    /// What the page frames.
    pub frames: String,
}

/// A session as its creator sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Session {
    /// Its identifier.
    #[serde(rename = "session_id")]
    pub id: String,
    /// The payer's credential.
    #[serde(rename = "client_secret")]
    pub secret: String,
    /// Where the payer is sent.
    #[serde(rename = "hosted_url")]
    pub url: String,
}

/// A line of the ledger: money that moved.
#[derive(Clone, Debug, Deserialize)]
pub struct Charge {
    /// Before the fee.
    pub amount: i64,
    /// The fee.
    pub convenience_fee: i64,
    /// What was charged.
    pub total_amount: i64,
    /// Of the card; PayPal has none.
    pub last4: Option<String>,
    /// Where it is billed to.
    pub billing_details: Value,
    /// What a bank debit was authorized by.
    pub ach_authorization: Option<Value>,
}

impl Charge {
    /// Whether it is of a card with these last digits.
    pub fn ends_in(&self, last4: &str) -> bool {
        self.last4.as_deref() == Some(last4)
    }
}

/// A request that the API or the processor saw.
#[derive(Clone, Debug, Deserialize)]
pub struct Seen {
    /// `POST` and the like.
    pub method: String,
    /// Without a query.
    pub path: String,
    /// What was answered, if it has been.
    pub status: Option<u16>,
    /// The key it came with.
    pub idempotency_key: Option<String>,
    /// Of its body, so that two can be told apart.
    pub body_sha256: Option<String>,
    /// The kind of fault that took its answer's place.
    pub fault: Option<String>,
}

impl Seen {
    /// Whether nothing more will become of it: it was answered, or never will be.
    pub fn is_settled(&self) -> bool {
        self.status.is_some() || self.fault.is_some()
    }

    /// Whether it read the session.
    pub fn is_read(&self) -> bool {
        let session = self.path.rsplit('/').next().is_some_and(|last| last.starts_with("cs_"));
        self.method == "GET" && session
    }
}

/// A message with a code.
#[derive(Clone, Debug, Deserialize)]
pub struct Mail {
    /// The code in it.
    pub code: String,
    /// All of it.
    pub text: String,
}

/// What evil vendors report.
#[derive(Clone, Debug, Deserialize)]
pub struct Loot {
    /// Every place they looked at.
    pub looked: Vec<String>,
    /// What they found, and where.
    pub found: Vec<Value>,
}

/// A running sandbox. Ends when dropped.
#[derive(Debug)]
pub struct Sandbox {
    /// Where it listens.
    pub origins: Origins,
    http: reqwest::Client,
    program: Program,
    run: Run,
}

impl Sandbox {
    /// Starts one that serves the release build.
    pub async fn start() -> Result<Self> {
        Self::serving(&settings::dist()?).await
    }

    /// Starts one that serves another build.
    pub async fn serving(dist: &Path) -> Result<Self> {
        Self::with(dist, 1).await
    }

    /// Starts one whose page waits and gives up this many times faster.
    pub async fn paced(pace: u32) -> Result<Self> {
        Self::with(&settings::dist()?, pace).await
    }

    /// Starts one that serves another build, at another pace.
    pub async fn with(dist: &Path, pace: u32) -> Result<Self> {
        let run = Run::new()?;
        let mut command = Command::new(settings::sandbox()?);
        command.args(["--any-port", "--memory", "--pace", &pace.to_string(), "--dist"]).arg(dist);
        let mut program = run.start(&mut command)?;
        let origins = until("the sandbox to listen", START, async || {
            program.still_runs()?;
            let line = program.out.all().into_iter().next();
            Ok(line.map(|line| serde_json::from_str(&line)).transpose()?)
        })
        .await?;
        Ok(Self { origins, http: reqwest::Client::new(), program, run })
    }

    /// Creates a session as a merchant's server does. `with` is laid over an ordinary one.
    pub async fn session(&self, with: Value) -> Result<Session> {
        let shop = &self.origins.shop;
        let mut body = json!({
            "amount": 14650,
            "currency": "USD",
            "description": "Order 1042",
            "line_items": [
                { "description": "Oak serving board", "amount": 8900 },
                { "description": "Linen napkin", "amount": 1450, "quantity": 3 },
                { "description": "Beeswax polish", "amount": 1400 },
            ],
            "success_url": format!("{shop}/success?session_id={{CHECKOUT_SESSION_ID}}"),
            "cancel_url": format!("{shop}/cancel"),
            "layout": "hosted",
        });
        for (name, value) in with.as_object().context("a session is an object")? {
            body[name] = value.clone();
        }
        let request = self.http.post(format!("{}/v1/hosted-sessions", self.origins.api));
        self.answer(as_admin(request).json(&body)).await
    }

    /// Changes a session as a merchant's server does.
    pub async fn patch(&self, session: &Session, change: Value) -> Result<()> {
        let url = format!("{}/v1/hosted-sessions/{}", self.origins.api, session.id);
        let request = as_admin(self.http.patch(url)).json(&change);
        self.answer::<Value>(request).await.map(drop)
    }

    /// Ends a session as a merchant's server does.
    pub async fn expire(&self, session: &Session) -> Result<()> {
        let url = format!("{}/v1/hosted-sessions/{}/expire", self.origins.api, session.id);
        let request = as_admin(self.http.post(url));
        self.answer::<Value>(request).await.map(drop)
    }

    /// What a customer has kept, as the config words it.
    pub async fn kept(&self, customer: &str) -> Result<Vec<Value>> {
        let url = format!("{}/sandbox/customers?customer_id={customer}", self.origins.api);
        let mut kept: Value = self.answer(self.http.get(url)).await?;
        Ok(serde_json::from_value(kept["saved_methods"].take())?)
    }

    /// Everything that the ledger holds of a session.
    pub async fn ledger(&self, session: &Session) -> Result<Value> {
        self.look("ledger", session).await
    }

    /// The money that moved for a session.
    pub async fn charges(&self, session: &Session) -> Result<Vec<Charge>> {
        let mut ledger = self.ledger(session).await?;
        Ok(serde_json::from_value(ledger["charges"].take())?)
    }

    /// The requests seen for a session, oldest first.
    pub async fn requests(&self, session: &Session) -> Result<Vec<Seen>> {
        let mut seen = self.look("requests", session).await?;
        Ok(serde_json::from_value(seen["requests"].take())?)
    }

    /// The confirm requests seen for a session, oldest first.
    pub async fn confirms(&self, session: &Session) -> Result<Vec<Seen>> {
        let seen = self.requests(session).await?;
        let is_confirm = |seen: &Seen| seen.method == "POST" && seen.path.ends_with("/confirm");
        Ok(seen.into_iter().filter(is_confirm).collect())
    }

    /// Lets the server's clock jump ahead.
    pub async fn advance_clock(&self, seconds: u32) -> Result<()> {
        self.control("clock", json!({ "advance_seconds": seconds })).await
    }

    /// Changes settings of the account.
    pub async fn account(&self, change: Value) -> Result<()> {
        self.control("account", change).await
    }

    /// Makes every call with a session's credential fail with this status, or work again.
    pub async fn outage(&self, status: Option<u16>) -> Result<()> {
        self.control("outage", json!({ "status": status, "delay_ms": 0 })).await
    }

    /// Makes every call with a session's credential wait.
    pub async fn slow(&self, delay: Duration) -> Result<()> {
        let delay = u64::try_from(delay.as_millis())?;
        self.control("outage", json!({ "status": null, "delay_ms": delay })).await
    }

    /// Makes the processor fail, or work again.
    pub async fn processor_fails(&self, fails: bool) -> Result<()> {
        self.control("outage", json!({ "status": null, "processor": fails })).await
    }

    /// Asks a session's payer for a challenge. `with` is laid over its type.
    pub async fn challenge(&self, session: &Session, kind: &str, with: Value) -> Result<()> {
        let mut body = json!({ "session_id": session.id, "type": kind });
        for (name, value) in with.as_object().context("a challenge is an object")? {
            body[name] = value.clone();
        }
        self.control("challenge", body).await
    }

    /// Says how a session's captcha tokens are judged from now on: `good`, `spent`, `failed`.
    pub async fn judge(&self, session: &Session, verdict: &str) -> Result<()> {
        self.control("captcha", json!({ "session_id": session.id, "verdict": verdict })).await
    }

    /// The messages that were sent for a session, oldest first: the code and the whole text.
    pub async fn inbox(&self, session: &Session) -> Result<Vec<Mail>> {
        let mut inbox = self.look("inbox", session).await?;
        Ok(serde_json::from_value(inbox["messages"].take())?)
    }

    /// Scripts what goes wrong for a session, request by request; counting starts anew.
    pub async fn faults(&self, session: &Session, rules: &[Value]) -> Result<()> {
        self.control("faults", json!({ "session_id": session.id, "rules": rules })).await
    }

    /// Says what confirm makes of a session's keys: `documented`, `off` and so on.
    pub async fn keys(&self, session: &Session, variant: &str) -> Result<()> {
        self.control("idempotency", json!({ "session_id": session.id, "variant": variant })).await
    }

    /// Has a session's confirm look for the same payment in other sessions.
    pub async fn finds_duplicates(&self, session: &Session) -> Result<()> {
        self.control("duplicates", json!({ "session_id": session.id, "check": true })).await
    }

    /// Ends a session so many seconds from now.
    pub async fn expires_in(&self, session: &Session, seconds: u32) -> Result<()> {
        self.control("expiry", json!({ "session_id": session.id, "seconds": seconds })).await
    }

    /// Scripts what goes wrong on the way of a session's webhook to the shop.
    pub async fn webhooks(&self, session: &Session, rules: &[Value]) -> Result<()> {
        self.control("webhooks", json!({ "session_id": session.id, "rules": rules })).await
    }

    /// Says how the vendors fare: `up`, `missing`, `stall`, `evil`.
    pub async fn vendors(&self, fare: &str) -> Result<()> {
        let all = json!({ "hcaptcha": fare, "turnstile": fare, "paypal": fare });
        self.control("vendors", all).await
    }

    /// Says what browsers have of Apple Pay: `without`, `unable`, `able`.
    pub async fn apple_pay(&self, browser: &str) -> Result<()> {
        self.control("apple-pay", json!({ "browser": browser })).await
    }

    /// Where evil vendors looked, and what they found there.
    pub async fn loot(&self) -> Result<Loot> {
        let url = format!("{}/sandbox/loot", self.origins.api);
        self.answer(self.http.get(url)).await
    }

    /// Ends it now, as a machine that is switched off.
    pub fn end(&self) {
        self.run.end();
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        self.program.err.text()
    }

    async fn look(&self, what: &str, session: &Session) -> Result<Value> {
        let url = format!("{}/sandbox/{what}?session_id={}", self.origins.api, session.id);
        self.answer(self.http.get(url)).await
    }

    async fn control(&self, what: &str, body: Value) -> Result<()> {
        let url = format!("{}/sandbox/{what}", self.origins.api);
        let request = if what == "clock" { self.http.post(url) } else { self.http.put(url) };
        let response = request.json(&body).send().await?;
        let status = response.status();
        ensure!(status.is_success(), "{what}: {status}: {}", response.text().await?);
        Ok(())
    }

    async fn answer<T: DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<T> {
        let response = request.send().await?;
        let (url, status) = (response.url().clone(), response.status());
        let text = response.text().await?;
        ensure!(status.is_success(), "{url}: {status}: {text}");
        serde_json::from_str(&text).with_context(|| format!("{url}: {text}"))
    }
}

fn as_admin(request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
    request.bearer_auth(ADMIN_TOKEN).header("X-Payment-Account-Uid", ACCOUNT)
}
