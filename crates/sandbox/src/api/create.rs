//! `POST /v1/hosted-sessions` (seed 001).

use super::auth::Admin;
use super::body::{Strict, json};
use super::{decide, validate};
use crate::app::App;
use crate::error::Refusal;
use crate::secret::{self, Fingerprint};
use crate::sightings::About;
use crate::store::customers;
use crate::store::sessions::{self, Session};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use contract::{
    ApiError, CREDENTIAL_FRAGMENT, ClientSecret, CreateSession, SessionCreated, SessionId,
};
use std::sync::Arc;

/// Creates a session and hands over its credential, once: only the hash is kept.
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions",
    tag = "sessions",
    summary = "Create a hosted session",
    security(("admin" = [])),
    params(("X-Payment-Account-Uid" = String, Header, description = "The payment account")),
    request_body = CreateSession,
    responses(
        (status = 201, description = "Session created", body = SessionCreated),
        (status = 400, description = "Validation error", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn create(
    State(app): State<Arc<App>>,
    Admin(account): Admin,
    request: Strict<CreateSession>,
) -> Result<Response, Refusal> {
    let mut terms = request.value;
    validate::create(&terms)?;
    if decide::methods(&terms, &account.settings).is_empty() {
        return Err(decide::invalid("allowed_methods", "none of them takes this currency"));
    }
    if let Some(currency) = &mut terms.currency {
        currency.make_ascii_uppercase();
    }

    let id = ["cs_", &secret::random(24)].concat();
    let credential = [&id, "_secret_", &secret::random(32)].concat();
    let now = app.clock.now();
    let lifetime = terms.expires_in_seconds.unwrap_or(validate::DEFAULT_EXPIRY);
    let id = SessionId::parse(&id).map_err(|_| Refusal::Internal)?;
    let client_secret = ClientSecret::parse(&id, &credential).map_err(|_| Refusal::Internal)?;
    let session = Session {
        id: id.clone(),
        account: account.uid,
        secret: Fingerprint::of(client_secret.expose()),
        terms,
        created_at: now,
        expires_at: now.plus_seconds(lifetime),
        ended_at: None,
        paid: false,
    };
    let created = SessionCreated {
        expires_at: session.expires_at.rfc3339(),
        hosted_url: format!(
            "{}/{id}#{CREDENTIAL_FRAGMENT}={}",
            app.origins.checkout,
            client_secret.expose()
        ),
        embed_url: format!("{}/embed/{id}", app.origins.checkout),
        session_id: id,
        client_secret,
    };
    let about = About(created.session_id.clone());
    let stored = app.store.write(move |tx| {
        // A customer that nobody has named before is a new one (ours).
        if let Some(customer) = &session.terms.customer_id {
            customers::add(tx, &session.account, customer)?;
        }
        sessions::add(tx, &session)
    });
    stored.await?;
    Ok((StatusCode::CREATED, Extension(about), json(created)).into_response())
}
