//! The checkout's decisions, as a pure state machine: events in, state and commands out.
//!
//! Where to start: [`Checkout::start`] and [`Checkout::step`] (`machine`), then `pay` for what a
//! press of Pay sets off, `attempt` for how an outcome is found out, `view` for what the payer
//! sees.
//!
//! # What this crate does not do
//! No clock, network, DOM, randomness, locale or serialization library. Time is a command
//! ([`Command::Wait`]) and an event ([`Event::Elapsed`]); randomness comes with the events that
//! need it. No sentence a payer reads: the shell makes words of the enums. No fee arithmetic: the
//! server quotes, the machine compares.

mod agreement;
mod atlas;
mod attempt;
pub mod bank_days;
mod challenge;
mod choice;
mod command;
mod countdown;
mod entry;
mod estimates;
mod event;
pub mod form;
mod host;
mod kept;
mod machine;
pub mod mandate;
mod mutant;
mod notice;
pub mod palette;
mod pay;
mod prepare;
mod purse;
pub mod redirect;
mod retry;
pub mod rich_text;
mod secret;
pub mod session;
mod sheet;
mod ticket;
mod view;

pub use challenge::{Challenge, Channel, Kind, Resend, Trouble, Vendor};
pub use choice::{Choice, Means, Saved, Wallet};
pub use command::{
    BankAccount, Card, Command, Errand, FrozenBody, IdempotencyKey, Sensitive, Target, ToTokenize,
};
pub use event::{
    Access, Arrival, Captcha, Event, Failure, Receipt, Refusal, TokenizeFailure, Unclear, Why,
};
pub use host::{Asked, Blame, Host, News};
pub use kept::Kept;
pub use machine::{Boot, Checkout, Link, LoadFailure};
#[cfg(feature = "mutants")]
pub use mutant::Mutant;
pub use notice::{Announcement, Decline, Done, Mishap, Notice};
pub use purse::{Badge, PurseEvent, Row, Shown};
pub use secret::Secret;
pub use sheet::{Authorized, Sheet, SheetEnd, SheetFailure};
pub use ticket::{Millis, Nonce, Ticket};
pub use view::{Button, Confirming, Fee, Patience, Screen};
