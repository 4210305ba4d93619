//! `GET /v1/hosted-sessions/{id}/client-config` (path ours, shape docs).

use super::auth::Browser;
use super::body::json;
use crate::app::App;
use crate::error::Refusal;
use crate::secret::{self, Fingerprint};
use crate::store::tokens;
use axum::extract::State;
use axum::response::Response;
use contract::{ApiError, ClientConfig, ProcessorConfig, SessionStatus};
use std::sync::Arc;

/// Hands out access to the processor for ten minutes; each call a new password.
#[utoipa::path(
    get,
    path = "/v1/hosted-sessions/{id}/client-config",
    tag = "payments",
    summary = "Get temporary access to the processor",
    security(("session" = [])),
    params(("id" = String, Path, description = "`cs_…`")),
    responses(
        (status = 200, description = "The processor, and a temporary password", body = ClientConfig),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn client_config(
    State(app): State<Arc<App>>,
    browser: Browser,
) -> Result<Response, Refusal> {
    let now = app.clock.now();
    match browser.session.status(now) {
        SessionStatus::Active => {}
        SessionStatus::Completed => return Err(Refusal::AlreadyConfirmed),
        SessionStatus::Expired => return Err(Refusal::SessionExpired),
    }
    let temporary_password = secret::random(32);
    let password = Fingerprint::of(&temporary_password);
    let session = browser.session.id;
    let added = app.store.write(move |tx| tokens::add_password(tx, password, &session, now));
    let expires_at = added.await?;
    Ok(json(ClientConfig {
        processor: "zift".to_owned(),
        config: ProcessorConfig {
            account_id: browser.account.uid,
            api_key: "sandbox_public_key".to_owned(),
            temporary_password,
            expiration_date: expires_at.rfc3339(),
        },
        supported_methods: ["credit", "ach", "apple_pay"].map(str::to_owned).to_vec(),
    }))
}
