//! What the browser knows of languages: money and country names.
//!
//! The digits after the separator always come from our ISO 4217 table: engines disagree with it
//! for up to 18 currencies.

use crate::browser::object;
use checkout::bank_days::Day;
use checkout::form::country::Country;
use contract::{Cents, Currency};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// In milliseconds.
const DAY: f64 = 86_400_000.0;

/// An amount as the payer's language writes it, exact at any size.
pub fn money(language: &str, currency: Currency, amount: Cents) -> String {
    let digits = JsValue::from(currency.exponent());
    let options = object(&[
        ("style", "currency".into()),
        ("currency", currency.as_str().into()),
        ("minimumFractionDigits", digits.clone()),
        ("maximumFractionDigits", digits),
        // The payer types Latin digits; what is paid is shown in the same.
        ("numberingSystem", "latn".into()),
    ]);
    let decimal = currency.decimal(amount);
    let format = Intl::NumberFormat::new(&Array::of1(&language.into()), &options).format();
    // A decimal string keeps every digit of an amount beyond 2^53.
    let formatted = format.call1(&JsValue::UNDEFINED, &decimal.as_str().into()).ok();
    match formatted.and_then(|text| text.as_string()) {
        // Arabic formats begin with a mark that turns an amount around where it stands alone.
        Some(text) => text.replace('\u{200f}', ""),
        None => [currency.as_str(), " ", &decimal].concat(),
    }
}

/// A day as the payer's language writes it, in full.
pub fn date(language: &str, day: Day) -> String {
    let options = object(&[
        ("dateStyle", "full".into()),
        // The day is a date, not a moment.
        ("timeZone", "UTC".into()),
        ("numberingSystem", "latn".into()),
    ]);
    let noon = Date::new(&(f64::from(day.since_1970()) * DAY).into());
    let written = noon.to_locale_date_string(language, &options);
    written.as_string().unwrap_or_default().replace('\u{200f}', "")
}

/// Every country's code and name, in the payer's language and in that language's order.
///
/// Sorted by the browser: a sort of our own would be more code than the list.
pub fn countries(language: &str) -> Vec<(String, String)> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).unwrap_or(JsValue::UNDEFINED);
    let names = Reflect::get(&intl, &"DisplayNames".into())
        .and_then(JsCast::dyn_into::<Function>)
        .and_then(|class| {
            let arguments = Array::of2(&language.into(), &object(&[("type", "region".into())]));
            Reflect::construct(&class, &arguments)
        })
        .unwrap_or(JsValue::UNDEFINED);
    let of = Reflect::get(&names, &"of".into()).and_then(JsCast::dyn_into::<Function>);
    let entries = Array::new();
    for country in Country::all() {
        let code = JsValue::from_str(country.as_str());
        let name = of.as_ref().ok().and_then(|of| of.call1(&names, &code).ok());
        entries.push(&Array::of2(&name.unwrap_or_else(|| code.clone()), &code));
    }
    let collator = Intl::Collator::new(&Array::of1(&language.into()), &Object::new()).compare();
    let sorted = entries.sort_by(&mut |a, b| {
        let (a, b) = (Array::from(&a).get(0), Array::from(&b).get(0));
        let order = collator.call2(&JsValue::UNDEFINED, &a, &b).ok().and_then(|o| o.as_f64());
        match order {
            Some(order) if order < 0.0 => -1,
            Some(order) if order > 0.0 => 1,
            _ => 0,
        }
    });
    let text = |value: JsValue| value.as_string().unwrap_or_default();
    let pair = |entry: JsValue| Array::from(&entry);
    sorted.iter().map(pair).map(|pair| (text(pair.get(1)), text(pair.get(0)))).collect()
}
