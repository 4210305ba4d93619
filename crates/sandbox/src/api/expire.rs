//! `POST /v1/hosted-sessions/{id}/expire` (docs).

use super::auth::{Admin, Named};
use super::body::{NoBody, json};
use super::read::config;
use crate::app::App;
use crate::error::Refusal;
use crate::store::sessions;
use crate::webhooks;
use axum::extract::State;
use axum::response::Response;
use contract::{ApiError, SessionConfig, SessionStatus};
use std::sync::Arc;

/// Ends a session. Ending one that is over changes nothing; a paid one refuses (ours).
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions/{id}/expire",
    tag = "sessions",
    summary = "End a session",
    security(("admin" = [])),
    params(
        ("id" = String, Path, description = "`cs_…`"),
        ("X-Payment-Account-Uid" = String, Header, description = "The payment account"),
    ),
    responses(
        (status = 200, description = "The config, `expired`", body = SessionConfig),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn expire(
    State(app): State<Arc<App>>,
    Admin(account): Admin,
    Named(id): Named,
    _: NoBody,
) -> Result<Response, Refusal> {
    let now = app.clock.now();
    let uid = account.uid.clone();
    let ended = app.store.write(move |tx| {
        let found = sessions::find(tx, &id)?.filter(|session| session.account == uid);
        let Some(session) = found else { return Ok(Err(Refusal::UnknownSession)) };
        match session.status(now) {
            SessionStatus::Active => {
                sessions::end(tx, &id, now)?;
                webhooks::expired(tx, &session, now)?;
            }
            SessionStatus::Expired => {}
            SessionStatus::Completed => return Ok(Err(Refusal::AlreadyConfirmed)),
        }
        Ok(Ok(session))
    });
    let session = ended.await??;
    Ok(json(config(&app, session, account.settings, SessionStatus::Expired).await?))
}
