//! The checkout payers use. Draws the machine of the `checkout` crate and carries out its
//! commands; decides nothing itself.
//!
//! Where to start: `driver` (events in, commands out), `perform` (one file per kind of command),
//! `screens` (what is drawn).

mod boot;
mod browser;
mod dom;
mod driver;
mod intl;
mod json;
mod parts;
mod perform;
mod screens;
mod words;

use driver::Driver;
use words::Speech;

fn main() {
    let Some(page) = boot::take() else {
        // The document is about to be replaced by itself without the credential in its address.
        return;
    };
    let Some(host) = browser::element("app") else { return };
    let boot::Page { boot, session, words } = page;
    Speech::start(words, move |speech| {
        let Some(speech) = speech else { return boot::failed() };
        let parent = dom::El::from(host.clone());
        leptos::mount::mount_to(host, move || {
            speech.lead_document();
            perform::host::speak(speech);
            let driver = Driver::start(boot, session);
            perform::listen(driver);
            parent.with(screens::page(driver, speech));
        })
        .forget();
        boot::started();
    });
}
