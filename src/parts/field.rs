//! One cell of the form: label, input or list, hint, fault.
//!
//! Inputs are the browser's: the machine hears of every change and answers with `Command::Show`
//! where the text must look different, so that undo, autofill and input methods keep working.

use crate::driver::Driver;
use crate::intl;
use crate::words::{self, Speech};
use checkout::form::brand::Brand;
use checkout::form::country::Country;
use checkout::form::{Edit, Field};
use checkout::{Checkout, Event, Secret};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, InputEvent};

/// The id of a field's control; its fault is `<id>-error`, its hint `<id>-hint`.
pub fn id_of(field: Field) -> &'static str {
    match field {
        Field::CardNumber => "card-number",
        Field::Expiry => "expiry",
        Field::Cvc => "cvc",
        Field::Cardholder => "cardholder",
        Field::Email => "email",
        Field::Phone => "phone",
        Field::Country => "country",
        Field::Street => "street",
        Field::Street2 => "street2",
        Field::City => "city",
        Field::State => "state",
        Field::Zip => "zip",
    }
}

/// The WHATWG autofill token.
fn autocomplete(field: Field) -> &'static str {
    match field {
        Field::CardNumber => "cc-number",
        Field::Expiry => "cc-exp",
        Field::Cvc => "cc-csc",
        Field::Cardholder => "cc-name",
        Field::Email => "email",
        Field::Phone => "tel",
        Field::Country => "billing country",
        Field::Street => "billing address-line1",
        Field::Street2 => "billing address-line2",
        Field::City => "billing address-level2",
        Field::State => "billing address-level1",
        Field::Zip => "billing postal-code",
    }
}

/// Input type and keypad. Never `number`: it eats leading zeros and pasted spaces.
fn keypad(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::CardNumber | Field::Expiry | Field::Cvc => ("text", "numeric"),
        Field::Email => ("email", "email"),
        Field::Phone => ("tel", "tel"),
        _ => ("text", "text"),
    }
}

fn is_card(field: Field) -> bool {
    matches!(field, Field::CardNumber | Field::Expiry | Field::Cvc)
}

/// Written from left to right in every language.
fn is_ltr(field: Field) -> bool {
    is_card(field) || matches!(field, Field::Email | Field::Phone | Field::Zip)
}

/// Two short fields share a row; one alone takes all of it.
fn is_half(checkout: &Checkout, field: Field) -> bool {
    let has = |other| checkout.fields().contains(&other);
    match field {
        Field::Expiry | Field::Cvc => true,
        Field::State => has(Field::Zip),
        Field::Zip => has(Field::State),
        _ => false,
    }
}

/// The text of the control an event came from, with its caret.
fn control_text(event: &web_sys::Event) -> Option<(String, usize)> {
    let target = event.target()?;
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        let text = input.value();
        // Email inputs have no selection to ask for.
        let caret = input.selection_start().ok().flatten().map_or(text.len(), |at| at as usize);
        return Some((text, caret));
    }
    let text = target.dyn_ref::<HtmlSelectElement>()?.value();
    Some((text, 0))
}

/// What the keystroke did; `None` while an input method is still composing.
fn edit_of(event: &web_sys::Event) -> Option<Edit> {
    match event.dyn_ref::<InputEvent>() {
        Some(input) if input.is_composing() => None,
        Some(input) => Some(match input.input_type().as_str() {
            "deleteContentBackward" => Edit::DeleteBackward,
            "deleteContentForward" => Edit::DeleteForward,
            _ => Edit::Insert,
        }),
        // `change` and `compositionend`: autofill and input methods report here.
        None => Some(Edit::Insert),
    }
}

fn typed(driver: Driver, field: Field, event: &web_sys::Event) {
    if let (Some(edit), Some((text, caret))) = (edit_of(event), control_text(event)) {
        driver.send(Event::Typed { field, text: Secret::from(text), caret, edit });
    }
}

/// A cell. Everything it says comes from the machine's view.
pub fn cell(field: Field, country: Memo<Option<Country>>) -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let brand = driver.read(Checkout::brand);
    let fault = driver.read(move |checkout| checkout.fault(field));
    let id = id_of(field);
    let half = driver.read(move |checkout| is_half(checkout, field));
    let error_id = [id, "-error"].concat();
    let described = match field {
        Field::CardNumber => "card-number-hint card-note card-number-error".to_owned(),
        Field::Expiry | Field::Cvc | Field::Phone => [id, "-hint ", &error_id].concat(),
        _ => error_id.clone(),
    };

    let label = move || {
        let words = speech.messages();
        let label = words::label(words, field, country.get());
        if field == Field::Street2 { [label, " ", words.optional].concat() } else { label.into() }
    };
    let error = move || {
        let fault = fault.get()?;
        Some(words::fault(speech.messages(), field, fault, brand.get(), country.get()))
    };
    let class = move || {
        let mut class = String::from("gv-cell");
        let is_list = is_list(field, country.get());
        for (is, name) in [
            (half.get(), " gv-cell--half"),
            (fault.get().is_some(), " gv-cell--fault"),
            (matches!(field, Field::CardNumber | Field::Cvc), " gv-cell--marked"),
            (is_list, " gv-cell--list"),
        ] {
            if is {
                class.push_str(name);
            }
        }
        class
    };
    let control = move || {
        let text = driver.peek(|checkout| checkout.text(field).to_owned());
        if is_list(field, country.get()) {
            list(field, country, &described, text).into_any()
        } else {
            input(field, &described, text).into_any()
        }
    };
    view! {
        <div class=class>
            <label class="gv-cell__label" for=id>{label}</label>
            {control}
            {mark(field, brand)}
            {hint(field, brand)}
            <p class="gv-cell__error" id=error_id>{error}</p>
        </div>
    }
}

/// Whether the field is a list rather than a line of text.
fn is_list(field: Field, country: Option<Country>) -> bool {
    match field {
        Field::Country => true,
        Field::State => country.is_some_and(|country| !country.regions().is_empty()),
        _ => false,
    }
}

fn aria_invalid(
    driver: Driver,
    field: Field,
) -> impl Fn() -> Option<&'static str> + Send + Sync + 'static {
    let faulty = driver.read(move |checkout| checkout.fault(field).is_some());
    move || faulty.get().then_some("true")
}

fn required(field: Field) -> &'static str {
    if field == Field::Street2 { "false" } else { "true" }
}

fn input(field: Field, described: &str, text: String) -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let latched = driver.read(Checkout::is_latched);
    let (kind, mode) = keypad(field);
    let on_text = move |event: web_sys::Event| typed(driver, field, &event);
    let amex = driver.read(|checkout| checkout.brand() == Some(Brand::Amex));
    let placeholder = move || match field {
        Field::Expiry => Some(speech.messages().expiry_hint),
        Field::Cvc => Some(if amex.get() { "1234" } else { "123" }),
        _ => None,
    };
    let capitals = match field {
        Field::Zip => "characters",
        _ if is_ltr(field) => "off",
        _ => "words",
    };
    view! {
        <input
            class="gv-cell__input"
            id=id_of(field)
            // Without a name the browser keeps no history of what was typed into a card field.
            name=(!is_card(field)).then(|| id_of(field))
            type=kind
            inputmode=mode
            autocomplete=autocomplete(field)
            autocapitalize=capitals
            spellcheck="false"
            enterkeyhint="next"
            placeholder=placeholder
            dir=is_ltr(field).then_some("ltr")
            readonly=move || latched.get()
            aria-describedby=described.to_owned()
            aria-required=required(field)
            aria-invalid=aria_invalid(driver, field)
            prop:value=text
            on:input=on_text
            on:change=on_text
            on:compositionend=move |event: ev::CompositionEvent| on_text(event.into())
            on:blur=move |_| driver.send(Event::Left(field))
        />
    }
}

fn list(
    field: Field,
    country: Memo<Option<Country>>,
    described: &str,
    chosen: String,
) -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let latched = driver.read(Checkout::is_latched);
    let options = move || -> Vec<AnyView> {
        let words = speech.messages();
        // What is chosen stays chosen when the language, and with it the list, changes.
        let chosen = driver.peek(|checkout| checkout.text(field).to_owned());
        let option = |value: String, text: String| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }.into_any()
        };
        let (choose, entries): (_, Vec<(String, String)>) = if field == Field::Country {
            let countries = intl::countries(speech.language().tag());
            let named = countries.into_iter().map(|(code, name)| (code.as_str().to_owned(), name));
            (words.country_choose, named.collect())
        } else {
            let regions = country.get().map(Country::regions).unwrap_or_default();
            let named = regions.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned()));
            (words.region_choose, named.collect())
        };
        core::iter::once(option(String::new(), choose.to_owned()))
            .chain(entries.into_iter().map(|(value, text)| option(value, text)))
            .collect()
    };
    let on_text = move |event: web_sys::Event| typed(driver, field, &event);
    view! {
        <select
            class="gv-cell__input"
            id=id_of(field)
            name=id_of(field)
            autocomplete=autocomplete(field)
            aria-describedby=described.to_owned()
            aria-required=required(field)
            aria-invalid=aria_invalid(driver, field)
            disabled=move || latched.get()
            prop:value=chosen
            on:change=on_text
            on:blur=move |_| driver.send(Event::Left(field))
        >
            {options}
        </select>
    }
}

/// The brand beside the number; beside the code, which side of the card it is on.
fn mark(field: Field, brand: Memo<Option<Brand>>) -> Option<impl IntoView> {
    if !matches!(field, Field::CardNumber | Field::Cvc) {
        return None;
    }
    let chip = move || match (field, brand.get()) {
        (Field::Cvc, Some(Brand::Amex)) => ("gv-brand gv-brand--front", ""),
        (Field::Cvc, _) => ("gv-brand gv-brand--back", ""),
        (_, None) => ("gv-brand gv-brand--none", ""),
        (_, Some(Brand::Visa)) => ("gv-brand gv-brand--visa", "VISA"),
        (_, Some(Brand::Mastercard)) => ("gv-brand gv-brand--mastercard", "MC"),
        (_, Some(Brand::Amex)) => ("gv-brand gv-brand--amex", "AMEX"),
        (_, Some(Brand::Discover)) => ("gv-brand gv-brand--discover", "DISC"),
        (_, Some(Brand::Diners)) => ("gv-brand", "DINERS"),
        (_, Some(Brand::Jcb)) => ("gv-brand", "JCB"),
        (_, Some(Brand::UnionPay)) => ("gv-brand", "UP"),
        (_, Some(Brand::Maestro)) => ("gv-brand", "MAESTRO"),
        (_, Some(Brand::Mir)) => ("gv-brand", "MIR"),
        (_, Some(Brand::Elo)) => ("gv-brand", "ELO"),
        (_, Some(Brand::Hipercard)) => ("gv-brand", "HIPER"),
        (_, Some(Brand::Verve)) => ("gv-brand", "VERVE"),
    };
    Some(view! { <span class=move || chip().0 aria-hidden="true">{move || chip().1}</span> })
}

/// What a screen reader adds to the label; why the phone is asked for, everybody reads.
fn hint(field: Field, brand: Memo<Option<Brand>>) -> Option<impl IntoView> {
    let class = match field {
        Field::Phone => "gv-cell__hint",
        Field::CardNumber | Field::Expiry | Field::Cvc => "gv-sr",
        _ => return None,
    };
    let speech = Speech::here();
    let text = move || {
        let words = speech.messages();
        match (field, brand.get()) {
            (Field::CardNumber, brand) => brand.map_or("", Brand::name),
            (Field::Expiry, _) => words.expiry_hint,
            (Field::Cvc, Some(Brand::Amex)) => words.cvc_help_front,
            (Field::Cvc, _) => words.cvc_help_back,
            _ => words.phone_help,
        }
    };
    Some(view! { <p class=class id=[id_of(field), "-hint"].concat()>{text}</p> })
}
