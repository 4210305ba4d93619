//! The checkout as a whole: loading, paying, ended.
//!
//! `start` and `step` are all there is: an event goes in, commands come out, and whatever the
//! payer should see can be asked of the machine in between (`view`).

use crate::command::{Command, Target};
use crate::event::{Arrival, Event, Failure, Receipt, Why};
use crate::form::country::Country;
use crate::form::expiry::YearMonth;
use crate::notice::Announcement;
use crate::pay::{Outcome, Pay};
use crate::redirect::SafeUrl;
use crate::retry::{HARMLESS_SENDS, Jitter};
use crate::session::{self, Closed, Merchant, Verdict};
use crate::ticket::{Millis, Nonce, Ticket, Tickets};
use contract::{Currency, ErrorCode};

/// How long "Paid" stands before the browser leaves: long enough to be read, short enough not to
/// be in the way (F48).
const FAREWELL: Millis = Millis(1_500);

/// What the shell knows when the page opens.
#[derive(Clone, Copy, Debug)]
pub struct Boot {
    /// Whether the link carries a session and its credential.
    pub link: Link,
    /// This month by the payer's clock, if it can be told.
    pub today: Option<YearMonth>,
    /// The country of the payer's language setting, to start the country list with.
    pub region: Option<Country>,
    /// Fresh randomness, for spreading retries.
    pub seed: Nonce,
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
    pub(crate) today: Option<YearMonth>,
    pub(crate) region: Option<Country>,
    pub(crate) merchant: Merchant,
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

    pub(crate) fn focus(&mut self, target: Target) {
        self.commands.push(Command::Focus(target));
    }
}

#[derive(Debug)]
pub(crate) enum State {
    /// The session is being read.
    Loading { ticket: Ticket, sends: u8 },
    /// It could not be read. `retry` is a wait after which it is tried again by itself.
    LoadFailed { why: LoadFailure, retry: Option<Ticket>, sends: u8 },
    /// It can be paid.
    Paying(Box<Pay>),
    /// Paid by this page.
    Paid { receipt: Receipt, currency: Currency, farewell: Option<Ticket> },
    /// There is nothing to pay here.
    Closed(Closed),
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

impl Checkout {
    /// Opens a checkout.
    pub fn start(boot: Boot) -> (Self, Vec<Command>) {
        let mut common = Common {
            tickets: Tickets::default(),
            jitter: Jitter::new(boot.seed),
            today: boot.today,
            region: boot.region,
            merchant: Merchant::default(),
            said: (0, None),
            commands: Vec::new(),
        };
        let state = match boot.link {
            Link::Incomplete => State::Closed(Closed::LinkIncomplete),
            Link::Whole => {
                let ticket = common.ask(Command::LoadSession);
                State::Loading { ticket, sends: 1 }
            }
        };
        let commands = core::mem::take(&mut common.commands);
        (Self { common, state }, commands)
    }

    /// Takes one event. An event the state does not expect changes nothing.
    pub fn step(&mut self, event: Event) -> Vec<Command> {
        let next = match &mut self.state {
            State::Loading { ticket, sends } => match event {
                Event::SessionArrived(answered, result) if answered == *ticket => {
                    let sends = *sends;
                    Some(loaded(&mut self.common, result, sends))
                }
                _ => None,
            },
            State::LoadFailed { retry, sends, .. } => {
                let again = match event {
                    Event::Elapsed(elapsed) => *retry == Some(elapsed),
                    // The payer asks: start counting anew.
                    Event::Retried | Event::CameOnline => {
                        *sends = 0;
                        true
                    }
                    _ => false,
                };
                again.then(|| State::Loading {
                    ticket: self.common.ask(Command::LoadSession),
                    sends: sends.saturating_add(1),
                })
            }
            State::Paying(pay) => match pay.step(&mut self.common, event) {
                Outcome::Stay => None,
                Outcome::Close(closed) => Some(close(&mut self.common, closed)),
                Outcome::Pay(receipt) => {
                    let currency = pay.session.order.currency;
                    Some(paid(&mut self.common, receipt, currency))
                }
            },
            State::Paid { receipt, farewell, .. } => {
                if let (Event::Elapsed(elapsed), Some(url)) = (&event, &receipt.redirect)
                    && *farewell == Some(*elapsed)
                {
                    *farewell = None;
                    self.common.commands.push(Command::Navigate(SafeUrl::clone(url)));
                }
                None
            }
            State::Closed(_) => None,
        };
        if let Some(next) = next {
            self.state = next;
        }
        core::mem::take(&mut self.common.commands)
    }
}

fn close(common: &mut Common, closed: Closed) -> State {
    common.focus(Target::Heading);
    State::Closed(closed)
}

fn paid(common: &mut Common, receipt: Receipt, currency: Currency) -> State {
    common.say(Announcement::Paid);
    common.focus(Target::Heading);
    let farewell = receipt.redirect.is_some().then(|| common.wait(FAREWELL));
    State::Paid { receipt, currency, farewell }
}

fn loaded(common: &mut Common, result: Result<Box<Arrival>, Failure>, sends: u8) -> State {
    match result {
        Ok(arrival) => {
            let (merchant, verdict) = session::judge(*arrival);
            common.merchant = merchant;
            if sends > 1 {
                // The payer was looking at another screen.
                common.focus(Target::Heading);
            }
            match verdict {
                Verdict::Payable(session) => State::Paying(Box::new(Pay::open(common, *session))),
                Verdict::Closed(closed) => State::Closed(closed),
                Verdict::Malformed => {
                    State::LoadFailed { why: LoadFailure::ServiceDown, retry: None, sends }
                }
            }
        }
        Err(failure) => {
            if let Some(closed) = closed_by(&failure) {
                return State::Closed(closed);
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
        let why = match failure.why {
            Why::Unclear(crate::Unclear::Unreachable | crate::Unclear::TimedOut) => {
                LoadFailure::Unreachable
            }
            Why::Unclear(_) | Why::Refused(_) => LoadFailure::ServiceDown,
        };
        let retry = (sends < HARMLESS_SENDS).then(|| {
            let pause = common.jitter.pause(Some(failure), sends);
            common.wait(pause)
        });
        (why, retry)
    };
    State::LoadFailed { why, retry, sends }
}

/// What a failure says about the session itself, at whatever call it came.
pub(crate) fn closed_by(failure: &Failure) -> Option<Closed> {
    let Why::Refused(refusal) = &failure.why else {
        return None;
    };
    match (refusal.status, refusal.code) {
        (_, ErrorCode::SessionExpired) => Some(Closed::Expired),
        (_, ErrorCode::OriginNotAllowed) => Some(Closed::OriginNotAllowed),
        (_, ErrorCode::InsufficientScope) => Some(Closed::WalletOnly),
        (_, ErrorCode::AlreadyConfirmed) => Some(Closed::AlreadyPaid),
        (401, _) => Some(Closed::LinkRefused),
        (404, _) => Some(Closed::NotFound),
        _ => None,
    }
}
