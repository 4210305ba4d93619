//! `POST /v1/hosted-sessions/{id}/quote-fee` (docs; the answer is ours).

use super::auth::Payer;
use super::body::{Strict, json};
use super::decide::{self, invalid};
use super::order::Order;
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::secret::Fingerprint;
use crate::store::StoreError;
use crate::store::accounts::Account;
use crate::store::sessions;
use crate::store::tokens::{self, Quote};
use axum::extract::State;
use axum::response::Response;
use contract::{ApiError, Cents, FeeQuote, QuoteFeeRequest, SessionId};
use rusqlite::Transaction;
use std::sync::Arc;

/// Says what confirming this token will cost, and remembers it with the token: the fee quoted is
/// the fee charged, unless the amount changes in between.
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
    let fingerprint = request.processor_token.as_deref().map(Fingerprint::of);
    let token = match fingerprint {
        Some(fingerprint) => tokens::find(tx, fingerprint)?,
        None => None,
    };
    let judged = || {
        decide::payable(&session, now)?;
        decide::method(&session, request.method)?;
        let required = |field| invalid(field, "required for card");
        request.card_type.as_ref().ok_or_else(|| required("card_type"))?;
        let details = request.payment_method.as_ref();
        details.ok_or_else(|| required("payment_method"))?;
        let fingerprint = fingerprint.ok_or_else(|| required("processor_token"))?;
        let token = decide::usable(token, &account.uid, now)?;
        decide::details(details, &token.card)?;
        Ok((fingerprint, token.card, Order::of(&session.terms).total()?))
    };
    let (fingerprint, card, amount) = match judged() {
        Ok(judged) => judged,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let fee = account.settings.fee(amount);
    let quote = Quote { session: id.as_str().to_owned(), amount, fee };
    tokens::set_quote(tx, fingerprint, &quote)?;
    Ok(Ok(FeeQuote {
        amount,
        convenience_fee: fee,
        total_amount: Cents(amount.0 + fee.0),
        method: request.method,
        last4: Some(card.last4),
        card_type: Some(card.brand),
    }))
}
