//! The code of an SMS or email challenge: digits, however they come into the field.
//!
//! WCAG 2.2, 3.3.8: pasting and autofill must work. So a whole message may be pasted: "Your code is
//! 123 456. Do not share it." gives 123456. The contract does not say how long a code is (ours: 4
//! to 8 digits, like those of every large sender).

use super::digits::ascii;

/// The shortest code.
const SHORTEST: usize = 4;
/// The longest code.
const LONGEST: usize = 8;

/// The code in what was typed or pasted, as ASCII digits; what there is of it while it is typed.
pub fn read(text: &str) -> String {
    // Nothing but a code, or too little to be a message: a slip of a finger among the digits must
    // not take them away.
    let is_bare = text.chars().all(|c| ascii(c).is_some() || is_mark(c));
    if is_bare || text.chars().count() <= LONGEST + 1 {
        return text.chars().filter_map(ascii).take(LONGEST).collect();
    }
    let runs = runs(text);
    // The last line of an SMS made for browsers: `@example.com #123456`.
    let bound = text.rfind('#').map(|at| &text[at + 1..]);
    let bound = bound.map(|rest| rest.chars().map_while(ascii).collect::<String>());
    let fits = |run: &String| (SHORTEST..=LONGEST).contains(&run.len());
    bound
        .filter(fits)
        .or_else(|| runs.iter().find(|run| run.len() == 6).cloned())
        .or_else(|| runs.into_iter().find(fits))
        .unwrap_or_default()
}

/// Whether there is enough of it to be sent.
pub fn is_whole(code: &str) -> bool {
    (SHORTEST..=LONGEST).contains(&code.len())
}

/// What may stand between a code's digits or around them.
fn is_mark(c: char) -> bool {
    c.is_ascii_whitespace()
        || matches!(c, '-' | '\u{a0}' | '\u{2010}'..='\u{2013}' | '\u{200e}' | '\u{200f}')
}

/// Digits that belong together: at most one mark between two of them.
fn runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    let mut gap = false;
    for c in text.chars() {
        match (ascii(c), runs.last_mut()) {
            (Some(digit), Some(run)) => {
                run.push(digit);
                gap = false;
            }
            (None, Some(run)) if !run.is_empty() => {
                if gap || !is_mark(c) {
                    runs.push(String::new());
                    gap = false;
                } else {
                    gap = true;
                }
            }
            _ => {}
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whatever_way_it_comes() {
        for (text, code) in [
            ("123456", "123456"),
            ("123 456", "123456"),
            ("123-456", "123456"),
            (" 123456\n", "123456"),
            ("１２３４５６", "123456"),
            ("١٢٣٤٥٦", "123456"),
            ("12", "12"),
            ("12e", "12"),
            ("1234q56", "123456"),
            ("", ""),
            ("G-123456", "123456"),
            ("Your code is 123 456. Do not share it.", "123456"),
            ("Call 1-800-555-0199 if this was not you. Code: 204981", "204981"),
            ("Your code is 4821", "4821"),
            ("Alder & Ash, order 77: 918273 is your code.\n@checkout.govifi.com #918273", "918273"),
            ("Valid for 10 minutes.\n@checkout.govifi.com #5512", "5512"),
            ("no code here", ""),
        ] {
            assert_eq!(read(text), code, "{text}");
        }
    }

    proptest! {
        #[test]
        fn it_is_digits_and_stays_what_it_is(text: String) {
            let code = read(&text);
            prop_assert!(code.len() <= LONGEST && code.bytes().all(|b| b.is_ascii_digit()));
            prop_assert_eq!(read(&code), code);
        }
    }
}
