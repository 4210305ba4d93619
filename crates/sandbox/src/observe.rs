//! The envelope around the API and the processor: a name for each request, what was seen of it,
//! the log line, the error's body, and the headers that every answer carries.
//!
//! What may be logged is listed here and nowhere else: server, method, *route* (never the path as
//! typed, never a query string), session id, status, milliseconds, request id. Bodies, credentials
//! and headers are not.

use crate::api::cors;
use crate::app::{App, Outage};
use crate::error::Refusal;
use crate::faults::{self, Asked, Call, Replaced};
use crate::secret::{self, Fingerprint};
use crate::sightings::{About, Server, Sighting};
use crate::wire::Peer;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::{IDEMPOTENCY_KEY, SessionId};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

/// The largest body that is read, bytes.
const LARGEST_BODY: usize = 256 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What support needs to find a request in the log: `req_…`.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    fn new() -> Self {
        Self(["req_", &secret::random(20)].concat().into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().cloned().unwrap_or_else(Self::new))
    }
}

/// The API's envelope.
pub async fn api(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (peer, ending) = (peer(&request), Arc::clone(&app));
    let response = whole(async move {
        let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let browser = route.and_then(cors::BrowserMethods::of);
        let origin = request.headers().get(header::ORIGIN).cloned();
        let method = request.method().clone();
        let mut response = envelope(Server::Api, &app, request, |request| async {
            match browser {
                Some(browser) if method == Method::OPTIONS => return Ok(cors::preflight(browser)),
                Some(browser) if browser.contain(&method) => misbehave(app.outage()).await?,
                Some(_) | None => {}
            }
            run(request, next).await
        })
        .await;
        if let Some(browser) = browser
            && (browser.contain(&method) || method == Method::OPTIONS)
        {
            cors::answer(&mut response, origin);
        }
        response
    });
    faults::carry_out(response.await, &ending, peer).await
}

/// The processor's envelope: the same. Its CORS is its own: any page may read.
pub async fn zift(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (peer, ending) = (peer(&request), Arc::clone(&app));
    let response = whole(async move {
        let answer = |request| run(request, next);
        let mut response = envelope(Server::Zift, &app, request, answer).await;
        if response.extensions().get::<Replaced>().is_some() {
            cors::answer(&mut response, Some(HeaderValue::from_static("*")));
        }
        response
    });
    faults::carry_out(response.await, &ending, peer).await
}

fn peer(request: &Request) -> Option<Peer> {
    request.extensions().get().map(|ConnectInfo(peer): &ConnectInfo<Peer>| peer.clone())
}

async fn misbehave(outage: Outage) -> Result<(), Refusal> {
    if !outage.delay.is_zero() {
        tokio::time::sleep(outage.delay).await;
    }
    outage.status.map_or(Ok(()), |status| Err(Refusal::Outage(status)))
}

/// Answers to the end, as a task of its own, when the client has gone away too: what it set off is
/// never left half done, and what was seen of it is whole.
async fn whole(answer: impl Future<Output = Response> + Send + 'static) -> Response {
    tokio::spawn(answer).await.unwrap_or_else(|_| Refusal::Internal.into_response())
}

/// Runs the handler as a task of its own: a panic ends the task instead of the connection.
async fn run(request: Request, next: Next) -> Result<Response, Refusal> {
    tokio::spawn(next.run(request)).await.map_err(|_| Refusal::Internal)
}

async fn envelope<F, R>(server: Server, app: &App, request: Request, answer: F) -> Response
where
    F: FnOnce(Request) -> R,
    R: Future<Output = Result<Response, Refusal>>,
{
    let (started, id) = (Instant::now(), RequestId::new());
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(id.clone());
    let route = parts.extensions.get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str);
    let method = parts.method.clone();
    let session = session_of(parts.uri.path());

    let body = to_bytes(body, LARGEST_BODY).await;
    // Control calls are the tests' own; they are not part of what the tests look at.
    let sighting = (!route.starts_with("/sandbox/")).then(|| {
        app.sightings.begin(see(server, app, &parts, session.clone(), body.as_ref().ok()))
    });
    let response = match body {
        Ok(body) => {
            let call = Call::of(server, &method, route);
            let asked = Asked::new(app, id.as_str(), call, session.clone(), &parts, &body).await;
            let answer = answer(Request::from_parts(parts, Body::from(body)));
            let answer = async {
                written(answer.await.unwrap_or_else(IntoResponse::into_response), id.as_str())
            };
            asked.answered(answer).await
        }
        Err(_) => Refusal::TooLarge.into_response(),
    };
    let mut response = written(response, id.as_str());
    if let Some(number) = sighting {
        app.sightings.end(number, &response);
    }

    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set(headers, REQUEST_ID, id.as_str());
    set(headers, header::DATE, &app.clock.now().http_date());

    let status = response.status().as_u16();
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let about = response.extensions().get().map(|About(session)| session.clone()).or(session);
    tracing::info!(
        server = server.name(),
        %method,
        route,
        session = about.as_ref().map(SessionId::as_str),
        status,
        milliseconds,
        request_id = id.as_str(),
        "answered"
    );
    response
}

/// Writes a refusal's body.
fn written(mut response: Response, request_id: &str) -> Response {
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        let body = serde_json::to_vec(&refusal.body(request_id)).unwrap_or_default();
        *response.body_mut() = Body::from(body);
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    response
}

fn see(
    server: Server,
    app: &App,
    parts: &Parts,
    session_id: Option<SessionId>,
    body: Option<&Bytes>,
) -> Sighting {
    let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let body_sha256 = match server {
        Server::Api => body.filter(|body| !body.is_empty()).map(|body| Fingerprint::of(body).hex()),
        Server::Zift => None,
    };
    Sighting {
        server,
        session_id,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        status: None,
        fault: None,
        idempotency_key: text(IDEMPOTENCY_KEY).map(str::to_owned),
        body_sha256,
        origin_host: text(header::ORIGIN.as_str())
            .and_then(|origin| origin.split_once("://"))
            .map(|(_, host)| host.to_owned()),
        at: app.clock.now().rfc3339(),
    }
}

fn session_of(path: &str) -> Option<SessionId> {
    path.split('/').find_map(|part| SessionId::parse(part).ok())
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Origins;
    use crate::store::{Storage, Store};
    use axum::http::StatusCode;
    use axum::routing::get;
    use axum::{Router, middleware};
    use tower::ServiceExt;

    async fn broken() -> StatusCode {
        panic!("as a bug would")
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_like_any_other() {
        let store = Store::open(&Storage::Memory).unwrap();
        let (_halt, ending) = tokio::sync::watch::channel(());
        let app = Arc::new(App::new(store, Origins::default(), ending));
        let router = Router::new()
            .route("/v1/hosted-sessions/{id}", get(broken))
            .layer(middleware::from_fn_with_state(Arc::clone(&app), api));
        let request =
            Request::get("/v1/hosted-sessions/cs_1").header("Origin", "https://a.example");
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://a.example");
        let body = to_bytes(response.into_body(), LARGEST_BODY).await.unwrap();
        let error: contract::ApiError = serde_json::from_slice(&body).unwrap();
        assert_eq!(error.code.known(), Some(contract::ErrorCode::ProcessingError));
        let seen = app.sightings.list(SessionId::parse("cs_1").ok().as_ref());
        assert_eq!(seen.first().and_then(|seen| seen.status), Some(500));
    }
}
