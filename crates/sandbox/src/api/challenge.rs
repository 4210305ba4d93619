//! `POST /v1/hosted-sessions/{id}/challenge/send` (seed 003).

use super::auth::Payer;
use super::body::{NoBody, json};
use crate::app::App;
use crate::error::Refusal;
use axum::extract::State;
use axum::response::Response;
use contract::{ApiError, Challenge, SessionStatus};
use std::sync::Arc;

/// Sends the code of the session's challenge: again after half a minute, at most five times in ten.
/// A captcha has none, and a session without a challenge is answered `null`: "no challenge
/// required" in the words of the config (ours).
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions/{id}/challenge/send",
    tag = "payments",
    summary = "Send the verification code of the session's challenge",
    security(("session" = [])),
    params(("id" = String, Path, description = "`cs_…`")),
    responses(
        (status = 200, description = "The challenge; `null` for none", body = Option<Challenge>),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests, or too many codes; see Retry-After", body = ApiError),
    )
)]
pub async fn send(
    State(app): State<Arc<App>>,
    Payer(browser): Payer,
    _: NoBody,
) -> Result<Response, Refusal> {
    match browser.session.status(app.clock.now()) {
        SessionStatus::Active => {
            Ok(json(app.challenges.send(&browser.session.id, app.clock.now())?))
        }
        SessionStatus::Completed => Err(Refusal::AlreadyConfirmed),
        SessionStatus::Expired => Err(Refusal::SessionExpired),
    }
}
