//! What a payer has to prove before confirm: a captcha's token, or a code that was sent.
//!
//! In memory: a challenge is posed by a control call and is about this run. The order of things:
//! [`Challenges::pose`], then it is [`shown`](Challenges::shown) in the config, a code is
//! [`sent`](Challenges::send), and confirm has the answer [`judged`](Challenges::judge).

mod captcha;
mod code;
mod inbox;

pub use captcha::Verdict;
pub use inbox::Destination;

use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::per_session::PerSession;
use captcha::Captchas;
use code::Codes;
use contract::{Challenge, ChallengeResponse, ChallengeType, SessionId};
use inbox::Inbox;
use serde::Deserialize;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// When a challenge is made known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// With the session.
    #[default]
    Config,
    /// When a confirm was refused for the want of it.
    Confirm,
}

/// A challenge to be posed.
#[derive(Debug)]
pub struct Pose {
    /// What has to be proved.
    pub kind: ChallengeType,
    /// When it is made known.
    pub ask: Ask,
    /// A captcha's public key; `None` is its vendor's public one that always passes.
    pub site_key: Option<String>,
    /// Where a code goes.
    pub destination: Destination,
    /// Whether a code is sent at once.
    pub code_sent: bool,
}

/// A challenge, as a session has it.
struct Posed {
    kind: ChallengeType,
    site_key: Option<String>,
    destination: Destination,
    shown: bool,
    codes: Codes,
}

impl Posed {
    /// Sends a code, unless one was sent a moment ago. A captcha has none.
    fn send(
        &mut self,
        session: &SessionId,
        inbox: &mut Inbox,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.site_key.is_none()
            && let Some(code) = self.codes.send(now).map_err(Refusal::RateLimited)?
        {
            inbox.deliver(session, &self.destination, code, now);
        }
        Ok(())
    }

    fn on_the_wire(&self) -> Challenge {
        let is_code = matches!(self.kind, ChallengeType::Sms | ChallengeType::Email);
        Challenge {
            kind: self.kind.into(),
            site_key: self.site_key.clone(),
            delivery_hint: is_code.then(|| self.destination.masked.clone()),
            code_sent: is_code.then(|| self.codes.is_sent()),
        }
    }
}

#[derive(Default)]
struct State {
    posed: HashMap<SessionId, Posed>,
    captchas: Captchas,
    inbox: Inbox,
}

/// Every challenge, every captcha token that is out, every message that was sent.
#[derive(Default)]
pub struct Challenges {
    state: Mutex<State>,
    /// How captcha tokens are judged from now on.
    pub verdicts: PerSession<Verdict>,
}

impl fmt::Debug for Challenges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Challenges(<redacted>)")
    }
}

impl Challenges {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a session a challenge, in the place of one it has.
    pub fn pose(&self, session: SessionId, pose: Pose, now: Timestamp) -> Result<(), Refusal> {
        let Pose { kind, ask, site_key, destination, code_sent } = pose;
        let public = captcha::public_key(kind);
        let mut posed = Posed {
            kind,
            site_key: public.map(|public| site_key.unwrap_or_else(|| public.to_owned())),
            destination,
            shown: ask == Ask::Config,
            codes: Codes::default(),
        };
        let mut state = self.state();
        if code_sent {
            posed.send(&session, &mut state.inbox, now)?;
        }
        state.posed.insert(session, posed);
        Ok(())
    }

    /// Takes a session's challenge away.
    pub fn lift(&self, session: &SessionId) {
        self.state().posed.remove(session);
    }

    /// The challenge as the session's payer is shown it.
    pub fn shown(&self, session: &SessionId) -> Option<Challenge> {
        self.state().posed.get(session).filter(|posed| posed.shown).map(Posed::on_the_wire)
    }

    /// Sends the code of a challenge that is shown.
    pub fn send(&self, session: &SessionId, now: Timestamp) -> Result<Option<Challenge>, Refusal> {
        let mut state = self.state();
        let State { posed, inbox, .. } = &mut *state;
        let Some(posed) = posed.get_mut(session).filter(|posed| posed.shown) else {
            return Ok(None);
        };
        posed.send(session, inbox, now)?;
        Ok(Some(posed.on_the_wire()))
    }

    /// Judges what confirm was given. Called last before a payment is executed: what is right is
    /// used up, whatever the payment comes to; only a code stays right for its session.
    pub fn judge(
        &self,
        session: &SessionId,
        given: Option<&ChallengeResponse>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let mut state = self.state();
        let State { posed, captchas, .. } = &mut *state;
        let Some(posed) = posed.get_mut(session) else {
            let unasked = || "challenge_response: the session has no challenge".to_owned();
            return given.map_or(Ok(()), |_| Err(Refusal::Invalid(unasked())));
        };
        let Some(given) = given else {
            posed.shown = true;
            return Err(Refusal::ChallengeRequired);
        };
        if given.kind != posed.kind {
            return Err(Refusal::ChallengeFailed("of another type"));
        }
        let judged = match &posed.site_key {
            Some(site_key) => {
                let verdict = self.verdicts.of(session);
                let token = given.token.as_deref().unwrap_or_default();
                captchas.judge(session, posed.kind, site_key, token, verdict, now)
            }
            None => posed.codes.judge(given.code.as_deref().unwrap_or_default(), now),
        };
        judged.map_err(Refusal::ChallengeFailed)
    }

    /// A captcha's token, as its vendor would give a page; `None` for a kind that is no captcha.
    pub fn mint(&self, kind: ChallengeType, site_key: String, now: Timestamp) -> Option<String> {
        captcha::public_key(kind).map(|_| self.state().captchas.mint(kind, site_key, now))
    }

    /// What was sent, to one session's payer or to all, oldest first.
    pub fn inbox(&self, session: Option<&SessionId>) -> serde_json::Value {
        self.state().inbox.list(session)
    }
}
