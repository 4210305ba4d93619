//! The signature over a payment, and the signed way back to the merchant (ours where the seed is
//! silent): lower-case hex HMAC-SHA256 over `session_id` followed by `transaction_id`. And the
//! signature over a webhook: the same over `<timestamp>.<raw body>`.

use crate::api::PLACEHOLDER;
use crate::secret::hex;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use url::Url;

/// The query parameters that are the API's. What a merchant has put under these names is dropped,
/// so that no reader can take the wrong one.
const OURS: [&str; 3] = ["transaction_id", "payment_uid", "sig"];

/// Signs a payment.
pub fn sign(signing_secret: &str, session_id: &str, transaction_id: &str) -> String {
    mac(signing_secret, &[session_id, transaction_id])
}

/// Signs a webhook: the value of its `X-Webhook-Signature`. `timestamp` is the one in the body.
pub fn sign_webhook(signing_secret: &str, timestamp: i64, body: &str) -> String {
    let mac = mac(signing_secret, &[&timestamp.to_string(), ".", body]);
    ["sha256=", &mac].concat()
}

fn mac(signing_secret: &str, parts: &[&str]) -> String {
    // HMAC takes a key of any length, so this is never `Err`.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(signing_secret.as_bytes()) else {
        return String::new();
    };
    for part in parts {
        mac.update(part.as_bytes());
    }
    hex(&mac.finalize().into_bytes())
}

/// `success_url` with the placeholder filled, plus `session_id` (unless it is there), what was
/// paid, and the signature. `None` if it is no address.
pub fn way_back(
    success_url: &str,
    session_id: &str,
    transaction_id: &str,
    payment_uid: &str,
    signature: &str,
) -> Option<String> {
    let mut url = Url::parse(&success_url.replace(PLACEHOLDER, session_id)).ok()?;
    if url.query_pairs().any(|(name, _)| OURS.contains(&&*name)) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !OURS.contains(&&**name))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    let named = url.query_pairs().any(|(name, _)| name == "session_id");
    let mut query = url.query_pairs_mut();
    if !named {
        query.append_pair("session_id", session_id);
    }
    query
        .append_pair("transaction_id", transaction_id)
        .append_pair("payment_uid", payment_uid)
        .append_pair("sig", signature);
    drop(query);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From another implementation: `printf cs_1txn_1 | openssl dgst -sha256 -hmac secret`.
    const VECTOR: &str = "eb3a682560f68ea41b3a774c3ef8d03d6f2c6de6c5d1fc87b7f3bb45ee9c5e39";

    #[test]
    fn the_signature_is_hmac_sha_256_in_lower_case_hex() {
        assert_eq!(sign("secret", "cs_1", "txn_1"), VECTOR);
    }

    #[test]
    fn a_webhook_is_signed_with_its_timestamp() {
        // From another implementation: `printf '1795262400.{"é":1}' | openssl dgst -sha256 -hmac secret`.
        let signature = "sha256=9e5a5a3e1f240d469f1fb2b86ab70f3d5d4a08cfbbf7639333a2e30ea2e024cc";
        assert_eq!(sign_webhook("secret", 1_795_262_400, "{\"é\":1}"), signature);
    }

    #[test]
    fn the_way_back_keeps_the_merchants_address() {
        let back = |url| way_back(url, "cs_1", "t", "P-1", "s").unwrap();
        let tail = "transaction_id=t&payment_uid=P-1&sig=s";
        assert_eq!(back("https://a.example"), format!("https://a.example/?session_id=cs_1&{tail}"));
        assert_eq!(
            back("https://a.example/x?b=1&c=%20#done"),
            format!("https://a.example/x?b=1&c=%20&session_id=cs_1&{tail}#done")
        );
        assert_eq!(
            back("https://a.example/{CHECKOUT_SESSION_ID}/x"),
            format!("https://a.example/cs_1/x?session_id=cs_1&{tail}")
        );
        assert_eq!(
            back("https://a.example/?session_id={CHECKOUT_SESSION_ID}"),
            format!("https://a.example/?session_id=cs_1&{tail}")
        );
        assert_eq!(
            back("https://a.example/?sig=forged&b=1&payment_uid=x"),
            format!("https://a.example/?b=1&session_id=cs_1&{tail}")
        );
        assert_eq!(way_back("not an address", "cs_1", "t", "P-1", "s"), None);
    }
}
