//! Credentials: who asks, and may they.
//!
//! In this order: the credential (401; 404 first if there is no such session, so that a payer with
//! a mistyped link is told so), the rate limit (429), the scope (403), the page's origin (403).

use crate::app::App;
use crate::error::Refusal;
use crate::secret::Fingerprint;
use crate::store::accounts::{self, Account};
use crate::store::sessions::{self, Session};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use contract::{PAYMENT_ACCOUNT, Scope, SessionId};
use std::sync::Arc;

/// The merchant's server.
#[derive(Debug)]
pub struct Admin(pub Account);

/// A browser with a session's credential, of any scope.
#[derive(Debug)]
pub struct Browser {
    /// The session, as it stood when the request came in.
    pub session: Session,
    /// Its account.
    pub account: Account,
}

/// A browser whose credential may pay.
#[derive(Debug)]
pub struct Payer(pub Browser);

/// A browser whose credential may manage saved methods.
#[derive(Debug)]
pub struct Keeper(pub Browser);

/// The session that the path names. Says nothing about whether it exists.
#[derive(Debug)]
pub struct Named(pub SessionId);

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let token = bearer(&parts.headers).ok_or(Refusal::Unauthenticated)?;
        let uid = parts.headers.get(PAYMENT_ACCOUNT).and_then(|value| value.to_str().ok());
        let uid = uid.ok_or(Refusal::Unauthenticated)?.to_owned();
        let account = app.store.read(move |tx| accounts::find(tx, &uid)).await?;
        let account = account
            .filter(|account| account.admin_token.matches(&token))
            .ok_or(Refusal::Unauthenticated)?;
        count(app, &account, &token)?;
        Ok(Self(account))
    }
}

impl FromRequestParts<Arc<App>> for Named {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let path = RawPathParams::from_request_parts(parts, app).await;
        let path = path.map_err(|_| Refusal::UnknownSession)?;
        let id = path.iter().find(|(name, _)| *name == "id").map(|(_, id)| id);
        id.and_then(|id| SessionId::parse(id).ok()).map(Self).ok_or(Refusal::UnknownSession)
    }
}

impl FromRequestParts<Arc<App>> for Browser {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        browser(parts, app, &[Scope::Payment, Scope::Wallet]).await
    }
}

impl FromRequestParts<Arc<App>> for Payer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        browser(parts, app, &[Scope::Payment]).await.map(Self)
    }
}

impl FromRequestParts<Arc<App>> for Keeper {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        browser(parts, app, &[Scope::Wallet]).await.map(Self)
    }
}

async fn browser(parts: &mut Parts, app: &Arc<App>, scopes: &[Scope]) -> Result<Browser, Refusal> {
    let secret = bearer(&parts.headers).ok_or(Refusal::Unauthenticated)?;
    let Named(id) = Named::from_request_parts(parts, app).await?;
    let found = app.store.read(move |tx| {
        let Some(session) = sessions::find(tx, &id)? else { return Ok(None) };
        Ok(accounts::find(tx, &session.account)?.map(|account| (session, account)))
    });
    let (session, account) = found.await?.ok_or(Refusal::UnknownSession)?;
    if !session.secret.matches(&secret) {
        return Err(Refusal::Unauthenticated);
    }
    count(app, &account, &secret)?;
    if !scopes.contains(&session.scope()) {
        return Err(Refusal::InsufficientScope);
    }
    // A request without an origin comes from no page at all.
    let origin = parts.headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    if !origin.is_some_and(|origin| is_registered(origin, &account, app)) {
        return Err(Refusal::OriginNotAllowed);
    }
    Ok(Browser { session, account })
}

fn is_registered(origin: &str, account: &Account, app: &App) -> bool {
    match &account.settings.allowed_origins {
        Some(allowed) => allowed.iter().any(|allowed| allowed == origin),
        None => app.origins.checkout == origin,
    }
}

/// Only requests with a good credential are counted, so that nobody can use up another's share,
/// and so that garbage takes no memory.
fn count(app: &App, account: &Account, credential: &Fingerprint) -> Result<(), Refusal> {
    let limit = account.settings.rate_limit_per_minute;
    app.limiter.count(credential, limit, app.clock.now()).map_err(Refusal::RateLimited)
}

/// The fingerprint of the bearer token. The token itself is not kept.
fn bearer(headers: &HeaderMap) -> Option<Fingerprint> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Fingerprint::of(token.trim()))
}
