//! The form. Triggered by a payable session; ends with Pay.

use crate::browser;
use crate::driver::Driver;
use crate::parts::field::cell;
use crate::parts::notice::notice;
use crate::parts::order::{order, totals};
use crate::words::{self, Pick, Speech};
use checkout::form::Field;
use checkout::{Button, Checkout, Event, Patience};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use messages::fill;

/// Order, form, Pay, and the way back.
pub fn paying() -> impl IntoView {
    let driver = Driver::here();
    let latched = driver.read(Checkout::is_latched);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        driver.send(Event::Submitted(browser::nonce()));
    };
    let busy = move || if latched.get() { "true" } else { "false" };
    view! {
        {order()}
        <div class="gv-pane">
            <form class="gv-form" novalidate aria-busy=busy on:submit=on_submit>
                {group(|words| words.contact, |field| matches!(field, Field::Email | Field::Phone))}
                {group(|words| words.card, is_card)}
                {group(|words| words.billing_address, is_address)}
                {totals()}
                <div class="gv-pay">{notice()} {button()} {patience()}</div>
            </form>
            {cancel()}
        </div>
    }
}

fn is_card(field: Field) -> bool {
    matches!(field, Field::CardNumber | Field::Expiry | Field::Cvc | Field::Cardholder)
}

fn is_address(field: Field) -> bool {
    !is_card(field) && !matches!(field, Field::Email | Field::Phone)
}

/// The fields of one kind that the session asks for.
fn group(title: Pick, belongs: fn(Field) -> bool) -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let country = driver.read(Checkout::country);
    let fields = driver.read(move |checkout| {
        checkout.fields().into_iter().filter(|field| belongs(*field)).collect::<Vec<_>>()
    });
    let merchant = driver.read(|checkout| checkout.merchant().name.clone());
    let note = move || {
        let words = speech.messages();
        fields.with(|fields| fields.contains(&Field::CardNumber)).then(|| {
            let note = words::with_merchant(
                words.card_goes_to_processor,
                words.card_goes_to_processor_plain,
                &merchant.get(),
            );
            view! { <p class="gv-group__note gv-lock" id="card-note">{note}</p> }
        })
    };
    let is_empty = Memo::new(move |_| fields.with(Vec::is_empty));
    move || {
        (!is_empty.get()).then(|| {
            view! {
                <fieldset class="gv-group">
                    <legend class="gv-group__title">{speech.say(title)}</legend>
                    <div class="gv-cells">
                        <For each=move || fields.get() key=|field| field.index() let:field>
                            {cell(field, country)}
                        </For>
                    </div>
                    {note}
                </fieldset>
            }
        })
    }
}

fn button() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let button =
        driver.read(|checkout| (checkout.button(), checkout.order().map(|order| order.currency)));
    let label = move || match button.get() {
        (Button::Pay(total), Some(currency)) => {
            fill(speech.messages().pay, &[("amount", &speech.money(currency, total))])
        }
        _ => speech.messages().paying.to_owned(),
    };
    // Not `disabled`: that would throw the focus away.
    let busy = move || if button.get().0 == Button::Busy { "true" } else { "false" };
    view! { <button class="gv-button" id="pay" type="submit" aria-disabled=busy>{label}</button> }
}

fn patience() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let patience = driver.read(Checkout::patience);
    let text = move || match patience.get() {
        Patience::None => "",
        Patience::Slow => speech.messages().slow,
        Patience::Recovering => speech.messages().recovering,
    };
    view! { <p class="gv-patience">{text}</p> }
}

/// The way back, while nothing is under way.
fn cancel() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let merchant = driver.read(|checkout| checkout.merchant().clone());
    let latched = driver.read(Checkout::is_latched);
    move || {
        let merchant = merchant.get();
        let words = speech.messages();
        let href = merchant.cancel.filter(|_| !latched.get())?.as_str().to_owned();
        let text = words::with_merchant(words.cancel, words.cancel_plain, &merchant.name);
        Some(view! {
            <p class="gv-cancel"><a class="gv-cancel__link" href=href>{text}</a></p>
        })
    }
}
