//! One cell of the form: label, input or list, hint, fault.
//!
//! Inputs are the browser's: the machine hears of every change and answers with `Command::Show`
//! where the text must look different, so that undo, autofill and input methods keep working.

use crate::browser;
use crate::dom::{El, el};
use crate::driver::Driver;
use crate::intl;
use crate::words::{self, Speech};
use checkout::form::ach::cheque;
use checkout::form::address::{Address, Region};
use checkout::form::brand::Brand;
use checkout::form::{Edit, Field};
use checkout::{Checkout, Choice, Event, Secret};
use core::cell::RefCell;
use messages::Language;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlInputElement, HtmlSelectElement, InputEvent};

/// The id of a field's control; its fault is `<id>-error`, its hint `<id>-hint`.
pub fn id_of(field: Field) -> &'static str {
    match field {
        Field::CardNumber => "card-number",
        Field::Expiry => "expiry",
        Field::Cvc => "cvc",
        Field::Routing => "routing",
        Field::Account => "account",
        Field::AccountAgain => "account-again",
        Field::AccountType => "account-type",
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
        // There is no token for a bank's numbers; and a second typing that is filled in is none.
        Field::Routing | Field::Account | Field::AccountAgain | Field::AccountType => "off",
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
        _ if is_secret(field) => ("text", "numeric"),
        Field::Email => ("email", "email"),
        Field::Phone => ("tel", "tel"),
        _ => ("text", "text"),
    }
}

/// Whether it is of a card or an account, and not of the payer.
pub fn is_own(field: Field) -> bool {
    [Choice::Card, Choice::Ach].iter().any(|choice| choice.own_fields().contains(&field))
}

/// What goes to the processor alone.
fn is_secret(field: Field) -> bool {
    is_own(field) && field != Field::AccountType
}

/// Written from left to right in every language.
fn is_ltr(field: Field) -> bool {
    is_secret(field) || matches!(field, Field::Email | Field::Phone | Field::Zip)
}

/// Two short fields share a row; one alone takes all of it.
fn is_half(checkout: &Checkout, field: Field) -> bool {
    matches!(field, Field::Expiry | Field::Cvc) || checkout.shares_row(field)
}

/// Whether addresses in the payer's country write the field in capitals.
fn is_capital(checkout: &Checkout, field: Field) -> bool {
    checkout.address().is_some_and(|address| address.capitals.contains(&field))
}

fn has_numeric_postal(checkout: &Checkout) -> bool {
    checkout.address().is_some_and(Address::has_numeric_postal)
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

/// Both numbers of a bank account may come in one text.
fn pasted(driver: Driver, event: &web_sys::Event) {
    let data = browser::get(event, "clipboardData");
    let text = browser::call(&data, "getData", &["text".into()]);
    let text = Secret::from(text.as_string().unwrap_or_default());
    if cheque::read(text.expose()).is_some() {
        event.prevent_default();
        driver.send(Event::ChequePasted(text));
    }
}

/// A cell. Everything it says comes from the machine's view.
pub fn cell(driver: Driver, speech: Speech, field: Field) -> El {
    let id = id_of(field);
    let error_id = [id, "-error"].concat();
    let described = match field {
        Field::CardNumber => "card-number-hint card-note card-number-error".to_owned(),
        Field::Account => "account-hint card-note account-error".to_owned(),
        Field::Expiry | Field::Cvc | Field::Phone | Field::Routing => {
            [id, "-hint ", &error_id].concat()
        }
        _ => error_id.clone(),
    };
    let label = move || {
        let words = speech.messages();
        driver.now(|checkout| {
            let label = words::label(words, field, checkout.address(), checkout.method());
            let optional = checkout.is_optional(field);
            if optional { [label, " ", words.optional()].concat() } else { label.to_owned() }
        })
    };
    let error = move || {
        driver.now(|checkout| {
            words::fault_shown(speech.messages(), checkout, field).unwrap_or_default()
        })
    };
    let class = move || {
        driver.now(|checkout| {
            let mut class = String::from("gv-cell");
            for (is, name) in [
                (is_half(checkout, field), " gv-cell--half"),
                (checkout.fault(field).is_some(), " gv-cell--fault"),
                (matches!(field, Field::CardNumber | Field::Cvc), " gv-cell--marked"),
                (is_list(checkout, field), " gv-cell--list"),
                (is_capital(checkout, field), " gv-cell--capitals"),
            ] {
                if is {
                    class.push_str(name);
                }
            }
            Some(class)
        })
    };
    // The control itself is made anew only when the field turns from a line into a list, or its
    // list becomes another country's or another language's; never while somebody is typing in it.
    let drawn = RefCell::<String>::default();
    let kind = move || {
        let kind = driver.now(|checkout| {
            let country = checkout.text(Field::Country);
            match (is_list(checkout, field), field) {
                (false, _) => String::new(),
                (true, Field::State) => [speech.language().tag(), country].concat(),
                (true, _) => speech.language().tag().to_owned(),
            }
        });
        if !browser::is_focused(id) {
            drawn.replace(kind);
        }
        drawn.borrow().clone()
    };
    let control = move || {
        let is_list = driver.peek(|checkout| is_list(checkout, field));
        let control =
            if is_list { list(driver, speech, field) } else { input(driver, speech, field) };
        let control = control
            .attr("class", "gv-cell__input")
            .attr("id", id)
            .attr("autocomplete", autocomplete(field))
            .attr("aria-describedby", &described)
            .attr_now("aria-required", move || {
                Some((!driver.now(|checkout| checkout.is_optional(field))).to_string())
            })
            .attr_now("aria-invalid", move || {
                let faulty = driver.now(|checkout| checkout.fault(field).is_some());
                faulty.then(|| "true".to_owned())
            })
            .on("change", move |event| typed(driver, field, &event))
            .on("blur", move |_| {
                browser::once_released(Box::new(move || driver.send(Event::Left(field))));
            });
        vec![control]
    };
    el("div", "")
        .attr_now("class", class)
        .with([
            el("label", "gv-cell__label").attr("for", id).text_now(label),
            el("div", "gv-cell__control").with_now(kind, control),
        ])
        .with(mark(driver, field))
        .with(hint(driver, speech, field))
        .with([el("p", "gv-cell__error").attr("id", &error_id).text_now(error)])
}

/// Whether the field is a list rather than a line of text.
fn is_list(checkout: &Checkout, field: Field) -> bool {
    match field {
        Field::Country | Field::AccountType => true,
        Field::State => !checkout.regions().is_empty(),
        _ => false,
    }
}

fn input(driver: Driver, speech: Speech, field: Field) -> El {
    let (kind, mode) = keypad(field);
    let capitals = match field {
        Field::Zip => "characters",
        _ if is_ltr(field) => "off",
        _ => "words",
    };
    let placeholder = move || match field {
        Field::Expiry => Some(speech.messages().expiry_hint().to_owned()),
        Field::Cvc if is_amex(driver.now(Checkout::brand)) => Some("1234".to_owned()),
        Field::Cvc => Some("123".to_owned()),
        _ => None,
    };
    let input = el("input", "")
        .attr("type", kind)
        .attr_now("inputmode", move || {
            let numeric = field == Field::Zip && driver.now(has_numeric_postal);
            Some(if numeric { "numeric" } else { mode }.to_owned())
        })
        .attr("autocapitalize", capitals)
        .attr("autocorrect", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "next")
        // Without a name the browser keeps no history of what was typed into a card field.
        .attr_if("name", (!is_secret(field)).then(|| id_of(field)))
        // A street in Latin letters stays in order on a page that runs the other way.
        .attr("dir", if is_ltr(field) { "ltr" } else { "auto" })
        .attr_now("placeholder", placeholder)
        .flag_now("readonly", move || driver.now(Checkout::is_latched))
        .on("input", move |event| typed(driver, field, &event))
        .on("compositionend", move |event| typed(driver, field, &event));
    let input = if matches!(field, Field::Routing | Field::Account) {
        input.on("paste", move |event| pasted(driver, &event))
    } else {
        input
    };
    driver.peek(|checkout| set_value(input.raw(), checkout, field));
    input
}

fn list(driver: Driver, speech: Speech, field: Field) -> El {
    let words = speech.messages();
    let option = |value: &str, text: &str| el("option", "").attr("value", value).text(text);
    let list = el("select", "")
        .attr("name", id_of(field))
        .flag_now("disabled", move || driver.now(Checkout::is_latched));
    let list = if field == Field::AccountType {
        list.with([option("checking", words.checking()), option("savings", words.savings())])
    } else if field == Field::Country {
        let countries = intl::countries(speech.language().tag());
        list.with([option("", words.country_choose())])
            .with(countries.iter().map(|(code, name)| option(code, name)))
    } else {
        let list = list.with([option("", words.region_choose())]);
        driver.peek(|checkout| {
            let regions = checkout.regions().iter();
            list.with(regions.map(|region| option(&region.code, &region_name(speech, region))))
        })
    };
    driver.peek(|checkout| set_value(list.raw(), checkout, field));
    list
}

/// A region's name, and where its letters are not the page's, its name in Latin letters before it:
/// a list is searched by typing.
fn region_name(speech: Speech, region: &Region) -> String {
    let is_arabic = region.name.starts_with(|c| matches!(c, '\u{600}'..='\u{6ff}'));
    match &region.latin {
        Some(latin) if !(is_arabic && speech.language() == Language::Arabic) => {
            [latin, " · ", &region.name].concat()
        }
        _ => region.name.clone(),
    }
}

/// Shows a field's text as the machine has it, in a line or a list.
pub fn set_value(control: &JsValue, checkout: &Checkout, field: Field) {
    let is_list = control.is_instance_of::<HtmlSelectElement>();
    let text = if is_list { checkout.value(field) } else { checkout.text(field) };
    browser::set(control, "value", &text.into());
}

fn is_amex(brand: Option<Brand>) -> bool {
    brand == Some(Brand::Amex)
}

/// A brand's mark: class and text.
pub fn brand_mark(brand: Option<Brand>) -> (&'static str, &'static str) {
    match brand {
        None => ("gv-brand gv-brand--none", ""),
        Some(Brand::Visa) => ("gv-brand gv-brand--visa", "VISA"),
        Some(Brand::Mastercard) => ("gv-brand gv-brand--mastercard", "MC"),
        Some(Brand::Amex) => ("gv-brand gv-brand--amex", "AMEX"),
        Some(Brand::Discover) => ("gv-brand gv-brand--discover", "DISC"),
        Some(Brand::Diners) => ("gv-brand", "DINERS"),
        Some(Brand::Jcb) => ("gv-brand", "JCB"),
        Some(Brand::UnionPay) => ("gv-brand", "UP"),
        Some(Brand::Maestro) => ("gv-brand", "MAESTRO"),
        Some(Brand::Mir) => ("gv-brand", "MIR"),
        Some(Brand::Elo) => ("gv-brand", "ELO"),
        Some(Brand::Hipercard) => ("gv-brand", "HIPER"),
        Some(Brand::Verve) => ("gv-brand", "VERVE"),
    }
}

/// The brand beside the number; beside the code, which side of the card it is on.
fn mark(driver: Driver, field: Field) -> Option<El> {
    let chip = move || match (field, driver.now(Checkout::brand)) {
        (Field::Cvc, Some(Brand::Amex)) => ("gv-brand gv-brand--front", ""),
        (Field::Cvc, _) => ("gv-brand gv-brand--back", ""),
        (_, brand) => brand_mark(brand),
    };
    matches!(field, Field::CardNumber | Field::Cvc).then(|| {
        el("span", "")
            .attr("aria-hidden", "true")
            .attr_now("class", move || Some(chip().0.to_owned()))
            .text_now(move || chip().1.to_owned())
    })
}

/// What a screen reader adds to the label; why the phone is asked for, everybody reads.
fn hint(driver: Driver, speech: Speech, field: Field) -> Option<El> {
    let class = match field {
        Field::Phone => "gv-cell__hint",
        Field::CardNumber | Field::Expiry | Field::Cvc | Field::Routing | Field::Account => "gv-sr",
        _ => return None,
    };
    let text = move || {
        let words = speech.messages();
        let text = match (field, driver.now(Checkout::brand)) {
            (Field::CardNumber, brand) => brand.map_or("", Brand::name),
            (Field::Expiry, _) => words.expiry_hint(),
            (Field::Cvc, Some(Brand::Amex)) => words.cvc_help_front(),
            (Field::Cvc, _) => words.cvc_help_back(),
            (Field::Routing, _) => words.routing_number_help(),
            (Field::Account, _) => words.account_number_help(),
            _ => words.phone_help(),
        };
        text.to_owned()
    };
    Some(el("p", class).attr("id", &[id_of(field), "-hint"].concat()).text_now(text))
}
