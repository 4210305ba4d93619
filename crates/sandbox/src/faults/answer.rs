//! What a fault makes of an answer.

use super::Fault;
use crate::app::App;
use crate::wire::Peer;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// What becomes of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The answer is sent.
    Sent,
    /// FIN instead of it.
    Close,
    /// RST instead of it.
    Reset,
    /// Nothing instead of it.
    Stall,
    /// Half of it, then FIN.
    Cut,
}

/// Marks an answer that is not the handler's own.
#[derive(Clone, Copy, Debug)]
pub struct Replaced {
    /// The fault's kind.
    pub by: &'static str,
    /// What becomes of the connection.
    pub ending: Ending,
    /// Whether pages may read `Retry-After`.
    pub expose_retry_after: bool,
}

impl Replaced {
    /// Whether the client will see a status.
    pub const fn is_answered(self) -> bool {
        matches!(self.ending, Ending::Sent | Ending::Cut)
    }
}

/// An error's body in the contract's shape, with any word for a code: the contract's own
/// `ApiError` can only say what it knows.
pub fn error_body(code: &str, recoverable: bool, request_id: &str) -> String {
    let message = "as the sandbox was asked to";
    json!({
        "code": code, "message": message, "recoverable": recoverable, "request_id": request_id,
    })
    .to_string()
}

/// An error in the contract's shape.
pub fn error(status: StatusCode, code: &str, recoverable: bool, request_id: &str) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (status, json, error_body(code, recoverable, request_id)).into_response()
}

impl Fault {
    /// Carries the fault out on the handler's answer, or (`None`) instead of the handler. A delay
    /// gives the answer back as it was.
    pub async fn strike(
        &self,
        app: &App,
        request_id: &str,
        answer: Option<Response>,
    ) -> Option<Response> {
        let nothing = || StatusCode::OK.into_response();
        let json = [(header::CONTENT_TYPE, "application/json")];
        let mut expose_retry_after = true;
        let (ending, mut response) = match self {
            Self::Delay { ms } => {
                app.pause(Duration::from_millis((*ms).into())).await;
                return answer;
            }
            Self::Close => (Ending::Close, nothing()),
            Self::Reset => (Ending::Reset, nothing()),
            Self::Stall => (Ending::Stall, nothing()),
            Self::Truncate => {
                let made_up = || (json, r#"{"session_id":"cs_0","status":"succeeded"}"#);
                (Ending::Cut, answer.unwrap_or_else(|| made_up().into_response()))
            }
            Self::Garbage => (Ending::Sent, (json, "<<< 200, but no JSON >>>").into_response()),
            Self::Empty => (Ending::Sent, (json, "").into_response()),
            Self::Html { code } => (Ending::Sent, gateway((*code).into())),
            Self::Stale => (Ending::Sent, stale(answer?).await),
            Self::Status {
                code, retry_after, error_code, recoverable, body, content_type, ..
            } => {
                let status = known(u16::from(*code));
                let mut response = if let Some(code) = error_code {
                    error(status, code, recoverable.unwrap_or(true), request_id)
                } else {
                    let mut response = (status, body.clone().unwrap_or_default()).into_response();
                    put(&mut response, header::CONTENT_TYPE, content_type.as_deref());
                    response
                };
                put(&mut response, header::RETRY_AFTER, retry_after.as_deref());
                (Ending::Sent, response)
            }
        };
        if let Self::Status { expose_retry_after: false, .. } = self {
            expose_retry_after = false;
        }
        let replaced = Replaced { by: self.name(), ending, expose_retry_after };
        response.extensions_mut().insert(replaced);
        Some(response)
    }
}

fn known(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A header, where it is asked for and can be one.
fn put(response: &mut Response, name: header::HeaderName, value: Option<&str>) {
    if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
        response.headers_mut().insert(name, value);
    }
}

fn gateway(code: u16) -> Response {
    let status = known(code);
    let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let title = format!("{code} {}", status.canonical_reason().unwrap_or_default());
    let page = format!(
        "<html><head><title>{title}</title></head>\
         <body><center><h1>{title}</h1></center><hr><center>gateway</center></body></html>"
    );
    (status, html, page).into_response()
}

/// A paid session as one that can still be paid. Anything else stays as it is.
async fn stale(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match serde_json::from_slice::<Value>(&bytes) {
        Ok(Value::Object(mut config)) if parts.status.is_success() => {
            config.insert("status".to_owned(), "active".into());
            parts.headers.remove(header::CONTENT_LENGTH);
            Body::from(Value::Object(config).to_string())
        }
        _ => Body::from(bytes),
    };
    Response::from_parts(parts, body)
}

/// Does to the connection what was decided for it. The last thing that happens to an answer, in the
/// connection's own task: it ends when the client leaves.
pub async fn carry_out(response: Response, app: &App, peer: Option<Peer>) -> Response {
    let ending = response.extensions().get::<Replaced>().map(|replaced| replaced.ending);
    let (Some(ending), Some(peer)) = (ending, peer) else { return response };
    match ending {
        Ending::Sent => response,
        Ending::Close => {
            peer.close();
            response
        }
        Ending::Reset => {
            peer.reset();
            response
        }
        Ending::Stall => {
            app.halted().await;
            peer.close();
            response
        }
        Ending::Cut => {
            let (mut parts, body) = response.into_parts();
            let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
            Response::from_parts(parts, peer.half(&whole))
        }
    }
}
