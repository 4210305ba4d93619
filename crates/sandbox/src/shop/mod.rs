//! Alder & Ash: a merchant's own server, and an example of one.
//!
//! It knows Govifi only by its API ([`govifi`]): it creates a session, sends the payer to
//! `hosted_url`, and believes the way back only after checking the signature ([`verify`]). It holds
//! the admin token and the signing secret, neither of which ever reaches a page.

mod basket;
mod goods;
mod govifi;
mod orders;
mod pages;
mod verify;

use crate::app::Origins;
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
use goods::GOODS;
use govifi::Govifi;
use orders::{Orders, Placed};
use pages::Return;
use std::sync::Arc;
use url::form_urlencoded;

/// The shop.
#[derive(Debug)]
pub struct Shop {
    origins: Origins,
    govifi: Govifi,
    orders: Orders,
}

impl Shop {
    /// A shop that has its sessions made at these origins.
    pub fn new(origins: Origins) -> Result<Arc<Self>, reqwest::Error> {
        let govifi = Govifi::new(&origins)?;
        Ok(Arc::new(Self { origins, govifi, orders: Orders::default() }))
    }
}

/// The server.
pub fn router(shop: Arc<Shop>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/checkout", post(checkout))
        .route("/success", get(success))
        .route("/cancel", get(|| async { page(StatusCode::OK, pages::cancelled()) }))
        .route("/style.css", get(|| async { file("text/css", include_str!("style.css")) }))
        .route("/logo.svg", get(|| async { file("image/svg+xml", include_str!("art/logo.svg")) }))
        .route("/art/{name}", get(art))
        .fallback(|| async { page(StatusCode::NOT_FOUND, pages::missing()) })
        .merge(health())
        .layer(middleware::from_fn_with_state(Arc::clone(&shop), headers))
        .with_state(shop)
}

/// The shop's own policy. `form-action` names the checkout too: browsers hold the redirect after a
/// form to it.
async fn headers(State(shop): State<Arc<Shop>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {}; \
         base-uri 'none'; frame-ancestors 'none'",
        shop.origins.checkout
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
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
    let created = async {
        shop.govifi.prepare(&basket).await?;
        shop.govifi.create(&basket, &shop.origins.shop).await
    };
    match created.await {
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

async fn success(State(shop): State<Arc<Shop>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let query: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let get = |name: &str| {
        let found = query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| &**value).unwrap_or_default()
    };
    let back = Return {
        session_id: get("session_id"),
        payment_uid: get("payment_uid"),
        transaction_id: get("transaction_id"),
    };
    let secret = demo::SIGNING_SECRET;
    if verify::is_signed(secret, back.session_id, back.transaction_id, get("sig")) {
        let placed = shop.orders.get(back.session_id);
        page(StatusCode::OK, pages::receipt(&back, placed.as_ref()))
    } else {
        page(StatusCode::BAD_REQUEST, pages::not_verified())
    }
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
