//! The form. Triggered by a payable session; ends with Pay.

use crate::browser;
use crate::dom::{El, el};
use crate::driver::Driver;
use crate::parts::bank::{cheque, mandate};
use crate::parts::challenge::challenge;
use crate::parts::chooser::{chooser, keeping};
use crate::parts::field::{cell, is_own};
use crate::parts::notice::notice;
use crate::parts::order::{order, totals};
use crate::parts::wallet::{button, is_paypals, paypal};
use crate::perform;
use crate::words::{self, Speech};
use checkout::form::Field;
use checkout::{Button, Checkout, Event, Patience};
use contract::Method;
use messages::{Words, fill};

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

/// A group's title: it may follow what is chosen.
type Title = fn(&Checkout, &'static Words) -> &'static str;

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
        let fields: Vec<Field> = fields.iter().copied().filter(|field| belongs(*field)).collect();
        let cells: Vec<El> = fields.iter().map(|field| cell(driver, speech, *field)).collect();
        let order = move || {
            let place = |shown| fields.iter().position(|field| *field == shown);
            driver.now(|checkout| checkout.fields().into_iter().filter_map(place).collect())
        };
        // What is not asked for now keeps what was typed.
        let aside = el("div", "").attr("hidden", "");
        (!cells.is_empty()).then(|| {
            el("fieldset", "gv-group")
                // With a kept card there is nothing to type in it.
                .flag_now("hidden", move || {
                    driver.now(|checkout| !checkout.fields().into_iter().any(belongs))
                })
                .with([el("legend", "gv-group__title")
                    .text_now(move || driver.now(|it| title(it, speech.messages())).to_owned())])
                .with(before)
                .with([el("div", "gv-cells").with_ordered(cells, aside.clone(), order), aside])
                .with(note)
        })
    };
    let offline = move || {
        let is = driver.now(Checkout::is_offline);
        if is { speech.messages().offline().to_owned() } else { String::new() }
    };
    let form = el("form", "gv-form")
        .attr("novalidate", "")
        .attr_now("aria-busy", busy)
        .flag_now("data-held", move || driver.now(Checkout::is_latched))
        .on("submit", on_submit)
        .with([el("p", "gv-banner").text_now(offline)])
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
            el("p", "gv-timer").text_now(timer(driver, speech)),
            el("div", "gv-pay").with([
                challenge(driver, speech),
                notice(driver, speech),
                button(driver, speech),
                paypal(driver, speech),
                el("p", "gv-patience").text_now(patience(driver, speech)),
            ]),
        ]);
    vec![order(driver, speech), el("div", "gv-pane").with([form, cancel(driver, speech)])]
}

fn is_contact(field: Field) -> bool {
    matches!(field, Field::Email | Field::Phone)
}

fn is_instrument(field: Field) -> bool {
    is_own(field) || field == Field::Cardholder
}

fn is_address(field: Field) -> bool {
    !is_contact(field) && !is_instrument(field)
}

fn card_note(driver: Driver, speech: Speech) -> El {
    let note = move || {
        let words = speech.messages();
        driver.now(|checkout| match checkout.method() {
            Method::Ach => words.bank_note().to_owned(),
            Method::Card | Method::ApplePay | Method::Paypal => words::with_merchant(
                words.card_goes_to_processor(),
                words.card_goes_to_processor_plain(),
                &checkout.merchant().name,
            ),
        })
    };
    // Of a PayPal account itself nothing is typed.
    let away = move || driver.now(Checkout::method) == Method::Paypal;
    el("p", "gv-group__note gv-lock")
        .attr("id", "card-note")
        .flag_now("hidden", away)
        .text_now(note)
}

/// How much time is left, once it is little. Said by the machine, so no live region of its own.
fn timer(driver: Driver, speech: Speech) -> impl Fn() -> String + 'static {
    move || {
        let left = driver.now(Checkout::time_left);
        left.map_or_else(String::new, |left| {
            fill(speech.messages().time_left(), &[("time", &words::clock(left))])
        })
    }
}

fn patience(driver: Driver, speech: Speech) -> impl Fn() -> String + 'static {
    move || match driver.now(Checkout::patience) {
        Patience::None => String::new(),
        Patience::Offline => speech.messages().waiting_offline().to_owned(),
        Patience::Slow => speech.messages().slow().to_owned(),
        Patience::Recovering => speech.messages().recovering().to_owned(),
    }
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
