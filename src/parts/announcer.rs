//! The page's two live regions. They stand in the page from the first paint of the app, empty, so
//! that every engine hears what is put into them.

use crate::driver::Driver;
use crate::words::{self, Speech};
use checkout::Announcement;
use leptos::prelude::*;

/// The polite region, and the assertive one for faults.
pub fn announcer() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let said = driver.read(checkout::Checkout::said);
    let currency = driver.read(|checkout| checkout.order().map(|order| order.currency));
    let text = move |urgent: bool| {
        let (count, announcement) = said.get();
        let announcement = announcement
            .filter(|announcement| matches!(announcement, Announcement::Faults(_)) == urgent)?;
        let mut text = words::announcement(speech, currency.get(), &announcement);
        // The same words said again must differ for the browser to say them again.
        if count % 2 == 0 {
            text.push('\u{a0}');
        }
        Some(text)
    };
    view! {
        <p class="gv-sr" role="status" id="say">{move || text(false)}</p>
        <p class="gv-sr" role="alert" id="say-now">{move || text(true)}</p>
    }
}
