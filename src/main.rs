//! The checkout payers use. Draws the machine of the `checkout` crate and carries out its
//! commands; decides nothing itself.
//!
//! Where to start: `driver` (events in, commands out), `perform` (one file per kind of command),
//! `screens` (what is drawn).

mod boot;
mod browser;
mod driver;
mod intl;
mod parts;
mod perform;
mod screens;
mod words;

use driver::Driver;
use leptos::prelude::*;
use words::Speech;

fn main() {
    let Some(page) = boot::take() else {
        // The document is about to be replaced by itself without the credential in its address.
        return;
    };
    let host = browser::element("app");
    let mounted = move || {
        let speech = Speech::of_page();
        provide_context(speech);
        let driver = Driver::start(page);
        provide_context(driver);
        screens::App()
    };
    if let Some(host) = host {
        mount_to(host, mounted).forget();
        boot::started();
    }
}
