//! Where a payer lands who says to have paid.

use super::{document, lines, page};
use crate::shop::goods::money;
use crate::shop::orders::Placed;
use crate::shop::verify::Return;
use contract::{WebhookEvent, WebhookPayment};
use maud::{Markup, html};

/// The receipt of a payment whose signature is right, with what has been heard of it.
pub fn receipt(back: &Return, placed: Option<&Placed>, heard: Option<&WebhookEvent>) -> Markup {
    let content = html! {
        div.receipt {
            h1 { "Thank you" }
            p.lead { "Your order is in good hands." }
            p.badge { span aria-hidden="true" { "✓" } "Signature valid" }
            (confirmation(placed, heard))
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
            }
            p { a.button href="/" { "Back to the shop" } }
        }
    };
    let waiting = html! {
        script src="/receipt.js" type="module" {}
        @if heard.is_none() {
            noscript { meta http-equiv="refresh" content="3"; }
        }
    };
    document("Thank you", &waiting, &content)
}

/// What the shop has heard from Govifi itself: the part of the receipt that changes.
pub fn confirmation(placed: Option<&Placed>, heard: Option<&WebhookEvent>) -> Markup {
    let payment = heard.and_then(|event| event.data.payment.as_ref());
    let asked = placed.map(|placed| placed.total);
    let fits = asked.is_none() || heard.is_some_and(|event| event.data.amount == asked);
    let state = match (heard, payment) {
        (None, _) => "waiting",
        (Some(_), Some(_)) if fits => "confirmed",
        (Some(_), Some(_)) => "odd",
        (Some(_), None) => "expired",
    };
    html! {
        section #confirmation.card.stack data-state=(state) role="status" aria-label="Confirmation" {
            @match (heard, payment) {
                (None, _) => {
                    p.badge.wait { span.spin aria-hidden="true" {} "Waiting for confirmation…" }
                    p.hint {
                        "You have come back from the checkout, but Govifi's webhook is still to come. \
                         It is what we ship by, so you may close this page."
                    }
                }
                (Some(event), Some(_)) if !fits => {
                    p.badge.bad { span aria-hidden="true" { "✕" } "Another amount was paid" }
                    p {
                        "Govifi's webhook names another amount than your order. Nothing is shipped \
                         before somebody has looked at it."
                    }
                    p.hint { "Webhook " code { (event.webhook_id) } }
                }
                (Some(event), Some(payment)) => {
                    p.badge { span aria-hidden="true" { "✓" } "Confirmed by webhook" }
                    p { (charged(payment, placed)) }
                    p.hint { "Webhook " code { (event.webhook_id) } }
                }
                (Some(event), None) => {
                    p.badge.bad { span aria-hidden="true" { "✕" } "Ended without a payment" }
                    p { "Govifi says that this session is over and unpaid. Nothing will be shipped." }
                    p.hint { "Webhook " code { (event.webhook_id) } }
                }
            }
        }
    }
}

/// What was paid, fee and all. The webhook names no currency: the order does.
fn charged(payment: &WebhookPayment, placed: Option<&Placed>) -> Markup {
    html! {
        @if let Some(placed) = placed {
            strong { (money(placed.currency, payment.total_amount)) } " was paid"
            (by(payment))
            " We have started wrapping it."
        } @else {
            "It was paid"
            (by(payment))
            " The shop has no order for this session, so there is nothing to ship."
        }
    }
}

fn by(payment: &WebhookPayment) -> Markup {
    html! { @if let Some(last4) = &payment.last4 { " with •••• " (last4) } "." }
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
