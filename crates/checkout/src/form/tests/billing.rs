use crate::form::address::Address;
use crate::form::billing::{is_required, judge, tidy};
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
    let [nobody, unread] = [Address::of_nobody(), Address::unread()];
    for (field, text, fault) in cases {
        assert_eq!(judge(field, text, &nobody), fault, "{field:?} {text}");
    }
    // Where the country is known and its form is not, only a street is needed.
    for field in [Field::City, Field::State, Field::Zip] {
        assert_eq!(judge(field, "", &unread), None, "{field:?}");
        assert_eq!(is_required(field, &nobody), field != Field::State, "{field:?}");
    }
    assert_eq!(judge(Field::Street, "", &unread), Some(Fault::Empty));
    assert_eq!(judge(Field::Zip, "x", &unread), Some(Fault::Incomplete));
    assert_eq!(tidy(Field::State, " Bayern", &nobody), "Bayern");
    assert_eq!(tidy(Field::Zip, " k1a  0b1", &nobody), "k1a 0b1");
    assert_eq!(tidy(Field::Country, " gb", &nobody), "GB");
    assert_eq!(tidy(Field::Phone, "٠١٢ ٣٤", &nobody), "012 34");
    assert_eq!(tidy(Field::Street, "  1\u{A0} Main\tSt\n", &nobody), "1 Main St");
}

#[test]
fn a_card_number_in_the_wrong_field_goes_no_further() {
    for field in ALL {
        for number in
            ["4242424242424242", " 4242 4242-4242 4242 ", "４２４２４２４２４２４２４２４２"]
        {
            for address in [Address::of_nobody(), Address::unread()] {
                assert_eq!(judge(field, number, &address), Some(Fault::Invalid), "{field:?}");
            }
        }
    }
    let address = Address::of_nobody();
    assert_eq!(judge(Field::Street, "4242 Fourth Street", &address), None);
    // Telephone numbers that pass the check digit: one says so by its plus, one is no brand's.
    assert_eq!(judge(Field::Phone, "+62 812 3456 78904", &address), None);
    assert_eq!(judge(Field::Phone, "86 138 0013 80002", &address), None);
}

proptest! {
    #[test]
    fn tidying_loses_nothing_and_is_done_at_once(
        field in proptest::sample::select(ALL.as_slice()),
        is_known: bool,
        text in prop_oneof![".{0,20}", "[A-Za-z0-9 -]{0,10}", "[a-z][0-9][a-z] ?[0-9][a-z][0-9]"],
    ) {
        let address = if is_known { Address::unread() } else { Address::of_nobody() };
        let tidied = tidy(field, &text, &address);
        prop_assert_eq!(&tidy(field, &tidied, &address), &tidied);
        prop_assert_eq!(judge(field, &tidied, &address), judge(field, &text, &address));
        // Foreign digits become ASCII.
        if text.is_ascii() {
            let kept = |text: &str| -> String {
                text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
            };
            prop_assert_eq!(kept(&tidied), kept(&text));
        }
    }
}
