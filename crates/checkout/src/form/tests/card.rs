use crate::form::brand::Brand;
use crate::form::{Edit, Fault, card_number, cvc};

/// `security-and-faults.md` 5.2.
const TEST_NUMBERS: &[(&str, Brand)] = &[
    ("4242424242424242", Brand::Visa),
    ("4111111111111111", Brand::Visa),
    ("4012888888881881", Brand::Visa),
    ("4000056655665556", Brand::Visa),
    ("5555555555554444", Brand::Mastercard),
    ("5105105105105100", Brand::Mastercard),
    ("2223003122003222", Brand::Mastercard),
    ("378282246310005", Brand::Amex),
    ("371449635398431", Brand::Amex),
    ("6011111111111117", Brand::Discover),
    ("6011000990139424", Brand::Discover),
    ("3056930009020004", Brand::Diners),
    ("36227206271667", Brand::Diners),
    ("30569309025904", Brand::Diners),
    ("38520000023237", Brand::Diners),
    ("3566002020360505", Brand::Jcb),
    ("6200000000000005", Brand::UnionPay),
    ("4000000000000002", Brand::Visa),
    ("4000000000009995", Brand::Visa),
    ("4000000000000127", Brand::Visa),
    ("4000000000000069", Brand::Visa),
    ("4000000000000119", Brand::Visa),
    ("4000000000003220", Brand::Visa),
];

#[test]
fn every_test_number_has_its_brand_and_passes() {
    for (number, brand) in TEST_NUMBERS {
        assert_eq!(Brand::detect(number), Some(*brand), "{number}");
        assert_eq!(card_number::judge(number), None, "{number}");
        let shown = card_number::rewrite("", number, number.len(), Edit::Insert);
        assert_eq!(card_number::judge(&shown.text), None, "{}", shown.text);
        assert_eq!(card_number::digits(&shown.text), *number);
        assert_eq!(shown.text.split(' ').count(), brand.gaps().len() + 1);
    }
}

#[test]
fn every_wrong_digit_and_nearly_every_swap_is_caught() {
    let right = "4111111111111111";
    assert_eq!(card_number::judge("4242424242424241"), Some(Fault::Invalid));
    for place in 0..right.len() {
        for digit in b'0'..=b'9' {
            let mut wrong = right.as_bytes().to_vec();
            if wrong[place] == digit {
                continue;
            }
            wrong[place] = digit;
            let wrong = String::from_utf8(wrong).unwrap();
            // A first digit can make it another brand's number, too long or too short for it.
            assert!(card_number::judge(&wrong).is_some() || place < 2, "{wrong}");
            if Brand::detect(&wrong) != Some(Brand::UnionPay) {
                assert!(card_number::judge(&wrong).is_some(), "{wrong}");
            }
        }
    }
    for (number, brand) in TEST_NUMBERS {
        if *brand == Brand::UnionPay {
            continue;
        }
        for place in 4..number.len() - 1 {
            let mut swapped = number.as_bytes().to_vec();
            swapped.swap(place, place + 1);
            let pair =
                (swapped[place].min(swapped[place + 1]), swapped[place].max(swapped[place + 1]));
            let swapped = String::from_utf8(swapped).unwrap();
            // The check digit cannot see 09 and 90.
            let seen = swapped != **number && pair != (b'0', b'9');
            assert_eq!(card_number::judge(&swapped).is_some(), seen, "{swapped}");
        }
    }
}

#[test]
fn a_number_is_empty_incomplete_invalid_or_right() {
    let cases = [
        ("", Some(Fault::Empty)),
        ("   ", Some(Fault::Empty)),
        ("4", Some(Fault::Incomplete)),
        ("4242 4242 4242 424", Some(Fault::Incomplete)),
        ("4242 4242 4242 4242 4", Some(Fault::Incomplete)),
        ("3782 822463 1000", Some(Fault::Incomplete)),
        ("5555 5555 5555 4444 0", Some(Fault::Invalid)),
        ("card", Some(Fault::Invalid)),
        ("0000 0000 0000 0000", Some(Fault::Invalid)),
        // UnionPay without a check digit.
        ("6200 0000 0000 0000", None),
        // No brand: twelve to nineteen digits and a check digit.
        ("9999 9999 997", Some(Fault::Incomplete)),
        ("9999 9999 9994", Some(Fault::Invalid)),
        ("9999 9999 9991", None),
        ("９９９９ 9999 9991", None),
        ("4242-4242-4242-4242", None),
    ];
    for (text, fault) in cases {
        assert_eq!(card_number::judge(text), fault, "{text}");
    }
}

#[test]
fn the_longest_prefix_wins_and_too_few_digits_tell_nothing() {
    let cases = [
        ("", None),
        ("4", Some(Brand::Visa)),
        ("401178", Some(Brand::Elo)),
        ("401180", Some(Brand::Visa)),
        ("5", None),
        ("50", Some(Brand::Maestro)),
        ("506099", Some(Brand::Verve)),
        ("506699", Some(Brand::Elo)),
        ("51", Some(Brand::Mastercard)),
        ("56", Some(Brand::Maestro)),
        ("2", None),
        ("222", None),
        ("2220", None),
        ("2221", Some(Brand::Mastercard)),
        ("2720", Some(Brand::Mastercard)),
        ("2721", None),
        ("2200", Some(Brand::Mir)),
        ("6", None),
        ("60", None),
        ("601", None),
        ("6011", Some(Brand::Discover)),
        ("606", Some(Brand::Maestro)),
        ("606282", Some(Brand::Hipercard)),
        ("62", Some(Brand::UnionPay)),
        ("64", None),
        ("644", Some(Brand::Discover)),
        ("65", Some(Brand::Discover)),
        ("650002", Some(Brand::Verve)),
        ("650031", Some(Brand::Elo)),
        ("67", Some(Brand::Maestro)),
        ("81", Some(Brand::UnionPay)),
        ("35", None),
        ("3528", Some(Brand::Jcb)),
        ("3589", Some(Brand::Jcb)),
        ("3590", None),
        ("306", None),
        ("34", Some(Brand::Amex)),
        ("0004", None),
        ("04", None),
        ("9", None),
        ("4x", Some(Brand::Visa)),
        ("x4", None),
    ];
    for (digits, brand) in cases {
        assert_eq!(Brand::detect(digits), brand, "{digits}");
    }
}

#[test]
fn brands_are_found_by_their_wire_words() {
    for brand in Brand::ALL {
        assert_eq!(Brand::from_wire(brand.wire()), Some(brand));
        assert_eq!(Brand::from_wire(&brand.wire().to_uppercase()), Some(brand));
        assert!(brand.lengths().is_sorted() && brand.gaps().is_sorted());
    }
    assert_eq!(Brand::from_wire("Visa"), Some(Brand::Visa));
    assert_eq!(Brand::from_wire("carte bleue"), None);
}

#[test]
fn a_security_code_has_the_length_of_its_brand() {
    let cases = [
        ("", None, Some(Fault::Empty)),
        ("12", None, Some(Fault::Incomplete)),
        ("123", None, None),
        ("1234", None, None),
        ("12345", None, Some(Fault::Invalid)),
        ("12a", None, Some(Fault::Invalid)),
        ("123", Some(Brand::Visa), None),
        ("1234", Some(Brand::Visa), Some(Fault::Invalid)),
        ("123", Some(Brand::Amex), Some(Fault::Incomplete)),
        ("1234", Some(Brand::Amex), None),
        ("١٢٣", Some(Brand::Visa), None),
    ];
    for (text, brand, fault) in cases {
        assert_eq!(cvc::judge(text, brand), fault, "{text} {brand:?}");
    }
}
