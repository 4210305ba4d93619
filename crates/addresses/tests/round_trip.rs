//! Every document is read back by what reads it in the app, and says what the tables say.

mod support;

use addresses::{Row, all, has_postal_code, requires_postal_code, rows};
use checkout::form::Field;
use checkout::form::address::{Address, Placed, RegionKind};
use checkout::form::country::Country;
use proptest::prelude::*;
use std::collections::HashSet;
use support::{address, country, read};

/// The countries that the product promises.
const PROMISED: &str = "US CA GB IE AU NZ DE FR ES IT NL BE AT CH SE NO DK FI PL PT CZ HU RO GR BG \
    HR SK SI EE LV LT LU MT CY JP KR CN TW HK SG MY TH ID PH VN IN PK BD LK AE SA IL TR EG ZA NG \
    KE MA MX BR AR CL CO PE";

/// libaddressinput's regions with an ISO code whose format has no postal code.
const FORMAT_WITHOUT_POSTAL_CODE: &str = "AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK \
    CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM KN LC LY ML MO MR MS MW NA NR NU PA PS QA RW \
    SB SC SL SR SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW";

/// The longest document: small beside the app, though it holds every region.
const LARGEST: usize = 5 * 1024;

/// Each row with what the app makes of its document.
fn each(check: impl Fn(&Row, &Address)) {
    rows().for_each(|row| check(row, &address(row.code)));
}

#[test]
fn every_country_is_there_once_and_the_promised_ones_have_a_row() {
    let written: HashSet<_> = all().map(|(country, _)| country).collect();
    assert_eq!(written.len(), all().count());
    assert_eq!(written, Country::all().collect());
    for code in PROMISED.split_whitespace() {
        assert!(rows().any(|row| row.code == code), "{code}");
    }
    assert_eq!(rows().count(), 94, "the doc comment says so");
}

/// A phone is no wider, and a row of two never flows into the next.
#[test]
fn a_row_holds_two_fields_and_stands_alone() {
    for (country, document) in all() {
        let address = read(&document).unwrap();
        let rows = address.fields.chunk_by(|one, next| one.row == next.row);
        let rows: Vec<usize> = rows.map(<[_]>::len).collect();
        assert!(rows.iter().all(|row| *row <= 2), "{country:?}");
        let is_long = address.regions.iter().any(|region| region.latin.is_some());
        let place = address.place(Field::State);
        let alone = |row| address.fields.iter().filter(|placed| placed.row == row).count() == 1;
        assert!(!is_long || place.is_some_and(|place| alone(place.row)), "{country:?}");
        assert!(!rows.windows(2).any(|pair| pair == [2, 2]), "{country:?}");
    }
}

#[test]
fn every_document_is_read_back_whole() {
    each(|row, address| {
        assert_eq!(address.country, Some(country(row.code)));
        assert_eq!(address.region, row.region, "{}", row.code);
        assert_eq!(address.city, row.city, "{}", row.code);
        assert_eq!(address.postal, row.postal, "{}", row.code);
        assert_eq!(address.example.as_deref().unwrap_or_default(), row.example);
        let mut layout = String::new();
        let mut row_before = 0;
        for placed in address.fields.iter().filter(|placed| placed.field != Field::Street2) {
            if placed.row != row_before {
                layout.push('/');
            }
            row_before = placed.row;
            let letter = match placed.field {
                Field::Street => 'A',
                Field::City => 'C',
                Field::State => 'S',
                _ => 'Z',
            };
            // The second line is in the row between.
            if placed.field == Field::Street {
                row_before += 1;
            }
            layout.push(if placed.required { letter } else { letter.to_ascii_lowercase() });
        }
        assert_eq!(layout, row.layout, "{}", row.code);
        assert_eq!(address.capitals.len(), row.capitals.len(), "{}", row.code);
        assert!(address.capitals.iter().all(|field| address.place(*field).is_some()));
    });
}

#[test]
fn every_address_has_a_street_and_no_field_twice() {
    each(|row, address| {
        assert!(address.requires(Field::Street), "{}", row.code);
        let fields: HashSet<_> = address.fields.iter().map(|placed| placed.field).collect();
        assert_eq!(fields.len(), address.fields.len(), "{}", row.code);
        let known = |placed: &Placed| {
            let [street, second] = [Field::Street, Field::Street2];
            [street, second, Field::City, Field::State, Field::Zip].contains(&placed.field)
        };
        assert!(address.fields.iter().all(known), "{}", row.code);
    });
}

#[test]
fn where_there_is_no_postal_code_none_is_asked_for() {
    for (country, document) in all() {
        let address = read(&document).unwrap();
        if !has_postal_code(country) {
            assert_eq!(address.place(Field::Zip), None, "{country:?}");
            assert_eq!(address.judge_postal(""), None, "{country:?}");
        }
        let formatless =
            FORMAT_WITHOUT_POSTAL_CODE.split_whitespace().any(|code| code == country.as_str());
        assert!(!(formatless && address.requires(Field::Zip)), "{country:?}");
    }
}

/// Two readings of the same data: the rows, and the tables of all countries.
#[test]
fn what_is_required_agrees_with_the_tables() {
    for (country, document) in all() {
        let address = read(&document).unwrap();
        // Malaysia requires one by the data; the summary in the tables does not know.
        if country.as_str() != "MY" {
            assert_eq!(address.requires(Field::Zip), requires_postal_code(country), "{country:?}");
        }
    }
}

#[test]
fn every_example_matches_its_masks() {
    each(|row, address| {
        assert_eq!(row.example.is_empty(), address.place(Field::Zip).is_none(), "{}", row.code);
        assert_eq!(row.example.is_empty(), row.masks.is_empty(), "{}", row.code);
        if row.example.is_empty() {
            return;
        }
        assert_eq!(address.judge_postal(row.example), None, "{}", row.code);
        assert_eq!(address.tidy_postal(row.example).as_deref(), Some(row.example), "{}", row.code);
        let bare: String = row.example.chars().filter(char::is_ascii_alphanumeric).collect();
        let bare = bare.to_ascii_lowercase();
        assert_eq!(address.judge_postal(&bare), None, "{}", row.code);
        assert_eq!(address.tidy_postal(&bare).as_deref(), Some(row.example), "{}", row.code);
    });
}

#[test]
fn digits_are_typed_where_codes_are_digits() {
    for (code, numeric) in [
        ("US", true),
        ("DE", true),
        ("JP", true),
        ("CH", true),
        ("CA", false),
        ("GB", false),
        ("NL", false),
        ("LV", false),
        ("IE", false),
        ("HK", false),
    ] {
        assert_eq!(address(code).has_numeric_postal(), numeric, "{code}");
    }
}

#[test]
fn no_list_is_empty_and_every_region_is_found() {
    each(|row, address| {
        if row.regions.is_empty() {
            assert!(address.regions.is_empty(), "{}", row.code);
            return;
        }
        assert!(address.regions.len() >= 3, "{}", row.code);
        assert!(address.place(Field::State).is_some(), "{}", row.code);
        let codes: HashSet<_> = address.regions.iter().map(|region| &region.code).collect();
        assert_eq!(codes.len(), address.regions.len(), "{}", row.code);
        for region in &address.regions {
            let names = [Some(&region.code), Some(&region.name), region.latin.as_ref()];
            for name in names.into_iter().flatten() {
                assert!(!name.is_empty() && name.trim() == name, "{} {name:?}", row.code);
                assert!(!name.contains(char::is_control), "{} {name:?}", row.code);
                assert_eq!(address.region_of(name), Some(region), "{} {name}", row.code);
            }
            assert!(region.code.len() <= 3 && region.code.is_ascii(), "{}", region.code);
            // Nobody who reads Latin letters only is shown a name that has none.
            let read = region.latin.as_ref().unwrap_or(&region.name);
            assert!(read.starts_with(|c: char| c < '\u{250}'), "{} {read}", row.code);
        }
    });
    let none = address("SG");
    assert!(none.region_of("").is_none());
}

#[test]
fn a_required_region_can_be_chosen_or_typed() {
    for (code, count) in [("US", 62), ("CA", 13), ("JP", 47), ("BR", 27), ("IN", 36), ("AE", 7)] {
        assert_eq!(address(code).regions.len(), count, "{code}");
    }
    let japan = address("JP");
    let tokyo = japan.region_of("tokyo").unwrap();
    assert_eq!((tokyo.code.as_str(), tokyo.name.as_str()), ("13", "東京都"));
    assert_eq!(japan.region_of("東京都"), Some(tokyo));
}

#[test]
fn the_documents_are_small() {
    let sizes: Vec<_> = all().map(|(_, document)| document.len()).collect();
    assert!(sizes.iter().all(|size| *size <= LARGEST), "{sizes:?}");
}

#[test]
fn a_document_that_is_none_is_refused() {
    for document in [
        "[]",
        "{}",
        r#"{"country":"XX","layout":"A"}"#,
        r#"{"country":"DE","layout":"AQ"}"#,
        r#"{"country":"DE","layout":"A","regions":[["1"]]}"#,
        r#"{"country":"DE","layout":"A","masks":"99999"}"#,
        r#"{"country":"DE","layout":"A","postal":"zip"}"#,
    ] {
        assert_eq!(read(document), None, "{document}");
    }
    // A kind that came after this build is called by the plainest word.
    let newer = read(r#"{"country":"DE","layout":"A","region":99}"#).unwrap();
    assert_eq!(newer.region, RegionKind::Region);
}

proptest! {
    #[test]
    fn nothing_typed_makes_it_fail(text: String, row in 0..249_usize) {
        if let Some(address) = all().nth(row).and_then(|(_, document)| read(&document)) {
            let tidied = address.tidy_postal(&text);
            if let Some(tidied) = &tidied {
                prop_assert_eq!(address.tidy_postal(tidied), Some(tidied.clone()));
            }
            address.judge_postal(&text);
            address.region_of(&text);
        }
    }
}
