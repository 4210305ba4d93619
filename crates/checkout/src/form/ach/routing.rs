//! The routing number of a bank: nine digits with a check digit (American Bankers Association).

use super::Fault;
use crate::form::{Rewritten, card_number, digits};
use zeroize::Zeroizing;

/// How many digits it has.
pub const LENGTH: usize = 9;

/// Formats the field after an edit: its digits. More than nine are kept, so that an account number
/// typed here is noticed and can be moved. `caret` is in UTF-16 code units.
pub fn rewrite(raw: &str, caret: usize) -> Rewritten {
    super::digits_only(raw, caret)
}

/// What is wrong with the number, if anything surely is.
///
/// Nine digits that begin as routing numbers do and fail the check digit are mistyped
/// ([`Fault::Invalid`]); more digits, or nine that begin as none does, are an account number.
pub fn judge(text: &str) -> Option<Fault> {
    if text.trim().is_empty() {
        return Some(Fault::Empty);
    }
    let number = Zeroizing::new(card_number::digits(text));
    match number.len() {
        0 => Some(Fault::Invalid),
        1..LENGTH => Some(Fault::Incomplete),
        LENGTH if !in_use(&number) => Some(Fault::AccountNumber),
        LENGTH if !is_checked(&number) => Some(Fault::Invalid),
        LENGTH => None,
        _ if card_number::looks_like_one(&number) => Some(Fault::CardNumber),
        _ => Some(Fault::AccountNumber),
    }
}

/// Whether a text is a routing number and nothing else.
pub(super) fn is_one(text: &str) -> bool {
    text.len() == LENGTH && digits::each(text).eq(text.chars()) && in_use(text) && is_checked(text)
}

/// Whether the first two digits are those of a bank: a Federal Reserve district's (01 to 12, 00 the
/// government's), a thrift's (21 to 32), an electronic one's (61 to 72), or a traveller's cheque's
/// (80). `number` holds ASCII digits.
fn in_use(number: &str) -> bool {
    let range = number.get(..2).and_then(|range| range.parse().ok());
    matches!(range, Some(0..=12 | 21..=32 | 61..=72 | 80u8))
}

/// Weights 3, 7, 1: the sum is a multiple of ten. Nine zeros pass that, and are nobody's.
/// `number` holds ASCII digits.
fn is_checked(number: &str) -> bool {
    let weighed = number.bytes().zip([3, 7, 1].into_iter().cycle());
    let sum: u32 = weighed.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    sum != 0 && sum.is_multiple_of(10)
}
