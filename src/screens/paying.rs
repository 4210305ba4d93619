//! The form. Triggered by a payable session; ends with Pay.

use crate::browser;
use crate::dom::{El, el};
use crate::driver::Driver;
use crate::parts::bank::{cheque, mandate};
use crate::parts::challenge::challenge;
use crate::parts::chooser::{chooser, keeping};
use crate::parts::form::{
    Title, card_note, group, is_address, is_contact, is_instrument, offline, patience, timer,
};
use crate::parts::notice::notice;
use crate::parts::order::{order, totals};
use crate::parts::wallet::{button, is_paypals, paypal};
use crate::perform;
use crate::words::{self, Speech};
use checkout::form::Field;
use checkout::{Button, Checkout, Event};
use contract::Method;

/// What makes it another form: other fields asked for.
pub fn key(checkout: &Checkout) -> String {
    let mut key = String::from("form");
    for field in all_fields(checkout) {
        // Sixteen fields: one letter each.
        key.push(char::from(b'a' + u8::try_from(field.index()).unwrap_or_default()));
    }
    key
}

/// The fields of every method and those that the session asks for, whatever is chosen.
fn all_fields(checkout: &Checkout) -> Vec<Field> {
    let Some(session) = checkout.session() else { return Vec::new() };
    let mut fields: Vec<Field> =
        session.choices().flat_map(|choice| choice.own_fields().iter().copied()).collect();
    fields.push(Field::Cardholder);
    fields.extend(session.asked.iter().filter(|field| **field != Field::Cardholder));
    fields
}

/// Order, form, Pay, and the way back.
pub fn paying(driver: Driver, speech: Speech) -> Vec<El> {
    let on_submit = move |event: web_sys::Event| {
        event.prevent_default();
        if driver.peek(is_paypals) {
            // Enter in a field: PayPal's window opens by a press of PayPal's button only.
            perform::focus_pay();
        } else {
            driver.send(Event::Submitted(browser::nonce()));
        }
    };
    let busy = move || Some((driver.now(Checkout::button) == Button::Busy).to_string());
    let fields = driver.peek(all_fields);
    let group = |title: Title, belongs: fn(Field) -> bool, before: Vec<El>, note: Vec<El>| {
        group(driver, speech, &fields, title, belongs, before, note)
    };
    let form = el("form", "gv-form")
        .attr("novalidate", "")
        .attr_now("aria-busy", busy)
        .flag_now("data-held", move || driver.now(Checkout::is_latched))
        .on("submit", on_submit)
        .with([offline(driver, speech)])
        .with(group(|_, words| words.contact(), is_contact, Vec::new(), Vec::new()))
        .with([chooser(driver, speech)])
        .with(group(
            |checkout, words| match checkout.method() {
                Method::Ach => words.bank_account(),
                Method::Paypal => "PayPal",
                Method::Card | Method::ApplePay => words.card(),
            },
            is_instrument,
            vec![cheque(driver, speech)],
            vec![card_note(driver, speech), keeping(driver, speech)],
        ))
        .with(group(|_, words| words.billing_address(), is_address, Vec::new(), Vec::new()))
        .with([
            mandate(driver, speech),
            totals(driver, speech),
            timer(driver, speech),
            el("div", "gv-pay").with([
                challenge(driver, speech),
                notice(driver, speech),
                button(driver, speech),
                paypal(driver, speech),
                patience(driver, speech),
            ]),
        ]);
    vec![order(driver, speech), el("div", "gv-pane").with([form, cancel(driver, speech)])]
}

/// The way back, while nothing is under way.
fn cancel(driver: Driver, speech: Speech) -> El {
    let text = move || {
        let words = speech.messages();
        driver.now(|checkout| {
            words::with_merchant(words.cancel(), words.cancel_plain(), &checkout.merchant().name)
        })
    };
    let href = move || {
        driver.now(|checkout| Some(checkout.merchant().cancel.as_ref()?.as_str().to_owned()))
    };
    let hidden = move || {
        driver.now(|checkout| checkout.is_latched() || checkout.merchant().cancel.is_none())
    };
    el("p", "gv-cancel")
        .flag_now("hidden", hidden)
        .with([el("a", "gv-cancel__link").attr_now("href", href).text_now(text)])
}
