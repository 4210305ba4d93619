//! `POST /v1/hosted-sessions/{id}/quote-fee` (docs; the answer is ours).

use super::auth::Payer;
use super::body::{Strict, json};
use super::decide::{self, invalid};
use super::means::{self, Named};
use super::order::Order;
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::store::StoreError;
use crate::store::accounts::Account;
use crate::store::quotes::{self, Quote};
use crate::store::sessions;
use axum::extract::State;
use axum::response::Response;
use contract::{ApiError, Cents, FeeQuote, Method, QuoteFeeRequest, SessionId};
use rusqlite::Transaction;
use std::sync::Arc;

/// Says what confirming this token will cost, and remembers it: the fee quoted is the fee charged,
/// unless the amount changes in between. `processor_token` may be a saved method's id; `apple_pay`
/// and `paypal` are quoted without one, by the amount alone.
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions/{id}/quote-fee",
    tag = "payments",
    summary = "Quote the fee for a token",
    security(("session" = [])),
    params(("id" = String, Path, description = "`cs_…`")),
    request_body = QuoteFeeRequest,
    responses(
        (status = 200, description = "What will be charged", body = FeeQuote),
        (status = 400, description = "Validation error", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn quote_fee(
    State(app): State<Arc<App>>,
    Payer(browser): Payer,
    request: Strict<QuoteFeeRequest>,
) -> Result<Response, Refusal> {
    let (now, id, account) = (app.clock.now(), browser.session.id, browser.account);
    let quoted = app.store.write(move |tx| quote(tx, &id, &account, &request.value, now));
    Ok(json(quoted.await??))
}

fn quote(
    tx: &Transaction<'_>,
    id: &SessionId,
    account: &Account,
    request: &QuoteFeeRequest,
    now: Timestamp,
) -> Result<Result<FeeQuote, Refusal>, StoreError> {
    let Some(session) = sessions::find(tx, id)? else { return Ok(Err(Refusal::UnknownSession)) };
    let method = request.method;
    let judged = || {
        decide::payable(&session, now)?;
        decide::method(&session, &account.settings, method)?;
        complete(request)?;
        Order::of(&session.terms).total()
    };
    let amount = match judged() {
        Ok(amount) => amount,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let means = match &request.processor_token {
        None => None,
        Some(token) => {
            let found = Named { session: &session, method, token }.find(tx, now)?;
            match found.and_then(|means| {
                decide::details(request.payment_method.as_ref(), &means).map(|()| means)
            }) {
                Ok(means) => Some(means),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
    };
    let shown = means.as_ref().map(|means| &means.instrument);
    let brand = shown.and_then(|instrument| instrument.brand());
    let fee = account.settings.fee(method, brand, amount);
    let quoted_as =
        means.as_ref().map_or_else(|| means::of_method(method), |means| means.quoted_as);
    quotes::put(tx, id, quoted_as, Quote { amount, fee })?;
    Ok(Ok(FeeQuote {
        amount,
        convenience_fee: fee,
        total_amount: Cents(amount.0.saturating_add(fee.0)),
        method,
        last4: shown.and_then(|instrument| instrument.last4()).map(str::to_owned),
        card_type: brand.map(str::to_owned),
    }))
}

/// The method's fields are there, and no other's (docs; `paypal` as `apple_pay` is ours).
fn complete(request: &QuoteFeeRequest) -> Result<(), Refusal> {
    let QuoteFeeRequest { method, card_type, processor_token, payment_method } = request;
    let fields = [
        ("card_type", card_type.is_some(), matches!(method, Method::Card)),
        (
            "processor_token",
            processor_token.is_some(),
            matches!(method, Method::Card | Method::Ach),
        ),
        ("payment_method", payment_method.is_some(), matches!(method, Method::Card | Method::Ach)),
    ];
    for (field, given, wanted) in fields {
        match (given, wanted) {
            (false, true) => return Err(invalid(field, &format!("required for {method}"))),
            (true, false) => return Err(invalid(field, &format!("not for {method}"))),
            _ => {}
        }
    }
    Ok(())
}
