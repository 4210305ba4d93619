//! What every form is made of: groups of cells, and the lines around them.

use crate::dom::{El, el};
use crate::driver::Driver;
use crate::parts::field::{cell, is_own};
use crate::words::{self, Speech};
use checkout::form::Field;
use checkout::{Checkout, Patience};
use contract::Method;
use messages::{Words, fill};

/// A group's title: it may follow what is chosen.
pub type Title = fn(&Checkout, &'static Words) -> &'static str;

/// Those of `fields` that belong together, as cells; `None` where there are none.
pub fn group(
    driver: Driver,
    speech: Speech,
    fields: &[Field],
    title: Title,
    belongs: fn(Field) -> bool,
    before: Vec<El>,
    note: Vec<El>,
) -> Option<El> {
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
}

/// How the payer is reached.
pub fn is_contact(field: Field) -> bool {
    matches!(field, Field::Email | Field::Phone)
}

/// The card or the account, and whose it is.
pub fn is_instrument(field: Field) -> bool {
    is_own(field) || field == Field::Cardholder
}

/// Where it is billed to.
pub fn is_address(field: Field) -> bool {
    !is_contact(field) && !is_instrument(field)
}

/// Where the number goes.
pub fn card_note(driver: Driver, speech: Speech) -> El {
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

/// Above everything: offline.
pub fn offline(driver: Driver, speech: Speech) -> El {
    let text = move || {
        let is = driver.now(Checkout::is_offline);
        if is { speech.messages().offline().to_owned() } else { String::new() }
    };
    el("p", "gv-banner").text_now(text)
}

/// How much time is left, once it is little. Said by the machine, so no live region of its own.
pub fn timer(driver: Driver, speech: Speech) -> El {
    let text = move || {
        let left = driver.now(Checkout::time_left);
        left.map_or_else(String::new, |left| {
            fill(speech.messages().time_left(), &[("time", &words::clock(left))])
        })
    };
    el("p", "gv-timer").text_now(text)
}

/// Under a button that takes long.
pub fn patience(driver: Driver, speech: Speech) -> El {
    let text = move || match driver.now(Checkout::patience) {
        Patience::None => String::new(),
        Patience::Offline => speech.messages().waiting_offline().to_owned(),
        Patience::Slow => speech.messages().slow().to_owned(),
        Patience::Recovering => speech.messages().recovering().to_owned(),
    };
    el("p", "gv-patience").text_now(text)
}
