//! Every screen without the form: paid, not known, nothing to pay, not loaded.

use crate::dom::{El, el};
use crate::driver::Driver;
use crate::parts::notice::reference;
use crate::perform::{HEADING, host};
use crate::words::{self, Speech};
use checkout::session::Closed;
use checkout::{Confirming, Event, LoadFailure, Screen};
use core::time::Duration;
use leptos::prelude::{ArcRwSignal, Get, Update, on_cleanup, set_interval_with_handle};
use messages::fill;

/// What such a screen is made of.
struct Parts {
    /// Its look.
    tone: &'static str,
    heading: &'static str,
    amount: Option<String>,
    body: String,
    reference: Option<String>,
    action: Action,
}

/// The way on.
enum Action {
    /// There is none.
    None,
    /// Another page.
    Link(String, String),
    /// Ask again.
    Again(&'static str),
}

/// What makes it another screen.
pub fn key(screen: Screen, speech: Speech) -> String {
    let (heading, _) = match screen {
        Screen::Closed(closed) => words::closed(speech.messages(), closed),
        Screen::LoadFailed(failure) => (words::load_failure(speech.messages(), failure, 0).0, ""),
        Screen::Unknown => (speech.messages().unknown(), ""),
        Screen::Confirming(Confirming::Own) => (speech.messages().confirming_own(), ""),
        Screen::Confirming(Confirming::Elsewhere) => (speech.messages().confirming_elsewhere(), ""),
        Screen::Paid | Screen::Loading | Screen::Paying | Screen::Keeping => {
            (speech.messages().paid(), "")
        }
    };
    heading.to_owned()
}

/// Draws the screen.
pub fn ended(driver: Driver, speech: Speech, screen: Screen) -> El {
    let Parts { tone, heading, amount, body, reference: for_support, action } =
        parts(driver, speech, screen);
    let action = match action {
        Action::None => None,
        Action::Link(href, text) => {
            Some(el("a", "gv-button gv-screen__action").attr("href", &href).text(&text))
        }
        Action::Again(text) => Some(
            el("button", "gv-button gv-screen__action")
                .attr("type", "button")
                .text(text)
                .on("click", move |_| driver.send(Event::Retried)),
        ),
    };
    let body = match screen {
        Screen::LoadFailed(LoadFailure::TooManyRequests(wait)) => {
            let seconds = count_down(wait.0.div_ceil(1000));
            el("p", "gv-screen__body").text_now(move || {
                let failure = LoadFailure::TooManyRequests(wait);
                words::load_failure(speech.messages(), failure, seconds.get()).1
            })
        }
        _ => el("p", "gv-screen__body").text(&body),
    };
    el("div", &["gv-screen gv-screen--", tone].concat())
        .with([
            el("span", "gv-screen__icon").attr("aria-hidden", "true"),
            el("h1", "gv-screen__title").attr("id", HEADING).attr("tabindex", "-1").text(heading),
        ])
        .with(amount.map(|amount| el("p", "gv-screen__amount").text(&amount)))
        .with([body])
        .with(for_support.map(|text| reference(speech, &text)))
        .with(action)
}

/// Counts the seconds of a wait; the machine's own timer decides when it is over.
fn count_down(from: u32) -> ArcRwSignal<u32> {
    let seconds = ArcRwSignal::new(from);
    let left = seconds.clone();
    let tick = move || left.update(|left| *left = left.saturating_sub(1));
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    seconds
}

fn parts(driver: Driver, speech: Speech, screen: Screen) -> Parts {
    let words = speech.messages();
    let merchant = driver.peek(|checkout| checkout.merchant().clone());
    let name = merchant.name.as_str();
    let back = || match &merchant.cancel {
        Some(url) => Action::Link(
            url.as_str().to_owned(),
            words::with_merchant(words.back(), words.back_plain(), name),
        ),
        None => Action::None,
    };
    let plain = |tone, heading, body: String, action| Parts {
        tone,
        heading,
        amount: None,
        body,
        reference: None,
        action,
    };
    match screen {
        Screen::Paid => paid(driver, speech),
        Screen::Unknown => Parts {
            reference: driver.peek(|checkout| checkout.reference().map(str::to_owned)),
            ..plain(
                "ask",
                words.unknown(),
                words::with_merchant(words.unknown_body(), words.unknown_body_plain(), name),
                Action::Again(words.check_again()),
            )
        },
        Screen::Closed(closed) => {
            let (heading, body) = words::closed(words, closed);
            let tone = match closed {
                Closed::AlreadyPaid => "done",
                Closed::Expired => "over",
                Closed::LinkIncomplete
                | Closed::LinkRefused
                | Closed::NotFound
                | Closed::OriginNotAllowed
                | Closed::WrongScope
                | Closed::NoMethod
                | Closed::Refused => "stop",
            };
            Parts {
                reference: driver.peek(|checkout| checkout.reference().map(str::to_owned)),
                ..plain(tone, heading, body.to_owned(), back())
            }
        }
        Screen::Confirming(whose) => {
            let body = match whose {
                Confirming::Own => words.confirming_own(),
                Confirming::Elsewhere => words.confirming_elsewhere(),
            };
            plain("wait", words.confirming(), body.to_owned(), Action::None)
        }
        Screen::LoadFailed(failure) => {
            let (heading, body) = words::load_failure(words, failure, 0);
            let tone = match failure {
                LoadFailure::TooManyRequests(_) => "over",
                LoadFailure::Unreachable | LoadFailure::ServiceDown => "stop",
            };
            plain(tone, heading, body, Action::Again(words.try_again()))
        }
        // None of them is drawn here.
        Screen::Loading | Screen::Paying | Screen::Keeping => {
            plain("", "", String::new(), Action::None)
        }
    }
}

fn paid(driver: Driver, speech: Speech) -> Parts {
    let words = speech.messages();
    let name = driver.peek(|checkout| checkout.merchant().name.clone());
    let receipt = driver.peek(|checkout| checkout.receipt().cloned());
    let currency = driver.peek(checkout::Checkout::currency);
    let total = receipt.as_ref().and_then(|receipt| receipt.total);
    let amount = total.zip(currency).map(|(total, currency)| {
        let money = speech.money(currency, total);
        let template =
            if name.is_empty() { words.paid_amount_plain() } else { words.paid_amount() };
        fill(template, &[("amount", &money), ("merchant", &name)])
    });
    let otherwise = driver.peek(checkout::Checkout::agreed_otherwise).zip(currency);
    let otherwise = otherwise.map(|(agreed, currency)| {
        fill(words.paid_otherwise(), &[("agreed", &speech.money(currency, agreed))])
    });
    let redirect = receipt.as_ref().and_then(|receipt| receipt.redirect.as_ref());
    let (body, action) = match redirect {
        Some(url) => (
            words::with_merchant(words.returning(), words.returning_plain(), &name),
            Action::Link(url.as_str().to_owned(), words.continue_now().to_owned()),
        ),
        // Around an embedded checkout is the merchant's page, which goes on by itself.
        None if host::embedded_session().is_some() => (String::new(), Action::None),
        None => (words.paid_stay().to_owned(), Action::None),
    };
    let body = match otherwise {
        Some(otherwise) => [&otherwise, " ", &body].concat(),
        None => body,
    };
    let reference = match redirect {
        Some(_) => None,
        None => receipt.and_then(|receipt| receipt.payment_uid),
    };
    Parts { tone: "done", heading: words.paid(), amount, body, reference, action }
}
