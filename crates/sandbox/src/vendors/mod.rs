//! Stand-ins for hCaptcha, Turnstile and PayPal, on an origin of their own: scripts with the vendors'
//! documented interface. The captchas behave by their public test keys, and by some of ours
//! (README.md); PayPal has a window in which a payer approves.
//!
//! A test, or a person, says how a vendor fares: its script is there, missing, never comes, or has
//! been broken into and steals what it can reach. What it stole is kept for whoever asks.

use crate::api::body::{Strict, json};
use crate::app::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post, put};
use contract::ChallengeType;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json as object};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// How a vendor's script fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fare {
    /// It is served.
    #[default]
    Up,
    /// 404: as good as blocked.
    Missing,
    /// It does not come until this changes.
    Stall,
    /// It is served, works, and steals.
    Evil,
}

/// How all fare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Fares {
    hcaptcha: Fare,
    turnstile: Fare,
    paypal: Fare,
}

impl Fares {
    fn of(self, vendor: Vendor) -> Fare {
        match vendor {
            Vendor::Hcaptcha => self.hcaptcha,
            Vendor::Turnstile => self.turnstile,
            Vendor::Paypal => self.paypal,
        }
    }
}

/// One of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vendor {
    Hcaptcha,
    Turnstile,
    Paypal,
}

impl Vendor {
    /// Its script, in pieces.
    fn script(self) -> [&'static str; 2] {
        match self {
            Self::Hcaptcha => [COMMON, HCAPTCHA],
            Self::Turnstile => [COMMON, TURNSTILE],
            Self::Paypal => ["", PAYPAL],
        }
    }
}

/// What a stolen-from place held; nothing, if it was looked at in vain.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Loot {
    place: String,
    found: Vec<String>,
}

/// The vendors of one sandbox.
#[derive(Debug, Default)]
pub struct Vendors {
    fares: watch::Sender<Fares>,
    loot: Mutex<Vec<Loot>>,
}

/// Longest report of an evil script, in bytes.
const LONGEST_REPORT: usize = 64 * 1024;
/// Most reports that are kept. A page sends a dozen or two.
const MOST_REPORTS: usize = 500;

/// The vendors' server.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/hcaptcha/1/api.js", get(hcaptcha))
        .route("/turnstile/v0/api.js", get(turnstile))
        .route("/paypal/sdk/js", get(paypal))
        .route("/paypal/checkoutnow", get(|| async { Html(CHECKOUTNOW) }))
        .route("/paypal/checkoutnow.js", get(checkoutnow))
        .route("/tokens", post(tokens))
        .route("/loot", post(steal))
        .layer(DefaultBodyLimit::max(LONGEST_REPORT))
        .layer(middleware::from_fn(envelope))
}

/// What only a sandbox has: under `/sandbox/` on the API's origin.
pub fn controls() -> Router<Arc<App>> {
    Router::new().route("/sandbox/vendors", put(fare)).route("/sandbox/loot", get(loot))
}

/// The vendors' scripts run, and are answered, on pages of any origin.
async fn envelope(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

const COMMON: &str = include_str!("common.js");
const HCAPTCHA: &str = include_str!("hcaptcha.js");
const TURNSTILE: &str = include_str!("turnstile.js");
const PAYPAL: &str = include_str!("paypal.js");
const EVIL: &str = include_str!("evil.js");
/// The window in which a payer approves an order.
const CHECKOUTNOW: &str = include_str!("checkoutnow.html");

/// `GET /hcaptcha/1/api.js`
async fn hcaptcha(State(app): State<Arc<App>>) -> Response {
    script(&app, Vendor::Hcaptcha).await
}

/// `GET /turnstile/v0/api.js`
async fn turnstile(State(app): State<Arc<App>>) -> Response {
    script(&app, Vendor::Turnstile).await
}

/// `GET /paypal/sdk/js?client-id=…`
async fn paypal(State(app): State<Arc<App>>) -> Response {
    script(&app, Vendor::Paypal).await
}

/// `GET /paypal/checkoutnow.js`: it asks the API's control calls, whose address it is given.
async fn checkoutnow(State(app): State<Arc<App>>) -> Response {
    let api = &app.origins.api;
    javascript(format!("const API = '{api}';\n{}", include_str!("checkoutnow.js")))
}

/// A script, ready to be sent.
pub fn javascript(script: String) -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], script).into_response()
}

async fn script(app: &App, vendor: Vendor) -> Response {
    let mut fares = app.vendors.fares.subscribe();
    // The sender lives as long as `app`: this waits until the vendor does not stall.
    let comes = fares.wait_for(|fares| fares.of(vendor) != Fare::Stall).await;
    let fare = comes.map_or(Fare::Missing, |fares| fares.of(vendor));
    let own = vendor.script().concat();
    match fare {
        Fare::Up => javascript(own),
        Fare::Evil => javascript([&own, EVIL].concat()),
        Fare::Missing | Fare::Stall => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What a widget asks a token for.
#[derive(Debug, Deserialize)]
struct TokenRequest {
    #[serde(rename = "type")]
    kind: ChallengeType,
    site_key: String,
}

/// `POST /tokens {"type", "site_key"}`: a token that confirm takes, once and while it is young.
///
/// The body is read whatever its media type: a page of another origin sends text without asking
/// first.
async fn tokens(State(app): State<Arc<App>>, body: Bytes) -> Result<Response, StatusCode> {
    let asked: TokenRequest =
        serde_json::from_slice(&body).map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
    let token = app.challenges.mint(asked.kind, asked.site_key, app.clock.now());
    Ok(json(object!({ "token": token.ok_or(StatusCode::UNPROCESSABLE_ENTITY)? })))
}

/// `POST /loot {"place", "found"}`: an evil script reports.
async fn steal(State(app): State<Arc<App>>, body: Bytes) -> StatusCode {
    let Ok(report) = serde_json::from_slice(&body) else {
        return StatusCode::UNPROCESSABLE_ENTITY;
    };
    let mut loot = app.vendors.loot.lock().unwrap_or_else(PoisonError::into_inner);
    if loot.len() < MOST_REPORTS {
        loot.push(report);
    }
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FareRequest {
    hcaptcha: Option<Fare>,
    turnstile: Option<Fare>,
    paypal: Option<Fare>,
}

/// `PUT /sandbox/vendors {"hcaptcha": "up|missing|stall|evil", "turnstile": …, "paypal": …}`: what is
/// left out stays.
async fn fare(State(app): State<Arc<App>>, body: Strict<FareRequest>) -> Response {
    let FareRequest { hcaptcha, turnstile, paypal } = body.value;
    app.vendors.fares.send_modify(|fares| {
        fares.hcaptcha = hcaptcha.unwrap_or(fares.hcaptcha);
        fares.turnstile = turnstile.unwrap_or(fares.turnstile);
        fares.paypal = paypal.unwrap_or(fares.paypal);
    });
    let fares = *app.vendors.fares.borrow();
    json(fares)
}

/// `GET /sandbox/loot`: where evil scripts looked, and what of value they found.
async fn loot(State(app): State<Arc<App>>) -> Response {
    let loot = app.vendors.loot.lock().unwrap_or_else(PoisonError::into_inner);
    let looked: Vec<&String> = loot.iter().map(|loot| &loot.place).collect();
    let found: Vec<Value> = loot
        .iter()
        .filter(|loot| !loot.found.is_empty())
        .map(|Loot { place, found }| object!({ "place": place, "found": found }))
        .collect();
    json(object!({ "looked": looked, "found": found }))
}
