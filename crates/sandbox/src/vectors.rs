//! What every verifier of Govifi's signatures has to agree on: `docs/verify/vectors.json`, made by
//! the code that signs.

use crate::signature::{sign, sign_webhook, way_back};
use serde::Serialize;
use serde_json::{Value, json};

const SECRET: &str = "vectors_signing_secret";
const SESSION: &str = "cs_8Jq2";
const TRANSACTION: &str = "txn_41Xz";
const SHOP: &str = "https://alder.example/thanks";

/// 2026-11-21T12:00:00Z.
const NOW: i64 = 1_795_262_400;
/// The tolerance, seconds.
const AGE: i64 = contract::WEBHOOK_TOLERANCE;

#[derive(Serialize)]
struct Vectors {
    about: &'static str,
    returns: Vec<Return>,
    webhooks: Vec<Webhook>,
}

/// The query string of an address that a payer came back by.
#[derive(Serialize)]
struct Return {
    name: &'static str,
    secret: &'static str,
    query: String,
    /// What the signature covers; nothing, if it is not to be believed.
    expected: Option<Value>,
}

/// A webhook as it came.
#[derive(Serialize)]
struct Webhook {
    name: &'static str,
    secret: &'static str,
    now: i64,
    signature: Option<String>,
    body: String,
    expected: Option<Value>,
}

/// The document, as `docs/verify/vectors.json` has it.
pub fn document() -> Result<String, serde_json::Error> {
    let vectors = Vectors {
        about: "Made by `sandbox vectors`. `expected` is null where the verifier has to refuse.",
        returns: returns(),
        webhooks: webhooks(),
    };
    let mut text = serde_json::to_string_pretty(&vectors)?;
    text.push('\n');
    Ok(text)
}

fn returns() -> Vec<Return> {
    let sig = sign(SECRET, SESSION, TRANSACTION);
    let query = |url: &str| {
        let back = way_back(url, SESSION, TRANSACTION, "P-7T", &sig).unwrap_or_default();
        back.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    };
    let plain = query(SHOP);
    let signed = |sig: &str| format!("session_id={SESSION}&transaction_id={TRANSACTION}&sig={sig}");
    let paid = |session: &str, transaction: &str| {
        Some(json!({ "session_id": session, "transaction_id": transaction }))
    };
    let good =
        |name, query| Return { name, secret: SECRET, query, expected: paid(SESSION, TRANSACTION) };
    let bad = |name, query| Return { name, secret: SECRET, query, expected: None };
    vec![
        good("as the API makes it", plain.clone()),
        good(
            "the merchant's own parameters too",
            query(&format!("{SHOP}?order=7&note=caf%C3%A9+au+lait")),
        ),
        good(
            "another order of parameters",
            format!("sig={sig}&transaction_id={TRANSACTION}&payment_uid=P-7T&session_id={SESSION}"),
        ),
        good("percent-encoded without need", plain.replacen("cs_", "cs%5F", 1)),
        good("payment_uid altered: it is not signed", plain.replace("P-7T", "P-8T")),
        Return {
            name: "the border between the two moved: the signature does not say where it is, so look \
                   the session up",
            secret: SECRET,
            query: format!("session_id={SESSION}txn&transaction_id=_41Xz&sig={sig}"),
            expected: paid("cs_8Jq2txn", "_41Xz"),
        },
        Return {
            name: "a secret that is not ASCII",
            secret: "clé secrète",
            query: signed(&sign("clé secrète", SESSION, TRANSACTION)),
            expected: paid(SESSION, TRANSACTION),
        },
        Return {
            name: "another secret",
            secret: "another_secret",
            query: plain.clone(),
            expected: None,
        },
        Return {
            name: "an empty secret",
            secret: "",
            query: signed(&sign("", SESSION, TRANSACTION)),
            expected: None,
        },
        bad("another session", plain.replace("cs_8", "cs_9")),
        bad("another transaction", plain.replace("txn_4", "txn_5")),
        bad("another signature", signed(&sign(SECRET, TRANSACTION, SESSION))),
        bad("no signature", plain.replace(&format!("&sig={sig}"), "")),
        bad("an empty signature", signed("")),
        bad("upper-case hex", signed(&sig.to_uppercase())),
        bad("two digits short", signed(&sig[..62])),
        bad("two digits long", signed(&format!("{sig}00"))),
        bad("a line break behind the signature", signed(&format!("{sig}%0A"))),
        bad("another letter behind the signature", signed(&format!("{sig}%C3%A9"))),
        bad("a signature of other letters", signed(&"%C3%A9".repeat(32))),
        bad("a signature of wide digits", signed(&"%EF%BC%91".repeat(64))),
        bad("no session", plain.replace("session_id=", "session=")),
        bad(
            "an empty session",
            format!("session_id=&transaction_id={SESSION}{TRANSACTION}&sig={sig}"),
        ),
        bad("no transaction", plain.replace("transaction_id=", "transaction=")),
        bad("the session twice", format!("session_id=cs_other&{plain}")),
        bad("the transaction twice", format!("{plain}&transaction_id=txn_other")),
        bad("the signature twice", format!("{plain}&sig={sig}")),
        bad("nothing", String::new()),
    ]
}

fn event(timestamp: &Value, word: &str, metadata: &Value) -> Value {
    json!({
        "webhook_id": "evt_5Rk0", "event_type": word, "timestamp": timestamp,
        "data": {
            "session_id": SESSION, "status": "completed", "amount": 14650,
            "payment": {
                "transaction_id": TRANSACTION, "total_amount": 15105, "method": "card", "last4": "1111",
            },
            "metadata": metadata,
        },
    })
}

fn webhooks() -> Vec<Webhook> {
    let completed =
        |at: &Value| event(at, "checkout_session.completed", &json!({ "order": "7" })).to_string();
    let plain = completed(&NOW.into());
    let signature = sign_webhook(SECRET, NOW, &plain);
    let hex = signature.trim_start_matches("sha256=").to_owned();
    let expected = || Some(json!({ "webhook_id": "evt_5Rk0" }));
    let base = |name, body: &str, signature: Option<String>| Webhook {
        name,
        secret: SECRET,
        now: NOW,
        signature,
        body: body.to_owned(),
        expected: None,
    };
    let signed = |name, body: &str| base(name, body, Some(sign_webhook(SECRET, NOW, body)));
    let good = |name, body: &str| Webhook { expected: expected(), ..signed(name, body) };
    let at = |name, now, fits: bool| Webhook {
        now,
        expected: expected().filter(|_| fits),
        ..signed(name, &plain)
    };
    let with = |name, signature: &str| base(name, &plain, Some(signature.to_owned()));
    let accents =
        event(&NOW.into(), "checkout_session.completed", &json!({ "note": "für Zoë 🪵" }));
    let laid_out = serde_json::to_string_pretty(&accents).unwrap_or_default();
    let escaped = plain.replace("\"7\"", r#""\u0037""#);
    vec![
        good("as the API sends it", &plain),
        good("not ASCII", &accents.to_string()),
        good("laid out with blanks and lines", &laid_out),
        good(
            "another event",
            &event(&NOW.into(), "checkout_session.expired", &json!({})).to_string(),
        ),
        Webhook {
            secret: "clé secrète",
            signature: Some(sign_webhook("clé secrète", NOW, &plain)),
            ..good("a secret that is not ASCII", &plain)
        },
        at("240 minutes old", NOW + AGE, true),
        at("240 minutes and a second old", NOW + AGE + 1, false),
        at("240 minutes ahead", NOW - AGE, true),
        at("240 minutes and a second ahead", NOW - AGE - 1, false),
        base(
            "read and written again: the same values, other bytes",
            &escaped,
            Some(signature.clone()),
        ),
        base("another amount", &plain.replace("15105", "15106"), Some(signature.clone())),
        base("another timestamp", &completed(&(NOW + 1).into()), Some(signature.clone())),
        base("a blank more", &format!("{plain} "), Some(signature.clone())),
        Webhook { secret: "another_secret", ..with("another secret", &signature) },
        Webhook { secret: "", ..with("an empty secret", &sign_webhook("", NOW, &plain)) },
        base("no signature", &plain, None),
        with("an empty signature", ""),
        with("the prefix alone", "sha256="),
        with("no prefix", &hex),
        with("another prefix", &format!("SHA256={hex}")),
        with("another algorithm", &format!("sha1={}", &hex[..40])),
        with("upper-case hex", &format!("sha256={}", hex.to_uppercase())),
        with("two digits short", &signature[..signature.len() - 2]),
        with("two digits long", &format!("{signature}00")),
        with("a line break behind the signature", &format!("{signature}\n")),
        with("another letter behind the signature", &format!("{signature}é")),
        with("a signature of other letters", &format!("sha256={}", "é".repeat(32))),
        with("signed without the timestamp", &format!("sha256={}", sign(SECRET, &plain, ""))),
        signed("an empty body", ""),
        signed("no JSON", "webhook_id=evt_5Rk0"),
        signed("a list", &format!("[{plain}]")),
        signed("null", "null"),
        signed("no timestamp", r#"{"webhook_id":"evt_5Rk0"}"#),
        signed("a timestamp in quotes", &completed(&NOW.to_string().into())),
    ]
}
