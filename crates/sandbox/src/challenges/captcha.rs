//! Captchas: the vendors' public test keys and tokens, and the tokens of our stand-ins for them.

use crate::clock::Timestamp;
use crate::secret::{self, Fingerprint};
use contract::{ChallengeType, SessionId};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// What each vendor publishes for tests: a key whose widget always passes, and the token it gives.
const PUBLIC: [(ChallengeType, &str, &str); 2] = [
    (
        ChallengeType::Hcaptcha,
        "10000000-ffff-ffff-ffff-000000000001",
        "10000000-aaaa-bbbb-cccc-000000000001",
    ),
    (ChallengeType::Turnstile, "1x00000000000000000000AA", "XXXX.DUMMY.TOKEN.XXXX"),
];

/// How long a token is good, seconds: the vendors' own figures.
const fn life(kind: ChallengeType) -> i64 {
    match kind {
        ChallengeType::Hcaptcha => 120,
        ChallengeType::Turnstile | ChallengeType::Sms | ChallengeType::Email => 300,
    }
}

/// Above this many tokens, those that are over are forgotten.
const REMEMBERED: usize = 10_000;

/// How captcha tokens are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// By what they are.
    #[default]
    Good,
    /// As used before.
    Spent,
    /// As never given.
    Failed,
}

/// The public key that always passes; `None` for what is no captcha.
pub fn public_key(kind: ChallengeType) -> Option<&'static str> {
    PUBLIC.iter().find(|(known, ..)| *known == kind).map(|(_, key, _)| *key)
}

#[derive(Debug)]
struct Minted {
    kind: ChallengeType,
    site_key: String,
    at: Timestamp,
    spent: bool,
}

/// The tokens that are out. Only their hashes.
#[derive(Debug, Default)]
pub struct Captchas {
    minted: HashMap<[u8; 32], Minted>,
    /// Sessions that have used the public token of their vendor.
    public: HashSet<SessionId>,
}

impl Captchas {
    /// A new token.
    pub fn mint(&mut self, kind: ChallengeType, site_key: String, at: Timestamp) -> String {
        if self.minted.len() > REMEMBERED {
            self.minted.retain(|_, minted| at < minted.at.plus_seconds(life(minted.kind)));
        }
        let token = secret::random(64);
        let minted = Minted { kind, site_key, at, spent: false };
        self.minted.insert(Fingerprint::of(&token).bytes(), minted);
        token
    }

    /// Judges a token, and uses it up. `Err`: why it is not good.
    pub fn judge(
        &mut self,
        session: &SessionId,
        kind: ChallengeType,
        site_key: &str,
        token: &str,
        verdict: Verdict,
        now: Timestamp,
    ) -> Result<(), &'static str> {
        const SPENT: &str = "used before";
        match verdict {
            Verdict::Good => {}
            Verdict::Spent => return Err(SPENT),
            Verdict::Failed => return Err("not passed"),
        }
        if PUBLIC.iter().any(|(known, _, public)| *known == kind && *public == token) {
            return if self.public.insert(session.clone()) { Ok(()) } else { Err(SPENT) };
        }
        let minted = self.minted.get_mut(&Fingerprint::of(token).bytes());
        let own = |minted: &&mut Minted| minted.kind == kind && minted.site_key == site_key;
        let minted = minted.filter(own).ok_or("not known")?;
        if now >= minted.at.plus_seconds(life(kind)) {
            return Err("too old");
        }
        if std::mem::replace(&mut minted.spent, true) { Err(SPENT) } else { Ok(()) }
    }
}
