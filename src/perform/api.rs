//! Calls to the Govifi API: the credential, a deadline, and a failure that says what it proves.

use crate::boot;
use crate::browser::{self, get, object, set, text};
use crate::json::Value;
use checkout::form::address::Address;
use checkout::form::country::Country;
use checkout::{
    Access, Arrival, Errand, Failure, FrozenBody, IdempotencyKey, Millis, Receipt, Refusal, Secret,
    Unclear, Why,
};
use contract::{
    ApiError, ApplePaySessionRequest, ClientConfig, ClientSecret, ConfirmResult, Decode, Encode,
    FeeQuote, IDEMPOTENCY_KEY, Open, PaymentMethods, SessionConfig, SessionId,
};
use core::cell::RefCell;
use js_sys::{Date, JSON, Object, Promise, encode_uri_component};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

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

    /// The session's id.
    pub fn named(&self) -> Option<&SessionId> {
        self.0.id.as_ref()
    }

    /// The session's id; empty without one.
    pub fn id(&self) -> &str {
        self.named().map(SessionId::as_str).unwrap_or_default()
    }

    fn call(&self, method: Method, path: &str, timeout: u32) -> Call {
        let credential = self.0.credential.as_ref().map(ClientSecret::expose).unwrap_or_default();
        let bearer = ["Bearer ", credential].concat();
        Call::new(method, &[&self.0.base, path].concat(), timeout).header("Authorization", &bearer)
    }

    fn post(&self, path: &str, timeout: u32, body: &str) -> Call {
        self.call(Method::Post, path, timeout)
            .header("Content-Type", "application/json")
            .body(&body.into())
    }

    /// Reads the session; the first time, with the answer that the boot script asked for.
    pub fn load(&self) -> Call {
        let prefetched = self.0.prefetched.borrow_mut().take();
        self.call(Method::Get, "", READ_TIMEOUT).prefetched(prefetched)
    }

    /// Asks for temporary access to the processor.
    pub fn access(&self) -> Call {
        self.call(Method::Get, "/client-config", READ_TIMEOUT)
    }

    /// Quotes the fee.
    pub fn quote_fee(&self, body: &FrozenBody) -> Call {
        self.post("/quote-fee", READ_TIMEOUT, body.as_str())
    }

    /// Has the challenge's code sent.
    pub fn send_code(&self) -> Call {
        self.call(Method::Post, "/challenge/send", READ_TIMEOUT)
    }

    /// Has Apple validate the merchant for a sheet. `url`: where, as Apple's event says.
    pub fn validate_merchant(&self, validation_url: String) -> Call {
        let request = ApplePaySessionRequest { validation_url };
        self.post("/apple-pay/session", READ_TIMEOUT, &request.encode())
    }

    /// Has an order made for PayPal's button.
    pub fn paypal_order(&self) -> Call {
        self.call(Method::Post, "/paypal/orders", READ_TIMEOUT)
    }

    /// Lists or changes what the customer has kept.
    pub fn errand(&self, errand: &Errand) -> Call {
        const PATH: &str = "/payment-methods";
        let of = |id: &str| [PATH, "/", &String::from(encode_uri_component(id))].concat();
        match errand {
            Errand::List => self.call(Method::Get, PATH, READ_TIMEOUT),
            Errand::Add(key, body) => {
                self.post(PATH, READ_TIMEOUT, body.as_str()).header(IDEMPOTENCY_KEY, key.as_str())
            }
            // It may be the last that this page does.
            Errand::Remove(id) => self.call(Method::Delete, &of(id), READ_TIMEOUT).kept_alive(),
            Errand::Prefer(id) => {
                self.call(Method::Put, &[&of(id), "/default"].concat(), READ_TIMEOUT)
            }
        }
    }

    /// Confirms: these bytes, under this key.
    pub fn confirm(&self, key: &IdempotencyKey, body: &FrozenBody) -> Call {
        self.post("/confirm", CONFIRM_TIMEOUT, body.as_str()).header(IDEMPOTENCY_KEY, key.as_str())
    }
}

/// How a request is made.
#[derive(Clone, Copy, Debug)]
pub enum Method {
    /// It reads.
    Get,
    /// It changes something.
    Post,
    /// It sets something.
    Put,
    /// It takes something away.
    Delete,
}

/// A request about to be sent.
pub struct Call {
    url: String,
    /// As `fetch` takes it.
    init: Object,
    headers: Object,
    timeout: u32,
    prefetched: Option<Prefetched>,
}

impl Call {
    /// Starts a request; `timeout` in milliseconds.
    pub fn new(method: Method, url: &str, timeout: u32) -> Self {
        let method = match method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        let headers = Object::new();
        let init = object(&[
            ("method", method.into()),
            ("cache", "no-store".into()),
            ("headers", headers.clone().into()),
        ]);
        Self { url: url.to_owned(), init, headers, timeout, prefetched: None }
    }

    fn header(self, name: &str, value: &str) -> Self {
        set(&self.headers, name, &value.into());
        self
    }

    /// Takes an answer that is on its way already instead of sending anything.
    pub fn prefetched(mut self, prefetched: Option<Prefetched>) -> Self {
        self.prefetched = prefetched;
        self
    }

    /// Lets the browser answer out of its cache, as it does for the page's own files.
    fn cached(self) -> Self {
        set(&self.init, "cache", &"default".into());
        self
    }

    /// Has it sent though the page is left.
    fn kept_alive(self) -> Self {
        set(&self.init, "keepalive", &JsValue::TRUE);
        self
    }

    /// Adds a body.
    pub fn body(self, body: &JsValue) -> Self {
        set(&self.init, "body", body);
        self
    }

    /// Sends it and hands over the whole answer, or what its absence proves.
    ///
    /// One future for every call there is: each more would be the payer's kilobytes.
    pub fn send(self, then: Box<dyn FnOnce(Result<Answer, Failure>)>) {
        let promise = match self.prefetched {
            Some(Prefetched(promise)) => promise,
            None => boot::ask(&self.url, browser::paced(self.timeout), &self.init),
        };
        spawn_local(async move {
            // The promise is always kept.
            then(read(&JsFuture::from(promise).await.unwrap_or(JsValue::UNDEFINED)));
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
    /// Takes the boot script's promise of `{status, text, date, retryAfter}` or `{late}`.
    pub fn new(promise: Promise) -> Self {
        Self(promise)
    }
}

/// Reads what the boot script's `ask` promised.
fn read(answer: &JsValue) -> Result<Answer, Failure> {
    let Some(status) = get(answer, "status").as_f64() else {
        let late = get(answer, "late").is_truthy();
        return Err(unclear(if late { Unclear::TimedOut } else { Unclear::Unreachable }));
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "HTTP status")]
    Ok(Answer {
        status: status as u16,
        text: text(answer, "text").unwrap_or_default(),
        date: text(answer, "date"),
        retry_after: text(answer, "retryAfter"),
    })
}

/// Reads a session out of an answer.
pub fn arrival(answer: &Answer) -> Result<Arrival, Failure> {
    let config: SessionConfig = answer.read()?;
    // Read afresh each time, so its date is now.
    if let Some(date) = &answer.date {
        browser::set_clock(Date::parse(date));
    }
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

/// How addresses are written in a country: a file that never changes under its name.
pub fn address_file(country: Country) -> Call {
    let place = [&browser::meta("govifi:addresses"), country.as_str(), ".json"].concat();
    Call::new(Method::Get, &place, READ_TIMEOUT).cached()
}

/// Reads how addresses are written out of an answer.
pub fn address(answer: &Answer) -> Result<Address, Failure> {
    answer.read()
}

/// Reads what is kept out of an answer.
pub fn methods(answer: &Answer) -> Result<PaymentMethods, Failure> {
    answer.read()
}

/// Reads the id of the method that a change left out of an answer; nothing where it left none.
pub fn method(answer: &Answer) -> Result<Option<String>, Failure> {
    match answer.success()? {
        "" => Ok(None),
        body => match JSON::parse(body).ok().and_then(|method| text(&method, "id")) {
            None => Err(unclear(Unclear::Malformed)),
            id => Ok(id),
        },
    }
}

/// Reads a fee quote out of an answer.
pub fn fee(answer: &Answer) -> Result<FeeQuote, Failure> {
    answer.read()
}

/// Reads what is for a wallet's vendor only out of an answer.
pub fn opaque(answer: &Answer) -> Result<JsValue, Failure> {
    let object = JSON::parse(answer.success()?).ok();
    object.filter(JsValue::is_object).ok_or(unclear(Unclear::Malformed))
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
        transaction_id: result.transaction_id,
        method: result.method.and_then(Open::known),
        last4: result.last4,
        card_type: result.card_type,
        saved_method_id: result.saved_method_id,
        redirect: result.redirect_url.as_deref().and_then(browser::safe_url),
    })
}

fn unclear(unclear: Unclear) -> Failure {
    Failure::new(Why::Unclear(unclear))
}

impl Answer {
    /// What a success says, or what the answer proves instead.
    fn read<T: Decode>(&self) -> Result<T, Failure> {
        self.success().and_then(|body| decode(body).ok_or(unclear(Unclear::Malformed)))
    }

    /// The body of a success, or what the answer proves instead.
    fn success(&self) -> Result<&str, Failure> {
        if (200..300).contains(&self.status) {
            return Ok(&self.text);
        }
        let refusal = decode(&self.text).and_then(|error: ApiError| {
            Some(Refusal {
                status: self.status,
                code: error.code.known()?,
                recoverable: error.recoverable,
                about: error.about(),
                request_id: error.request_id,
            })
        });
        let why = refusal.map_or(Why::Unclear(Unclear::Status(self.status)), Why::Refused);
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
