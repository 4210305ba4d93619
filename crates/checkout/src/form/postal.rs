//! Postal codes, as far as they are the same everywhere. What is typed in lower case, without its
//! blank or with its dash elsewhere is right. Their shapes by country: `mask`.

use super::{Fault, digits};

/// What is wrong with a postal code that is not blank, wherever it is from.
pub(super) fn judge(text: &str) -> Option<Fault> {
    match text.trim().chars().count() {
        0 | 1 => Some(Fault::Incomplete),
        2..=12 if text.chars().any(|c| c.is_ascii_alphanumeric() || !c.is_ascii()) => None,
        _ => Some(Fault::Invalid),
    }
}

/// Without blanks and dashes, in upper case, digits as ASCII.
pub(super) fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .map(|c| digits::ascii(c).unwrap_or(c).to_ascii_uppercase())
        .collect()
}
