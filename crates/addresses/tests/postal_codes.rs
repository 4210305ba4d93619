//! Postal codes as payers type them: judged, and sent as their country writes them.

mod support;

use checkout::form::billing::{judge, tidy};
use checkout::form::{Fault, Field};
use proptest::prelude::*;
use support::address;

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
        ("GB", "GIR 1BB", Some(Fault::Invalid)),
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
        ("IE", "D02", None),
        ("HK", "", None),
        ("HK", "00000", None),
        ("CO", "11122", None),
        ("DE", "2613", Some(Fault::Incomplete)),
        ("DE", "261333", Some(Fault::Invalid)),
        ("NL", "1234", Some(Fault::Incomplete)),
        ("NL", "1234AB", None),
        ("PT", "2725079", None),
        ("CH", "CH-2544", None),
        ("TW", "", Some(Fault::Empty)),
    ];
    for (code, text, fault) in cases {
        assert_eq!(judge(Field::Zip, text, &address(code)), fault, "{code} {text}");
    }
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
        ("NL", "1012  ab", "1012 AB"),
        ("LV", "lv 1073", "LV-1073"),
        ("FR", "7", "7"),
    ];
    for (code, text, sent) in cases {
        assert_eq!(tidy(Field::Zip, text, &address(code)), sent, "{code} {text}");
    }
}

#[test]
fn regions_are_sent_by_their_codes() {
    for (code, text, sent) in [
        ("US", "new york", "NY"),
        ("US", "ca", "CA"),
        ("CA", " Québec", "Québec"),
        ("CA", "Quebec", "QC"),
        ("JP", "東京都", "13"),
        ("JP", "tokyo", "13"),
        // Typed before the list was there, and none of it: the issuer may know.
        ("US", "Calif.", "Calif."),
        ("DE", "Bayern", "Bayern"),
    ] {
        assert_eq!(tidy(Field::State, text, &address(code)), sent, "{code} {text}");
        assert_eq!(judge(Field::State, text, &address(code)), None, "{code} {text}");
    }
    assert_eq!(judge(Field::State, "", &address("GB")), None);
    assert_eq!(judge(Field::State, "", &address("US")), Some(Fault::Empty));
    assert_eq!(judge(Field::City, "", &address("SG")), None);
}

proptest! {
    #[test]
    fn canadian_codes_pass_however_they_are_written(
        code in "[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]",
        mark in proptest::sample::select(vec!["", " ", "-"]),
        lower in any::<bool>(),
    ) {
        let canada = address("CA");
        let wanted = [&code[..3], " ", &code[3..]].concat();
        let written = [&code[..3], mark, &code[3..]].concat();
        let written = if lower { written.to_lowercase() } else { written };
        prop_assert_eq!(judge(Field::Zip, &written, &canada), None);
        prop_assert_eq!(tidy(Field::Zip, &written, &canada), wanted);
    }
}
