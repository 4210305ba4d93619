//! The static hosts of the checkout and of what it frames, with production's headers: the document
//! for every session's path, hashed files for ever, precompressed siblings, and never a redirect (a
//! 3xx would carry `#cs=` to wherever it points).

pub mod apple_pay;
mod headers;
mod html;
mod loader;
mod page;

use crate::app::{App, Origins};
use crate::running::health;
use crate::store::{accounts, sessions};
use crate::vendors::javascript;
use apple_pay::Browser;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use contract::SessionId;
use page::{Kind, Pages};
use std::num::NonZeroU32;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;

/// Where a build is deployed, and how its pages are set.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Where everything is.
    pub origins: Origins,
    /// What the page's waits and time limits are divided by.
    pub pace: NonZeroU32,
    /// Whether the browser has Apple Pay.
    pub apple_pay: watch::Receiver<Browser>,
}

/// A built page with its files, and where it is deployed.
#[derive(Debug)]
pub struct Site {
    root: PathBuf,
    deployment: Deployment,
    pages: Vec<Pages>,
    /// Knows which pages may embed a session. In production: the host asks the API, and keeps the
    /// answer for the session's life.
    app: Arc<App>,
}

impl Site {
    /// The app in `dist`.
    pub fn checkout(dist: &FilePath, deployment: Deployment, app: Arc<App>) -> Arc<Self> {
        let pages = vec![
            Pages::new(Kind::Checkout, dist.join("index.html")),
            Pages::new(Kind::Embed, dist.join("embed.html")),
        ];
        Arc::new(Self { root: dist.to_owned(), deployment, pages, app })
    }

    /// What the app in `dist` frames.
    pub fn frames(dist: &FilePath, deployment: Deployment, app: Arc<App>) -> Arc<Self> {
        let root = dist.join("frames");
        let pages = vec![
            Pages::new(Kind::Captcha, root.join("captcha/index.html")),
            Pages::new(Kind::Paypal, root.join("paypal/index.html")),
        ];
        Arc::new(Self { root, deployment, pages, app })
    }

    /// The origins whose pages may embed a session: none, if there is no such session.
    async fn embedders(&self, id: SessionId) -> Vec<String> {
        let found = self.app.store.read(move |tx| {
            let Some(session) = sessions::find(tx, &id)? else { return Ok(None) };
            accounts::find(tx, &session.account)
        });
        let account = found.await.ok().flatten();
        account.map_or_else(Vec::new, |it| self.deployment.origins.embedders(&it.settings))
    }

    /// Who may frame what the checkout frames: the checkout, and the page that embeds the session
    /// that the address names, if there is one.
    async fn framers(&self, query: Option<&str>) -> Vec<String> {
        let id = query.and_then(|query| query.strip_prefix("embed="));
        let mut origins = vec![self.deployment.origins.checkout.clone()];
        if let Some(id) = id.and_then(|id| SessionId::parse(id).ok()) {
            origins.extend(self.embedders(id).await);
        }
        origins
    }
}

/// The checkout's server.
pub fn checkout(site: Arc<Site>) -> Router {
    let routes = Router::new()
        .route("/{id}", get(document_or_file))
        .route("/embed/{id}", get(embedded_or_file))
        .route(apple_pay::SCRIPT, get(apple_pay_script))
        // In the build's folder, but of other origins.
        .route("/examples/{*path}", get(|| async { missing() }))
        .route("/frames/{*path}", get(|| async { missing() }));
    serve(routes, site)
}

/// The server of what the checkout frames.
pub fn frames(site: Arc<Site>) -> Router {
    let routes = Router::new().route("/captcha/", get(captcha)).route("/paypal/", get(paypal));
    serve(routes, site)
}

fn serve(routes: Router<Arc<Site>>, site: Arc<Site>) -> Router {
    routes
        .fallback(file)
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .merge(health())
        .layer(middleware::from_fn_with_state(Arc::clone(&site), envelope))
        .with_state(site)
}

async fn envelope(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers::common(headers, &site.deployment.origins);
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let policy = HeaderValue::from_static(headers::BARE_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

async fn document_or_file(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    if SessionId::parse(&name).is_ok() {
        document(&site, Kind::Checkout, request.headers(), &[]).await
    } else {
        file(State(site), request).await
    }
}

async fn embedded_or_file(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    request: Request,
) -> Response {
    let Ok(id) = SessionId::parse(&name) else { return file(State(site), request).await };
    let ancestors = site.embedders(id).await;
    document(&site, Kind::Embed, request.headers(), &ancestors).await
}

async fn captcha(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let ancestors = site.framers(query.as_deref()).await;
    document(&site, Kind::Captcha, &headers, &ancestors).await
}

async fn paypal(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let ancestors = site.framers(query.as_deref()).await;
    document(&site, Kind::Paypal, &headers, &ancestors).await
}

/// The browser's Apple Pay, where it has one.
async fn apple_pay_script(State(site): State<Arc<Site>>) -> Response {
    let browser = *site.deployment.apple_pay.borrow();
    match browser {
        Browser::Without => missing(),
        Browser::Unable | Browser::Able => javascript(apple_pay::STAND_IN.to_owned()),
    }
}

/// The page of a session, or what it frames. Whether there is such a session is the API's to say.
async fn document(site: &Site, kind: Kind, asked: &HeaderMap, ancestors: &[String]) -> Response {
    let Some(pages) = site.pages.iter().find(|pages| pages.kind() == kind) else {
        return missing();
    };
    let Some(page) = pages.get(&site.deployment).await else { return not_built() };
    let body = if accepts(asked, "br") { page.brotli.clone() } else { page.plain.clone() };
    let mut response = body.into_response();
    if accepts(asked, "br") {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let policy = headers::framed_by(&page.policy, ancestors);
    // Origins that were registered are no header's text before they are looked at.
    let Ok(policy) = HeaderValue::from_str(&policy) else { return missing() };
    out.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// A file of the build, compressed if the browser takes it and the build has it.
async fn file(State(site): State<Arc<Site>>, request: Request) -> Response {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let Some(kind) = is_plain(path).then(|| media_type(path)).flatten() else { return missing() };
    let plain = site.root.join(path);
    let mut found = None;
    for (coding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if found.is_none() && accepts(request.headers(), coding) {
            let read = tokio::fs::read(with_ending(&plain, ending)).await;
            found = read.ok().map(|content| (Some(coding), content));
        }
    }
    let (coding, content) = match found {
        Some(found) => found,
        None => match tokio::fs::read(&plain).await {
            Ok(content) => (None, content),
            Err(_) => return missing(),
        },
    };
    let mut response = Body::from(content).into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let for_ever = is_hashed(path) || loader::is_version(path);
    let caching = if for_ever { "public, max-age=31536000, immutable" } else { "no-cache" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Some(coding) = coding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    loader::share(path, out);
    response
}

/// Whether a path is made of plain names only: nothing hidden, nothing that climbs.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|name| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !name.is_empty() && !name.starts_with('.') && name.bytes().all(plain)
    })
}

/// Whether a name holds the hash of its content: 16 hex digits or more after a dash.
fn is_hashed(path: &str) -> bool {
    path.split(['-', '.', '_', '/'])
        .skip(1)
        .any(|part| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The media types that a build has. Not HTML: the document is served under its sessions' paths
/// only, ready for the deployment. Not the compressed siblings.
fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

fn with_ending(path: &FilePath, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether a client takes a coding: named, and not with a quality of zero.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| {
            let (name, quality) = item.split_once(';').unwrap_or((item, "q=1"));
            let refused = quality.trim().trim_start_matches("q=").parse() == Ok(0.0_f32);
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
}

fn missing() -> Response {
    plain_page(
        StatusCode::NOT_FOUND,
        "Nothing to pay here",
        "This address is not a payment link. Please use the link that the shop gave you.",
        "",
    )
}

fn not_built() -> Response {
    // A reload keeps the fragment, and with it the session.
    let reload = r#"<meta http-equiv="refresh" content="2">"#;
    let text = "The app is being built. This page reloads by itself.";
    plain_page(StatusCode::SERVICE_UNAVAILABLE, "One moment", text, reload)
}

fn plain_page(status: StatusCode, title: &str, text: &str, head: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width\">\
         <meta name=color-scheme content=\"light dark\">{head}<title>{title}</title>\
         <main><h1>{title}</h1><p>{text}</p></main></html>"
    );
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_when_named_and_not_refused() {
        let takes = |value: &str, coding| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(value).unwrap());
            accepts(&headers, coding)
        };
        assert!(takes("gzip, deflate, br, zstd", "br"));
        assert!(takes("br;q=0.5", "br"));
        assert!(!takes("gzip", "br"));
        assert!(!takes("br;q=0, gzip", "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn only_plain_names_are_files() {
        for good in ["a.js", "checkout-0123456789abcdef_bg.wasm", "i/a.svg"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["", "../a.js", "a/../b.js", ".env", "a/.b", "%2e%2e/a", "a//b.js", "a\\b.js"] {
            assert!(!is_plain(bad), "{bad}");
        }
    }

    #[test]
    fn a_hash_in_the_name_means_for_ever() {
        assert!(is_hashed("checkout-0123456789abcdef.js"));
        assert!(is_hashed("govifi-checkout-0123456789abcdef_bg.wasm"));
        assert!(!is_hashed("favicon.svg"));
        assert!(!is_hashed("0123456789abcdef.js"));
    }
}
