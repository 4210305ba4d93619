//! What the API, the processor and the control endpoints share.

use crate::clock::Clock;
use crate::limit::Limiter;
use crate::sightings::Sightings;
use crate::store::Store;
use crate::vendors::Vendors;
use axum::http::StatusCode;
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Where the six servers answer, as `http://127.0.0.1:4240`, without a slash at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Origins {
    /// The demo shop.
    pub shop: String,
    /// The checkout page.
    pub checkout: String,
    /// The API.
    pub api: String,
    /// The processor.
    pub zift: String,
    /// What the checkout frames: captchas.
    pub frames: String,
    /// hCaptcha and Turnstile.
    pub vendors: String,
}

impl Origins {
    /// The processor's tokenize call.
    pub fn tokenize(&self) -> String {
        format!("{}/services/proxynization", self.zift)
    }
}

/// How the servers misbehave, on request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outage {
    /// What every call with a session credential is answered with, unheard.
    pub status: Option<StatusCode>,
    /// How long such a call waits first.
    pub delay: Duration,
    /// The processor answers `E02` to everything.
    pub processor: bool,
}

/// The state of one sandbox.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Where everything is.
    pub origins: Origins,
    /// Counts requests per credential.
    pub limiter: Limiter,
    /// The requests seen.
    pub sightings: Sightings,
    /// hCaptcha and Turnstile.
    pub vendors: Vendors,
    outage: Mutex<Outage>,
}

impl App {
    /// A sandbox on this database, answering at these origins.
    pub fn new(store: Store, origins: Origins) -> Self {
        Self {
            store,
            clock: Clock::default(),
            origins,
            limiter: Limiter::default(),
            sightings: Sightings::default(),
            vendors: Vendors::default(),
            outage: Mutex::default(),
        }
    }

    /// How the servers misbehave now.
    pub fn outage(&self) -> Outage {
        *self.outage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes them misbehave, or behave again.
    pub fn set_outage(&self, outage: Outage) {
        *self.outage.lock().unwrap_or_else(PoisonError::into_inner) = outage;
    }
}
