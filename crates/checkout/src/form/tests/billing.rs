use crate::form::billing::{judge, tidy};
use crate::form::country::Country;
use crate::form::{Fault, Field};
use proptest::prelude::*;

const ALL: [Field; 9] = [
    Field::Cardholder,
    Field::Email,
    Field::Phone,
    Field::Country,
    Field::Street,
    Field::Street2,
    Field::City,
    Field::State,
    Field::Zip,
];

fn country(code: &str) -> Option<Country> {
    Country::parse(code)
}

#[test]
fn postal_codes_by_country() {
    let cases = [
        ("US", "94107", None),
        ("US", "94107-1234", None),
        ("US", "94107 1234", None),
        ("US", "941071234", None),
        ("US", "９４１０７", None),
        ("US", "9410", Some(Fault::Incomplete)),
        ("US", "94107-12", Some(Fault::Incomplete)),
        ("US", "94107-12345", Some(Fault::Invalid)),
        ("US", "9410A", Some(Fault::Invalid)),
        ("US", "", Some(Fault::Empty)),
        ("PR", "00901", None),
        ("CA", "K1A 0B1", None),
        ("CA", "k1a0b1", None),
        ("CA", "K1A-0B1", None),
        ("CA", "K1A", Some(Fault::Incomplete)),
        ("CA", "D1A 0B1", Some(Fault::Invalid)),
        ("CA", "W1A 0B1", Some(Fault::Invalid)),
        ("CA", "K1W 0B1", None),
        ("CA", "K1O 0B1", Some(Fault::Invalid)),
        ("CA", "K1A 0B12", Some(Fault::Invalid)),
        ("CA", "94107", Some(Fault::Invalid)),
        ("GB", "SW1A 1AA", None),
        ("GB", "sw1a1aa", None),
        ("GB", "M1 1AE", None),
        ("GB", "M60 1NW", None),
        ("GB", "CR2 6XH", None),
        ("GB", "DN55 1PT", None),
        ("GB", "GIR 0AA", None),
        ("GB", "BFPO 801", None),
        ("GB", "BFPO", Some(Fault::Incomplete)),
        ("GB", "SW1A", Some(Fault::Incomplete)),
        ("GB", "SW1A 1AC", Some(Fault::Invalid)),
        ("GB", "SWX1 1AA", Some(Fault::Invalid)),
        ("GB", "94107", Some(Fault::Invalid)),
        ("GB", "SW1É 1AA", Some(Fault::Invalid)),
        ("JE", "JE2 3AB", None),
        ("FR", "75001", None),
        ("FR", "7", Some(Fault::Incomplete)),
        ("FR", "1234567890123", Some(Fault::Invalid)),
        ("FR", "--", Some(Fault::Invalid)),
        ("FR", "", Some(Fault::Empty)),
        ("IE", "", None),
        ("IE", "D02 X285", None),
        ("HK", "", None),
        ("HK", "00000", None),
    ];
    for (code, text, fault) in cases {
        assert_eq!(judge(Field::Zip, text, country(code)), fault, "{code} {text}");
    }
    assert_eq!(judge(Field::Zip, "K1A 0B1", None), None);
    assert_eq!(judge(Field::Zip, "", None), Some(Fault::Empty));
}

#[test]
fn postal_codes_are_sent_as_their_country_writes_them() {
    let cases = [
        ("US", " 94107 ", "94107"),
        ("US", "94107 1234", "94107-1234"),
        ("US", "941071234", "94107-1234"),
        ("US", "9410", "9410"),
        ("CA", "k1a0b1", "K1A 0B1"),
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", "m11ae", "M1 1AE"),
        ("GB", "gir0aa", "GIR 0AA"),
        ("GB", "bfpo801", "BFPO 801"),
        ("GB", "bfpo1", "BFPO 1"),
        ("FR", "75001", "75001"),
        ("NL", "1012  ab", "1012 ab"),
    ];
    for (code, text, sent) in cases {
        assert_eq!(tidy(Field::Zip, text, country(code)), sent, "{code} {text}");
    }
}

#[test]
fn only_what_is_surely_wrong_is_refused() {
    let cases = [
        (Field::Cardholder, "Ada Lovelace", None),
        (Field::Cardholder, "李", None),
        (Field::Cardholder, " ", Some(Fault::Empty)),
        (Field::Email, "ada@example.com", None),
        (Field::Email, " ada@example.com ", None),
        (Field::Email, "ädä+x@exämple.co.uk", None),
        (Field::Email, "ada", Some(Fault::Incomplete)),
        (Field::Email, "ada@", Some(Fault::Incomplete)),
        (Field::Email, "ada@example", Some(Fault::Incomplete)),
        (Field::Email, "ada@example.", Some(Fault::Incomplete)),
        (Field::Email, "ada@.example.com", Some(Fault::Invalid)),
        (Field::Email, "ada@example..com", Some(Fault::Invalid)),
        (Field::Email, "@example.com", Some(Fault::Invalid)),
        (Field::Email, "a@b@example.com", Some(Fault::Invalid)),
        (Field::Email, "a da@example.com", Some(Fault::Invalid)),
        (Field::Phone, "+1 (415) 555-0100 ext. 12", None),
        (Field::Phone, "٠١٢٣٤٥٦", None),
        (Field::Phone, "123", Some(Fault::Incomplete)),
        (Field::Phone, "call me", Some(Fault::Incomplete)),
        (Field::Phone, "12345678901234567890123", Some(Fault::Invalid)),
        (Field::Country, "us", None),
        (Field::Country, "XX", Some(Fault::Invalid)),
        (Field::Street, "1 Main St", None),
        (Field::Street, "", Some(Fault::Empty)),
        (Field::Street2, "", None),
        (Field::City, "Å", None),
        (Field::City, "", Some(Fault::Empty)),
        (Field::State, "", None),
        (Field::State, "Bavaria", None),
        (Field::CardNumber, "4242", Some(Fault::Incomplete)),
        (Field::Expiry, "12/30", None),
        (Field::Cvc, "12", Some(Fault::Incomplete)),
    ];
    for (field, text, fault) in cases {
        assert_eq!(judge(field, text, None), fault, "{field:?} {text}");
    }
    assert_eq!(judge(Field::City, "", country("SG")), None);
    assert_eq!(judge(Field::State, "", country("GB")), None);
    assert_eq!(judge(Field::State, "", country("US")), Some(Fault::Empty));
    assert_eq!(judge(Field::State, "ca", country("US")), None);
    assert_eq!(judge(Field::State, "california", country("US")), None);
    assert_eq!(judge(Field::State, "Quebec", country("US")), Some(Fault::Invalid));
    assert_eq!(tidy(Field::State, "new york", country("US")), "NY");
    assert_eq!(tidy(Field::State, "Bayern", country("DE")), "Bayern");
    assert_eq!(tidy(Field::Country, " gb", None), "GB");
    assert_eq!(tidy(Field::Phone, "٠١٢ ٣٤", None), "012 34");
    assert_eq!(tidy(Field::Street, "  1\u{A0} Main\tSt\n", None), "1 Main St");
}

#[test]
fn a_card_number_in_the_wrong_field_goes_no_further() {
    for field in ALL {
        for number in
            ["4242424242424242", " 4242 4242-4242 4242 ", "４２４２４２４２４２４２４２４２"]
        {
            assert_eq!(judge(field, number, None), Some(Fault::Invalid), "{field:?}");
        }
    }
    assert_eq!(judge(Field::Street, "4242 Fourth Street", None), None);
    // Telephone numbers that pass the check digit: one says so by its plus, one is no brand's.
    assert_eq!(judge(Field::Phone, "+62 812 3456 78904", None), None);
    assert_eq!(judge(Field::Phone, "86 138 0013 80002", None), None);
}

proptest! {
    #[test]
    fn tidying_loses_nothing_and_is_done_at_once(
        field in proptest::sample::select(ALL.as_slice()),
        code in proptest::sample::select(vec!["US", "CA", "GB", "FR", "IE"]),
        text in prop_oneof![".{0,20}", "[A-Za-z0-9 -]{0,10}", "[a-z][0-9][a-z] ?[0-9][a-z][0-9]"],
    ) {
        let country = Country::parse(code);
        let tidied = tidy(field, &text, country);
        prop_assert_eq!(&tidy(field, &tidied, country), &tidied);
        prop_assert_eq!(judge(field, &tidied, country), judge(field, &text, country));
        // A listed region becomes its code, and foreign digits ASCII.
        if field != Field::State && text.is_ascii() {
            let kept = |text: &str| -> String {
                text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
            };
            prop_assert_eq!(kept(&tidied), kept(&text));
        }
    }

    #[test]
    fn canadian_codes_pass_however_they_are_written(
        code in "[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]",
        mark in proptest::sample::select(vec!["", " ", "-"]),
        lower in any::<bool>(),
    ) {
        let wanted = [&code[..3], " ", &code[3..]].concat();
        let written = [&code[..3], mark, &code[3..]].concat();
        let written = if lower { written.to_lowercase() } else { written };
        prop_assert_eq!(judge(Field::Zip, &written, Some(Country::CA)), None);
        prop_assert_eq!(tidy(Field::Zip, &written, Some(Country::CA)), wanted);
    }
}
