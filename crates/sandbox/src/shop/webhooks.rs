//! What Govifi tells the shop: the endpoint, and what it has heard. A real shop ships from here.
//!
//! In this order: the signature and the age, over the bytes as they came; the body; whether it is
//! known already. The answer is 200 at once, and what is to be done is done afterwards. In memory,
//! the last thousand.

use super::{Shop, verify};
use crate::demo;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use contract::{WEBHOOK_SIGNATURE, WebhookEvent};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

const REMEMBERED: usize = 1000;

/// The events, newest first.
#[derive(Debug, Default)]
pub struct Heard(Mutex<VecDeque<WebhookEvent>>);

impl Heard {
    /// Remembers an event. `false`: it is known already.
    fn add(&self, event: WebhookEvent) -> bool {
        let mut events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if events.iter().any(|known| known.webhook_id == event.webhook_id) {
            return false;
        }
        events.truncate(REMEMBERED - 1);
        events.push_front(event);
        true
    }

    /// What is known of a session: that it was paid, before anything else.
    pub fn of(&self, session_id: &str) -> Option<WebhookEvent> {
        let events = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let about = || events.iter().filter(|event| event.data.session_id.as_str() == session_id);
        about().find(|event| event.data.payment.is_some()).or_else(|| about().next()).cloned()
    }
}

/// `POST /webhooks`.
pub async fn endpoint(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let signature = headers.get(WEBHOOK_SIGNATURE).and_then(|value| value.to_str().ok());
    let now = shop.clock.now().millis().div_euclid(1000);
    let event = verify::webhook(demo::SIGNING_SECRET, &body, signature.unwrap_or_default(), now);
    let Some(event) = event else { return (StatusCode::BAD_REQUEST, "not verified") };
    if shop.heard.add(event) {
        (StatusCode::OK, "taken")
    } else {
        (StatusCode::OK, "known already")
    }
}
