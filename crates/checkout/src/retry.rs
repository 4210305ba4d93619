//! The pure rule of repeating: how often, how far apart.
//!
//! Full jitter, `rand(0, min(cap, base * 2^n))`; a readable `Retry-After` overrides it, clamped
//! so that no server can park a payer for an hour.

use crate::event::Failure;
use crate::ticket::{Millis, Nonce};

const BASE: u32 = 500;
const CAP: u32 = 5_000;
const LONGEST_RETRY_AFTER: Millis = Millis::seconds(60);

/// How often one confirm is sent before its outcome is read from the session instead.
pub(crate) const CONFIRM_SENDS: u8 = 4;
/// How often a call that moves no money is sent before the payer is told.
pub(crate) const HARMLESS_SENDS: u8 = 3;
/// After this long an attempt stops sending and reads the session (bounded well inside the
/// shortest key retention known, 30 minutes).
pub(crate) const ATTEMPT_DEADLINE: Millis = Millis::seconds(90);
/// Offline, something is tried again this often all the same: the browser's word is a hint.
pub(crate) const OFFLINE: Millis = Millis::seconds(10);
/// When to say that it takes longer than usual.
pub(crate) const SLOW: Millis = Millis::seconds(8);

/// Spreads retries. Not for secrets: a 32-bit xorshift seeded once.
#[derive(Clone, Debug)]
pub(crate) struct Jitter(u32);

impl Jitter {
    pub(crate) fn new(seed: Nonce) -> Self {
        let [a, b, c, d, ..] = seed.0;
        // xorshift stays at zero forever.
        Self(u32::from_le_bytes([a, b, c, d]) | 1)
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % bound.max(1)
    }

    /// How long to wait before send number `sends + 1`.
    pub(crate) fn pause(&mut self, failure: Option<&Failure>, sends: u8) -> Millis {
        // "Now", or a moment that is past, is no time to wait: ours is better (F11).
        let asked = failure.and_then(|failure| failure.retry_after).filter(|asked| asked.0 > 0);
        if let Some(asked) = asked {
            return asked.min(LONGEST_RETRY_AFTER);
        }
        let doublings = u32::from(sends.saturating_sub(1)).min(10);
        Millis(self.below(CAP.min(BASE << doublings) + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Unclear, Why};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_pause_is_bounded_and_obeys_retry_after(seed: [u8; 16], sends: u8, asked: Option<u32>) {
            let failure = Failure {
                why: Why::Unclear(Unclear::Status(503)),
                retry_after: asked.map(Millis),
            };
            let pause = Jitter::new(Nonce(seed)).pause(Some(&failure), sends);
            match asked.filter(|asked| *asked > 0) {
                Some(asked) => prop_assert_eq!(pause, Millis(asked.min(60_000))),
                None => prop_assert!(pause <= Millis(CAP)),
            }
        }
    }

    #[test]
    fn pauses_differ() {
        let mut jitter = Jitter::new(Nonce([7; 16]));
        let pauses: Vec<_> = (0..20).map(|_| jitter.pause(None, 4).0).collect();
        assert!(pauses.windows(2).any(|pair| pair[0] != pair[1]));
    }
}
