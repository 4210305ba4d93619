//! Control of what goes wrong: scripted faults, what keys mean, duplicates.

use super::About;
use crate::api::body::{Strict, json};
use crate::app::App;
use crate::error::Refusal;
use crate::faults::Rule;
use crate::keys::Variant;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::put;
use contract::SessionId;
use serde::Deserialize;
use serde_json::json as object;
use std::sync::Arc;

/// The endpoints.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/sandbox/faults", put(script).get(list).delete(clear))
        .route("/sandbox/idempotency", put(idempotency))
        .route("/sandbox/duplicates", put(duplicates))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    session_id: Option<SessionId>,
    rules: Vec<Rule>,
}

/// `PUT /sandbox/faults {"session_id": "cs_…" | null, "rules": […]}`: replaces the script of one
/// session, or of all. An empty one is none.
async fn script(State(app): State<Arc<App>>, body: Strict<Script>) -> Result<Response, Refusal> {
    let Script { session_id, rules } = body.value;
    for (index, rule) in rules.iter().enumerate() {
        if let Some(why) = rule.objection() {
            return Err(Refusal::Invalid(format!("rules[{index}].{why}")));
        }
    }
    app.faults.put(session_id.clone(), rules);
    Ok(rules_of(&app, session_id.as_ref()))
}

/// `GET /sandbox/faults?session_id=`: the rules, and how often each has struck.
async fn list(State(app): State<Arc<App>>, Query(about): Query<About>) -> Response {
    rules_of(&app, about.session_id.as_ref())
}

/// `DELETE /sandbox/faults`: forgets every script.
async fn clear(State(app): State<Arc<App>>) -> Response {
    app.faults.clear();
    rules_of(&app, None)
}

fn rules_of(app: &App, session: Option<&SessionId>) -> Response {
    json(object!({ "rules": app.faults.list(session) }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Idempotency {
    session_id: Option<SessionId>,
    variant: Variant,
}

/// `PUT /sandbox/idempotency {"session_id": "cs_…" | null, "variant": "documented"}`: what confirm
/// makes of keys.
async fn idempotency(State(app): State<Arc<App>>, body: Strict<Idempotency>) -> Response {
    let Idempotency { session_id, variant } = body.value;
    app.variants.set(session_id, variant);
    json(object!({ "variant": variant }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Duplicates {
    session_id: Option<SessionId>,
    check: bool,
}

/// `PUT /sandbox/duplicates {"session_id": "cs_…" | null, "check": true}`: whether confirm looks
/// for the same payment in other sessions.
async fn duplicates(State(app): State<Arc<App>>, body: Strict<Duplicates>) -> Response {
    let Duplicates { session_id, check } = body.value;
    app.duplicates.set(session_id, check);
    json(object!({ "check": check }))
}
