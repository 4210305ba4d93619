//! Carries out the machine's commands. Every call reports back with the ticket it was given.

mod api;
pub mod apple_pay;
pub mod captcha;
mod frame;
pub mod host;
mod keep;
mod page;
pub mod paypal;
pub mod sms;
mod tokenize;

pub use api::{Call, Method, Prefetched, Session};
pub use keep::{found, is_elsewhere, listen};
pub use page::{ADD, CHALLENGE, HEADING, MANDATE, NOTICE, PAY, PAYPAL, UNDO, focus_pay, row_id};

use crate::browser;
use crate::driver::Driver;
use crate::parts::challenge;
use checkout::{Command, Errand, Event, PurseEvent, Wallet};
use leptos::prelude::set_timeout;

/// Carries out one command.
pub fn perform(driver: Driver, command: Command) {
    match command {
        Command::LoadSession(ticket) => driver.session().load().send(Box::new(move |answer| {
            let result = answer.and_then(|answer| api::arrival(&answer)).map(Box::new);
            driver.send(Event::SessionArrived(ticket, result));
        })),
        Command::LoadAccess(ticket) => driver.session().access().send(Box::new(move |answer| {
            let result = answer.and_then(|answer| api::access(&answer));
            driver.send(Event::AccessArrived(ticket, result));
        })),
        Command::Tokenize(ticket, what) => tokenize::call(&what).send(Box::new(move |answer| {
            driver.send(Event::Tokenized(ticket, tokenize::token(answer)));
        })),
        Command::QuoteFee(ticket, body) => {
            driver.session().quote_fee(&body).send(Box::new(move |answer| {
                let result = answer.and_then(|answer| api::fee(&answer));
                driver.send(Event::Quoted(ticket, result));
            }));
        }
        Command::Confirm(ticket, key, body) => {
            driver.session().confirm(&key, &body).send(Box::new(move |answer| {
                let result = answer.and_then(|answer| api::receipt(&answer)).map(Box::new);
                driver.send(Event::ConfirmAnswered(ticket, result));
            }));
        }
        Command::Keep(kept) => keep::keep(&driver.session(), &kept),
        Command::Forget => keep::forget(&driver.session()),
        Command::Purse(ticket, errand) => {
            let is_list = errand == Errand::List;
            driver.session().errand(&errand).send(Box::new(move |answer| {
                driver.send(Event::Purse(if is_list {
                    let list = answer.and_then(|answer| api::methods(&answer)).map(Box::new);
                    PurseEvent::Listed(ticket, list)
                } else {
                    PurseEvent::Changed(ticket, answer.and_then(|answer| api::method(&answer)))
                }));
            }));
        }
        Command::SendCode(ticket) => driver.session().send_code().send(Box::new(move |answer| {
            let result = answer.and_then(|answer| api::challenge(&answer)).map(Box::new);
            driver.send(Event::CodeSent(ticket, result));
        })),
        Command::OpenSheet(ticket, sheet) => match sheet.wallet {
            Wallet::ApplePay => apple_pay::open(driver, ticket, &sheet),
            Wallet::Paypal => paypal::open(driver, ticket),
        },
        Command::CloseSheet(end) => {
            // One of them is open at most.
            apple_pay::close(end);
            paypal::close();
        }
        Command::ShowCode => challenge::show_code(driver),
        Command::ResetCaptcha => captcha::reset(),
        Command::LoadAddress(country) => {
            api::address_file(country).send(Box::new(move |answer| {
                let form = answer.and_then(|answer| api::address(&answer)).ok().map(Box::new);
                driver.send(Event::AddressArrived(country, form));
            }));
        }
        Command::Wait(ticket, length) => {
            // A wait of more than 2^31 ms would be over at once in a browser.
            let length = browser::paced(length.0.min(i32::MAX.unsigned_abs()));
            set_timeout(move || driver.send(Event::Elapsed(ticket)), length);
        }
        Command::Show(field, caret) => page::show(driver, field, caret),
        Command::Tell(news) => host::tell(driver, news),
        Command::Focus(target) => browser::after_draw(move || page::focus(target)),
        Command::Rescue(target) => browser::after_draw(move || page::rescue(target)),
        Command::Navigate(url) => page::navigate(&url),
    }
}
