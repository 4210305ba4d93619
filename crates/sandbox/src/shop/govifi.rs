//! The shop's server as a client of Govifi: what a merchant has to write.

use super::basket::Basket;
use crate::app::Origins;
use crate::demo;
use contract::{ApiError, PAYMENT_ACCOUNT};
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde_json::json;
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
    /// Where to send the payer. Carries the credential: never log it.
    pub hosted_url: String,
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

    /// Creates a session for a basket.
    pub async fn create(&self, basket: &Basket, shop: &str) -> Result<Created, GovifiError> {
        let request = self
            .client
            .post(format!("{}/v1/hosted-sessions", self.api))
            .bearer_auth(demo::ADMIN_TOKEN)
            .header(PAYMENT_ACCOUNT, demo::ACCOUNT)
            .json(&basket.session(shop));
        Ok(answered(request).await?.json().await?)
    }

    /// Sets what a session cannot say for itself: the account's message and fee. Only a sandbox
    /// has this call; a real merchant sets both in Govifi's dashboard.
    pub async fn prepare(&self, basket: &Basket) -> Result<(), GovifiError> {
        let message = (!basket.message.is_empty()).then_some(&basket.message);
        let free = (!basket.fee).then_some(0);
        // `null` is the account's default: its fee, no message.
        let settings = json!({
            "page_message": message, "fee_basis_points": free, "fee_fixed": free,
        });
        let request = self.client.put(format!("{}/sandbox/account", self.api)).json(&settings);
        answered(request).await.map(drop)
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
