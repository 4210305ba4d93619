//! The shop's server as a client of Govifi: what a merchant has to write.

use super::basket::Basket;
use crate::app::Origins;
use crate::demo;
use crate::keys::Variant;
use contract::{ApiError, Cents, CreateSession, Method, PAYMENT_ACCOUNT};
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use thiserror::Error;

/// How long the shop waits for the API.
const PATIENCE: Duration = Duration::from_secs(10);

/// Govifi did not do what was asked.
#[derive(Debug, Error)]
pub enum GovifiError {
    /// It said no, and why.
    #[error("Govifi answered: {message} ({request_id})")]
    Refused {
        /// For developers: a real shop would log it and tell the buyer something kinder.
        message: String,
        /// For support.
        request_id: String,
    },
    /// It did not answer, or not sensibly.
    #[error("Govifi could not be reached")]
    Unreachable(#[from] reqwest::Error),
}

/// A session, as far as the shop's server reads it.
#[derive(Deserialize)]
pub struct Created {
    /// Its name.
    pub session_id: String,
    /// What the payer's browser may do it with: never log it.
    pub client_secret: String,
    /// Where to send the payer. Carries the credential: never log it.
    pub hosted_url: String,
}

#[derive(Deserialize)]
struct Inbox {
    messages: Vec<Message>,
}

/// A message to a payer. Holds a code: never log it.
#[derive(Deserialize)]
pub struct Message {
    /// Whose session.
    pub session_id: String,
    /// `sms` or `email`.
    pub channel: String,
    /// Number or address, masked.
    pub to: String,
    /// What it says.
    pub text: String,
    /// The code in it.
    pub code: String,
    /// When, RFC 3339.
    pub at: String,
}

/// Govifi's API.
#[derive(Debug)]
pub struct Govifi {
    client: Client,
    api: String,
}

impl Govifi {
    /// The API at these origins.
    pub fn new(origins: &Origins) -> Result<Self, reqwest::Error> {
        let client = Client::builder().timeout(PATIENCE).no_proxy().build()?;
        Ok(Self { client, api: origins.api.clone() })
    }

    /// Creates a session.
    pub async fn create(&self, session: &CreateSession) -> Result<Created, GovifiError> {
        let request = self
            .client
            .post(format!("{}/v1/hosted-sessions", self.api))
            .bearer_auth(demo::ADMIN_TOKEN)
            .header(PAYMENT_ACCOUNT, demo::ACCOUNT)
            .json(session);
        Ok(answered(request).await?.json().await?)
    }

    /// Changes what a session asks for.
    pub async fn patch(&self, session: &str, amount: Cents) -> Result<(), GovifiError> {
        let request = self
            .client
            .patch(format!("{}/v1/hosted-sessions/{session}", self.api))
            .bearer_auth(demo::ADMIN_TOKEN)
            .header(PAYMENT_ACCOUNT, demo::ACCOUNT)
            .json(&json!({ "amount": amount }));
        answered(request).await.map(drop)
    }

    /// Has go wrong in a session what was chosen. Only a sandbox has these calls.
    pub async fn trouble(&self, session: &str, basket: &Basket) -> Result<(), GovifiError> {
        let mut controls = basket.trouble.controls(session);
        if basket.keys != Variant::Documented {
            let body = json!({ "session_id": session, "variant": basket.keys });
            controls.push(("idempotency", body));
        }
        if basket.methods.contains(&Method::ApplePay) {
            // Whoever tries it has a browser with Apple Pay at last.
            controls.push(("apple-pay", json!({ "browser": "able" })));
        }
        for (path, body) in controls {
            self.control(path, &body).await?;
        }
        Ok(())
    }

    /// What was sent to payers. Only a sandbox has this call.
    pub async fn inbox(&self) -> Result<Vec<Message>, GovifiError> {
        let request = self.client.get(format!("{}/sandbox/inbox", self.api));
        let inbox: Inbox = answered(request).await?.json().await?;
        Ok(inbox.messages)
    }

    async fn control(&self, path: &str, body: &Value) -> Result<(), GovifiError> {
        let request = self.client.put(format!("{}/sandbox/{path}", self.api)).json(body);
        answered(request).await.map(drop)
    }

    /// Sets what a session cannot say for itself: the account's message and fees. Only a sandbox
    /// has this call; a real merchant sets both in Govifi's dashboard.
    pub async fn prepare(&self, basket: &Basket) -> Result<(), GovifiError> {
        let message = (!basket.message.is_empty()).then_some(&basket.message);
        let free = (!basket.fee).then_some(0);
        let rules = (!basket.fee).then(|| json!([]));
        // `null` is the account's default: its fees, no message.
        let settings = json!({
            "page_message": message, "fee_basis_points": free, "fee_fixed": free,
            "fee_rules": rules,
        });
        self.control("account", &settings).await
    }
}

async fn answered(request: RequestBuilder) -> Result<reqwest::Response, GovifiError> {
    let response = request.send().await?;
    if response.status().is_success() {
        return Ok(response);
    }
    let error: ApiError = response.json().await?;
    Err(GovifiError::Refused {
        message: error.message,
        request_id: error.request_id.unwrap_or_default(),
    })
}
