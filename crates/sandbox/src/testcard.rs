//! Card numbers: whether one can be, whose it is, and what charging it does here.
//!
//! The processor stand-in's only rule about cards. Test numbers: 4111… and 5555… approve, …0002
//! declines (docs); the other outcomes are ours; any other well-formed number approves (ours).

use crate::outcome::Outcome;

/// The numbers that do something, for the demo shop's page too.
pub const TEST_CARDS: [(&str, Outcome); 7] = [
    ("4111111111111111", Outcome::Approved),
    ("5555555555554444", Outcome::Approved),
    ("4000000000000002", Outcome::Declined),
    ("4000000000000069", Outcome::ExpiredCard),
    ("4000000000000127", Outcome::IncorrectCvc),
    ("4000000000009995", Outcome::InsufficientFunds),
    ("4000000000000119", Outcome::ProcessingError),
];

/// What charging `number` does.
pub fn outcome(number: &str) -> Outcome {
    TEST_CARDS
        .iter()
        .find(|(known, _)| *known == number)
        .map_or(Outcome::Approved, |(_, outcome)| *outcome)
}

/// Whether `number` is 12 to 19 digits that pass the Luhn check.
pub fn is_number(number: &str) -> bool {
    if !(12..=19).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .map(|byte| u32::from(byte - b'0'))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit) {
            (0, digit) => digit,
            (_, digit @ 0..=4) => digit * 2,
            (_, digit) => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The brand of a number of at least six digits, in the wire's words.
pub fn brand(number: &str) -> &'static str {
    let prefix = |length: usize| number.get(..length).and_then(|text| text.parse().ok());
    match (prefix(2).unwrap_or(0_u32), prefix(4).unwrap_or(0), prefix(6).unwrap_or(0)) {
        (40..=49, ..) => "visa",
        (51..=55, ..) | (_, 2221..=2720, _) => "mastercard",
        (34 | 37, ..) => "amex",
        (65, ..) | (_, 6011, _) | (_, _, 644_000..=649_999) => "discover",
        (36 | 38 | 39, ..) | (_, _, 300_000..=305_999) => "diners",
        (_, 3528..=3589, _) => "jcb",
        (62, ..) => "unionpay",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_card_is_well_formed_and_has_its_outcome() {
        for (number, expected) in TEST_CARDS {
            assert!(is_number(number), "{number}");
            assert_eq!(outcome(number), expected);
        }
        assert_eq!(outcome("378282246310005"), Outcome::Approved);
    }

    #[test]
    fn a_wrong_digit_or_length_is_no_number() {
        for wrong in
            ["", "4111111111111112", "41111111111", "4111 1111 1111 1111", "41111111111111111111"]
        {
            assert!(!is_number(wrong), "{wrong}");
        }
    }

    #[test]
    fn brands_are_told_by_prefix() {
        for (number, name) in [
            ("4111111111111111", "visa"),
            ("5555555555554444", "mastercard"),
            ("2223003122003222", "mastercard"),
            ("378282246310005", "amex"),
            ("6011111111111117", "discover"),
            ("30569309025904", "diners"),
            ("3530111333300000", "jcb"),
            ("6200000000000005", "unionpay"),
            ("9999999999999995", "unknown"),
        ] {
            assert_eq!(brand(number), name, "{number}");
        }
    }
}
