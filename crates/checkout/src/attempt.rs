//! One decision to pay: one key, one body, however often it must be sent.
//!
//! Started by a press of Pay whose total the payer saw. It ends paid, refused in the contract's
//! words, or not known. A lost answer is never a decline: the same bytes go out again under the
//! same key, and when that does not help, the session's status is read.
//!
//! It is kept before its first send, so that a reload, a crash or Back finds it and goes on with
//! it; then the status is read before anything is sent.

use crate::command::{Command, FrozenBody, IdempotencyKey};
use crate::event::{Arrival, Failure, Receipt, Refusal, Why};
use crate::kept::Kept;
use crate::machine::{Common, closed_by};
use crate::mutant::{self, Mutant};
use crate::notice::Announcement;
use crate::retry::{ATTEMPT_DEADLINE, CONFIRM_SENDS, HARMLESS_SENDS};
use crate::session::Closed;
use crate::ticket::{Millis, Nonce, Ticket};
use contract::{Cents, ConfirmRequest, ErrorCode, Open, SessionStatus};

/// When an attempt that was kept is over, whatever became of it: its token is dead (about 15
/// minutes) and no request of it can still be on its way, while the shortest key retention known
/// (30 minutes) is not over.
const LAPSED: Millis = Millis::seconds(20 * 60);

/// A payment under way.
#[derive(Debug)]
pub(crate) struct Attempt {
    kept: Kept,
    deadline: Ticket,
    sends: u8,
    /// Whether any send so far may have been carried out without our hearing of it.
    ambiguous: bool,
    /// Whether it may be sent (again). Not once the price is another than the one agreed to.
    sendable: bool,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// Waiting for confirm's answer.
    Sent(Ticket),
    /// Waiting to send again.
    Pausing(Ticket),
    /// Reading the session's status.
    Reading(Ticket, u8, Then),
    /// Waiting to read the status again.
    PausingRead(Ticket, u8, Then),
    /// The session is paid: fetching the original result under the same key.
    Fetching(Ticket, u8),
    /// Waiting to fetch it again.
    PausingFetch(Ticket, u8),
    /// Gave up finding out; the payer may ask again.
    Unknown,
}

/// What an unpaid session means for the attempt whose status is read.
#[derive(Clone, Debug)]
enum Then {
    /// Nothing: the payment may be on its way.
    Doubt,
    /// The attempt was found after a reload: go on with it.
    Send,
    /// This refusal stands.
    Refuse(Refusal),
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
    Closed(Closed, Option<Refusal>),
}

impl Attempt {
    /// Freezes the request, keeps it, and sends it.
    pub(crate) fn start(
        common: &mut Common,
        nonce: Nonce,
        request: &ConfirmRequest,
        order: Cents,
        agreed: Cents,
    ) -> Self {
        let kept = Kept {
            key: IdempotencyKey::new(nonce),
            body: FrozenBody::freeze(request),
            order,
            agreed,
        };
        if !mutant::breaks(Mutant::SentBeforeKept) {
            common.commands.push(Command::Keep(kept.clone()));
        }
        let mut attempt = Self {
            kept,
            deadline: common.wait(ATTEMPT_DEADLINE),
            sends: 0,
            ambiguous: false,
            sendable: true,
            phase: Phase::Unknown,
        };
        attempt.send(common);
        attempt
    }

    /// Goes on with an attempt that a reload found: first of all, what became of it?
    /// `None` if it is too old to matter.
    pub(crate) fn resume(common: &mut Common, kept: Kept, age: Millis) -> Option<Self> {
        if age > LAPSED || mutant::breaks(Mutant::ForgottenOnReload) {
            common.commands.push(Command::Forget);
            return None;
        }
        let deadline = common.wait(ATTEMPT_DEADLINE);
        let ticket = common.ask(Command::LoadSession);
        let phase = Phase::Reading(ticket, 1, Then::Send);
        Some(Self { kept, deadline, sends: 0, ambiguous: true, sendable: true, phase })
    }

    /// Whether an answer was lost and the outcome is being found out.
    pub(crate) fn is_recovering(&self) -> bool {
        self.ambiguous && !self.is_unknown()
    }

    /// Whether finding out was given up.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.phase, Phase::Unknown)
    }

    /// Whether nothing was sent so far.
    pub(crate) fn is_unsent(&self) -> bool {
        self.sends == 0 && !self.ambiguous
    }

    /// What support can find the attempt by.
    pub(crate) fn reference(&self) -> &str {
        self.kept.key.as_str()
    }

    /// The total that the payer agreed to.
    pub(crate) fn agreed(&self) -> Cents {
        self.kept.agreed
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
            Phase::Fetching(asked, sends) if asked == ticket => match result {
                Ok(receipt) => Verdict::Paid(*receipt),
                Err(failure) => self.not_fetched(common, &failure, sends),
            },
            _ => Verdict::Open,
        }
    }

    /// The session is paid; its result could not be had under this key.
    fn not_fetched(&mut self, common: &mut Common, failure: &Failure, sends: u8) -> Verdict {
        match &failure.why {
            // Paid under another key: by another tab, or by a server that keeps no keys.
            Why::Refused(refusal) if refusal.code == ErrorCode::AlreadyConfirmed => {
                Verdict::Closed(Closed::AlreadyPaid, None)
            }
            Why::Unclear(_) if sends < HARMLESS_SENDS => {
                let pause = common.jitter.pause(Some(failure), sends);
                self.phase = Phase::PausingFetch(common.pause(pause), sends + 1);
                Verdict::Open
            }
            // The status says paid, and an answer of ours was lost; only the way back is missing.
            _ if self.ambiguous => Verdict::Paid(Receipt::default()),
            _ => Verdict::Closed(Closed::AlreadyPaid, None),
        }
    }

    fn failed(&mut self, common: &mut Common, failure: &Failure) -> Verdict {
        match settles(failure) {
            // The key is said to be used with another body: find out before that is believed.
            Settles::Refused(refusal) if refusal.status == 422 && !self.ambiguous => {
                self.read(common, 1, Then::Refuse(refusal));
                Verdict::Open
            }
            Settles::Refused(refusal) if !self.ambiguous => Verdict::Refused(refusal),
            // A replay of the first result, or the API's word on the second send: a decline is
            // the outcome of this key. Anything less is checked against the status.
            Settles::Refused(refusal) if is_decline(refusal.code) => Verdict::Refused(refusal),
            Settles::Closed(closed, refusal) if !self.ambiguous => {
                Verdict::Closed(closed, Some(refusal))
            }
            // Paid, or said to be refused after an answer was lost: the status tells.
            Settles::Paid | Settles::Refused(_) | Settles::Closed(..) => {
                self.read(common, 1, Then::Doubt);
                Verdict::Open
            }
            Settles::NotDone(refusal) if self.sends >= CONFIRM_SENDS && !self.ambiguous => {
                Verdict::Refused(refusal)
            }
            Settles::NotDone(_) => {
                self.repeat(common, failure);
                Verdict::Open
            }
            Settles::Nothing if mutant::breaks(Mutant::LossIsRefusal) => {
                Verdict::Refused(Refusal {
                    status: 402,
                    code: ErrorCode::CardDeclined,
                    recoverable: None,
                    request_id: None,
                    about: None,
                })
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
            self.phase = Phase::Pausing(common.pause(pause));
        } else {
            self.read(common, 1, Then::Doubt);
        }
    }

    /// Notes that a send may have been carried out unheard, and says so once.
    fn doubt(&mut self, common: &mut Common) {
        if !self.ambiguous {
            self.ambiguous = true;
            common.say(Announcement::Recovering);
        }
    }

    fn read(&mut self, common: &mut Common, reads: u8, then: Then) {
        if matches!(then, Then::Doubt) {
            self.doubt(common);
        }
        self.phase = Phase::Reading(common.ask(Command::LoadSession), reads, then);
    }

    pub(crate) fn status_read(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<&Arrival, &Failure>,
    ) -> Verdict {
        let (reads, then) = match &self.phase {
            Phase::Reading(asked, reads, then) if *asked == ticket => (*reads, then.clone()),
            _ => return Verdict::Open,
        };
        let failure = match result {
            Ok(arrival) => match arrival.config.status {
                Open::Known(SessionStatus::Completed) => {
                    self.fetch(common, 1);
                    return Verdict::Open;
                }
                Open::Known(SessionStatus::Expired) => {
                    return Verdict::Closed(Closed::Expired, None);
                }
                Open::Known(SessionStatus::Active) => match then {
                    Then::Refuse(refusal) => return Verdict::Refused(refusal),
                    // What is sent would be charged at a price nobody agreed to.
                    Then::Send if arrival.config.amount != Some(self.kept.order) => {
                        self.sendable = false;
                        None
                    }
                    Then::Send => {
                        self.send(common);
                        return Verdict::Open;
                    }
                    // Still unpaid proves nothing: the payment may be on its way.
                    Then::Doubt if !mutant::breaks(Mutant::UnpaidIsRefusal) => None,
                    Then::Doubt => {
                        return Verdict::Refused(Refusal {
                            status: 402,
                            code: ErrorCode::CardDeclined,
                            recoverable: None,
                            request_id: None,
                            about: None,
                        });
                    }
                },
                Open::Unknown => None,
            },
            Err(failure) => match closed_by(failure) {
                Some(closed) => return Verdict::Closed(closed, None),
                None => Some(failure),
            },
        };
        let then = if self.sendable { then } else { Then::Doubt };
        if reads < HARMLESS_SENDS {
            let pause = common.jitter.pause(failure, reads + 1);
            self.phase = Phase::PausingRead(common.pause(pause), reads + 1, then);
        } else {
            // A refusal that cannot be checked is no refusal.
            self.ambiguous = true;
            self.phase = Phase::Unknown;
            common.focus(crate::Target::Heading);
        }
        Verdict::Open
    }

    pub(crate) fn elapsed(&mut self, common: &mut Common, ticket: Ticket) {
        if ticket == self.deadline {
            if self.is_unsent() || !common.online {
                // Time offline does not count.
                self.deadline = common.wait(ATTEMPT_DEADLINE);
            } else if match self.phase {
                Phase::Sent(_) => true,
                // Turned away at the door every time, there is nothing to find out, and the sends
                // are counted.
                Phase::Pausing(_) => self.ambiguous,
                _ => false,
            } {
                // Only sending is cut short; the status is still read.
                self.read(common, 1, Then::Doubt);
            }
            return;
        }
        let is_over = match &self.phase {
            Phase::Pausing(pause)
            | Phase::PausingRead(pause, ..)
            | Phase::PausingFetch(pause, _) => *pause == ticket,
            _ => false,
        };
        if is_over {
            self.go_on(common);
        }
    }

    /// Whatever it paused for is over.
    fn go_on(&mut self, common: &mut Common) {
        match &self.phase {
            Phase::Pausing(_) => self.send(common),
            Phase::PausingRead(_, reads, then) => {
                let (reads, then) = (*reads, then.clone());
                self.read(common, reads, then);
            }
            Phase::PausingFetch(_, sends) => {
                let sends = *sends;
                self.fetch(common, sends);
            }
            _ => {}
        }
    }

    /// The browser is online again: no pause is needed any more.
    pub(crate) fn came_online(&mut self, common: &mut Common) {
        self.go_on(common);
    }

    /// The payer presses "Check again": the same bytes under the same key, which is safe
    /// whatever happened before.
    pub(crate) fn check_again(&mut self, common: &mut Common) {
        if self.is_unknown() {
            self.deadline = common.wait(ATTEMPT_DEADLINE);
            if self.sendable {
                self.sends = CONFIRM_SENDS - 2;
                self.send(common);
            } else {
                self.read(common, 1, Then::Doubt);
            }
        }
    }

    /// The payer looks at "we could not confirm" again: perhaps it is known by now.
    pub(crate) fn woke(&mut self, common: &mut Common) {
        if self.is_unknown() {
            self.read(common, HARMLESS_SENDS, Then::Doubt);
        }
    }

    fn send(&mut self, common: &mut Common) {
        if !common.online {
            // Nothing is sent into nothing: it would only raise a doubt.
            self.phase = Phase::Pausing(common.pause(Millis(0)));
            return;
        }
        if self.sends > 0 && mutant::breaks(Mutant::NewKeyAfterLoss) {
            self.kept.key = IdempotencyKey::new(Nonce([self.sends; 16]));
        }
        if self.sends > 0 && mutant::breaks(Mutant::BodyChanges) {
            let changed = self.kept.body.as_str().replace('{', "{ ");
            self.kept.body = FrozenBody::from_kept(&changed).unwrap_or(self.kept.body.clone());
        }
        self.sends = self.sends.saturating_add(1);
        self.phase = Phase::Sent(self.confirm(common));
    }

    fn fetch(&mut self, common: &mut Common, sends: u8) {
        self.phase = Phase::Fetching(self.confirm(common), sends);
    }

    fn confirm(&self, common: &mut Common) -> Ticket {
        let (key, body) = (self.kept.key.clone(), self.kept.body.clone());
        common.ask(|ticket| Command::Confirm(ticket, key, body))
    }
}

/// What a failed confirm settles.
enum Settles {
    /// This attempt did not charge.
    Refused(Refusal),
    /// The session is paid, by this attempt or another.
    Paid,
    /// The session is closed.
    Closed(Closed, Refusal),
    /// It was turned away at the door: nothing was done, and it may be sent again.
    NotDone(Refusal),
    /// Nothing: it may have been carried out.
    Nothing,
}

fn settles(failure: &Failure) -> Settles {
    let refusal = match &failure.why {
        Why::Unclear(_) => return Settles::Nothing,
        Why::Refused(refusal) => refusal.clone(),
    };
    if refusal.code == ErrorCode::AlreadyConfirmed {
        return Settles::Paid;
    }
    if let Some(closed) = closed_by(failure) {
        return Settles::Closed(closed, refusal);
    }
    match refusal.code {
        ErrorCode::RateLimited => Settles::NotDone(refusal),
        // The API's own word that it does not know.
        ErrorCode::NetworkError => Settles::Nothing,
        _ if refusal.status >= 500 => Settles::Nothing,
        // Browsers send these two again by themselves, so what was refused may be the replay.
        _ if matches!(refusal.status, 408 | 421) => Settles::Nothing,
        _ => Settles::Refused(refusal),
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
