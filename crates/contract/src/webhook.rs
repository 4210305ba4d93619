//! What the API tells a merchant's server: one event per session, when it is over.

use crate::word::words;
use crate::{Cents, Method, SessionId, SessionStatus};
use std::collections::BTreeMap;

/// Header of a webhook: `sha256=` and the lower-case hex HMAC-SHA256 over `<timestamp>.<raw body>`
/// under the account's signing secret.
pub const WEBHOOK_SIGNATURE: &str = "X-Webhook-Signature";

/// How far a webhook's `timestamp` may be from now before its receiver refuses it, seconds: 240
/// minutes.
pub const WEBHOOK_TOLERANCE: i64 = 240 * 60;

words! {
    /// What happened.
    WebhookType {
        /// A session was paid.
        Completed = "checkout_session.completed",
        /// A session is over without a payment.
        Expired = "checkout_session.expired",
    }
}

/// A webhook's body. A receiver meets the same one again and again: its `webhook_id` says so.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct WebhookEvent {
    /// `evt_…`: the same in every attempt to deliver it.
    pub webhook_id: String,
    /// What happened.
    pub event_type: WebhookType,
    /// When, Unix seconds. Part of what is signed.
    pub timestamp: i64,
    /// To which session.
    pub data: WebhookData,
}

/// The session that an event is about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct WebhookData {
    /// Its name.
    pub session_id: SessionId,
    /// Where it stands now.
    pub status: SessionStatus,
    /// What it asked for; nothing, if it is for a wallet.
    pub amount: Option<Cents>,
    /// The payment, if there is one.
    pub payment: Option<WebhookPayment>,
    /// The merchant's own.
    pub metadata: BTreeMap<String, String>,
}

/// The payment of a completed session.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct WebhookPayment {
    /// The processor's name for it.
    pub transaction_id: String,
    /// The amount with the fee.
    pub total_amount: Cents,
    /// How it was paid.
    pub method: Method,
    /// The last four digits, of what has digits.
    pub last4: Option<String>,
}
