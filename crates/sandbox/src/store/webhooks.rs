//! The outbox: what merchants' servers are told, and how each attempt to tell them went.

use super::StoreError;
use crate::clock::Timestamp;
use contract::{SessionId, WebhookEvent, Word};
use rusqlite::{Row, Transaction};
use serde::Serialize;

/// A webhook that is not settled yet.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its name, `evt_…`.
    pub id: String,
    /// Whose servers are to hear of it.
    pub account: String,
    /// What it is about.
    pub session: SessionId,
    /// As it is signed and sent.
    pub body: String,
    /// As it stands in the body, Unix seconds.
    pub timestamp: i64,
    /// When it is to be tried next.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether the account has heard of something later.
    pub overtaken: bool,
}

/// One attempt to deliver a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When it was over, RFC 3339.
    pub at: String,
    /// What was answered.
    pub status: Option<u16>,
    /// Why nothing was.
    pub error: Option<String>,
}

/// A webhook and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// Its name, `evt_…`.
    pub webhook_id: String,
    /// The session that it is about.
    pub session_id: String,
    /// In the wire's words.
    pub event_type: String,
    /// `pending`, `delivered` or `failed`.
    pub state: &'static str,
    /// When it is to be tried next, RFC 3339.
    pub next_attempt_at: Option<String>,
    /// The attempts, in their order.
    pub attempts: Vec<Attempt>,
}

/// Puts an event into the outbox, to be delivered at once. A session's second one of a kind is none.
pub fn add(
    tx: &Transaction<'_>,
    account: &str,
    event: &WebhookEvent,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO webhooks (id, account, session_id, event_type, body, timestamp, due_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (session_id, event_type) DO NOTHING",
        (
            &event.webhook_id,
            account,
            event.data.session_id.as_str(),
            event.event_type.as_str(),
            serde_json::to_string(event)?,
            event.timestamp,
            now,
        ),
    )?;
    Ok(())
}

/// What is not settled yet, in the order in which it happened.
pub fn pending(tx: &Transaction<'_>) -> Result<Vec<Pending>, StoreError> {
    let mut statement = tx.prepare(
        "SELECT id, account, session_id, body, timestamp, due_at,
                (SELECT count(*) FROM webhook_attempts WHERE webhook = id),
                EXISTS (SELECT 1 FROM webhooks AS later
                        WHERE later.number > webhooks.number AND later.account = webhooks.account
                            AND later.delivered_at IS NOT NULL)
         FROM webhooks WHERE due_at IS NOT NULL ORDER BY number",
    )?;
    let read = |row: &Row<'_>| -> rusqlite::Result<Option<Pending>> {
        let Ok(session) = SessionId::parse(&row.get::<_, String>(2)?) else { return Ok(None) };
        Ok(Some(Pending {
            id: row.get(0)?,
            account: row.get(1)?,
            session,
            body: row.get(3)?,
            timestamp: row.get(4)?,
            due_at: row.get(5)?,
            attempts: row.get(6)?,
            overtaken: row.get(7)?,
        }))
    };
    let rows = statement.query_map([], read)?;
    Ok(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// What is to become of a webhook after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It was delivered.
    Delivered,
    /// It is tried again then.
    Again(Timestamp),
    /// It was tried often enough.
    GivenUp,
}

/// Notes an attempt that is over now, and what is next.
pub fn note(
    tx: &Transaction<'_>,
    id: &str,
    number: u32,
    outcome: Result<u16, &str>,
    next: Next,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO webhook_attempts (webhook, number, at, status, error)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (id, number, now, outcome.ok(), outcome.err()),
    )?;
    let (due_at, delivered_at) = match next {
        Next::Delivered => (None, Some(now)),
        Next::Again(then) => (Some(then), None),
        Next::GivenUp => (None, None),
    };
    tx.execute(
        "UPDATE webhooks SET due_at = ?2, delivered_at = ?3 WHERE id = ?1",
        (id, due_at, delivered_at),
    )?;
    Ok(())
}

/// Every webhook, or those of one session, in the order in which it happened.
pub fn list(tx: &Transaction<'_>, session: Option<&str>) -> Result<Vec<Sent>, StoreError> {
    let mut statement = tx.prepare(
        "SELECT id, session_id, event_type, due_at, delivered_at IS NOT NULL FROM webhooks
         WHERE ?1 IS NULL OR session_id = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([session], |row| {
        let due_at: Option<Timestamp> = row.get(3)?;
        let state = match (due_at, row.get(4)?) {
            (_, true) => "delivered",
            (Some(_), false) => "pending",
            (None, false) => "failed",
        };
        Ok(Sent {
            webhook_id: row.get(0)?,
            session_id: row.get(1)?,
            event_type: row.get(2)?,
            state,
            next_attempt_at: due_at.map(Timestamp::rfc3339),
            attempts: Vec::new(),
        })
    })?;
    let mut sent = rows.collect::<Result<Vec<_>, _>>()?;
    for webhook in &mut sent {
        webhook.attempts = attempts(tx, &webhook.webhook_id)?;
    }
    Ok(sent)
}

fn attempts(tx: &Transaction<'_>, id: &str) -> Result<Vec<Attempt>, StoreError> {
    let mut statement = tx.prepare_cached(
        "SELECT number, at, status, error FROM webhook_attempts WHERE webhook = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([id], |row| {
        Ok(Attempt {
            number: row.get(0)?,
            at: row.get::<_, Timestamp>(1)?.rfc3339(),
            status: row.get(2)?,
            error: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
