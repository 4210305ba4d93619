//! `POST /v1/hosted-sessions/{id}/paypal/orders` (ours): an order for PayPal's buttons.
//!
//! Production creates it at PayPal, over the session's amount with the fee; here the stand-in keeps
//! it itself. The payer approves it at PayPal; confirm charges it.

use super::auth::Payer;
use super::body::{NoBody, json};
use super::decide;
use super::means;
use super::order::Order;
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::secret;
use crate::store::accounts::Account;
use crate::store::quotes::{self, Quote};
use crate::store::{StoreError, paypal, sessions};
use axum::extract::State;
use axum::response::Response;
use contract::{ApiError, Method, PaypalOrder, SessionId};
use rusqlite::Transaction;
use std::sync::Arc;

/// Makes an order over what the session asks for and the fee: the one last quoted for `paypal`, or
/// else the account's.
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions/{id}/paypal/orders",
    tag = "payments",
    summary = "Create a PayPal order",
    security(("session" = [])),
    params(("id" = String, Path, description = "`cs_…`")),
    responses(
        (status = 200, description = "The order", body = PaypalOrder),
        (status = 400, description = "Validation error", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn order(
    State(app): State<Arc<App>>,
    Payer(browser): Payer,
    _: NoBody,
) -> Result<Response, Refusal> {
    let (now, id, account) = (app.clock.now(), browser.session.id, browser.account);
    let made = app.store.write(move |tx| make(tx, &id, &account, now));
    Ok(json(made.await??))
}

fn make(
    tx: &Transaction<'_>,
    id: &SessionId,
    account: &Account,
    now: Timestamp,
) -> Result<Result<PaypalOrder, Refusal>, StoreError> {
    let Some(session) = sessions::find(tx, id)? else { return Ok(Err(Refusal::UnknownSession)) };
    let judged = || {
        decide::payable(&session, now)?;
        decide::method(&session, &account.settings, Method::Paypal)?;
        Order::of(&session.terms).total()
    };
    let amount = match judged() {
        Ok(amount) => amount,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let quoted_as = means::of_method(Method::Paypal);
    let fee = match quotes::find(tx, id, quoted_as, amount)? {
        Some(fee) => fee,
        None => account.settings.fee(Method::Paypal, None, amount),
    };
    let quote = Quote { amount, fee };
    quotes::put(tx, id, quoted_as, quote)?;
    let order_id = secret::random(17).to_ascii_uppercase();
    let currency = session.terms.currency.as_deref().unwrap_or_default();
    paypal::add(tx, &order_id, id, quote, currency, now)?;
    Ok(Ok(PaypalOrder { order_id }))
}
