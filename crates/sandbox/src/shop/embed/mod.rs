//! Govifi in the shop's own pages: a page for each way to embed it, under the strictest policy that
//! each allows. They take the shop's form in their address, so that whatever can be tried on the
//! hosted page can be tried in them.

mod loader;
mod markup;
mod violations;

pub use violations::Violations;

use super::basket::Basket;
use super::govifi::GovifiError;
use super::orders::Placed;
use super::pages;
use super::{Shop, file, no_store, page};
use axum::body::Bytes;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use contract::embed::HostEvent;
use contract::{Scope, SessionId, Word};
use loader::Loader;
use maud::Markup;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path as FilePath;
use std::sync::Arc;
use url::form_urlencoded;

/// A way to embed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// The bare frame.
    Iframe,
    /// `<govifi-payment>`.
    Element,
    /// `<govifi-wallet>`.
    Wallet,
    /// A page of one document, which mounts and unmounts.
    Spa,
    /// The strictest policy there is.
    Strict,
    /// A dark shop.
    Dark,
    /// Inside nested shadow roots.
    Shadow,
    /// React's.
    React,
    /// The file that merchants copy, `embed/examples/html`.
    Html,
    /// A page that means harm. For the tests.
    Hostile,
}

impl Demo {
    /// Each, as its address names it, what it is called, and what it shows.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 10] = [
        (
            Self::Element,
            "element",
            "The element",
            "One tag and one script. Its events, its methods and its looks, to try.",
        ),
        (
            Self::Iframe,
            "iframe",
            "The bare frame",
            "No script of Govifi's in the page: an iframe, and messages.",
        ),
        (
            Self::Wallet,
            "wallet",
            "The wallet",
            "What a customer has kept: to add to, to take away from, to choose from.",
        ),
        (
            Self::Spa,
            "spa",
            "A single-page shop",
            "Comes and goes with the view, and with the script before or after it.",
        ),
        (
            Self::Strict,
            "strict",
            "A strict policy",
            "Nothing is allowed but the frame and one script, by its hash; Trusted Types.",
        ),
        (
            Self::Dark,
            "dark",
            "A dark shop",
            "The frame takes the page's colours, corners and type.",
        ),
        (
            Self::Shadow,
            "shadow",
            "Nested shadow roots",
            "Inside another component that is inside another one, closed.",
        ),
        (Self::React, "react", "React", "A component that mounts twice, as React does to test it."),
        (Self::Html, "html", "Plain HTML", "The example that merchants copy, as it is."),
        (
            Self::Hostile,
            "hostile",
            "A hostile page",
            "Forges every message, patches what it can, covers the frame, and keeps what it hears.",
        ),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == name).map(|(demo, ..)| *demo)
    }

    /// What the page's policy says of scripts, given the loader's address.
    fn scripts(self, loader: &str) -> String {
        match self {
            // A frame needs none of Govifi's.
            Self::Iframe => "'self'".to_owned(),
            // Only the loader.
            Self::Strict | Self::Html => loader.to_owned(),
            _ => format!("'self' {loader}"),
        }
    }

    /// The page's policy.
    fn policy(self, checkout: &str, loader: &str) -> String {
        let scripts = self.scripts(loader);
        let more = match self {
            Self::Strict => {
                "connect-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
            }
            Self::Html => "",
            // It frames accomplices.
            Self::Hostile => "connect-src 'self'; child-src 'self'; ",
            _ => "connect-src 'self'; ",
        };
        let frames = if self == Self::Hostile { "'self' " } else { "" };
        format!(
            "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; {more}\
             frame-src {frames}{checkout}; form-action 'none'; base-uri 'none'; \
             frame-ancestors 'none'; report-uri /embed/violations"
        )
    }
}

/// How the element shall look, as the address says: its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// `theme`.
    pub theme: Option<String>,
    /// `accent`, `#RRGGBB`; `tint` in the address, for the session has an accent too.
    pub accent: Option<String>,
    /// `font`.
    pub font: Option<String>,
    /// `lang`.
    pub lang: Option<String>,
    /// `debug`.
    pub debug: bool,
}

impl Look {
    fn read(query: &str) -> Self {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let get = |name: &str| {
            let found = pairs.iter().find(|(known, value)| known == name && !value.is_empty());
            found.map(|(_, value)| value.clone())
        };
        Self {
            theme: get("theme"),
            accent: get("tint"),
            font: get("font"),
            lang: get("lang"),
            debug: get("debug").is_some(),
        }
    }
}

/// A session in a page.
#[derive(Debug)]
pub struct Embedded<'a> {
    /// Where the checkout is.
    pub checkout: &'a str,
    /// Its name.
    pub session_id: &'a str,
    /// Its credential: the page's to hold, and nobody else's.
    pub client_secret: &'a str,
    /// Which element it is for.
    pub scope: Scope,
    /// How it shall look.
    pub look: Look,
    /// The order; none in a wallet.
    pub placed: Option<&'a Placed>,
}

/// The pages.
pub fn router() -> Router<Arc<Shop>> {
    Router::new()
        .route("/embed", get(index))
        .route("/embed/{page}", get(show))
        .route("/embed/sessions", post(session))
        .route("/embed/confirmation", get(confirmation))
        .route("/embed/violations", post(violations::report).get(violations::list))
        .route("/embed/files/{name}", get(script))
        .route("/embed/accomplice", get(accomplice))
}

async fn index(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let here = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    page(StatusCode::OK, markup::index(&query.unwrap_or_default(), here.unwrap_or_default()))
}

async fn show(
    State(shop): State<Arc<Shop>>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let (Some(demo), Some(basket)) = (Demo::named(&name), Basket::read(query.as_bytes())) else {
        return page(StatusCode::NOT_FOUND, pages::missing());
    };
    let Some(loader) = Loader::find(&shop.dist, &shop.origins.checkout).await else {
        return page(StatusCode::SERVICE_UNAVAILABLE, markup::trouble("The loader is not built."));
    };
    let scope = if demo == Demo::Wallet { Scope::Wallet } else { Scope::Payment };
    // The single-page shop and React's ask for theirs when they need it.
    let created = match demo {
        Demo::Spa | Demo::React => None,
        _ => match shop.embedded(&basket, scope).await {
            Ok(created) => Some(created),
            Err(error) => {
                return page(StatusCode::BAD_GATEWAY, markup::trouble(&error.to_string()));
            }
        },
    };
    let placed = (scope == Scope::Payment).then(|| Placed::of(&basket));
    let look = Look::read(&query);
    let checkout = &*shop.origins.checkout;
    let embedded = created.as_ref().map(|created| Embedded {
        checkout,
        session_id: &created.session_id,
        client_secret: &created.client_secret,
        scope,
        look: if demo == Demo::Dark && look.theme.is_none() {
            Look { theme: Some("dark".to_owned()), ..look.clone() }
        } else {
            look.clone()
        },
        placed: placed.as_ref(),
    });
    let html = match (demo, &embedded) {
        (Demo::Html, Some(embedded)) => markup::example(embedded, &loader),
        _ => markup::demo(demo, embedded.as_ref(), &loader, checkout).into_string(),
    };
    let policy = demo.policy(checkout, &loader.sources());
    guarded((StatusCode::OK, [no_store()], Html(html)).into_response(), &policy)
}

fn guarded(mut response: Response, policy: &str) -> Response {
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    wallet: bool,
}

/// `POST /embed/sessions?{the shop's form}` with `{"wallet": false}`: a session for a page that asks
/// for it. JSON, so that no page of another origin can ask unasked.
async fn session(
    State(shop): State<Arc<Shop>>,
    RawQuery(query): RawQuery,
    Json(wanted): Json<Wanted>,
) -> Response {
    let Some(basket) = Basket::read(query.unwrap_or_default().as_bytes()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let scope = if wanted.wallet { Scope::Wallet } else { Scope::Payment };
    match shop.embedded(&basket, scope).await {
        Ok(created) => {
            let body: Value = json!({
                "sessionId": created.session_id, "clientSecret": created.client_secret,
                "checkoutOrigin": shop.origins.checkout,
            });
            ([no_store()], Json(body)).into_response()
        }
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

#[derive(Debug, Deserialize)]
struct About {
    session_id: SessionId,
}

/// What has been heard of an order that was paid in one of these pages.
async fn confirmation(State(shop): State<Arc<Shop>>, Query(about): Query<About>) -> Response {
    let id = about.session_id.as_str();
    let Some(placed) = shop.orders.get(id) else {
        return page(StatusCode::NOT_FOUND, pages::missing());
    };
    page(StatusCode::OK, pages::confirmation(Some(&placed), shop.heard.of(id).as_ref()))
}

/// The scripts and the stylesheet of these pages.
async fn script(State(shop): State<Arc<Shop>>, Path(name): Path<String>) -> Response {
    let javascript = |content| file("text/javascript", content);
    match &*name {
        "embed.css" => file("text/css", include_str!("files/embed.css")),
        "events.js" => {
            let names: Vec<_> = HostEvent::ALL.iter().map(|event| event.as_str()).collect();
            let headers = [(header::CONTENT_TYPE, "text/javascript")];
            (headers, format!("export const EVENTS = {};\n", json!(names))).into_response()
        }
        "log.js" => javascript(include_str!("files/log.js")),
        "panel.js" => javascript(include_str!("files/panel.js")),
        "spa.js" => javascript(include_str!("files/spa.js")),
        "shadow.js" => javascript(include_str!("files/shadow.js")),
        "hostile.js" => javascript(include_str!("files/hostile.js")),
        "accomplice.js" => javascript(include_str!("files/accomplice.js")),
        "react.js" => built(&shop.dist.join("examples/react.js")).await,
        _ => page(StatusCode::NOT_FOUND, pages::missing()),
    }
}

/// A script that the build makes.
async fn built(path: &FilePath) -> Response {
    match tokio::fs::read(path).await {
        Ok(content) => {
            let headers =
                [(header::CONTENT_TYPE, "text/javascript"), (header::CACHE_CONTROL, "no-cache")];
            (headers, Bytes::from(content)).into_response()
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not built").into_response(),
    }
}

/// What the hostile page frames and opens.
async fn accomplice() -> Response {
    let policy = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'self'";
    let html: Markup = markup::accomplice();
    guarded((StatusCode::OK, [no_store()], Html(html.into_string())).into_response(), policy)
}

impl Shop {
    /// Makes a session for one of these pages, and has go wrong in it what was chosen.
    async fn embedded(
        self: &Arc<Self>,
        basket: &Basket,
        scope: Scope,
    ) -> Result<super::govifi::Created, GovifiError> {
        let request = basket.embedded(&self.origins.shop, scope);
        let created = self.session(basket, &request).await?;
        if scope == Scope::Payment {
            self.orders.add(&created.session_id, Placed::of(basket));
        }
        Ok(created)
    }
}
