//! One request on its way through the script.

use super::{Call, Fault, Plan, Replaced, error};
use crate::app::App;
use crate::error::Refusal;
use crate::keys::Handling;
use crate::secret::Fingerprint;
use crate::sightings::About;
use crate::store::results::{self, Answer};
use crate::zift;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use contract::{IDEMPOTENCY_KEY, SessionId};

/// A request, as far as faults and idempotency variants look at it.
pub struct Asked<'a> {
    app: &'a App,
    request_id: &'a str,
    plan: Plan,
    /// Whose password a tokenize request has, as far as anybody wanted to know.
    processor: Option<SessionId>,
    /// A confirm's session, key and body.
    confirm: Option<(SessionId, String, Fingerprint)>,
}

impl<'a> Asked<'a> {
    /// Counts the request and sees what it will meet.
    pub async fn new(
        app: &'a App,
        request_id: &'a str,
        call: Option<Call>,
        session: Option<SessionId>,
        parts: &Parts,
        body: &Bytes,
    ) -> Self {
        let processor = match call {
            // The processor knows sessions by the passwords they were given.
            Some(Call::Tokenize) if !app.faults.is_empty() => zift::session(app, body).await,
            _ => None,
        };
        let whose = session.as_ref().or(processor.as_ref());
        let plan = call.map(|call| app.faults.plan(call, whose)).unwrap_or_default();
        let key = parts.headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok());
        let confirm = session.zip(key).filter(|_| call == Some(Call::Confirm));
        let confirm =
            confirm.map(|(session, key)| (session, key.to_owned(), Fingerprint::of(body)));
        Self { app, request_id, plan, processor, confirm }
    }

    /// The answer, unless a fault takes its place.
    pub async fn answered(&self, answer: impl Future<Output = Response>) -> Response {
        let mut response = self.met(answer).await;
        if let (Some(session), true) = (&self.processor, is_replaced(&response)) {
            // As the handler would have said, had it been heard.
            response.extensions_mut().insert(About(session.clone()));
        }
        response
    }

    async fn met(&self, answer: impl Future<Output = Response>) -> Response {
        let Ok(_handling) = self.handling() else {
            let code = "idempotency_in_flight";
            return error(StatusCode::CONFLICT, code, true, self.request_id);
        };
        for fault in &self.plan.before {
            if let Some(replaced) = fault.strike(self.app, self.request_id, None).await {
                return replaced;
            }
        }
        let mut response = answer.await;
        for fault in &self.plan.after {
            let struck = fault.strike(self.app, self.request_id, Some(response)).await;
            response = struck.unwrap_or_else(|| Refusal::Internal.into_response());
        }
        self.remembered(response).await
    }

    /// Holds the key while the request is handled, where the variant says so. `Err`: it is held.
    fn handling(&self) -> Result<Option<Handling<'a>>, ()> {
        match &self.confirm {
            Some((session, key, _)) if self.app.variants.of(session).refuses_in_flight() => {
                let begun = self.app.in_flight.begin(session.clone(), key.clone());
                begun.map(Some).ok_or(())
            }
            _ => Ok(None),
        }
    }

    /// A status that took the place of confirm's answer, remembered in its place where the variant
    /// says so.
    async fn remembered(&self, response: Response) -> Response {
        let by_status = matches!(self.plan.after.last(), Some(Fault::Status { .. }));
        let Some((session, key, body)) = self.confirm.clone().filter(|_| by_status) else {
            return response;
        };
        if !self.app.variants.of(&session).remembers_errors() {
            return response;
        }
        let (parts, content) = response.into_parts();
        let content = to_bytes(content, usize::MAX).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&content).into_owned();
        let answer = Answer { status: parts.status.as_u16(), body: text };
        let stored =
            self.app.store.write(move |tx| results::put(tx, &session, &key, body, &answer));
        if let Err(error) = stored.await {
            tracing::error!(%error, "the database failed");
        }
        Response::from_parts(parts, Body::from(content))
    }
}

fn is_replaced(response: &Response) -> bool {
    response.extensions().get::<Replaced>().is_some()
}
