//! What is told, and put into the outbox.

use crate::api::Order;
use crate::clock::Timestamp;
use crate::secret;
use crate::store::accounts::{self, Account};
use crate::store::charges::Charge;
use crate::store::sessions::Session;
use crate::store::{StoreError, webhooks};
use contract::{
    Cents, Method, SessionStatus, WebhookData, WebhookEvent, WebhookPayment, WebhookType,
};
use rusqlite::Transaction;

/// Tells that a session was paid.
pub fn completed(
    tx: &Transaction<'_>,
    account: &Account,
    session: &Session,
    charge: &Charge,
    method: Method,
    now: Timestamp,
) -> Result<(), StoreError> {
    let payment = WebhookPayment {
        transaction_id: charge.transaction_id.clone(),
        total_amount: charge.total_amount,
        method,
        last4: charge.last4.clone(),
    };
    let amount = Some(charge.amount);
    tell(tx, account, session, WebhookType::Completed, amount, Some(payment), now)
}

/// Tells that a session is over without a payment.
pub fn expired(tx: &Transaction<'_>, session: &Session, now: Timestamp) -> Result<(), StoreError> {
    let Some(account) = accounts::find(tx, &session.account)? else { return Ok(()) };
    let amount = Order::of(&session.terms).total().ok();
    tell(tx, &account, session, WebhookType::Expired, amount, None, now)
}

fn tell(
    tx: &Transaction<'_>,
    account: &Account,
    session: &Session,
    event_type: WebhookType,
    amount: Option<Cents>,
    payment: Option<WebhookPayment>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !account.settings.hears_webhooks() {
        return Ok(());
    }
    let status = match event_type {
        WebhookType::Completed => SessionStatus::Completed,
        WebhookType::Expired => SessionStatus::Expired,
    };
    let event = WebhookEvent {
        webhook_id: ["evt_", &secret::random(24)].concat(),
        event_type,
        timestamp: now.millis().div_euclid(1000),
        data: WebhookData {
            session_id: session.id.clone(),
            status,
            amount,
            payment,
            metadata: session.terms.metadata.clone(),
        },
    };
    webhooks::add(tx, &account.uid, &event, now)
}
