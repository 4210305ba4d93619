//! Random histories, and cutting a failing one down.

/// A small generator: the same seed, the same history, on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def1)
    }

    /// xorshift64*.
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// 20 to 120 things that happen.
    pub fn history(&mut self) -> Vec<(u8, u8)> {
        let length = 20 + self.next() % 100;
        (0..length)
            .map(|_| {
                let [_, _, _, _, _, _, what, how] = self.next().to_le_bytes();
                (what, how)
            })
            .collect()
    }
}

/// The shortest failing history that can be had by leaving things out and making them smaller.
pub fn shrink(mut history: Vec<(u8, u8)>, fails: impl Fn(&[(u8, u8)]) -> bool) -> Vec<(u8, u8)> {
    // The first pair says which world it is; it stays in its place.
    let mut chunk = history.len() / 2;
    while chunk > 0 {
        let mut at = 1;
        while at < history.len() {
            let mut shorter = history.clone();
            shorter.drain(at..(at + chunk).min(history.len()));
            if fails(&shorter) {
                history = shorter;
            } else {
                at += chunk;
            }
        }
        chunk /= 2;
    }
    for at in 0..history.len() {
        for smaller in [0, 1, 2, 3, 4] {
            let before = history[at].1;
            if smaller < before {
                history[at].1 = smaller;
                if fails(&history) {
                    break;
                }
                history[at].1 = before;
            }
        }
    }
    history
}
