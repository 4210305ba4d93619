//! What stands above the Pay button when something needs the payer's attention.

use crate::browser;
use crate::dom::{El, el};
use crate::driver::Driver;
use crate::perform::NOTICE;
use crate::words::{self, Saying, Speech};
use checkout::{Checkout, Event, Mishap, Notice};
use messages::fill;

/// The place of the notice. It takes the focus, which reads it out.
pub fn notice(driver: Driver, speech: Speech) -> El {
    let saying = move || {
        driver.now(|checkout| {
            let notice = checkout.notice()?;
            let saying = words::notice(speech, checkout.currency(), checkout.method(), notice);
            Some((class_of(notice), saying))
        })
    };
    let key = move || {
        saying().map_or_else(String::new, |(class, saying)| {
            let reference = saying.reference.as_deref().unwrap_or_default();
            [class, saying.heading, &saying.help, reference].concat()
        })
    };
    el("div", "").with_now(key, move || {
        let Some((class, Saying { heading, help, reference: for_support })) = saying() else {
            return Vec::new();
        };
        let notice = el("div", class)
            .attr("id", NOTICE)
            .attr("tabindex", "-1")
            .attr("role", "group")
            .attr("aria-labelledby", "notice-title")
            .attr("aria-describedby", "notice-help")
            .with([
                el("h2", "gv-notice__title").attr("id", "notice-title").text(heading),
                el("p", "gv-notice__help").attr("id", "notice-help").text(&help),
            ])
            .with(for_support.map(|text| reference(speech, &text)))
            .with(driver.peek(Checkout::asks_duplicate).then(|| duplicate(driver, speech)))
            .with(driver.peek(is_stale).then(|| again(driver, speech)));
        vec![notice]
    })
}

fn is_stale(checkout: &Checkout) -> bool {
    matches!(checkout.notice(), Some(Notice::Purse { mishap: Mishap::Stale, .. }))
}

/// Asks for the list once more.
fn again(driver: Driver, speech: Speech) -> El {
    let button = el("button", "gv-button gv-button--plain")
        .attr("type", "button")
        .text(speech.messages().try_again())
        .on("click", move |_| driver.send(Event::Retried));
    el("div", "gv-notice__answers").with([button])
}

/// The two answers to the duplicate question.
fn duplicate(driver: Driver, speech: Speech) -> El {
    let words = speech.messages();
    let price = driver.peek(|checkout| checkout.currency().zip(checkout.total()));
    let price = price.map_or_else(String::new, |(currency, total)| speech.money(currency, total));
    let answer = |class, text: &str, event: fn() -> Event| {
        el("button", class)
            .attr("type", "button")
            .text(text)
            .on("click", move |_| driver.send(event()))
    };
    el("div", "gv-notice__answers").with([
        answer("gv-button gv-button--plain", words.duplicate_no(), || Event::Withdrawn),
        answer(
            "gv-button gv-button--plain",
            &fill(words.duplicate_yes(), &[("amount", &price)]),
            || Event::DuplicateAccepted(browser::nonce()),
        ),
    ])
}

/// Amber asks, red says that it did not work.
fn class_of(notice: &Notice) -> &'static str {
    match notice {
        Notice::FeeConsent { .. }
        | Notice::PriceConsent { .. }
        | Notice::TooManyRequests
        | Notice::MethodGone
        | Notice::ChallengeRequired { .. }
        | Notice::Duplicate { .. }
        | Notice::Purse {
            mishap: Mishap::AddUnknown | Mishap::TooMany | Mishap::Locked | Mishap::Stale,
            ..
        } => "gv-notice gv-notice--ask",
        Notice::Declined { .. }
        | Notice::CardRefused
        | Notice::SheetFailed
        | Notice::NotReached
        | Notice::NotAccepted { .. }
        | Notice::Purse { .. } => "gv-notice",
    }
}

/// What support needs to find it.
pub fn reference(speech: Speech, reference: &str) -> El {
    let text = fill(speech.messages().reference(), &[("reference", reference)]);
    el("p", "gv-reference").text(&text)
}
