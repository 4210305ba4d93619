//! What goes wrong on the way to a merchant's server, on request.

use crate::faults::Code;
use contract::SessionId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The server is not reached.
    Down,
    /// Something in front of the server answers in its place.
    Status {
        /// With this.
        code: Code<200>,
    },
    /// The server hears of it, and its answer is lost.
    Lost,
    /// It is sent later.
    Slow {
        /// By so much, at a pace of 1.
        ms: u32,
    },
    /// It is sent twice at once.
    Twice,
    /// It is sent after something that happened later was delivered.
    Behind,
}

/// Which attempts go wrong, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which attempt of a webhook, from 1. `None`: every one.
    pub attempt: Option<u32>,
    /// What.
    pub fault: Fault,
}

impl Rule {
    /// Why it could never do anything.
    pub fn objection(&self) -> Option<&'static str> {
        (self.attempt == Some(0)).then_some("attempt: counts from 1")
    }
}

/// The rules, by session; `None`: everybody's.
#[derive(Debug, Default)]
pub struct Rules(Mutex<HashMap<Option<SessionId>, Vec<Rule>>>);

impl Rules {
    /// Replaces one session's, or everybody's.
    pub fn put(&self, session: Option<SessionId>, rules: Vec<Rule>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(session, rules);
    }

    /// One session's, or everybody's.
    pub fn list(&self, session: Option<&SessionId>) -> Vec<Rule> {
        let rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rules.get(&session.cloned()).cloned().unwrap_or_default()
    }

    /// What goes wrong at this attempt: the first that fits, a session's own before everybody's.
    pub fn fault(&self, session: &SessionId, attempt: u32) -> Option<Fault> {
        let rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |key: &Option<SessionId>| rules.get(key).into_iter().flatten();
        let mut all = of(&Some(session.clone())).chain(of(&None));
        all.find(|rule| rule.attempt.is_none_or(|nth| nth == attempt)).map(|rule| rule.fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sessions_own_rules_are_before_everybodys() {
        let (one, other) = (SessionId::parse("cs_1").unwrap(), SessionId::parse("cs_2").unwrap());
        let rules = Rules::default();
        rules.put(None, vec![Rule { attempt: None, fault: Fault::Down }]);
        rules.put(Some(one.clone()), vec![Rule { attempt: Some(2), fault: Fault::Twice }]);
        assert_eq!(rules.fault(&one, 1), Some(Fault::Down));
        assert_eq!(rules.fault(&one, 2), Some(Fault::Twice));
        assert_eq!(rules.fault(&other, 2), Some(Fault::Down));
        rules.put(None, Vec::new());
        assert_eq!(rules.fault(&one, 1), None);
    }
}
