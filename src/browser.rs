//! Small safe handles over what the browser has.

use checkout::Nonce;
use checkout::palette::{Rgb, Scheme, palette};
use checkout::redirect::{SafeUrl, UrlParts};
use core::time::Duration;
use js_sys::{Object, Reflect};
use leptos::prelude::{request_animation_frame, set_timeout};
use std::cell::{Cell, RefCell};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Storage, Window};

/// The window. A wasm module that draws a page always has one.
#[expect(clippy::expect_used, reason = "this wasm is started by a document's script only")]
pub fn window() -> Window {
    web_sys::window().expect("a window")
}

/// The document.
#[expect(clippy::expect_used, reason = "this wasm is started by a document's script only")]
pub fn document() -> Document {
    window().document().expect("a document")
}

/// A property, or `undefined`.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A text property.
pub fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}

/// A plain object.
pub fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        set(&object, key, value);
    }
    object
}

/// Sets a property.
pub fn set(object: &JsValue, key: &str, value: &JsValue) {
    // Fails only for what is no object, or is frozen.
    let _ = Reflect::set(object, &key.into(), value);
}

/// Calls a method, for what is too rare to have a binding; `undefined` if there is none or it
/// throws.
pub fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> JsValue {
    let arguments: js_sys::Array = arguments.iter().collect();
    let method = get(object, method).dyn_into::<js_sys::Function>().ok();
    let result = method.and_then(|method| method.apply(object, &arguments).ok());
    result.unwrap_or(JsValue::UNDEFINED)
}

/// The element with this id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id).and_then(|element| element.dyn_into().ok())
}

/// Whether the element with this id has the focus.
pub fn is_focused(id: &str) -> bool {
    document().active_element().is_some_and(|element| element.id() == id)
}

/// Shows or hides the element with this id.
pub fn show(id: &str, shown: bool) {
    if let Some(element) = element(id) {
        element.set_hidden(!shown);
    }
}

/// The content of a `<meta>`, where deployment settings stand.
pub fn meta(name: &str) -> String {
    let selector = ["meta[name='", name, "']"].concat();
    let element: Option<Element> = document().query_selector(&selector).ok().flatten();
    element.and_then(|element| element.get_attribute("content")).unwrap_or_default()
}

thread_local! {
    /// How much faster than life the deployment wants waits and time limits; tests do.
    static PACE: f64 = {
        let pace = js_sys::Number::parse_float(&meta("govifi:pace"));
        if pace >= 1.0 { pace } else { 1.0 }
    };
}

/// A wait or a time limit of so many milliseconds, at the deployment's pace.
pub fn paced(milliseconds: u32) -> Duration {
    let paced = f64::from(milliseconds) / PACE.with(|pace| *pace);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative")]
    Duration::from_millis(paced as u64)
}

thread_local! {
    /// How far the server's clock is ahead of the payer's, in milliseconds.
    static AHEAD: Cell<f64> = const { Cell::new(0.0) };
}

/// Notes what the server's clock says.
pub fn set_clock(server: f64) {
    if !server.is_nan() {
        AHEAD.set(server - js_sys::Date::now());
    }
}

/// The time by the server's clock, in seconds since 1970 in UTC.
pub fn now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds, of this age")]
    let seconds = ((js_sys::Date::now() + AHEAD.get()) / 1000.0) as i64;
    seconds
}

/// This tab's storage, or all tabs'; `None` where the browser denies it.
pub fn storage(everywhere: bool) -> Option<Storage> {
    let window = window();
    let storage = if everywhere { window.local_storage() } else { window.session_storage() };
    storage.ok().flatten()
}

/// The payer's languages, most wanted first.
pub fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// 128 fresh random bits.
pub fn nonce() -> Nonce {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        // Fails only above 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    Nonce(bytes)
}

/// The URL, read by the browser and judged by the checkout.
pub fn safe_url(text: &str) -> Option<SafeUrl> {
    // No base: a relative URL is refused, not resolved.
    let url = web_sys::Url::new(text).ok()?;
    SafeUrl::judge(&UrlParts {
        href: &url.href(),
        protocol: &url.protocol(),
        username: &url.username(),
        password: &url.password(),
        hostname: &url.hostname(),
    })
    .ok()
}

/// Sets a custom property for the whole page. CSSOM, so that no style needs to be inline.
fn set_style(name: &str, value: &str) {
    if let Some(root) = document().document_element().and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        let _ = root.style().set_property(name, value);
    }
}

/// Gives the page the merchant's colour, readable in both schemes.
pub fn set_brand(accent: Option<Rgb>) {
    let Some(accent) = accent else { return };
    let light = palette(accent, Scheme::Light);
    let dark = palette(accent, Scheme::Dark);
    for (name, colour) in [
        ("--gv-accent", light.accent),
        ("--gv-on-accent", light.on_accent),
        ("--gv-accent-hover", light.accent_hover),
        ("--gv-accent-ink-light", light.accent_ink),
        ("--gv-accent-ink-dark", dark.accent_ink),
        ("--gv-accent-edge-light", light.accent_edge),
        ("--gv-accent-edge-dark", dark.accent_edge),
        ("--gv-accent-soft-light", light.accent_soft),
        ("--gv-accent-soft-dark", dark.accent_soft),
    ] {
        set_style(name, &colour.css());
    }
}

/// The scheme the page is drawn in: `light` or `dark`.
pub fn theme() -> &'static str {
    let told = document().document_element().and_then(|root| root.get_attribute("data-theme"));
    let query = "(prefers-color-scheme: dark)".into();
    let is_dark = match told.as_deref() {
        Some(theme) => theme == "dark",
        None => get(&call(&window(), "matchMedia", &[query]), "matches").is_truthy(),
    };
    if is_dark { "dark" } else { "light" }
}

/// Tells the document its language and direction.
pub fn set_language(language: messages::Language) {
    if let Some(root) = document().document_element() {
        // Both are valid attribute names.
        let _ = root.set_attribute("lang", language.tag());
        let _ = root.set_attribute("dir", language.direction().as_str());
    }
}

/// Something to do once.
type Action = Box<dyn FnOnce()>;

thread_local! {
    /// What waits for the pointer to be released; `None` while it is not pressed.
    static PRESSED: RefCell<Option<Vec<Action>>> = const { RefCell::new(None) };
}

/// Starts to watch the pointer, for [`once_released`].
pub fn watch_pointer() {
    listen("mousedown", || {
        PRESSED.with_borrow_mut(|pressed| {
            pressed.get_or_insert_default();
        });
    });
    listen("mouseup", || {
        // After the click that this release makes.
        set_timeout(
            || {
                let waiting = PRESSED.with_borrow_mut(Option::take);
                waiting.into_iter().flatten().for_each(|action| action());
            },
            Duration::ZERO,
        );
    });
}

/// Does it now, or once the pointer is released and its click is through.
///
/// A press outside a field takes the focus away from it. Were its fault drawn at once, the button
/// under the pointer would move away between press and release, and the click would be lost.
pub fn once_released(action: Action) {
    let action = PRESSED.with_borrow_mut(|pressed| match pressed {
        Some(waiting) => {
            waiting.push(action);
            None
        }
        None => Some(action),
    });
    if let Some(action) = action {
        action();
    }
}

fn listen(event: &str, handle: impl Fn() + 'static) {
    on(&window(), event, Box::new(move |_| handle()));
}

/// Listens to an event for as long as the page lives, before anything in the page hears it.
pub fn on(target: &EventTarget, event: &str, handle: Box<dyn Fn(Event)>) {
    let closure = Closure::<dyn Fn(Event)>::wrap(handle).into_js_value();
    // Fails only for a callback that is no function.
    let _ = target.add_event_listener_with_callback_and_bool(event, closure.unchecked_ref(), true);
}

/// Does it once the page has drawn what the machine just decided.
pub fn after_draw(action: impl FnOnce() + 'static) {
    request_animation_frame(action);
}
