//! The processor's memory: temporary passwords and card tokens. Only hashes of either, and of a
//! card only what a receipt may show.

use super::StoreError;
use crate::clock::Timestamp;
use crate::secret::Fingerprint;
use crate::testcard::Outcome;
use contract::{Cents, SessionId, Word};
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

/// A card, as remembered behind a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The account whose password made the token.
    pub account: String,
    /// Lower case, as on the wire.
    pub brand: String,
    /// The first six digits.
    pub bin: String,
    /// The last four digits.
    pub last4: String,
    /// 1 to 12.
    pub exp_month: u8,
    /// Four digits.
    pub exp_year: u16,
    /// What charging it will do.
    pub outcome: Outcome,
}

/// The fee that a payer was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// In which session.
    pub session: String,
    /// For which amount.
    pub amount: Cents,
    /// The fee.
    pub fee: Cents,
}

/// A token's whole record.
#[derive(Clone, Debug)]
pub struct Token {
    /// The card behind it.
    pub card: Card,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was charged.
    pub spent_at: Option<Timestamp>,
    /// The last quote.
    pub quote: Option<Quote>,
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
    token: Fingerprint,
    card: &Card,
    now: Timestamp,
) -> Result<(), StoreError> {
    let dead = now.plus_seconds(-KEPT_SECONDS);
    tx.execute("DELETE FROM tokens WHERE created_at < ?1", [dead])?;
    tx.execute(
        "INSERT INTO tokens
            (token, account, brand, bin, last4, exp_month, exp_year, outcome, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            token,
            &card.account,
            &card.brand,
            &card.bin,
            &card.last4,
            card.exp_month,
            card.exp_year,
            card.outcome.as_str(),
            now,
        ),
    )?;
    Ok(())
}

/// Finds a token.
pub fn find(tx: &Transaction<'_>, token: Fingerprint) -> Result<Option<Token>, StoreError> {
    let row = tx
        .query_row(
            "SELECT account, brand, bin, last4, exp_month, exp_year, outcome, created_at, spent_at,
                    quoted_for, quoted_amount, quoted_fee
             FROM tokens WHERE token = ?1",
            [token],
            |row| {
                let outcome: String = row.get(6)?;
                let quote = match (row.get(9)?, row.get(10)?, row.get(11)?) {
                    (Some(session), Some(amount), Some(fee)) => {
                        Some(Quote { session, amount: Cents(amount), fee: Cents(fee) })
                    }
                    _ => None,
                };
                Ok(Token {
                    card: Card {
                        account: row.get(0)?,
                        brand: row.get(1)?,
                        bin: row.get(2)?,
                        last4: row.get(3)?,
                        exp_month: row.get(4)?,
                        exp_year: row.get(5)?,
                        // A word of a later version: nothing is charged on a guess.
                        outcome: Outcome::from_word(&outcome).unwrap_or(Outcome::ProcessingError),
                    },
                    created_at: row.get(7)?,
                    spent_at: row.get(8)?,
                    quote,
                })
            },
        )
        .optional()?;
    Ok(row)
}

/// Remembers what was quoted.
pub fn set_quote(
    tx: &Transaction<'_>,
    token: Fingerprint,
    quote: &Quote,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE tokens SET quoted_for = ?2, quoted_amount = ?3, quoted_fee = ?4 WHERE token = ?1",
        (token, &quote.session, quote.amount.0, quote.fee.0),
    )?;
    Ok(())
}

/// Marks a token as charged.
pub fn spend(tx: &Transaction<'_>, token: Fingerprint, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE tokens SET spent_at = ?2 WHERE token = ?1", (token, now))?;
    Ok(())
}
