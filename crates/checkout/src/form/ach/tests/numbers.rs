use crate::form::Fault;
use crate::form::Rewritten;
use crate::form::ach::{account, routing};
use proptest::prelude::*;

/// Routing numbers of every range in use, right by their check digit.
fn routing_number() -> impl Strategy<Value = String> {
    let prefix = prop_oneof![0..=12_u32, 21..=32_u32, 61..=72_u32, Just(80)];
    (prefix, 0..1_000_000_u32).prop_filter_map("nine zeros", |(prefix, rest)| {
        let eight = format!("{prefix:02}{rest:06}");
        let weights = [3, 7, 1, 3, 7, 1, 3, 7];
        let sum: u32 =
            eight.bytes().zip(weights).map(|(d, weight)| u32::from(d - b'0') * weight).sum();
        let number = format!("{eight}{}", (10 - sum % 10) % 10);
        (number != "000000000").then_some(number)
    })
}

#[test]
fn routing_numbers() {
    for (text, fault) in [
        ("021000021", None),
        ("111000025", None),
        ("110000000", None),
        ("011401533", None),
        ("０２１０００021", None),
        (" 021-000-021 ", None),
        ("", Some(Fault::Empty)),
        ("  ", Some(Fault::Empty)),
        ("x", Some(Fault::Invalid)),
        ("02100002", Some(Fault::Incomplete)),
        // Mistyped.
        ("021000012", Some(Fault::Invalid)),
        // Every sum is right, and it is nobody's.
        ("000000000", Some(Fault::Invalid)),
        ("123456789", Some(Fault::Invalid)),
        // No routing number begins so.
        ("130000006", Some(Fault::AccountNumber)),
        ("999999999", Some(Fault::AccountNumber)),
        ("1234567890", Some(Fault::AccountNumber)),
        ("12345678901234567", Some(Fault::AccountNumber)),
        ("4242 4242 4242 4242", Some(Fault::CardNumber)),
    ] {
        assert_eq!(routing::judge(text), fault, "{text}");
    }
}

#[test]
fn account_numbers() {
    for (text, fault) in [
        ("0001", None),
        ("000123456789", None),
        ("12345678901234567", None),
        ("1234-5678 90", None),
        ("١٢٣٤٥", None),
        ("", Some(Fault::Empty)),
        (" - ", Some(Fault::Invalid)),
        ("123", Some(Fault::Incomplete)),
        ("000000000", Some(Fault::Invalid)),
        ("123456789012345678", Some(Fault::Invalid)),
    ] {
        assert_eq!(account::judge(text), fault, "{text}");
    }
    assert_eq!(account::last4("00 0123-4567"), Some("4567".to_owned()));
    assert_eq!(account::last4("123"), None);
}

#[test]
fn the_second_typing_is_the_first() {
    for (first, second, fault) in [
        ("0012345", "0012345", None),
        ("0012345", "00-12 345", None),
        ("0012345", "", Some(Fault::Empty)),
        ("0012345", "0012", Some(Fault::Incomplete)),
        ("0012345", "12345", Some(Fault::Different)),
        ("0012345", "00123456", Some(Fault::Different)),
        ("", "0012345", Some(Fault::Different)),
    ] {
        assert_eq!(account::judge_again(first, second), fault, "{first} {second}");
    }
}

#[test]
fn what_is_pasted_keeps_its_zeros_and_loses_its_marks() {
    let Rewritten { text, caret } = account::rewrite("00-12 345", 9);
    assert_eq!((text.as_str(), caret), ("0012345", 7));
    let Rewritten { text, caret } = routing::rewrite("0210000219", 3);
    assert_eq!((text.as_str(), caret), ("0210000219", 3));
    let Rewritten { text, caret } = account::rewrite("123456789012345678901", 21);
    assert_eq!((text.as_str(), caret), ("12345678901234567", 17));
}

proptest! {
    #[test]
    fn every_right_routing_number_passes(number in routing_number()) {
        prop_assert_eq!(routing::judge(&number), None);
    }

    #[test]
    fn one_wrong_digit_is_noticed(number in routing_number(), at in 0..9_usize, by in 1..10_u8) {
        let mut bytes = number.into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        let wrong = String::from_utf8(bytes).unwrap();
        prop_assert!(routing::judge(&wrong).is_some(), "{}", wrong);
    }

    /// The sum cannot tell digits that differ by five.
    #[test]
    fn swapped_neighbours_are_noticed(number in routing_number(), at in 0..8_usize) {
        let mut bytes = number.clone().into_bytes();
        bytes.swap(at, at + 1);
        let wrong = String::from_utf8(bytes.clone()).unwrap();
        match bytes[at].abs_diff(bytes[at + 1]) {
            0 => prop_assert_eq!(wrong, number),
            5 => {}
            _ => prop_assert!(routing::judge(&wrong).is_some(), "{}", wrong),
        }
    }

    #[test]
    fn no_text_and_no_caret_makes_them_fail(text: String, again: String, caret in 0..50_usize) {
        let shown = account::rewrite(&text, caret);
        prop_assert!(shown.text.len() <= 17 && shown.caret <= shown.text.len());
        prop_assert!(shown.text.bytes().all(|b| b.is_ascii_digit()));
        let same = account::rewrite(&shown.text, shown.caret);
        prop_assert!(same == shown);
        routing::judge(&text);
        account::judge(&text);
        account::judge_again(&text, &again);
        account::last4(&text);
    }
}
