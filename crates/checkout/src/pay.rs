//! A session being paid: the form, and what Pay sets off.
//!
//! Pay is a latch: from the press until the outcome is known, or a question must be put to the
//! payer, no second press does anything. A press agrees to the total that the button shows; any
//! other total is put to the payer first.

use crate::agreement::Agreement;
use crate::attempt::{self, Attempt};
use crate::challenge::{self, Challenge};
use crate::choice::{Choice, Instrument, Key, Means, Saved, Wallet};
use crate::command::{Command, Target};
use crate::countdown::Countdown;
use crate::entry::Entry;
use crate::estimates::Estimates;
use crate::event::{Arrival, Event, Failure, Receipt, Refusal, Why};
use crate::form::Field;
use crate::host::{Asked, News};
use crate::machine::{Common, closed_by};
use crate::mandate::{self, Mandate, Terms};
use crate::mutant::{self, Mutant};
use crate::notice::{Announcement, Decline, Notice};
use crate::prepare::{Preparation, PrepareFailure, Progress};
use crate::retry::{HARMLESS_SENDS, SLOW};
use crate::secret::Secret;
use crate::session::{self, Closed, Session, Verdict};
use crate::sheet::{Authorized, Sheet, SheetEnd, SheetFailure};
use crate::ticket::{Millis, Nonce, Ticket};
use contract::embed::HostFee;
use contract::{
    BillingDetails, Cents, ChallengeResponse, ConfirmRequest, ErrorCode, Method,
    PaymentMethodDetails,
};

/// How often the session is read while the payer types, to see a new price before Pay is pressed.
const WATCH: Millis = Millis::seconds(10);
/// A press this soon after the price changed was meant for the old one: people need longer to read
/// a number and press.
const UNREAD: Millis = Millis(1_000);

/// What is chosen to pay with. A macro, because a method would borrow the preparation as well.
macro_rules! instrument {
    ($pay:ident) => {
        Instrument::of(&$pay.entry, &$pay.session, $pay.choice)
    };
}

/// A payable session on the screen.
#[derive(Debug)]
pub(crate) struct Pay {
    pub(crate) session: Session,
    pub(crate) entry: Entry,
    pub(crate) choice: Choice,
    /// Whether the payer lets the card be kept.
    pub(crate) saving: bool,
    pub(crate) preparation: Preparation,
    pub(crate) estimates: Estimates,
    /// The bank debit that the payer authorizes.
    pub(crate) agreement: Option<Agreement>,
    /// Whether Pay was pressed without it.
    pub(crate) mandate_missed: bool,
    /// What the payer agreed to in a wallet's sheet, from then on until the outcome.
    pub(crate) authorized: Option<Box<Authorized>>,
    pub(crate) stage: Stage,
    pub(crate) notice: Option<Notice>,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) countdown: Countdown,
    pub(crate) slow: bool,
    /// The last total that was said: a change is said once.
    told: Cents,
    /// The total before a change that the payer may not have seen yet, and until when.
    unread: Option<(Ticket, Cents)>,
    slow_ticket: Option<Ticket>,
    watch: Watch,
    refused: Option<RefusedCard>,
}

/// Reading the session while the payer types.
#[derive(Debug)]
enum Watch {
    /// Waiting for the next reading.
    Waiting(Ticket),
    /// Waiting for its answer.
    Asking(Ticket),
}

/// A card that was declined, so that nobody is led in a circle.
#[derive(Debug)]
struct RefusedCard {
    key: Key,
    times: u8,
    limit: u8,
}

/// One press of Pay: one decision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Press {
    nonce: Nonce,
    /// The total on the button.
    agreed: Cents,
    /// Whether it answers the duplicate question.
    duplicate_acknowledged: bool,
}

/// What Pay has set off.
#[derive(Debug)]
pub(crate) enum Stage {
    /// Nothing: the form is the payer's.
    Editing,
    /// The card is being made ready.
    Preparing(Press),
    /// The session is read once more, so that what is charged is what was agreed to.
    Checking { ticket: Ticket, then: After, sends: u8 },
    /// That reading failed; it is done again after the wait.
    PausingCheck { ticket: Ticket, then: After, sends: u8 },
    /// The payer is asked for the challenge. The press waits for its answer; without one, the
    /// answer waits for a new press.
    Challenging(Option<Press>),
    /// The wallet's own sheet asks the payer.
    Sheet(Ticket, Press),
    /// The payer is asked whether the payment is meant twice.
    Duplicate,
    /// Confirm is on its way, or its outcome is being found out.
    Attempting(Attempt),
}

/// What follows a reading of the session.
#[derive(Clone, Copy, Debug)]
pub(crate) enum After {
    /// Confirm.
    Confirm(Press),
    /// The challenge that confirm was refused for.
    Challenge,
}

/// What becomes of the session after an event.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is still being paid.
    Stay,
    /// There is nothing to pay any more; with the support's reference, if there is one.
    Close(Closed, Option<String>),
    /// It is paid, after the payer agreed to this much.
    Pay(Receipt, Cents),
}

impl From<Closed> for Outcome {
    fn from(closed: Closed) -> Self {
        Self::Close(closed, None)
    }
}

impl Pay {
    pub(crate) fn open(common: &mut Common, session: Session) -> Self {
        let entry = Entry::open(common, &session.asked, session.email.as_deref());
        let mut pay = Self {
            told: session.order.amount,
            countdown: Countdown::start(common, session.expires_in),
            watch: Watch::Waiting(common.wait(WATCH)),
            choice: session.preferred(),
            saving: false,
            session,
            entry,
            preparation: Preparation::new(),
            estimates: Estimates::default(),
            agreement: None,
            mandate_missed: false,
            authorized: None,
            stage: Stage::Editing,
            notice: None,
            challenge: None,
            slow: false,
            slow_ticket: None,
            unread: None,
            refused: None,
        };
        // The fee of a kept card can be known at once.
        pay.preparation.begin(common, instrument!(pay));
        pay.estimates.renew(common, &pay.session);
        pay
    }

    /// The total that the Pay button shows: the quoted one where there is a quote.
    pub(crate) fn shown_total(&self) -> Cents {
        self.preparation
            .quoted()
            .map_or(self.session.order.amount, |quoted| quoted.fee.total_amount)
    }

    /// Whether the form must not change: a decision is being carried out, or asked about.
    pub(crate) fn is_latched(&self) -> bool {
        !matches!(self.stage, Stage::Editing)
    }

    /// Whether something is under way that needs the network.
    pub(crate) fn is_working(&self) -> bool {
        !matches!(self.stage, Stage::Editing | Stage::Challenging(_) | Stage::Duplicate)
    }

    /// The fields on the screen, in reading order.
    pub(crate) fn fields(&self) -> Vec<Field> {
        if self.choice == Choice::ApplePay {
            // Its sheet asks.
            return Vec::new();
        }
        // Nothing is asked twice. The name is always asked for (ours): issuers and receipts use it.
        let asked = &self.session.asked;
        let asks_name = match self.saved() {
            Some(saved) => saved.holder.is_none(),
            None => self.choice.wallet().is_none() || asked.contains(&Field::Cardholder),
        };
        self.entry.fields(asked, self.choice.own_fields(), asks_name)
    }

    pub(crate) fn step(&mut self, common: &mut Common, event: Event) -> Outcome {
        let outcome = self.handle(common, event);
        // It is for the text that stood beside the box, and for no other.
        if self.agreement.as_ref().is_some_and(|agreement| !agreement.covers(self.terms(0)))
            && !mutant::breaks(Mutant::StaleMandate)
        {
            self.agreement = None;
        }
        let outcome = match outcome {
            // While a payment is under way its status decides, not the clock.
            Outcome::Stay
                if self.countdown.is_over() && !matches!(self.stage, Stage::Attempting(_)) =>
            {
                Closed::Expired.into()
            }
            outcome => outcome,
        };
        match outcome {
            Outcome::Stay => {
                if matches!(&self.stage, Stage::Attempting(attempt) if attempt.is_unknown()) {
                    self.close_sheet(common, SheetEnd::Unsure);
                }
            }
            Outcome::Close(..) => self.close_sheet(common, SheetEnd::Unsure),
            Outcome::Pay(..) => self.close_sheet(common, SheetEnd::Paid),
        }
        outcome
    }

    fn handle(&mut self, common: &mut Common, event: Event) -> Outcome {
        match event {
            Event::Typed { field, text, caret, edit } => {
                if self.is_latched() {
                    common.commands.push(Command::Show(field, None));
                } else {
                    self.typed(common, field, &text, caret, edit);
                }
            }
            Event::Left(field) => {
                if !self.is_latched() {
                    self.entry.left(field);
                    if self.choice.own_fields().contains(&field) {
                        self.preparation.begin(common, instrument!(self));
                    }
                }
            }
            Event::ChequePasted(text) => self.cheque_pasted(common, &text),
            Event::MandateToggled { agreed, now } => self.mandate_toggled(common, agreed, now),
            Event::SheetAnswered(ticket, result) => {
                return self.sheet_answered(common, ticket, result);
            }
            Event::Chosen(choice) => self.chosen(common, choice),
            Event::SaveToggled(saving) => {
                if !self.is_latched() {
                    self.saving = saving;
                }
            }
            Event::Submitted(nonce) => self.submitted(common, nonce),
            Event::DuplicateAccepted(nonce) => self.duplicate_accepted(common, nonce),
            Event::Withdrawn => self.withdrawn(common),
            Event::AccessArrived(ticket, result) => {
                let progress =
                    self.preparation.access_arrived(common, instrument!(self), ticket, result);
                return self.prepared(common, progress);
            }
            Event::Tokenized(ticket, result) => {
                let progress =
                    self.preparation.tokenized(common, instrument!(self), ticket, result);
                return self.prepared(common, progress);
            }
            Event::Quoted(ticket, result) => {
                if self.estimates.quoted(common, &self.session, ticket, &result) {
                    return Outcome::Stay;
                }
                let progress = self.preparation.fee_quoted(common, ticket, result);
                return self.prepared(common, progress);
            }
            Event::SessionArrived(ticket, result) => return self.read(common, ticket, result),
            Event::ConfirmAnswered(ticket, result) => {
                if let Stage::Attempting(attempt) = &mut self.stage {
                    let verdict = attempt.answered(common, ticket, result);
                    return self.attempted(common, verdict);
                }
            }
            Event::AddressArrived(country, form) => {
                self.entry.atlas.arrived(country, form.map(|form| *form));
            }
            Event::Elapsed(ticket) => self.elapsed(common, ticket),
            Event::Retried => match (&mut self.stage, &mut self.challenge) {
                (Stage::Attempting(attempt), _) => attempt.check_again(common),
                (Stage::Challenging(_), Some(challenge)) => challenge.retried(common),
                _ => {}
            },
            Event::CodeTyped(text) => {
                if let Some(challenge) = self.asked_challenge() {
                    challenge.typed(common, &text);
                }
            }
            Event::ResendPressed => {
                if let Some(challenge) = self.asked_challenge() {
                    challenge.resend_pressed(common);
                }
            }
            Event::CodeSent(ticket, result) => {
                if let Some(closed) = result.as_ref().err().and_then(closed_by) {
                    return closed.into();
                }
                if let Some(challenge) = self.asked_challenge() {
                    challenge.sent(common, ticket, result);
                }
            }
            Event::Captcha(said) => {
                if let Some(challenge) = self.asked_challenge() {
                    let progress = challenge.captcha(common, said);
                    self.challenged(common, &progress);
                }
            }
            Event::HostAsked(asked) => self.host_asked(common, asked),
            Event::CameOnline => self.came_online(common),
            // Another tab's payment ended.
            Event::Woke | Event::Elsewhere(false) => self.woke(common),
            Event::PageHidden => self.hidden(common),
            // The last is of a wallet.
            Event::WentOffline | Event::Elsewhere(true) | Event::Purse(_) => {}
        }
        Outcome::Stay
    }

    fn typed(
        &mut self,
        common: &mut Common,
        field: Field,
        text: &Secret,
        caret: usize,
        edit: crate::form::Edit,
    ) {
        let own = self.choice.own_fields();
        let before = own.contains(&field).then(|| self.entry.key(own));
        let refused = self.entry.refused();
        self.entry.take(common, &self.session.asked, field, text, caret, edit);
        // Another detail is another question to the issuer, about the same card.
        if refused == Some(field) {
            self.refused = None;
        }
        // Text that differs only in form is the same card.
        if before.is_some_and(|before| before != self.entry.key(own)) {
            self.instrument_changed(common);
        }
    }

    /// What is typed is another card, or another account.
    fn instrument_changed(&mut self, common: &mut Common) {
        self.preparation.card_changed(common, instrument!(self));
        self.estimates.drop(self.choice);
        self.notice = None;
    }

    /// Both numbers of an account were pasted at once.
    fn cheque_pasted(&mut self, common: &mut Common, text: &Secret) {
        let can = !self.is_latched() && self.choice == Choice::Ach;
        if can && self.entry.paste_cheque(common, text) {
            self.instrument_changed(common);
        }
    }

    /// The kept method that is chosen.
    fn saved(&self) -> Option<&Saved> {
        match self.choice {
            Choice::Saved(at) => self.session.saved.get(at),
            Choice::Card | Choice::Ach | Choice::ApplePay | Choice::Paypal => None,
        }
    }

    /// The method that what is chosen pays by.
    pub(crate) fn method(&self) -> Method {
        instrument!(self).method()
    }

    /// What the mandate for the chosen account is made of; `None` while nothing can be agreed to:
    /// no account is chosen, or what it will cost is not known.
    fn terms(&self, now: i64) -> Option<Terms<'_>> {
        let total = self.preparation.quoted()?.fee.total_amount;
        let typed = mandate::Account::Typed {
            account: self.entry.text(Field::Account),
            routing: self.entry.text(Field::Routing),
        };
        let (account, account_type, holder) = match (self.saved(), self.choice) {
            (Some(saved), _) => match &saved.means {
                Means::Bank { name, account_type } => {
                    let account =
                        mandate::Account::Kept { last4: &saved.last4, bank: name.as_deref() };
                    (account, (*account_type)?, saved.holder.as_deref())
                }
                Means::Card { .. } => return None,
            },
            (None, Choice::Ach) => (typed, self.entry.account_type()?, None),
            (None, _) => return None,
        };
        Some(Terms {
            merchant: &self.session.merchant.name,
            total,
            currency: self.session.order.currency,
            account_type,
            account,
            payer: holder.unwrap_or_else(|| self.entry.text(Field::Cardholder)),
            now,
        })
    }

    /// The mandate to put before the payer: the one agreed to, or the one for what is chosen now.
    /// `None` while there is a gap in it.
    pub(crate) fn mandate(&self, now: i64) -> Option<Mandate> {
        match &self.agreement {
            Some(agreement) => Some(agreement.mandate().clone()),
            None => self.terms(now).and_then(|terms| Mandate::new(&terms).ok()),
        }
    }

    fn mandate_toggled(&mut self, common: &mut Common, agreed: bool, now: i64) {
        if self.is_latched() {
            return;
        }
        self.agreement = None;
        if let (true, Some(mandate)) = (agreed, self.mandate(now)) {
            self.agreement = Some(Agreement::give(common, mandate, now));
            self.mandate_missed = false;
        }
    }

    /// Leads to the box of the mandate, if it has to be ticked and is not; whether that is so.
    fn misses_mandate(&mut self, common: &mut Common) -> bool {
        if self.method() != Method::Ach || self.agreement.is_some() {
            return false;
        }
        self.stage = Stage::Editing;
        self.calm();
        self.mandate_missed = true;
        common.say(Announcement::MandateMissed);
        common.focus(Target::Mandate);
        true
    }

    /// What is told of the payer: what was typed; of a kept method, whose it is; what the wallet's
    /// sheet says.
    fn billing(&self) -> BillingDetails {
        let mut billing = self.entry.billing(&self.fields());
        if let Some(holder) = self.saved().and_then(|saved| saved.holder.clone()) {
            billing.cardholder = Some(holder);
        }
        if let Some(authorized) = &self.authorized {
            billing.fill_from(&authorized.billing);
        }
        if billing.email.is_none() && self.session.asked.contains(&Field::Email) {
            // A sheet does not ask for what the session gave.
            billing.email.clone_from(&self.session.email);
        }
        billing
    }

    /// Whether a wallet is chosen whose sheet the payer has not agreed to yet.
    fn needs_sheet(&self) -> bool {
        self.choice.wallet().is_some() && self.authorized.is_none()
    }

    /// Has the wallet's vendor ask the payer.
    fn open_sheet(&mut self, common: &mut Common, press: Press) {
        let (Some(wallet), Some(quoted)) = (self.choice.wallet(), self.preparation.quoted()) else {
            return;
        };
        let sheet = Sheet {
            wallet,
            amount: quoted.fee.total_amount,
            currency: self.session.order.currency,
            merchant: self.session.merchant.name.clone(),
            asked: match wallet {
                Wallet::ApplePay => self.session.unknown().collect(),
                Wallet::Paypal => Vec::new(),
            },
        };
        self.calm();
        let ticket = common.ask(|ticket| Command::OpenSheet(ticket, Box::new(sheet)));
        self.stage = Stage::Sheet(ticket, press);
    }

    fn sheet_answered(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<Box<Authorized>, SheetFailure>,
    ) -> Outcome {
        let press = match self.stage {
            Stage::Sheet(asked, press) if asked == ticket => press,
            _ => return Outcome::Stay,
        };
        match result {
            Ok(authorized) => {
                self.authorized = Some(authorized);
                self.press(common, press);
            }
            Err(SheetFailure::Cancelled) => {
                self.stage = Stage::Editing;
                common.say(Announcement::SheetCancelled);
                common.focus(Target::Pay);
            }
            Err(SheetFailure::Failed) => self.stop(common, Notice::SheetFailed),
            Err(SheetFailure::Api(failure)) => {
                if let Some(closed) = closed_by(&failure) {
                    return closed.into();
                }
                self.stop(common, notice_for(&failure));
            }
        }
        Outcome::Stay
    }

    /// Tells the wallet's sheet how it ended, if it may be open. What was agreed to in it is spent.
    fn close_sheet(&mut self, common: &mut Common, end: SheetEnd) {
        let is_open = matches!(self.stage, Stage::Sheet(..));
        if self.authorized.take().is_some() || is_open {
            common.commands.push(Command::CloseSheet(end));
        }
    }

    /// The payer chose something else to pay with. What was typed stays.
    fn chosen(&mut self, common: &mut Common, choice: Choice) {
        if self.is_latched() || !self.session.offers(choice) || self.choice == choice {
            return;
        }
        self.choice = choice;
        self.notice = None;
        self.mandate_missed = false;
        self.preparation.drop_token();
        self.preparation.begin(common, instrument!(self));
    }

    /// The challenge, while the payer is asked for it.
    fn asked_challenge(&mut self) -> Option<&mut Challenge> {
        match self.stage {
            Stage::Challenging(_) => self.challenge.as_mut(),
            _ => None,
        }
    }

    /// The fee, as the page that the checkout is in is told of it.
    pub(crate) fn host_fee(&self) -> Option<HostFee> {
        let fee = &self.preparation.quoted()?.fee;
        let with = instrument!(self);
        let (last4, card_type) = match with.details() {
            Some(PaymentMethodDetails::Card(card)) => (card.last4, card.card_brand),
            Some(PaymentMethodDetails::Ach(account)) => (account.account_number_suffix, None),
            None => (None, None),
        };
        Some(HostFee {
            amount: fee.amount,
            convenience_fee: fee.convenience_fee,
            total_amount: fee.total_amount,
            method: with.method(),
            last4,
            card_type,
        })
    }

    /// The page that the checkout is in asks for something.
    fn host_asked(&mut self, common: &mut Common, asked: Asked) {
        match asked {
            Asked::Submit(nonce) => self.host_submitted(common, nonce),
            Asked::Refresh if matches!(self.stage, Stage::Editing) => {
                common.told.asks_refresh = true;
                self.look(common);
            }
            // A press reads the session itself, right before confirm.
            Asked::Refresh => common.commands.push(Command::Tell(News::Refreshed)),
            Asked::Validate => {
                if !self.is_latched() {
                    self.blame(common);
                }
            }
            Asked::Focus => {
                let first = self.fields().into_iter().find(|it| !self.entry.are_right(&[*it]));
                common.focus(first.map_or(Target::Pay, Target::Field));
            }
        }
    }

    /// The merchant's own button was pressed. Another total than the payer saw, and a wallet's
    /// window, take a press in this page.
    fn host_submitted(&mut self, common: &mut Common, nonce: Nonce) {
        let asks_consent =
            matches!(self.notice, Some(Notice::FeeConsent { .. } | Notice::PriceConsent { .. }));
        if self.is_latched() && !matches!(self.stage, Stage::Challenging(_)) {
            return;
        }
        if asks_consent {
            common.focus(Target::Notice);
        } else if self.choice.wallet().is_some() {
            common.focus(Target::Pay);
        } else {
            self.submitted(common, nonce);
        }
    }

    fn submitted(&mut self, common: &mut Common, nonce: Nonce) {
        match self.stage {
            Stage::Editing => {}
            // A press of its own, to what the button shows now. It waits for an answer if there is
            // none yet.
            Stage::Challenging(_) => {
                let press =
                    Press { nonce, agreed: self.shown_total(), duplicate_acknowledged: false };
                self.stage = Stage::Challenging(Some(press));
                self.answered(common, press);
                return;
            }
            _ if mutant::breaks(Mutant::NoLatch) => {}
            _ => return,
        }
        if self.blame(common) {
            return;
        }
        if self.is_circling() {
            let decline = Decline::Again;
            self.notice = Some(Notice::Declined { decline, reference: None });
            common.say(Announcement::Declined(decline));
            let field = self.choice.own_fields().first();
            common.focus(field.map_or(Target::Notice, |field| Target::Field(*field)));
            return;
        }
        if let Some((_, before)) = self.unread.take() {
            let total = self.shown_total();
            self.stop(common, Notice::PriceConsent { before, total });
            return;
        }
        self.notice = None;
        self.press(
            common,
            Press { nonce, agreed: self.shown_total(), duplicate_acknowledged: false },
        );
    }

    /// Carries a decision out.
    fn press(&mut self, common: &mut Common, press: Press) {
        self.stage = Stage::Preparing(press);
        self.slow = false;
        self.slow_ticket = Some(common.wait(SLOW));
        self.watch = Watch::Waiting(common.wait(WATCH));
        if core::mem::take(&mut common.told.asks_refresh) {
            // The reading right before confirm is the one that counts.
            common.commands.push(Command::Tell(News::Refreshed));
        }
        if !self.needs_sheet() {
            common.say(Announcement::Processing);
        }
        if self.preparation.quoted().is_some() {
            self.ready(common, press);
        } else {
            self.prepare(common, press);
        }
    }

    /// Makes the card ready for a press; a card that is not there any more (wiped when the page was
    /// left, while its token grew old) is asked for.
    fn prepare(&mut self, common: &mut Common, press: Press) {
        self.stage = Stage::Preparing(press);
        self.preparation.begin(common, instrument!(self));
        if !self.preparation.is_quoting() {
            self.stage = Stage::Editing;
            self.calm();
            self.blame(common);
        }
    }

    /// Shows what must be mended before Pay, and leads there; whether there was anything.
    fn blame(&mut self, common: &mut Common) -> bool {
        let Some((first, count)) = self.entry.show_faults(&self.fields()) else { return false };
        common.say(Announcement::Faults(count));
        common.focus(Target::Field(first));
        true
    }

    /// The card is ready at the agreed total.
    fn ready(&mut self, common: &mut Common, press: Press) {
        let asked = self.session.challenge.as_ref();
        if asked.is_some() && self.response(common).is_none() {
            self.open_challenge(common, Some(press));
        } else if self.misses_mandate(common) {
            // Led there.
        } else if self.needs_sheet() {
            self.open_sheet(common, press);
        } else if mutant::breaks(Mutant::NoReread)
            || (press.duplicate_acknowledged && mutant::breaks(Mutant::DuplicateUnread))
        {
            self.confirm(common, press);
        } else {
            self.check(common, After::Confirm(press), 1);
        }
    }

    /// The preparation moved on.
    fn prepared(&mut self, common: &mut Common, progress: Progress) -> Outcome {
        match (progress, &self.stage) {
            (Progress::Ready, Stage::Preparing(_)) if self.needs_sheet() => {
                // A sheet opens within a press, or not at all: this one is over.
                self.stage = Stage::Editing;
                self.calm();
                self.fee_known(common);
                common.focus(Target::Pay);
            }
            (Progress::Ready, Stage::Preparing(press)) => {
                let press = *press;
                if self.shown_total() == press.agreed || mutant::breaks(Mutant::NoConsent) {
                    self.ready(common, press);
                } else {
                    self.ask_consent(common, press.agreed);
                }
            }
            (Progress::Ready, _) => self.fee_known(common),
            (Progress::Failed(PrepareFailure::Api(failure)), stage) => {
                if let Some(closed) = closed_by(&failure) {
                    return closed.into();
                }
                if matches!(stage, Stage::Preparing(_)) {
                    self.stop(common, notice_for(&failure));
                }
            }
            (Progress::Failed(failure), Stage::Preparing(_)) => {
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

    /// A quote that nobody waits for: show it, say it once.
    fn fee_known(&mut self, common: &mut Common) {
        let Some(fee) = self.preparation.quoted().map(|quoted| quoted.fee.clone()) else { return };
        if fee.amount != self.session.order.amount && matches!(self.stage, Stage::Editing) {
            // The price changed between the session's reading and the quote: read what it is for.
            self.look(common);
        }
        if let Some(Notice::PriceConsent { total, .. }) = &mut self.notice {
            *total = fee.total_amount;
        }
        self.estimates.note(self.choice, fee.convenience_fee);
        if self.told != fee.total_amount {
            self.told = fee.total_amount;
            common.say(Announcement::Fee { fee: fee.convenience_fee, total: fee.total_amount });
        }
    }

    /// The total is not the one Pay was pressed at: ask.
    fn ask_consent(&mut self, common: &mut Common, agreed: Cents) {
        let Some(quoted) = self.preparation.quoted() else { return };
        let (fee, total) = (quoted.fee.convenience_fee, quoted.fee.total_amount);
        self.estimates.note(self.choice, fee);
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

    fn check(&mut self, common: &mut Common, then: After, sends: u8) {
        let ticket = common.ask(Command::LoadSession);
        self.stage = Stage::Checking { ticket, then, sends };
    }

    /// The session was read: for whom?
    fn read(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<Box<Arrival>, Failure>,
    ) -> Outcome {
        match (&mut self.stage, &self.watch) {
            (Stage::Attempting(attempt), _) => {
                let verdict = attempt.status_read(common, ticket, result.as_deref());
                self.attempted(common, verdict)
            }
            (Stage::Checking { ticket: asked, then, sends }, _) if *asked == ticket => {
                let (then, sends) = (*then, *sends);
                self.checked(common, result, then, sends)
            }
            (_, Watch::Asking(asked)) if *asked == ticket => self.looked(common, result),
            _ => Outcome::Stay,
        }
    }

    /// The session was read once more, before confirm.
    fn checked(
        &mut self,
        common: &mut Common,
        result: Result<Box<Arrival>, Failure>,
        then: After,
        sends: u8,
    ) -> Outcome {
        let session = match result {
            Ok(arrival) => match session::judge(*arrival, common.here).1 {
                Verdict::Payable(session) => *session,
                Verdict::Closed(closed) => return closed.into(),
                Verdict::Malformed | Verdict::Wallet(_) => {
                    self.stop(common, Notice::NotReached);
                    return Outcome::Stay;
                }
            },
            Err(failure) => {
                if let Some(closed) = closed_by(&failure) {
                    return closed.into();
                }
                if !common.online || sends < HARMLESS_SENDS {
                    let pause = common.jitter.pause(Some(&failure), sends);
                    let ticket = common.pause(pause);
                    self.stage = Stage::PausingCheck { ticket, then, sends };
                } else {
                    self.stop(common, notice_for(&failure));
                }
                return Outcome::Stay;
            }
        };
        self.adopt(common, session);
        if matches!(self.stage, Stage::Editing) {
            // What was chosen is gone.
            return Outcome::Stay;
        }
        match then {
            After::Confirm(press) => self.agreed(common, press),
            After::Challenge => self.open_challenge(common, None),
        }
        Outcome::Stay
    }

    /// The session as it is now was read: is it what was agreed to?
    fn agreed(&mut self, common: &mut Common, press: Press) {
        match self.preparation.quoted() {
            // The token grew old on the way.
            None => self.prepare(common, press),
            // The price changed.
            Some(quoted) if quoted.fee.amount != self.session.order.amount => {
                self.stage = Stage::Preparing(press);
                self.preparation.requote(common, instrument!(self));
            }
            // A quote made since the press, at another total.
            Some(quoted)
                if quoted.fee.total_amount != press.agreed
                    && !mutant::breaks(Mutant::NoConsent) =>
            {
                self.ask_consent(common, press.agreed);
            }
            Some(_) => self.confirm(common, press),
        }
    }

    fn confirm(&mut self, common: &mut Common, press: Press) {
        let response = match &self.session.challenge {
            None => None,
            Some(_) => match self.response(common) {
                Some(response) => Some(response),
                // Asked for since the press, or answered too long ago.
                None => return self.open_challenge(common, Some(press)),
            },
        };
        // Asked for since the press, or withdrawn by what changed since then.
        if self.misses_mandate(common) {
            return;
        }
        let quoted = self.preparation.quoted().and_then(|quoted| quoted.token.as_ref());
        let authorized = self.authorized.as_ref().map(|authorized| &authorized.token);
        let Some(token) = quoted.or(authorized) else { return };
        let with = instrument!(self);
        let request = ConfirmRequest {
            processor_token: token.expose().to_owned(),
            method: with.method(),
            save_method: self.saving && self.can_be_kept(),
            billing_details: Some(self.billing()),
            challenge_response: response,
            payment_method: with.details(),
            ach_authorization: self.agreement.as_ref().map(Agreement::authorization),
            duplicate_acknowledged: press.duplicate_acknowledged,
        };
        let order = self.session.order.amount;
        let attempt = Attempt::start(common, press.nonce, &request, order, press.agreed);
        self.stage = Stage::Attempting(attempt);
    }

    /// Whether what is chosen could be kept for later.
    pub(crate) fn can_be_kept(&self) -> bool {
        let is_typed = matches!(self.choice, Choice::Card | Choice::Ach);
        is_typed && self.session.saves.is_some()
    }

    /// The answer to the session's challenge, if it was given and is of the kind asked for.
    fn response(&mut self, common: &mut Common) -> Option<ChallengeResponse> {
        let asked = self.session.challenge.as_ref().and_then(Challenge::of)?;
        let challenge = self.challenge.as_mut()?;
        if challenge.kind().is_like(&asked) { challenge.response(common) } else { None }
    }

    /// Puts the challenge to the payer.
    fn open_challenge(&mut self, common: &mut Common, press: Option<Press>) {
        let asked = self.session.challenge.as_ref();
        let sent = asked.and_then(|asked| asked.code_sent).unwrap_or(false);
        let Some(kind) = asked.and_then(Challenge::of) else {
            // None that this page can do.
            self.stop(common, Notice::ChallengeRequired { reference: None });
            return;
        };
        self.stage = Stage::Challenging(press);
        self.calm();
        match &self.challenge {
            // The one that is open already: what was typed and what is wrong stays.
            Some(open) if open.kind().is_like(&kind) => common.focus(Target::Challenge),
            _ => self.challenge = Some(Challenge::open(common, kind, sent)),
        }
    }

    /// Something happened to the challenge.
    fn challenged(&mut self, common: &mut Common, progress: &challenge::Progress) {
        if let (challenge::Progress::Solved, Stage::Challenging(press)) = (progress, &self.stage) {
            // Nor does a wallet's vendor open anything without one.
            match press.filter(|_| self.choice.wallet().is_none()) {
                Some(press) => self.answered(common, press),
                // The key of that press is spent: the next one is the payer's to give.
                None => common.focus(Target::Pay),
            }
        }
    }

    /// The challenge is answered: on with the press.
    fn answered(&mut self, common: &mut Common, press: Press) {
        if self.response(common).is_some() {
            self.press(common, press);
        }
    }

    fn attempted(&mut self, common: &mut Common, verdict: attempt::Verdict) -> Outcome {
        let agreed = match &self.stage {
            Stage::Attempting(attempt) => attempt.agreed(),
            _ => self.shown_total(),
        };
        match verdict {
            attempt::Verdict::Open => Outcome::Stay,
            attempt::Verdict::Paid(receipt) => Outcome::Pay(receipt, agreed),
            attempt::Verdict::Closed(closed, refusal) => {
                Outcome::Close(closed, refusal.and_then(|refusal| refusal.request_id))
            }
            attempt::Verdict::Refused(refusal) => self.refused(common, refusal),
        }
    }

    /// The attempt is over and charged nothing: back to the form, with what was typed.
    pub(crate) fn refused(&mut self, common: &mut Common, refusal: Refusal) -> Outcome {
        common.commands.push(Command::Forget);
        self.stage = Stage::Editing;
        if refusal.recoverable == Some(false) {
            return Outcome::Close(Closed::Refused, refusal.request_id);
        }
        if matches!(
            refusal.code,
            ErrorCode::ChallengeRequired | ErrorCode::ChallengeFailed | ErrorCode::DuplicatePayment
        ) && self.authorized.is_some()
        {
            // The page asks now, so the sheet goes. What it authorized was not used, and stays.
            common.commands.push(Command::CloseSheet(SheetEnd::Unsure));
        }
        match refusal.code {
            ErrorCode::ChallengeRequired => self.check(common, After::Challenge, 1),
            ErrorCode::ChallengeFailed => match &mut self.challenge {
                Some(challenge) => {
                    challenge.rejected(common);
                    self.stage = Stage::Challenging(None);
                    self.calm();
                }
                None => self.check(common, After::Challenge, 1),
            },
            ErrorCode::DuplicatePayment => {
                self.spend_challenge();
                let authorized = self.authorized.take();
                self.stop(common, notice_for_refusal(&refusal));
                self.authorized = authorized;
                self.stage = Stage::Duplicate;
            }
            _ => self.declined(common, &refusal),
        }
        Outcome::Stay
    }

    fn declined(&mut self, common: &mut Common, refusal: &Refusal) {
        // A token is good for one confirm.
        self.preparation.drop_token();
        self.close_sheet(common, SheetEnd::Refused);
        self.spend_challenge();
        let detail = refusal.about.map(Field::from).filter(|field| self.fields().contains(field));
        let notice = match (notice_for_refusal(refusal), detail) {
            (Notice::Declined { decline: Decline::Card, reference }, Some(_)) => {
                Notice::Declined { decline: Decline::Details, reference }
            }
            (notice, _) => notice,
        };
        let field = match &notice {
            Notice::Declined { decline, .. } => {
                self.remember(*decline);
                match decline {
                    Decline::Cvc => Some(Field::Cvc),
                    Decline::Expired => Some(Field::Expiry),
                    Decline::Details => detail,
                    Decline::Card | Decline::Funds | Decline::Processing | Decline::Again => None,
                }
            }
            _ => None,
        };
        if field == Some(Field::Cvc) {
            self.entry.clear(Field::Cvc);
            common.commands.push(Command::Show(Field::Cvc, None));
        }
        let decline = match &notice {
            Notice::Declined { decline, .. } => Some(*decline),
            _ => None,
        };
        let field = field.filter(|field| self.fields().contains(field));
        self.stop(common, notice);
        if let (Some(field), Some(decline)) = (field, decline) {
            // To the field it is about; the notice above Pay is said instead of focused.
            common.say(Announcement::Declined(decline));
            common.focus(Target::Field(field));
            if decline == Decline::Details {
                self.entry.refuse(field);
            } else {
                self.entry.blame(field);
            }
        }
        // The same card may be tried again: its fee stays on the screen.
        self.preparation.begin(common, instrument!(self));
    }

    /// Confirm went past the challenge: a captcha's answer is used up, a code stays good (ours; the
    /// API says so if it does not).
    fn spend_challenge(&mut self) {
        self.challenge = self.challenge.take().filter(Challenge::is_code);
    }

    /// Notes which card was declined, and how often it may be.
    fn remember(&mut self, decline: Decline) {
        let limit = match decline {
            // An expired card stays expired.
            Decline::Expired => 1,
            // The payer may have asked their bank, or added funds.
            Decline::Card | Decline::Details | Decline::Funds | Decline::Again => 2,
            Decline::Processing => 3,
            // The next one has another code.
            Decline::Cvc => u8::MAX,
        };
        let Some(key) = instrument!(self).key() else { return };
        let before = self.refused.take().filter(|refused| refused.key == key);
        let times = before.map_or(0, |refused| refused.times).saturating_add(1);
        self.refused = Some(RefusedCard { key, times, limit });
    }

    /// Whether Pay would only be declined again.
    fn is_circling(&self) -> bool {
        self.refused.as_ref().is_some_and(|refused| {
            refused.times >= refused.limit && instrument!(self).key().as_ref() == Some(&refused.key)
        })
    }

    fn duplicate_accepted(&mut self, common: &mut Common, nonce: Nonce) {
        if matches!(self.stage, Stage::Duplicate) {
            self.notice = None;
            let agreed = self.shown_total();
            self.press(common, Press { nonce, agreed, duplicate_acknowledged: true });
        }
    }

    /// The payer takes the press back.
    fn withdrawn(&mut self, common: &mut Common) {
        match self.stage {
            Stage::Duplicate => {
                self.stage = Stage::Editing;
                self.notice = None;
            }
            Stage::Challenging(_) => {
                self.stage = Stage::Editing;
                self.challenge = None;
            }
            _ => return,
        }
        self.authorized = None;
        self.calm();
        common.focus(Target::Pay);
    }

    /// Gives the form back to the payer with a notice.
    pub(crate) fn stop(&mut self, common: &mut Common, notice: Notice) {
        self.close_sheet(common, SheetEnd::Unsure);
        self.stage = Stage::Editing;
        self.calm();
        self.notice = Some(notice);
        common.focus(Target::Notice);
    }

    /// Nothing is under way that could take long.
    fn calm(&mut self) {
        self.slow = false;
        self.slow_ticket = None;
    }

    /// Reads the session to see whether anything changed, unless that is under way.
    fn look(&mut self, common: &mut Common) {
        if matches!(self.watch, Watch::Waiting(_)) {
            self.watch = Watch::Asking(common.ask(Command::LoadSession));
        }
    }

    fn looked(&mut self, common: &mut Common, result: Result<Box<Arrival>, Failure>) -> Outcome {
        let pause = match &result {
            Err(failure) => failure.retry_after.map_or(WATCH, |wait| wait.max(WATCH)),
            Ok(_) => WATCH,
        };
        self.watch = Watch::Waiting(common.wait(pause));
        if core::mem::take(&mut common.told.asks_refresh) {
            common.commands.push(Command::Tell(News::Refreshed));
        }
        match result {
            Ok(arrival) => match session::judge(*arrival, common.here).1 {
                Verdict::Payable(session) => self.adopt(common, *session),
                Verdict::Closed(closed) => return closed.into(),
                // Nobody asked for it: nothing to say.
                Verdict::Malformed | Verdict::Wallet(_) => {}
            },
            Err(failure) => {
                if let Some(closed) = closed_by(&failure) {
                    return closed.into();
                }
            }
        }
        Outcome::Stay
    }

    /// Takes the session as it is now.
    fn adopt(&mut self, common: &mut Common, session: Session) {
        let before = self.shown_total();
        let changed = session.order.amount != self.session.order.amount
            || session.order.currency != self.session.order.currency;
        self.countdown.correct(common, session.expires_in);
        let chosen = self.saved().map(|saved| saved.id.clone());
        let is_same_list =
            session.saved == self.session.saved && session.methods == self.session.methods;
        self.session = session;
        self.entry.look_up(common, &self.session.asked);
        if let Some(id) = chosen {
            // It may have moved in the list.
            let at = self.session.saved.iter().position(|saved| saved.id == id);
            self.choice = at.map_or(self.choice, Choice::Saved);
        }
        let is_gone = !self.session.offers(self.choice);
        if is_gone {
            self.choice = self.session.preferred();
            self.preparation.drop_token();
        }
        if changed || !is_same_list {
            self.estimates.renew(common, &self.session);
        }
        if is_gone {
            // A press was for what is gone; nothing else is paid with in its place.
            self.stop(common, Notice::MethodGone);
            self.preparation.begin(common, instrument!(self));
        }
        if !changed || !matches!(self.stage, Stage::Editing) {
            return;
        }
        self.notice = Some(Notice::PriceConsent { before, total: self.session.order.amount });
        if self.unread.is_none() {
            self.unread = Some((common.wait(UNREAD), before));
        }
        match self.preparation.quoted() {
            Some(quoted) if quoted.fee.amount == self.session.order.amount => {}
            // Said together with its new fee.
            Some(_) => self.preparation.requote(common, instrument!(self)),
            None => {
                self.told = self.session.order.amount;
                common.say(Announcement::Price { total: self.told });
            }
        }
    }

    fn came_online(&mut self, common: &mut Common) {
        self.entry.look_up(common, &self.session.asked);
        self.preparation.came_online(common, instrument!(self));
        match &mut self.stage {
            Stage::PausingCheck { then, sends, .. } => {
                let (then, sends) = (*then, *sends);
                self.check(common, then, sends);
            }
            Stage::Attempting(attempt) => attempt.came_online(common),
            _ => {}
        }
    }

    /// The payer looks at the page again: what happened meanwhile?
    fn woke(&mut self, common: &mut Common) {
        match &mut self.stage {
            Stage::Attempting(attempt) => attempt.woke(common),
            Stage::Editing | Stage::Challenging(_) | Stage::Duplicate => {
                self.look(common);
                self.preparation.begin(common, instrument!(self));
            }
            Stage::Preparing(_)
            | Stage::Checking { .. }
            | Stage::PausingCheck { .. }
            | Stage::Sheet(..) => {}
        }
    }

    /// The page is left. It may come back out of the back/forward cache, before another person.
    fn hidden(&mut self, common: &mut Common) {
        self.entry.wipe(common);
        self.refused = None;
        self.agreement = None;
        if !matches!(self.stage, Stage::Attempting(_)) {
            self.close_sheet(common, SheetEnd::Unsure);
            self.preparation.forget();
            self.challenge = None;
            self.notice = None;
            self.stage = Stage::Editing;
            self.calm();
        }
    }

    fn elapsed(&mut self, common: &mut Common, ticket: Ticket) {
        self.countdown.elapsed(common, ticket);
        if self.slow_ticket == Some(ticket) {
            self.slow = true;
            common.say(Announcement::Slow);
        }
        if self.unread.is_some_and(|(until, _)| until == ticket) {
            self.unread = None;
        }
        if matches!(self.watch, Watch::Waiting(wait) if wait == ticket) {
            if common.online && !common.hidden && matches!(self.stage, Stage::Editing) {
                self.look(common);
            } else {
                self.watch = Watch::Waiting(common.wait(WATCH));
            }
        }
        if self.agreement.as_ref().is_some_and(|agreement| agreement.is_stale(ticket)) {
            self.agreement = None;
        }
        self.preparation.elapsed(common, instrument!(self), ticket);
        if let Some(challenge) = &mut self.challenge {
            challenge.elapsed(common, ticket);
        }
        match &mut self.stage {
            Stage::PausingCheck { ticket: pause, then, sends } if *pause == ticket => {
                let sends = if common.online { *sends + 1 } else { *sends };
                let then = *then;
                self.check(common, then, sends);
            }
            Stage::Attempting(attempt) => attempt.elapsed(common, ticket),
            _ => {}
        }
    }
}

/// The notice for a call that moves no money.
fn notice_for(failure: &Failure) -> Notice {
    match &failure.why {
        Why::Unclear(_) => Notice::NotReached,
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
