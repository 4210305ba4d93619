//! The card number: grouped as it is printed on the card, and judged.
//!
//! A number is refused only for what no issuer could have issued. Whether the card exists, and
//! which scheme it really is, only the processor knows.

use super::brand::Brand;
use super::digits::{self, Typed};
use super::{Edit, Fault, Rewritten};
use zeroize::Zeroizing;

/// The longest card number of any scheme (ISO/IEC 7812).
const LONGEST: usize = 19;
/// The shortest card number of any scheme: Maestro's.
const SHORTEST: usize = 12;

/// The digits of `text` as ASCII. Full-width, Arabic-Indic and Persian digits count.
pub fn digits(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    found.extend(digits::each(text));
    found
}

/// Formats the field after an edit: digits in the brand's groups, no more of them than it allows,
/// and the caret beside the digit it was beside. `caret` is in UTF-16 code units.
///
/// Deleting a gap deletes the digit beyond it: `before`, the field's text until now, tells.
pub fn rewrite(before: &str, raw: &str, caret: usize, edit: Edit) -> Rewritten {
    let mut typed = Typed::read(raw, caret);
    if digits::took_only_marks(before, raw, edit) {
        typed.delete_at_mark(edit);
    }
    let brand = Brand::detect(&typed.digits);
    // Deleting a first digit can make a shorter brand of the rest: that must not delete more.
    if edit == Edit::Insert {
        typed.limit(longest(brand));
    }

    let gaps = gaps(brand);
    let mut text = String::with_capacity(typed.digits.len() + gaps.len());
    let mut caret = typed.left;
    for (place, digit) in typed.digits.chars().enumerate() {
        if gaps.iter().any(|gap| usize::from(*gap) == place) {
            text.push(' ');
            if place < typed.left || (place == typed.left && !typed.after_digit) {
                caret += 1;
            }
        }
        text.push(digit);
    }
    Rewritten { text, caret }
}

/// What is wrong with the number, if anything surely is.
///
/// A number of no known brand passes with 12 to 19 digits and a right check digit. `UnionPay` has
/// issued numbers without one.
pub fn judge(text: &str) -> Option<Fault> {
    if text.trim().is_empty() {
        return Some(Fault::Empty);
    }
    let number = Zeroizing::new(digits(text));
    let brand = Brand::detect(&number);
    let length = number.len();
    let allowed = match brand {
        Some(brand) => brand.lengths().iter().any(|allowed| usize::from(*allowed) == length),
        None => (SHORTEST..=LONGEST).contains(&length),
    };
    if length == 0 || length > longest(brand) {
        Some(Fault::Invalid)
    } else if !allowed {
        Some(Fault::Incomplete)
    } else if brand != Some(Brand::UnionPay) && !luhn(&number) || is_zero(&number) {
        Some(Fault::Invalid)
    } else {
        None
    }
}

/// Whether a card number was typed into a field that is not for one: it must not travel with the
/// billing details. Surely one: no letters, a brand's digits in a length of that brand, and a right
/// check digit. A telephone number with its `+` is none.
pub(super) fn looks_like_one(text: &str) -> bool {
    if text.starts_with('+') || text.chars().any(is_letter) {
        return false;
    }
    let number = Zeroizing::new(digits(text));
    number.len() > SHORTEST
        && Brand::detect(&number).is_some()
        && judge(&number).is_none()
        && luhn(&number)
}

/// Whether it can be a letter. Whatever is beyond ASCII counts, unless it is a digit, a blank or
/// a dash: Unicode's own table of letters would be 3 kB of the payer's download.
fn is_letter(c: char) -> bool {
    match c {
        '\u{2000}'..='\u{206F}' => false,
        _ if c.is_ascii() => c.is_ascii_alphabetic(),
        _ => !c.is_whitespace() && super::digits::ascii(c).is_none(),
    }
}

fn longest(brand: Option<Brand>) -> usize {
    brand.and_then(|brand| brand.lengths().last()).map_or(LONGEST, |longest| usize::from(*longest))
}

fn gaps(brand: Option<Brand>) -> &'static [u8] {
    brand.map_or(&[4, 8, 12], Brand::gaps)
}

/// All zeros: right by the check digit, issued to nobody.
fn is_zero(number: &str) -> bool {
    number.bytes().all(|digit| digit == b'0')
}

/// ISO/IEC 7812's check digit. `number` holds ASCII digits.
fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .map(|digit| u32::from(digit - b'0'))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit) {
            (0, digit) => digit,
            (_, 0..=4) => digit * 2,
            (_, _) => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}
