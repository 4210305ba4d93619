//! What every merchant's server has to do before it believes the address that a payer came back
//! by, or a webhook: compute the signature itself, and compare in constant time. The shop does it
//! with the very file that merchants are given to copy.

use contract::WebhookEvent;
use url::form_urlencoded;

#[path = "../../../../docs/verify/verify.rs"]
mod published;

/// What a payer came back with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// The session.
    pub session_id: String,
    /// The processor's name for the payment.
    pub transaction_id: String,
    /// Govifi's; the signature does not cover it.
    pub payment_uid: String,
}

/// Reads the query of the address that a payer came back by. `None`: it is not Govifi's.
pub fn returned(signing_secret: &str, query: &str) -> Option<Return> {
    let published::Returned { session_id, transaction_id } =
        published::verify_return(signing_secret, query)?;
    let mut rest = form_urlencoded::parse(query.as_bytes());
    let payment_uid = rest.find(|(name, _)| name == "payment_uid").map(|(_, uid)| uid.into_owned());
    Some(Return { session_id, transaction_id, payment_uid: payment_uid.unwrap_or_default() })
}

/// Reads a webhook that came at `now`, Unix seconds. `None`: it is not Govifi's, or too old.
pub fn webhook(
    signing_secret: &str,
    raw_body: &[u8],
    signature: &str,
    now: i64,
) -> Option<WebhookEvent> {
    let event = published::verify_webhook(signing_secret, raw_body, signature, now)?;
    serde_json::from_value(event).ok()
}

#[cfg(test)]
mod tests {
    use super::published::{Returned, verify_return, verify_webhook};
    use serde_json::{Value, json};

    fn vectors(kind: &str) -> Vec<Value> {
        let text = include_str!("../../../../docs/verify/vectors.json");
        let mut all: Value = serde_json::from_str(text).unwrap();
        serde_json::from_value(all[kind].take()).unwrap()
    }

    #[test]
    fn the_published_verifier_agrees_with_the_vectors_of_returns() {
        let all = vectors("returns");
        assert!(all.len() >= 20);
        for case in all {
            let text = |name: &str| case[name].as_str().unwrap();
            let got = verify_return(text("secret"), text("query"));
            let got = got.map(|Returned { session_id, transaction_id }| {
                json!({ "session_id": session_id, "transaction_id": transaction_id })
            });
            assert_eq!(got.unwrap_or_default(), case["expected"], "{}", case["name"]);
        }
    }

    #[test]
    fn the_published_verifier_agrees_with_the_vectors_of_webhooks() {
        let all = vectors("webhooks");
        assert!(all.len() >= 20);
        for case in all {
            let text = |name: &str| case[name].as_str().unwrap_or_default();
            let now = case["now"].as_i64().unwrap();
            let body = text("body").as_bytes();
            let got = verify_webhook(text("secret"), body, text("signature"), now);
            let got = got.map(|event| json!({ "webhook_id": event["webhook_id"] }));
            assert_eq!(got.unwrap_or_default(), case["expected"], "{}", case["name"]);
        }
    }
}
