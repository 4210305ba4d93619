//! The card security code: three digits, four on American Express.
//!
//! It has no check digit, so only its length can be judged.

use super::brand::Brand;
use super::digits::Typed;
use super::{Edit, Fault, Rewritten, digits};

/// The longest code of any brand.
const LONGEST: usize = 4;
/// The shortest code of any brand.
const SHORTEST: usize = 3;

/// Keeps the digits, as many as the brand has. `caret` is in UTF-16 code units.
pub fn rewrite(
    before: &str,
    raw: &str,
    caret: usize,
    edit: Edit,
    brand: Option<Brand>,
) -> Rewritten {
    let mut typed = Typed::read(raw, caret);
    if digits::took_only_marks(before, raw, edit) {
        typed.delete_at_mark(edit);
    }
    let longest = brand.filter(|_| edit == Edit::Insert).map_or(LONGEST, Brand::cvc_length);
    typed.limit(longest);
    let mut text = String::with_capacity(LONGEST);
    text.push_str(&typed.digits);
    Rewritten { text, caret: typed.left }
}

/// What is wrong with the code. Of an unknown brand, three digits and four are right.
pub fn judge(text: &str, brand: Option<Brand>) -> Option<Fault> {
    if text.trim().is_empty() {
        return Some(Fault::Empty);
    }
    let (shortest, longest) = match brand {
        Some(brand) => (brand.cvc_length(), brand.cvc_length()),
        None => (SHORTEST, LONGEST),
    };
    let count = digits::each(text).count();
    if count > longest || count < text.trim().chars().count() {
        Some(Fault::Invalid)
    } else if count < shortest {
        Some(Fault::Incomplete)
    } else {
        None
    }
}
