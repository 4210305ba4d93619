//! The fees that payers were shown.

use super::StoreError;
use crate::secret::Fingerprint;
use contract::{Cents, SessionId};
use rusqlite::{OptionalExtension, Transaction};

/// A fee, and the amount it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// For which amount.
    pub amount: Cents,
    /// The fee.
    pub fee: Cents,
}

/// Remembers what was quoted last for `means`: a token, a saved method, or a method's name.
pub fn put(
    tx: &Transaction<'_>,
    session: &SessionId,
    means: Fingerprint,
    quote: Quote,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO quotes (session_id, means, amount, fee) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET amount = excluded.amount, fee = excluded.fee",
        (session.as_str(), means, quote.amount.0, quote.fee.0),
    )?;
    Ok(())
}

/// The fee last quoted for `means`, if it was quoted for this amount.
pub fn find(
    tx: &Transaction<'_>,
    session: &SessionId,
    means: Fingerprint,
    amount: Cents,
) -> Result<Option<Cents>, StoreError> {
    let sql = "SELECT fee FROM quotes WHERE session_id = ?1 AND means = ?2 AND amount = ?3";
    let fee =
        tx.query_row(sql, (session.as_str(), means, amount.0), |row| row.get(0)).optional()?;
    Ok(fee.map(Cents))
}
