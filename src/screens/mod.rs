//! What is drawn, one file per screen. A screen never imports another screen.

mod ended;
mod paying;

use crate::browser;
use crate::driver::Driver;
use crate::parts::announcer::announcer;
use crate::parts::footer::footer;
use crate::parts::header::header;
use crate::words::{self, Speech};
use checkout::{Checkout, Screen};
use leptos::prelude::*;

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let screen = driver.read(Checkout::screen);
    let merchant = driver.read(|checkout| checkout.merchant().clone());

    // These three synchronize the document with the machine; nothing reads them back.
    Effect::new(move || {
        let is_loading = screen.get() == Screen::Loading;
        browser::show("skeleton", is_loading);
        browser::show("app", !is_loading);
        if !is_loading {
            browser::show("fallback", false);
        }
    });
    Effect::new(move || browser::set_brand(merchant.with(|merchant| merchant.accent)));
    Effect::new(move || {
        let words = speech.messages();
        let name = merchant.with(|merchant| merchant.name.clone());
        browser::document().set_title(&words::with_merchant(words.title, words.title_plain, &name));
    });

    let is_form = Memo::new(move |_| screen.get() == Screen::Paying);
    let class =
        move || if is_form.get() { "gv-page gv-page--split" } else { "gv-page gv-page--single" };
    let body = move || match screen.get() {
        Screen::Loading => None,
        Screen::Paying => Some(paying::paying().into_any()),
        ended => Some(ended::ended(ended).into_any()),
    };
    view! {
        <div class=class>
            {header()}
            <main class="gv-main">{body}</main>
            {footer()}
        </div>
        {announcer()}
    }
}
