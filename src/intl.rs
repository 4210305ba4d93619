//! What the browser knows of languages: money and country names.
//!
//! The digits after the separator always come from our ISO 4217 table: engines disagree with it
//! for up to 18 currencies.

use checkout::form::country::Country;
use contract::{Cents, Currency};
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

fn options(entries: &[(&str, JsValue)]) -> Object {
    let options = Object::new();
    for (key, value) in entries {
        // A fresh plain object takes any property.
        let _ = Reflect::set(&options, &(*key).into(), value);
    }
    options
}

/// An amount as the payer's language writes it, exact at any size.
pub fn money(language: &str, currency: Currency, amount: Cents) -> String {
    let digits = JsValue::from(currency.exponent());
    let options = options(&[
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
    formatted
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| [currency.as_str(), " ", &decimal].concat())
}

/// Every country with its name in the payer's language, in that language's order.
pub fn countries(language: &str) -> Vec<(Country, String)> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).unwrap_or(JsValue::UNDEFINED);
    let names = Reflect::get(&intl, &"DisplayNames".into())
        .and_then(|class| class.dyn_into::<Function>())
        .and_then(|class| {
            let arguments = Array::of2(&language.into(), &options(&[("type", "region".into())]));
            Reflect::construct(&class, &arguments)
        });
    let of = names.as_ref().ok().and_then(|names| {
        Reflect::get(names, &"of".into()).ok()?.dyn_into::<Function>().ok().map(|of| (names, of))
    });
    let name = |country: Country| {
        let (names, of) = of.as_ref()?;
        of.call1(names, &country.as_str().into()).ok()?.as_string()
    };
    let mut countries: Vec<(Country, String)> = Country::all()
        .map(|country| (country, name(country).unwrap_or_else(|| country.as_str().to_owned())))
        .collect();
    let collator = Intl::Collator::new(&Array::of1(&language.into()), &Object::new()).compare();
    countries.sort_by(|(_, a), (_, b)| {
        let order = collator.call2(&JsValue::UNDEFINED, &a.as_str().into(), &b.as_str().into());
        let order = order.ok().and_then(|order| order.as_f64()).unwrap_or_default();
        order.partial_cmp(&0.0).unwrap_or(core::cmp::Ordering::Equal)
    });
    countries
}
