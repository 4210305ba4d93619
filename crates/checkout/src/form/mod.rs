//! What the payer types: formatted as they type, judged, and tidied before it is sent.
//!
//! Every function is pure: text and caret in, text, caret or fault out. What a fault is called in
//! the payer's language, when it is shown, and which fields there are is decided elsewhere. A
//! field is refused only for what is surely wrong; the processor decides the rest.

pub mod ach;
pub mod address;
pub mod billing;
pub mod brand;
pub mod card_number;
pub mod country;
pub mod cvc;
mod digits;
pub mod expiry;
mod mask;
pub mod one_time_code;
mod postal;

use contract::AvsField;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Card number (PAN).
    CardNumber,
    /// Card expiry.
    Expiry,
    /// Card security code.
    Cvc,
    /// Routing number of a bank in the United States.
    Routing,
    /// Account number there.
    Account,
    /// The account number once more.
    AccountAgain,
    /// Checking or savings, a list.
    AccountType,
    /// Name on the card, or the account's holder.
    Cardholder,
    /// Email.
    Email,
    /// Phone.
    Phone,
    /// Country, a list.
    Country,
    /// Street and number.
    Street,
    /// Apartment, suite.
    Street2,
    /// City.
    City,
    /// State, province or county: a list where the country has one.
    State,
    /// Postal code.
    Zip,
}

impl From<AvsField> for Field {
    fn from(detail: AvsField) -> Self {
        match detail {
            AvsField::Cardholder => Self::Cardholder,
            AvsField::Zip => Self::Zip,
            AvsField::Street => Self::Street,
            AvsField::Street2 => Self::Street2,
            AvsField::City => Self::City,
            AvsField::State => Self::State,
            AvsField::Country => Self::Country,
            AvsField::Phone => Self::Phone,
            AvsField::Email => Self::Email,
        }
    }
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = 16;

    /// The field's place in a table of `COUNT`.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Why a field cannot be sent as it is. The words are made by the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was typed.
    Empty,
    /// Some of it is missing.
    Incomplete,
    /// It cannot be right.
    Invalid,
    /// The card's expiry date has passed.
    Expired,
    /// An account number stands where the routing number belongs.
    AccountNumber,
    /// A card number stands where a bank's number belongs.
    CardNumber,
    /// The second typing is not the first.
    Different,
    /// The issuer has something else on file.
    Refused,
}

/// What the payer's last keystroke did to a field, as the browser's `InputEvent.inputType` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Anything that is not one of the two below: typing, pasting, autofill, cutting.
    Insert,
    /// Backspace.
    DeleteBackward,
    /// Forward delete.
    DeleteForward,
}

/// A field's text after formatting, and where the caret belongs in it. It is never printed: it may
/// be a card number.
#[derive(Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The formatted text.
    pub text: String,
    /// Caret, counted in UTF-16 code units as the browser counts.
    pub caret: usize,
}

#[cfg(test)]
mod tests;
