//! Codes that a browser reads out of a text message for the payer, as Chromium on Android does
//! (`navigator.credentials` with `otp`).

use crate::browser::{self, call, get, object, text};
use js_sys::{Array, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

/// A wait for a message. Dropping it ends the wait.
pub struct Waiting(AbortController);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Hands over the code of the next text message that is bound to this page, if the payer lets the
/// browser. `None` where browsers do not do this.
pub fn wait(then: impl FnOnce(String) + 'static) -> Option<Waiting> {
    let window = browser::window();
    if get(&window, "OTPCredential").is_undefined() {
        return None;
    }
    let abort = AbortController::new().ok()?;
    let by_sms = object(&[("transport", Array::of1(&"sms".into()).into())]);
    let options = object(&[("otp", by_sms.into()), ("signal", abort.signal().into())]);
    let credentials = get(&window.navigator(), "credentials");
    let asked: Promise = call(&credentials, "get", &[options.into()]).dyn_into().ok()?;
    spawn_local(async move {
        // Refused, ended or none: the payer types it.
        if let Ok(found) = JsFuture::from(asked).await
            && let Some(code) = text(&found, "code")
        {
            then(code);
        }
    });
    Some(Waiting(abort))
}
