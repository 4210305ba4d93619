//! Rate limiting: so many requests per minute and credential, counted by the sandbox's clock.

use crate::clock::Timestamp;
use crate::secret::Fingerprint;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The window, seconds.
const WINDOW: i64 = 60;

/// Above this many credentials, those whose minute is over are forgotten.
const REMEMBERED: usize = 10_000;

#[derive(Clone, Copy, Debug)]
struct Window {
    ends: Timestamp,
    count: u32,
}

/// Counts requests per credential, in windows of one minute from the first.
#[derive(Debug, Default)]
pub struct Limiter {
    windows: Mutex<HashMap<[u8; 32], Window>>,
}

impl Limiter {
    /// Counts a request. `Err`: one too many; seconds until the next is welcome.
    pub fn count(
        &self,
        credential: &Fingerprint,
        per_minute: u32,
        now: Timestamp,
    ) -> Result<(), u32> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > REMEMBERED {
            windows.retain(|_, window| window.ends > now);
        }
        let fresh = Window { ends: now.plus_seconds(WINDOW), count: 0 };
        let window = windows.entry(credential.bytes()).or_insert(fresh);
        if window.ends <= now {
            *window = fresh;
        }
        if window.count >= per_minute {
            let left = (window.ends.millis() - now.millis() + 999) / 1000;
            return Err(u32::try_from(left.max(1)).unwrap_or(60));
        }
        window.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_for_the_minute_to_end() {
        let (limiter, now) = (Limiter::default(), Timestamp::from_millis(5_000));
        let (one, other) = (Fingerprint::of("1"), Fingerprint::of("2"));
        assert_eq!(limiter.count(&one, 2, now), Ok(()));
        assert_eq!(limiter.count(&one, 2, now), Ok(()));
        assert_eq!(limiter.count(&one, 2, now), Err(60));
        assert_eq!(limiter.count(&other, 2, now), Ok(()));
        assert_eq!(limiter.count(&one, 2, now.plus_seconds(59)), Err(1));
        assert_eq!(limiter.count(&one, 2, now.plus_seconds(60)), Ok(()));
    }
}
