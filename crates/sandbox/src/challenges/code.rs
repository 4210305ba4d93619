//! Codes: six digits, good for ten minutes and five tries, sent again at most every half minute.

use crate::clock::Timestamp;
use crate::secret::{self, Fingerprint};
use std::collections::VecDeque;

/// How long a code is good, seconds.
pub const LIFE: i64 = 600;

/// Sending again so soon sends nothing, seconds.
const WINDOW: i64 = 30;

/// So many codes in [`LIFE`] seconds.
const SENDS: usize = 5;

/// A code is void after so many wrong ones.
const TRIES: u8 = 5;

struct Code {
    fingerprint: Fingerprint,
    wrong: u8,
    right: bool,
}

/// The codes of one session. Only the last one's hash.
#[derive(Default)]
pub struct Codes {
    sent: VecDeque<Timestamp>,
    last: Option<Code>,
}

impl Codes {
    /// Whether one is on its way.
    pub const fn is_sent(&self) -> bool {
        self.last.is_some()
    }

    /// A new code to deliver; `None` while the last is on its way. `Err`: too many; seconds until
    /// the next is welcome.
    pub fn send(&mut self, now: Timestamp) -> Result<Option<String>, u32> {
        if self.sent.back().is_some_and(|last| now < last.plus_seconds(WINDOW)) {
            return Ok(None);
        }
        self.sent.retain(|sent| now < sent.plus_seconds(LIFE));
        if let Some(first) = self.sent.front().filter(|_| self.sent.len() >= SENDS) {
            let left = first.plus_seconds(LIFE).millis() - now.millis();
            return Err(u32::try_from((left + 999) / 1000).unwrap_or_default().max(1));
        }
        let code = secret::digits();
        self.sent.push_back(now);
        self.last = Some(Code { fingerprint: Fingerprint::of(&code), wrong: 0, right: false });
        Ok(Some(code))
    }

    /// Judges a code. `Err`: why it is not good.
    pub fn judge(&mut self, code: &str, now: Timestamp) -> Result<(), &'static str> {
        let (Some(last), Some(sent)) = (&mut self.last, self.sent.back()) else {
            return Err("no code was sent");
        };
        if last.wrong >= TRIES {
            return Err("void: ask for a new code");
        }
        if !last.fingerprint.matches(&Fingerprint::of(code.trim())) {
            last.wrong += 1;
            return Err("wrong");
        }
        if !last.right && now >= sent.plus_seconds(LIFE) {
            return Err("too old");
        }
        last.right = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(codes: &mut Codes, now: Timestamp) -> String {
        codes.send(now).unwrap().unwrap()
    }

    #[test]
    fn a_right_code_stays_right_and_an_old_one_never_was() {
        let (mut codes, now) = (Codes::default(), Timestamp::from_millis(0));
        assert!(codes.judge("", now).is_err());
        let code = sent(&mut codes, now);
        assert_eq!(code.len(), 6);
        assert!(codes.judge(&code, now.plus_seconds(LIFE)).is_err());
        assert!(codes.judge(&code, now.plus_seconds(LIFE - 1)).is_ok());
        assert!(codes.judge(&code, now.plus_seconds(2 * LIFE)).is_ok());
        assert!(codes.judge("x", now).is_err());
    }

    #[test]
    fn five_wrong_ones_void_a_code_until_there_is_a_new_one() {
        let (mut codes, now) = (Codes::default(), Timestamp::from_millis(0));
        let code = sent(&mut codes, now);
        for _ in 0..TRIES {
            assert_eq!(codes.judge("x", now), Err("wrong"));
        }
        assert!(codes.judge(&code, now).is_err());
        assert_eq!(codes.send(now.plus_seconds(WINDOW - 1)), Ok(None));
        let later = now.plus_seconds(WINDOW);
        let code = sent(&mut codes, later);
        assert!(codes.judge(&code, later).is_ok());
    }

    #[test]
    fn five_codes_in_ten_minutes_are_enough() {
        let mut codes = Codes::default();
        let at = |seconds| Timestamp::from_millis(seconds * 1000);
        for sends in 0..5 {
            sent(&mut codes, at(sends * WINDOW));
        }
        assert_eq!(codes.send(at(150)), Err(450));
        sent(&mut codes, at(LIFE));
    }
}
