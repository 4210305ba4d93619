//! A payer's authorization of a bank debit: the mandate as it stood on the screen when the box was
//! ticked, and when that was.
//!
//! It is for that text alone. As soon as the amount, the account, the holder or the merchant is
//! another, it is gone, and the box is empty again.

use crate::machine::Common;
use crate::mandate::{Mandate, Terms};
use crate::ticket::{Millis, Ticket};
use contract::{AchAuthorization, SecCode};

/// How long an agreement is taken for the payer's present will (ours; the API takes an hour).
const LIFE: Millis = Millis::seconds(50 * 60);

/// An authorization that was given.
#[derive(Debug)]
pub(crate) struct Agreement {
    mandate: Mandate,
    /// In seconds since 1970 in UTC.
    at: i64,
    stale: Ticket,
}

impl Agreement {
    /// The payer agrees to `mandate`.
    pub(crate) fn give(common: &mut Common, mandate: Mandate, at: i64) -> Self {
        Self { mandate, at, stale: common.wait(LIFE) }
    }

    /// Whether the mandate for these terms, given when this one was, would say the same.
    pub(crate) fn covers(&self, terms: Option<Terms<'_>>) -> bool {
        let now = terms.and_then(|terms| Mandate::new(&Terms { now: self.at, ..terms }).ok());
        now.is_some_and(|now| now == self.mandate)
    }

    /// Whether this is the end of the wait after which it is not present any more.
    pub(crate) fn is_stale(&self, ticket: Ticket) -> bool {
        self.stale == ticket
    }

    /// What was agreed to.
    pub(crate) fn mandate(&self) -> &Mandate {
        &self.mandate
    }

    /// What confirm says of it.
    pub(crate) fn authorization(&self) -> AchAuthorization {
        AchAuthorization { sec_code: SecCode::Web, accepted_at: crate::bank_days::rfc3339(self.at) }
    }
}
