//! The processor's memory: temporary passwords and tokens. Only hashes of either.

use super::StoreError;
use super::instruments::Instrument;
use crate::clock::Timestamp;
use crate::secret::Fingerprint;
use contract::SessionId;
use rusqlite::{OptionalExtension, Transaction};

/// How long a temporary password lives, seconds (docs).
pub const PASSWORD_SECONDS: i64 = 600;

/// How long a token lives, seconds (docs: "about 15 minutes").
pub const TOKEN_SECONDS: i64 = 900;

/// How long the dead are kept, seconds.
const KEPT_SECONDS: i64 = 86_400;

/// Whom a temporary password belongs to.
#[derive(Clone, Debug)]
pub struct Access {
    /// The session it was made for.
    pub session: SessionId,
    /// That session's account.
    pub account: String,
}

/// A token's whole record.
#[derive(Clone, Debug)]
pub struct Token {
    /// The account whose password made it.
    pub account: String,
    /// What is behind it.
    pub instrument: Instrument,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was charged.
    pub spent_at: Option<Timestamp>,
}

/// Adds a temporary password.
pub fn add_password(
    tx: &Transaction<'_>,
    password: Fingerprint,
    session: &SessionId,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    let dead = now.plus_seconds(-KEPT_SECONDS);
    tx.execute("DELETE FROM passwords WHERE expires_at < ?1", [dead])?;
    let expires_at = now.plus_seconds(PASSWORD_SECONDS);
    tx.execute(
        "INSERT INTO passwords (password, session_id, expires_at) VALUES (?1, ?2, ?3)",
        (password, session.as_str(), expires_at),
    )?;
    Ok(expires_at)
}

/// Finds whom a living password belongs to.
pub fn access(
    tx: &Transaction<'_>,
    password: Fingerprint,
    now: Timestamp,
) -> Result<Option<Access>, StoreError> {
    let row: Option<(String, String)> = tx
        .query_row(
            "SELECT session_id, account FROM passwords JOIN sessions ON id = session_id
             WHERE password = ?1 AND passwords.expires_at > ?2",
            (password, now),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(row.and_then(|(session, account)| {
        SessionId::parse(&session).ok().map(|session| Access { session, account })
    }))
}

/// Adds a token.
pub fn add(
    tx: &Transaction<'_>,
    name: Fingerprint,
    token: &Token,
    now: Timestamp,
) -> Result<(), StoreError> {
    let dead = now.plus_seconds(-KEPT_SECONDS);
    // What was charged stays: it must not be charged again.
    tx.execute("DELETE FROM tokens WHERE created_at < ?1 AND spent_at IS NULL", [dead])?;
    tx.execute(
        "INSERT INTO tokens (token, account, instrument, created_at, spent_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (
            name,
            &token.account,
            serde_json::to_string(&token.instrument)?,
            token.created_at,
            token.spent_at,
        ),
    )?;
    Ok(())
}

/// Finds a token.
pub fn find(tx: &Transaction<'_>, name: Fingerprint) -> Result<Option<Token>, StoreError> {
    let row = tx
        .query_row(
            "SELECT account, instrument, created_at, spent_at FROM tokens WHERE token = ?1",
            [name],
            |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    let Some((account, instrument, created_at, spent_at)) = row else { return Ok(None) };
    let instrument = serde_json::from_str(&instrument)?;
    Ok(Some(Token { account, instrument, created_at, spent_at }))
}

/// Marks a token as charged.
pub fn spend(tx: &Transaction<'_>, name: Fingerprint, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE tokens SET spent_at = ?2 WHERE token = ?1", (name, now))?;
    Ok(())
}
