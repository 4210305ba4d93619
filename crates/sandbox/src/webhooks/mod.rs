//! Webhooks: what the API tells a merchant's server when a session is over, really sent.
//!
//! An event is written into the outbox (`store::webhooks`) in the transaction of what it tells of,
//! so there is none without a charge and no charge without one. [`deliver`] empties the outbox: it
//! signs, sends, tries again with growing waits, gives up at last; what a restart interrupts is
//! taken up again. A session that runs out by itself is noticed there too, when it does.
//!
//! Ours, for the contract is silent: the body is frozen, its `timestamp` is when it happened, and
//! the attempts end before receivers would refuse it as too old.

mod delivery;
mod event;
mod rules;
mod schedule;

pub use delivery::{client, deliver};
pub use event::{completed, expired};
pub use rules::Rule;

use contract::SessionId;
use rules::Rules;
use tokio::sync::Notify;

/// How webhooks fare in this run.
#[derive(Debug, Default)]
pub struct Webhooks {
    rules: Rules,
    changed: Notify,
}

impl Webhooks {
    /// Replaces the rules of one session, or of all.
    pub fn put(&self, session: Option<SessionId>, rules: Vec<Rule>) {
        self.rules.put(session, rules);
        self.look_again();
    }

    /// The rules of one session, or of all.
    pub fn list(&self, session: Option<&SessionId>) -> Vec<Rule> {
        self.rules.list(session)
    }

    /// Says that something may be due that was not: time has moved, or a rule has.
    pub fn look_again(&self) {
        self.changed.notify_one();
    }
}
