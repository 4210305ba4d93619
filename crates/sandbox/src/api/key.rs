//! `Idempotency-Key`, as it is sent.

use super::decide::invalid;
use crate::error::Refusal;
use axum::http::HeaderMap;
use contract::IDEMPOTENCY_KEY;

/// The key as sent. The draft standard's quotes are taken as part of it: the seed sends none.
pub fn of(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let is_key = |key: &&str| {
        (1..=255).contains(&key.len()) && key.bytes().all(|byte| (0x20..0x7f).contains(&byte))
    };
    let only = values.next().is_none();
    let key = value.to_str().ok().filter(is_key).filter(|_| only);
    let fault = || invalid(IDEMPOTENCY_KEY, "must be one value of 1 to 255 printable ASCII");
    key.map(|key| Some(key.to_owned())).ok_or_else(fault)
}
