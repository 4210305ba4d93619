//! PayPal's own side of an order: what its stand-in shows a payer, and the payer's approval.

use super::pages::{preflight, readable};
use crate::api::body::{Strict, json};
use crate::app::App;
use crate::error::Refusal;
use crate::outcome::Outcome;
use crate::store::paypal::{self, PaypalOrder};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use contract::Cents;
use serde::Deserialize;
use serde_json::{Value, json as object};
use std::sync::Arc;

/// The endpoints.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/sandbox/paypal/orders", get(show))
        .route("/sandbox/paypal/approve", post(approve).options(preflight))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    order_id: String,
}

/// `GET /sandbox/paypal/orders?order_id=`: what the payer is asked for. Any page of this machine may
/// ask.
async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Result<Response, Refusal> {
    let found = app.store.read(move |tx| paypal::find(tx, &which.order_id)).await?;
    let order = found.ok_or_else(unknown)?;
    Ok((readable(&headers), json(shown(&order))).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    order_id: String,
    #[serde(default)]
    outcome: Outcome,
}

/// `POST /sandbox/paypal/approve {"order_id": …, "outcome": "approved"}`: the payer approves, and
/// charging will end like this. Any page of this machine may ask.
async fn approve(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Strict<Approval>,
) -> Result<Response, Refusal> {
    let Approval { order_id, outcome } = body.value;
    let approved = app.store.write(move |tx| {
        let Some(order) = paypal::find(tx, &order_id)? else { return Ok(Err(unknown())) };
        if order.captured {
            return Ok(Err(Refusal::Invalid("order_id: is charged".to_owned())));
        }
        paypal::approve(tx, &order_id, outcome)?;
        Ok(Ok(PaypalOrder { approved: Some(outcome), ..order }))
    });
    let order = approved.await??;
    Ok((readable(&headers), json(shown(&order))).into_response())
}

fn unknown() -> Refusal {
    Refusal::Invalid("order_id: not known".to_owned())
}

fn shown(order: &PaypalOrder) -> Value {
    let status = match order {
        PaypalOrder { captured: true, .. } => "captured",
        PaypalOrder { approved: Some(_), .. } => "approved",
        PaypalOrder { approved: None, .. } => "created",
    };
    let total = Cents(order.quote.amount.0.saturating_add(order.quote.fee.0));
    object!({
        "order_id": order.id, "session_id": order.session, "status": status,
        "total_amount": total, "currency": order.currency,
    })
}
