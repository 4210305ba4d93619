//! The page's two live regions. They stand in the page from the app's first paint, empty, so that
//! every engine hears what is put into them.

use crate::dom::{El, el};
use crate::driver::Driver;
use crate::words::{self, Speech};
use checkout::{Announcement, Challenge};

/// The polite region, and the assertive one for faults.
pub fn announcer(driver: Driver, speech: Speech) -> [El; 2] {
    let text = move |urgent: bool| {
        let (count, announcement) = driver.now(checkout::Checkout::said);
        let is_urgent = matches!(
            announcement,
            Some(
                Announcement::Faults(_)
                    | Announcement::Declined(_)
                    | Announcement::Challenge(_)
                    | Announcement::MandateMissed
            )
        );
        let Some(announcement) = announcement.filter(|_| is_urgent == urgent) else {
            return String::new();
        };
        let currency = driver.now(checkout::Checkout::currency);
        let is_code = driver.now(|checkout| checkout.challenge().is_some_and(Challenge::is_code));
        let method = driver.now(checkout::Checkout::method);
        let mut text = words::announcement(speech, currency, is_code, method, &announcement);
        // The same words said again must differ for the browser to say them again.
        if count % 2 == 0 {
            text.push('\u{a0}');
        }
        text
    };
    [
        el("p", "gv-sr").attr("role", "status").attr("id", "say").text_now(move || text(false)),
        el("p", "gv-sr").attr("role", "alert").attr("id", "say-now").text_now(move || text(true)),
    ]
}
