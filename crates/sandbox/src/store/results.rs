//! What confirm answered under an `Idempotency-Key`, so that a retry gets the same again.

use super::StoreError;
use crate::secret::Fingerprint;
use contract::SessionId;
use rusqlite::{OptionalExtension, Transaction};

/// An answer of confirm, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: String,
}

/// Finds what was answered under a key, and the fingerprint of the body that asked.
pub fn find(
    tx: &Transaction<'_>,
    session: &SessionId,
    key: &str,
) -> Result<Option<(Fingerprint, Answer)>, StoreError> {
    let row = tx
        .query_row(
            "SELECT request, status, body FROM results WHERE session_id = ?1 AND key = ?2",
            (session.as_str(), key),
            |row| Ok((row.get(0)?, Answer { status: row.get(1)?, body: row.get(2)? })),
        )
        .optional()?;
    Ok(row)
}

/// Remembers an answer, in the place of one that is there.
pub fn put(
    tx: &Transaction<'_>,
    session: &SessionId,
    key: &str,
    request: Fingerprint,
    answer: &Answer,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO results (session_id, key, request, status, body) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET status = excluded.status, body = excluded.body",
        (session.as_str(), key, request, answer.status, &answer.body),
    )?;
    Ok(())
}
