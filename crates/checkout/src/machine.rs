//! The checkout as a whole: loading, finding out, paying, ended.
//!
//! `start` and `step` are all there is: an event goes in, commands come out, and whatever the
//! payer should see can be asked of the machine in between (`view`).

use crate::attempt::{self, Attempt};
use crate::command::{Command, Target};
use crate::event::{Arrival, Event, Failure, Receipt, Refusal, Unclear, Why};
use crate::form::country::Country;
use crate::form::expiry::YearMonth;
use crate::host::{Asked, Host, News, Told};
use crate::kept::Kept;
use crate::notice::Announcement;
use crate::pay::{Outcome, Pay};
use crate::purse::Purse;
use crate::redirect::SafeUrl;
use crate::retry::{HARMLESS_SENDS, Jitter, OFFLINE};
use crate::session::{self, Closed, Here, Merchant, Session, Verdict};
use crate::ticket::{Millis, Nonce, Ticket, Tickets};
use contract::{Cents, Currency, ErrorCode};

/// How long "Paid" stands before the browser leaves: long enough to be read, short enough not to
/// be in the way (F48).
const FAREWELL: Millis = Millis(1_500);
/// How often the session is read while another tab is paying it.
const LOOK_ELSEWHERE: Millis = Millis::seconds(3);
/// How often at most: an attempt's own deadline and its last send, with room to spare.
const LOOKS_ELSEWHERE: u8 = 40;

/// What the shell knows when the page opens.
#[derive(Clone, Debug)]
pub struct Boot {
    /// Whether the link carries a session and its credential.
    pub link: Link,
    /// This month by the payer's clock, if it can be told.
    pub today: Option<YearMonth>,
    /// The country of the payer's language setting, to start the country list with.
    pub region: Option<Country>,
    /// Fresh randomness, for spreading retries.
    pub seed: Nonce,
    /// An attempt that this tab kept, and how long ago that was.
    pub kept: Option<(Kept, Millis)>,
    /// Whether another tab of this browser is carrying out a payment of this session.
    pub elsewhere: bool,
    /// Whether the browser says that it is online.
    pub online: bool,
    /// Whether the browser has Apple Pay and may use it.
    pub apple_pay: bool,
    /// In whose page the checkout is.
    pub host: Host,
}

/// What the page's own address gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A session and its credential.
    Whole,
    /// One of them is missing.
    Incomplete,
}

/// A checkout.
#[derive(Debug)]
pub struct Checkout {
    pub(crate) common: Common,
    pub(crate) state: State,
}

/// What every state needs.
#[derive(Debug)]
pub(crate) struct Common {
    pub(crate) tickets: Tickets,
    pub(crate) jitter: Jitter,
    pub(crate) here: Here,
    pub(crate) host: Host,
    /// What the page that the checkout is in knows.
    pub(crate) told: Told,
    pub(crate) region: Option<Country>,
    pub(crate) merchant: Merchant,
    /// Whether the network is there, as far as is known.
    pub(crate) online: bool,
    /// Whether the page is out of sight for good, as far as is known.
    pub(crate) hidden: bool,
    pub(crate) elsewhere: bool,
    /// What an attempt of an earlier page was refused with, until the form is there to say so.
    pub(crate) refusal: Option<Refusal>,
    /// The currency of a payment that is settled without its form.
    pub(crate) currency: Option<Currency>,
    /// What to say, and how many things have been said: the same words twice are two sayings.
    pub(crate) said: (u32, Option<Announcement>),
    pub(crate) commands: Vec<Command>,
}

impl Common {
    /// Says something once.
    pub(crate) fn say(&mut self, announcement: Announcement) {
        self.said = (self.said.0.wrapping_add(1), Some(announcement));
    }

    /// Asks a question.
    pub(crate) fn ask(&mut self, command: impl FnOnce(Ticket) -> Command) -> Ticket {
        let ticket = self.tickets.mint();
        self.commands.push(command(ticket));
        ticket
    }

    /// Asks to be told when so much time has passed.
    pub(crate) fn wait(&mut self, length: Millis) -> Ticket {
        self.ask(|ticket| Command::Wait(ticket, length))
    }

    /// A wait before something is tried again: offline, much longer, because being online again
    /// ends it.
    pub(crate) fn pause(&mut self, length: Millis) -> Ticket {
        let length = if self.online { length } else { length.max(OFFLINE) };
        self.wait(length)
    }

    fn meet(&mut self, merchant: Merchant) {
        self.merchant = merchant;
        if self.host.is_some() {
            // The page around the checkout has its own ways back.
            self.merchant.cancel = None;
        }
    }

    pub(crate) fn focus(&mut self, target: Target) {
        self.commands.push(Command::Focus(target));
    }

    /// What every event says of the network, whatever it is about.
    fn hear(&mut self, event: &Event) {
        let answered = |why: Option<&Failure>| {
            !matches!(
                why.map(|failure| &failure.why),
                Some(Why::Unclear(Unclear::Unreachable | Unclear::TimedOut))
            )
        };
        match event {
            Event::SessionArrived(_, result) if answered(result.as_ref().err()) => {
                self.online = true;
            }
            Event::CameOnline => {
                if !self.online {
                    self.say(Announcement::Online);
                }
                self.online = true;
            }
            Event::WentOffline => {
                self.online = false;
                self.say(Announcement::Offline);
            }
            Event::PageHidden => self.hidden = true,
            Event::Woke => self.hidden = false,
            Event::Elsewhere(elsewhere) => self.elsewhere = *elsewhere,
            _ => {}
        }
    }
}

#[derive(Debug)]
pub(crate) enum State {
    /// The session is being read. `after`: what the payer was told before, and still is.
    Loading { ticket: Ticket, sends: u8, after: Option<LoadFailure> },
    /// It could not be read. `retry` is a wait after which it is tried again by itself.
    LoadFailed { why: LoadFailure, retry: Option<Ticket>, sends: u8 },
    /// An attempt of an earlier page is being settled.
    Resuming(Box<Attempt>),
    /// Another tab is paying it: wait for what comes of that.
    Elsewhere { session: Box<Session>, look: Look, looks: u8 },
    /// It can be paid.
    Paying(Box<Pay>),
    /// What the customer has kept is listed, and changed.
    Keeping(Box<Purse>),
    /// Paid by this page.
    Paid(Box<Paid>),
    /// There is nothing to pay here; with the support's reference, if there is one.
    Closed(Closed, Option<String>),
}

/// A payment that was made.
#[derive(Debug)]
pub(crate) struct Paid {
    pub(crate) receipt: Receipt,
    pub(crate) currency: Option<Currency>,
    /// The total that the payer agreed to.
    pub(crate) agreed: Cents,
    farewell: Option<Ticket>,
}

/// Looking after another tab's payment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    Waiting(Ticket),
    Asking(Ticket),
}

/// Why the session could not be read. None of these is final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadFailure {
    /// The API was not reached.
    Unreachable,
    /// The API did not answer as it should.
    ServiceDown,
    /// Too many requests; tried again by itself after so long.
    TooManyRequests(Millis),
}

impl LoadFailure {
    /// What a failure comes to that has no time after which to try again.
    pub(crate) fn of(failure: &Failure) -> Self {
        match failure.why {
            Why::Unclear(Unclear::Unreachable | Unclear::TimedOut) => Self::Unreachable,
            Why::Unclear(_) | Why::Refused(_) => Self::ServiceDown,
        }
    }
}

impl Checkout {
    /// Opens a checkout.
    pub fn start(boot: Boot) -> (Self, Vec<Command>) {
        let mut common = Common {
            tickets: Tickets::default(),
            jitter: Jitter::new(boot.seed),
            here: Here { today: boot.today, apple_pay: boot.apple_pay },
            host: boot.host,
            told: Told::default(),
            region: boot.region,
            merchant: Merchant::default(),
            online: boot.online,
            hidden: false,
            elsewhere: boot.elsewhere,
            refusal: None,
            currency: None,
            said: (0, None),
            commands: Vec::new(),
        };
        let state = match boot.link {
            Link::Incomplete => State::Closed(Closed::LinkIncomplete, None),
            Link::Whole => {
                let kept = boot.kept;
                let resumed = kept.and_then(|(kept, age)| Attempt::resume(&mut common, kept, age));
                match resumed {
                    Some(attempt) => {
                        // What this tab kept is its own payment, not another tab's.
                        common.elsewhere = false;
                        State::Resuming(Box::new(attempt))
                    }
                    None => load(&mut common, 1, None),
                }
            }
        };
        let mut checkout = Self { common, state };
        checkout.tell();
        let commands = core::mem::take(&mut checkout.common.commands);
        (checkout, commands)
    }

    fn tell(&mut self) {
        if self.common.host.is_some() {
            let news = self.news();
            self.common.commands.extend(news.into_iter().map(Command::Tell));
        }
    }

    /// Takes one event. An event the state does not expect changes nothing.
    pub fn step(&mut self, event: Event) -> Vec<Command> {
        let common = &mut self.common;
        common.hear(&event);
        if matches!((&event, &self.state), (Event::HostAsked(Asked::Refresh), state) if !matches!(state, State::Paying(_)))
        {
            // There is nothing that could have changed; or it is read again anyway.
            common.commands.push(Command::Tell(News::Refreshed));
        }
        let next = match &mut self.state {
            State::Loading { ticket, sends, .. } => match event {
                Event::SessionArrived(answered, result) if answered == *ticket => {
                    let sends = *sends;
                    Some(loaded(common, result, sends))
                }
                _ => None,
            },
            State::LoadFailed { why, retry, sends } => match event {
                // By itself: the payer is not shown a loading page in between.
                Event::Elapsed(elapsed) if *retry == Some(elapsed) => {
                    let (sends, why) = (sends.saturating_add(1), *why);
                    Some(load(common, sends, Some(why)))
                }
                // The payer asks: start counting anew.
                Event::Retried
                | Event::CameOnline
                | Event::Woke
                | Event::HostAsked(Asked::Refresh) => Some(load(common, 1, None)),
                _ => None,
            },
            State::Resuming(attempt) => resumed(common, attempt, event),
            State::Elsewhere { session, look, looks } => {
                elsewhere(common, session, look, looks, event)
            }
            State::Paying(pay) => match pay.step(common, event) {
                Outcome::Stay => None,
                Outcome::Close(closed, reference) => Some(close(common, closed, reference)),
                Outcome::Pay(receipt, agreed) => {
                    let currency = Some(pay.session.order.currency);
                    Some(paid(common, receipt, currency, agreed))
                }
            },
            State::Keeping(purse) => purse
                .step(common, event)
                .map(|(closed, reference)| close(common, closed, reference)),
            State::Paid(paid) => {
                if let (Event::Elapsed(elapsed), Some(url)) = (&event, &paid.receipt.redirect)
                    && paid.farewell == Some(*elapsed)
                {
                    paid.farewell = None;
                    common.commands.push(Command::Navigate(SafeUrl::clone(url)));
                }
                None
            }
            State::Closed(..) => None,
        };
        if let Some(next) = next {
            self.state = next;
        }
        self.tell();
        core::mem::take(&mut self.common.commands)
    }
}

fn load(common: &mut Common, sends: u8, after: Option<LoadFailure>) -> State {
    State::Loading { ticket: common.ask(Command::LoadSession), sends, after }
}

fn close(common: &mut Common, closed: Closed, reference: Option<String>) -> State {
    // Whatever was kept is settled by this; taking away nothing does no harm.
    common.commands.push(Command::Forget);
    common.focus(Target::Heading);
    State::Closed(closed, reference)
}

fn paid(
    common: &mut Common,
    mut receipt: Receipt,
    currency: Option<Currency>,
    agreed: Cents,
) -> State {
    common.commands.push(Command::Forget);
    common.say(Announcement::Paid);
    common.focus(Target::Heading);
    if common.host.is_some() {
        // Where the payer goes on to is the business of the page that the checkout is in.
        receipt.redirect = None;
    }
    let farewell = receipt.redirect.is_some().then(|| common.wait(FAREWELL));
    State::Paid(Box::new(Paid { receipt, currency, agreed, farewell }))
}

/// An attempt of an earlier page moved on.
fn resumed(common: &mut Common, attempt: &mut Attempt, event: Event) -> Option<State> {
    let verdict = match event {
        Event::SessionArrived(ticket, result) => {
            if let Ok(arrival) = &result {
                common.meet(session::merchant(arrival));
                common.currency = session::currency(&arrival.config);
            }
            attempt.status_read(common, ticket, result.as_deref())
        }
        Event::ConfirmAnswered(ticket, result) => attempt.answered(common, ticket, result),
        Event::Elapsed(ticket) => {
            attempt.elapsed(common, ticket);
            return None;
        }
        Event::Retried => {
            attempt.check_again(common);
            return None;
        }
        Event::CameOnline => {
            attempt.came_online(common);
            return None;
        }
        Event::Woke => {
            attempt.woke(common);
            return None;
        }
        _ => return None,
    };
    match verdict {
        attempt::Verdict::Open => None,
        attempt::Verdict::Paid(receipt) => {
            Some(paid(common, receipt, common.currency, attempt.agreed()))
        }
        attempt::Verdict::Closed(closed, refusal) => {
            Some(close(common, closed, refusal.and_then(|refusal| refusal.request_id)))
        }
        attempt::Verdict::Refused(refusal) => {
            // The form comes back with what the API said; what was typed is gone with the page.
            common.refusal = Some(refusal);
            common.commands.push(Command::Forget);
            Some(load(common, 1, None))
        }
    }
}

/// Another tab is paying: has it paid, or given up?
fn elsewhere(
    common: &mut Common,
    session: &mut Box<Session>,
    look: &mut Look,
    looks: &mut u8,
    event: Event,
) -> Option<State> {
    match (event, *look) {
        (Event::SessionArrived(answered, result), Look::Asking(asked)) if answered == asked => {
            *look = Look::Waiting(common.wait(LOOK_ELSEWHERE));
            match result {
                Ok(arrival) => match session::judge(*arrival, common.here).1 {
                    Verdict::Payable(read) => *session = read,
                    Verdict::Closed(closed) => return Some(close(common, closed, None)),
                    Verdict::Malformed | Verdict::Wallet(_) => {}
                },
                Err(failure) => {
                    if let Some(closed) = closed_by(&failure) {
                        return Some(close(common, closed, None));
                    }
                }
            }
            // It gave up, or is gone: the session is the payer's again.
            (!common.elsewhere || *looks >= LOOKS_ELSEWHERE).then(|| {
                common.focus(Target::Heading);
                State::Paying(Box::new(Pay::open(common, Session::clone(session))))
            })
        }
        (Event::Elapsed(elapsed), Look::Waiting(wait)) if elapsed == wait => {
            *looks += 1;
            *look = Look::Asking(common.ask(Command::LoadSession));
            None
        }
        (Event::Elsewhere(false) | Event::Woke | Event::CameOnline, Look::Waiting(_)) => {
            *look = Look::Asking(common.ask(Command::LoadSession));
            None
        }
        _ => None,
    }
}

fn loaded(common: &mut Common, result: Result<Box<Arrival>, Failure>, sends: u8) -> State {
    match result {
        Ok(arrival) => {
            if !common.host.is_allowed(&arrival.config.embed_origins) {
                return State::Closed(Closed::OriginNotAllowed, None);
            }
            let (merchant, verdict) = session::judge(*arrival, common.here);
            common.meet(merchant);
            if sends > 1 {
                // The payer was looking at another screen.
                common.focus(Target::Heading);
            }
            match verdict {
                Verdict::Payable(session) if common.elsewhere => State::Elsewhere {
                    session,
                    look: Look::Waiting(common.wait(LOOK_ELSEWHERE)),
                    looks: 0,
                },
                Verdict::Payable(session) => {
                    let mut pay = Pay::open(common, *session);
                    if let Some(refusal) = common.refusal.take()
                        && let Outcome::Close(closed, reference) = pay.refused(common, refusal)
                    {
                        return close(common, closed, reference);
                    }
                    State::Paying(Box::new(pay))
                }
                Verdict::Wallet(terms) => State::Keeping(Box::new(Purse::open(common, *terms))),
                Verdict::Closed(closed) => State::Closed(closed, None),
                Verdict::Malformed => {
                    State::LoadFailed { why: LoadFailure::ServiceDown, retry: None, sends }
                }
            }
        }
        Err(failure) => {
            if let Some(closed) = closed_by(&failure) {
                return State::Closed(closed, reference(&failure));
            }
            load_failed(common, &failure, sends)
        }
    }
}

fn load_failed(common: &mut Common, failure: &Failure, sends: u8) -> State {
    let limited = matches!(&failure.why, Why::Refused(r) if r.code == ErrorCode::RateLimited);
    let (why, retry) = if limited {
        let pause = common.jitter.pause(Some(failure), sends).max(Millis::seconds(1));
        (LoadFailure::TooManyRequests(pause), Some(common.wait(pause)))
    } else {
        let why = LoadFailure::of(failure);
        let retry = (sends < HARMLESS_SENDS).then(|| {
            let pause = common.jitter.pause(Some(failure), sends);
            common.pause(pause)
        });
        (why, retry)
    };
    State::LoadFailed { why, retry, sends }
}

/// What support can find a refused call by.
fn reference(failure: &Failure) -> Option<String> {
    match &failure.why {
        Why::Refused(Refusal { request_id, .. }) => request_id.clone(),
        Why::Unclear(_) => None,
    }
}

/// What a failure says about the session itself, at whatever call it came.
pub(crate) fn closed_by(failure: &Failure) -> Option<Closed> {
    let Why::Refused(refusal) = &failure.why else {
        return None;
    };
    match (refusal.status, refusal.code) {
        (_, ErrorCode::SessionExpired) => Some(Closed::Expired),
        (_, ErrorCode::OriginNotAllowed) => Some(Closed::OriginNotAllowed),
        (_, ErrorCode::InsufficientScope) => Some(Closed::WrongScope),
        (_, ErrorCode::AlreadyConfirmed) => Some(Closed::AlreadyPaid),
        (401, _) => Some(Closed::LinkRefused),
        (404, _) => Some(Closed::NotFound),
        _ => None,
    }
}
