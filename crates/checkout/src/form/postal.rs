//! Postal codes: judged by their country's rules, and written as that country writes them.
//!
//! Rules: `security-and-faults.md` 5.5, without its list of British areas, which grows. What is
//! typed in lower case, without its blank or with its dash elsewhere is right.

use super::{Fault, country::Country, digits};

/// How a country's codes are judged.
enum Rule {
    /// Five digits, or nine.
    Zip,
    /// Letter, digit, letter; digit, letter, digit.
    Canadian,
    /// One to two letters, a digit, perhaps one more; a digit and two letters.
    British,
    /// Two to twelve characters.
    Any,
}

impl Rule {
    fn of(country: Option<Country>) -> Self {
        match country {
            Some(country) if country.postal_kind() == super::country::PostalKind::Zip => Self::Zip,
            Some(Country::CA) => Self::Canadian,
            Some(country) if country.writes_british_postcodes() => Self::British,
            Some(_) | None => Self::Any,
        }
    }
}

/// What is wrong with a postal code that is not blank.
pub(super) fn judge(text: &str, country: Option<Country>) -> Option<Fault> {
    let compact = compact(text);
    match Rule::of(country) {
        Rule::Zip => zip(&compact),
        Rule::Canadian => canadian(compact.as_bytes()),
        Rule::British => british(&compact),
        Rule::Any => match text.trim().chars().count() {
            0 | 1 => Some(Fault::Incomplete),
            2..=12 if text.chars().any(|c| c.is_ascii_alphanumeric() || !c.is_ascii()) => None,
            _ => Some(Fault::Invalid),
        },
    }
}

/// A right code as its country writes it; None if it is not right, or the country has no rule.
pub(super) fn tidy(text: &str, country: Option<Country>) -> Option<String> {
    let rule = Rule::of(country);
    if judge(text, country).is_some() {
        return None;
    }
    let mut code = compact(text);
    let (mark, place) = match rule {
        Rule::Zip if code.len() == 9 => ('-', 5),
        Rule::Zip => return Some(code),
        Rule::Canadian => (' ', 3),
        // A forces' post office number stands apart from its word.
        Rule::British if code.starts_with("BFPO") => (' ', 4),
        Rule::British => (' ', code.len() - 3),
        Rule::Any => return None,
    };
    code.insert(place, mark);
    Some(code)
}

/// Without blanks and dashes, in upper case, digits as ASCII.
pub(super) fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .map(|c| digits::ascii(c).unwrap_or(c).to_ascii_uppercase())
        .collect()
}

fn zip(code: &str) -> Option<Fault> {
    match code.len() {
        _ if !code.bytes().all(|c| c.is_ascii_digit()) => Some(Fault::Invalid),
        5 | 9 => None,
        0..=8 => Some(Fault::Incomplete),
        _ => Some(Fault::Invalid),
    }
}

fn canadian(code: &[u8]) -> Option<Fault> {
    let fits = |(place, c): (usize, &u8)| match place {
        0 => c.is_ascii_uppercase() && !b"DFIOQUWZ".contains(c),
        2 | 4 => c.is_ascii_uppercase() && !b"DFIOQU".contains(c),
        1 | 3 | 5 => c.is_ascii_digit(),
        _ => false,
    };
    if !code.iter().enumerate().all(fits) {
        Some(Fault::Invalid)
    } else if code.len() < 6 {
        Some(Fault::Incomplete)
    } else {
        None
    }
}

fn british(code: &str) -> Option<Fault> {
    if let Some(number) = code.strip_prefix("BFPO") {
        return match number.len() {
            _ if !number.bytes().all(|c| c.is_ascii_digit()) => Some(Fault::Invalid),
            0 => Some(Fault::Incomplete),
            1..=4 => None,
            _ => Some(Fault::Invalid),
        };
    }
    // Girobank's, the one that keeps to no rule.
    if code == "GIR0AA" {
        return None;
    }
    if !code.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return Some(Fault::Invalid);
    }
    if code.len() < 5 {
        return Some(Fault::Incomplete);
    }
    let (outward, inward) = code.as_bytes().split_at(code.len() - 3);
    let area = outward.iter().take_while(|c| c.is_ascii_uppercase()).count();
    let district = match &outward[area..] {
        [digit] | [digit, _] => digit.is_ascii_digit(),
        _ => false,
    };
    let unit = match inward {
        [sector, unit @ ..] => {
            sector.is_ascii_digit()
                && unit.iter().all(|c| c.is_ascii_uppercase() && !b"CIKMOV".contains(c))
        }
        [] => false,
    };
    if (1..=2).contains(&area) && district && unit { None } else { Some(Fault::Invalid) }
}
