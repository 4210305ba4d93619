//! The merchant's page around the checkout: what it is told, what it asks for. The messages
//! themselves are `src/embed.js`'s.

use crate::boot::left;
use crate::browser::{self, call, get, text};
use crate::driver::Driver;
use crate::parts::field::id_of;
use crate::words::{self, Speech};
use checkout::palette::Rgb;
use checkout::{Asked, Blame, Checkout, Event, Host, News};
use contract::embed::{Call, HostEvent, HostReceipt, HostSession, HostValidation};
use contract::{Encode, Scope, SessionId, SessionStatus, Word};
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
    fn fields(&self, object: &mut contract::Object) {
        object.boolean("started", self.0);
    }
}

/// Tells the page around.
pub fn tell(driver: Driver, news: News) {
    let Some(speech) = SPEECH.get() else { return };
    let session = driver.session();
    let event = match (news, session.named()) {
        (News::Refreshed, _) => {
            call(&left(), "refreshed", &[]);
            return;
        }
        (News::Failed(code, blame), _) => HostEvent::PaymentError {
            code,
            message: driver.peek(|checkout| words::obstacle(speech, checkout)),
            recoverable: blame == Blame::Recoverable,
        },
        (News::Fee, _) => match driver.peek(Checkout::host_fee) {
            Some(fee) => HostEvent::FeeQuote(fee),
            None => return,
        },
        (News::Method(method), _) => HostEvent::MethodChanged(method),
        (News::Validation, _) => HostEvent::Validation(validation(driver, speech)),
        (News::Challenge(kind), _) => HostEvent::Challenge {
            kind,
            delivery_hint: driver
                .peek(|it| it.session()?.challenge.as_ref()?.delivery_hint.clone()),
        },
        (News::Ready, Some(id)) => {
            HostEvent::SessionReady(driver.peek(|checkout| ready_session(checkout, id)))
        }
        (News::Expired, Some(id)) => HostEvent::SessionExpired(id.clone()),
        (News::Processing, Some(id)) => HostEvent::PaymentProcessing(id.clone()),
        (News::Paid, Some(id)) => {
            HostEvent::PaymentSuccess(Box::new(driver.peek(|checkout| receipt(checkout, id))))
        }
        // What is told of a session has one.
        (News::Ready | News::Expired | News::Processing | News::Paid, None) => return,
    };
    call(&left(), "tell", &[event.name().into(), event.encode().into()]);
}

fn ready_session(checkout: &Checkout, id: &SessionId) -> HostSession {
    HostSession {
        session_id: id.clone(),
        status: SessionStatus::Active,
        scope: Scope::Payment,
        amount: checkout.order().map(|order| order.amount),
        currency: checkout.currency().map(|currency| currency.as_str().to_owned()),
        methods: checkout.session().map(|session| session.methods.clone()).unwrap_or_default(),
    }
}

fn receipt(checkout: &Checkout, id: &SessionId) -> HostReceipt {
    let receipt = checkout.receipt().cloned().unwrap_or_default();
    HostReceipt {
        session_id: id.clone(),
        transaction_id: receipt.transaction_id,
        payment_uid: receipt.payment_uid,
        method: receipt.method,
        last4: receipt.last4,
        card_type: receipt.card_type,
        total_amount: receipt.total,
        saved_method_id: receipt.saved_method_id,
    }
}

fn validation(driver: Driver, speech: Speech) -> HostValidation {
    driver.peek(|checkout| HostValidation {
        valid: checkout.is_right(),
        errors: checkout
            .fields()
            .into_iter()
            .filter_map(|field| {
                Some((id_of(field), words::fault_shown(speech.messages(), checkout, field)?))
            })
            .collect(),
    })
}
