//! The captcha's frame (`frames/captcha`), in which the vendor's script runs.

use super::frame::{self, Frame};
use crate::browser::text;
use crate::driver::Driver;
use checkout::{Captcha, Event, Secret, Vendor};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// More than any vendor's token has.
const LONGEST_TOKEN: usize = 16_384;

thread_local! {
    /// The frame that is on the page, or was the last one there.
    static FRAME: RefCell<Option<(Driver, Frame)>> = const { RefCell::new(None) };
}

/// Makes `element`, which is an `iframe` not yet on the page, the captcha's.
pub fn frame(driver: Driver, element: &Element, vendor: Vendor, site_key: &str, language: &str) {
    let kind = match vendor {
        Vendor::HCaptcha => "hcaptcha",
        Vendor::Turnstile => "turnstile",
    };
    let start = [("kind", kind), ("siteKey", site_key), ("language", language)];
    let frame = Frame::new("captcha", element, "", &start);
    if FRAME.replace(Some((driver, frame))).is_none() {
        frame::listen(|event| {
            let said = FRAME.with_borrow(|frame| {
                let (driver, frame) = frame.as_ref()?;
                let (kind, data) = frame.hear(event)?;
                Some((*driver, said(&kind, &data)?))
            });
            if let Some((driver, said)) = said {
                driver.send(Event::Captcha(said));
            }
        });
    }
}

/// Asks for another answer; loads the document again if it never came.
pub fn reset() {
    FRAME.with_borrow(|frame| {
        if let Some((_, frame)) = frame {
            frame.tell_or_load("reset");
        }
    });
}

/// What a message says to the machine, if it says anything.
fn said(kind: &str, data: &JsValue) -> Option<Captcha> {
    Some(match kind {
        "ready" => Captcha::Ready,
        "solved" => {
            let token = Secret::from(text(data, "token")?);
            if token.is_blank() || token.expose().len() > LONGEST_TOKEN {
                return None;
            }
            Captcha::Solved(token)
        }
        "expired" => Captcha::Expired,
        "closed" => Captcha::Closed,
        "failed" => match text(data, "reason")?.as_str() {
            "blocked" => Captcha::Blocked,
            "limited" => Captcha::Limited,
            _ => Captcha::Failed,
        },
        _ => return None,
    })
}
