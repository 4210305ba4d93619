//! The account number: 4 to 17 digits without a check digit, so it is typed twice.
//!
//! Leading zeros belong to it. On paper it may hold blanks and dashes, which no file does.

use super::{Fault, LONGEST};
use crate::form::{Rewritten, card_number, digits};
use zeroize::Zeroizing;

/// The shortest account number (ours, by usual practice).
const SHORTEST: usize = 4;

/// Formats the field, and the one for its second typing, after an edit: digits. `caret` is in
/// UTF-16 code units.
pub fn rewrite(raw: &str, caret: usize) -> Rewritten {
    super::digits_only(raw, caret)
}

/// What is wrong with the number, if anything surely is. All zeros are nobody's account.
pub fn judge(text: &str) -> Option<Fault> {
    if text.trim().is_empty() {
        return Some(Fault::Empty);
    }
    let zeros = digits::each(text).all(|digit| digit == '0');
    match digits::each(text).count() {
        0 => Some(Fault::Invalid),
        1..SHORTEST => Some(Fault::Incomplete),
        SHORTEST..=LONGEST if !zeros => None,
        _ => Some(Fault::Invalid),
    }
}

/// What is wrong with the second typing: it must hold the digits of the first.
pub fn judge_again(account: &str, again: &str) -> Option<Fault> {
    if again.trim().is_empty() {
        return Some(Fault::Empty);
    }
    let first = Zeroizing::new(card_number::digits(account));
    let second = Zeroizing::new(card_number::digits(again));
    if first == second {
        None
    } else if second.len() < first.len() && first.starts_with(second.as_str()) {
        Some(Fault::Incomplete)
    } else {
        Some(Fault::Different)
    }
}

/// The last four digits, by which the payer knows it again. None of fewer than four: it is no
/// account number.
pub fn last4(text: &str) -> Option<String> {
    let number = Zeroizing::new(card_number::digits(text));
    number.len().checked_sub(4).and_then(|start| number.get(start..)).map(str::to_owned)
}
