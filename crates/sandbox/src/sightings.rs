//! What the API and the processor were asked in this run, for tests to count and compare.

use crate::faults::Replaced;
use axum::response::Response;
use contract::SessionId;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many requests are remembered.
const REMEMBERED: usize = 10_000;

/// Which server saw a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Server {
    /// The API.
    Api,
    /// The processor.
    Zift,
}

impl Server {
    /// As in logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Zift => "zift",
        }
    }
}

/// The session that a request turned out to be about; the processor's answer carries it.
#[derive(Clone, Debug)]
pub struct About(pub SessionId);

/// What was seen of a request. Never its body, never its credential.
#[derive(Clone, Debug, Serialize)]
pub struct Sighting {
    /// Where.
    pub server: Server,
    /// Which session, where known.
    pub session_id: Option<SessionId>,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// What was answered; absent while it is not, and for ever if a fault took the answer away.
    pub status: Option<u16>,
    /// The kind of fault that took the handler's place, or its answer's.
    pub fault: Option<&'static str>,
    /// The `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// Of the body, so that a test can tell that two were the same. Not of the processor's: a card
    /// number could be guessed from it.
    pub body_sha256: Option<String>,
    /// Host and port of the page that asked.
    pub origin_host: Option<String>,
    /// When, RFC 3339.
    pub at: String,
}

#[derive(Debug, Default)]
struct Seen {
    next: u64,
    list: VecDeque<(u64, Sighting)>,
}

/// The last requests seen, oldest first. In memory: it is about this run.
#[derive(Debug, Default)]
pub struct Sightings(Mutex<Seen>);

impl Sightings {
    /// Remembers a request that has come in; its number is for [`Self::end`].
    pub fn begin(&self, sighting: Sighting) -> u64 {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.list.len() >= REMEMBERED {
            seen.list.pop_front();
        }
        let number = seen.next;
        seen.next += 1;
        seen.list.push_back((number, sighting));
        number
    }

    /// Remembers how it was answered.
    pub fn end(&self, number: u64, response: &Response) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = seen.list.iter_mut().rev().find(|(known, _)| *known == number);
        if let Some((_, sighting)) = found {
            let replaced = response.extensions().get::<Replaced>().copied();
            let answered = replaced.is_none_or(Replaced::is_answered);
            sighting.status = answered.then(|| response.status().as_u16());
            sighting.fault = replaced.map(|replaced| replaced.by);
            if let Some(About(session)) = response.extensions().get() {
                sighting.session_id = Some(session.clone());
            }
        }
    }

    /// All, or those about one session.
    pub fn list(&self, session: Option<&SessionId>) -> Vec<Sighting> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.list
            .iter()
            .map(|(_, sighting)| sighting)
            .filter(|sighting| session.is_none() || sighting.session_id.as_ref() == session)
            .cloned()
            .collect()
    }
}
