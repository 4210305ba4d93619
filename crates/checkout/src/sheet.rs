//! What goes to a wallet's own sheet, and what comes back.

use crate::choice::Wallet;
use crate::event::Failure;
use crate::form::Field;
use crate::secret::Secret;
use contract::{BillingDetails, Cents, Currency};

/// What a wallet's sheet asks the payer to agree to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Whose sheet.
    pub wallet: Wallet,
    /// The total with the fee, as it was quoted.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// Who is paid; empty if the session does not say.
    pub merchant: String,
    /// What the sheet has to ask about the payer, because the form does not.
    pub asked: Vec<Field>,
}

/// What the payer agreed to in the sheet.
#[derive(Debug)]
pub struct Authorized {
    /// The `processor_token`.
    pub token: Secret,
    /// What the sheet said about the payer.
    pub billing: BillingDetails,
}

/// Why nothing came of a sheet.
#[derive(Debug)]
pub enum SheetFailure {
    /// The payer put it away.
    Cancelled,
    /// The vendor failed, or the browser let it open nothing.
    Failed,
    /// The API did not do its part: Apple's merchant validation, or PayPal's order.
    Api(Failure),
}

/// What became of what the payer agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetEnd {
    /// It is paid.
    Paid,
    /// It was refused; nothing was charged.
    Refused,
    /// Neither is said: the outcome is not known, or something has to be asked first.
    Unsure,
}
