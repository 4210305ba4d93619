//! Control of webhooks: what was sent and how that went, and what shall go wrong on the way.

use super::About;
use crate::api::body::{Strict, json};
use crate::app::App;
use crate::error::Refusal;
use crate::store::webhooks;
use crate::webhooks::Rule;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use contract::SessionId;
use serde::Deserialize;
use serde_json::json as object;
use std::sync::Arc;

/// The endpoints.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/sandbox/webhooks", get(list).put(put))
}

/// `GET /sandbox/webhooks?session_id=`: the outbox, with every attempt, in the order in which things
/// happened.
async fn list(
    State(app): State<Arc<App>>,
    Query(about): Query<About>,
) -> Result<Response, Refusal> {
    let session = about.session_id;
    let listed =
        app.store.read(move |tx| webhooks::list(tx, session.as_ref().map(SessionId::as_str)));
    Ok(json(object!({ "webhooks": listed.await? })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    session_id: Option<SessionId>,
    rules: Vec<Rule>,
}

/// `PUT /sandbox/webhooks {"session_id": "cs_…" | null, "rules": […]}`: replaces the rules of one
/// session, or of all. None: all goes well.
async fn put(State(app): State<Arc<App>>, body: Strict<Script>) -> Result<Response, Refusal> {
    let Script { session_id, rules } = body.value;
    for (index, rule) in rules.iter().enumerate() {
        if let Some(why) = rule.objection() {
            return Err(Refusal::Invalid(format!("rules[{index}].{why}")));
        }
    }
    app.webhooks.put(session_id.clone(), rules);
    Ok(json(object!({ "rules": app.webhooks.list(session_id.as_ref()) })))
}
