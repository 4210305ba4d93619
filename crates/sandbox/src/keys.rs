//! What APIs are known to make of an `Idempotency-Key`: the documented way, and five others.

use contract::SessionId;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// What confirm makes of a key. A session is charged at most once under each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// Charges and declines are replayed; another body is 422; a refusal leaves the key free.
    #[default]
    Documented,
    /// Whatever was answered under a key is replayed: refusals, and a 5xx that a fault put in the
    /// place of the answer.
    ReplaysErrors,
    /// Only a success is replayed: a decline is tried again.
    OnlySuccess,
    /// Another body under a known key gets the first one's answer.
    IgnoresBody,
    /// A key whose first request is still being handled is 409; otherwise as documented.
    ConflictInFlight,
    /// Keys mean nothing.
    Off,
}

impl Variant {
    /// Whether keys are looked at.
    pub const fn reads_keys(self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Whether another body under a known key is refused.
    pub const fn compares_bodies(self) -> bool {
        !matches!(self, Self::IgnoresBody | Self::Off)
    }

    /// Whether what was executed is remembered when it ended with this status.
    pub const fn remembers(self, status: u16) -> bool {
        match self {
            Self::OnlySuccess => status < 300,
            Self::Off => false,
            _ => true,
        }
    }

    /// Whether a key whose first request is still being handled is refused.
    pub const fn refuses_in_flight(self) -> bool {
        matches!(self, Self::ConflictInFlight)
    }

    /// Whether refusals and failures are remembered too.
    pub const fn remembers_errors(self) -> bool {
        matches!(self, Self::ReplaysErrors)
    }
}

/// The confirms being handled, by session and key.
#[derive(Debug, Default)]
pub struct InFlight(Mutex<HashSet<(SessionId, String)>>);

/// A confirm being handled. Ends when dropped.
#[derive(Debug)]
pub struct Handling<'a> {
    all: &'a InFlight,
    one: (SessionId, String),
}

impl InFlight {
    /// Begins to handle a confirm; `None` if one under the same key is being handled.
    pub fn begin(&self, session: SessionId, key: String) -> Option<Handling<'_>> {
        let one = (session, key);
        let new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(one.clone());
        new.then_some(Handling { all: self, one })
    }
}

impl Drop for Handling<'_> {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.one);
    }
}
