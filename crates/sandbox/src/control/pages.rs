//! Control calls that pages of this machine make: the vendors' stand-ins.

use super::names_this_machine;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The answer to a page that asks whether it may send JSON.
pub async fn preflight(headers: HeaderMap) -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"),
    ];
    (StatusCode::NO_CONTENT, allowed, readable(&headers)).into_response()
}

/// Lets a page read the answer if it comes from this machine.
pub fn readable(asked: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    let origin = asked.get(header::ORIGIN);
    let host = origin.and_then(|origin| origin.to_str().ok()?.split_once("://"));
    if let (Some(origin), Some((_, host))) = (origin, host)
        && names_this_machine(host)
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    headers
}
