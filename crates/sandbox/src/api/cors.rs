//! Which pages may call the API, as far as browsers are told.
//!
//! The allow-list is enforced by the answer's status, not by hiding it: a page on an origin that
//! is not registered gets 403 `origin_not_allowed` (docs) and must be able to *read* it, to tell
//! the payer. So every answer of a session-credential endpoint names the asking origin, and only
//! refusals ever reach an unregistered one. Nothing is given away by that: the credential is in a
//! header that the page had to know, and cookies are never used (no `Allow-Credentials`).
//!
//! Admin endpoints say nothing, so no browser lets a page call them.

use crate::faults::Replaced;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// How long a browser may remember a preflight: two hours, the most that Chromium takes.
const REMEMBER: &str = "7200";

/// The methods that pages call `route` with.
#[derive(Clone, Copy, Debug)]
pub struct BrowserMethods(&'static str);

impl BrowserMethods {
    /// `None` for a route that is not theirs.
    pub fn of(route: &str) -> Option<Self> {
        match route.strip_prefix("/v1/hosted-sessions/{id}")? {
            "" | "/client-config" => Some(Self("GET")),
            "/quote-fee" | "/confirm" | "/challenge/send" | "/apple-pay/session"
            | "/paypal/orders" => Some(Self("POST")),
            "/payment-methods" => Some(Self("GET, POST")),
            "/payment-methods/{method_id}" => Some(Self("DELETE")),
            "/payment-methods/{method_id}/default" => Some(Self("PUT")),
            _ => None,
        }
    }

    /// Whether a method is one of them.
    pub fn contain(self, method: &Method) -> bool {
        self.0.split(", ").any(|known| known == method.as_str())
    }
}

/// The answer to a preflight of a route that pages call with `methods`; [`answer`] adds the origin.
pub fn preflight(methods: BrowserMethods) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    let allowed = HeaderValue::from_static("Authorization, Content-Type, Idempotency-Key");
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    let methods = HeaderValue::from_static(methods.0);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBER));
    response
}

/// Adds what lets the page at `origin` read the answer.
pub fn answer(response: &mut Response, origin: Option<HeaderValue>) {
    let replaced = response.extensions().get::<Replaced>();
    let exposed = if replaced.is_none_or(|replaced| replaced.expose_retry_after) {
        "Retry-After, Date, X-Request-Id"
    } else {
        "Date, X-Request-Id"
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = origin else { return };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let exposed = HeaderValue::from_static(exposed);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}
