//! How long the session can still be paid, and when to say so.
//!
//! WCAG 2.2, 2.2.1: a time limit is said well before it ends. The session's cannot be extended by
//! the payer (the contract has no call for it), so it is shown, said, and never a surprise.

use crate::machine::Common;
use crate::notice::Announcement;
use crate::ticket::{Millis, Ticket};

/// From here on the time left is shown, in seconds.
const SHOWN: u32 = 300;
/// When it is said, in seconds.
const SAID: [u32; 3] = [300, 60, 20];

/// The time left, by the server's own clock at the last reading.
#[derive(Debug)]
pub(crate) struct Countdown {
    /// The current wait; `None` when the time is up, or the session has no end.
    tick: Option<Ticket>,
    /// Seconds left, once they are few.
    left: u32,
    /// The shortest time that was said: each is said once.
    said: u32,
}

impl Countdown {
    pub(crate) fn start(common: &mut Common, left: Option<Millis>) -> Self {
        let mut countdown = Self { tick: None, left: u32::MAX, said: u32::MAX };
        countdown.correct(common, left);
        countdown
    }

    /// The server says how much is left.
    pub(crate) fn correct(&mut self, common: &mut Common, left: Option<Millis>) {
        let Some(Millis(left)) = left else { return };
        let seconds = (left / 1000).min(SHOWN);
        // The next tick makes it `seconds`.
        self.left = seconds + 1;
        self.tick = Some(common.wait(Millis(left - seconds * 1000)));
    }

    /// Seconds left, once they are few.
    pub(crate) fn shown(&self) -> Option<u32> {
        (self.left <= SHOWN).then_some(self.left)
    }

    /// Whether the time is up.
    pub(crate) fn is_over(&self) -> bool {
        self.left == 0
    }

    pub(crate) fn elapsed(&mut self, common: &mut Common, ticket: Ticket) {
        if self.tick != Some(ticket) {
            return;
        }
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.tick = None;
            return;
        }
        let due = SAID.iter().rev().find(|at| self.left <= **at);
        if let Some(due) = due.filter(|due| **due < self.said) {
            self.said = *due;
            common.say(Announcement::TimeLeft(self.left));
        }
        self.tick = Some(common.wait(Millis::seconds(1)));
    }
}
