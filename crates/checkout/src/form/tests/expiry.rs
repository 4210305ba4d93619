use crate::form::Fault;
use crate::form::expiry::{Expiry, YearMonth, judge, parse};
use proptest::prelude::*;

#[test]
fn every_form_is_read() {
    let cases = [
        ("1230", 12, 2030),
        ("12/30", 12, 2030),
        ("12 / 30", 12, 2030),
        ("12-30", 12, 2030),
        ("12.30", 12, 2030),
        ("12 30", 12, 2030),
        ("12–30", 12, 2030),
        ("12/2030", 12, 2030),
        ("12 / 2030", 12, 2030),
        ("122030", 12, 2030),
        ("2030-12", 12, 2030),
        ("1/30", 1, 2030),
        ("01/30", 1, 2030),
        ("130", 1, 2030),
        ("430", 4, 2030),
        ("4/2030", 4, 2030),
        ("１２／３０", 12, 2030),
        ("٠٤/٣٠", 4, 2030),
        ("12/20", 12, 2020),
    ];
    for (text, month, year) in cases {
        assert!(parse(text) == Ok(Expiry { month, year }), "{text}");
    }
}

#[test]
fn what_is_missing_and_what_cannot_be() {
    let cases = [
        ("", Fault::Empty),
        (" ", Fault::Empty),
        ("1", Fault::Incomplete),
        ("0", Fault::Incomplete),
        ("12 / ", Fault::Incomplete),
        ("12 / 3", Fault::Incomplete),
        ("12 / 203", Fault::Incomplete),
        (" / 30", Fault::Incomplete),
        ("00/30", Fault::Invalid),
        ("0 / 30", Fault::Invalid),
        ("13/30", Fault::Invalid),
        ("45/30", Fault::Invalid),
        ("12/20301", Fault::Invalid),
        ("soon", Fault::Invalid),
    ];
    for (text, fault) in cases {
        assert!(parse(text) == Err(fault), "{text}");
    }
}

#[test]
fn a_wrong_clock_does_not_refuse_a_card() {
    let today = |year, month| Some(YearMonth { year, month });
    let cases = [
        ("11/26", today(2026, 11), None),
        // A month of grace, across a year's end too.
        ("10/26", today(2026, 11), None),
        ("09/26", today(2026, 11), Some(Fault::Expired)),
        ("12/26", today(2027, 1), None),
        ("11/26", today(2027, 1), Some(Fault::Expired)),
        ("11/76", today(2026, 11), None),
        ("12/76", today(2026, 11), Some(Fault::Invalid)),
        ("12/2090", today(2026, 11), Some(Fault::Invalid)),
        ("12/1999", today(2026, 11), Some(Fault::Expired)),
        ("12/30", today(1970, 1), None),
        ("01/20", None, None),
        ("13/30", None, Some(Fault::Invalid)),
    ];
    for (text, today, fault) in cases {
        assert_eq!(judge(text, today), fault, "{text} {today:?}");
    }
}

#[test]
fn it_is_sent_as_zift_takes_it_and_never_printed() {
    let expiry = Expiry { month: 4, year: 2030 };
    assert_eq!(expiry.mmyy(), "0430");
    assert_eq!(Expiry { month: 12, year: 2009 }.mmyy(), "1209");
    assert_eq!(format!("{expiry:?}"), "<redacted>");
}

proptest! {
    #[test]
    fn what_is_sent_can_be_read_again(month in 1..=12_u8, year in 2000..=2099_u16) {
        let expiry = Expiry { month, year };
        prop_assert!(parse(&expiry.mmyy()) == Ok(expiry));
    }

    #[test]
    fn no_text_makes_it_fail(
        text in prop_oneof![".{0,24}", "[01][0-9]/[0-9]{2,4}"],
        year in prop_oneof![any::<u16>(), 65_500..=u16::MAX],
        month in any::<u8>(),
    ) {
        // A clock that shows nonsense.
        judge(&text, Some(YearMonth { year, month }));
    }
}
