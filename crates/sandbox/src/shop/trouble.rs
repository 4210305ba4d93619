//! What a person can have go wrong: presets, and the control calls that each comes to.
//!
//! Only a sandbox has these calls. The shop's server makes them when it has made the session, so
//! the payer's browser takes no part.

use crate::keys::Variant;
use serde_json::{Value, json};
use std::ops::RangeInclusive;
use std::time::Duration;

/// One thing that goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// Connections close after the charge.
    LostAfter,
    /// They close before.
    LostBefore,
    /// They are reset after the charge.
    Reset,
    /// The answer to Pay is 12 seconds late.
    Slow,
    /// A minute.
    VerySlow,
    /// It never comes, once.
    Never,
    /// 500 once.
    FailsOnce,
    /// 500 for ever.
    FailsForEver,
    /// 429, seven seconds.
    TooMany,
    /// 200 without sense.
    Garbage,
    /// Half an answer.
    Truncated,
    /// A gateway's page after the charge.
    Gateway,
    /// 409: the first try is still being handled.
    InFlight,
    /// Declined for good.
    DeclinedForGood,
    /// 410 at Pay.
    OverAtPay,
    /// The page's first question fails once.
    LoadFails,
    /// The processor fails once.
    NoProcessor,
    /// The fee cannot be quoted once.
    NoQuote,
    /// Apple's merchant validation fails once.
    NoMerchantSession,
    /// PayPal's order is not made, once.
    NoPaypalOrder,
    /// A code by SMS.
    Sms,
    /// A code by email.
    Email,
    /// hCaptcha.
    Hcaptcha,
    /// hCaptcha with a puzzle.
    HcaptchaPuzzle,
    /// hCaptcha whose answers are never good.
    HcaptchaFails,
    /// Turnstile.
    Turnstile,
    /// Turnstile that blocks.
    TurnstileBlocks,
    /// Turnstile that wants a press.
    TurnstilePress,
    /// Turnstile that is asked for after Pay.
    TurnstileLate,
    /// Turnstile whose answer was used before.
    TurnstileSpent,
    /// Five minutes.
    FiveMinutes,
    /// A minute and a half.
    NinetySeconds,
    /// The price changes while the payer looks.
    PriceChange,
    /// The same payment again.
    Duplicate,
    /// The webhook comes ten seconds late.
    WebhookLate,
    /// The shop's endpoint fails twice.
    WebhookFails,
    /// The shop's answer is lost: the webhook comes again.
    WebhookAgain,
    /// The webhook never gets through.
    WebhookNever,
}

/// A choice, as the form names it and as the page words it.
type Choice<T> = (T, &'static str, &'static str);

/// The presets by what they are about.
pub const TROUBLES: [(&str, &[Choice<Trouble>]); 6] = [
    (
        "After Pay is pressed",
        &[
            (Trouble::LostAfter, "lost-after", "The answer is lost after the charge"),
            (Trouble::LostBefore, "lost-before", "The request is lost before the charge"),
            (Trouble::Reset, "reset", "The connection is reset after the charge"),
            (Trouble::Slow, "slow", "The answer is 12 seconds late"),
            (Trouble::VerySlow, "very-slow", "The answer is a minute late"),
            (Trouble::Never, "never", "The answer never comes, once"),
            (Trouble::FailsOnce, "500-once", "500 once"),
            (Trouble::FailsForEver, "500-for-ever", "500 for ever"),
            (Trouble::TooMany, "429", "429 once, with Retry-After 7"),
            (Trouble::Garbage, "garbage", "200 once, but no JSON, after the charge"),
            (Trouble::Truncated, "truncated", "Half an answer after the charge"),
            (Trouble::Gateway, "gateway", "A gateway's 502 page after the charge"),
            (Trouble::InFlight, "in-flight", "409 twice: the first try is still being handled"),
            (Trouble::DeclinedForGood, "declined", "Declined for good"),
            (Trouble::OverAtPay, "over", "The session turns out to be over"),
        ],
    ),
    (
        "Before Pay is pressed",
        &[
            (Trouble::LoadFails, "load", "The session does not load, once"),
            (Trouble::NoProcessor, "processor", "The processor fails, once"),
            (Trouble::NoQuote, "quote", "The fee cannot be quoted, once"),
            (Trouble::NoMerchantSession, "apple-pay", "Apple Pay is not told who is paid, once"),
            (Trouble::NoPaypalOrder, "paypal", "PayPal's order is not made, once"),
        ],
    ),
    (
        "Something to prove first",
        &[
            (Trouble::Sms, "sms", "A code by SMS (read it in the inbox)"),
            (Trouble::Email, "email", "A code by email (read it in the inbox)"),
            (Trouble::Hcaptcha, "hcaptcha", "hCaptcha"),
            (Trouble::HcaptchaPuzzle, "hcaptcha-puzzle", "hCaptcha with a puzzle"),
            (Trouble::HcaptchaFails, "hcaptcha-fails", "hCaptcha that Govifi never accepts"),
            (Trouble::Turnstile, "turnstile", "Turnstile"),
            (Trouble::TurnstileBlocks, "turnstile-blocks", "Turnstile that blocks"),
            (Trouble::TurnstilePress, "turnstile-press", "Turnstile that wants a press"),
            (Trouble::TurnstileLate, "turnstile-late", "Turnstile, asked for after Pay"),
            (Trouble::TurnstileSpent, "turnstile-spent", "Turnstile whose answer is called used"),
        ],
    ),
    (
        "Time and price",
        &[
            (Trouble::FiveMinutes, "five-minutes", "The session lasts five minutes"),
            (Trouble::NinetySeconds, "ninety-seconds", "The session lasts 90 seconds"),
            (Trouble::PriceChange, "price", "The price goes up after 20 seconds"),
        ],
    ),
    (
        "Twice",
        &[(Trouble::Duplicate, "duplicate", "Paid a moment ago (pay once, then choose this)")],
    ),
    (
        "On the receipt",
        &[
            (Trouble::WebhookLate, "webhook-late", "The webhook is ten seconds late"),
            (Trouble::WebhookFails, "webhook-fails", "The shop fails twice to take the webhook"),
            (Trouble::WebhookAgain, "webhook-again", "The webhook comes twice"),
            (Trouble::WebhookNever, "webhook-never", "The webhook never comes"),
        ],
    ),
];

/// What confirm makes of keys.
pub const KEYS: [Choice<Variant>; 6] = [
    (Variant::Documented, "documented", "As documented"),
    (Variant::ReplaysErrors, "replays_errors", "Errors are replayed too"),
    (Variant::OnlySuccess, "only_success", "Only successes are replayed"),
    (Variant::IgnoresBody, "ignores_body", "Another body is not noticed"),
    (Variant::ConflictInFlight, "conflict_in_flight", "409 while the first is handled"),
    (Variant::Off, "off", "Ignored"),
];

/// How long the shop waits before it changes the price.
pub const PRICE_CHANGE: Duration = Duration::from_secs(20);

/// A control call: its path under `/sandbox/`, and its body.
pub type Control = (&'static str, Value);

impl Trouble {
    /// The preset of a name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = TROUBLES.iter().flat_map(|(_, presets)| presets.iter());
        all.find(|(_, known, _)| *known == name).map(|(trouble, ..)| *trouble)
    }

    /// The control calls that make it so for a session.
    pub fn controls(self, session: &str) -> Vec<Control> {
        let rule = |call: &str, nth: Option<u32>, moment: &str, fault: Value| json!({ "call": call, "nth": nth, "moment": moment, "fault": fault });
        let script = |rules: Value| -> Vec<Control> {
            vec![("faults", json!({ "session_id": session, "rules": rules }))]
        };
        let once = |call: &str, moment: &str, fault: Value| {
            script(json!([rule(call, Some(1), moment, fault)]))
        };
        // Browsers send a POST again by themselves, up to twice, when a connection that was used
        // before ends: the page hears of nothing less than three.
        let lost = |moment: &str, kind: &str| {
            let nth = |nth| rule("confirm", Some(nth), moment, json!({ "kind": kind }));
            script((1..=3).map(nth).collect())
        };
        let before = |fault: Value| once("confirm", "before", fault);
        let after = |fault: Value| once("confirm", "after", fault);
        let status =
            |code: u16, word: &str| json!({ "kind": "status", "code": code, "error_code": word });
        let challenge = |kind: &str, with: Value| -> Vec<Control> {
            let mut body = json!({ "session_id": session, "type": kind });
            if let (Value::Object(body), Value::Object(with)) = (&mut body, with) {
                body.extend(with);
            }
            vec![("challenge", body)]
        };
        let judged = |mut calls: Vec<Control>, verdict: &str| {
            calls.push(("captcha", json!({ "session_id": session, "verdict": verdict })));
            calls
        };
        let lasts = |seconds: u32| -> Vec<Control> {
            vec![("expiry", json!({ "session_id": session, "seconds": seconds }))]
        };
        match self {
            Self::None | Self::PriceChange => Vec::new(),
            Self::LostAfter => lost("after", "close"),
            Self::LostBefore => lost("before", "close"),
            Self::Reset => lost("after", "reset"),
            Self::Slow => after(json!({ "kind": "delay", "ms": 12_000 })),
            Self::VerySlow => after(json!({ "kind": "delay", "ms": 60_000 })),
            Self::Never => after(json!({ "kind": "stall" })),
            Self::FailsOnce => before(status(500, "processing_error")),
            Self::FailsForEver => {
                let fault = status(500, "processing_error");
                script(json!([rule("confirm", None, "before", fault)]))
            }
            Self::TooMany => {
                let mut fault = status(429, "rate_limited");
                fault["retry_after"] = "7".into();
                before(fault)
            }
            Self::Garbage => after(json!({ "kind": "garbage" })),
            Self::Truncated => after(json!({ "kind": "truncate" })),
            Self::Gateway => after(json!({ "kind": "html", "code": 502 })),
            Self::InFlight => {
                let fault = || status(409, "idempotency_in_flight");
                let busy = |nth| rule("confirm", Some(nth), "before", fault());
                script(json!([busy(1), busy(2)]))
            }
            Self::DeclinedForGood => {
                let mut fault = status(402, "card_declined");
                fault["recoverable"] = false.into();
                before(fault)
            }
            Self::OverAtPay => {
                let mut fault = status(410, "session_expired");
                fault["recoverable"] = false.into();
                before(fault)
            }
            Self::LoadFails => once("session", "before", json!({ "kind": "html", "code": 503 })),
            Self::NoProcessor => once("tokenize", "before", json!({ "kind": "html", "code": 502 })),
            Self::NoQuote => once("quote_fee", "before", status(500, "processing_error")),
            Self::NoMerchantSession => {
                once("apple_pay_session", "before", json!({ "kind": "html", "code": 502 }))
            }
            Self::NoPaypalOrder => {
                once("paypal_order", "before", json!({ "kind": "html", "code": 502 }))
            }
            Self::Sms => challenge("sms", json!({})),
            Self::Email => challenge("email", json!({})),
            Self::Hcaptcha => challenge("hcaptcha", json!({})),
            Self::HcaptchaPuzzle => challenge("hcaptcha", json!({ "site_key": "sandbox-puzzle" })),
            Self::HcaptchaFails => judged(challenge("hcaptcha", json!({})), "failed"),
            Self::Turnstile => challenge("turnstile", json!({})),
            Self::TurnstileBlocks => {
                challenge("turnstile", json!({ "site_key": "2x00000000000000000000AB" }))
            }
            Self::TurnstilePress => {
                challenge("turnstile", json!({ "site_key": "3x00000000000000000000FF" }))
            }
            Self::TurnstileLate => challenge("turnstile", json!({ "ask": "confirm" })),
            Self::TurnstileSpent => judged(challenge("turnstile", json!({})), "spent"),
            Self::FiveMinutes => lasts(300),
            Self::NinetySeconds => lasts(90),
            Self::Duplicate => {
                vec![("duplicates", json!({ "session_id": session, "check": true }))]
            }
            Self::WebhookLate => telling(session, 1..=1, &json!({ "kind": "slow", "ms": 10_000 })),
            Self::WebhookFails => {
                telling(session, 1..=2, &json!({ "kind": "status", "code": 500 }))
            }
            Self::WebhookAgain => telling(session, 1..=1, &json!({ "kind": "lost" })),
            Self::WebhookNever => telling(session, 1..=8, &json!({ "kind": "down" })),
        }
    }
}

/// What goes wrong with a session's webhook, at these attempts.
fn telling(session: &str, attempts: RangeInclusive<u32>, fault: &Value) -> Vec<Control> {
    let rules: Vec<_> = attempts.map(|nth| json!({ "attempt": nth, "fault": fault })).collect();
    vec![("webhooks", json!({ "session_id": session, "rules": rules }))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_preset_has_a_name_of_its_own_and_does_something() {
        let all: Vec<_> = TROUBLES.iter().flat_map(|(_, presets)| presets.iter()).collect();
        let names: HashSet<_> = all.iter().map(|(_, name, _)| name).collect();
        assert_eq!(names.len(), all.len());
        for (trouble, name, _) in all {
            assert_eq!(Trouble::named(name), Some(*trouble));
            let quiet = [Trouble::PriceChange].contains(trouble);
            assert_eq!(trouble.controls("cs_1").is_empty(), quiet, "{name}");
        }
        assert_eq!(Trouble::named(""), None);
    }
}
