//! The merchant's page around the checkout: what it is told, what it asks for. The messages
//! themselves are `src/embed.js`'s.

use crate::boot::left;
use crate::browser::{self, call, get, text};
use crate::driver::Driver;
use crate::parts::field::id_of;
use crate::words::{self, Speech};
use checkout::palette::Rgb;
use checkout::{Asked, Blame, Checkout, Event, Host, News, Receipt};
use contract::embed::{
    Call, HostChallenge, HostDeleted, HostErrors, HostEvent, HostFailure, HostMethod, HostReady,
    HostReceipt, HostSession, HostSessionId, HostValidation,
};
use contract::{Encode, Object, Scope, SessionStatus, Word};
use std::cell::Cell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// In whose page this document is.
pub fn host() -> Host {
    let left = left();
    if !get(&left, "framed").is_truthy() {
        return Host::None;
    }
    text(&left, "host").map_or(Host::Unknown, Host::Known)
}

/// The session, if this document is in a merchant's page.
pub fn embedded_session() -> Option<String> {
    let left = left();
    if get(&left, "framed").is_truthy() { text(&left, "id") } else { None }
}

/// The language of the page around.
pub fn language() -> Option<String> {
    text(&left(), "lang")
}

/// Says that something is drawn.
pub fn ready() {
    call(&left(), "ready", &[]);
}

/// The colour that the page around wants, before the session's own.
pub fn accent() -> Option<Rgb> {
    text(&left(), "accent").as_deref().and_then(Rgb::parse)
}

thread_local! {
    /// The words that the page around is told as well.
    static SPEECH: Cell<Option<Speech>> = const { Cell::new(None) };
    /// Whether the page around has asked for something: then the focus may come here from there.
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the focus may be moved: never out of the page around by itself.
pub fn may_focus() -> bool {
    !get(&left(), "framed").is_truthy()
        || ASKED.get()
        || browser::document().has_focus().unwrap_or(false)
}

/// Tells the page around in these words.
pub fn speak(speech: Speech) {
    SPEECH.set(Some(speech));
}

/// Hears what the page around asks for. `paint` is called when it wants another look.
pub fn listen(driver: Driver, speech: Speech, paint: Box<dyn Fn()>) {
    let left = left();
    let answer: Box<dyn Fn(String) -> Option<String>> = Box::new(move |asked| {
        let call = Call::from_word(&asked)?;
        ASKED.set(call != Call::Refresh);
        driver.send(Event::HostAsked(match call {
            Call::Submit => Asked::Submit(browser::nonce()),
            Call::Refresh => Asked::Refresh,
            Call::Validate => Asked::Validate,
            Call::Focus => Asked::Focus,
        }));
        match call {
            Call::Submit => Some(Started(driver.peek(Checkout::is_latched)).encode()),
            Call::Validate => Some(validation(driver, speech).encode()),
            Call::Focus => Some("{}".to_owned()),
            // Once it is read.
            Call::Refresh => None,
        }
    });
    let answer = Closure::<dyn Fn(String) -> Option<String>>::wrap(answer).into_js_value();
    browser::set(&left, "call", &answer);
    let paint = Closure::<dyn Fn()>::wrap(paint).into_js_value();
    browser::set(&left, "paint", paint.unchecked_ref::<JsValue>());
}

/// The answer to [`Call::Submit`].
struct Started(bool);

impl Encode for Started {
    fn fields(&self, object: &mut Object) {
        object.boolean("started", self.0);
    }
}

/// Tells the page around.
// Not inlined: what few pages have must not be in the way of the rest.
#[inline(never)]
pub fn tell(driver: Driver, news: News) {
    let Some(speech) = SPEECH.get() else { return };
    let session = driver.session();
    let session_id = session.id();
    match news {
        News::Refreshed => {
            call(&left(), "refreshed", &[]);
        }
        News::Ready => driver.peek(|checkout| {
            send(HostEvent::SessionReady, &HostReady { session: of(checkout, session_id) });
        }),
        News::Expired => send(HostEvent::SessionExpired, &HostSessionId { session_id }),
        News::Fee => {
            if let Some(fee) = driver.peek(Checkout::host_fee) {
                send(HostEvent::FeeQuote, &fee);
            }
        }
        News::Method(method) => send(HostEvent::MethodChanged, &HostMethod { method }),
        News::Deleted(id) => {
            send(HostEvent::WalletDeleted, &HostDeleted { saved_method_id: &id });
        }
        News::Validation => send(HostEvent::Validation, &validation(driver, speech)),
        News::Processing => send(HostEvent::PaymentProcessing, &HostSessionId { session_id }),
        News::Paid => driver.peek(|checkout| {
            send(HostEvent::PaymentSuccess, &receipt(checkout.receipt(), session_id));
        }),
        News::Failed(code, blame) => {
            let message = &driver.peek(|checkout| words::obstacle(speech, checkout));
            let recoverable = blame == Blame::Recoverable;
            send(HostEvent::PaymentError, &HostFailure { code, message, recoverable });
        }
        News::Challenge(kind) => driver.peek(|checkout| {
            let asked = checkout.session().and_then(|session| session.challenge.as_ref());
            let delivery_hint = asked.and_then(|asked| asked.delivery_hint.as_deref());
            send(HostEvent::Challenge, &HostChallenge { kind, delivery_hint });
        }),
    }
}

fn send(event: HostEvent, detail: &dyn Encode) {
    let detail = Object::written(detail);
    call(&left(), "tell", &[event.as_str().into(), detail.into()]);
}

fn of<'a>(checkout: &'a Checkout, session_id: &'a str) -> HostSession<'a> {
    let session = checkout.session();
    let order = session.map(|session| &session.order);
    HostSession {
        session_id,
        status: SessionStatus::Active,
        scope: if session.is_some() { Scope::Payment } else { Scope::Wallet },
        amount: order.map(|order| order.amount),
        currency: order.map(|order| order.currency.as_str()),
        methods: session.map_or_else(|| checkout.addable(), |session| &session.methods),
    }
}

fn receipt<'a>(receipt: Option<&'a Receipt>, session_id: &'a str) -> HostReceipt<'a> {
    let text = |pick: fn(&Receipt) -> Option<&str>| receipt.and_then(pick);
    HostReceipt {
        session_id,
        transaction_id: text(|it| it.transaction_id.as_deref()),
        payment_uid: text(|it| it.payment_uid.as_deref()),
        method: receipt.and_then(|it| it.method),
        last4: text(|it| it.last4.as_deref()),
        card_type: text(|it| it.card_type.as_deref()),
        total_amount: receipt.and_then(|it| it.total),
        saved_method_id: text(|it| it.saved_method_id.as_deref()),
    }
}

fn validation(driver: Driver, speech: Speech) -> HostValidation {
    driver.peek(|checkout| {
        let text = |field| words::fault_shown(speech.messages(), checkout, field);
        let fields = checkout.fields().into_iter();
        let errors = fields.filter_map(|field| Some((id_of(field), text(field)?))).collect();
        HostValidation { valid: checkout.is_right(), errors: HostErrors(errors) }
    })
}
