//! Apple Pay's tokens, as far as an API can judge them that cannot decrypt them.
//!
//! `processor_token` is the Base64 of the payment token's JSON (ours): `event.payment.token` of
//! Apple's documented interface. Its `paymentData.data` is encrypted, so what it pays with is known
//! by `paymentMethod` only. In this sandbox a `data` that starts with an outcome's word, such as
//! `insufficient_funds`, declines with it: no Base64 has an underscore.

use crate::outcome::Outcome;
use crate::store::instruments::Device;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::Word;
use serde::Deserialize;

/// The longest token that is read, characters.
const LONGEST: usize = 32 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PaymentToken {
    payment_data: PaymentData,
    payment_method: PaymentMethod,
    transaction_identifier: String,
}

#[derive(Deserialize)]
struct PaymentData {
    version: String,
    data: String,
    signature: String,
    header: Header,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Header {
    ephemeral_public_key: Option<String>,
    wrapped_key: Option<String>,
    public_key_hash: String,
    transaction_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PaymentMethod {
    display_name: String,
    network: String,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads a token. `Err`: what is wrong with it.
pub fn read(text: &str) -> Result<Device, &'static str> {
    let fits = (1..=LONGEST).contains(&text.len());
    let json = STANDARD.decode(text).ok().filter(|_| fits);
    let json = json.ok_or("must be the Base64 of an Apple Pay payment token")?;
    let token: PaymentToken =
        serde_json::from_slice(&json).map_err(|_| "is no Apple Pay payment token")?;
    let PaymentToken { payment_data, payment_method, transaction_identifier } = token;
    let key = match payment_data.version.as_str() {
        "EC_v1" => payment_data.header.ephemeral_public_key,
        "RSA_v1" => payment_data.header.wrapped_key,
        _ => return Err("paymentData.version must be EC_v1 or RSA_v1"),
    };
    let header = [payment_data.header.public_key_hash, payment_data.header.transaction_id];
    let parts = [payment_data.signature, transaction_identifier, key.unwrap_or_default()];
    if payment_data.data.is_empty() || header.iter().chain(&parts).any(String::is_empty) {
        return Err("a part of the Apple Pay payment token is missing");
    }
    if !["debit", "credit", "prepaid", "store"].contains(&payment_method.kind.as_str()) {
        return Err("paymentMethod.type must be debit, credit, prepaid or store");
    }
    Ok(Device {
        brand: brand(&payment_method.network).to_owned(),
        last4: last4(&payment_method.display_name),
        outcome: outcome(&payment_data.data),
    })
}

fn outcome(data: &str) -> Outcome {
    let known = Outcome::ALL.iter().find(|outcome| data.starts_with(outcome.as_str()));
    known.copied().unwrap_or_default()
}

/// Apple's name of a network in the wire's words.
fn brand(network: &str) -> &'static str {
    match network.to_ascii_lowercase().as_str() {
        "visa" => "visa",
        "mastercard" => "mastercard",
        "amex" => "amex",
        "discover" => "discover",
        "jcb" => "jcb",
        "chinaunionpay" => "unionpay",
        _ => "unknown",
    }
}

/// Of `Visa 1234`.
fn last4(name: &str) -> Option<String> {
    let last = name.rsplit(char::is_whitespace).next()?;
    let digits = last.len() == 4 && last.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| last.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn token(change: impl FnOnce(&mut Value)) -> String {
        let mut token = json!({
            "paymentData": {
                "version": "EC_v1", "data": "q83v", "signature": "MIAG",
                "header": {
                    "ephemeralPublicKey": "MFkw", "publicKeyHash": "tXMg", "transactionId": "31",
                },
            },
            "paymentMethod": { "displayName": "Visa 1234", "network": "Visa", "type": "debit" },
            "transactionIdentifier": "31",
        });
        change(&mut token);
        STANDARD.encode(token.to_string())
    }

    #[test]
    fn a_token_is_judged_by_its_shape() {
        let device = read(&token(|_| ())).unwrap();
        assert_eq!((&*device.brand, device.last4.as_deref()), ("visa", Some("1234")));
        assert_eq!(device.outcome, Outcome::Approved);
        for (pointer, wrong) in [
            ("/paymentData/version", json!("EC_v2")),
            ("/paymentData/version", json!("RSA_v1")),
            ("/paymentData/data", json!("")),
            ("/paymentData/signature", json!(null)),
            ("/paymentData/header/publicKeyHash", json!("")),
            ("/paymentMethod/type", json!("barter")),
            ("/transactionIdentifier", json!(7)),
        ] {
            let wrong = token(|token| *token.pointer_mut(pointer).unwrap() = wrong);
            assert!(read(&wrong).is_err(), "{pointer}");
        }
    }

    #[test]
    fn a_words_outcome_is_told() {
        let of = |data: &str| {
            read(&token(|token| token["paymentData"]["data"] = data.into())).unwrap().outcome
        };
        assert_eq!(of("insufficient_funds"), Outcome::InsufficientFunds);
        assert_eq!(of("card_declined+more"), Outcome::Declined);
        assert_eq!(of("approved"), Outcome::Approved);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = read(&text);
            let _ = read(&STANDARD.encode(bytes));
        }
    }
}
