//! What happens to a checkout.

use crate::choice::Choice;
use crate::form::address::Address;
use crate::form::country::Country;
use crate::form::{Edit, Field};
use crate::host::Asked;
use crate::purse::PurseEvent;
use crate::redirect::SafeUrl;
use crate::secret::Secret;
use crate::sheet::{Authorized, SheetFailure};
use crate::ticket::{Millis, Nonce, Ticket};
use contract::{AvsField, Cents, ErrorCode, FeeQuote, Method, SessionConfig};

/// One thing that happened. Past tense: it cannot be refused, only found irrelevant.
#[derive(Debug)]
pub enum Event {
    /// The session was read, or could not be.
    SessionArrived(Ticket, Result<Box<Arrival>, Failure>),
    /// Temporary access to the processor was handed out, or not.
    AccessArrived(Ticket, Result<Access, Failure>),
    /// The processor turned the card into a token, or did not.
    Tokenized(Ticket, Result<Secret, TokenizeFailure>),
    /// The fee was quoted, or could not be.
    Quoted(Ticket, Result<FeeQuote, Failure>),
    /// Confirm was answered, or its answer was lost.
    ConfirmAnswered(Ticket, Result<Box<Receipt>, Failure>),
    /// How addresses are written in a country came, or will not come.
    AddressArrived(Country, Option<Box<Address>>),
    /// A wait is over.
    Elapsed(Ticket),
    /// A field's text changed; `text` is what the browser shows now.
    Typed {
        /// Which field.
        field: Field,
        /// All of its text.
        text: Secret,
        /// Caret in UTF-16 code units.
        caret: usize,
        /// What the keystroke did.
        edit: Edit,
    },
    /// The payer chose what to pay with.
    Chosen(Choice),
    /// The payer lets the card be kept, or not.
    SaveToggled(bool),
    /// The payer left a field.
    Left(Field),
    /// The payer pasted a text that holds both numbers of an account.
    ChequePasted(Secret),
    /// The payer authorizes the bank debit that the mandate on the screen describes, or takes that
    /// back; with the time by the server's clock, in seconds since 1970 in UTC.
    MandateToggled {
        /// Whether the box is ticked.
        agreed: bool,
        /// When.
        now: i64,
    },
    /// The wallet's sheet was answered, or is gone.
    SheetAnswered(Ticket, Result<Box<Authorized>, SheetFailure>),
    /// The payer pressed Pay (or Enter in the form).
    Submitted(Nonce),
    /// The payer pressed "Try again" or "Check again".
    Retried,
    /// The payer answers the duplicate question: pay all the same.
    DuplicateAccepted(Nonce),
    /// The payer takes back what they set off, where that is still possible: the duplicate
    /// question, or a challenge.
    Withdrawn,
    /// The text of the challenge's code changed; a whole message may have been pasted.
    CodeTyped(Secret),
    /// The payer wants the code to be sent again.
    ResendPressed,
    /// The code was sent, or not.
    CodeSent(Ticket, Result<Box<contract::Challenge>, Failure>),
    /// The captcha's frame says something.
    Captcha(Captcha),
    /// The merchant's page asks for something.
    HostAsked(Asked),
    /// Something that happens to a wallet only.
    Purse(PurseEvent),
    /// The browser says it is online again: a hint, worth one more try.
    CameOnline,
    /// The browser says it is offline.
    WentOffline,
    /// The page is left, perhaps into the back/forward cache, where the next person finds it.
    PageHidden,
    /// The payer looks at the page again: by Back, by another tab's news, by its window.
    Woke,
    /// Whether another tab of this browser is carrying out a payment of this session.
    Elsewhere(bool),
}

/// What a captcha's frame says.
#[derive(Debug)]
pub enum Captcha {
    /// The widget is there.
    Ready,
    /// The payer passed.
    Solved(Secret),
    /// The answer is too old.
    Expired,
    /// The payer closed the puzzle.
    Closed,
    /// The vendor's script did not come.
    Blocked,
    /// The vendor's script failed, or will not let this browser pass.
    Failed,
    /// The vendor has had too many tries.
    Limited,
}

/// A session as it was read, with what only the shell can find out about it.
#[derive(Debug)]
pub struct Arrival {
    /// The config itself.
    pub config: SessionConfig,
    /// Time left until `expires_at`, by the server's own clock. `None` if it cannot be told.
    pub expires_in: Option<Millis>,
    /// `cancel_url`, if it is safe to follow.
    pub cancel: Option<SafeUrl>,
    /// `logo_url`, if it is safe to load.
    pub logo: Option<SafeUrl>,
}

/// Temporary access to the processor.
#[derive(Clone, Debug)]
pub struct Access {
    /// The password that goes with a tokenize call.
    pub password: Secret,
    /// How long it is good for, by the server's own clock.
    pub good_for: Millis,
}

/// What a successful confirm says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// What was charged, where the answer says.
    pub total: Option<Cents>,
    /// The stable payment id, for support.
    pub payment_uid: Option<String>,
    /// The processor's id, for a page that the checkout is embedded in; as the rest here.
    pub transaction_id: Option<String>,
    /// How it was paid.
    pub method: Option<Method>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The card's brand, in the contract's words.
    pub card_type: Option<String>,
    /// What the method was kept as.
    pub saved_method_id: Option<String>,
    /// The signed `success_url`, if it is safe to follow.
    pub redirect: Option<SafeUrl>,
}

/// Why a call to the API brought no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened.
    pub why: Why,
    /// `Retry-After`, where the answer carried a readable one.
    pub retry_after: Option<Millis>,
}

impl Failure {
    /// A failure that carries no `Retry-After`.
    pub const fn new(why: Why) -> Self {
        Self { why, retry_after: None }
    }
}

/// What a failed call proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The API refused, in the contract's words: it did not do what was asked.
    Refused(Refusal),
    /// Nothing is proved: it may have been done or not.
    Unclear(Unclear),
}

/// An error in the contract's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// What went wrong.
    pub code: ErrorCode,
    /// `Some(false)`: a new session is needed.
    pub recoverable: Option<bool>,
    /// For support.
    pub request_id: Option<String>,
    /// The billing detail that it is about, where the answer says so.
    pub about: Option<AvsField>,
}

/// An outcome that proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// No answer: offline, refused, reset, blocked.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// An answer that is not in the contract's shape.
    Status(u16),
    /// A success whose body cannot be read.
    Malformed,
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenizeFailure {
    /// The processor says the details are not valid (V01).
    Refused,
    /// The processor was not reached, or answered nonsense (E02 and the rest).
    Unclear,
}
