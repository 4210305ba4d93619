//! The payer's telephone and mailbox: the codes that were sent, newest first.

use super::page;
use crate::shop::govifi::Message;
use maud::{Markup, html};

/// Every message of this run.
pub fn inbox(messages: &[Message]) -> Markup {
    let content = html! {
        div.receipt {
            h1 { "Inbox" }
            p.lead { "What Govifi has sent to payers, by SMS and by email, newest first." }
            @if messages.is_empty() {
                p { "Nothing yet." }
            } @else {
                ul.inbox { @for message in messages.iter().rev() { (card(message)) } }
            }
            p { a.button href="/inbox" { "Look again" } }
        }
    };
    page("Inbox", &content)
}

fn card(message: &Message) -> Markup {
    html! {
        li.card.stack {
            p.code { (message.code) }
            pre { (message.text) }
            dl.facts {
                div { dt { (sent_by(message)) } dd { (message.to) } }
                div { dt { "At" } dd { time datetime=(message.at) { (message.at) } } }
                div { dt { "Session" } dd { (message.session_id) } }
            }
        }
    }
}

fn sent_by(message: &Message) -> &'static str {
    if message.channel == "sms" { "SMS to" } else { "Email to" }
}

/// The inbox could not be read.
pub fn no_inbox(trouble: &str) -> Markup {
    let content = html! {
        div.receipt {
            h1 { "Inbox" }
            p.alert role="alert" { (trouble) }
            p { a.button href="/inbox" { "Look again" } }
        }
    };
    page("Inbox", &content)
}
