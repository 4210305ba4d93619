//! Apple Pay's sheet, which `src/apple-pay.js` opens. That script is ours; no other vendor's code runs
//! in this document.

use super::api;
use crate::boot;
use crate::browser::{self, call, get, object, text};
use crate::driver::Driver;
use crate::parts::field::id_of;
use checkout::{Authorized, Event, Secret, Sheet, SheetEnd, SheetFailure, Ticket};
use contract::BillingDetails;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::EventTarget;

thread_local! {
    /// The sheet that was opened last.
    static SHEET: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Adds the script, unless it is there: a sheet can only be opened at once.
pub fn load() {
    call(&boot::left(), "add", &["applePay".into()]);
}

/// Opens the sheet, within the press that it comes of.
pub fn open(driver: Driver, ticket: Ticket, sheet: &Sheet) {
    let asked: Vec<&str> = sheet.asked.iter().copied().map(id_of).collect();
    let request = object(&[
        ("amount", sheet.currency.decimal(sheet.amount).into()),
        ("currency", sheet.currency.as_str().into()),
        ("merchant", sheet.merchant.as_str().into()),
        ("asked", asked.join(" ").into()),
    ]);
    let opened = call(&boot::left(), "applePay", &[request.into()]);
    let Ok(target) = opened.dyn_into::<EventTarget>() else {
        // The script did not come, or the browser refuses: another press may find it there.
        load();
        driver.send(Event::SheetAnswered(ticket, Err(SheetFailure::Failed)));
        return;
    };
    let validates = target.clone();
    let validate = move |event: web_sys::Event| {
        let url = text(&get(&event, "detail"), "url").unwrap_or_default();
        let sheet = validates.clone();
        driver.session().validate_merchant(url).send(Box::new(move |answer| {
            match answer.and_then(|answer| api::opaque(&answer)) {
                Ok(session) => {
                    call(&sheet, "validated", &[session]);
                }
                Err(failure) => {
                    call(&sheet, "close", &[]);
                    driver.send(Event::SheetAnswered(ticket, Err(SheetFailure::Api(failure))));
                }
            }
        }));
    };
    browser::on(&target, "validate", Box::new(validate));
    let answered = move |event: web_sys::Event| {
        driver.send(Event::SheetAnswered(ticket, answer(&get(&event, "detail"))));
    };
    browser::on(&target, "answered", Box::new(answered));
    SHEET.set(target.into());
}

fn answer(detail: &JsValue) -> Result<Box<Authorized>, SheetFailure> {
    let of = |name| text(detail, name);
    match of("token") {
        Some(token) => Ok(Box::new(Authorized {
            token: Secret::from(token),
            billing: BillingDetails {
                cardholder: of("cardholder"),
                zip: of("zip"),
                street: of("street"),
                street2: of("street2"),
                city: of("city"),
                state: of("state"),
                country: of("country"),
                phone: of("phone"),
                email: of("email"),
            },
        })),
        None if get(detail, "cancelled").is_truthy() => Err(SheetFailure::Cancelled),
        None => Err(SheetFailure::Failed),
    }
}

/// Ends the sheet, if it is open.
pub fn close(end: SheetEnd) {
    let how = match end {
        SheetEnd::Paid => "paid",
        SheetEnd::Refused => "refused",
        SheetEnd::Unsure => "unsure",
    };
    call(&SHEET.replace(JsValue::UNDEFINED), "close", &[how.into()]);
}
