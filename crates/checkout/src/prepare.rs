//! Making a card ready to be charged: processor access, token, fee quote.
//!
//! It starts by itself when the card is complete and the payer pauses, so that the fee is on the
//! screen before Pay. Any edit of the card drops the token and its quote together: the fee that
//! is shown is the fee of the token that will be confirmed.

use crate::choice::{Instrument, Source};
use crate::command::{Command, FrozenBody};
use crate::event::{Access, Failure, TokenizeFailure, Unclear, Why};
use crate::form::brand::Brand;
use crate::machine::Common;
use crate::retry::HARMLESS_SENDS;
use crate::secret::Secret;
use crate::ticket::{Millis, Ticket};
use contract::{FeeQuote, Method, QuoteFeeRequest};

/// A pause in typing after which the card is tokenized.
const PAUSE: Millis = Millis(600);
/// A proxynized token lives about 15 minutes; a quote older than this is made anew.
const TOKEN_LIFE: Millis = Millis::seconds(13 * 60);
/// Access is given up this long before it ends, so that it cannot end on the way.
const ACCESS_MARGIN: u32 = 30_000;

/// Where the preparation stands.
#[derive(Debug)]
pub(crate) struct Preparation {
    access: Option<(Access, Ticket)>,
    /// Whether a fee is asked for; or else the token is all.
    quotes: bool,
    /// Whether the access was never used: then what the processor refuses is the card.
    is_new: bool,
    phase: Phase,
    sends: u8,
}

#[derive(Debug)]
enum Phase {
    /// Nothing is under way.
    Idle,
    /// The card is complete; the payer may still be typing.
    Pausing(Ticket),
    /// Asking for access.
    Accessing(Ticket),
    /// Asking for a token.
    Tokenizing(Ticket),
    /// Asking for the fee.
    Quoting(Ticket, Option<Secret>),
    /// There is a token, and nothing else is wanted.
    Tokenized(Secret),
    /// A call failed; it is made again after the wait.
    Recovering(Ticket, Option<Secret>),
    /// Ready, until the wait is over.
    Ready(Quoted, Ticket),
}

/// A token and what confirming it will charge: one value, so that they cannot be mixed up. A
/// wallet's fee goes by the amount alone, and is known before there is a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quoted {
    pub(crate) token: Option<Secret>,
    pub(crate) fee: FeeQuote,
}

/// What came of a step.
#[derive(Debug)]
pub(crate) enum Progress {
    /// It was not for the preparation, or there is more to wait for.
    Same,
    /// The card is ready.
    Ready,
    /// It cannot be made ready; nothing is under way any more.
    Failed(PrepareFailure),
}

/// Why a card could not be made ready.
#[derive(Debug)]
pub(crate) enum PrepareFailure {
    /// The processor refuses the details.
    CardRefused,
    /// The processor did not answer.
    Processor,
    /// The API did not do its part.
    Api(Failure),
}

impl Preparation {
    pub(crate) fn new() -> Self {
        Self { access: None, quotes: true, is_new: false, phase: Phase::Idle, sends: 0 }
    }

    /// For what is kept, not paid with: no fee.
    pub(crate) fn tokens() -> Self {
        Self { quotes: false, ..Self::new() }
    }

    /// The token, once; for what is kept.
    pub(crate) fn take_token(&mut self) -> Option<Secret> {
        match core::mem::replace(&mut self.phase, Phase::Idle) {
            Phase::Tokenized(token) => Some(token),
            phase => {
                self.phase = phase;
                None
            }
        }
    }

    pub(crate) fn quoted(&self) -> Option<&Quoted> {
        match &self.phase {
            Phase::Ready(quoted, _) => Some(quoted),
            _ => None,
        }
    }

    pub(crate) fn is_quoting(&self) -> bool {
        matches!(
            self.phase,
            Phase::Accessing(_) | Phase::Tokenizing(_) | Phase::Quoting(..) | Phase::Recovering(..)
        )
    }

    /// The card changed, or its token is spent.
    pub(crate) fn drop_token(&mut self) {
        self.phase = Phase::Idle;
    }

    /// Nothing of it may be found by the next person: not the token, not the access.
    pub(crate) fn forget(&mut self) {
        *self = Self { quotes: self.quotes, ..Self::new() };
    }

    /// The card changed and may be complete.
    pub(crate) fn card_changed(&mut self, common: &mut Common, with: Instrument<'_>) {
        self.phase =
            if with.is_complete() { Phase::Pausing(common.wait(PAUSE)) } else { Phase::Idle };
    }

    /// Starts, unless it is under way or done. A token that is still good is quoted again.
    pub(crate) fn begin(&mut self, common: &mut Common, with: Instrument<'_>) {
        if matches!(self.phase, Phase::Idle | Phase::Pausing(_)) && with.is_complete() {
            self.sends = 0;
            self.proceed(common, with, None);
        }
    }

    /// The price changed: the same token, a new quote.
    pub(crate) fn requote(&mut self, common: &mut Common, with: Instrument<'_>) {
        if let Phase::Ready(quoted, _) = &self.phase {
            let token = quoted.token.clone();
            self.sends = 0;
            self.proceed(common, with, token);
        }
    }

    fn proceed(&mut self, common: &mut Common, with: Instrument<'_>, token: Option<Secret>) {
        if common.online {
            // Offline tries are no tries.
            self.sends = self.sends.saturating_add(1);
        }
        self.phase = match (token, with.source()) {
            (Some(token), _) | (None, Source::Kept(token)) => quote(common, with, Some(token)),
            (None, Source::Sheet) => quote(common, with, None),
            (None, Source::Processor) => match &self.access {
                Some((access, _)) => match with.to_tokenize(access.password.clone()) {
                    Some(what) => Phase::Tokenizing(
                        common.ask(|ticket| Command::Tokenize(ticket, Box::new(what))),
                    ),
                    None => Phase::Idle,
                },
                None => Phase::Accessing(common.ask(Command::LoadAccess)),
            },
        };
    }

    pub(crate) fn access_arrived(
        &mut self,
        common: &mut Common,
        with: Instrument<'_>,
        ticket: Ticket,
        result: Result<Access, Failure>,
    ) -> Progress {
        if !matches!(self.phase, Phase::Accessing(asked) if asked == ticket) {
            return Progress::Same;
        }
        match result {
            Ok(access) => {
                let life = Millis(access.good_for.0.saturating_sub(ACCESS_MARGIN));
                self.access = Some((access, common.wait(life)));
                self.is_new = true;
                self.sends = 0;
                self.proceed(common, with, None);
                Progress::Same
            }
            Err(failure) => self.failed(common, None, PrepareFailure::Api(failure)),
        }
    }

    pub(crate) fn tokenized(
        &mut self,
        common: &mut Common,
        with: Instrument<'_>,
        ticket: Ticket,
        result: Result<Secret, TokenizeFailure>,
    ) -> Progress {
        if !matches!(self.phase, Phase::Tokenizing(asked) if asked == ticket) {
            return Progress::Same;
        }
        let is_new = core::mem::take(&mut self.is_new);
        match result {
            Ok(token) => {
                self.sends = 0;
                if !self.quotes {
                    self.phase = Phase::Tokenized(token);
                    return Progress::Ready;
                }
                self.proceed(common, with, Some(token));
                Progress::Same
            }
            Err(TokenizeFailure::Refused) if !is_new => {
                // The password may be what was refused: it grew old while the computer slept.
                self.access = None;
                self.proceed(common, with, None);
                Progress::Same
            }
            Err(TokenizeFailure::Refused) => {
                self.access = None;
                self.phase = Phase::Idle;
                Progress::Failed(PrepareFailure::CardRefused)
            }
            Err(TokenizeFailure::Unclear) => self.failed(common, None, PrepareFailure::Processor),
        }
    }

    pub(crate) fn fee_quoted(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<FeeQuote, Failure>,
    ) -> Progress {
        let token = match &self.phase {
            Phase::Quoting(asked, token) if *asked == ticket => token.clone(),
            _ => return Progress::Same,
        };
        match result {
            Ok(fee) => {
                let stale = common.wait(TOKEN_LIFE);
                self.phase = Phase::Ready(Quoted { token, fee }, stale);
                Progress::Ready
            }
            Err(failure) => self.failed(common, token, PrepareFailure::Api(failure)),
        }
    }

    fn failed(
        &mut self,
        common: &mut Common,
        token: Option<Secret>,
        failure: PrepareFailure,
    ) -> Progress {
        let again = match &failure {
            PrepareFailure::CardRefused => None,
            PrepareFailure::Processor => Some(None),
            PrepareFailure::Api(failure) => is_passing(failure).then_some(Some(failure)),
        };
        match again {
            Some(failure) if self.sends < HARMLESS_SENDS => {
                let pause = common.jitter.pause(failure, self.sends);
                self.phase = Phase::Recovering(common.pause(pause), token);
                Progress::Same
            }
            _ => {
                self.phase = Phase::Idle;
                Progress::Failed(failure)
            }
        }
    }

    /// The browser is online again: no pause is needed any more.
    pub(crate) fn came_online(&mut self, common: &mut Common, with: Instrument<'_>) {
        if let Phase::Recovering(_, token) = &self.phase {
            let token = token.clone();
            self.proceed(common, with, token);
        }
    }

    pub(crate) fn elapsed(&mut self, common: &mut Common, with: Instrument<'_>, ticket: Ticket) {
        if matches!(&self.access, Some((_, stale)) if *stale == ticket) {
            self.access = None;
        }
        match &self.phase {
            Phase::Pausing(pause) if *pause == ticket => self.begin(common, with),
            Phase::Recovering(pause, token) if *pause == ticket => {
                let token = token.clone();
                self.proceed(common, with, token);
            }
            Phase::Ready(_, stale) if *stale == ticket => {
                self.phase = Phase::Idle;
                self.begin(common, with);
            }
            _ => {}
        }
    }
}

/// Whether asking again may help.
fn is_passing(failure: &Failure) -> bool {
    match &failure.why {
        Why::Unclear(Unclear::Unreachable | Unclear::TimedOut | Unclear::Malformed) => true,
        Why::Unclear(Unclear::Status(status)) => *status >= 500,
        Why::Refused(refusal) => refusal.status >= 500 || refusal.status == 429,
    }
}

fn quote(common: &mut Common, with: Instrument<'_>, token: Option<Secret>) -> Phase {
    let method = with.method();
    // Required for cards even where the brand is not known.
    let card_type = || with.brand().map_or("unknown", Brand::wire).to_owned();
    let body = FrozenBody::freeze(&QuoteFeeRequest {
        method,
        card_type: (method == Method::Card).then(card_type),
        processor_token: token.as_ref().map(|token| token.expose().to_owned()),
        payment_method: with.details(),
    });
    Phase::Quoting(common.ask(|ticket| Command::QuoteFee(ticket, body)), token)
}
