//! The issuer's address verification: which test postal codes fail it.
//!
//! All ours. Compared without case, blanks and dashes; any other address passes. Only cards are
//! verified, for only issuers know addresses.

use contract::{AvsField, BillingDetails};

/// The postal codes that do something, for the demo shop's page too: where, which, and what the
/// issuer says does not match.
pub const TEST_POSTCODES: [(&str, &str, AvsField); 10] = [
    ("US", "99999", AvsField::Zip),
    ("US", "99998", AvsField::Street),
    ("CA", "K9Z 9Z9", AvsField::Zip),
    ("CA", "K9Z 9Z8", AvsField::Street),
    ("GB", "ZE9 9ZZ", AvsField::Zip),
    ("GB", "ZE9 9ZY", AvsField::Street),
    ("JP", "999-9999", AvsField::Zip),
    ("JP", "999-9998", AvsField::Street),
    ("IE", "D99 X9X9", AvsField::Zip),
    ("IE", "D99 X9X8", AvsField::Street),
];

/// What does not match.
pub fn mismatch(billing: Option<&BillingDetails>) -> Option<AvsField> {
    let given = bare(billing?.zip.as_deref()?);
    let known = TEST_POSTCODES.iter().find(|(_, code, _)| bare(code) == given);
    known.map(|(.., field)| *field)
}

fn bare(code: &str) -> String {
    let kept = code.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_test_postcodes_fail() {
        let of = |zip: &str| {
            mismatch(Some(&BillingDetails { zip: Some(zip.to_owned()), ..Default::default() }))
        };
        assert_eq!(of("99999"), Some(AvsField::Zip));
        assert_eq!(of(" k9z9z8 "), Some(AvsField::Street));
        assert_eq!(of("9999999"), Some(AvsField::Zip));
        assert_eq!((of("10001"), of("")), (None, None));
        assert_eq!(mismatch(None), None);
    }
}
