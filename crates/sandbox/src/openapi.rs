//! The API's OpenAPI document, made from the very types and handlers that serve it.

use crate::api;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Govifi hosted sessions",
        description = "A merchant's server creates a session; a payer's browser reads it, quotes \
                       the fee and confirms. Amounts are integer minor units. Unknown properties \
                       in a request are refused; unknown properties in a response are to be \
                       ignored. Every error has the one shape `ApiError`.",
        version = "1",
        license(name = "Proprietary"),
    ),
    servers((url = "https://api.govifi.com")),
    tags(
        (name = "sessions", description = "Made and changed by the merchant's server"),
        (name = "payments", description = "Called by the payer's browser, from an origin that is \
                                           registered on the payment account"),
        (name = "wallet", description = "Called by the page of a session of `scope` `wallet`; any \
                                         other credential is refused"),
    ),
    paths(
        api::create::create,
        api::read::read,
        api::patch::patch,
        api::expire::expire,
        api::client_config::client_config,
        api::quote::quote_fee,
        api::confirm::confirm,
        api::challenge::send,
        api::apple_pay::session,
        api::paypal::order,
        api::payment_methods::list,
        api::payment_methods::add,
        api::payment_methods::remove,
        api::payment_methods::make_default,
    ),
    modifiers(&Credentials),
)]
struct Document;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = |about: &str| {
            let mut scheme = Http::new(HttpAuthScheme::Bearer);
            scheme.description = Some(about.to_owned());
            SecurityScheme::Http(scheme)
        };
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "admin",
            bearer("The merchant's server: a Cognito admin token, with `X-Payment-Account-Uid`."),
        );
        components.add_security_scheme(
            "session",
            bearer("The payer's browser: the session's `client_secret`."),
        );
    }
}

/// The document, as `docs/openapi.json` has it.
pub fn document() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&Document::openapi())?;
    text.push('\n');
    Ok(text)
}
