//! What the API, the processor and the control endpoints share.

use crate::challenges::Challenges;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::keys::{InFlight, Variant};
use crate::limit::Limiter;
use crate::per_session::PerSession;
use crate::sightings::Sightings;
use crate::statics::apple_pay::Browser;
use crate::store::Store;
use crate::store::accounts::Settings;
use crate::vendors::Vendors;
use crate::webhooks::Webhooks;
use axum::http::StatusCode;
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

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
    /// What the checkout frames: captchas, and PayPal's button.
    pub frames: String,
    /// hCaptcha, Turnstile and PayPal.
    pub vendors: String,
}

impl Origins {
    /// The origins whose pages may embed an account's sessions (ours): the registered ones. To begin
    /// with, the demo shop's, under both of this machine's names: as `localhost` it is another site
    /// than the checkout, as merchants' pages are.
    pub fn embedders(&self, account: &Settings) -> Vec<String> {
        match &account.allowed_origins {
            Some(allowed) => {
                let others = allowed.iter().filter(|origin| **origin != self.checkout);
                others.filter(|origin| is_origin(origin)).cloned().collect()
            }
            None => vec![self.shop.clone(), self.shop.replace("//127.0.0.1:", "//localhost:")],
        }
    }

    /// The processor's tokenize call.
    pub fn tokenize(&self) -> String {
        format!("{}/services/proxynization", self.zift)
    }
}

/// Whether it is an origin and nothing more: it becomes part of a policy.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    host.is_some_and(|host| !host.is_empty() && host.bytes().all(plain))
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
    /// hCaptcha, Turnstile and PayPal.
    pub vendors: Vendors,
    /// What the payers' browsers have of Apple Pay.
    pub apple_pay: watch::Sender<Browser>,
    /// What goes wrong, request by request.
    pub faults: Faults,
    /// What confirm makes of an `Idempotency-Key`.
    pub variants: PerSession<Variant>,
    /// The confirms being handled, where the variant looks at them.
    pub in_flight: InFlight,
    /// What payers have to prove first.
    pub challenges: Challenges,
    /// Whether confirm looks for the same payment in other sessions.
    pub duplicates: PerSession<bool>,
    /// How webhooks fare.
    pub webhooks: Webhooks,
    outage: Mutex<Outage>,
    ending: watch::Receiver<()>,
}

impl App {
    /// A sandbox on this database, answering at these origins, until `ending` changes.
    pub fn new(store: Store, origins: Origins, ending: watch::Receiver<()>) -> Self {
        Self {
            store,
            clock: Clock::default(),
            origins,
            limiter: Limiter::default(),
            sightings: Sightings::default(),
            vendors: Vendors::default(),
            apple_pay: watch::Sender::default(),
            faults: Faults::default(),
            variants: PerSession::default(),
            in_flight: InFlight::default(),
            challenges: Challenges::default(),
            duplicates: PerSession::default(),
            webhooks: Webhooks::default(),
            outage: Mutex::default(),
            ending,
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

    /// Waits for the end of the sandbox.
    pub async fn halted(&self) {
        // An error means that `Running` was dropped, which is an end too.
        let _ = self.ending.clone().changed().await;
    }

    /// Waits, but not beyond the end of the sandbox.
    pub async fn pause(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.halted() => {}
        }
    }
}
