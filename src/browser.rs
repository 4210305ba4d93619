//! Small safe handles over what the browser has.

use checkout::Nonce;
use checkout::redirect::{SafeUrl, UrlParts};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, Window};

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

/// The element with this id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id).and_then(|element| element.dyn_into().ok())
}

/// Removes the element with this id.
pub fn remove(id: &str) {
    if let Some(element) = element(id) {
        element.remove();
    }
}

/// Hides the element with this id.
pub fn hide(id: &str) {
    if let Some(element) = element(id) {
        element.set_hidden(true);
    }
}

/// The content of a `<meta>`, where deployment settings stand.
pub fn meta(name: &str) -> String {
    let selector = ["meta[name='", name, "']"].concat();
    let element: Option<Element> = document().query_selector(&selector).ok().flatten();
    element.and_then(|element| element.get_attribute("content")).unwrap_or_default()
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
pub fn set_style(name: &str, value: &str) {
    if let Some(root) = document().document_element().and_then(|e| e.dyn_into::<HtmlElement>().ok())
    {
        let _ = root.style().set_property(name, value);
    }
}

/// Does it once the page has drawn what the machine just decided.
pub fn after_draw(action: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(action);
}
