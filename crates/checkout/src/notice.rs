//! What stands above the Pay button when something needs the payer's attention.

use crate::challenge::Trouble;
use crate::choice::Saved;
use contract::Cents;

/// A notice. The catalogue has a heading and a help line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A fee was found after Pay was pressed at another total: agree by pressing again.
    FeeConsent {
        /// The fee.
        fee: Cents,
        /// What Pay will charge now.
        total: Cents,
    },
    /// The merchant changed the price after the payer saw another one.
    PriceConsent {
        /// What Pay said.
        before: Cents,
        /// What Pay will charge now.
        total: Cents,
    },
    /// The payment was declined. Nothing was charged.
    Declined {
        /// Why, as far as the payer may know.
        decline: Decline,
        /// For support.
        reference: Option<String>,
    },
    /// The processor refuses the card's or the account's details as they are typed.
    CardRefused,
    /// The wallet's sheet could not be opened, or failed.
    SheetFailed,
    /// The merchant does not take any more what was chosen.
    MethodGone,
    /// The call that failed moves no money: nothing was charged.
    NotReached,
    /// Too many requests; nothing was charged.
    TooManyRequests,
    /// The API found the request wrong; nothing was charged.
    NotAccepted {
        /// For support.
        reference: Option<String>,
    },
    /// The session asks for a fraud challenge that this page cannot do.
    ChallengeRequired {
        /// For support.
        reference: Option<String>,
    },
    /// The API saw the same payment a moment ago and did not charge again: pay all the same?
    Duplicate {
        /// For support.
        reference: Option<String>,
    },
    /// Something in a wallet did not work.
    Purse {
        /// What.
        mishap: Mishap,
        /// For support.
        reference: Option<String>,
    },
}

/// What did not work in a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// What was typed was not kept.
    NotAdded,
    /// Whether it was kept could not be found out.
    AddUnknown,
    /// A method was not removed; it is there.
    NotRemoved,
    /// A method may not be removed.
    Locked,
    /// A method did not become the default.
    NotPreferred,
    /// Nothing was reached, and nothing was changed.
    NotReached,
    /// Too many requests; nothing was changed.
    TooMany,
    /// The list could not be read again.
    Stale,
}

/// What was done with a kept method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was added.
    Added,
    /// It was removed, and can be brought back.
    Removed,
    /// It was brought back.
    Restored,
    /// It is the default now.
    Preferred,
}

/// Why a payment was declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decline {
    /// No reason given.
    Card,
    /// The card has expired.
    Expired,
    /// The security code is wrong.
    Cvc,
    /// A billing detail is another than the issuer has on file.
    Details,
    /// Not enough money.
    Funds,
    /// The processor failed.
    Processing,
    /// The same card was declined before: another try would only be declined again.
    Again,
}

/// Something to be said once, without moving the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// So many fields need attention.
    Faults(usize),
    /// The fee is known.
    Fee {
        /// The fee.
        fee: Cents,
        /// What Pay will charge.
        total: Cents,
    },
    /// The merchant changed the price.
    Price {
        /// What Pay will charge, as far as it is known without a fee.
        total: Cents,
    },
    /// The payment was declined; said where the focus goes to a field instead of the notice.
    Declined(Decline),
    /// Both numbers of an account were found in what was pasted.
    ChequeRead,
    /// Pay was pressed, and the bank debit is not authorized.
    MandateMissed,
    /// The payer put the wallet's sheet away; nothing was charged.
    SheetCancelled,
    /// So many seconds are left to pay.
    TimeLeft(u32),
    /// The browser is offline.
    Offline,
    /// It is online again.
    Online,
    /// Something is wrong with the challenge.
    Challenge(Trouble),
    /// The challenge's code is on its way; another can be asked for in so many seconds.
    CodeSent(u32),
    /// A code can be asked for again.
    ResendReady,
    /// The payment is being made.
    Processing,
    /// It takes longer than usual.
    Slow,
    /// An answer was lost; the outcome is being found out.
    Recovering,
    /// It is paid.
    Paid,
    /// A method is being kept.
    Saving,
    /// Something was done with a kept method.
    Kept(Done, Box<Saved>),
}
