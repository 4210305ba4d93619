//! A session being paid: the form, and what Pay sets off.
//!
//! Pay is a latch: from the press until the outcome is known, or a question must be put to the
//! payer, no second press does anything. A press agrees to the total that the button shows; any
//! other total is put to the payer first.

use crate::attempt::{self, Attempt};
use crate::command::{Command, Target};
use crate::entry::{CARD, Entry};
use crate::event::{Arrival, Event, Failure, Receipt, Refusal, Unclear, Why};
use crate::form::Field;
use crate::form::country::Country;
use crate::machine::{Common, closed_by};
use crate::notice::{Announcement, Decline, Notice};
use crate::prepare::{Preparation, PrepareFailure, Progress};
use crate::retry::{HARMLESS_SENDS, SLOW};
use crate::secret::Secret;
use crate::session::{self, Closed, Session, Verdict};
use crate::ticket::{Nonce, Ticket};
use contract::{Cents, ConfirmRequest, ErrorCode, Method, PaymentMethodDetails};

/// A payable session on the screen.
#[derive(Debug)]
pub(crate) struct Pay {
    pub(crate) session: Session,
    pub(crate) entry: Entry,
    pub(crate) preparation: Preparation,
    pub(crate) stage: Stage,
    pub(crate) notice: Option<Notice>,
    pub(crate) slow: bool,
    /// The last total that was said: a change is said once.
    told: Cents,
    slow_ticket: Option<Ticket>,
    expiry: Option<Ticket>,
}

/// What Pay has set off.
#[derive(Debug)]
pub(crate) enum Stage {
    /// Nothing: the form is the payer's.
    Editing,
    /// Pay was pressed at `agreed`; the card is being made ready.
    Preparing { nonce: Nonce, agreed: Cents },
    /// The session is read once more, so that what is charged is what was agreed to.
    Checking { ticket: Ticket, nonce: Nonce, agreed: Cents, sends: u8 },
    /// That reading failed; it is done again after the wait.
    PausingCheck { ticket: Ticket, nonce: Nonce, agreed: Cents, sends: u8 },
    /// Confirm is on its way, or its outcome is being found out.
    Attempting(Attempt),
}

/// What becomes of the session after an event.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is still being paid.
    Stay,
    /// There is nothing to pay any more.
    Close(Closed),
    /// It is paid.
    Pay(Receipt),
}

impl Pay {
    pub(crate) fn open(common: &mut Common, session: Session) -> Self {
        let mut entry = Entry::new(common.today);
        if let Some(email) = &session.email {
            entry.set(Field::Email, Secret::from(email.as_str()));
        }
        if let (Some(region), true) = (common.region, session.asked.contains(&Field::Country)) {
            entry.set(Field::Country, Secret::from(region.as_str()));
        }
        let expiry = session.expires_in.map(|left| common.wait(left));
        let told = session.order.amount;
        Self {
            told,
            session,
            entry,
            preparation: Preparation::new(),
            stage: Stage::Editing,
            notice: None,
            slow: false,
            slow_ticket: None,
            expiry,
        }
    }

    /// The total that the Pay button shows: the quoted one where there is a quote.
    pub(crate) fn shown_total(&self) -> Cents {
        self.preparation
            .quoted()
            .map_or(self.session.order.amount, |quoted| quoted.fee.total_amount)
    }

    /// Whether the form must not change: a decision is being carried out.
    pub(crate) fn is_latched(&self) -> bool {
        !matches!(self.stage, Stage::Editing)
    }

    /// The fields on the screen, in reading order.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let country = self.entry.country();
        let before_card = [Field::Email, Field::Phone];
        let is_asked = |field: &Field| self.session.asked.contains(field);
        let mut fields: Vec<Field> = before_card.into_iter().filter(is_asked).collect();
        fields.extend(CARD);
        fields.extend(self.session.asked.iter().copied().filter(|field| {
            // A postal code is never asked for where there is none.
            let has_place = *field != Field::Zip || country.is_none_or(Country::has_postal_code);
            !before_card.contains(field) && has_place
        }));
        fields
    }

    pub(crate) fn step(&mut self, common: &mut Common, event: Event) -> Outcome {
        match event {
            Event::Typed { field, text, caret, edit } => {
                if self.is_latched() {
                    common.commands.push(Command::Show(field, None));
                } else {
                    self.typed(common, field, &text, caret, edit);
                }
                Outcome::Stay
            }
            Event::Left(field) => {
                if !self.is_latched() {
                    self.entry.left(field);
                    if CARD.contains(&field) {
                        self.preparation.begin(common, &self.entry);
                    }
                }
                Outcome::Stay
            }
            Event::Submitted(nonce) => {
                if !self.is_latched() {
                    self.submitted(common, nonce);
                }
                Outcome::Stay
            }
            Event::AccessArrived(ticket, result) => {
                let progress = self.preparation.access_arrived(common, &self.entry, ticket, result);
                self.prepared(common, progress)
            }
            Event::Tokenized(ticket, result) => {
                let progress = self.preparation.tokenized(common, &self.entry, ticket, result);
                self.prepared(common, progress)
            }
            Event::Quoted(ticket, result) => {
                let progress = self.preparation.fee_quoted(common, ticket, result);
                self.prepared(common, progress)
            }
            Event::SessionArrived(ticket, result) => match &mut self.stage {
                Stage::Attempting(attempt) => {
                    let verdict = attempt.status_read(common, ticket, result);
                    self.attempted(common, verdict)
                }
                Stage::Checking { ticket: asked, .. } if *asked == ticket => {
                    self.checked(common, result)
                }
                _ => Outcome::Stay,
            },
            Event::ConfirmAnswered(ticket, result) => match &mut self.stage {
                Stage::Attempting(attempt) => {
                    let verdict = attempt.answered(common, ticket, result);
                    self.attempted(common, verdict)
                }
                _ => Outcome::Stay,
            },
            Event::Elapsed(ticket) => self.elapsed(common, ticket),
            Event::Retried => {
                if let Stage::Attempting(attempt) = &mut self.stage {
                    attempt.check_again(common);
                }
                Outcome::Stay
            }
            Event::CameOnline => Outcome::Stay,
        }
    }

    fn typed(
        &mut self,
        common: &mut Common,
        field: Field,
        text: &Secret,
        caret: usize,
        edit: crate::form::Edit,
    ) {
        let card_before = CARD.contains(&field).then(|| self.entry.card_key());
        let rewritten = self.entry.typed(field, text, caret, edit);
        if rewritten.text != text.expose() {
            common.commands.push(Command::Show(field, Some(rewritten.caret)));
        }
        if field == Field::Country {
            // A state of another country is no state.
            self.entry.clear(Field::State);
            common.commands.push(Command::Show(Field::State, None));
        }
        // Text that differs only in form is the same card.
        if card_before.is_some_and(|before| before != self.entry.card_key()) {
            self.preparation.card_changed(common, &self.entry);
            self.notice = None;
        }
    }

    fn submitted(&mut self, common: &mut Common, nonce: Nonce) {
        if let Some((first, count)) = self.entry.show_faults(&self.fields()) {
            common.say(Announcement::Faults(count));
            common.focus(Target::Field(first));
            return;
        }
        self.notice = None;
        let agreed = self.shown_total();
        self.stage = Stage::Preparing { nonce, agreed };
        self.slow = false;
        self.slow_ticket = Some(common.wait(SLOW));
        common.say(Announcement::Processing);
        if self.preparation.quoted().is_some() {
            self.check(common, nonce, agreed, 1);
        } else {
            self.preparation.begin(common, &self.entry);
        }
    }

    /// The preparation moved on.
    fn prepared(&mut self, common: &mut Common, progress: Progress) -> Outcome {
        match (progress, &self.stage) {
            (Progress::Ready, Stage::Preparing { nonce, agreed }) => {
                let (nonce, agreed) = (*nonce, *agreed);
                if self.shown_total() == agreed {
                    self.check(common, nonce, agreed, 1);
                } else {
                    self.ask_consent(common, agreed);
                }
            }
            (Progress::Ready, _) => {
                if let Some(quoted) = self.preparation.quoted()
                    && self.told != quoted.fee.total_amount
                {
                    self.told = quoted.fee.total_amount;
                    common.say(Announcement::Fee {
                        fee: quoted.fee.convenience_fee,
                        total: quoted.fee.total_amount,
                    });
                }
            }
            (Progress::Failed(PrepareFailure::Api(failure)), stage) => {
                if let Some(closed) = closed_by(&failure) {
                    return Outcome::Close(closed);
                }
                if matches!(stage, Stage::Preparing { .. }) {
                    self.stop(common, notice_for(&failure));
                }
            }
            (Progress::Failed(failure), Stage::Preparing { .. }) => {
                let notice = match failure {
                    PrepareFailure::CardRefused => Notice::CardRefused,
                    PrepareFailure::Processor | PrepareFailure::Api(_) => Notice::NotReached,
                };
                self.stop(common, notice);
            }
            // Before Pay a failure is not the payer's concern: Pay tries again and then says so.
            (Progress::Same | Progress::Failed(_), _) => {}
        }
        Outcome::Stay
    }

    /// The total is not the one Pay was pressed at: ask.
    fn ask_consent(&mut self, common: &mut Common, agreed: Cents) {
        let Some(quoted) = self.preparation.quoted() else { return };
        let (fee, total) = (quoted.fee.convenience_fee, quoted.fee.total_amount);
        // Pay was pressed at the order's own amount: only the fee is new.
        let notice = if quoted.fee.amount == agreed {
            Notice::FeeConsent { fee, total }
        } else {
            Notice::PriceConsent { before: agreed, total }
        };
        self.session.order.amount = quoted.fee.amount;
        self.told = total;
        self.stop(common, notice);
    }

    fn check(&mut self, common: &mut Common, nonce: Nonce, agreed: Cents, sends: u8) {
        let ticket = common.ask(Command::LoadSession);
        self.stage = Stage::Checking { ticket, nonce, agreed, sends };
    }

    /// The session was read once more, before confirm.
    fn checked(&mut self, common: &mut Common, result: Result<Box<Arrival>, Failure>) -> Outcome {
        let Stage::Checking { nonce, agreed, sends, .. } = self.stage else {
            return Outcome::Stay;
        };
        let session = match result {
            Ok(arrival) => match session::judge(*arrival).1 {
                Verdict::Payable(session) => *session,
                Verdict::Closed(closed) => return Outcome::Close(closed),
                Verdict::Malformed => {
                    self.stop(common, Notice::NotReached);
                    return Outcome::Stay;
                }
            },
            Err(failure) => {
                if let Some(closed) = closed_by(&failure) {
                    return Outcome::Close(closed);
                }
                if sends < HARMLESS_SENDS {
                    let pause = common.jitter.pause(Some(&failure), sends);
                    let ticket = common.wait(pause);
                    self.stage = Stage::PausingCheck { ticket, nonce, agreed, sends };
                } else {
                    self.stop(common, notice_for(&failure));
                }
                return Outcome::Stay;
            }
        };
        self.session = session;
        match self.preparation.quoted() {
            // The token grew old on the way.
            None => {
                self.stage = Stage::Preparing { nonce, agreed };
                self.preparation.begin(common, &self.entry);
            }
            // The price changed.
            Some(quoted) if quoted.fee.amount != self.session.order.amount => {
                self.stage = Stage::Preparing { nonce, agreed };
                self.preparation.requote(common, &self.entry);
            }
            // A quote made since the press, at another total.
            Some(quoted) if quoted.fee.total_amount != agreed => self.ask_consent(common, agreed),
            Some(quoted) => {
                let request = ConfirmRequest {
                    processor_token: quoted.token.expose().to_owned(),
                    method: Method::Card,
                    save_method: false,
                    billing_details: Some(self.entry.billing(&self.fields())),
                    challenge_response: None,
                    payment_method: Some(PaymentMethodDetails::Card(self.entry.card_details())),
                    ach_authorization: None,
                    duplicate_acknowledged: false,
                };
                self.stage = Stage::Attempting(Attempt::start(common, nonce, &request));
            }
        }
        Outcome::Stay
    }

    fn attempted(&mut self, common: &mut Common, verdict: attempt::Verdict) -> Outcome {
        match verdict {
            attempt::Verdict::Open => Outcome::Stay,
            attempt::Verdict::Paid(receipt) => Outcome::Pay(receipt),
            attempt::Verdict::Closed(closed) => Outcome::Close(closed),
            attempt::Verdict::Refused(refusal) => {
                self.refused(common, &refusal);
                Outcome::Stay
            }
        }
    }

    /// The attempt is over and charged nothing: back to the form, with what was typed.
    fn refused(&mut self, common: &mut Common, refusal: &Refusal) {
        // A token is good for one confirm.
        self.preparation.drop_token();
        if refusal.code == ErrorCode::IncorrectCvc {
            self.entry.clear(Field::Cvc);
            common.commands.push(Command::Show(Field::Cvc, None));
        }
        self.stop(common, notice_for_refusal(refusal));
        // The same card may be tried again: its fee stays on the screen.
        self.preparation.begin(common, &self.entry);
    }

    /// Gives the form back to the payer with a notice.
    fn stop(&mut self, common: &mut Common, notice: Notice) {
        self.stage = Stage::Editing;
        self.slow = false;
        self.slow_ticket = None;
        self.notice = Some(notice);
        common.focus(Target::Notice);
    }

    fn elapsed(&mut self, common: &mut Common, ticket: Ticket) -> Outcome {
        if self.expiry == Some(ticket) {
            // While a payment is under way its status decides, not the clock.
            return match self.stage {
                Stage::Attempting(_) => Outcome::Stay,
                _ => Outcome::Close(Closed::Expired),
            };
        }
        if self.slow_ticket == Some(ticket) {
            self.slow = true;
            common.say(Announcement::Slow);
            return Outcome::Stay;
        }
        self.preparation.elapsed(common, &self.entry, ticket);
        match &mut self.stage {
            Stage::PausingCheck { ticket: pause, nonce, agreed, sends } if *pause == ticket => {
                let (nonce, agreed, sends) = (*nonce, *agreed, *sends + 1);
                self.check(common, nonce, agreed, sends);
            }
            Stage::Attempting(attempt) => attempt.elapsed(common, ticket),
            _ => {}
        }
        Outcome::Stay
    }
}

/// The notice for a call that moves no money.
fn notice_for(failure: &Failure) -> Notice {
    match &failure.why {
        Why::Unclear(Unclear::Unreachable | Unclear::TimedOut | Unclear::Malformed) => {
            Notice::NotReached
        }
        Why::Unclear(Unclear::Status(_)) => Notice::NotReached,
        Why::Refused(refusal) => notice_for_refusal(refusal),
    }
}

fn notice_for_refusal(refusal: &Refusal) -> Notice {
    let reference = refusal.request_id.clone();
    let declined = |decline| Notice::Declined { decline, reference: reference.clone() };
    match refusal.code {
        ErrorCode::CardDeclined => declined(Decline::Card),
        ErrorCode::ExpiredCard => declined(Decline::Expired),
        ErrorCode::IncorrectCvc => declined(Decline::Cvc),
        ErrorCode::InsufficientFunds => declined(Decline::Funds),
        ErrorCode::ProcessingError => declined(Decline::Processing),
        ErrorCode::NetworkError => Notice::NotReached,
        ErrorCode::RateLimited => Notice::TooManyRequests,
        ErrorCode::ChallengeRequired | ErrorCode::ChallengeFailed => {
            Notice::ChallengeRequired { reference }
        }
        ErrorCode::DuplicatePayment => Notice::Duplicate { reference },
        // The last four close the session before a notice is made of them.
        ErrorCode::ValidationError
        | ErrorCode::SessionExpired
        | ErrorCode::OriginNotAllowed
        | ErrorCode::AlreadyConfirmed
        | ErrorCode::InsufficientScope => Notice::NotAccepted { reference },
    }
}
