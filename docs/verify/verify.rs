//! Verifies what Govifi signs: the address that a payer comes back by, and webhooks.
//!
//! Cargo.toml: `hmac = "0.12"`, `sha2 = "0.10"`, `serde_json = "1"`, `url = "2"`.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use url::form_urlencoded;

/// How old a webhook may be, or how far ahead of this server's clock, seconds.
const TOLERANCE: u64 = 240 * 60;

/// What the signature in an address covers. Look the session up among your own orders; everything
/// else in the address, `payment_uid` too, is unsigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The session.
    pub session_id: String,
    /// The processor's name for the payment.
    pub transaction_id: String,
}

/// Reads the query string of a `success_url`, as it came. `None`: do not believe it.
pub fn verify_return(signing_secret: &str, query: &str) -> Option<Returned> {
    // Exactly one of each: with two, different programs would read different ones.
    let only = |name: &str| {
        let mut values =
            form_urlencoded::parse(query.as_bytes()).filter(|(known, _)| known == name);
        let value = values.next()?.1.into_owned();
        (values.next().is_none() && !value.is_empty()).then_some(value)
    };
    let (session_id, transaction_id) = (only("session_id")?, only("transaction_id")?);
    let signed = [session_id.as_bytes(), transaction_id.as_bytes()];
    is_signed(signing_secret, &signed, &only("sig")?)
        .then_some(Returned { session_id, transaction_id })
}

/// Reads a webhook: its body, byte for byte as it came, its `X-Webhook-Signature`, and the time in
/// Unix seconds. `None`: answer 400. The same `webhook_id` comes again and again: act once.
pub fn verify_webhook(
    signing_secret: &str,
    raw_body: &[u8],
    signature: &str,
    now: i64,
) -> Option<serde_json::Value> {
    let event: serde_json::Value = serde_json::from_slice(raw_body).ok()?;
    let timestamp = event.get("timestamp")?.as_i64()?;
    let prefix = format!("{timestamp}.");
    let signed = [prefix.as_bytes(), raw_body];
    let is_good = is_signed(signing_secret, &signed, signature.strip_prefix("sha256=")?)
        && now.abs_diff(timestamp) <= TOLERANCE;
    is_good.then_some(event)
}

/// Whether `signature` is the lower-case hex HMAC-SHA256 of these parts; in constant time.
fn is_signed(signing_secret: &str, parts: &[&[u8]], signature: &str) -> bool {
    let (Ok(mac), Some(signature)) =
        (Hmac::<Sha256>::new_from_slice(signing_secret.as_bytes()), digits(signature))
    else {
        return false;
    };
    let mac = parts.iter().fold(mac, Mac::chain_update);
    // An empty secret is one that was not configured, and that anybody knows.
    mac.verify_slice(&signature).is_ok() && !signing_secret.is_empty()
}

/// Reads 64 lower-case hex digits.
fn digits(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    if hex.len() != 64 || !hex.as_bytes().iter().all(digit) {
        return None;
    }
    (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}
