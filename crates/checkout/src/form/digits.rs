//! Digits in what the payer typed, and the caret among them.
//!
//! A formatted field is its digits plus marks that we put between them; the payer edits the
//! digits. So every edit is read as "these digits, the caret after that many", and the marks are
//! put back. No formatting here: that differs per field.

use super::Edit;
use zeroize::Zeroizing;

/// The ASCII digit for a digit as payers' keyboards write it: ASCII, full-width (Japanese and
/// Chinese input methods), Arabic-Indic, and Persian.
pub(super) fn ascii(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{FF10}'..='\u{FF19}' => '\u{FF10}',
        '\u{0660}'..='\u{0669}' => '\u{0660}',
        '\u{06F0}'..='\u{06F9}' => '\u{06F0}',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// The digits of `text`, in order, as ASCII.
pub(super) fn each(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(ascii)
}

/// What the browser shows after an edit, before it is formatted.
pub(super) struct Typed {
    /// Its digits, as ASCII.
    pub digits: Zeroizing<String>,
    /// How many of them stand left of the caret.
    pub left: usize,
    /// Whether the caret touches the digit on its left: it stands before a mark, not after it.
    pub after_digit: bool,
}

impl Typed {
    /// `caret` in UTF-16 code units; one beyond the end means the end.
    pub fn read(raw: &str, caret: usize) -> Self {
        // As long as the text: it never grows, so no copy of a card number is left behind.
        let mut digits = Zeroizing::new(String::with_capacity(raw.len()));
        let (mut left, mut after_digit, mut at) = (0, false, 0);
        for c in raw.chars() {
            at += c.len_utf16();
            let digit = ascii(c);
            if at <= caret {
                after_digit = digit.is_some();
            }
            if let Some(digit) = digit {
                digits.push(digit);
                if at <= caret {
                    left = digits.len();
                }
            }
        }
        Self { digits, left, after_digit }
    }

    /// Takes out the digit that the payer meant when the browser took only a mark: the one before
    /// it for backspace, the one after it for forward delete. Returns its place.
    pub fn delete_at_mark(&mut self, edit: Edit) -> Option<usize> {
        let place = match edit {
            Edit::Insert => return None,
            Edit::DeleteBackward => self.left.checked_sub(1)?,
            Edit::DeleteForward => self.left,
        };
        if place >= self.digits.len() {
            return None;
        }
        self.digits.remove(place);
        if place < self.left {
            self.left = place;
            // The caret stands where the digit was, not beyond the mark.
            self.after_digit = true;
        }
        Some(place)
    }

    /// Keeps the first `max` digits.
    pub fn limit(&mut self, max: usize) {
        self.digits.truncate(max);
        self.left = self.left.min(max);
    }
}

/// Whether a deletion took nothing but marks from `before`.
pub(super) fn took_only_marks(before: &str, raw: &str, edit: Edit) -> bool {
    edit != Edit::Insert && before != raw && each(before).eq(each(raw))
}
