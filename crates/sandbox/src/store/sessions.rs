//! Sessions as stored.

use super::StoreError;
use crate::clock::Timestamp;
use crate::secret::Fingerprint;
use contract::{CreateSession, Scope, SessionId, SessionStatus};
use rusqlite::{OptionalExtension, Transaction};

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// The account it belongs to.
    pub account: String,
    /// Hash of its credential.
    pub secret: Fingerprint,
    /// What the merchant asked for, as it stands after every PATCH.
    pub terms: CreateSession,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When the merchant ended it, or when it was noticed that it had run out.
    pub ended_at: Option<Timestamp>,
    /// Whether the ledger has its charge.
    pub paid: bool,
}

impl Session {
    /// Where it stands at `now`. A paid session stays completed for ever.
    pub fn status(&self, now: Timestamp) -> SessionStatus {
        if self.paid {
            SessionStatus::Completed
        } else if self.ended_at.is_some() || now >= self.expires_at {
            SessionStatus::Expired
        } else {
            SessionStatus::Active
        }
    }

    /// What its credential may do.
    pub fn scope(&self) -> Scope {
        self.terms.scope.unwrap_or(Scope::Payment)
    }
}

/// Finds a session.
pub fn find(tx: &Transaction<'_>, id: &SessionId) -> Result<Option<Session>, StoreError> {
    let row = tx
        .query_row(
            "SELECT account, secret, terms, created_at, expires_at, ended_at,
                    EXISTS (SELECT 1 FROM charges WHERE session_id = id)
             FROM sessions WHERE id = ?1",
            [id.as_str()],
            |row| {
                let terms: String = row.get(2)?;
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    terms,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                ))
            },
        )
        .optional()?;
    let Some((account, secret, terms, created_at, expires_at, ended_at, paid)) = row else {
        return Ok(None);
    };
    let terms = serde_json::from_str(&terms)?;
    Ok(Some(Session {
        id: id.clone(),
        account,
        secret,
        terms,
        created_at,
        expires_at,
        ended_at,
        paid,
    }))
}

/// Adds a session.
pub fn add(tx: &Transaction<'_>, session: &Session) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (id, account, secret, terms, created_at, expires_at, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            session.id.as_str(),
            &session.account,
            session.secret,
            serde_json::to_string(&session.terms)?,
            session.created_at,
            session.expires_at,
            session.ended_at,
        ),
    )?;
    Ok(())
}

/// Replaces what the merchant asked for.
pub fn set_terms(
    tx: &Transaction<'_>,
    id: &SessionId,
    terms: &CreateSession,
) -> Result<(), StoreError> {
    let terms = serde_json::to_string(terms)?;
    tx.execute("UPDATE sessions SET terms = ?2 WHERE id = ?1", (id.as_str(), terms))?;
    Ok(())
}

/// Ends a session.
pub fn end(tx: &Transaction<'_>, id: &SessionId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE sessions SET ended_at = ?2 WHERE id = ?1", (id.as_str(), now))?;
    Ok(())
}

/// Some sessions that have run out, and that nobody has ended yet.
pub fn run_out(tx: &Transaction<'_>, now: Timestamp) -> Result<Vec<SessionId>, StoreError> {
    let mut statement = tx.prepare(
        "SELECT id FROM sessions
         WHERE ended_at IS NULL AND expires_at <= ?1
            AND NOT EXISTS (SELECT 1 FROM charges WHERE session_id = id)
         ORDER BY expires_at LIMIT 100",
    )?;
    let ids = statement.query_map([now], |row| row.get::<_, String>(0))?;
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.iter().filter_map(|id| SessionId::parse(id).ok()).collect())
}

/// When the next session runs out.
pub fn next_end(tx: &Transaction<'_>) -> Result<Option<Timestamp>, StoreError> {
    let end = tx.query_row(
        "SELECT min(expires_at) FROM sessions
         WHERE ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM charges WHERE session_id = id)",
        [],
        |row| row.get(0),
    )?;
    Ok(end)
}

/// Moves a session's end. `false`: there is no such session.
pub fn set_expiry(
    tx: &Transaction<'_>,
    id: &SessionId,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE sessions SET expires_at = ?2 WHERE id = ?1";
    Ok(tx.execute(sql, (id.as_str(), expires_at))? > 0)
}
