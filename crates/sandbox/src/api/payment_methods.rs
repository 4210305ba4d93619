//! `…/{id}/payment-methods`: what a session of `scope: wallet` may do (docs).
//!
//! Ours, where the documentation is silent: who is asked for is the session's customer; a method is
//! kept without asking its issuer; the same one is not kept twice; whatever is not there can be
//! removed again; when the default is removed, the newest that is left takes its place.

use super::auth::Keeper;
use super::body::{Strict, json};
use super::decide::{self, invalid};
use super::key;
use super::means::{Means, Source};
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::secret::Fingerprint;
use crate::store::StoreError;
use crate::store::accounts::Account;
use crate::store::customers::{self, Saved};
use crate::store::results::{self, Answer};
use crate::store::sessions::Session;
use crate::store::tokens;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{
    AddPaymentMethod, ApiError, Method, MethodBadge, PaymentMethodDetails, PaymentMethods,
    WalletMethod,
};
use rusqlite::Transaction;
use std::sync::Arc;

/// Lists what the session's customer has kept, the default first, then the newest.
#[utoipa::path(
    get,
    path = "/v1/hosted-sessions/{id}/payment-methods",
    tag = "wallet",
    summary = "List saved methods",
    security(("session" = [])),
    params(("id" = String, Path, description = "`cs_…`")),
    responses(
        (status = 200, description = "The methods, and what can be added", body = PaymentMethods),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn list(
    State(app): State<Arc<App>>,
    Keeper(browser): Keeper,
) -> Result<Response, Refusal> {
    let whose = Customer::of(&browser.session, app.clock.now())?;
    let allowed = keepable(&browser.session, &browser.account);
    let saved = app.store.read(move |tx| customers::list(tx, &whose.account, &whose.id)).await?;
    Ok(json(PaymentMethods {
        methods: saved.into_iter().filter_map(|saved| shown(&browser.session, saved)).collect(),
        allowed_methods: allowed.into_iter().map(Into::into).collect(),
    }))
}

/// Keeps a method.
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions/{id}/payment-methods",
    tag = "wallet",
    summary = "Keep a method",
    security(("session" = [])),
    params(
        ("id" = String, Path, description = "`cs_…`"),
        ("Idempotency-Key" = Option<String>, Header,
            description = "Names one decision to keep a method: a retry gets the original result \
                           again. At most 255 printable ASCII characters"),
    ),
    request_body = AddPaymentMethod,
    responses(
        (status = 200, description = "The method that was kept, or was there", body = WalletMethod),
        (status = 400, description = "Validation error", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 422, description = "The key was used with another body", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn add(
    State(app): State<Arc<App>>,
    Keeper(browser): Keeper,
    headers: HeaderMap,
    body: Strict<AddPaymentMethod>,
) -> Result<Response, Refusal> {
    let (key, now) = (key::of(&headers)?, app.clock.now());
    let kept = app.store.write(move |tx| {
        let session = &browser.session;
        let before = match &key {
            Some(key) => results::find(tx, &session.id, key)?,
            None => None,
        };
        if let Some((fingerprint, answer)) = before {
            let same = fingerprint.matches(&body.fingerprint);
            return Ok(if same { Ok(answer) } else { Err(Refusal::KeyReused) });
        }
        let method = match keep(tx, session, &browser.account, &body.value, now)? {
            Ok(method) => method,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let body_text = serde_json::to_string(&method)?;
        let answer = Answer { status: StatusCode::OK.as_u16(), body: body_text };
        if let Some(key) = &key {
            results::put(tx, &session.id, key, body.fingerprint, &answer)?;
        }
        Ok(Ok(answer))
    });
    let answer = kept.await??;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer.body).into_response())
}

/// Removes a method. One that is not there is removed already.
#[utoipa::path(
    delete,
    path = "/v1/hosted-sessions/{id}/payment-methods/{method_id}",
    tag = "wallet",
    summary = "Remove a saved method",
    security(("session" = [])),
    params(
        ("id" = String, Path, description = "`cs_…`"),
        ("method_id" = String, Path, description = "The method's `id`"),
    ),
    responses(
        (status = 204, description = "It is not there any more"),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`validation_error`: it is locked, and `message` is the \
                                      merchant's reason", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn remove(
    State(app): State<Arc<App>>,
    Keeper(browser): Keeper,
    Path((_, method)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let whose = Customer::of(&browser.session, app.clock.now())?;
    if let Some(reason) = lock(&browser.session, &method) {
        return Err(Refusal::Locked(reason.to_owned()));
    }
    let removed =
        app.store.write(move |tx| customers::remove(tx, &whose.account, &whose.id, &method));
    removed.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Makes a method the default.
#[utoipa::path(
    put,
    path = "/v1/hosted-sessions/{id}/payment-methods/{method_id}/default",
    tag = "wallet",
    summary = "Make a saved method the default",
    security(("session" = [])),
    params(
        ("id" = String, Path, description = "`cs_…`"),
        ("method_id" = String, Path, description = "The method's `id`"),
    ),
    responses(
        (status = 200, description = "The method", body = WalletMethod),
        (status = 400, description = "The customer has no such method", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn make_default(
    State(app): State<Arc<App>>,
    Keeper(browser): Keeper,
    Path((_, method)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let whose = Customer::of(&browser.session, app.clock.now())?;
    let set = app.store.write(move |tx| {
        customers::set_default(tx, &whose.account, &whose.id, &method)?;
        customers::find(tx, &whose.account, &whose.id, &method)
    });
    let method = set.await?.and_then(|saved| shown(&browser.session, saved));
    method.map(json).ok_or_else(|| invalid("method_id", "not known"))
}

/// Whose methods a session shows.
struct Customer {
    account: String,
    id: String,
}

impl Customer {
    /// The session's, as long as it is not over.
    fn of(session: &Session, now: Timestamp) -> Result<Self, Refusal> {
        decide::payable(session, now)?;
        let id = session.terms.customer_id.clone();
        // Checked when the session was made.
        let id = id.ok_or(Refusal::Internal)?;
        Ok(Self { account: session.account.clone(), id })
    }
}

/// What can be added: cards and bank accounts, of what the session takes.
fn keepable(session: &Session, account: &Account) -> Vec<Method> {
    let mut methods = decide::methods(&session.terms, &account.settings);
    methods.retain(|method| matches!(method, Method::Card | Method::Ach));
    methods
}

/// Why a method cannot be removed, if it cannot.
fn lock<'a>(session: &'a Session, method: &str) -> Option<&'a str> {
    let mut locks = session.terms.locked_payment_methods.iter();
    locks.find(|lock| lock.payment_method_uid == method).map(|lock| lock.reason.as_str())
}

/// A method as the wallet's page sees it.
fn shown(session: &Session, saved: Saved) -> Option<WalletMethod> {
    let method = saved.shown()?;
    let labels = session.terms.method_badges.iter();
    let badges = labels.filter(|badge| badge.payment_method_uids.contains(&method.id));
    let badges = badges
        .map(|badge| MethodBadge { label: badge.label.clone(), color: badge.color.clone() })
        .collect();
    let locked = lock(session, &method.id).map(str::to_owned);
    Some(WalletMethod { method, badges, locked })
}

fn keep(
    tx: &Transaction<'_>,
    session: &Session,
    account: &Account,
    request: &AddPaymentMethod,
    now: Timestamp,
) -> Result<Result<WalletMethod, Refusal>, StoreError> {
    let name = Fingerprint::of(&request.processor_token);
    let token = tokens::find(tx, name)?;
    let judged = || {
        let whose = Customer::of(session, now)?;
        if !keepable(session, account).contains(&request.method) {
            return Err(invalid("method", "cannot be kept in this session"));
        }
        let given = request.billing_details.as_ref();
        decide::billing(&session.terms.required_avs_fields, given)?;
        let token = decide::usable(token, &session.account, now)?;
        if token.instrument.method() != request.method {
            return Err(invalid("method", "is not the processor_token's"));
        }
        let instrument = token.instrument;
        let means = Means { quoted_as: name, instrument, source: Source::Token(name) };
        decide::details(Some(&request.payment_method), &means)?;
        decide::debited(Some(&request.payment_method), &means)?;
        Ok((whose, means.instrument))
    };
    let (whose, instrument) = match judged() {
        Ok(judged) => judged,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let billing = request.billing_details.as_ref();
    let holder = billing.and_then(|billing| billing.cardholder.clone());
    let bank = match &request.payment_method {
        PaymentMethodDetails::Ach(ach) => ach.bank_name.clone(),
        PaymentMethodDetails::Card(_) => None,
    };
    let method = Saved::new(instrument, holder, bank);
    let id = customers::keep(tx, &whose.account, &whose.id, method)?;
    tokens::spend(tx, name, now)?;
    let kept = customers::find(tx, &whose.account, &whose.id, &id)?;
    Ok(kept.and_then(|saved| shown(session, saved)).ok_or(Refusal::Internal))
}
