//! What is drawn, one file per screen. A screen never imports another screen.

mod ended;
mod keeping;
mod paying;

use crate::browser;
use crate::dom::{El, el, react};
use crate::driver::Driver;
use crate::parts::announcer::announcer;
use crate::parts::footer::footer;
use crate::parts::header::header;
use crate::perform::host;
use crate::words::{self, Speech};
use checkout::{Checkout, Screen};
use core::cell::Cell;

/// The page.
pub fn page(driver: Driver, speech: Speech) -> Vec<El> {
    browser::watch_pointer();
    // These three synchronize the document with the machine; nothing reads them back.
    let was_loading = Cell::new(None);
    react(Box::new(move || {
        let is_loading = driver.now(Checkout::screen) == Screen::Loading;
        // Only when it changes: where the boot script says that the app broke, that stays.
        if was_loading.replace(Some(is_loading)) != Some(is_loading) {
            browser::show("skeleton", is_loading);
            browser::show("app", !is_loading);
            browser::show("fallback", false);
            if !is_loading {
                host::ready();
            }
        }
    }));
    let paint = move || {
        let own = driver.peek(|checkout| checkout.merchant().accent);
        browser::set_brand(host::accent().or(own));
    };
    host::listen(driver, speech, Box::new(paint));
    react(Box::new(move || {
        driver.now(|checkout| checkout.merchant().accent);
        paint();
    }));
    react(Box::new(move || {
        let words = speech.messages();
        let title = driver.now(|checkout| match (checkout.screen(), &*checkout.merchant().name) {
            (Screen::Keeping, "") => words.wallet().to_owned(),
            (Screen::Keeping, name) => [words.wallet(), " · ", name].concat(),
            (_, name) => words::with_merchant(words.title(), words.title_plain(), name),
        });
        browser::document().set_title(&title);
    }));

    let class = move || {
        Some(match driver.now(Checkout::screen) {
            Screen::Paying => "gv-page gv-page--split".to_owned(),
            _ => "gv-page gv-page--single".to_owned(),
        })
    };
    // The form is drawn once and follows the language by itself; the others are small enough to be
    // drawn anew.
    let which = move || match driver.now(Checkout::screen) {
        Screen::Loading => String::new(),
        Screen::Paying => driver.now(paying::key),
        Screen::Keeping => "keeping".to_owned(),
        ended => ended::key(ended, speech),
    };
    let body = move || match driver.peek(Checkout::screen) {
        Screen::Loading => Vec::new(),
        Screen::Paying => paying::paying(driver, speech),
        Screen::Keeping => keeping::keeping(driver, speech),
        ended => vec![ended::ended(driver, speech, ended)],
    };
    let page = el("div", "").attr_now("class", class).with([
        header(driver),
        el("main", "gv-main").with_now(which, body),
        footer(speech),
    ]);
    core::iter::once(page).chain(announcer(driver, speech)).collect()
}
