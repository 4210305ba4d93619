//! What the API knows: the price, the ledger, the keys.

use crate::support::{config, refused};
use checkout::Failure;
use contract::{Challenge, ChallengeType, ErrorCode, Method, SessionConfig, SessionStatus};
use std::collections::HashMap;

/// How the API treats keys: what providers do (reference, section 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Charges and declines are replayed; another body is refused.
    Documented,
    /// Whatever was answered is replayed, a 500 too.
    ReplaysErrors,
    /// Only successes are replayed.
    OnlySuccess,
    /// Another body is not noticed.
    IgnoresBody,
    /// Keys are not looked at: only "a session is paid once" holds.
    Off,
}

pub struct Server {
    pub keys: Keys,
    pub price: i64,
    pub ledger: Vec<(String, i64)>,
    /// What is replayed, by key: the total, or how it was refused.
    results: HashMap<String, Result<i64, Failure>>,
    /// What every key was sent with.
    bodies: HashMap<String, String>,
    /// Keys that were answered with a decline, replayed or not.
    declined: Vec<String>,
    pub challenge: bool,
    pub duplicate: bool,
    pub expired: bool,
    template: SessionConfig,
}

/// What the payer's side may be dealt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deal {
    Charge,
    Decline,
    /// Charged, and the answer is an error of the server's own.
    ChargeThenFail,
}

impl Server {
    pub fn new(keys: Keys, methods: &[Method]) -> Self {
        let template = SessionConfig {
            allowed_methods: methods.iter().map(|method| (*method).into()).collect(),
            merchant_display_name: Some("Alder".to_owned()),
            ..config(1000)
        };
        Self {
            keys,
            price: 1000,
            ledger: Vec::new(),
            results: HashMap::new(),
            bodies: HashMap::new(),
            declined: Vec::new(),
            challenge: false,
            duplicate: false,
            expired: false,
            template,
        }
    }

    pub fn config(&self) -> SessionConfig {
        let mut config = self.template.clone();
        config.amount = Some(contract::Cents(self.price));
        config.challenge = self.challenge.then(|| Challenge {
            kind: ChallengeType::Hcaptcha.into(),
            site_key: Some("key".to_owned()),
            delivery_hint: None,
            code_sent: None,
        });
        if !self.ledger.is_empty() {
            config.status = SessionStatus::Completed.into();
        } else if self.expired {
            config.status = SessionStatus::Expired.into();
        }
        config
    }

    pub fn fee(&self) -> i64 {
        self.price / 50
    }

    /// Whether what is sent under this key can still be carried out for the first time.
    pub fn is_settled(&self, key: &str) -> bool {
        self.results.contains_key(key) || self.declined.iter().any(|known| known == key)
    }

    pub fn has_declined(&self) -> bool {
        !self.declined.is_empty()
    }

    pub fn is_charged(&self, key: &str) -> bool {
        self.ledger.iter().any(|(charged, _)| charged == key)
    }

    /// Whether what was charged was sent with this in its body.
    pub fn has_charged(&self, part: &str) -> bool {
        let charged = self.ledger.iter().filter_map(|(key, _)| self.bodies.get(key));
        charged.into_iter().any(|body| body.contains(part))
    }

    /// Whether a request that was swallowed may still arrive. Where declines are not kept, one that
    /// arrives after a decline was heard would be tried anew, and no client could know: the one
    /// race that those variants leave open.
    pub fn may_arrive_late(&self, key: &str) -> bool {
        matches!(self.keys, Keys::Documented | Keys::ReplaysErrors | Keys::IgnoresBody)
            || !self.declined.iter().any(|known| known == key)
    }

    pub fn confirm(&mut self, key: &str, body: &str, deal: Deal) -> Result<i64, Failure> {
        let known = self.bodies.entry(key.to_owned()).or_insert_with(|| body.to_owned());
        assert_eq!(known, body, "O2: one key, one body");
        if self.keys != Keys::Off
            && let Some(result) = self.results.get(key)
        {
            return result.clone();
        }
        if !self.ledger.is_empty() {
            return Err(refused(409, ErrorCode::AlreadyConfirmed));
        }
        if self.expired {
            return Err(refused(410, ErrorCode::SessionExpired));
        }
        if self.challenge && !body.contains("\"token\":\"good") {
            let answered = body.contains("challenge_response");
            let code =
                if answered { ErrorCode::ChallengeFailed } else { ErrorCode::ChallengeRequired };
            return Err(refused(403, code));
        }
        if self.duplicate && !body.contains("\"duplicate_acknowledged\":true") {
            return Err(refused(409, ErrorCode::DuplicatePayment));
        }
        let is_debit = body.contains("\"method\":\"ach\"");
        assert_eq!(is_debit, body.contains("ach_authorization"), "a debit is authorized: {body}");
        let total = self.price + self.fee();
        let result = match deal {
            Deal::Decline => Err(refused(402, ErrorCode::CardDeclined)),
            Deal::Charge | Deal::ChargeThenFail => {
                self.ledger.push((key.to_owned(), total));
                assert!(self.ledger.len() <= 1, "O1: at most one charge");
                Ok(total)
            }
        };
        if result.is_err() {
            self.declined.push(key.to_owned());
        }
        let answer = match deal {
            Deal::ChargeThenFail => Err(refused(500, ErrorCode::NetworkError)),
            Deal::Charge | Deal::Decline => result.clone(),
        };
        let kept = match self.keys {
            Keys::Documented | Keys::IgnoresBody => Some(result),
            Keys::ReplaysErrors => Some(answer.clone()),
            Keys::OnlySuccess => result.is_ok().then_some(result),
            Keys::Off => None,
        };
        if let Some(kept) = kept {
            self.results.insert(key.to_owned(), kept);
        }
        answer
    }
}
