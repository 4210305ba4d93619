//! Govifi's hosted-session API: one file per endpoint (contract sections 1 to 3).
//!
//! # What this module does not do
//! It sends no webhooks: `webhooks` does.

pub mod apple_pay;
pub mod auth;
pub mod body;
pub mod challenge;
pub mod client_config;
pub mod confirm;
pub mod cors;
pub mod create;
mod decide;
pub mod expire;
mod key;
mod means;
mod order;
pub mod patch;
pub mod payment_methods;
pub mod paypal;
pub mod quote;
pub mod read;
mod validate;

pub use order::Order;
pub use validate::PLACEHOLDER;

use crate::app::App;
use crate::error::Refusal;
use crate::store::StoreError;
use axum::Router;
use axum::routing::{delete, get, post, put};
use std::sync::Arc;

/// The endpoints.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/hosted-sessions", post(create::create))
        .route("/v1/hosted-sessions/{id}", get(read::read).patch(patch::patch))
        .route("/v1/hosted-sessions/{id}/expire", post(expire::expire))
        .route("/v1/hosted-sessions/{id}/client-config", get(client_config::client_config))
        .route("/v1/hosted-sessions/{id}/quote-fee", post(quote::quote_fee))
        .route("/v1/hosted-sessions/{id}/confirm", post(confirm::confirm))
        .route("/v1/hosted-sessions/{id}/challenge/send", post(challenge::send))
        .route("/v1/hosted-sessions/{id}/apple-pay/session", post(apple_pay::session))
        .route("/v1/hosted-sessions/{id}/paypal/orders", post(paypal::order))
        .route(
            "/v1/hosted-sessions/{id}/payment-methods",
            get(payment_methods::list).post(payment_methods::add),
        )
        .route(
            "/v1/hosted-sessions/{id}/payment-methods/{method_id}",
            delete(payment_methods::remove),
        )
        .route(
            "/v1/hosted-sessions/{id}/payment-methods/{method_id}/default",
            put(payment_methods::make_default),
        )
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database failed");
        Self::Internal
    }
}
