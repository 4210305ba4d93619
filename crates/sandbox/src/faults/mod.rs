//! Faults, scripted per request: which call, the how-manieth, before or after the handler.
//!
//! A script belongs to one session or to all; both are counted and both apply, the session's own
//! first. Rules are taken in their order; a delay goes on to the next, anything else is the last.

mod answer;
mod asked;

pub use answer::{Replaced, carry_out};
pub use asked::Asked;

use answer::error;

use crate::sightings::Server;
use axum::http::Method;
use contract::SessionId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A call that a payer's browser makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// `GET …/{id}`
    Session,
    /// `GET …/{id}/client-config`
    ClientConfig,
    /// `POST …/{id}/quote-fee`
    QuoteFee,
    /// `POST …/{id}/confirm`
    Confirm,
    /// `POST …/{id}/challenge/send`
    ChallengeSend,
    /// `POST …/{id}/apple-pay/session`
    ApplePaySession,
    /// `POST …/{id}/paypal/orders`
    PaypalOrder,
    /// `GET …/{id}/payment-methods`
    MethodList,
    /// `POST …/{id}/payment-methods`
    MethodAdd,
    /// `DELETE …/{id}/payment-methods/{method_id}`
    MethodRemove,
    /// `PUT …/{id}/payment-methods/{method_id}/default`
    MethodDefault,
    /// `POST /services/proxynization`, at the processor.
    Tokenize,
}

impl Call {
    /// Which call a request is, if it is one of a browser's.
    pub fn of(server: Server, method: &Method, route: &str) -> Option<Self> {
        let rest = match server {
            Server::Zift => {
                let is_it = *method == Method::POST && route == "/services/proxynization";
                return is_it.then_some(Self::Tokenize);
            }
            Server::Api => route.strip_prefix("/v1/hosted-sessions/{id}")?,
        };
        match (method.as_str(), rest) {
            ("GET", "") => Some(Self::Session),
            ("GET", "/client-config") => Some(Self::ClientConfig),
            ("POST", "/quote-fee") => Some(Self::QuoteFee),
            ("POST", "/confirm") => Some(Self::Confirm),
            ("POST", "/challenge/send") => Some(Self::ChallengeSend),
            ("POST", "/apple-pay/session") => Some(Self::ApplePaySession),
            ("POST", "/paypal/orders") => Some(Self::PaypalOrder),
            ("GET", "/payment-methods") => Some(Self::MethodList),
            ("POST", "/payment-methods") => Some(Self::MethodAdd),
            ("DELETE", "/payment-methods/{method_id}") => Some(Self::MethodRemove),
            ("PUT", "/payment-methods/{method_id}/default") => Some(Self::MethodDefault),
            _ => None,
        }
    }
}

/// When a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Instead of the handler.
    Before,
    /// Instead of the handler's answer; what it did is done.
    After,
}

/// An HTTP status from `LOW` to 599. 408 and 421 too: that browsers repeat a POST on them by
/// themselves is a fault worth having.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Code<const LOW: u16>(u16);

impl<const LOW: u16> TryFrom<u16> for Code<LOW> {
    type Error = String;

    fn try_from(code: u16) -> Result<Self, String> {
        let known = (LOW..600).contains(&code);
        known.then_some(Self(code)).ok_or_else(|| format!("must be {LOW} to 599"))
    }
}

impl<const LOW: u16> From<Code<LOW>> for u16 {
    fn from(code: Code<LOW>) -> Self {
        code.0
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The connection ends (FIN) without a byte of answer.
    Close,
    /// The connection is reset (RST).
    Reset,
    /// All goes well, but later.
    Delay {
        /// By so much.
        ms: u32,
    },
    /// There is never an answer; the connection stays until the client leaves.
    Stall,
    /// Another answer.
    Status {
        /// Its status.
        code: Code<400>,
        /// Its `Retry-After`, whatever it says.
        retry_after: Option<String>,
        /// The `code` of a body in the contract's shape. Any word.
        error_code: Option<String>,
        /// `recoverable` in that body.
        recoverable: Option<bool>,
        /// The body, where there is no `error_code`.
        body: Option<String>,
        /// The media type of `body`.
        content_type: Option<String>,
        /// Whether a page may read `Retry-After`.
        #[serde(default = "yes")]
        expose_retry_after: bool,
    },
    /// The right status and `Content-Length`, half of the body, then FIN.
    Truncate,
    /// 200, and text that is no JSON.
    Garbage,
    /// 200, and no body.
    Empty,
    /// A page of a gateway's.
    Html {
        /// Its status.
        code: Code<200>,
    },
    /// The session as it was before it was paid: `active`.
    Stale,
}

const fn yes() -> bool {
    true
}

impl Fault {
    /// Its kind, as rules name it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Reset => "reset",
            Self::Delay { .. } => "delay",
            Self::Stall => "stall",
            Self::Status { .. } => "status",
            Self::Truncate => "truncate",
            Self::Garbage => "garbage",
            Self::Empty => "empty",
            Self::Html { .. } => "html",
            Self::Stale => "stale",
        }
    }

    const fn is_last(&self) -> bool {
        !matches!(self, Self::Delay { .. })
    }
}

/// One line of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Of which call.
    pub call: Call,
    /// Which request of that call, from 1, since the script was put. `None`: every one.
    pub nth: Option<u64>,
    /// When.
    pub moment: Moment,
    /// What.
    pub fault: Fault,
}

impl Rule {
    /// Why it could never do anything.
    pub fn objection(&self) -> Option<&'static str> {
        if self.nth == Some(0) {
            return Some("nth: counts from 1");
        }
        let strays = self.fault == Fault::Stale
            && (self.call, self.moment) != (Call::Session, Moment::After);
        strays.then_some("fault: stale is for after the session call")
    }
}

/// A rule and how often it has struck.
#[derive(Clone, Debug, Serialize)]
pub struct Scripted {
    /// Whose script; `None`: everybody's.
    session_id: Option<SessionId>,
    #[serde(flatten)]
    rule: Rule,
    fired: u64,
}

#[derive(Debug, Default)]
struct Script {
    rules: Vec<Scripted>,
    seen: HashMap<Call, u64>,
}

/// What one request will meet.
#[derive(Debug, Default)]
pub struct Plan {
    /// Instead of the handler; delays first.
    pub before: Vec<Fault>,
    /// Instead of its answer; delays first.
    pub after: Vec<Fault>,
}

/// Every script. In memory: they are about this run.
#[derive(Debug, Default)]
pub struct Faults(Mutex<HashMap<Option<SessionId>, Script>>);

impl Faults {
    /// Replaces the script of one session, or (`None`) everybody's. Counting starts anew.
    pub fn put(&self, session: Option<SessionId>, rules: Vec<Rule>) {
        let mut scripts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rules.is_empty() {
            scripts.remove(&session);
            return;
        }
        let scripted = |rule| Scripted { session_id: session.clone(), rule, fired: 0 };
        let rules = rules.into_iter().map(scripted).collect();
        scripts.insert(session, Script { rules, seen: HashMap::new() });
    }

    /// Forgets every script.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether there is a script at all.
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// The rules of one session, or all.
    pub fn list(&self, session: Option<&SessionId>) -> Vec<Scripted> {
        let scripts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = |rule: &&Scripted| session.is_none() || rule.session_id.as_ref() == session;
        scripts.values().flat_map(|script| &script.rules).filter(asked).cloned().collect()
    }

    /// Counts a request and says what it will meet.
    pub fn plan(&self, call: Call, session: Option<&SessionId>) -> Plan {
        let mut scripts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut plan = Plan::default();
        // The session's own script first. A request of no known session has only everybody's.
        let own = session.map(|session| Some(session.clone()));
        let mut due: Vec<&mut Scripted> = Vec::new();
        for (_, script) in
            scripts.iter_mut().filter(|(of, _)| of.is_none() || own.as_ref() == Some(of))
        {
            let seen = script.seen.entry(call).or_default();
            *seen += 1;
            let now = |rule: &Rule| rule.call == call && rule.nth.is_none_or(|nth| nth == *seen);
            due.extend(script.rules.iter_mut().filter(|scripted| now(&scripted.rule)));
        }
        due.sort_by_key(|scripted| scripted.session_id.is_none());
        for (moment, faults) in
            [(Moment::Before, &mut plan.before), (Moment::After, &mut plan.after)]
        {
            for scripted in due.iter_mut().filter(|scripted| scripted.rule.moment == moment) {
                scripted.fired += 1;
                faults.push(scripted.rule.fault.clone());
                if scripted.rule.fault.is_last() {
                    break;
                }
            }
            if faults.last().is_some_and(Fault::is_last) {
                break;
            }
        }
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(nth: Option<u64>, moment: Moment, fault: Fault) -> Rule {
        Rule { call: Call::Confirm, nth, moment, fault }
    }

    #[test]
    fn rules_are_counted_per_script_and_the_sessions_own_come_first() {
        let faults = Faults::default();
        let session = SessionId::parse("cs_1").unwrap();
        faults.put(None, vec![rule(None, Moment::Before, Fault::Close)]);
        let own = vec![
            rule(Some(2), Moment::Before, Fault::Delay { ms: 1 }),
            rule(Some(2), Moment::Before, Fault::Reset),
            rule(Some(2), Moment::After, Fault::Empty),
        ];
        faults.put(Some(session.clone()), own);
        assert_eq!(faults.plan(Call::Confirm, Some(&session)).before, [Fault::Close]);
        assert_eq!(faults.plan(Call::Session, Some(&session)).before, []);
        let second = faults.plan(Call::Confirm, Some(&session));
        assert_eq!(second.before, [Fault::Delay { ms: 1 }, Fault::Reset]);
        assert_eq!(second.after, [], "nothing comes after a reset");
        let fired: Vec<u64> = faults.list(Some(&session)).iter().map(|rule| rule.fired).collect();
        assert_eq!(fired, [1, 1, 0]);
        faults.put(Some(session.clone()), Vec::new());
        faults.put(None, vec![rule(None, Moment::After, Fault::Stall)]);
        assert_eq!(faults.plan(Call::Confirm, Some(&session)).after, [Fault::Stall]);
        faults.clear();
        assert!(faults.is_empty());
    }
}
