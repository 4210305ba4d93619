//! What only a sandbox has: tests look into it and move it, under `/sandbox/` on the API's origin.
//!
//! No credential, so it answers this machine only: by the caller's address, and by the `Host`
//! header, so that a page whose name was pointed at this machine cannot reach it either. Changes
//! need `application/json`, which a page of another origin cannot send unasked. None of this is
//! part of Govifi's API. Faults, challenges, customers, PayPal and webhooks have files of their own; how vendors
//! and browsers fare is asked for where they are.

mod challenges;
mod customers;
mod faults;
mod pages;
mod paypal;
mod webhooks;

use crate::api::body::{Strict, json};
use crate::app::{App, Outage};
use crate::demo;
use crate::error::Refusal;
use crate::statics::apple_pay;
use crate::store::{accounts, charges, sessions};
use crate::vendors;
use crate::wire::Peer;
use axum::Router;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post, put};
use contract::SessionId;
use serde::Deserialize;
use serde_json::{Map, Value, json as object};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// The endpoints.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/sandbox/ledger", get(ledger))
        .route("/sandbox/requests", get(requests))
        .route("/sandbox/clock", post(clock))
        .route("/sandbox/account", put(account))
        .route("/sandbox/outage", put(outage))
        .merge(vendors::controls())
        .merge(apple_pay::controls())
        .route("/sandbox/expiry", put(expiry))
        .merge(faults::router())
        .merge(challenges::router())
        .merge(customers::router())
        .merge(paypal::router())
        .merge(webhooks::router())
        .route_layer(middleware::from_fn(loopback))
}

async fn loopback(request: Request, next: Next) -> Result<Response, Refusal> {
    let caller = request.extensions().get::<ConnectInfo<Peer>>();
    let near = caller.is_some_and(|ConnectInfo(peer)| peer.address.ip().is_loopback());
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    if near && host.is_some_and(names_this_machine) {
        Ok(next.run(request).await)
    } else {
        Err(Refusal::NotLoopback)
    }
}

fn names_this_machine(host: &str) -> bool {
    let ip = match host.parse::<SocketAddr>() {
        Ok(address) => Some(address.ip()),
        Err(_) => host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok(),
    };
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    name == "localhost" || ip.is_some_and(|ip| ip.is_loopback())
}

/// Which session is asked about; all, if left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    session_id: Option<SessionId>,
}

/// `GET /sandbox/ledger?session_id=`: the money that moved.
async fn ledger(
    State(app): State<Arc<App>>,
    Query(about): Query<About>,
) -> Result<Response, Refusal> {
    let session = about.session_id;
    let listed =
        app.store.read(move |tx| charges::list(tx, session.as_ref().map(SessionId::as_str)));
    Ok(json(object!({ "charges": listed.await? })))
}

/// `GET /sandbox/requests?session_id=`: what the API and the processor were asked in this run.
async fn requests(State(app): State<Arc<App>>, Query(about): Query<About>) -> Response {
    json(object!({ "requests": app.sightings.list(about.session_id.as_ref()) }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u32,
}

/// `POST /sandbox/clock {"advance_seconds": n}`: moves time forward, for everything.
async fn clock(State(app): State<Arc<App>>, body: Strict<Advance>) -> Response {
    app.clock.advance(body.value.advance_seconds);
    app.webhooks.look_again();
    json(object!({ "now": app.clock.now().rfc3339() }))
}

/// `PUT /sandbox/account`: changes the settings that are named; `null` is the default again.
async fn account(
    State(app): State<Arc<App>>,
    body: Strict<Map<String, Value>>,
) -> Result<Response, Refusal> {
    let patched = app.store.write(move |tx| {
        let Some(account) = accounts::find(tx, demo::ACCOUNT)? else {
            return Ok(Err(Refusal::Internal));
        };
        let patched = account.settings.patched(body.value);
        if let Ok(settings) = &patched {
            accounts::set(tx, &account.uid, settings)?;
        }
        Ok(patched.map_err(|error| Refusal::Unreadable(error.to_string())))
    });
    Ok(json(patched.await??))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutageRequest {
    status: Option<u16>,
    #[serde(default)]
    delay_ms: u32,
    #[serde(default)]
    processor: bool,
}

/// `PUT /sandbox/outage {"status": 500, "delay_ms": 0, "processor": false}`: how calls with a
/// session credential go from now on (`status` null: they are heard), and whether the processor
/// answers `E02`.
async fn outage(
    State(app): State<Arc<App>>,
    body: Strict<OutageRequest>,
) -> Result<Response, Refusal> {
    let asked = body.value;
    // Browsers send a POST again by themselves on these two; the API never answers them.
    let is_failure = |status: &u16| (400..600).contains(status) && ![408, 421].contains(status);
    let fault = || Refusal::Invalid("status: must be 400 to 599, not 408, not 421".to_owned());
    let status = match asked.status {
        None => None,
        Some(status) if is_failure(&status) => {
            Some(StatusCode::from_u16(status).map_err(|_| fault())?)
        }
        Some(_) => return Err(fault()),
    };
    let delay = Duration::from_millis(asked.delay_ms.into());
    app.set_outage(Outage { status, delay, processor: asked.processor });
    Ok(json(
        object!({ "status": asked.status, "delay_ms": asked.delay_ms, "processor": asked.processor }),
    ))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expiry {
    session_id: SessionId,
    seconds: u32,
}

/// `PUT /sandbox/expiry {"session_id": "cs_…", "seconds": n}`: the session ends so many seconds
/// from now, sooner than the API would let a merchant ask for.
async fn expiry(State(app): State<Arc<App>>, body: Strict<Expiry>) -> Result<Response, Refusal> {
    let Expiry { session_id, seconds } = body.value;
    let ends = app.clock.now().plus_seconds(seconds.into());
    let set = app.store.write(move |tx| sessions::set_expiry(tx, &session_id, ends));
    if !set.await? {
        return Err(Refusal::UnknownSession);
    }
    Ok(json(object!({ "expires_at": ends.rfc3339() })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_will_do() {
        for good in
            ["127.0.0.1:4242", "localhost:4242", "localhost", "[::1]:4242", "[::1]", "127.0.0.1"]
        {
            assert!(names_this_machine(good), "{good}");
        }
        for bad in ["evil.example:4242", "10.0.0.1:4242", "localhost.evil.example", ""] {
            assert!(!names_this_machine(bad), "{bad}");
        }
    }
}
