//! The captcha's frame: a document of another origin (`frames/captcha`), where the vendor's script
//! runs and can see nothing of this page. It is talked to by messages, to its exact origin, and
//! heard only from its own window; what it says is in that document's script.

use crate::browser::{self, call, get, object, text};
use crate::driver::Driver;
use checkout::{Captcha, Event, Secret, Vendor};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

/// What the frame's document may do. Its scripts, with its own origin's storage, which vendors need
/// to know a browser again; a puzzle's form, and the vendor's terms in another tab. Never this
/// tab's address, a download or a dialog.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-forms allow-popups";
/// More than any vendor's token has.
const LONGEST_TOKEN: usize = 16_384;
/// In CSS pixels; the largest puzzle is about 620 high.
const HIGHEST: f64 = 800.0;

/// The frame that is on the page, or was the last one there.
struct Frame {
    driver: Driver,
    element: Element,
    origin: String,
    start: JsValue,
    /// Whether its document has said that it is there.
    is_there: Cell<bool>,
}

thread_local! {
    static FRAME: RefCell<Option<Frame>> = const { RefCell::new(None) };
}

/// Makes `element`, which is an `iframe` not yet on the page, the captcha's.
pub fn frame(driver: Driver, element: &Element, vendor: Vendor, site_key: &str, language: &str) {
    let origin = browser::meta("govifi:frames");
    let kind = match vendor {
        Vendor::HCaptcha => "hcaptcha",
        Vendor::Turnstile => "turnstile",
    };
    let dark = call(&browser::window(), "matchMedia", &["(prefers-color-scheme: dark)".into()]);
    let theme = if get(&dark, "matches").is_truthy() { "dark" } else { "light" };
    let start = message("start");
    for (name, value) in
        [("kind", kind), ("siteKey", site_key), ("theme", theme), ("language", language)]
    {
        browser::set(&start, name, &value.into());
    }
    for (name, value) in [("sandbox", SANDBOX), ("referrerpolicy", "no-referrer")] {
        // Fails only for a malformed name.
        let _ = element.set_attribute(name, value);
    }
    let is_there = Cell::new(false);
    let frame = Frame { driver, element: element.clone(), origin, start, is_there };
    frame.load();
    if FRAME.replace(Some(frame)).is_none() {
        let hear = |event: web_sys::Event| {
            if let Some((driver, said)) = FRAME.with_borrow(|frame| hear(frame.as_ref()?, &event)) {
                driver.send(Event::Captcha(said));
            }
        };
        browser::on(&browser::window(), "message", Box::new(hear));
    }
}

/// Asks for another answer; loads the document again if it never came.
pub fn reset() {
    FRAME.with_borrow(|frame| match frame {
        Some(frame) if frame.is_there.get() => frame.post(&message("reset")),
        Some(frame) => frame.load(),
        None => {}
    });
}

fn message(kind: &str) -> JsValue {
    object(&[("govifi", "captcha".into()), ("v", 1.into()), ("type", kind.into())]).into()
}

impl Frame {
    fn window(&self) -> JsValue {
        get(&self.element, "contentWindow")
    }

    fn load(&self) {
        // Fails only for a malformed name. The same address again loads it again.
        let _ = self.element.set_attribute("src", &[&self.origin, "/captcha/"].concat());
    }

    fn post(&self, message: &JsValue) {
        let window = self.window();
        if window.is_object() {
            call(&window, "postMessage", &[message.clone(), self.origin.as_str().into()]);
        }
    }
}

/// What a message says to the machine, if it comes from the frame and says anything.
fn hear(frame: &Frame, event: &JsValue) -> Option<(Driver, Captcha)> {
    let (window, data) = (frame.window(), get(event, "data"));
    // A frame that is gone has no window, and neither has a message that came from nowhere.
    let is_frames = window.is_object()
        && get(event, "source") == window
        && text(event, "origin").as_ref() == Some(&frame.origin);
    let is_known = is_frames && text(&data, "govifi").as_deref() == Some("captcha");
    if !is_known || get(&data, "v").as_f64() != Some(1.0) {
        return None;
    }
    let said = match text(&data, "type")?.as_str() {
        "hello" => {
            frame.is_there.set(true);
            frame.post(&frame.start);
            return None;
        }
        "height" => {
            let height = get(&data, "px").as_f64()?.clamp(0.0, HIGHEST);
            // Whole pixels: what writes fractions is four kilobytes of wasm.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
            let height = height.ceil() as u32;
            let element: &HtmlElement = frame.element.dyn_ref()?;
            // CSSOM, which the policy allows. Fails only for a malformed name.
            let _ = element.style().set_property("height", &[&height.to_string(), "px"].concat());
            return None;
        }
        "ready" => Captcha::Ready,
        "solved" => {
            let token = Secret::from(text(&data, "token")?);
            if token.is_blank() || token.expose().len() > LONGEST_TOKEN {
                return None;
            }
            Captcha::Solved(token)
        }
        "expired" => Captcha::Expired,
        "closed" => Captcha::Closed,
        "failed" => match text(&data, "reason")?.as_str() {
            "blocked" => Captcha::Blocked,
            "limited" => Captcha::Limited,
            _ => Captcha::Failed,
        },
        _ => return None,
    };
    Some((frame.driver, said))
}
