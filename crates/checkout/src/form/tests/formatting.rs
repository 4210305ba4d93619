//! The laws of formatting: whatever is typed, pasted or deleted, wherever, the digits and the
//! caret are where the payer put them.

use crate::form::brand::Brand;
use crate::form::{Edit, Rewritten, card_number, cvc, digits, expiry};
use proptest::prelude::*;

type Rewrite = fn(&str, &str, usize, Edit) -> Rewritten;

fn cvc_of_amex(before: &str, raw: &str, caret: usize, edit: Edit) -> Rewritten {
    cvc::rewrite(before, raw, caret, edit, Some(Brand::Amex))
}

fn cvc_unbranded(before: &str, raw: &str, caret: usize, edit: Edit) -> Rewritten {
    cvc::rewrite(before, raw, caret, edit, None)
}

const ALL: [Rewrite; 4] = [card_number::rewrite, expiry::rewrite, cvc_of_amex, cvc_unbranded];

/// What a payer does to a field. Places are taken modulo the text's length.
#[derive(Clone, Debug)]
enum Deed {
    Insert { from: usize, to: usize, text: String },
    Delete { from: usize, to: usize, edit: Edit },
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let place = 0..24_usize;
    let text = prop_oneof![
        4 => "[0-9]",
        2 => "[0-9]{1,20}",
        1 => "[0-9 /.-]{0,8}",
        1 => "[0-9a-zé😀０-９٠-٩۰-۹\u{202E}]{0,8}",
    ];
    let edit = prop_oneof![Just(Edit::DeleteBackward), Just(Edit::DeleteForward)];
    let insert = (place.clone(), place.clone(), text);
    let delete = (place.clone(), place, edit);
    let deed = prop_oneof![
        3 => insert.prop_map(|(from, to, text)| Deed::Insert { from, to, text }),
        2 => delete.prop_map(|(from, to, edit)| Deed::Delete { from, to, edit }),
    ];
    proptest::collection::vec(deed, 1..12)
}

/// A field as a browser keeps it. Formatted text is ASCII, so a place is a byte.
struct Input {
    rewrite: Rewrite,
    shown: Rewritten,
}

/// What an edit made, and what is wanted of it.
struct Outcome {
    raw: String,
    wanted: String,
    wanted_left: usize,
    inserted: bool,
}

impl Input {
    fn new(rewrite: Rewrite) -> Self {
        Self { rewrite, shown: Rewritten { text: String::new(), caret: 0 } }
    }

    fn edit(&mut self, raw: &str, caret: usize, edit: Edit) {
        self.shown = (self.rewrite)(&self.shown.text, raw, caret, edit);
    }

    /// Types, or pastes, at the caret.
    fn insert(&mut self, text: &str) {
        let (left, right) = self.shown.text.split_at(self.shown.caret);
        let raw = [left, text, right].concat();
        let caret = self.shown.caret + text.encode_utf16().count();
        self.edit(&raw, caret, Edit::Insert);
    }

    fn apply(&mut self, deed: &Deed) -> Option<Outcome> {
        let before = self.shown.text.clone();
        let at = |place: usize| place % (before.len() + 1);
        let (from, to, text, edit) = match deed {
            Deed::Insert { from, to, text } => (at(*from), at(*to), text.as_str(), Edit::Insert),
            Deed::Delete { from, to, edit } => (at(*from), at(*to), "", *edit),
        };
        let (mut from, mut to) = (from.min(to), from.max(to));
        if from == to {
            // Without a selection a deletion takes the neighbour; at the end there is no event.
            match edit {
                Edit::Insert => {}
                Edit::DeleteBackward => from = from.checked_sub(1)?,
                Edit::DeleteForward if to < before.len() => to += 1,
                Edit::DeleteForward => return None,
            }
        }
        let raw = [&before[..from], text, &before[to..]].concat();
        let caret = from + text.encode_utf16().count();

        let mut left = card_number::digits(&before[..from]);
        let mut right = card_number::digits(&before[to..]);
        if from != to && card_number::digits(&before[from..to]).is_empty() {
            match edit {
                Edit::Insert => {}
                Edit::DeleteBackward => drop(left.pop()),
                Edit::DeleteForward => right = right.chars().skip(1).collect(),
            }
        }
        left.push_str(&card_number::digits(text));
        self.edit(&raw, caret, edit);
        Some(Outcome {
            wanted_left: left.len(),
            wanted: left + &right,
            raw,
            inserted: edit == Edit::Insert,
        })
    }

    fn left(&self) -> usize {
        card_number::digits(&self.shown.text[..self.shown.caret]).len()
    }
}

fn longest_card(number: &str) -> usize {
    Brand::detect(number)
        .and_then(|brand| brand.lengths().last())
        .map_or(19, |longest| usize::from(*longest))
}

/// A `YYYY-MM` is turned round, which the law of order does not know.
fn is_year_first(raw: &str) -> bool {
    raw.trim_start().starts_with("20") && raw.contains(|c: char| digits::ascii(c).is_none())
}

proptest! {
    #[test]
    fn a_card_number_keeps_its_digits_and_its_caret(deeds in deeds()) {
        let mut input = Input::new(card_number::rewrite);
        for deed in &deeds {
            let Some(outcome) = input.apply(deed) else { continue };
            let max = if outcome.inserted { longest_card(&outcome.wanted) } else { 19 };
            let wanted: String = outcome.wanted.chars().take(max).collect();
            prop_assert_eq!(card_number::digits(&input.shown.text), wanted);
            prop_assert_eq!(input.left(), outcome.wanted_left.min(max));
        }
    }

    #[test]
    fn a_security_code_keeps_its_digits_and_its_caret(deeds in deeds()) {
        let mut input = Input::new(cvc_unbranded);
        for deed in &deeds {
            let Some(outcome) = input.apply(deed) else { continue };
            let wanted: String = outcome.wanted.chars().take(4).collect();
            prop_assert_eq!(&input.shown.text, &wanted);
            prop_assert_eq!(input.shown.caret, outcome.wanted_left.min(4));
        }
    }

    #[test]
    fn an_expiry_keeps_its_digits_and_its_caret(deeds in deeds()) {
        let mut input = Input::new(expiry::rewrite);
        for deed in &deeds {
            let Some(outcome) = input.apply(deed) else { continue };
            if is_year_first(&outcome.raw) {
                continue;
            }
            // One zero may be put before the month, by typing only.
            let got = card_number::digits(&input.shown.text);
            let padded = !outcome.wanted.starts_with(&got);
            prop_assert!(!padded || outcome.inserted);
            let kept = if padded { got.strip_prefix('0') } else { Some(got.as_str()) };
            let Some(kept) = kept else {
                return Err(TestCaseError::fail("neither kept nor padded"));
            };
            prop_assert!(outcome.wanted.starts_with(kept));
            // What is cut is what a year has no room for.
            let month = input.shown.text.find('/').map_or(got.len(), |mark| {
                card_number::digits(&input.shown.text[..mark]).len()
            });
            let room = if got[month..].starts_with("20") || !outcome.inserted { 4 } else { 2 };
            prop_assert!(kept == outcome.wanted || got.len() - month == room);
            let left = outcome.wanted_left.min(kept.len());
            prop_assert_eq!(input.left(), left + usize::from(padded && left > 0));
        }
    }

    #[test]
    fn formatting_again_changes_nothing(deeds in deeds()) {
        for rewrite in ALL {
            let mut input = Input::new(rewrite);
            for deed in &deeds {
                if input.apply(deed).is_none() {
                    continue;
                }
                let edit = match deed {
                    Deed::Insert { .. } => Edit::Insert,
                    Deed::Delete { edit, .. } => *edit,
                };
                let Rewritten { text, caret } = &input.shown;
                let again = rewrite(text, text, *caret, edit);
                prop_assert_eq!((&again.text, again.caret), (text, *caret));
            }
        }
    }

    #[test]
    fn typing_digit_by_digit_is_pasting(number in "[0-9]{0,24}") {
        for rewrite in ALL {
            let mut typed = Input::new(rewrite);
            for place in 0..number.len() {
                typed.insert(&number[place..=place]);
            }
            let mut pasted = Input::new(rewrite);
            pasted.insert(&number);
            prop_assert_eq!(&typed.shown.text, &pasted.shown.text);
            prop_assert_eq!(typed.shown.caret, pasted.shown.caret);
        }
    }

    #[test]
    fn backspace_empties_any_field(number in "[0-9]{0,24}") {
        for rewrite in ALL {
            let mut input = Input::new(rewrite);
            input.insert(&number);
            for _ in 0..=number.len() {
                let end = input.shown.text.len();
                if end > 0 {
                    input.apply(&Deed::Delete { from: end, to: end, edit: Edit::DeleteBackward });
                }
            }
            prop_assert_eq!(&input.shown.text, "");
        }
    }

    #[test]
    fn no_text_and_no_caret_makes_it_fail(before in ".{0,24}", raw in ".{0,40}", caret in 0..50_usize) {
        for rewrite in ALL {
            for edit in [Edit::Insert, Edit::DeleteBackward, Edit::DeleteForward] {
                let Rewritten { text, caret } = rewrite(&before, &raw, caret, edit);
                prop_assert!(text.is_ascii() && caret <= text.len());
            }
        }
    }
}

#[track_caller]
fn check(rewrite: Rewrite, before: &str, raw: &str, edit: Edit, wanted: &str) {
    let read = |marked: &str| (marked.replace('|', ""), marked.find('|').unwrap());
    let (raw, caret) = read(raw);
    let (text, caret_wanted) = read(wanted);
    let shown = rewrite(before, &raw, caret, edit);
    assert_eq!((shown.text, shown.caret), (text, caret_wanted), "{before} -> {raw}");
}

#[test]
fn deleting_a_gap_deletes_the_digit_beyond_it() {
    let back = |before, raw, wanted| {
        check(card_number::rewrite, before, raw, Edit::DeleteBackward, wanted);
    };
    back("4242 4", "4242|4", "424|4");
    back("4242 4242 4", "4242 4242|4", "4242 424|4");
    back("3782 822463 1", "3782 822463|1", "3782 82246|1");
    let forward = |before, raw, wanted| {
        check(card_number::rewrite, before, raw, Edit::DeleteForward, wanted);
    };
    forward("4242 4567", "4242|4567", "4242| 567");
    forward("4242 4", "4242|4", "4242|");
}

#[test]
fn the_caret_stays_beside_its_digit() {
    let typed = |raw, wanted| check(card_number::rewrite, "", raw, Edit::Insert, wanted);
    typed("4242|", "4242|");
    typed("42425|", "4242 5|");
    typed("4|2425", "4|242 5");
    typed("4242|5", "4242| 5");
    typed("4242 |5", "4242 |5");
    // A pair of UTF-16 units and a digit that is no ASCII stand before this caret.
    let wide = card_number::rewrite("", "😀４２", 3, Edit::Insert);
    assert_eq!((wide.text.as_str(), wide.caret), ("42", 1));
}

#[test]
fn an_expiry_fills_in_what_can_only_be_meant() {
    let typed = |raw, wanted| check(expiry::rewrite, "", raw, Edit::Insert, wanted);
    typed("1|", "1|");
    typed("4|", "04 / |");
    typed("0|", "0|");
    typed("12|", "12 / |");
    typed("13|", "01 / 3|");
    typed("1/|", "01 / |");
    typed("1 |", "01 / |");
    typed("1230|", "12 / 30|");
    typed("430|", "04 / 30|");
    typed("12/30|", "12 / 30|");
    typed("12-30|", "12 / 30|");
    typed("1/30|", "01 / 30|");
    typed("12/2030|", "12 / 2030|");
    typed("122030|", "12 / 2030|");
    typed("12 / 2030|", "12 / 2030|");
    typed("2030-12|", "12 / 2030|");
    typed("2030-1|", "01 / 2030|");
    typed(" 12/30 |", "12 / 30|");
    typed("4/|/2030", "04 / |2030");
}

#[test]
fn an_expiry_can_be_mended_in_the_middle() {
    let back = |before, raw, wanted| {
        check(expiry::rewrite, before, raw, Edit::DeleteBackward, wanted);
    };
    back("12 / ", "12 /|", "1|");
    back("04 / ", "04 /|", "0|");
    back("12 / 3", "12 / |", "12 / |");
    back("12 / 30", "12 /|30", "1| / 30");
    back("12 / 30", "1| / 30", "1| / 30");
    back("1 / 30", "| / 30", "| / 30");
    back("12 / 2030", "12 / |030", "12 / |030");
    let typed = |before, raw, wanted| check(expiry::rewrite, before, raw, Edit::Insert, wanted);
    typed(" / 30", "1| / 30", "1| / 30");
    typed("1 / 30", "11| / 30", "11| / 30");
    typed(" / 30", "0| / 30", "0| / 30");
    typed("0 / 30", "04| / 30", "04| / 30");
    let forward = |before, raw, wanted| {
        check(expiry::rewrite, before, raw, Edit::DeleteForward, wanted);
    };
    forward("12 / 30", "12|/ 30", "12| / 0");
    forward("12 / 30", "|2 / 30", "|2 / 30");
}
