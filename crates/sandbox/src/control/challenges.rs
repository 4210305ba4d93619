//! Control of challenges: which session has one, what captchas answer, and where codes arrive.

use super::About;
use super::pages::{preflight, readable};
use crate::api::body::{Strict, json};
use crate::app::App;
use crate::challenges::{Ask, Destination, Pose, Verdict};
use crate::error::Refusal;
use crate::store::{accounts, sessions};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use contract::{ChallengeType, SessionId};
use serde::Deserialize;
use serde_json::json as object;
use std::sync::Arc;

/// The endpoints.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/sandbox/challenge", put(pose))
        .route("/sandbox/captcha", put(verdict))
        .route("/sandbox/captcha/tokens", post(mint).options(preflight))
        .route("/sandbox/inbox", get(inbox))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PoseRequest {
    session_id: SessionId,
    #[serde(rename = "type")]
    kind: Option<ChallengeType>,
    #[serde(default)]
    ask: Ask,
    site_key: Option<String>,
    #[serde(default)]
    code_sent: bool,
}

/// `PUT /sandbox/challenge {"session_id": "cs_…", "type": "sms", "ask": "config", "site_key": …,
/// "code_sent": false}`: gives a session a challenge; `"type": null` takes it away.
async fn pose(State(app): State<Arc<App>>, body: Strict<PoseRequest>) -> Result<Response, Refusal> {
    let PoseRequest { session_id, kind, ask, site_key, code_sent } = body.value;
    let id = session_id.clone();
    let found = app.store.read(move |tx| {
        let Some(session) = sessions::find(tx, &id)? else { return Ok(None) };
        Ok(accounts::find(tx, &session.account)?.map(|account| (session, account)))
    });
    let (session, account) = found.await?.ok_or(Refusal::UnknownSession)?;
    let Some(kind) = kind else {
        app.challenges.lift(&session_id);
        return Ok(json(object!({ "challenge": null })));
    };
    let merchant = account.settings.merchant_display_name;
    let destination = Destination::of(kind, &session.terms, merchant, &app.origins.checkout);
    let pose = Pose { kind, ask, site_key, destination, code_sent };
    app.challenges.pose(session_id.clone(), pose, app.clock.now())?;
    Ok(json(object!({ "challenge": app.challenges.shown(&session_id) })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictRequest {
    session_id: Option<SessionId>,
    verdict: Verdict,
}

/// `PUT /sandbox/captcha {"session_id": "cs_…" | null, "verdict": "good"}`: how captcha tokens are
/// judged from now on.
async fn verdict(State(app): State<Arc<App>>, body: Strict<VerdictRequest>) -> Response {
    let VerdictRequest { session_id, verdict } = body.value;
    app.challenges.verdicts.set(session_id, verdict);
    json(object!({ "verdict": verdict }))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MintRequest {
    #[serde(rename = "type")]
    kind: ChallengeType,
    site_key: String,
}

/// `POST /sandbox/captcha/tokens {"type": "turnstile", "site_key": …}`: a captcha's token, for our
/// stand-ins of the vendors. Any page of this machine may ask.
async fn mint(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Strict<MintRequest>,
) -> Result<Response, Refusal> {
    let MintRequest { kind, site_key } = body.value;
    let token = app.challenges.mint(kind, site_key, app.clock.now());
    let fault = || Refusal::Invalid("type: must be hcaptcha or turnstile".to_owned());
    let answer = json(object!({ "token": token.ok_or_else(fault)? }));
    Ok((readable(&headers), answer).into_response())
}

/// `GET /sandbox/inbox?session_id=`: the codes that were sent in this run.
async fn inbox(State(app): State<Arc<App>>, Query(about): Query<About>) -> Response {
    json(object!({ "messages": app.challenges.inbox(about.session_id.as_ref()) }))
}
