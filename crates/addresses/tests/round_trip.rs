//! Every document is read back by what reads it in the app, and says what the tables say.

#![expect(clippy::unwrap_used, reason = "a table that is wrong fails its test")]

use addresses::{Row, all, rows};
use checkout::form::address::{Address, Placed};
use checkout::form::country::Country;
use checkout::form::{Fault, Field};
use contract::{Decode, Word};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::HashSet;

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

fn read(document: &str) -> Option<Address> {
    Address::decode(Some(&serde_json::from_str::<Value>(document).ok()?))
}

/// Each row with what the app makes of its document.
fn each(check: impl Fn(&Row, &Address)) {
    for (row, (_, document)) in rows().zip(all()) {
        let address = read(&document);
        assert!(address.is_some(), "{}: {document}", row.code);
        check(row, &address.unwrap());
    }
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn address(code: &str) -> Address {
    let (_, document) = all().find(|(found, _)| *found == country(code)).unwrap();
    read(&document).unwrap()
}

fn required(address: &Address, field: Field) -> bool {
    address.place(field).is_some_and(|placed| placed.required)
}

#[test]
fn every_promised_country_is_there_once() {
    let described: Vec<&str> = rows().map(|row| row.code).collect();
    assert_eq!(described.iter().collect::<HashSet<_>>().len(), described.len());
    assert_eq!(all().count(), described.len());
    for code in PROMISED.split_whitespace() {
        assert!(described.contains(&code), "{code}");
    }
}

#[test]
fn every_document_is_read_back_whole() {
    each(|row, address| {
        assert_eq!(address.country.as_str(), row.code);
        assert_eq!(address.region, row.region, "{}", row.code);
        assert_eq!(address.city, row.city, "{}", row.code);
        assert_eq!(address.postal, row.postal, "{}", row.code);
        assert_eq!(address.example.as_deref().unwrap_or_default(), row.example);
        let mut layout = String::new();
        for (at, placed) in address.fields.iter().enumerate() {
            if placed.begins_row && at > 0 {
                layout.push('/');
            }
            let letter = match placed.field {
                Field::Street => 'A',
                Field::City => 'C',
                Field::State => 'S',
                _ => 'Z',
            };
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
        assert!(required(address, Field::Street), "{}", row.code);
        let fields: HashSet<_> = address.fields.iter().map(|placed| placed.field).collect();
        assert_eq!(fields.len(), address.fields.len(), "{}", row.code);
        let known = |placed: &Placed| {
            matches!(placed.field, Field::Street | Field::City | Field::State | Field::Zip)
        };
        assert!(address.fields.iter().all(known), "{}", row.code);
    });
}

#[test]
fn where_there_is_no_postal_code_none_is_asked_for() {
    for country in Country::all() {
        let written = all().find(|(found, _)| *found == country);
        let address = written
            .and_then(|(_, document)| read(&document))
            .unwrap_or_else(|| Address::built_in(country));
        if !country.has_postal_code() {
            assert_eq!(address.place(Field::Zip), None, "{country:?}");
            assert_eq!(address.judge_postal(""), None, "{country:?}");
        }
        let formatless =
            FORMAT_WITHOUT_POSTAL_CODE.split_whitespace().any(|code| code == country.as_str());
        assert!(!(formatless && required(&address, Field::Zip)), "{country:?}");
    }
}

#[test]
fn what_is_required_agrees_with_what_is_built_in() {
    each(|row, address| {
        let country = address.country;
        // Malaysia requires one by the data; the built-in table does not know.
        if row.code != "MY" {
            assert_eq!(required(address, Field::Zip), country.postal_required(), "{}", row.code);
        }
        assert!(!country.region_required() || required(address, Field::State), "{}", row.code);
        assert_eq!(address.postal.as_str() == "zip", built_in(address).postal.as_str() == "zip");
    });
}

fn built_in(address: &Address) -> Address {
    Address::built_in(address.country)
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

/// So that what is built in is not lost when a file comes.
#[test]
fn the_built_in_examples_match_too() {
    each(|row, address| {
        if let Some(example) = address.country.postal_example() {
            assert_eq!(address.judge_postal(example), None, "{}", row.code);
        }
    });
}

#[test]
fn no_list_is_empty_and_every_region_is_found() {
    each(|row, address| {
        if row.regions.is_empty() && address.country.regions().is_empty() {
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
fn shapes_are_judged_where_codes_are_needed() {
    for (code, text, fault) in [
        ("DE", "2613", Some(Fault::Incomplete)),
        ("DE", "261333", Some(Fault::Invalid)),
        ("NL", "1234", Some(Fault::Incomplete)),
        ("NL", "1234AB", None),
        ("PT", "2725079", None),
        ("CH", "CH-2544", None),
        ("US", "94107 1234", None),
        ("CA", "D1A 0B1", Some(Fault::Invalid)),
        ("GB", "gir0aa", None),
        ("GB", "BFPO 801", None),
        ("TW", "", Some(Fault::Empty)),
        // Nobody must have one: nothing of its shape is refused.
        ("IE", "", None),
        ("IE", "D02", None),
        ("CO", "11122", None),
        ("HK", "999077", None),
    ] {
        assert_eq!(address(code).judge_postal(text), fault, "{code} {text}");
    }
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
        r#"{"country":"DE","layout":"A","postal":5}"#,
    ] {
        assert_eq!(read(document), None, "{document}");
    }
    // A kind that came after this build is called by the plainest word.
    let newer = read(r#"{"country":"DE","layout":"A","region":"canton"}"#).unwrap();
    assert_eq!(newer.region.as_str(), "region");
}

proptest! {
    #[test]
    fn british_codes_fit_the_masks_where_they_pass(
        text in "[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}",
    ) {
        let britain = address("GB");
        // The built-in rule is the narrower one: what it lets pass, the masks let pass.
        prop_assert_eq!(britain.judge_postal(&text), built_in(&britain).judge_postal(&text));
    }

    #[test]
    fn nothing_typed_makes_it_fail(text: String, row in 0..83_usize) {
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
