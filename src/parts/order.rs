//! What is paid: the sum, line by line, and the merchant's message.

use crate::driver::Driver;
use crate::parts::rich_text;
use crate::perform::HEADING;
use crate::words::{self, Speech};
use checkout::session::{Item, Order};
use checkout::{Checkout, Fee};
use contract::Cents;
use leptos::html::Div;
use leptos::prelude::*;
use messages::fill;

/// More lines than this are told by their number: a page must not freeze on an order.
const MOST_LINES: usize = 200;

/// The summary beside the form.
pub fn order() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let order = driver.read(|checkout| checkout.order().cloned());
    let total = driver.read(Checkout::total);
    let merchant = driver.read(|checkout| checkout.merchant().name.clone());
    let what = move || {
        let words = speech.messages();
        words::with_merchant(words.title, words.title_plain, &merchant.get())
    };
    let sum = move || Some(speech.money(order.get()?.currency, total.get()?));
    let description = move || {
        let description = order.get()?.description?;
        Some(view! { <p class="gv-order__text"><bdi>{description}</bdi></p> })
    };
    let lines = move || {
        let order = order.get().filter(|order| !order.items.is_empty())?;
        let lines: Vec<_> =
            order.items.iter().take(MOST_LINES).map(|item| line(speech, &order, item)).collect();
        Some(view! {
            <details class="gv-order__details">
                <summary class="gv-order__toggle">{speech.say(|words| words.order_show)}</summary>
                <ul class="gv-items">{lines}</ul>
            </details>
        })
    };
    view! {
        <section class="gv-order" aria-labelledby=HEADING>
            <h1 class="gv-order__heading" id=HEADING tabindex="-1">
                <span class="gv-order__what">{what}</span>
                " "
                <span class="gv-order__total gv-money">{sum}</span>
            </h1>
            {description}
            {lines}
            {message()}
        </section>
    }
}

fn line(speech: Speech, order: &Order, item: &Item) -> impl IntoView + use<> {
    let words = speech.messages();
    let price = speech.money(order.currency, item.amount);
    let note = (item.quantity != 1).then(|| {
        let quantity = fill(words.quantity, &[("count", &item.quantity.to_string())]);
        let each = fill(words.each, &[("price", &price)]);
        view! { <span class="gv-item__note">{[&quantity, " · ", &each].concat()}</span> }
    });
    // A line's own product; the total is always the server's.
    let price = item.amount.0.checked_mul(item.quantity).map(|sum| {
        let sum = speech.money(order.currency, Cents(sum));
        view! { <span class="gv-item__price gv-money">{sum}</span> }
    });
    view! {
        <li class="gv-item">
            <span class="gv-item__name"><bdi>{item.description.clone()}</bdi></span>
            {price}
            {note}
        </li>
    }
}

/// The merchant's message, built node by node once it is on the page.
fn message() -> impl IntoView {
    let driver = Driver::here();
    let message = driver.read(|checkout| checkout.merchant().message.clone());
    let place = NodeRef::<Div>::new();
    // Synchronizes the element with the nodes; nothing reads it back.
    Effect::new(move || {
        if let Some(element) = place.get() {
            element.set_text_content(None);
            rich_text::append(&element, &message.get());
        }
    });
    move || (!message.get().is_empty()).then(|| view! { <div class="gv-message" node_ref=place /> })
}

/// Subtotal, fee, total: right above the button that agrees to them.
pub fn totals() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let order =
        driver.read(|checkout| checkout.order().map(|order| (order.currency, order.amount)));
    let total = driver.read(Checkout::total);
    let fee = driver.read(Checkout::fee);
    let money = move |amount| order.get().map(|(currency, _)| speech.money(currency, amount));
    let subtotal = move || order.get().and_then(|(_, amount)| money(amount));
    let fee = move || {
        let words = speech.messages();
        match fee.get() {
            Fee::NotYet => words.fee_not_yet.to_owned(),
            Fee::Quoting => words.fee_quoting.to_owned(),
            Fee::Known(fee) => money(fee).unwrap_or_default(),
        }
    };
    let total = move || total.get().and_then(money);
    view! {
        <dl class="gv-totals">
            <div class="gv-totals__row">
                <dt>{speech.say(|words| words.subtotal)}</dt>
                <dd class="gv-money">{subtotal}</dd>
            </div>
            <div class="gv-totals__row">
                <dt>{speech.say(|words| words.fee)}</dt>
                <dd class="gv-money">{fee}</dd>
            </div>
            <div class="gv-totals__row gv-totals__row--sum">
                <dt>{speech.say(|words| words.total)}</dt>
                <dd class="gv-money">{total}</dd>
            </div>
        </dl>
    }
}
