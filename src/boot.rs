//! Takes over from the boot script in `index.html`.
//!
//! That script runs before anything else: it takes the credential out of the address, keeps it
//! where a reload finds it, and asks for the session while this wasm is still on its way. What it
//! found stands in `window.govifi` until [`take`] removes it.

use crate::browser::{self, get, text};
use crate::perform::{self, Prefetched, Session};
use checkout::form::country::Country;
use checkout::form::expiry::YearMonth;
use checkout::{Boot, Link};
use contract::{ClientSecret, SessionId};
use core::time::Duration;
use js_sys::{Date, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What the page starts with.
pub struct Page {
    /// For the machine.
    pub boot: Boot,
    /// For the calls.
    pub session: Session,
    /// The words of the payer's language.
    pub words: Option<Prefetched>,
}

/// Reads what the boot script left and removes it. `None` while the document is being replaced.
pub fn take() -> Option<Page> {
    let left = left();
    if get(&left, "leaving").is_truthy() {
        return None;
    }
    let id = text(&left, "id").and_then(|id| SessionId::parse(&id).ok());
    let secret = match (&id, text(&left, "credential")) {
        (Some(id), Some(credential)) => ClientSecret::parse(id, &credential).ok(),
        _ => None,
    };
    let promise = |key| get(&left, key).dyn_into::<Promise>().ok().map(Prefetched::new);
    let words = promise("words");
    let prefetched = promise("session");
    // The credential lives on in the `ClientSecret` alone.
    let _ = Reflect::set(&left, &"credential".into(), &JsValue::UNDEFINED);
    let _ = Reflect::set(&left, &"session".into(), &JsValue::UNDEFINED);
    let link = if secret.is_some() { Link::Whole } else { Link::Incomplete };
    let session = Session::new(id.zip(secret), prefetched);
    let boot = Boot {
        link,
        today: Some(today()),
        region: region(),
        seed: browser::nonce(),
        kept: perform::found(&session),
        elsewhere: perform::is_elsewhere(&session),
        online: browser::window().navigator().on_line(),
        apple_pay: get(&left, "canApplePay").is_truthy(),
        host: perform::host::host(),
    };
    Some(Page { boot, session, words })
}

/// Tells the boot script that the app is up, so that it no longer waits for it to fail.
pub fn started() {
    let _ = Reflect::set(&left(), &"started".into(), &JsValue::TRUE);
}

/// Tells the boot script that the app cannot start, so that the static fallback shows at once.
pub fn failed() {
    if let Ok(fail) = get(&left(), "fail").dyn_into::<Function>() {
        // It has nothing to throw.
        let _ = fail.call0(&JsValue::UNDEFINED);
    }
}

/// Has the boot script send a request: as `fetch` takes it, and within a time limit. It promises
/// what [`Prefetched`] reads.
pub fn ask(url: &str, limit: Duration, init: &Object) -> Promise {
    let limit = f64::from(u32::try_from(limit.as_millis()).unwrap_or(u32::MAX));
    let answer = get(&left(), "ask")
        .dyn_into::<Function>()
        .and_then(|ask| ask.call3(&JsValue::UNDEFINED, &url.into(), &limit.into(), init));
    // Fails only without a boot script; such an answer has no status, so it never came.
    Promise::resolve(&answer.unwrap_or(JsValue::UNDEFINED))
}

/// The boot script's object.
pub fn left() -> JsValue {
    get(&js_sys::global(), "govifi")
}

fn today() -> YearMonth {
    let now = Date::new_0();
    // Months fit in a byte; years of the common era below 65536 fit in two.
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the calendar")]
    YearMonth { year: now.get_full_year() as u16, month: now.get_month() as u8 + 1 }
}

/// The region subtag of the payer's first language that has one: `en-GB` gives GB.
fn region() -> Option<Country> {
    browser::languages().iter().find_map(|tag| {
        tag.split('-').skip(1).find(|part| part.len() == 2).and_then(Country::parse)
    })
}
