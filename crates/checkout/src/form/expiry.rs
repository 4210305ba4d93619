//! The card's expiry: shown as `MM / YY`, taken in every form in which people and password
//! managers write it.
//!
//! `MMYY`, `M/YY`, `MM/YYYY`, `MM-YY`, and the `YYYY-MM` that HTML's `cc-exp` autofill prescribes.
//! A year typed with four digits stays so: nothing the payer typed disappears. No clock here:
//! whoever judges brings the date.

use super::digits::{self, Typed};
use super::{Edit, Fault, Rewritten};
use core::cmp::Ordering;
use core::fmt;

/// Between month and year.
const MARK: &str = " / ";
/// A clock that shows an earlier year was never set, and says nothing about a card.
const CLOCK_STARTS: u16 = 2026;
/// Further ahead than any card is issued.
const IMPLAUSIBLE_YEARS: u16 = 50;
/// A card that expired last month still passes: the payer's clock may be wrong, the issuer's is
/// not (F26).
const GRACE_MONTHS: u32 = 1;

/// A card's expiry, which is the end of that month.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    /// 1 to 12.
    pub month: u8,
    /// All four digits.
    pub year: u16,
}

/// A month of the calendar, as the payer's clock shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearMonth {
    /// All four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

impl Expiry {
    /// Whether it has passed, with a month's grace: the payer's clock may be wrong (F26).
    pub fn is_over(self, today: YearMonth) -> bool {
        today.year >= CLOCK_STARTS
            && months(self.year, self.month) + GRACE_MONTHS < months(today.year, today.month)
    }

    /// `MMYY`, as Zift's `accountAccessory` takes it.
    pub fn mmyy(self) -> String {
        let year = self.year % 100;
        [u16::from(self.month / 10), u16::from(self.month % 10), year / 10, year % 10]
            .into_iter()
            .filter_map(|digit| char::from_digit(u32::from(digit), 10))
            .collect()
    }
}

/// What was typed is not printed.
impl fmt::Debug for Expiry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<redacted>")
    }
}

/// Formats the field after an edit. `caret` is in UTF-16 code units.
///
/// Typing fills in what can only be meant ("4" is "04 / "); deleting never adds anything.
/// Deleting a mark deletes the digit beyond it: `before`, the field's text until now, tells.
pub fn rewrite(before: &str, raw: &str, caret: usize, edit: Edit) -> Rewritten {
    let (mut typed, mut split) = read(raw, caret);
    if digits::took_only_marks(before, raw, edit) {
        split = split_of(before);
        if let (Some(gone), Some(at)) = (typed.delete_at_mark(edit), split) {
            split = Some(if gone < at { at - 1 } else { at });
        }
    }
    let inserted = edit == Edit::Insert;
    let parts = if inserted {
        let caret_in_month = typed.left == 0 || (typed.left == 1 && typed.after_digit);
        Parts::completed(&typed.digits, split, caret_in_month)
    } else {
        Parts::as_typed(&typed.digits, split)
    };
    // Deleting in a four-digit year must not delete more of it.
    let longest = if !inserted || parts.year.starts_with("20") { 4 } else { 2 };
    let year = &parts.year[..parts.year.len().min(longest)];

    let month_shown = parts.month.len() + usize::from(parts.padded);
    let marked = !year.is_empty() || (month_shown == 2 && (inserted || split.is_some()));
    let mut text = String::with_capacity(2 + MARK.len() + 4);
    if parts.padded {
        text.push('0');
    }
    text.push_str(parts.month);
    if marked {
        text.push_str(MARK);
    }
    text.push_str(year);

    let left = typed.left.min(parts.month.len() + year.len());
    let left = left + usize::from(parts.padded && left > 0);
    let beyond_mark = match left.cmp(&month_shown) {
        Ordering::Less => false,
        // An emptied month is typed anew where it was.
        Ordering::Equal if month_shown == 0 => false,
        Ordering::Equal => (inserted && year.is_empty()) || !typed.after_digit,
        Ordering::Greater => true,
    };
    let caret = left + if marked && beyond_mark { MARK.len() } else { 0 };
    Rewritten { text, caret }
}

/// Reads an expiry. A two-digit year is this century's.
pub fn parse(text: &str) -> Result<Expiry, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    let (typed, split) = read(text, usize::MAX);
    let Parts { month, year, .. } = Parts::completed(&typed.digits, split, false);
    let number = |digits: &str| {
        digits
            .bytes()
            .fold(0u16, |sum, digit| sum.saturating_mul(10).saturating_add(u16::from(digit - b'0')))
    };
    let month = match (month.len(), year.len(), u8::try_from(number(month))) {
        (0, 0, _) => return Err(Fault::Invalid),
        (0, _, _) | (1, 0, _) => return Err(Fault::Incomplete),
        (_, _, Ok(month @ 1..=12)) => month,
        _ => return Err(Fault::Invalid),
    };
    match year.len() {
        2 => Ok(Expiry { month, year: 2000 + number(year) }),
        4 => Ok(Expiry { month, year: number(year) }),
        0 | 1 | 3 => Err(Fault::Incomplete),
        _ => Err(Fault::Invalid),
    }
}

/// What is wrong with the expiry. Without `today`, only its shape is judged.
pub fn judge(text: &str, today: Option<YearMonth>) -> Option<Fault> {
    let expiry = match parse(text) {
        Ok(expiry) => expiry,
        Err(fault) => return Some(fault),
    };
    let today = today.filter(|today| today.year >= CLOCK_STARTS)?;
    if expiry.is_over(today) {
        Some(Fault::Expired)
    } else if months(expiry.year, expiry.month)
        > months(today.year.saturating_add(IMPLAUSIBLE_YEARS), today.month)
    {
        Some(Fault::Invalid)
    } else {
        None
    }
}

/// Months since the year nought.
fn months(year: u16, month: u8) -> u32 {
    u32::from(year) * 12 + u32::from(month)
}

/// The digits of a text, shared out.
struct Parts<'a> {
    month: &'a str,
    /// Unbounded: more digits than a year has are left to the caller.
    year: &'a str,
    /// A zero belongs before the month.
    padded: bool,
}

impl<'a> Parts<'a> {
    /// After a deletion: nothing is added, so that the next deletion finds what this one left.
    fn as_typed(digits: &'a str, split: Option<usize>) -> Self {
        let (month, year) = digits.split_at(split.unwrap_or(2).min(digits.len()));
        Self { month, year, padded: false }
    }

    /// After typing: a month that can only have one digit gets its zero. A 1 whose year is there
    /// and whose caret is still at it may yet become 10, 11 or 12.
    fn completed(digits: &'a str, split: Option<usize>, caret_in_month: bool) -> Self {
        let padded = match (split, digits.as_bytes()) {
            (None, [b'2'..=b'9', ..] | [b'1', b'3'..=b'9', ..]) | (Some(1), [b'2'..=b'9', ..]) => {
                true
            }
            (Some(1), [b'1', ..]) => !caret_in_month,
            _ => false,
        };
        if padded {
            let (month, year) = digits.split_at(1);
            Self { month, year, padded }
        } else {
            Self::as_typed(digits, split)
        }
    }
}

/// The digits, and how many of them the month has if a mark says so.
fn read(text: &str, caret: usize) -> (Typed, Option<usize>) {
    let mut typed = Typed::read(text, caret);
    let split = mark_of(text);
    if split == Some(4) && year_first(&mut typed) {
        return (typed, Some(2));
    }
    (typed, split.filter(|at| *at <= 2))
}

fn split_of(text: &str) -> Option<usize> {
    mark_of(text).filter(|at| *at <= 2)
}

/// How many digits stand before the mark between month and year: a slash, or else the first blank,
/// dash or dot after a digit.
fn mark_of(text: &str) -> Option<usize> {
    let (mut count, mut blank) = (0, None);
    for c in text.chars() {
        match c {
            '/' | '\\' | '|' | '\u{2044}' | '\u{2215}' | '\u{FF0F}' => return Some(count),
            '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' if count > 0 => {
                blank = blank.or(Some(count));
            }
            c if c.is_whitespace() && count > 0 => blank = blank.or(Some(count)),
            c if digits::ascii(c).is_some() => count += 1,
            _ => {}
        }
    }
    blank
}

/// Turns `YYYY-MM` into `MMYYYY`. Only for a year of this century and a real month: anything else
/// is left as it was typed.
fn year_first(typed: &mut Typed) -> bool {
    let (year, month) = typed.digits.split_at(4);
    let month = match month.as_bytes() {
        [one @ b'1'..=b'9'] => [b'0', *one],
        [zero @ b'0', one @ b'1'..=b'9'] | [zero @ b'1', one @ b'0'..=b'2'] => [*zero, *one],
        _ => return false,
    };
    if !year.starts_with("20") {
        return false;
    }
    let turned: String = month.into_iter().map(char::from).chain(year.chars()).collect();
    *typed = Typed::read(&turned, usize::MAX);
    true
}
