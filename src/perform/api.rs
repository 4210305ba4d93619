//! Calls to the Govifi API: the credential, a deadline, and a failure that says what it proves.

use crate::browser::{self, get, text};
use checkout::{
    Access, Arrival, Failure, FrozenBody, IdempotencyKey, Millis, Receipt, Refusal, Secret,
    Unclear, Why,
};
use contract::{
    ApiError, ClientConfig, ClientSecret, ConfirmResult, FeeQuote, IDEMPOTENCY_KEY, SessionConfig,
    SessionId,
};
use core::cell::RefCell;
use core::time::Duration;
use gloo_net::http::{Method, Request, RequestBuilder};
use js_sys::{Date, JSON, Promise};
use leptos::prelude::set_timeout_with_handle;
use serde::de::DeserializeOwned;
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials};

/// For a call that reads or quotes.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// For the tokenize call.
pub const TOKENIZE_TIMEOUT: Duration = Duration::from_secs(15);
/// For one send of confirm.
const CONFIRM_TIMEOUT: Duration = Duration::from_secs(25);

/// The session's own address at the API, and its credential.
#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    base: String,
    credential: Option<ClientSecret>,
    prefetched: RefCell<Option<Prefetched>>,
}

impl Session {
    /// For the session that the page's address names.
    pub fn new(
        session: Option<(SessionId, ClientSecret)>,
        prefetched: Option<Prefetched>,
    ) -> Self {
        let (base, credential) = match session {
            Some((id, credential)) => {
                let api = browser::meta("govifi:api");
                ([&api, "/v1/hosted-sessions/", id.as_str()].concat(), Some(credential))
            }
            None => (String::new(), None),
        };
        Self(Rc::new(Inner { base, credential, prefetched: RefCell::new(prefetched) }))
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        timeout: Duration,
        prepare: impl FnOnce(RequestBuilder) -> Option<Request>,
    ) -> Result<Answer, Failure> {
        let url = [&self.0.base, path].concat();
        let credential = self.0.credential.as_ref().map(ClientSecret::expose).unwrap_or_default();
        let bearer = ["Bearer ", credential].concat();
        send(method, &url, timeout, |request| prepare(request.header("Authorization", &bearer)))
            .await
    }
}

/// An answer as it came.
pub struct Answer {
    status: u16,
    /// The body.
    pub text: String,
    date: Option<String>,
    retry_after: Option<String>,
}

/// The session as the boot script asked for it, while this wasm was on its way.
pub struct Prefetched(Promise);

impl Prefetched {
    /// Takes the boot script's promise of `{status, text, date, retryAfter}`.
    pub fn new(promise: Promise) -> Self {
        Self(promise)
    }

    async fn answer(self) -> Result<Answer, Failure> {
        let answer = JsFuture::from(self.0).await.map_err(|_| unclear(Unclear::Unreachable))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "HTTP status")]
        let status = get(&answer, "status").as_f64().unwrap_or_default() as u16;
        Ok(Answer {
            status,
            text: text(&answer, "text").unwrap_or_default(),
            date: text(&answer, "date"),
            retry_after: text(&answer, "retryAfter"),
        })
    }
}

/// Sends a request and reads its whole answer, within the deadline.
///
/// Never a custom abort reason: gloo-net panics on a rejection that is not an `Error`.
pub async fn send(
    method: Method,
    url: &str,
    timeout: Duration,
    prepare: impl FnOnce(RequestBuilder) -> Option<Request>,
) -> Result<Answer, Failure> {
    let abort = AbortController::new().map_err(|_| unclear(Unclear::Unreachable))?;
    let signal = abort.signal();
    let timer = set_timeout_with_handle(move || abort.abort(), timeout).ok();
    let builder = RequestBuilder::new(url)
        .method(method)
        .abort_signal(Some(&signal))
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer);
    let lost = |_| {
        unclear(if signal.aborted() { Unclear::TimedOut } else { Unclear::Unreachable })
    };
    let answer = async {
        let request = prepare(builder).ok_or(unclear(Unclear::Unreachable))?;
        let response = request.send().await.map_err(lost)?;
        let headers = response.headers();
        Ok(Answer {
            status: response.status(),
            date: headers.get("Date"),
            retry_after: headers.get("Retry-After"),
            // A body that breaks off proves nothing either.
            text: response.text().await.map_err(lost)?,
        })
    }
    .await;
    if let Some(timer) = timer {
        timer.clear();
    }
    answer
}

/// Reads the session.
pub async fn load_session(session: &Session) -> Result<Arrival, Failure> {
    let prefetched = session.0.prefetched.borrow_mut().take();
    let answer = match prefetched {
        Some(prefetched) => prefetched.answer().await?,
        None => session.call(Method::GET, "", READ_TIMEOUT, |r| r.build().ok()).await?,
    };
    let config: SessionConfig = answer.read()?;
    let branding = config.branding.as_ref();
    Ok(Arrival {
        expires_in: answer.until(&config.expires_at),
        cancel: config.cancel_url.as_deref().and_then(browser::safe_url),
        logo: branding.and_then(|b| b.logo_url.as_deref()).and_then(browser::safe_url),
        config,
    })
}

/// Asks for temporary access to the processor.
pub async fn load_access(session: &Session) -> Result<Access, Failure> {
    let answer =
        session.call(Method::GET, "/client-config", READ_TIMEOUT, |r| r.build().ok()).await?;
    let config: ClientConfig = answer.read()?;
    if config.processor != "zift" {
        return Err(unclear(Unclear::Malformed));
    }
    Ok(Access {
        password: Secret::from(config.config.temporary_password),
        // Ten minutes, where the answer does not tell.
        good_for: answer
            .until(&config.config.expiration_date)
            .unwrap_or(Millis::seconds(600)),
    })
}

/// Quotes the fee.
pub async fn quote_fee(session: &Session, body: &FrozenBody) -> Result<FeeQuote, Failure> {
    post(session, "/quote-fee", READ_TIMEOUT, body, |request| request).await?.read()
}

/// Confirms: these bytes, under this key.
pub async fn confirm(
    session: &Session,
    key: &IdempotencyKey,
    body: &FrozenBody,
) -> Result<Receipt, Failure> {
    let keyed = |request: RequestBuilder| request.header(IDEMPOTENCY_KEY, key.as_str());
    let answer = post(session, "/confirm", CONFIRM_TIMEOUT, body, keyed).await?;
    let result: ConfirmResult = answer.read()?;
    if result.status != "succeeded" {
        // A success this build does not know is no success.
        return Err(unclear(Unclear::Malformed));
    }
    Ok(Receipt {
        total: result.total_amount,
        payment_uid: result.payment_uid,
        redirect: result.redirect_url.as_deref().and_then(browser::safe_url),
    })
}

async fn post(
    session: &Session,
    path: &str,
    timeout: Duration,
    body: &FrozenBody,
    prepare: impl FnOnce(RequestBuilder) -> RequestBuilder,
) -> Result<Answer, Failure> {
    session
        .call(Method::POST, path, timeout, |request| {
            prepare(request).header("Content-Type", "application/json").body(body.as_str()).ok()
        })
        .await
}

fn unclear(unclear: Unclear) -> Failure {
    Failure::new(Why::Unclear(unclear))
}

impl Answer {
    /// The body of a success, or what the answer proves instead.
    fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if (200..300).contains(&self.status) {
            return decode(&self.text).ok_or(unclear(Unclear::Malformed));
        }
        let error: Option<ApiError> = decode(&self.text);
        let known = error.and_then(|error| Some((error.code.known()?, error.request_id)));
        let why = match known {
            Some((code, request_id)) => {
                Why::Refused(Refusal { status: self.status, code, request_id })
            }
            None => Why::Unclear(Unclear::Status(self.status)),
        };
        Err(Failure { why, retry_after: self.retry_after() })
    }

    /// `Retry-After`, in seconds or as a date measured against the answer's own `Date`.
    fn retry_after(&self) -> Option<Millis> {
        let text = self.retry_after.as_deref()?.trim();
        match text.parse::<u32>() {
            Ok(seconds) => Some(Millis::seconds(seconds)),
            Err(_) => self.until(text),
        }
    }

    /// How long until a moment, by the server's clock rather than the payer's.
    fn until(&self, moment: &str) -> Option<Millis> {
        let now = self.date.as_deref().map_or_else(Date::now, Date::parse);
        let left = Date::parse(moment) - now;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        (!left.is_nan()).then_some(Millis(left.max(0.0) as u32))
    }
}

fn decode<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = JSON::parse(text).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}
