//! The headers of the checkout's and its frames' documents and files: what production hosting must
//! send.
//!
//! `Strict-Transport-Security` goes with https only, so the sandbox never sends it; production
//! must. Who may frame a document is decided for each session: see [`framed_by`].

use super::html::{self, Tag};
use crate::app::Origins;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// What a page may use of the browser. Payment and saved credentials for itself, nothing else.
const PERMISSIONS: &str = "payment=(self), publickey-credentials-get=(self), otp-credentials=(self), \
    accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), \
    picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), \
    xr-spatial-tracking=()";

/// Which pages may have an answer: those of its own origin, unless it says otherwise.
pub const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Headers of every answer of both origins, whatever it is.
pub fn common(headers: &mut HeaderMap, origins: &Origins) {
    let all = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        // Wallets open pop-ups and talk to them.
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(RESOURCE_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    if origins.checkout.starts_with("https://") {
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains; preload");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}

/// The policy of an answer that has no code: errors.
pub const BARE_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// A document's policy, and who may frame it: nobody, or these origins and no other.
///
/// Every document above it is held to this, so a captcha in a checkout in a merchant's page needs
/// both of them.
pub fn framed_by(policy: &str, ancestors: &[String]) -> String {
    let ancestors = if ancestors.is_empty() { "'none'".to_owned() } else { ancestors.join(" ") };
    format!("{policy}; frame-ancestors {ancestors}")
}

/// The policy of the checkout's document, but for who may frame it. Its inline scripts and styles are allowed by their
/// hashes, so the policy is made from the very page that it goes with.
pub fn policy(html: &str, origins: &Origins) -> String {
    let (mut scripts, mut styles) = (String::new(), String::new());
    for tag in html::tags(html) {
        let text = &html[tag.text.clone()];
        if tag.is("style") {
            allow(&mut styles, text);
        } else if tag.is("script") && tag.attribute("src").is_none() && runs(&tag) {
            allow(&mut scripts, text);
        }
    }
    let Origins { api, zift, shop, frames, .. } = origins;
    // The demo shop's logo is http, on this machine; everyone else's is https.
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; \
         style-src 'self'{styles}; img-src 'self' https: data: {shop}; font-src 'self'; \
         connect-src 'self' {api} {zift}; frame-src {frames}; base-uri 'none'; form-action 'none'; \
         object-src 'none'"
    )
}

/// The policy of a captcha's document, but for who may frame it, given the vendors' hosts. Only the
/// vendors may run, frame, style and be asked there, each as far
/// as its documentation says it has to.
pub fn captcha_policy(hcaptcha: &str, turnstile: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' {hcaptcha} {turnstile}; \
         style-src 'self' {hcaptcha}; connect-src {hcaptcha}; frame-src {hcaptcha} {turnstile}; \
         base-uri 'none'; form-action 'none'; object-src 'none'"
    )
}

/// The policy of the document of PayPal's button, but for who may frame it, given PayPal's hosts: what
/// PayPal's documentation asks for. Its script writes scripts and styles of its own into the page,
/// which a static host can only allow by `'unsafe-inline'`; there is nothing else in that document,
/// and nothing that another origin put there.
pub fn paypal_policy(paypal: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' {paypal} 'unsafe-inline'; \
         style-src 'self' {paypal} 'unsafe-inline'; img-src {paypal} data:; connect-src {paypal}; \
         frame-src {paypal}; base-uri 'none'; form-action {paypal}; object-src 'none'"
    )
}

fn allow(list: &mut String, text: &str) {
    list.push_str(" 'sha256-");
    BASE64_STANDARD.encode_string(Sha256::digest(text), list);
    list.push('\'');
}

/// Whether a policy has a say in this script: data blocks never run.
fn runs(tag: &Tag<'_>) -> bool {
    let kind = tag.attribute("type").map(|value| value.text.to_ascii_lowercase());
    matches!(
        kind.as_deref(),
        None | Some("" | "module" | "importmap" | "text/javascript" | "application/javascript")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins() -> Origins {
        Origins {
            shop: "http://127.0.0.1:1".to_owned(),
            checkout: "http://127.0.0.1:2".to_owned(),
            api: "http://127.0.0.1:3".to_owned(),
            zift: "http://127.0.0.1:4".to_owned(),
            frames: "http://127.0.0.1:5".to_owned(),
            vendors: "http://127.0.0.1:6".to_owned(),
        }
    }

    #[test]
    fn the_policy_allows_the_pages_own_inline_code_and_nothing_else_inline() {
        let html = r#"<style>p{}</style><script>a()</script><script type="module">b()</script>
            <script type="application/json">{"c":1}</script><script src="/d.js"></script>
            <!-- <script>e()</script> -->"#;
        let policy = policy(html, &origins());
        // From another implementation: `printf 'a()' | openssl dgst -sha256 -binary | base64`.
        let a = "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='";
        let b = "'sha256-cf242PFc/kb7xD0Qzhsmd9vvRkc+cWFmbi+k+YvtdKc='";
        let p = "'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='";
        assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' {a} {b};")));
        assert!(policy.contains(&format!("style-src 'self' {p};")));
        assert!(policy.contains("connect-src 'self' http://127.0.0.1:3 http://127.0.0.1:4;"));
        assert!(policy.contains("frame-src http://127.0.0.1:5;"));
        assert!(!policy.contains("127.0.0.1:6"), "the vendors have no say in the card document");
        assert_eq!(policy.matches("sha256").count(), 3);
        for never in ["'unsafe-inline'", "'unsafe-eval'", "*"] {
            assert!(!policy.contains(never), "{never}");
        }
    }

    #[test]
    fn the_policy_that_production_sends_with_a_captcha_is_the_one_that_is_written_down() {
        let hcaptcha = "https://hcaptcha.com https://*.hcaptcha.com";
        let turnstile = "https://challenges.cloudflare.com";
        let checkout = ["https://checkout.govifi.com".to_owned()];
        let policy = framed_by(&captcha_policy(hcaptcha, turnstile), &checkout);
        assert!(include_str!("../../README.md").contains(&policy), "{policy}");
    }

    #[test]
    fn the_policy_that_production_sends_with_paypals_button_is_the_one_that_is_written_down() {
        let paypal = "https://*.paypal.com https://*.paypalobjects.com";
        let checkout = ["https://checkout.govifi.com".to_owned()];
        let policy = framed_by(&paypal_policy(paypal), &checkout);
        assert!(include_str!("../../../../docs/wallets.md").contains(&policy), "{policy}");
    }

    #[test]
    fn transport_security_goes_with_https() {
        let has = |origins: &Origins| {
            let mut headers = HeaderMap::new();
            common(&mut headers, origins);
            headers.contains_key(header::STRICT_TRANSPORT_SECURITY)
        };
        assert!(!has(&origins()));
        assert!(has(&Origins { checkout: "https://checkout.govifi.com".to_owned(), ..origins() }));
    }
}
