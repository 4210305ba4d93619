//! What is paid: the sum, line by line, and the merchant's message.

use crate::dom::{El, el};
use crate::driver::Driver;
use crate::parts::rich_text;
use crate::perform::HEADING;
use crate::words::{self, Speech};
use checkout::session::{Item, Order};
use checkout::{Checkout, Fee};
use contract::{Cents, signed};
use messages::{Words, fill};

/// More lines than this are left out: a page must not freeze on an order.
const MOST_LINES: usize = 200;

/// The summary beside the form.
pub fn order(driver: Driver, speech: Speech) -> El {
    let what = move || {
        let words = speech.messages();
        driver.now(|checkout| {
            words::with_merchant(words.title(), words.title_plain(), &checkout.merchant().name)
        })
    };
    let heading = el("h1", "gv-order__heading").attr("id", HEADING).attr("tabindex", "-1").with([
        el("span", "gv-order__what").text_now(what),
        // Read as two words.
        el("span", "gv-sr").text(" "),
        el("span", "gv-order__total gv-money").text_now(total(driver, speech)),
    ]);
    let description = driver.peek(|checkout| checkout.order()?.description.clone());
    let description =
        description.map(|text| el("p", "gv-order__text").with([el("bdi", "").text(&text)]));
    el("section", "gv-order")
        .attr("aria-labelledby", HEADING)
        .with([heading])
        .with(description)
        .with([lines(driver, speech)])
        .with(message(driver))
}

fn lines(driver: Driver, speech: Speech) -> El {
    let key = move || {
        let tag = speech.language().tag();
        driver.now(|checkout| {
            let items = checkout.order().map(|order| order.items.as_slice()).unwrap_or_default();
            let mut key = String::from(tag);
            for item in items {
                key.push_str(&item.description);
                key.push_str(&signed(item.amount.0));
                key.push_str(&signed(item.quantity));
            }
            key
        })
    };
    el("div", "").with_now(key, move || {
        let order = driver.peek(|checkout| checkout.order().cloned());
        let Some(order) = order.filter(|order| !order.items.is_empty()) else {
            return Vec::new();
        };
        let toggle = el("summary", "gv-order__toggle").text(speech.messages().order_show());
        let lines = order.items.iter().take(MOST_LINES).map(|item| line(speech, &order, item));
        vec![el("details", "gv-order__details").with([toggle, el("ul", "gv-items").with(lines)])]
    })
}

fn line(speech: Speech, order: &Order, item: &Item) -> El {
    let words = speech.messages();
    let name = el("bdi", "").text(&item.description);
    // A line's own product; the total is always the server's.
    let price = item.amount.0.checked_mul(item.quantity).map(|sum| {
        el("span", "gv-item__price gv-money").text(&speech.money(order.currency, Cents(sum)))
    });
    let note = (item.quantity > 1).then(|| {
        let quantity = fill(words.quantity(), &[("count", &signed(item.quantity))]);
        let one = speech.money(order.currency, item.amount);
        let each = fill(words.each(), &[("price", &one)]);
        el("span", "gv-item__note").text(&[&quantity, " · ", &each].concat())
    });
    el("li", "gv-item").with([el("span", "gv-item__name").with([name])]).with(price).with(note)
}

fn message(driver: Driver) -> Option<El> {
    let nodes = driver.peek(|checkout| checkout.merchant().message.clone());
    (!nodes.is_empty()).then(|| {
        let place = el("div", "gv-message");
        rich_text::append(place.raw(), &nodes);
        place
    })
}

fn total(driver: Driver, speech: Speech) -> impl Fn() -> String + Copy + 'static {
    move || {
        driver.now(|checkout| match (checkout.currency(), checkout.total()) {
            (Some(currency), Some(total)) => speech.money(currency, total),
            _ => String::new(),
        })
    }
}

/// Subtotal, fee, total: right above the button that agrees to them.
pub fn totals(driver: Driver, speech: Speech) -> El {
    let money = move |draw: fn(&Checkout) -> Option<Cents>| {
        driver.now(|checkout| match (checkout.currency(), draw(checkout)) {
            (Some(currency), Some(amount)) => speech.money(currency, amount),
            _ => String::new(),
        })
    };
    let subtotal = move || money(|checkout| checkout.order().map(|order| order.amount));
    let fee = move || match driver.now(Checkout::fee) {
        Fee::NotYet if driver.now(Checkout::is_debit) => {
            speech.messages().fee_not_yet_bank().to_owned()
        }
        Fee::NotYet => speech.messages().fee_not_yet().to_owned(),
        Fee::Quoting => speech.messages().fee_quoting().to_owned(),
        Fee::Known(_) => money(|checkout| match checkout.fee() {
            Fee::Known(fee) => Some(fee),
            Fee::NotYet | Fee::Quoting => None,
        }),
    };
    let row = |class: &str, name: El, value: El| el("div", class).with([name, value]);
    let name = move |pick| el("dt", "").text_now(speech.say(pick));
    el("dl", "gv-totals").with([
        row("gv-totals__row", name(Words::subtotal), el("dd", "gv-money").text_now(subtotal)),
        row("gv-totals__row", name(Words::fee), el("dd", "gv-money").text_now(fee)),
        row(
            "gv-totals__row gv-totals__row--sum",
            name(Words::total),
            el("dd", "gv-money").text_now(total(driver, speech)),
        ),
    ])
}
