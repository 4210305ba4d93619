//! Alder & Ash: a merchant's own server, and an example of one.
//!
//! It knows Govifi only by its API ([`govifi`]): it creates a session, sends the payer to
//! `hosted_url`, and believes the way back only after checking the signature ([`verify`]). That it
//! was paid it hears by webhook ([`webhooks`]). It holds the admin token and the signing secret,
//! neither of which ever reaches a page.

mod basket;
mod embed;
mod goods;
mod govifi;
mod orders;
mod pages;
mod trouble;
mod verify;
mod webhooks;

use crate::app::Origins;
use crate::clock::Clock;
use crate::demo;
use crate::running::health;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use basket::Basket;
use contract::{Cents, CreateSession};
use goods::GOODS;
use govifi::{Created, Govifi, GovifiError};
use orders::{Orders, Placed};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use trouble::{PRICE_CHANGE, Trouble};
use webhooks::Heard;

/// The shop.
#[derive(Debug)]
pub struct Shop {
    origins: Origins,
    govifi: Govifi,
    orders: Orders,
    heard: Heard,
    clock: Clock,
    violations: embed::Violations,
    /// The build, whose loader the shop's pages name.
    dist: PathBuf,
    pace: NonZeroU32,
}

impl Shop {
    /// A shop that has its sessions made at these origins, embeds what is built in `dist`, tells the
    /// time by this clock, and waits `pace` times less.
    pub fn new(
        origins: Origins,
        dist: PathBuf,
        clock: Clock,
        pace: NonZeroU32,
    ) -> Result<Arc<Self>, reqwest::Error> {
        let govifi = Govifi::new(&origins)?;
        Ok(Arc::new(Self {
            origins,
            govifi,
            orders: Orders::default(),
            heard: Heard::default(),
            clock,
            violations: embed::Violations::default(),
            dist,
            pace,
        }))
    }

    /// Makes a session, and has go wrong in it what was chosen.
    async fn session(
        self: &Arc<Self>,
        basket: &Basket,
        request: &CreateSession,
    ) -> Result<Created, GovifiError> {
        self.govifi.prepare(basket).await?;
        let session = self.govifi.create(request).await?;
        self.govifi.trouble(&session.session_id, basket).await?;
        if basket.trouble == Trouble::PriceChange {
            let (shop, id) = (Arc::clone(self), session.session_id.clone());
            let amount = Cents(basket.total().0 + 500);
            tokio::spawn(async move {
                tokio::time::sleep(PRICE_CHANGE / shop.pace.get()).await;
                match shop.govifi.patch(&id, amount).await {
                    Ok(()) => shop.orders.reprice(&id, amount),
                    // Paid in the meantime, most likely.
                    Err(error) => tracing::info!(%error, "the price was not changed"),
                }
            });
        }
        Ok(session)
    }
}

const LOGO: &str = include_str!("art/logo.svg");

/// What waits for a webhook, for every page that does.
const CONFIRMATION: &str = include_str!("confirmation.js");

/// The server.
pub fn router(shop: Arc<Shop>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/checkout", post(checkout))
        .route("/success", get(success))
        .route("/success/confirmation", get(confirmation))
        .route("/confirmation.js", get(|| async { file("text/javascript", CONFIRMATION) }))
        .route("/receipt.js", get(|| async { file("text/javascript", include_str!("receipt.js")) }))
        .route("/webhooks", post(webhooks::endpoint))
        .route("/inbox", get(inbox))
        .route("/cancel", get(|| async { page(StatusCode::OK, pages::cancelled()) }))
        .route("/style.css", get(|| async { file("text/css", include_str!("style.css")) }))
        .route("/logo.svg", get(|| async { file("image/svg+xml", LOGO) }))
        // For the page that names none.
        .route("/favicon.ico", get(|| async { file("image/svg+xml", LOGO) }))
        .route("/art/{name}", get(art))
        .fallback(|| async { page(StatusCode::NOT_FOUND, pages::missing()) })
        .merge(embed::router())
        .merge(health())
        .layer(middleware::from_fn_with_state(Arc::clone(&shop), headers))
        .with_state(shop)
}

/// What a page with a script of the shop's own may do beyond the others: run it, and let it ask the
/// shop.
const SCRIPTED: &str = "script-src 'self'; connect-src 'self'; ";

/// What a page's policy allows beyond the shop's own.
#[derive(Clone, Copy, Debug)]
struct Allowed(&'static str);

fn with_policy(mut response: Response, allowed: &'static str) -> Response {
    response.extensions_mut().insert(Allowed(allowed));
    response
}

/// The shop's own policy. `form-action` names the checkout too: browsers hold the redirect after a
/// form to it.
async fn headers(State(shop): State<Arc<Shop>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let allowed = response.extensions().get().map_or("", |Allowed(more)| more);
    let policy = format!(
        "default-src 'none'; {allowed}style-src 'self'; img-src 'self'; form-action 'self' {}; \
         base-uri 'none'; frame-ancestors 'none'",
        shop.origins.checkout
    );
    let headers = response.headers_mut();
    if let (Ok(policy), false) =
        (HeaderValue::from_str(&policy), headers.contains_key(header::CONTENT_SECURITY_POLICY))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn home(RawQuery(query): RawQuery) -> Response {
    Basket::read(query.unwrap_or_default().as_bytes()).map_or_else(
        || page(StatusCode::NOT_FOUND, pages::missing()),
        |basket| page(StatusCode::OK, pages::home(&basket, None)),
    )
}

/// One click: a session, and off to pay for it.
async fn checkout(State(shop): State<Arc<Shop>>, form: Bytes) -> Response {
    let Some(basket) = Basket::read(&form) else {
        return page(StatusCode::BAD_REQUEST, pages::missing());
    };
    match shop.session(&basket, &basket.session(&shop.origins.shop)).await {
        Ok(session) => {
            shop.orders.add(&session.session_id, Placed::of(&basket));
            let headers = [(header::LOCATION, session.hosted_url), no_store()];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(error) => {
            let home = pages::home(&basket, Some(&error.to_string()));
            page(StatusCode::BAD_GATEWAY, home)
        }
    }
}

/// Where a person reads the codes that were sent.
async fn inbox(State(shop): State<Arc<Shop>>) -> Response {
    match shop.govifi.inbox().await {
        Ok(messages) => page(StatusCode::OK, pages::inbox(&messages)),
        Err(error) => page(StatusCode::BAD_GATEWAY, pages::no_inbox(&error.to_string())),
    }
}

/// Where a payer comes back to.
async fn success(State(shop): State<Arc<Shop>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let Some(back) = verify::returned(demo::SIGNING_SECRET, &query) else {
        return page(StatusCode::BAD_REQUEST, pages::not_verified());
    };
    let placed = shop.orders.get(&back.session_id);
    let heard = shop.heard.of(&back.session_id);
    let receipt = pages::receipt(&back, placed.as_ref(), heard.as_ref());
    with_policy(page(StatusCode::OK, receipt), SCRIPTED)
}

/// What the receipt's script asks for: the one part of it that changes, for whoever may see the
/// receipt.
async fn confirmation(State(shop): State<Arc<Shop>>, RawQuery(query): RawQuery) -> Response {
    let Some(back) = verify::returned(demo::SIGNING_SECRET, &query.unwrap_or_default()) else {
        return page(StatusCode::BAD_REQUEST, pages::not_verified());
    };
    let placed = shop.orders.get(&back.session_id);
    let heard = shop.heard.of(&back.session_id);
    page(StatusCode::OK, pages::confirmation(placed.as_ref(), heard.as_ref()))
}

async fn art(Path(name): Path<String>) -> Response {
    let good = name.strip_suffix(".svg");
    let good = good.and_then(|key| GOODS.iter().find(|good| good.key == key));
    good.map_or_else(
        || page(StatusCode::NOT_FOUND, pages::missing()),
        |good| file("image/svg+xml", good.art),
    )
}

fn page(status: StatusCode, markup: maud::Markup) -> Response {
    (status, [no_store()], Html(markup.into_string())).into_response()
}

fn file(kind: &'static str, content: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (headers, content).into_response()
}

fn no_store() -> (header::HeaderName, String) {
    (header::CACHE_CONTROL, "no-store".to_owned())
}
