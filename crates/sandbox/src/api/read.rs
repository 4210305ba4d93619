//! `GET /v1/hosted-sessions/{id}`: the sanitized config (seed 000).

use super::auth::Browser;
use super::body::json;
use super::decide;
use super::order::Order;
use crate::app::App;
use crate::error::Refusal;
use crate::store::accounts::Settings;
use crate::store::customers::{self, Saved};
use crate::store::sessions::Session;
use axum::extract::State;
use axum::response::Response;
use contract::{
    ApiError, Branding, ConfigLineItem, Layout, SessionConfig, SessionStatus, SetupFutureUsage,
};
use std::sync::Arc;

/// Reads the session. A paid one reads as `completed` for ever; one that is over is 410 (docs).
#[utoipa::path(
    get,
    path = "/v1/hosted-sessions/{id}",
    tag = "sessions",
    summary = "Read a session",
    security(("session" = [])),
    params(("id" = String, Path, description = "`cs_…`")),
    responses(
        (status = 200, description = "The sanitized config", body = SessionConfig),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn read(State(app): State<Arc<App>>, browser: Browser) -> Result<Response, Refusal> {
    let status = browser.session.status(app.clock.now());
    if status == SessionStatus::Expired {
        return Err(Refusal::SessionExpired);
    }
    Ok(json(config(&app, browser.session, browser.account.settings, status).await?))
}

/// What a browser may know. The merchant's metadata, the customer's id and the fraud signals stay
/// behind.
///
/// Every method that the customer has kept is there, also one that the session does not take, and
/// expired cards (ours).
pub async fn config(
    app: &App,
    session: Session,
    account: Settings,
    status: SessionStatus,
) -> Result<SessionConfig, Refusal> {
    // What is paid or over asks for nothing more.
    let challenge = app.challenges.shown(&session.id).filter(|_| status == SessionStatus::Active);
    let saved = match session.terms.customer_id.clone() {
        Some(customer) => {
            let account = session.account.clone();
            app.store.read(move |tx| customers::list(tx, &account, &customer)).await?
        }
        None => Vec::new(),
    };
    let scope = session.scope();
    let embed_origins = app.origins.embedders(&account);
    // Absent in a wallet session without items; otherwise checked when it was stored.
    let amount = Order::of(&session.terms).total().ok();
    let allowed_methods = decide::methods(&session.terms, &account);
    let terms = session.terms;
    let own = terms.branding.unwrap_or_default();
    let branding = Branding {
        logo_url: own.logo_url.or(account.logo_url),
        accent_color: own.accent_color.or(account.accent_color),
        merchant_display_name: own.merchant_display_name,
    };
    let line = |item: contract::LineItem| ConfigLineItem {
        description: item.description,
        amount: item.amount,
        quantity: Some(item.quantity),
    };
    Ok(SessionConfig {
        session_id: session.id,
        status: status.into(),
        scope: scope.into(),
        amount,
        currency: terms.currency,
        description: terms.description,
        line_items: terms.line_items.into_iter().map(line).collect(),
        customer_email: terms.customer_email,
        layout: terms.layout.unwrap_or(Layout::Embedded).into(),
        allowed_methods: allowed_methods.into_iter().map(Into::into).collect(),
        setup_future_usage: terms.setup_future_usage.unwrap_or(SetupFutureUsage::Off).into(),
        branding: Some(branding),
        merchant_display_name: Some(account.merchant_display_name),
        page_message: account.page_message,
        required_avs_fields: terms.required_avs_fields.into_iter().map(Into::into).collect(),
        saved_methods: saved.into_iter().filter_map(Saved::shown).collect(),
        expires_at: session.expires_at.rfc3339(),
        challenge,
        cancel_url: terms.cancel_url,
        embed_origins,
    })
}
