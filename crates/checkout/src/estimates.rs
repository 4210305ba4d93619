//! What each way to pay would cost in fees, as far as the API has said: for the payer to compare.
//!
//! Never what is charged: that is the quote of the very token that is confirmed (`prepare`). A
//! wallet's fee goes by the amount alone, so it is asked for in advance where there is a choice; all
//! others are remembered from their quotes.

use crate::choice::Choice;
use crate::command::{Command, FrozenBody};
use crate::event::Failure;
use crate::machine::Common;
use crate::session::Session;
use crate::ticket::Ticket;
use contract::{Cents, FeeQuote, Method, QuoteFeeRequest};

/// What is known so far.
#[derive(Debug, Default)]
pub(crate) struct Estimates {
    known: Vec<(Choice, Cents)>,
    asking: Option<(Ticket, Choice)>,
}

impl Estimates {
    /// What a choice would cost, if that is known.
    pub(crate) fn of(&self, choice: Choice) -> Option<Cents> {
        self.known.iter().find(|(known, _)| *known == choice).map(|(_, fee)| *fee)
    }

    /// A quote was made for what is chosen.
    pub(crate) fn note(&mut self, choice: Choice, fee: Cents) {
        self.drop(choice);
        self.known.push((choice, fee));
    }

    /// What was said of it does not hold any more: it is another card, or account.
    pub(crate) fn drop(&mut self, choice: Choice) {
        self.known.retain(|(known, _)| *known != choice);
    }

    /// The price is another, or the list: nothing that was said holds any more.
    pub(crate) fn renew(&mut self, common: &mut Common, session: &Session) {
        *self = Self::default();
        self.ask(common, session);
    }

    /// Asks for the next wallet's fee, one at a time: they are only for comparing, and calls are
    /// limited.
    fn ask(&mut self, common: &mut Common, session: &Session) {
        if session.methods.len() + session.saved.len() < 2 {
            return;
        }
        let unknown = |method: &Method| {
            let choice = Choice::of(*method);
            choice.wallet().is_some() && self.of(choice).is_none()
        };
        let next = session.methods.iter().copied().find(unknown);
        self.asking = next.map(|method| {
            let body = FrozenBody::freeze(&QuoteFeeRequest {
                method,
                card_type: None,
                processor_token: None,
                payment_method: None,
            });
            (common.ask(|ticket| Command::QuoteFee(ticket, body)), Choice::of(method))
        });
    }

    /// A quote arrived; whether it was one of these. One that fails is not asked for again: the
    /// quote before Pay is, and says why.
    pub(crate) fn quoted(
        &mut self,
        common: &mut Common,
        session: &Session,
        ticket: Ticket,
        result: &Result<FeeQuote, Failure>,
    ) -> bool {
        let Some((_, choice)) = self.asking.filter(|(asked, _)| *asked == ticket) else {
            return false;
        };
        self.asking = None;
        if let Ok(fee) = result {
            self.note(choice, fee.convenience_fee);
            self.ask(common, session);
        }
        true
    }
}
