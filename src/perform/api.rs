//! Calls to the Govifi API: the credential, a deadline, and a failure that says what it proves.

use crate::browser::{self, get, text};
use crate::json::Value;
use checkout::{
    Access, Arrival, Failure, FrozenBody, IdempotencyKey, Millis, Receipt, Refusal, Secret,
    Unclear, Why,
};
use contract::{
    ApiError, ClientConfig, ClientSecret, ConfirmResult, Decode, FeeQuote, IDEMPOTENCY_KEY,
    SessionConfig, SessionId,
};
use core::cell::RefCell;
use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Date, JSON, Promise};
use leptos::prelude::set_timeout_with_handle;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials};

/// For a call that reads or quotes, in milliseconds.
const READ_TIMEOUT: u32 = 10_000;
/// For one send of confirm, in milliseconds.
const CONFIRM_TIMEOUT: u32 = 25_000;

/// The session's own address at the API, and its credential.
#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    id: Option<SessionId>,
    base: String,
    credential: Option<ClientSecret>,
    prefetched: RefCell<Option<Prefetched>>,
}

impl Session {
    /// For the session that the page's address names.
    pub fn new(session: Option<(SessionId, ClientSecret)>, prefetched: Option<Prefetched>) -> Self {
        let (id, base, credential) = match session {
            Some((id, credential)) => {
                let api = browser::meta("govifi:api");
                let base = [&api, "/v1/hosted-sessions/", id.as_str()].concat();
                (Some(id), base, Some(credential))
            }
            None => (None, String::new(), None),
        };
        Self(Rc::new(Inner { id, base, credential, prefetched: RefCell::new(prefetched) }))
    }

    /// The session's id; empty without one.
    pub fn id(&self) -> &str {
        self.0.id.as_ref().map(SessionId::as_str).unwrap_or_default()
    }

    fn call(&self, method: Method, path: &str, timeout: u32) -> Call {
        let credential = self.0.credential.as_ref().map(ClientSecret::expose).unwrap_or_default();
        let bearer = ["Bearer ", credential].concat();
        Call::new(method, &[&self.0.base, path].concat(), timeout).header("Authorization", &bearer)
    }

    fn post(&self, path: &str, timeout: u32, body: &FrozenBody) -> Call {
        self.call(Method::POST, path, timeout)
            .header("Content-Type", "application/json")
            .body(body.as_str().into())
    }

    /// Reads the session; the first time, with the answer that the boot script asked for.
    pub fn load(&self) -> Call {
        let prefetched = self.0.prefetched.borrow_mut().take();
        self.call(Method::GET, "", READ_TIMEOUT).prefetched(prefetched)
    }

    /// Asks for temporary access to the processor.
    pub fn access(&self) -> Call {
        self.call(Method::GET, "/client-config", READ_TIMEOUT)
    }

    /// Quotes the fee.
    pub fn quote_fee(&self, body: &FrozenBody) -> Call {
        self.post("/quote-fee", READ_TIMEOUT, body)
    }

    /// Has the challenge's code sent.
    pub fn send_code(&self) -> Call {
        self.call(Method::POST, "/challenge/send", READ_TIMEOUT)
    }

    /// Confirms: these bytes, under this key.
    pub fn confirm(&self, key: &IdempotencyKey, body: &FrozenBody) -> Call {
        self.post("/confirm", CONFIRM_TIMEOUT, body).header(IDEMPOTENCY_KEY, key.as_str())
    }
}

/// A request about to be sent.
pub struct Call {
    builder: RequestBuilder,
    body: Option<JsValue>,
    timeout: u32,
    prefetched: Option<Prefetched>,
}

impl Call {
    /// Starts a request; `timeout` in milliseconds.
    pub fn new(method: Method, url: &str, timeout: u32) -> Self {
        let builder = RequestBuilder::new(url)
            .method(method)
            .cache(RequestCache::NoStore)
            .credentials(RequestCredentials::Omit)
            .referrer_policy(ReferrerPolicy::NoReferrer);
        Self { builder, body: None, timeout, prefetched: None }
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    /// Takes an answer that is on its way already instead of sending anything.
    pub fn prefetched(mut self, prefetched: Option<Prefetched>) -> Self {
        self.prefetched = prefetched;
        self
    }

    /// Adds a body.
    pub fn body(mut self, body: JsValue) -> Self {
        self.body = Some(body);
        self
    }

    /// Sends it and hands over the whole answer, or what its absence proves.
    ///
    /// One future for every call there is: each more would be the payer's kilobytes.
    pub fn send(self, then: Box<dyn FnOnce(Result<Answer, Failure>)>) {
        spawn_local(async move {
            then(match self.prefetched {
                Some(Prefetched(promise)) => prefetched(promise).await,
                None => exchange(self.builder, self.body, self.timeout).await,
            });
        });
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

/// An answer that the boot script asked for while this wasm was on its way.
pub struct Prefetched(Promise);

impl Prefetched {
    /// Takes the boot script's promise of `{status, text, date, retryAfter}`.
    pub fn new(promise: Promise) -> Self {
        Self(promise)
    }
}

async fn prefetched(promise: Promise) -> Result<Answer, Failure> {
    let answer = JsFuture::from(promise).await.map_err(|_| unclear(Unclear::Unreachable))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "HTTP status")]
    let status = get(&answer, "status").as_f64().unwrap_or_default() as u16;
    Ok(Answer {
        status,
        text: text(&answer, "text").unwrap_or_default(),
        date: text(&answer, "date"),
        retry_after: text(&answer, "retryAfter"),
    })
}

/// Sends a request and reads its whole answer, within the deadline.
///
/// Never a custom abort reason: gloo-net panics on a rejection that is not an `Error`.
async fn exchange(
    builder: RequestBuilder,
    body: Option<JsValue>,
    timeout: u32,
) -> Result<Answer, Failure> {
    let abort = AbortController::new().map_err(|_| unclear(Unclear::Unreachable))?;
    let signal = abort.signal();
    let timer = set_timeout_with_handle(move || abort.abort(), browser::paced(timeout)).ok();
    let builder = builder.abort_signal(Some(&signal));
    let lost = |_| unclear(if signal.aborted() { Unclear::TimedOut } else { Unclear::Unreachable });
    let answer = async {
        let request = match body {
            Some(body) => builder.body(body),
            None => builder.build(),
        };
        let response = request.map_err(lost)?.send().await.map_err(lost)?;
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

/// Reads a session out of an answer.
pub fn arrival(answer: &Answer) -> Result<Arrival, Failure> {
    let config: SessionConfig = answer.read()?;
    let branding = config.branding.as_ref();
    Ok(Arrival {
        expires_in: answer.until(&config.expires_at),
        cancel: config.cancel_url.as_deref().and_then(browser::safe_url),
        logo: branding.and_then(|b| b.logo_url.as_deref()).and_then(browser::safe_url),
        config,
    })
}

/// Reads temporary access to the processor out of an answer.
pub fn access(answer: &Answer) -> Result<Access, Failure> {
    let config: ClientConfig = answer.read()?;
    if config.processor != "zift" {
        return Err(unclear(Unclear::Malformed));
    }
    Ok(Access {
        // Ten minutes, where the answer does not tell.
        good_for: answer.until(&config.config.expiration_date).unwrap_or(Millis::seconds(600)),
        password: Secret::from(config.config.temporary_password),
    })
}

/// Reads the challenge whose code was sent out of an answer.
pub fn challenge(answer: &Answer) -> Result<contract::Challenge, Failure> {
    answer.read()
}

/// Reads a fee quote out of an answer.
pub fn fee(answer: &Answer) -> Result<FeeQuote, Failure> {
    answer.read()
}

/// Reads a successful confirm out of an answer.
pub fn receipt(answer: &Answer) -> Result<Receipt, Failure> {
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

fn unclear(unclear: Unclear) -> Failure {
    Failure::new(Why::Unclear(unclear))
}

impl Answer {
    /// The body of a success, or what the answer proves instead.
    fn read<T: Decode>(&self) -> Result<T, Failure> {
        if (200..300).contains(&self.status) {
            return decode(&self.text).ok_or(unclear(Unclear::Malformed));
        }
        let error: Option<ApiError> = decode(&self.text);
        let known = error
            .and_then(|error| Some((error.code.known()?, error.recoverable, error.request_id)));
        let why = match known {
            Some((code, recoverable, request_id)) => {
                Why::Refused(Refusal { status: self.status, code, recoverable, request_id })
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

fn decode<T: Decode>(text: &str) -> Option<T> {
    T::decode(Some(&Value(JSON::parse(text).ok()?)))
}
