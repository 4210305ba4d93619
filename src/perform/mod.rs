//! Carries out the machine's commands. Every call reports back with the ticket it was given.

mod api;
mod page;
mod tokenize;

pub use api::{Prefetched, Session};

use crate::browser;
use crate::driver::Driver;
use checkout::{Command, Event};
use core::time::Duration;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;

/// Carries out one command.
pub fn perform(driver: Driver, command: Command) {
    match command {
        Command::LoadSession(ticket) => spawn_local(async move {
            let result = api::load_session(&driver.session()).await;
            driver.send(Event::SessionArrived(ticket, result.map(Box::new)));
        }),
        Command::LoadAccess(ticket) => spawn_local(async move {
            let result = api::load_access(&driver.session()).await;
            driver.send(Event::AccessArrived(ticket, result));
        }),
        Command::Tokenize(ticket, card) => spawn_local(async move {
            let result = tokenize::tokenize(&card).await;
            drop(card);
            driver.send(Event::Tokenized(ticket, result));
        }),
        Command::QuoteFee(ticket, body) => spawn_local(async move {
            let result = api::quote_fee(&driver.session(), &body).await;
            driver.send(Event::Quoted(ticket, result));
        }),
        Command::Confirm(ticket, key, body) => spawn_local(async move {
            let result = api::confirm(&driver.session(), &key, &body).await;
            driver.send(Event::ConfirmAnswered(ticket, result.map(Box::new)));
        }),
        Command::Wait(ticket, length) => {
            // A wait of more than 2^31 ms would be over at once in a browser.
            let length = Duration::from_millis(u64::from(length.0.min(i32::MAX.unsigned_abs())));
            set_timeout(move || driver.send(Event::Elapsed(ticket)), length);
        }
        Command::Show(field, caret) => page::show(driver, field, caret),
        Command::Focus(target) => browser::after_draw(move || page::focus(target)),
        Command::Navigate(url) => page::navigate(&url),
    }
}
