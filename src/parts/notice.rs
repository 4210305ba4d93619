//! What stands above the Pay button when something needs the payer's attention.

use crate::driver::Driver;
use crate::perform::NOTICE;
use crate::words::{self, Saying, Speech};
use checkout::Notice;
use leptos::prelude::*;
use messages::fill;

/// The notice, if there is one. It takes the focus, which reads it out.
pub fn notice() -> impl IntoView {
    let driver = Driver::here();
    let speech = Speech::here();
    let notice = driver.read(|checkout| {
        checkout.notice().cloned().zip(checkout.order().map(|order| order.currency))
    });
    move || {
        let (notice, currency) = notice.get()?;
        let class = match notice {
            Notice::FeeConsent { .. }
            | Notice::PriceConsent { .. }
            | Notice::TooManyRequests
            | Notice::ChallengeRequired { .. }
            | Notice::Duplicate { .. } => "gv-notice gv-notice--ask",
            Notice::Declined { .. }
            | Notice::CardRefused
            | Notice::NotReached
            | Notice::NotAccepted { .. } => "gv-notice",
        };
        let Saying { heading, help, reference } = words::notice(speech, currency, &notice);
        Some(view! {
            <div class=class id=NOTICE tabindex="-1" role="group" aria-labelledby="notice-title"
                aria-describedby="notice-help">
                <h2 class="gv-notice__title" id="notice-title">{heading}</h2>
                <p class="gv-notice__help" id="notice-help">{help}</p>
                {reference.map(|reference| self::reference(speech, &reference))}
            </div>
        })
    }
}

/// What support needs to find it.
pub fn reference(speech: Speech, reference: &str) -> impl IntoView + use<> {
    let text = fill(speech.messages().reference, &[("reference", reference)]);
    view! { <p class="gv-reference">{text}</p> }
}
