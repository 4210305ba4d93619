//! What outlives the page: an attempt whose outcome is not known yet.
//!
//! In this tab's storage, the attempt itself, for a reload, a crash or Back. For the other tabs of
//! this browser, only that a payment is under way and since when. Where storage is denied, the
//! history entry's own state serves for the first; the second is a convenience. The server alone
//! guarantees that a session is paid once.

use crate::browser::{self, get, text};
use crate::driver::Driver;
use crate::perform::Session;
use checkout::{Event, Kept, Millis, PurseEvent};
use contract::digits;
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// A payment of another tab older than this has ended one way or the other (milliseconds).
const STALE: f64 = 150_000.0;

fn attempt_of(session: &Session) -> String {
    ["govifi.attempt.", session.id()].concat()
}

fn paying_of(id: &str) -> String {
    ["govifi.paying.", id].concat()
}

/// Keeps an attempt, before it is sent.
pub fn keep(session: &Session, kept: &Kept) {
    // Whole milliseconds since 1970; what writes fractions is three kilobytes of wasm.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "far from both")]
    let now = digits(Date::now() as u64);
    let text = [&now, "\n", &kept.to_text()].concat();
    let is_kept = browser::storage(false)
        .is_some_and(|storage| storage.set_item(&attempt_of(session), &text).is_ok());
    if !is_kept {
        set_state(&text.into());
    }
    if let Some(storage) = browser::storage(true) {
        // Full or denied: the other tabs find out from the server.
        let _ = storage.set_item(&paying_of(session.id()), &now);
    }
}

/// Takes away what was kept.
pub fn forget(session: &Session) {
    for (everywhere, key) in [(false, attempt_of(session)), (true, paying_of(session.id()))] {
        if let Some(storage) = browser::storage(everywhere) {
            let _ = storage.remove_item(&key);
        }
    }
    if text(&history_state(), "attempt").is_some() {
        set_state(&JsValue::UNDEFINED);
    }
}

/// The attempt that a page of this tab kept, and how long ago.
pub fn found(session: &Session) -> Option<(Kept, Millis)> {
    let storage = browser::storage(false);
    let kept = storage.and_then(|storage| storage.get_item(&attempt_of(session)).ok().flatten());
    let kept = kept.or_else(|| text(&history_state(), "attempt"))?;
    let (since, kept) = kept.split_once('\n')?;
    Some((Kept::from_text(kept)?, age(since)))
}

/// Whether another tab of this browser is carrying out a payment of this session.
pub fn is_elsewhere(session: &Session) -> bool {
    let since = browser::storage(true)
        .and_then(|storage| storage.get_item(&paying_of(session.id())).ok().flatten());
    since.is_some_and(|since| f64::from(age(&since).0) < STALE)
}

/// How long ago a kept moment was. A clock that was set back makes it "just now".
fn age(since: &str) -> Millis {
    let age = Date::now() - js_sys::Number::parse_float(since);
    // Saturates; NaN becomes 0.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    Millis(age.max(0.0) as u32)
}

fn history_state() -> JsValue {
    browser::window().history().and_then(|history| history.state()).unwrap_or(JsValue::UNDEFINED)
}

/// Puts the attempt beside the credential in the history entry's state.
fn set_state(attempt: &JsValue) {
    let state = Object::new();
    let credential = get(&history_state(), "credential");
    let _ = Reflect::set(&state, &"credential".into(), &credential);
    let _ = Reflect::set(&state, &"attempt".into(), attempt);
    if let Ok(history) = browser::window().history() {
        // No URL: the address stays.
        let _ = history.replace_state(&state, "");
    }
}

/// Tells the machine what the browser says of the network, the page and the other tabs.
pub fn listen(driver: Driver) {
    let window = browser::window();
    for (name, tell) in [
        ("online", (|_, _| Some(Event::CameOnline)) as fn(Driver, web_sys::Event) -> Option<Event>),
        ("offline", |_, _| Some(Event::WentOffline)),
        ("pagehide", |_, _| Some(Event::PageHidden)),
        // Out of the back/forward cache.
        ("pageshow", |_, event| get(&event, "persisted").is_truthy().then_some(Event::Woke)),
        ("visibilitychange", |_, _| {
            let is_hidden = browser::document().hidden();
            Some(if is_hidden { Event::Purse(PurseEvent::LookedAway) } else { Event::Woke })
        }),
        // Other tabs only: a tab does not hear of its own changes.
        ("storage", |driver, event| {
            let session = driver.session();
            let about = text(&event, "key")? == paying_of(session.id());
            about.then(|| Event::Elsewhere(is_elsewhere(&session)))
        }),
    ] {
        let handle = move |event| {
            if let Some(event) = tell(driver, event) {
                driver.send(event);
            }
        };
        browser::on(&window, name, Box::new(handle));
    }
}
