//! `POST /v1/hosted-sessions/{id}/apple-pay/session` (ours): merchant validation.
//!
//! Production asks Apple at `validation_url`, with the merchant's certificate, for a merchant
//! session, and hands on what Apple says. Here nobody is asked: the object is made up, in Apple's
//! shape. Asking an address that a page names is how servers are made to ask others', so production
//! has to refuse any that is not Apple's, and so does this; the vendors' stand-in may be named too.

use super::auth::Payer;
use super::body::{Strict, json};
use super::decide::{self, invalid};
use crate::app::App;
use crate::error::Refusal;
use crate::secret;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::{ApiError, ApplePaySessionRequest, Method};
use serde_json::json as object;
use std::sync::Arc;
use url::{Host, Url};

/// How long Apple's merchant sessions live, seconds.
const LIFE_SECONDS: i64 = 300;

/// Validates the merchant for a page that begins to pay with Apple Pay.
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions/{id}/apple-pay/session",
    tag = "payments",
    summary = "Validate the merchant for Apple Pay",
    security(("session" = [])),
    params(("id" = String, Path, description = "`cs_…`")),
    request_body = ApplePaySessionRequest,
    responses(
        (status = 200, description = "Apple's merchant session, opaque: for \
                                      completeMerchantValidation as it is", body = Object),
        (status = 400, description = "Validation error", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`", body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`", body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn session(
    State(app): State<Arc<App>>,
    Payer(browser): Payer,
    request: Strict<ApplePaySessionRequest>,
) -> Result<Response, Refusal> {
    let now = app.clock.now();
    decide::payable(&browser.session, now)?;
    decide::method(&browser.session, &browser.account.settings, Method::ApplePay)?;
    if !is_apple(&request.value.validation_url, &app.origins.vendors) {
        return Err(invalid("validation_url", "must be an https address of apple.com"));
    }
    let checkout = Url::parse(&app.origins.checkout).ok();
    let identifier = ["SSH", &secret::random(61).to_ascii_uppercase()].concat();
    let domain = checkout.as_ref().and_then(Url::host_str).unwrap_or_default();
    Ok(json(object!({
        "epochTimestamp": now.millis(),
        "expiresAt": now.plus_seconds(LIFE_SECONDS).millis(),
        "merchantSessionIdentifier": identifier,
        "nonce": secret::random(8),
        "merchantIdentifier": secret::Fingerprint::of(&browser.account.uid).hex(),
        "domainName": domain,
        "displayName": browser.account.settings.merchant_display_name,
        "operationalAnalyticsIdentifier": browser.account.uid,
        "signature": STANDARD.encode(secret::random(48)),
    })))
}

/// An `https` address of a host of Apple's at the usual port, or one of the vendors' stand-in.
fn is_apple(address: &str, vendors: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let of_apple = match url.host() {
        Some(Host::Domain(name)) => name.ends_with(".apple.com"),
        _ => false,
    };
    let plain = url.username().is_empty() && url.password().is_none();
    let https = url.scheme() == "https" && url.port().is_none();
    plain && (of_apple && https || url.origin().ascii_serialization() == vendors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_apple_is_asked() {
        let vendors = "http://127.0.0.1:4245";
        for good in [
            "https://apple-pay-gateway.apple.com/paymentservices/startSession",
            "https://cn-apple-pay-gateway.apple.com/x?y=z",
            "http://127.0.0.1:4245/apple-pay/session",
        ] {
            assert!(is_apple(good, vendors), "{good}");
        }
        for bad in [
            "",
            "apple-pay-gateway.apple.com",
            "http://apple-pay-gateway.apple.com/",
            "https://apple-pay-gateway.apple.com:8443/",
            "https://apple-pay-gateway.apple.com.evil.example/",
            "https://evilapple.com/",
            "https://user@apple-pay-gateway.apple.com/",
            "https://evil.example/?.apple.com",
            "https://evil.example#.apple.com",
            "http://127.0.0.1:4242/sandbox/ledger",
            "https://127.0.0.1:4245/",
            "file:///etc/passwd",
        ] {
            assert!(!is_apple(bad, vendors), "{bad}");
        }
    }
}
