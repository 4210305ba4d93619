//! One decision to pay: one key, one body, however often it must be sent.
//!
//! Started by a press of Pay whose total the payer saw. It ends paid, refused in the contract's
//! words, or not known. A lost answer is never a decline: the same bytes go out again under the
//! same key, and when that does not help, the session's status is read.

use crate::command::{Command, FrozenBody, IdempotencyKey};
use crate::event::{Arrival, Failure, Receipt, Refusal, Why};
use crate::machine::{Common, closed_by};
use crate::notice::Announcement;
use crate::retry::{ATTEMPT_DEADLINE, CONFIRM_SENDS, HARMLESS_SENDS};
use crate::session::Closed;
use crate::ticket::{Nonce, Ticket};
use contract::{ConfirmRequest, ErrorCode, Open, SessionStatus};

/// A payment under way.
#[derive(Debug)]
pub(crate) struct Attempt {
    key: IdempotencyKey,
    body: FrozenBody,
    deadline: Ticket,
    sends: u8,
    /// Whether any send so far may have been carried out without our hearing of it.
    ambiguous: bool,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// Waiting for confirm's answer.
    Sent(Ticket),
    /// Waiting to send again.
    Pausing(Ticket),
    /// Reading the session's status.
    Reading(Ticket, u8),
    /// Waiting to read the status again.
    PausingRead(Ticket, u8),
    /// The session is paid: fetching the original result under the same key.
    Fetching(Ticket),
    /// Gave up finding out; the payer may ask again.
    Unknown,
}

/// How the attempt stands after an event.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Nothing to tell.
    Open,
    /// Paid.
    Paid(Receipt),
    /// Refused for good, in the contract's words; nothing was charged.
    Refused(Refusal),
    /// The session is closed.
    Closed(Closed),
}

impl Attempt {
    /// Freezes the request and sends it.
    pub(crate) fn start(common: &mut Common, nonce: Nonce, request: &ConfirmRequest) -> Self {
        let key = IdempotencyKey::new(nonce);
        let body = FrozenBody::freeze(request);
        let deadline = common.wait(ATTEMPT_DEADLINE);
        let ticket = send(common, &key, &body);
        Self { key, body, deadline, sends: 1, ambiguous: false, phase: Phase::Sent(ticket) }
    }

    /// Whether an answer was lost and the outcome is being found out.
    pub(crate) fn is_recovering(&self) -> bool {
        self.ambiguous && !self.is_unknown()
    }

    /// Whether finding out was given up.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.phase, Phase::Unknown)
    }

    /// What support can find the attempt by.
    pub(crate) fn reference(&self) -> &str {
        self.key.as_str()
    }

    pub(crate) fn answered(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<Box<Receipt>, Failure>,
    ) -> Verdict {
        match self.phase {
            Phase::Sent(asked) if asked == ticket => match result {
                Ok(receipt) => Verdict::Paid(*receipt),
                Err(failure) => self.failed(common, &failure),
            },
            Phase::Fetching(asked) if asked == ticket => Verdict::Paid(match result {
                Ok(receipt) => *receipt,
                // The status says paid; only the way back is missing.
                Err(_) => Receipt { total: None, payment_uid: None, redirect: None },
            }),
            _ => Verdict::Open,
        }
    }

    fn failed(&mut self, common: &mut Common, failure: &Failure) -> Verdict {
        match settles(failure) {
            Settles::Refused(refusal) if !self.ambiguous => Verdict::Refused(refusal),
            // A replay of the first result, or the API's word on the second send: a decline is
            // the outcome of this key. Anything less is checked against the status.
            Settles::Refused(refusal) if is_decline(refusal.code) => Verdict::Refused(refusal),
            Settles::Closed(closed) if !self.ambiguous => Verdict::Closed(closed),
            Settles::Refused(_) | Settles::Paid | Settles::Closed(_) => {
                self.read(common, 1);
                Verdict::Open
            }
            Settles::NotDone(refusal) if self.sends >= CONFIRM_SENDS && !self.ambiguous => {
                Verdict::Refused(refusal)
            }
            Settles::NotDone(_) => {
                self.repeat(common, failure);
                Verdict::Open
            }
            Settles::Nothing => {
                self.doubt(common);
                self.repeat(common, failure);
                Verdict::Open
            }
        }
    }

    /// Sends again after a pause, or turns to the status when that was done often enough.
    fn repeat(&mut self, common: &mut Common, failure: &Failure) {
        if self.sends < CONFIRM_SENDS {
            let pause = common.jitter.pause(Some(failure), self.sends);
            self.phase = Phase::Pausing(common.wait(pause));
        } else {
            self.read(common, 1);
        }
    }

    /// Notes that a send may have been carried out unheard, and says so once.
    fn doubt(&mut self, common: &mut Common) {
        if !self.ambiguous {
            self.ambiguous = true;
            common.say(Announcement::Recovering);
        }
    }

    fn read(&mut self, common: &mut Common, reads: u8) {
        self.doubt(common);
        self.phase = Phase::Reading(common.ask(Command::LoadSession), reads);
    }

    pub(crate) fn status_read(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<Box<Arrival>, Failure>,
    ) -> Verdict {
        let reads = match self.phase {
            Phase::Reading(asked, reads) if asked == ticket => reads,
            _ => return Verdict::Open,
        };
        let failure = match result {
            Ok(arrival) => match arrival.config.status {
                Open::Known(SessionStatus::Completed) => {
                    self.phase = Phase::Fetching(send(common, &self.key, &self.body));
                    return Verdict::Open;
                }
                Open::Known(SessionStatus::Expired) => return Verdict::Closed(Closed::Expired),
                // Still unpaid proves nothing: the payment may be on its way.
                Open::Known(SessionStatus::Active) | Open::Unknown => None,
            },
            Err(failure) => match closed_by(&failure) {
                Some(closed) => return Verdict::Closed(closed),
                None => Some(failure),
            },
        };
        if reads < HARMLESS_SENDS {
            let pause = common.jitter.pause(failure.as_ref(), reads + 1);
            self.phase = Phase::PausingRead(common.wait(pause), reads + 1);
        } else {
            self.phase = Phase::Unknown;
            common.focus(crate::Target::Heading);
        }
        Verdict::Open
    }

    pub(crate) fn elapsed(&mut self, common: &mut Common, ticket: Ticket) {
        if ticket == self.deadline {
            // Only sending is cut short; the status is still read.
            if matches!(self.phase, Phase::Sent(_) | Phase::Pausing(_)) {
                self.read(common, 1);
            }
            return;
        }
        match self.phase {
            Phase::Pausing(pause) if pause == ticket => self.send_again(common),
            Phase::PausingRead(pause, reads) if pause == ticket => self.read(common, reads),
            _ => {}
        }
    }

    /// The payer presses "Check again": the same bytes under the same key, which is safe
    /// whatever happened before.
    pub(crate) fn check_again(&mut self, common: &mut Common) {
        if self.is_unknown() {
            self.sends = CONFIRM_SENDS - 2;
            self.deadline = common.wait(ATTEMPT_DEADLINE);
            self.send_again(common);
        }
    }

    fn send_again(&mut self, common: &mut Common) {
        self.sends = self.sends.saturating_add(1);
        self.phase = Phase::Sent(send(common, &self.key, &self.body));
    }
}

fn send(common: &mut Common, key: &IdempotencyKey, body: &FrozenBody) -> Ticket {
    common.ask(|ticket| Command::Confirm(ticket, key.clone(), body.clone()))
}

/// What a failed confirm settles.
enum Settles {
    /// This attempt did not charge.
    Refused(Refusal),
    /// The session is paid, by this attempt or another.
    Paid,
    /// The session is closed.
    Closed(Closed),
    /// It was turned away at the door: nothing was done, and it may be sent again.
    NotDone(Refusal),
    /// Nothing: it may have been carried out.
    Nothing,
}

fn settles(failure: &Failure) -> Settles {
    let refusal = match &failure.why {
        Why::Unclear(_) => return Settles::Nothing,
        Why::Refused(refusal) => refusal,
    };
    if refusal.code == ErrorCode::AlreadyConfirmed {
        return Settles::Paid;
    }
    if let Some(closed) = closed_by(failure) {
        return Settles::Closed(closed);
    }
    match refusal.code {
        ErrorCode::RateLimited => Settles::NotDone(refusal.clone()),
        // The API's own word that it does not know.
        ErrorCode::NetworkError => Settles::Nothing,
        _ if refusal.status >= 500 => Settles::Nothing,
        _ => Settles::Refused(refusal.clone()),
    }
}

fn is_decline(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::CardDeclined
            | ErrorCode::ExpiredCard
            | ErrorCode::IncorrectCvc
            | ErrorCode::InsufficientFunds
            | ErrorCode::ProcessingError
    )
}
