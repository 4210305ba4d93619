//! Every screen without the form: paid, not known, nothing to pay, not loaded.

use crate::driver::Driver;
use crate::parts::notice::reference;
use crate::perform::HEADING;
use crate::words::{self, Speech};
use checkout::session::Closed;
use checkout::{Event, LoadFailure, Screen};
use core::time::Duration;
use leptos::prelude::*;
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

/// Draws the screen.
pub fn ended(screen: Screen) -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let seconds = RwSignal::new(match screen {
        Screen::LoadFailed(LoadFailure::TooManyRequests(wait)) => wait.0.div_ceil(1000),
        _ => 0,
    });
    if seconds.get_untracked() > 0 {
        count_down(seconds);
    }
    move || draw(driver, parts(driver, speech, screen, seconds.get()), speech)
}

/// Counts the seconds of a wait; the machine's own timer decides when it is over.
fn count_down(seconds: RwSignal<u32>) {
    let tick = move || seconds.update(|left| *left = left.saturating_sub(1));
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
}

fn parts(driver: Driver, speech: Speech, screen: Screen, seconds: u32) -> Parts {
    let words = speech.messages();
    let merchant = driver.peek(|checkout| checkout.merchant().clone());
    let name = merchant.name.as_str();
    let back = || match &merchant.cancel {
        Some(url) => Action::Link(
            url.as_str().to_owned(),
            words::with_merchant(words.back, words.back_plain, name),
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
                words.unknown,
                words::with_merchant(words.unknown_body, words.unknown_body_plain, name),
                Action::Again(words.check_again),
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
                | Closed::WalletOnly
                | Closed::NoMethod => "stop",
            };
            plain(tone, heading, body.to_owned(), back())
        }
        Screen::LoadFailed(failure) => {
            let (heading, body) = words::load_failure(words, failure, seconds);
            let tone = match failure {
                LoadFailure::TooManyRequests(_) => "over",
                LoadFailure::Unreachable | LoadFailure::ServiceDown => "stop",
            };
            plain(tone, heading, body, Action::Again(words.try_again))
        }
        // Neither is drawn here.
        Screen::Loading | Screen::Paying => plain("", "", String::new(), Action::None),
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
        let template = if name.is_empty() { words.paid_amount_plain } else { words.paid_amount };
        fill(template, &[("amount", &money), ("merchant", &name)])
    });
    let redirect = receipt.as_ref().and_then(|receipt| receipt.redirect.as_ref());
    let (body, action) = match redirect {
        Some(url) => (
            words::with_merchant(words.returning, words.returning_plain, &name),
            Action::Link(url.as_str().to_owned(), words.continue_now.to_owned()),
        ),
        None => (words.paid_stay.to_owned(), Action::None),
    };
    let reference = match redirect {
        Some(_) => None,
        None => receipt.and_then(|receipt| receipt.payment_uid),
    };
    Parts { tone: "done", heading: words.paid, amount, body, reference, action }
}

fn draw(driver: Driver, parts: Parts, speech: Speech) -> impl IntoView {
    let Parts { tone, heading, amount, body, reference: for_support, action } = parts;
    let action = match action {
        Action::None => None,
        Action::Link(href, text) => {
            Some(view! { <a class="gv-button gv-screen__action" href=href>{text}</a> }.into_any())
        }
        Action::Again(text) => {
            let again = move |_| driver.send(Event::Retried);
            Some(
                view! {
                    <button class="gv-button gv-screen__action" type="button" on:click=again>
                        {text}
                    </button>
                }
                .into_any(),
            )
        }
    };
    view! {
        <div class=["gv-screen gv-screen--", tone].concat()>
            <span class="gv-screen__icon" aria-hidden="true"></span>
            <h1 class="gv-screen__title" id=HEADING tabindex="-1">{heading}</h1>
            {amount.map(|amount| view! { <p class="gv-screen__amount">{amount}</p> })}
            <p class="gv-screen__body">{body}</p>
            {for_support.map(|text| reference(speech, &text))}
            {action}
        </div>
    }
}
