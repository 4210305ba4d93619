//! Bank accounts: whether a routing number can be, and what charging an account does here.
//!
//! Any well-formed details approve (docs); the account numbers that decline are ours.

use crate::outcome::Outcome;

/// The account numbers that do something, for the demo shop's page too.
pub const TEST_ACCOUNTS: [(&str, Outcome); 4] = [
    ("000123456789", Outcome::Approved),
    ("000111111113", Outcome::Declined),
    ("000111111116", Outcome::InsufficientFunds),
    ("000111111119", Outcome::ProcessingError),
];

/// A routing number for tests. Any other that passes the check will do.
pub const TEST_ROUTING: &str = "110000000";

/// What charging an account does.
pub fn outcome(account: &str) -> Outcome {
    TEST_ACCOUNTS
        .iter()
        .find(|(known, _)| *known == account)
        .map_or(Outcome::Approved, |(_, outcome)| *outcome)
}

/// Whether `number` is 4 to 17 digits.
pub fn is_account(number: &str) -> bool {
    (4..=17).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `number` is an ABA routing number: nine digits of an assigned range whose weighted sum
/// (3, 7, 1) is a multiple of ten.
pub fn is_routing(number: &str) -> bool {
    let Ok(digits) = <[u8; 9]>::try_from(number.as_bytes()) else { return false };
    if !digits.iter().all(u8::is_ascii_digit) || number == "000000000" {
        return false;
    }
    let digits = digits.map(|byte| u32::from(byte - b'0'));
    let assigned = matches!(digits[0] * 10 + digits[1], 0..=12 | 21..=32 | 61..=72 | 80);
    let sum: u32 = digits.iter().zip([3, 7, 1].iter().cycle()).map(|(d, weight)| d * weight).sum();
    assigned && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_numbers_are_checked() {
        for good in ["021000021", "111000025", "110000000", "011401533", TEST_ROUTING] {
            assert!(is_routing(good), "{good}");
        }
        for bad in
            ["", "123456789", "000000000", "02100002", "0210000210", "02100002a", "990000002"]
        {
            assert!(!is_routing(bad), "{bad}");
        }
    }

    #[test]
    fn every_test_account_is_well_formed_and_has_its_outcome() {
        for (number, expected) in TEST_ACCOUNTS {
            assert!(is_account(number), "{number}");
            assert_eq!(outcome(number), expected);
        }
        assert_eq!(outcome("1234"), Outcome::Approved);
        for bad in ["123", "123456789012345678", "12 34"] {
            assert!(!is_account(bad), "{bad}");
        }
    }
}
