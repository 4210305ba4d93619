//! When a webhook is tried again.

use rand::Rng;
use std::num::NonZeroU32;

/// How often a webhook is tried before it is given up.
pub const ATTEMPTS: u32 = 8;

/// The wait after the first attempt, milliseconds.
const FIRST: i64 = 5000;

/// How much longer each wait is than the one before.
const GROWTH: i64 = 4;

/// The longest wait, milliseconds.
const LONGEST: i64 = 5_120_000;

/// How long to wait after this many attempts, milliseconds: 5 s, 20 s, 80 s and so on, up to 85
/// minutes. `None`: they were enough. A fifth of it is left to chance, so that what failed together
/// is not tried again together.
pub fn wait(attempts: u32, pace: NonZeroU32) -> Option<i64> {
    let longest = longest(attempts)?;
    let wait = rand::rng().random_range(longest - longest / 5..=longest);
    Some(wait / i64::from(pace.get()))
}

fn longest(attempts: u32) -> Option<i64> {
    let grown = || FIRST.saturating_mul(GROWTH.saturating_pow(attempts.saturating_sub(1)));
    (attempts < ATTEMPTS).then(|| grown().min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::WEBHOOK_TOLERANCE;

    #[test]
    fn waits_grow_and_end_before_a_receiver_would_refuse_the_webhook() {
        let all: Vec<_> = (1..).map_while(longest).collect();
        assert_eq!(all.len() + 1, ATTEMPTS as usize);
        assert_eq!(all[..3], [5000, 20_000, 80_000]);
        assert!(all.windows(2).all(|two| two[0] <= two[1]));
        assert!(all.iter().sum::<i64>() < WEBHOOK_TOLERANCE * 1000);
    }

    #[test]
    fn a_fifth_of_a_wait_is_left_to_chance_and_pace_divides_it() {
        let one = NonZeroU32::MIN;
        assert!((0..100).all(|_| (4000..=5000).contains(&wait(1, one).unwrap())));
        let thousand = NonZeroU32::new(1000).unwrap();
        assert!((4..=5).contains(&wait(1, thousand).unwrap()));
        assert_eq!(wait(ATTEMPTS, one), None);
    }
}
