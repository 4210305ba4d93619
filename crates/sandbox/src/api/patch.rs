//! `PATCH /v1/hosted-sessions/{id}` (seed 000; merge rules of seed 004 in `order`).

use super::auth::{Admin, Named};
use super::body::{Strict, json};
use super::order::Order;
use super::read::config;
use super::validate;
use crate::app::App;
use crate::error::Refusal;
use crate::store::sessions::{self, Session};
use axum::extract::State;
use axum::response::Response;
use contract::{ApiError, PatchSession, Scope, SessionConfig, SessionStatus};
use std::sync::Arc;

/// Changes the order of a session that can still be paid.
#[utoipa::path(
    patch,
    path = "/v1/hosted-sessions/{id}",
    tag = "sessions",
    summary = "Change the amount or the items",
    security(("admin" = [])),
    params(
        ("id" = String, Path, description = "`cs_…`"),
        ("X-Payment-Account-Uid" = String, Header, description = "The payment account"),
    ),
    request_body = PatchSession,
    responses(
        (status = 200, description = "The sanitized config", body = SessionConfig),
        (status = 400, description = "Validation error", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn patch(
    State(app): State<Arc<App>>,
    Admin(account): Admin,
    Named(id): Named,
    request: Strict<PatchSession>,
) -> Result<Response, Refusal> {
    let now = app.clock.now();
    let uid = account.uid.clone();
    let patch = request.value;
    // One transaction: no confirm comes between the status read here and the change.
    let changed = app.store.write(move |tx| {
        let session = sessions::find(tx, &id)?.filter(|session| session.account == uid);
        let changed = session
            .ok_or(Refusal::UnknownSession)
            .and_then(|session| change(session, patch, |session| session.status(now)));
        if let Ok(session) = &changed {
            sessions::set_terms(tx, &session.id, &session.terms)?;
        }
        Ok(changed)
    });
    let session = changed.await??;
    Ok(json(config(&app, session, account.settings, SessionStatus::Active).await?))
}

fn change(
    mut session: Session,
    patch: PatchSession,
    status: impl Fn(&Session) -> SessionStatus,
) -> Result<Session, Refusal> {
    match status(&session) {
        SessionStatus::Active => {}
        SessionStatus::Completed => return Err(Refusal::AlreadyConfirmed),
        SessionStatus::Expired => return Err(Refusal::SessionExpired),
    }
    if session.scope() == Scope::Wallet {
        return Err(Refusal::Invalid("a wallet session has no order".to_owned()));
    }
    let order = Order::of(&session.terms).merge(patch);
    validate::line_items(&order.items)?;
    order.total()?;
    order.put(&mut session.terms);
    Ok(session)
}
