//! What browsers report of these pages' policies: in a page that embeds as it should, nothing.

use super::super::Shop;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

const REMEMBERED: usize = 200;

/// The reports, oldest first, the last two hundred.
#[derive(Debug, Default)]
pub struct Violations(Mutex<VecDeque<Value>>);

/// `POST /embed/violations`: a browser's report.
pub async fn report(State(shop): State<Arc<Shop>>, body: Bytes) -> StatusCode {
    if let Ok(report) = serde_json::from_slice(&body) {
        let mut reports = shop.violations.0.lock().unwrap_or_else(PoisonError::into_inner);
        if reports.len() == REMEMBERED {
            reports.pop_front();
        }
        reports.push_back(report);
    }
    StatusCode::NO_CONTENT
}

/// `GET /embed/violations`: the reports, for tests and for whoever builds.
pub async fn list(State(shop): State<Arc<Shop>>) -> Json<Value> {
    let reports = shop.violations.0.lock().unwrap_or_else(PoisonError::into_inner);
    Json(json!({ "violations": *reports }))
}
