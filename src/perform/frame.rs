//! A document of the frames' origin, where a vendor's script runs and can see nothing of this page.
//! It is talked to by messages, to its exact origin, and heard only from its own window; what it
//! says is in that document's script.

use super::host;
use crate::browser::{self, call, get, object, text};
use contract::digits;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

/// What every such document may do. Its scripts, with its own origin's storage, which vendors need
/// to know a browser again; forms, and other tabs and windows. Never this tab's address, a download
/// or a dialog.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-forms allow-popups";
/// In CSS pixels; the largest puzzle is about 620 high.
const HIGHEST: f64 = 800.0;

/// One such frame.
pub struct Frame {
    /// The document's folder at the frames' origin, and the name of its messages.
    name: &'static str,
    element: Element,
    origin: String,
    start: JsValue,
    /// Whether its document has said that it is there.
    is_there: Cell<bool>,
}

impl Frame {
    /// Makes `element`, which is an `iframe` not yet on the page, a frame. `may`: what it may do
    /// beside what every one may. `start`: what its document is told when it says hello, beside the
    /// theme.
    pub fn new(name: &'static str, element: &Element, may: &str, start: &[(&str, &str)]) -> Self {
        let origin = browser::meta("govifi:frames");
        let theme = browser::theme();
        for (name, value) in
            [("sandbox", &*[SANDBOX, may].concat()), ("referrerpolicy", "no-referrer")]
        {
            // Fails only for a malformed name.
            let _ = element.set_attribute(name, value);
        }
        let message = message(name, "start");
        browser::set(&message, "theme", &theme.into());
        for (name, value) in start {
            browser::set(&message, name, &(*value).into());
        }
        let element = element.clone();
        let frame = Self { name, element, origin, start: message, is_there: Cell::new(false) };
        frame.load();
        frame
    }

    /// Loads the document, again if it is there already.
    fn load(&self) {
        // Fails only for a malformed name. The same address again loads it again.
        // A page that the checkout is embedded in is above this frame too, and has to be allowed.
        let around =
            host::embedded_session().map_or_else(String::new, |id| ["?embed=", &id].concat());
        let address = [&self.origin, "/", self.name, "/", &around].concat();
        let _ = self.element.set_attribute("src", &address);
    }

    /// Says something, or loads the document again if it never came.
    pub fn tell_or_load(&self, kind: &str) {
        if self.is_there.get() {
            self.tell(kind, &[]);
        } else {
            self.load();
        }
    }

    /// Says something.
    pub fn tell(&self, kind: &str, more: &[(&str, JsValue)]) {
        let message = message(self.name, kind);
        for (name, value) in more {
            browser::set(&message, name, value);
        }
        self.post(&message);
    }

    fn window(&self) -> JsValue {
        get(&self.element, "contentWindow")
    }

    fn post(&self, message: &JsValue) {
        let window = self.window();
        if window.is_object() {
            call(&window, "postMessage", &[message.clone(), self.origin.as_str().into()]);
        }
    }

    /// What kind of message an event is, and the message, if it comes from the frame and is not
    /// about the frame itself.
    pub fn hear(&self, event: &JsValue) -> Option<(String, JsValue)> {
        let (window, data) = (self.window(), get(event, "data"));
        // A frame that is gone has no window, and neither has a message that came from nowhere.
        let is_frames = window.is_object()
            && get(event, "source") == window
            && text(event, "origin").as_ref() == Some(&self.origin);
        let is_known = is_frames && text(&data, "govifi").as_deref() == Some(self.name);
        if !is_known || get(&data, "v").as_f64() != Some(1.0) {
            return None;
        }
        let kind = text(&data, "type")?;
        match kind.as_str() {
            "hello" => {
                self.is_there.set(true);
                self.post(&self.start);
            }
            "height" => {
                let height = get(&data, "px").as_f64()?.clamp(0.0, HIGHEST);
                // Whole pixels: what writes fractions is four kilobytes of wasm.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "clamped"
                )]
                let height = digits(height.ceil() as u64);
                let element: &HtmlElement = self.element.dyn_ref()?;
                // CSSOM, which the policy allows. Fails only for a malformed name.
                let _ = element.style().set_property("height", &[&height, "px"].concat());
            }
            _ => return Some((kind, data)),
        }
        None
    }
}

fn message(name: &str, kind: &str) -> JsValue {
    object(&[("govifi", name.into()), ("v", 1.into()), ("type", kind.into())]).into()
}

/// Hears every message to this page.
pub fn listen(hear: impl Fn(&JsValue) + 'static) {
    browser::on(&browser::window(), "message", Box::new(move |event| hear(&event)));
}
