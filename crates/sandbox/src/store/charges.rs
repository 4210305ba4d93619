//! The ledger.

use super::StoreError;
use crate::clock::Timestamp;
use contract::{AchAuthorization, BillingDetails, Cents};
use rusqlite::{Row, Transaction};
use serde::Serialize;

/// Money that moved.
#[derive(Clone, Debug, Serialize)]
pub struct Charge {
    /// The session it paid.
    pub session_id: String,
    /// The processor's name for it.
    pub transaction_id: String,
    /// Govifi's name for it, `P-…`.
    pub payment_uid: String,
    /// The order.
    pub amount: Cents,
    /// The fee.
    pub convenience_fee: Cents,
    /// Both.
    pub total_amount: Cents,
    /// How it was paid, in the wire's words.
    pub method: String,
    /// The last four digits, of what has digits.
    pub last4: Option<String>,
    /// The card's brand.
    pub card_type: Option<String>,
    /// The saved method that paid, or that was kept.
    pub saved_method_id: Option<String>,
    /// The key of the confirm that made it.
    pub idempotency_key: Option<String>,
    /// What the payer typed about themselves.
    pub billing_details: Option<BillingDetails>,
    /// The authorization that the payer gave for a bank debit.
    pub ach_authorization: Option<AchAuthorization>,
    /// When, RFC 3339.
    pub created_at: String,
}

/// Adds a charge. Fails if the session has one.
pub fn add(tx: &Transaction<'_>, charge: &Charge, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO charges
            (session_id, transaction_id, payment_uid, amount, convenience_fee, total_amount,
             method, last4, card_type, saved_method_id, idempotency_key, billing_details,
             ach_authorization, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        (
            &charge.session_id,
            &charge.transaction_id,
            &charge.payment_uid,
            charge.amount.0,
            charge.convenience_fee.0,
            charge.total_amount.0,
            &charge.method,
            &charge.last4,
            &charge.card_type,
            &charge.saved_method_id,
            &charge.idempotency_key,
            charge.billing_details.as_ref().map(serde_json::to_string).transpose()?,
            charge.ach_authorization.as_ref().map(serde_json::to_string).transpose()?,
            now,
        ),
    )?;
    Ok(())
}

/// How long the same payment counts as a duplicate, seconds.
const TWIN_SECONDS: i64 = 600;

/// Whether the account charged the same card or account the same total a moment ago, in another
/// session. What has no digits, as PayPal, is known by its method alone.
pub fn has_twin(
    tx: &Transaction<'_>,
    account: &str,
    charge: &Charge,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let has = tx.query_row(
        "SELECT EXISTS (
            SELECT 1 FROM charges JOIN sessions ON sessions.id = charges.session_id
            WHERE account = ?1 AND session_id != ?2 AND method = ?3 AND last4 IS ?4
                AND card_type IS ?5 AND total_amount = ?6 AND charges.created_at > ?7)",
        (
            account,
            &charge.session_id,
            &charge.method,
            &charge.last4,
            &charge.card_type,
            charge.total_amount.0,
            now.plus_seconds(-TWIN_SECONDS),
        ),
        |row| row.get(0),
    )?;
    Ok(has)
}

/// Every charge, or those of one session, oldest first.
pub fn list(tx: &Transaction<'_>, session: Option<&str>) -> Result<Vec<Charge>, StoreError> {
    let mut statement = tx.prepare(
        "SELECT session_id, transaction_id, payment_uid, amount, convenience_fee, total_amount,
                method, last4, card_type, saved_method_id, idempotency_key, created_at,
                billing_details, ach_authorization
         FROM charges WHERE ?1 IS NULL OR session_id = ?1 ORDER BY created_at, session_id",
    )?;
    let rows = statement.query_map([session], read)?;
    rows.map(|row| {
        let (mut charge, billing, authorization) = row?;
        charge.billing_details = billing.map(|text| serde_json::from_str(&text)).transpose()?;
        charge.ach_authorization =
            authorization.map(|text| serde_json::from_str(&text)).transpose()?;
        Ok(charge)
    })
    .collect()
}

/// The charge, without the two documents, which are still to be read.
fn read(row: &Row<'_>) -> rusqlite::Result<(Charge, Option<String>, Option<String>)> {
    let charge = Charge {
        session_id: row.get(0)?,
        transaction_id: row.get(1)?,
        payment_uid: row.get(2)?,
        amount: Cents(row.get(3)?),
        convenience_fee: Cents(row.get(4)?),
        total_amount: Cents(row.get(5)?),
        method: row.get(6)?,
        last4: row.get(7)?,
        card_type: row.get(8)?,
        saved_method_id: row.get(9)?,
        idempotency_key: row.get(10)?,
        billing_details: None,
        ach_authorization: None,
        created_at: row.get::<_, Timestamp>(11)?.rfc3339(),
    };
    Ok((charge, row.get(12)?, row.get(13)?))
}
