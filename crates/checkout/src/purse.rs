//! A wallet session: what the customer has kept, listed and changed.
//!
//! The list that the server gave last is the truth; what the payer has set off and what is not
//! answered yet is laid over it. One change is on its way at a time, in the order of the presses.
//! After the last of them the list is read again, so that what is shown is what is there, whatever
//! an answer said, and whether one came.
//!
//! A removal waits a few seconds in which it can be undone; whatever else the payer does, and leaving
//! the page, sends it at once. It is sent once for each press: where its answer is lost, the list
//! tells what became of it.

use crate::choice::{Choice, Instrument, Saved};
use crate::command::{Command, Errand, FrozenBody, IdempotencyKey, Target};
use crate::countdown::Countdown;
use crate::entry::Entry;
use crate::event::{Event, Failure, Refusal, Unclear, Why};
use crate::form::Field;
use crate::form::expiry::YearMonth;
use crate::host::{Asked, News};
use crate::machine::{Common, LoadFailure, closed_by};
use crate::notice::{Announcement, Done, Mishap, Notice};
use crate::palette::Rgb;
use crate::prepare::{Preparation, PrepareFailure, Progress};
use crate::retry::{CONFIRM_SENDS, HARMLESS_SENDS, SLOW};
use crate::rich_text;
use crate::session::{Closed, WalletTerms};
use crate::ticket::{Millis, Nonce, Ticket};
use contract::{AddPaymentMethod, ErrorCode, Method, Open, PaymentMethods, WalletMethod};

/// How long a removal can be undone.
const UNDO: Millis = Millis::seconds(6);
/// With less than this left of the session, in seconds, a removal does not wait.
const TOO_LATE_TO_WAIT: u32 = 15;

/// What happens to a wallet only.
#[derive(Debug)]
pub enum PurseEvent {
    /// The list was read, or could not be.
    Listed(Ticket, Result<Box<PaymentMethods>, Failure>),
    /// A change was answered, with the id of the method that it left there; or its answer was lost.
    Changed(Ticket, Result<Option<String>, Failure>),
    /// The payer wants to add a card, or a bank account.
    AddPressed(Choice),
    /// The payer removes the method of this number.
    RemovePressed(usize),
    /// The payer takes the last removal back.
    UndoPressed,
    /// The payer prefers the method of this number.
    DefaultPressed(usize),
    /// Nobody looks at the page any more, for now.
    LookedAway,
}

/// A kept method.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The same for as long as the page, whatever happens to the list.
    pub number: usize,
    /// The method.
    pub saved: Saved,
    /// The merchant's labels on it.
    pub badges: Vec<Badge>,
    /// Why it cannot be removed, if it cannot.
    pub locked: Option<String>,
}

/// A label of the merchant's.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    /// What it says.
    pub label: String,
    /// Its colour, if it is one.
    pub color: Option<Rgb>,
}

/// A row as it stands with all that the payer has set off.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The row.
    pub row: &'a Row,
    /// Whether it is the default.
    pub is_default: bool,
    /// Whether it was removed, and can be brought back.
    pub can_be_undone: bool,
}

/// A wallet on the screen.
#[derive(Debug)]
pub(crate) struct Purse {
    pub(crate) terms: WalletTerms,
    pub(crate) entry: Entry,
    pub(crate) notice: Option<Notice>,
    pub(crate) countdown: Countdown,
    pub(crate) slow: bool,
    /// As the server gave it last.
    rows: Vec<Row>,
    list: List,
    numbers: usize,
    /// What can be added.
    methods: Vec<Method>,
    adding: Option<Adding>,
    /// Removed, and not sent yet.
    undo: Option<(usize, Ticket)>,
    /// What the payer has set off. The first is on its way.
    queue: Vec<Change>,
    way: Way,
    /// How often it was sent.
    sends: u8,
    /// Whether the answer to the first change was lost, so that the list has to tell.
    is_doubtful: bool,
    /// What an addition was kept as, until the list shows it.
    added: Option<String>,
    /// Whether the list may not be what is there any more.
    is_stale: bool,
    slow_ticket: Option<Ticket>,
}

/// Whether there is a list at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// It is on its way.
    Coming,
    /// It could not be read.
    Failed(LoadFailure),
    /// There is one.
    Here,
}

/// A method being added.
#[derive(Debug)]
struct Adding {
    choice: Choice,
    preparation: Preparation,
    /// The press that is being carried out.
    saving: Option<Nonce>,
}

/// Something to be changed at the server.
#[derive(Debug)]
enum Change {
    Add(IdempotencyKey, FrozenBody),
    /// By its number and its id.
    Remove(usize, String),
    Prefer(usize),
}

/// What is on its way.
#[derive(Clone, Copy, Debug)]
enum Way {
    Free,
    /// The first change.
    Sent(Ticket),
    /// It will be sent again after the wait.
    Pausing(Ticket),
    /// The list.
    Reading(Ticket),
    /// It will be read again after the wait.
    PausingRead(Ticket),
}

/// The end of a wallet.
pub(crate) type End = (Closed, Option<String>);

/// The preparation of what is being added. A macro, because a method would borrow the whole.
macro_rules! with {
    ($purse:ident, $adding:ident) => {
        Instrument::typed(&$purse.entry, $adding.choice)
    };
}

impl Purse {
    pub(crate) fn open(common: &mut Common, terms: WalletTerms) -> Self {
        let mut purse = Self {
            entry: Entry::open(common, &terms.asked, terms.email.as_deref()),
            countdown: Countdown::start(common, terms.expires_in),
            terms,
            notice: None,
            slow: false,
            rows: Vec::new(),
            list: List::Coming,
            numbers: 0,
            methods: Vec::new(),
            adding: None,
            undo: None,
            queue: Vec::new(),
            way: Way::Free,
            sends: 0,
            is_doubtful: false,
            added: None,
            is_stale: true,
            slow_ticket: None,
        };
        purse.proceed(common);
        purse
    }

    // ——— What is seen ———

    /// Why the list could not be read at all; `None` too while it is on its way.
    pub(crate) fn load_failure(&self) -> Option<LoadFailure> {
        match self.list {
            List::Failed(why) => Some(why),
            List::Coming | List::Here => None,
        }
    }

    pub(crate) fn is_listed(&self) -> bool {
        self.list == List::Here
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Shown<'_>> {
        let preferred = self.preferred();
        let undo = self.undo.map(|(number, _)| number);
        let rows = self.rows.iter().filter(|row| !self.is_leaving(row.number));
        rows.map(move |row| Shown {
            row,
            is_default: preferred.map_or(row.saved.is_default, |number| number == row.number),
            can_be_undone: undo == Some(row.number),
        })
    }

    pub(crate) fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// What is being added.
    pub(crate) fn adding(&self) -> Option<Choice> {
        self.adding.as_ref().map(|adding| adding.choice)
    }

    /// Whether what is being added must not change.
    pub(crate) fn is_saving(&self) -> bool {
        self.adding.as_ref().is_some_and(|adding| adding.saving.is_some())
    }

    /// The fields on the screen, in reading order.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let own = self.adding().map(Choice::own_fields);
        own.map(|own| self.entry.fields(&self.terms.asked, own, true)).unwrap_or_default()
    }

    /// The row that will be the default.
    fn preferred(&self) -> Option<usize> {
        self.queue.iter().rev().find_map(|change| match change {
            Change::Prefer(number) => Some(*number),
            Change::Add(..) | Change::Remove(..) => None,
        })
    }

    /// Whether it is being removed, beyond undoing.
    fn is_leaving(&self, number: usize) -> bool {
        self.queue.iter().any(|change| matches!(change, Change::Remove(gone, _) if *gone == number))
    }

    fn row(&self, number: usize) -> Option<&Row> {
        self.rows.iter().find(|row| row.number == number)
    }

    // ——— What happens ———

    pub(crate) fn step(&mut self, common: &mut Common, event: Event) -> Option<End> {
        let end = self.handle(common, event);
        let is_over = end.is_none() && self.countdown.is_over();
        if is_over { Some((Closed::Expired, None)) } else { end }
    }

    fn handle(&mut self, common: &mut Common, event: Event) -> Option<End> {
        match event {
            Event::Purse(event) => return self.own(common, event),
            Event::Typed { field, text, caret, edit } => {
                if self.is_saving() {
                    common.commands.push(Command::Show(field, None));
                } else {
                    self.entry.take(common, &self.terms.asked, field, &text, caret, edit);
                }
            }
            Event::Left(field) if !self.is_saving() => self.entry.left(field),
            Event::ChequePasted(text)
                if self.adding() == Some(Choice::Ach) && !self.is_saving() =>
            {
                self.entry.paste_cheque(common, &text);
            }
            Event::Submitted(nonce) => self.submitted(common, nonce),
            Event::Withdrawn => self.withdrawn(common),
            Event::AccessArrived(ticket, result) => {
                let progress = self.adding.as_mut().map(|adding| {
                    let with = with!(self, adding);
                    adding.preparation.access_arrived(common, with, ticket, result)
                });
                return self.prepared(common, progress);
            }
            Event::Tokenized(ticket, result) => {
                let progress = self.adding.as_mut().map(|adding| {
                    let with = with!(self, adding);
                    adding.preparation.tokenized(common, with, ticket, result)
                });
                return self.prepared(common, progress);
            }
            Event::AddressArrived(country, form) => {
                self.entry.atlas.arrived(country, form.map(|form| *form));
            }
            Event::Elapsed(ticket) => self.elapsed(common, ticket),
            Event::Retried => {
                self.notice = None;
                self.read_anew(common);
            }
            Event::Woke => self.read_anew(common),
            Event::HostAsked(asked) => self.host_asked(common, asked),
            Event::CameOnline => self.came_online(common),
            Event::PageHidden => self.hidden(common),
            // Of a payment.
            _ => {}
        }
        None
    }

    fn own(&mut self, common: &mut Common, event: PurseEvent) -> Option<End> {
        match event {
            PurseEvent::Listed(ticket, result) => return self.listed(common, ticket, result),
            PurseEvent::Changed(ticket, result) => return self.changed(common, ticket, result),
            PurseEvent::AddPressed(choice) => self.add_pressed(common, choice),
            PurseEvent::RemovePressed(number) => self.remove_pressed(common, number),
            PurseEvent::UndoPressed => self.undo_pressed(common),
            PurseEvent::DefaultPressed(number) => self.default_pressed(common, number),
            PurseEvent::LookedAway => self.settle_removal(common),
        }
        None
    }

    /// The page that the wallet is in asks for something.
    fn host_asked(&mut self, common: &mut Common, asked: Asked) {
        match asked {
            Asked::Submit(nonce) => self.submitted(common, nonce),
            Asked::Refresh => self.read_anew(common),
            Asked::Validate if self.is_saving() => {}
            Asked::Validate => {
                self.blame(common);
            }
            Asked::Focus => {
                let fields = self.fields();
                let first = fields.into_iter().find(|it| !self.entry.are_right(&[*it]));
                common.focus(first.map_or(Target::Add, Target::Field));
            }
        }
    }

    // ——— Presses ———

    fn add_pressed(&mut self, common: &mut Common, choice: Choice) {
        let can = self.methods.iter().any(|method| Choice::of(*method) == choice);
        if !can || self.adding.is_some() {
            return;
        }
        self.settle_removal(common);
        self.notice = None;
        self.adding = Some(Adding { choice, preparation: Preparation::tokens(), saving: None });
        if let Some(first) = self.fields().first() {
            common.focus(Target::Field(*first));
        }
    }

    /// The payer does not want to add anything after all.
    fn withdrawn(&mut self, common: &mut Common) {
        if !self.is_saving() && self.adding.is_some() {
            self.notice = None;
            self.close_form(common);
            common.focus(Target::Add);
        }
    }

    fn submitted(&mut self, common: &mut Common, nonce: Nonce) {
        if self.adding.is_none() || self.is_saving() {
            return;
        }
        self.settle_removal(common);
        self.notice = None;
        if self.blame(common) {
            return;
        }
        let Some(adding) = &mut self.adding else { return };
        adding.saving = Some(nonce);
        adding.preparation.begin(common, with!(self, adding));
        self.slow = false;
        self.slow_ticket = Some(common.wait(SLOW));
        common.say(Announcement::Saving);
    }

    /// Shows what must be mended, and leads there; whether there was anything.
    fn blame(&mut self, common: &mut Common) -> bool {
        let fields = self.fields();
        let Some((first, count)) = self.entry.show_faults(&fields) else { return false };
        common.say(Announcement::Faults(count));
        common.focus(Target::Field(first));
        true
    }

    fn remove_pressed(&mut self, common: &mut Common, number: usize) {
        let Some(row) = self.row(number).filter(|row| row.locked.is_none()) else { return };
        if self.is_leaving(number) || self.undo.is_some_and(|(gone, _)| gone == number) {
            return;
        }
        common.say(Announcement::Kept(Done::Removed, Box::new(row.saved.clone())));
        let removal = Change::Remove(number, row.saved.id.clone());
        self.settle_removal(common);
        self.notice = None;
        if self.countdown.shown().is_some_and(|left| left < TOO_LATE_TO_WAIT) {
            self.set_off(common, removal);
            self.focus_beside(common, number);
        } else {
            self.undo = Some((number, common.wait(UNDO)));
            common.focus(Target::Undo);
        }
    }

    fn undo_pressed(&mut self, common: &mut Common) {
        let Some((number, _)) = self.undo.take() else { return };
        if let Some(row) = self.row(number) {
            common.say(Announcement::Kept(Done::Restored, Box::new(row.saved.clone())));
        }
        common.focus(Target::Row(number));
    }

    fn default_pressed(&mut self, common: &mut Common, number: usize) {
        let can = self.rows().any(|shown| {
            shown.row.number == number
                && !(shown.is_default || shown.can_be_undone || shown.row.saved.is_expired)
        });
        if !can {
            return;
        }
        self.settle_removal(common);
        self.notice = None;
        // The first is on its way. Of the others, the last press is what is wanted.
        let mut is_first = true;
        self.queue.retain(|change| {
            core::mem::take(&mut is_first) || !matches!(change, Change::Prefer(_))
        });
        common.focus(Target::Row(number));
        self.set_off(common, Change::Prefer(number));
    }

    /// A removal does not wait any longer.
    fn settle_removal(&mut self, common: &mut Common) {
        if let Some(removal) = self.take_removal() {
            self.set_off(common, removal);
        }
    }

    fn take_removal(&mut self) -> Option<Change> {
        let (number, _) = self.undo.take()?;
        self.row(number).map(|row| Change::Remove(number, row.saved.id.clone()))
    }

    /// Where somebody goes on whose place in the list is gone.
    fn focus_beside(&self, common: &mut Common, number: usize) {
        let mut target = Target::Heading;
        let mut is_past = false;
        for row in &self.rows {
            if row.number == number {
                is_past = true;
            } else if !self.is_leaving(row.number) {
                target = Target::Row(row.number);
                if is_past {
                    break;
                }
            }
        }
        common.commands.push(Command::Rescue(target));
    }

    // ——— Adding ———

    fn prepared(&mut self, common: &mut Common, progress: Option<Progress>) -> Option<End> {
        match progress {
            Some(Progress::Ready) => self.add(common),
            Some(Progress::Failed(failure)) => match failure {
                PrepareFailure::CardRefused => self.stop_adding(common, Mishap::NotAdded),
                PrepareFailure::Processor => self.stop_adding(common, Mishap::NotReached),
                PrepareFailure::Api(failure) => {
                    if let Some(closed) = closed_by(&failure) {
                        return Some((closed, reference(&failure)));
                    }
                    self.stop_adding(common, mishap(&failure, Mishap::NotReached));
                }
            },
            Some(Progress::Same) | None => {}
        }
        None
    }

    /// There is a token: keep what it stands for.
    fn add(&mut self, common: &mut Common) {
        let fields = self.fields();
        let Some(adding) = &mut self.adding else { return };
        let (Some(nonce), Some(token)) = (adding.saving, adding.preparation.take_token()) else {
            return;
        };
        let with = with!(self, adding);
        let Some(payment_method) = with.details() else { return };
        let body = FrozenBody::freeze(&AddPaymentMethod {
            processor_token: token.expose().to_owned(),
            method: with.method(),
            payment_method,
            billing_details: Some(self.entry.billing(&fields)),
        });
        self.set_off(common, Change::Add(IdempotencyKey::new(nonce), body));
    }

    fn stop_adding(&mut self, common: &mut Common, mishap: Mishap) {
        if let Some(adding) = &mut self.adding {
            adding.saving = None;
            adding.preparation.drop_token();
        }
        self.calm();
        self.stop(common, mishap, None);
    }

    fn close_form(&mut self, common: &mut Common) {
        self.adding = None;
        self.calm();
        self.entry.wipe(common);
        self.entry.forgive();
    }

    /// It is kept.
    fn added(&mut self, common: &mut Common, number: usize) {
        self.close_form(common);
        if let Some(row) = self.row(number) {
            common.say(Announcement::Kept(Done::Added, Box::new(row.saved.clone())));
        }
        common.focus(Target::Row(number));
    }

    /// Says what went wrong.
    fn stop(&mut self, common: &mut Common, mishap: Mishap, reference: Option<String>) {
        self.notice = Some(Notice::Purse { mishap, reference });
        common.focus(Target::Notice);
    }

    fn calm(&mut self) {
        self.slow = false;
        self.slow_ticket = None;
    }

    // ——— Changes, one after the other ———

    fn set_off(&mut self, common: &mut Common, change: Change) {
        self.queue.push(change);
        self.proceed(common);
    }

    /// Sends what is next, or reads the list where nothing is.
    fn proceed(&mut self, common: &mut Common) {
        match self.way {
            Way::Free => {}
            // Nobody waits for it as for a change. What it would have told will be read after that.
            Way::Reading(_) | Way::PausingRead(_)
                if !self.is_doubtful && !self.queue.is_empty() =>
            {
                self.is_stale = true;
            }
            _ => return,
        }
        self.way = Way::Free;
        self.sends = 0;
        if self.is_doubtful {
            self.read(common);
        } else if !self.queue.is_empty() {
            self.send(common);
        } else if self.is_stale {
            self.read(common);
        }
    }

    fn send(&mut self, common: &mut Common) {
        let id = |number: usize| self.row(number).map(|row| row.saved.id.clone());
        let errand = match self.queue.first() {
            Some(Change::Add(key, body)) => Some(Errand::Add(key.clone(), body.clone())),
            Some(Change::Remove(_, id)) => Some(Errand::Remove(id.clone())),
            Some(Change::Prefer(number)) => id(*number).map(Errand::Prefer),
            None => return,
        };
        let Some(errand) = errand else {
            // Gone by another hand: there is nothing to change any more.
            self.queue.remove(0);
            return self.proceed(common);
        };
        self.count(common);
        self.way = Way::Sent(common.ask(|ticket| Command::Purse(ticket, errand)));
    }

    fn read(&mut self, common: &mut Common) {
        self.count(common);
        self.way = Way::Reading(common.ask(|ticket| Command::Purse(ticket, Errand::List)));
    }

    /// Offline tries are no tries.
    fn count(&mut self, common: &Common) {
        if common.online {
            self.sends = self.sends.saturating_add(1);
        }
    }

    /// Reads the list, unless something is on its way after which it is read anyway.
    fn read_anew(&mut self, common: &mut Common) {
        self.is_stale = true;
        if matches!(self.list, List::Failed(_)) {
            self.list = List::Coming;
        }
        self.proceed(common);
    }

    fn changed(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<Option<String>, Failure>,
    ) -> Option<End> {
        if !matches!(self.way, Way::Sent(asked) if asked == ticket) {
            return None;
        }
        let is_removal = matches!(self.queue.first(), Some(Change::Remove(..)));
        let is_adding = matches!(self.queue.first(), Some(Change::Add(..)));
        let failure = match result {
            // What was kept is told, or nothing is proved.
            Ok(None) if is_adding => Failure::new(Why::Unclear(Unclear::Malformed)),
            Ok(id) => {
                common.online = true;
                self.way = Way::Free;
                if is_adding {
                    // The list shows it.
                    self.is_doubtful = true;
                    self.added = id;
                } else {
                    self.done(common);
                }
                self.proceed(common);
                return None;
            }
            Err(failure) => failure,
        };
        match &failure.why {
            Why::Refused(refusal) if !is_unclear(refusal) => {
                if refusal.status == 404 && !is_adding {
                    // Of the method, or of the session: the list tells.
                    self.is_doubtful = true;
                } else if let Some(closed) = closed_by(&failure) {
                    return Some((closed, refusal.request_id.clone()));
                } else {
                    let other = if !is_removal {
                        Mishap::NotPreferred
                    } else if refusal.status == 409 {
                        Mishap::Locked
                    } else {
                        Mishap::NotRemoved
                    };
                    self.refused(common, refusal, mishap(&failure, other));
                }
            }
            // The same bytes under the same key keep it once.
            _ if is_adding && self.sends < CONFIRM_SENDS => {
                let pause = common.jitter.pause(Some(&failure), self.sends);
                self.way = Way::Pausing(common.pause(pause));
                return None;
            }
            _ => self.is_doubtful = true,
        }
        self.way = Way::Free;
        self.proceed(common);
        None
    }

    /// The first change was not made.
    fn refused(&mut self, common: &mut Common, refusal: &Refusal, mishap: Mishap) {
        self.is_stale = true;
        match self.take_first() {
            Some(Change::Add(..)) => {
                let field = refusal.about.map(Field::from);
                if let Some(field) = field.filter(|field| self.fields().contains(field)) {
                    self.entry.refuse(field);
                }
                let too_many = mishap == Mishap::TooMany;
                let mishap = if too_many { mishap } else { Mishap::NotAdded };
                self.stop_adding(common, mishap);
                if let Some(Notice::Purse { reference, .. }) = &mut self.notice {
                    reference.clone_from(&refusal.request_id);
                }
            }
            Some(_) => self.stop(common, mishap, refusal.request_id.clone()),
            None => {}
        }
    }

    fn take_first(&mut self) -> Option<Change> {
        self.is_doubtful = false;
        (!self.queue.is_empty()).then(|| self.queue.remove(0))
    }

    /// The first change was made; it was no addition.
    fn done(&mut self, common: &mut Common) {
        self.is_stale = true;
        match self.take_first() {
            Some(Change::Remove(_, id)) => self.removed(common, id),
            Some(Change::Prefer(number)) => self.now_preferred(common, number),
            Some(Change::Add(..)) | None => {}
        }
    }

    /// A method is gone.
    fn removed(&mut self, common: &mut Common, id: String) {
        self.rows.retain(|row| row.saved.id != id);
        if common.host.is_some() {
            common.commands.push(Command::Tell(News::Deleted(id)));
        }
    }

    /// A method is the default.
    fn now_preferred(&mut self, common: &mut Common, number: usize) {
        for row in &mut self.rows {
            row.saved.is_default = row.number == number;
        }
        if let Some(row) = self.row(number) {
            common.say(Announcement::Kept(Done::Preferred, Box::new(row.saved.clone())));
        }
    }

    // ——— The list ———

    fn listed(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<Box<PaymentMethods>, Failure>,
    ) -> Option<End> {
        if !matches!(self.way, Way::Reading(asked) if asked == ticket) {
            return None;
        }
        self.way = Way::Free;
        let failure = match result {
            Ok(list) => {
                common.online = true;
                self.adopt(common, *list);
                self.proceed(common);
                return None;
            }
            Err(failure) => failure,
        };
        if let Some(closed) = closed_by(&failure) {
            return Some((closed, reference(&failure)));
        }
        if !common.online || self.sends < HARMLESS_SENDS {
            let pause = common.jitter.pause(Some(&failure), self.sends);
            self.way = Way::PausingRead(common.pause(pause));
            return None;
        }
        self.is_stale = false;
        if self.list != List::Here {
            self.list = List::Failed(LoadFailure::of(&failure));
            return None;
        }
        // What became of the change is not known. Its row is back, as it was last seen.
        let doubtful = if self.is_doubtful { self.take_first() } else { None };
        match doubtful {
            Some(Change::Add(..)) if self.added.take().is_none() => {
                self.stop_adding(common, Mishap::AddUnknown);
            }
            change => {
                if matches!(change, Some(Change::Add(..))) {
                    // It is kept; only the list is not here.
                    self.close_form(common);
                }
                self.stop(common, Mishap::Stale, None);
            }
        }
        self.proceed(common);
        None
    }

    /// Takes the list as it is now, and what it tells of a change whose answer was lost.
    fn adopt(&mut self, common: &mut Common, list: PaymentMethods) {
        let today = common.here.today;
        let before = core::mem::take(&mut self.rows);
        self.is_stale = false;
        self.methods = keepable(&list.allowed_methods);
        // What is new comes first, as in the server's order; the others keep their places, so that
        // none moves under a finger.
        let mut new = None;
        let mut rows: Vec<Row> = Vec::with_capacity(list.methods.len());
        let mut known: Vec<Option<Row>> = before.iter().map(|_| None).collect();
        for method in list.methods {
            let place = before.iter().position(|row| row.saved.id == method.method.id);
            let number = place.and_then(|at| before.get(at)).map_or(self.numbers, |row| row.number);
            let row = read(method, number, today);
            match place.and_then(|at| known.get_mut(at)) {
                Some(place) => *place = row,
                None if row.is_some() => {
                    self.numbers += 1;
                    new = Some(number);
                    rows.extend(row);
                }
                None => {}
            }
        }
        rows.extend(known.into_iter().flatten());
        self.rows = rows;
        self.list = List::Here;
        if self.undo.is_some_and(|(number, _)| self.row(number).is_none()) {
            self.undo = None;
        }
        if self.is_doubtful {
            self.resolve(common, new);
        }
    }

    /// What became of the change whose answer was lost. `new`: a row that was not there before.
    fn resolve(&mut self, common: &mut Common, new: Option<usize>) {
        match self.take_first() {
            Some(Change::Add(..)) => {
                // The one that the answer named; or, without an answer, one that is like it.
                let (id, last4) = (self.added.take(), self.typed_last4());
                let is_it = |row: &&Row| match &id {
                    Some(id) => row.saved.id == *id,
                    None => Some(row.number) == new && Some(&row.saved.last4) == last4.as_ref(),
                };
                match self.rows.iter().find(is_it).map(|row| row.number) {
                    Some(number) => self.added(common, number),
                    None => self.stop_adding(common, Mishap::AddUnknown),
                }
            }
            Some(Change::Remove(number, id)) => match self.row(number) {
                Some(_) => self.stop(common, Mishap::NotRemoved, None),
                None => self.removed(common, id),
            },
            Some(Change::Prefer(number)) => match self.row(number) {
                Some(row) if row.saved.is_default => self.now_preferred(common, number),
                _ => self.stop(common, Mishap::NotPreferred, None),
            },
            None => {}
        }
    }

    /// The last four digits of what is being added.
    fn typed_last4(&self) -> Option<String> {
        match self.adding()? {
            Choice::Ach => self.entry.bank_details().account_number_suffix,
            _ => self.entry.card_details().last4,
        }
    }

    // ——— Time, network, page ———

    fn elapsed(&mut self, common: &mut Common, ticket: Ticket) {
        self.countdown.elapsed(common, ticket);
        if let Some((number, wait)) = self.undo
            && wait == ticket
        {
            self.settle_removal(common);
            self.focus_beside(common, number);
        }
        if self.slow_ticket == Some(ticket) {
            self.slow = true;
            common.say(Announcement::Slow);
        }
        if let Some(adding) = &mut self.adding {
            adding.preparation.elapsed(common, with!(self, adding), ticket);
        }
        match self.way {
            Way::Pausing(wait) if wait == ticket => self.send(common),
            Way::PausingRead(wait) if wait == ticket => self.read(common),
            _ => {}
        }
    }

    fn came_online(&mut self, common: &mut Common) {
        self.entry.look_up(common, &self.terms.asked);
        if let Some(adding) = &mut self.adding {
            adding.preparation.came_online(common, with!(self, adding));
        }
        match self.way {
            Way::Pausing(_) => self.send(common),
            Way::PausingRead(_) => self.read(common),
            _ if self.load_failure().is_some() => self.read_anew(common),
            _ => {}
        }
    }

    /// The page is left. It may come back out of the back/forward cache, before another person.
    fn hidden(&mut self, common: &mut Common) {
        let removal = self.take_removal();
        self.queue.extend(removal);
        self.proceed(common);
        // What waits for its turn will not have it: it goes now, and the list tells what came of it.
        let waiting = self.queue.split_off(self.queue.len().min(1));
        for change in waiting {
            if let Change::Remove(_, id) = change {
                common.ask(|ticket| Command::Purse(ticket, Errand::Remove(id)));
                self.is_stale = true;
            }
        }
        self.entry.wipe(common);
        self.notice = None;
        let is_sent = matches!(self.queue.first(), Some(Change::Add(..)));
        if let Some(adding) = &mut self.adding {
            adding.preparation.forget();
            if !is_sent {
                adding.saving = None;
                self.calm();
            }
        }
    }
}

/// What this build can add, of what the session allows.
fn keepable(allowed: &[Open<Method>]) -> Vec<Method> {
    let mut methods: Vec<Method> = Vec::with_capacity(2);
    for method in allowed.iter().copied().filter_map(Open::known) {
        if matches!(method, Method::Card | Method::Ach) && !methods.contains(&method) {
            methods.push(method);
        }
    }
    methods
}

fn read(method: WalletMethod, number: usize, today: Option<YearMonth>) -> Option<Row> {
    let WalletMethod { method, badges, locked } = method;
    let badge = |badge: contract::MethodBadge| Badge {
        label: rich_text::plain(&badge.label),
        color: Rgb::parse(&badge.color),
    };
    Some(Row {
        number,
        saved: Saved::read(method, today)?,
        badges: badges.into_iter().map(badge).collect(),
        locked: locked.map(|reason| rich_text::plain(&reason)),
    })
}

/// Whether a refusal proves nothing after all.
fn is_unclear(refusal: &Refusal) -> bool {
    refusal.status >= 500 || refusal.code == ErrorCode::NetworkError
}

/// What to say of a refusal; `other` where it says nothing else.
fn mishap(failure: &Failure, other: Mishap) -> Mishap {
    match &failure.why {
        Why::Refused(refusal) if refusal.code == ErrorCode::RateLimited => Mishap::TooMany,
        _ => other,
    }
}

/// What support can find a refused call by.
fn reference(failure: &Failure) -> Option<String> {
    match &failure.why {
        Why::Refused(refusal) => refusal.request_id.clone(),
        Why::Unclear(_) => None,
    }
}
