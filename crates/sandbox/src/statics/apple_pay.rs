//! Apple Pay for browsers that have none: a stand-in of `ApplePaySession`, put into the checkout's
//! document before anything else runs there, as a browser's own would be. Only when it is asked for,
//! and from the checkout's own origin, so that the page's policy stays production's.

use crate::api::body::{Strict, json};
use crate::app::App;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::put;
use serde::{Deserialize, Serialize};
use serde_json::json as object;
use std::borrow::Cow;
use std::sync::Arc;

/// Where the stand-in is served.
pub const SCRIPT: &str = "/sandbox/apple-pay.js";
/// The stand-in.
pub const STAND_IN: &str = include_str!("../vendors/apple-pay.js");

/// What the payer's browser has of Apple Pay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Browser {
    /// What it really has: the page is as it was built.
    #[default]
    Without,
    /// The API, on a device that is not set up.
    Unable,
    /// The API, ready to pay.
    Able,
}

impl Browser {
    /// The page with what this browser has.
    pub fn put_into(self, html: &str) -> Cow<'_, str> {
        let able = match self {
            Self::Without => return html.into(),
            Self::Unable => false,
            Self::Able => true,
        };
        // Not deferred: the page's own scripts look for it as soon as they run.
        let script = format!("<script src=\"{SCRIPT}?able={able}\"></script><script>");
        html.replacen("<script>", &script, 1).into()
    }
}

/// What only a sandbox has: under `/sandbox/` on the API's origin.
pub fn controls() -> Router<Arc<App>> {
    Router::new().route("/sandbox/apple-pay", put(set))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    browser: Browser,
}

/// `PUT /sandbox/apple-pay {"browser": "without|unable|able"}`: of pages that are loaded from now on.
async fn set(State(app): State<Arc<App>>, body: Strict<Wanted>) -> Response {
    let Wanted { browser } = body.value;
    app.apple_pay.send_replace(browser);
    json(object!({ "browser": browser }))
}
