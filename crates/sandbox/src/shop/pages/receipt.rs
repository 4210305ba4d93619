//! Where a payer lands who says to have paid.

use super::{lines, page};
use crate::shop::orders::Placed;
use maud::{Markup, html};

/// What a payer came back with; each part as it stood in the address. The signature covers session
/// and transaction; `payment_uid` is to be looked up, or taken from the webhook, before it counts.
#[derive(Debug)]
pub struct Return<'a> {
    /// The session.
    pub session_id: &'a str,
    /// Govifi's name for the payment.
    pub payment_uid: &'a str,
    /// The processor's.
    pub transaction_id: &'a str,
}

/// The receipt of a payment whose signature is right.
pub fn receipt(back: &Return<'_>, placed: Option<&Placed>) -> Markup {
    let content = html! {
        div.receipt {
            h1 { "Thank you" }
            p.lead { "Your order is in good hands. We have started wrapping it." }
            p.badge role="status" { span aria-hidden="true" { "✓" } "Signature valid" }
            @if let Some(placed) = placed {
                section.card aria-labelledby="order" {
                    h2 #order { "Your order" }
                    (lines(placed))
                    p.hint { "Before the processing fee, if there is one." }
                }
            }
            section.card.stack aria-labelledby="payment" {
                h2 #payment { "Your payment" }
                dl.facts {
                    div { dt { "Payment" } dd { (back.payment_uid) } }
                    div { dt { "Transaction" } dd { (back.transaction_id) } }
                    div { dt { "Session" } dd { (back.session_id) } }
                }
                p.hint {
                    "A real shop ships when the webhook says so: a payer may close the browser \
                     before this page."
                }
            }
            p { a.button href="/" { "Back to the shop" } }
        }
    };
    page("Thank you", &content)
}

/// The answer to an address whose signature is wrong or missing.
pub fn not_verified() -> Markup {
    let content = html! {
        div.receipt {
            h1 { "We cannot verify this payment" }
            p.badge.bad role="alert" { span aria-hidden="true" { "✕" } "Signature INVALID" }
            p {
                "The address of this page does not carry Govifi's signature, so nobody should \
                 believe it. If you have paid, your receipt is on its way by email."
            }
            p { a.button href="/" { "Back to the shop" } }
        }
    };
    page("Not verified", &content)
}
