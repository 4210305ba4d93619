//! Where codes arrive: a telephone and a mailbox for tests and people to look into.

use super::code::LIFE;
use crate::clock::Timestamp;
use contract::{ChallengeType, CreateSession, SessionId};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// How many messages are kept.
const REMEMBERED: usize = 1000;

/// Where the codes of a session go, and in whose name.
#[derive(Clone, Debug)]
pub struct Destination {
    /// `sms` or `email`.
    channel: ChallengeType,
    /// The number or address, as the payer is shown it.
    pub masked: String,
    /// The merchant.
    merchant: String,
    /// The host that the code is for, as browsers that fill it in want it.
    host: String,
}

impl Destination {
    /// The destination for a session's codes: what the merchant knows of the payer, or an invented
    /// one. `checkout`: the origin of the page that asks for the code.
    pub fn of(
        channel: ChallengeType,
        terms: &CreateSession,
        merchant: String,
        checkout: &str,
    ) -> Self {
        let signals = terms.fraud_signals.as_ref();
        let masked = if channel == ChallengeType::Email {
            let own = terms.customer_email.as_deref();
            let known = own.or_else(|| signals.and_then(|signals| signals.email.as_deref()));
            masked_email(known.unwrap_or("payer@example.com"))
        } else {
            let known = signals.and_then(|signals| signals.phone.as_deref());
            masked_phone(known.unwrap_or("+1 555 0100"))
        };
        let host = checkout.split_once("://").map_or(checkout, |(_, rest)| rest);
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host).to_owned();
        Self { channel, masked, merchant, host }
    }
}

fn masked_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits[digits.len().saturating_sub(4)..].iter().collect();
    ["•••• ", &last].concat()
}

fn masked_email(email: &str) -> String {
    let (local, host) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{host}")
}

/// A message. Holds a code: never logged, never printed.
struct Message {
    session: SessionId,
    to: Destination,
    code: String,
    at: Timestamp,
}

impl Message {
    fn shown(&self) -> Value {
        let (Destination { channel, masked, merchant, host }, code) = (&self.to, &self.code);
        let minutes = LIFE / 60;
        let mut text =
            format!("{code} is your code for {merchant}. It is good for {minutes} minutes.");
        if *channel == ChallengeType::Sms {
            // The last line that browsers look for (WebOTP; Safari reads it too).
            text = format!("{text}\n\n@{host} #{code}");
        }
        json!({
            "session_id": self.session, "channel": channel, "to": masked, "text": text,
            "code": code, "at": self.at.rfc3339(),
        })
    }
}

/// The messages, oldest first.
#[derive(Default)]
pub struct Inbox(VecDeque<Message>);

impl Inbox {
    /// Delivers a code.
    pub fn deliver(&mut self, session: &SessionId, to: &Destination, code: String, at: Timestamp) {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(Message { session: session.clone(), to: to.clone(), code, at });
    }

    /// Those of one session, or all.
    pub fn list(&self, session: Option<&SessionId>) -> Value {
        let asked = |message: &&Message| session.is_none_or(|session| *session == message.session);
        self.0.iter().filter(asked).map(Message::shown).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_hides_all_but_the_end() {
        assert_eq!(masked_phone("+1 (555) 010-1234"), "•••• 1234");
        assert_eq!(masked_phone("12"), "•••• 12");
        assert_eq!(masked_email("ada@example.com"), "a•••@example.com");
    }
}
