//! PayPal's orders, of the stand-in.

use super::StoreError;
use super::quotes::Quote;
use crate::clock::Timestamp;
use crate::outcome::Outcome;
use contract::{Cents, SessionId, Word};
use rusqlite::{OptionalExtension, Transaction};

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaypalOrder {
    /// PayPal's name for it.
    pub id: String,
    /// The session it is to pay, as text.
    pub session: String,
    /// The session's amount when it was made, and the fee: the payer is asked for both.
    pub quote: Quote,
    /// ISO 4217.
    pub currency: String,
    /// What capturing it will do; `None` until the payer has approved it.
    pub approved: Option<Outcome>,
    /// Whether it was charged.
    pub captured: bool,
}

/// Adds an order that nobody has approved.
pub fn add(
    tx: &Transaction<'_>,
    id: &str,
    session: &SessionId,
    quote: Quote,
    currency: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO paypal_orders (id, session_id, amount, fee, currency, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (id, session.as_str(), quote.amount.0, quote.fee.0, currency, now),
    )?;
    Ok(())
}

/// Finds an order.
pub fn find(tx: &Transaction<'_>, id: &str) -> Result<Option<PaypalOrder>, StoreError> {
    let row = tx
        .query_row(
            "SELECT session_id, amount, fee, currency, outcome, captured_at IS NOT NULL
             FROM paypal_orders WHERE id = ?1",
            [id],
            |row| {
                let outcome: Option<String> = row.get(4)?;
                Ok(PaypalOrder {
                    id: id.to_owned(),
                    session: row.get(0)?,
                    quote: Quote { amount: Cents(row.get(1)?), fee: Cents(row.get(2)?) },
                    currency: row.get(3)?,
                    // A word of a later version: nothing is charged on a guess.
                    approved: outcome
                        .map(|word| Outcome::from_word(&word).unwrap_or(Outcome::ProcessingError)),
                    captured: row.get(5)?,
                })
            },
        )
        .optional()?;
    Ok(row)
}

/// The payer approves an order; capturing it will do this.
pub fn approve(tx: &Transaction<'_>, id: &str, outcome: Outcome) -> Result<(), StoreError> {
    let sql = "UPDATE paypal_orders SET outcome = ?2 WHERE id = ?1";
    tx.execute(sql, (id, outcome.as_str()))?;
    Ok(())
}

/// Marks an order as charged.
pub fn capture(tx: &Transaction<'_>, id: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE paypal_orders SET captured_at = ?2 WHERE id = ?1", (id, now))?;
    Ok(())
}
