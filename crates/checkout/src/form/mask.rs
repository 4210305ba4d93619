//! The shapes of postal codes, in a small language: `9` is a digit, `A` a letter, `*` either,
//! `[BCD]` one of these, `?` makes what is before it optional, and anything else is itself.
//!
//! Blanks and dashes of a mask are how its country writes the code; whoever types may leave them
//! out or put them elsewhere.

use super::{Fault, postal};

/// How a text and a mask agree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Not at all.
    No,
    /// As far as the text goes.
    Begun,
    /// Wholly.
    Whole,
}

/// What is wrong with a code that is not blank, if none of the masks fits. Without masks, nothing.
pub(super) fn judge(masks: &[String], text: &str) -> Option<Fault> {
    let code = postal::compact(text);
    let best = masks.iter().map(|mask| fit(mask.as_bytes(), code.as_bytes(), &mut String::new()));
    match best.max() {
        None | Some(Fit::Whole) => None,
        Some(Fit::Begun) => Some(Fault::Incomplete),
        Some(Fit::No) => Some(Fault::Invalid),
    }
}

/// The code as the first mask that fits writes it.
pub(super) fn tidy(masks: &[String], text: &str) -> Option<String> {
    let code = postal::compact(text);
    masks.iter().find_map(|mask| {
        let mut written = String::with_capacity(mask.len());
        let whole = fit(mask.as_bytes(), code.as_bytes(), &mut written) == Fit::Whole;
        whole.then_some(written)
    })
}

/// Fits the code and writes it with the mask's marks. What is written is only of use if it is
/// whole.
fn fit(mask: &[u8], code: &[u8], written: &mut String) -> Fit {
    let Some((wanted, rest)) = split(mask) else {
        return if code.is_empty() { Fit::Whole } else { Fit::No };
    };
    let start = written.len();
    if let [mark @ (b' ' | b'-')] = wanted {
        written.push(char::from(*mark));
        return fit(rest, code, written);
    }
    let optional = rest.strip_prefix(b"?");
    let taken = match code {
        [] => Fit::Begun,
        [c, code @ ..] if is_wanted(wanted, *c) => {
            written.push(char::from(*c));
            fit(optional.unwrap_or(rest), code, written)
        }
        _ => Fit::No,
    };
    match optional {
        Some(rest) if taken != Fit::Whole => {
            written.truncate(start);
            taken.max(fit(rest, code, written))
        }
        _ => taken,
    }
}

/// What a mask wants first, several for one of them, and what follows it. A bracket that is not
/// closed wants all that is left.
fn split(mask: &[u8]) -> Option<(&[u8], &[u8])> {
    let Some(set) = mask.strip_prefix(b"[") else { return mask.split_at_checked(1) };
    let end = set.iter().position(|c| *c == b']').unwrap_or(set.len());
    Some((set.get(..end)?, set.get(end + 1..).unwrap_or_default()))
}

fn is_wanted(wanted: &[u8], c: u8) -> bool {
    match wanted {
        b"9" => c.is_ascii_digit(),
        b"A" => c.is_ascii_uppercase(),
        b"*" => c.is_ascii_digit() || c.is_ascii_uppercase(),
        set => set.contains(&c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masks(list: &[&str]) -> Vec<String> {
        list.iter().map(|mask| (*mask).to_owned()).collect()
    }

    #[test]
    fn a_code_fits_however_it_is_typed() {
        for (mask, text, written) in [
            ("99999", " 75001 ", "75001"),
            ("99999-999", "01001000", "01001-000"),
            ("9999 AA", "1012ab", "1012 AB"),
            ("999 99", "100-00", "100 00"),
            ("999-9999", "１００ ０００１", "100-0001"),
            ("A9* ****", "d6wx285", "D6W X285"),
            ("LV-9999", "lv1073", "LV-1073"),
            ("AA?99? 9AA", "m11ae", "M1 1AE"),
            ("AA?99? 9AA", "DN551PT", "DN55 1PT"),
            ("AA?9A 9AA", "sw1a1aa", "SW1A 1AA"),
            ("[BC]9?-[AB]A", "b7az", "B7-AZ"),
        ] {
            assert_eq!(judge(&masks(&[mask]), text), None, "{mask} {text}");
            assert_eq!(tidy(&masks(&[mask]), text).as_deref(), Some(written), "{mask} {text}");
        }
    }

    #[test]
    fn what_is_missing_is_told_from_what_is_wrong() {
        for (mask, text, fault) in [
            ("99999", "7500", Fault::Incomplete),
            ("99999", "750011", Fault::Invalid),
            ("99999", "7500A", Fault::Invalid),
            ("99999", "é", Fault::Invalid),
            ("9999 AA", "1012", Fault::Incomplete),
            ("9999 AA", "1012 99", Fault::Invalid),
            ("AA?99? 9AA", "SW", Fault::Incomplete),
            ("[BC]99", "D12", Fault::Invalid),
            ("[BC]99", "B1", Fault::Incomplete),
            // Letters of a set are themselves, also those that stand for a kind elsewhere.
            ("[AC]99", "B12", Fault::Invalid),
        ] {
            assert_eq!(judge(&masks(&[mask]), text), Some(fault), "{mask} {text}");
        }
        assert_eq!(judge(&masks(&["999", "99999"]), "1040"), Some(Fault::Incomplete));
        assert_eq!(judge(&[], "anything"), None);
        assert_eq!(tidy(&[], "anything"), None);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_fail(mask in r"[\[\]9A*? L-]{0,10}", text: String) {
            let masks = [mask];
            let written = tidy(&masks, &text);
            prop_assert_eq!(written.is_some(), judge(&masks, &text).is_none());
            if let Some(written) = written {
                prop_assert_eq!(postal::compact(&written), postal::compact(&text));
                prop_assert_eq!(tidy(&masks, &written), Some(written));
            }
        }
    }
}
