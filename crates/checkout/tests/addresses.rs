//! Addresses: what is asked for in each country, the files that say so, and what the issuer finds.
#![allow(clippy::unwrap_used, reason = "a story that breaks fails its test")]

mod support;

use checkout::form::address::Address;
use checkout::form::country::Country;
use checkout::form::{Fault, Field};
use checkout::{
    Announcement, Boot, Command, Decline, Event, Failure, Notice, Refusal, Target, Why,
};
use contract::{AvsField, Decode, ErrorCode, SessionConfig, Word};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;
use support::{Bench, arrival, boot, config};

const ADDRESS: [Field; 6] =
    [Field::Country, Field::Street, Field::Street2, Field::City, Field::State, Field::Zip];

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn file(code: &str) -> Address {
    static FILES: LazyLock<Vec<(Country, Address)>> = LazyLock::new(|| {
        let read = |text: &str| {
            Address::decode(Some(&serde_json::from_str::<Value>(text).unwrap())).unwrap()
        };
        addresses::all().map(|(country, document)| (country, read(&document))).collect()
    });
    let (_, file) = FILES.iter().find(|(found, _)| *found == country(code)).unwrap();
    file.clone()
}

fn asking(fields: &[AvsField]) -> SessionConfig {
    let required_avs_fields = fields.iter().map(|field| (*field).into()).collect();
    SessionConfig { required_avs_fields, ..config(1000) }
}

/// A page whose browser says that it is in this country.
fn open(region: Option<&str>, fields: &[AvsField]) -> Bench {
    let mut bench = Bench::new(Boot { region: region.map(country), ..boot() });
    bench.load(Ok(arrival(asking(fields))));
    bench
}

/// The country whose file is asked for.
fn asked_for(bench: &mut Bench) -> Option<Country> {
    bench.take(|command| match command {
        Command::LoadAddress(country) => Some(*country),
        _ => None,
    })
}

fn comes(bench: &mut Bench, code: &str) {
    assert_eq!(asked_for(bench), Some(country(code)));
    bench.send(Event::AddressArrived(country(code), Some(Box::new(file(code)))));
}

/// A page on which the country is chosen, with its file.
fn living_in(code: &str) -> Bench {
    let mut bench = open(Some(code), AvsField::ALL);
    comes(&mut bench, code);
    bench
}

/// The address on the screen: its fields in order, those of one row joined.
fn layout(bench: &Bench) -> String {
    let mut text = String::new();
    let mut joins = false;
    for field in bench.checkout.fields().into_iter().filter(|field| ADDRESS.contains(field)) {
        let is_half = bench.checkout.shares_row(field);
        if !text.is_empty() {
            text.push(if is_half && joins { '+' } else { ' ' });
        }
        joins = is_half && !joins;
        text.push_str(match field {
            Field::Country => "country",
            Field::Street => "street",
            Field::Street2 => "street2",
            Field::City => "city",
            Field::State => "state",
            _ => "zip",
        });
        if bench.checkout.is_optional(field) {
            text.push('?');
        }
    }
    text
}

#[test]
fn every_country_has_its_own_order_rows_and_needs() {
    for (code, wanted) in [
        ("US", "country street street2? city state+zip"),
        ("CA", "country street street2? city state+zip"),
        ("GB", "country street street2? city state? zip"),
        ("IE", "country street street2? city state?+zip?"),
        ("JP", "country street street2? city state zip"),
        ("HK", "country street street2? city? state"),
        ("DE", "country street street2? zip+city"),
        ("IT", "country street street2? zip+city state"),
        ("HU", "country city street street2? zip"),
        ("AE", "country street street2? state"),
        ("SG", "country street street2? zip"),
        ("AD", "country street street2? city state?+zip?"),
    ] {
        assert_eq!(layout(&living_in(code)), wanted, "{code}");
    }
}

#[test]
fn only_what_the_session_asks_for_is_asked() {
    for (fields, wanted) in [
        (&[AvsField::Zip][..], "zip"),
        (&[AvsField::Street2], "street2?"),
        (&[AvsField::State], "state"),
        (&[AvsField::City, AvsField::Zip], "city zip"),
        (&[AvsField::State, AvsField::Zip], "state+zip"),
        (&[AvsField::Country], "country"),
    ] {
        let mut bench = open(Some("US"), fields);
        assert_eq!(layout(&bench), wanted);
        assert_eq!(asked_for(&mut bench), None, "it makes no difference");
    }
    let mut bench = open(Some("HK"), &[AvsField::Country, AvsField::Zip]);
    comes(&mut bench, "HK");
    assert_eq!(layout(&bench), "country");
    let mut bench = open(Some("DE"), &[AvsField::Country, AvsField::Zip]);
    comes(&mut bench, "DE");
    assert_eq!(layout(&bench), "country zip", "alone in its row");
}

/// The browser's region is a guess: without the country's field nobody says that it is wrong.
#[test]
fn without_a_country_only_what_is_wrong_everywhere_is_refused() {
    let mut bench = open(Some("US"), &[AvsField::Zip, AvsField::State]);
    assert!(bench.checkout.address().unwrap().country.is_none());
    bench.fill();
    for (text, fault) in [
        ("", Some(Fault::Empty)),
        ("7", Some(Fault::Incomplete)),
        ("--", Some(Fault::Invalid)),
        ("SW1A 1AA", None),
    ] {
        bench.type_in(Field::Zip, text);
        bench.submit();
        assert_eq!(bench.checkout.fault(Field::Zip), fault, "{text}");
    }
    assert_eq!(bench.checkout.fault(Field::State), None);
}

#[test]
fn a_country_that_is_chosen_is_asked_for_once() {
    let mut bench = open(None, AvsField::ALL);
    assert_eq!(asked_for(&mut bench), None);
    for (code, is_new) in [("FR", true), ("JP", true), ("FR", false), ("JP", false)] {
        bench.type_in(Field::Country, code);
        if is_new {
            comes(&mut bench, code);
        }
        assert_eq!(asked_for(&mut bench), None);
        assert_eq!(bench.checkout.address(), Some(&file(code)));
    }
    // Chosen again while it is on its way.
    bench.type_in(Field::Country, "IT");
    bench.type_in(Field::Country, "FR");
    bench.type_in(Field::Country, "IT");
    comes(&mut bench, "IT");
    assert_eq!(asked_for(&mut bench), None);
}

#[test]
fn an_answer_for_another_country_changes_nothing_and_is_remembered() {
    let mut bench = open(Some("US"), AvsField::ALL);
    bench.type_in(Field::Country, "JP");
    bench.type_in(Field::Zip, "1");
    bench.send(Event::AddressArrived(country("US"), Some(Box::new(file("US")))));
    assert!(bench.checkout.address().unwrap().country.is_none());
    // Nobody asked for this one, and this one is another country's.
    bench.send(Event::AddressArrived(country("FR"), Some(Box::new(file("FR")))));
    bench.send(Event::AddressArrived(country("JP"), Some(Box::new(file("FR")))));
    assert!(bench.checkout.address().unwrap().country.is_none());
    bench.type_in(Field::Country, "US");
    assert_eq!(bench.checkout.address().unwrap().country, Some(country("US")));
}

#[test]
fn a_file_that_comes_late_neither_scolds_nor_loses_what_was_typed() {
    let mut bench = open(Some("US"), AvsField::ALL);
    bench.type_in(Field::State, "california");
    bench.type_in(Field::Zip, "9410");
    bench.send(Event::Left(Field::Zip));
    bench.commands.retain(|command| matches!(command, Command::LoadAddress(_)));
    comes(&mut bench, "US");
    assert!(bench.commands.is_empty(), "{:?}", bench.commands);
    assert_eq!(bench.checkout.fault(Field::Zip), None);
    assert_eq!(bench.checkout.text(Field::State), "california");
    // It is one of the list.
    assert_eq!(bench.checkout.regions().len(), 62);
    assert_eq!(bench.checkout.value(Field::State), "CA");
    // What is none of it stays a line of text, until it is emptied.
    bench.type_in(Field::State, "Calif.");
    assert!(bench.checkout.regions().is_empty());
    bench.type_in(Field::State, "");
    assert_eq!(bench.checkout.regions().len(), 62);
}

#[test]
fn without_a_file_the_form_still_pays() {
    let mut bench = open(Some("HK"), AvsField::ALL);
    assert_eq!(asked_for(&mut bench), Some(country("HK")));
    bench.send(Event::AddressArrived(country("HK"), None));
    assert_eq!(layout(&bench), "country street street2? city state+zip");
    bench.fill();
    bench.type_in(Field::Email, "a@example.com");
    bench.type_in(Field::Phone, "21234567");
    bench.type_in(Field::Street, "1 Queen's Road");
    bench.type_in(Field::State, "Kowloon");
    bench.submit();
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(asking(AvsField::ALL))));
    let (_, _, body) = bench.confirm();
    assert!(body.contains(r#""state":"Kowloon""#) && !body.contains("zip"), "{body}");
    // It may come after all: asked for when the network is back, and when it is chosen again.
    bench.send(Event::CameOnline);
    assert_eq!(asked_for(&mut bench), Some(country("HK")));
}

#[test]
fn what_the_country_writes_is_what_is_sent() {
    for (code, state, zip, sent) in [
        (
            "US",
            "new york",
            "941071234",
            r#""zip":"94107-1234","street":"1 Way","city":"Town","state":"NY""#,
        ),
        ("CA", "ON", "k1a0b1", r#""zip":"K1A 0B1","street":"1 Way","city":"Town","state":"ON""#),
        (
            "JP",
            "東京都",
            "1000001",
            r#""zip":"100-0001","street":"1 Way","city":"Town","state":"13""#,
        ),
        ("HK", "KL", "999077", r#""street":"1 Way","city":"Town","state":"KL""#),
        ("AE", "DU", "", r#""street":"1 Way","state":"DU""#),
    ] {
        let mut bench = living_in(code);
        bench.fill();
        for (field, text) in [
            (Field::Email, "a@example.com"),
            (Field::Phone, "21234567"),
            (Field::Street, "1  Way "),
            (Field::City, "Town"),
            (Field::State, state),
            (Field::Zip, zip),
        ] {
            bench.type_in(field, text);
        }
        bench.submit();
        bench.prepare(1000, 0);
        bench.load(Ok(arrival(asking(AvsField::ALL))));
        let (_, _, body) = bench.confirm();
        assert!(body.contains(sent), "{code}: {body}");
    }
}

#[test]
fn what_the_session_gave_needs_no_typing_and_is_sent() {
    let given = SessionConfig {
        customer_email: Some("ada@example.com".to_owned()),
        ..asking(&[AvsField::Email])
    };
    let mut bench = Bench::open(given.clone());
    assert_eq!(bench.checkout.text(Field::Email), "ada@example.com");
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(given)));
    let (_, _, body) = bench.confirm();
    assert!(body.contains(r#""email":"ada@example.com""#), "{body}");
}

/// What the sandbox's issuer answers.
fn mismatch(about: AvsField) -> Failure {
    Failure::new(Why::Refused(Refusal {
        status: 402,
        code: ErrorCode::CardDeclined,
        recoverable: Some(true),
        request_id: Some("req_1".to_owned()),
        about: Some(about),
    }))
}

/// A page in the United States, declined for one detail.
fn declined_for(about: AvsField) -> Bench {
    let fields = [AvsField::Country, AvsField::Street, AvsField::Zip];
    let mut bench = open(Some("US"), &fields);
    comes(&mut bench, "US");
    bench.fill();
    bench.type_in(Field::Street, "1 Way");
    bench.type_in(Field::Zip, "99999");
    pay_and_mismatch(&mut bench, about);
    bench
}

fn pay_and_mismatch(bench: &mut Bench, about: AvsField) {
    bench.submit();
    if bench.count(|command| matches!(command, Command::LoadAccess(_))) > 0 {
        bench.access();
    }
    if bench.count(|command| matches!(command, Command::Tokenize(..))) > 0 {
        bench.token();
    }
    bench.quoted(1000, 0);
    let fields = [AvsField::Country, AvsField::Street, AvsField::Zip];
    if bench.count(|command| matches!(command, Command::LoadSession(_))) == 0 {
        bench.submit();
    }
    bench.load(Ok(arrival(asking(&fields))));
    let (ticket, ..) = bench.confirm();
    bench.commands.clear();
    bench.answer(ticket, Err(mismatch(about)));
}

fn focus(bench: &Bench) -> Option<Target> {
    bench.commands.iter().rev().find_map(|command| match command {
        Command::Focus(target) => Some(*target),
        _ => None,
    })
}

#[test]
fn a_detail_that_the_issuer_has_otherwise_is_led_to() {
    for (about, field) in [(AvsField::Zip, Field::Zip), (AvsField::Street, Field::Street)] {
        let mut bench = declined_for(about);
        let decline = Decline::Details;
        let reference = Some("req_1".to_owned());
        assert_eq!(bench.checkout.notice(), Some(&Notice::Declined { decline, reference }));
        assert_eq!(bench.checkout.fault(field), Some(Fault::Refused));
        assert_eq!(bench.checkout.said().1, Some(Announcement::Declined(decline)));
        assert_eq!(focus(&bench), Some(Target::Field(field)));
        // Mended, it is quiet, and the card is as good as before.
        let text = if field == Field::Zip { "10001" } else { "2 Way" };
        bench.type_in(field, text);
        assert_eq!(bench.checkout.fault(field), None);
    }
}

#[test]
fn a_detail_that_is_not_asked_for_is_a_decline_like_any_other() {
    let bench = declined_for(AvsField::Phone);
    let decline = Decline::Card;
    let reference = Some("req_1".to_owned());
    assert_eq!(bench.checkout.notice(), Some(&Notice::Declined { decline, reference }));
    assert_eq!(focus(&bench), Some(Target::Notice));
}

/// The payer may know better than the issuer's file; but not for ever.
#[test]
fn an_unchanged_detail_is_tried_once_more_and_a_changed_one_as_often_as_it_is_changed() {
    let mut bench = declined_for(AvsField::Zip);
    pay_and_mismatch(&mut bench, AvsField::Zip);
    bench.submit();
    assert!(matches!(
        bench.checkout.notice(),
        Some(Notice::Declined { decline: Decline::Again, .. })
    ));
    let mut bench = declined_for(AvsField::Zip);
    for zip in ["99998", "99997", "99996"] {
        bench.type_in(Field::Zip, zip);
        pay_and_mismatch(&mut bench, AvsField::Zip);
        assert_eq!(bench.checkout.fault(Field::Zip), Some(Fault::Refused), "{zip}");
    }
}

proptest! {
    /// Any country's file, before or after anything is typed: nothing breaks, and what is sent is
    /// what was typed, as that country writes it.
    #[test]
    fn what_is_sent_is_what_was_typed(
        at in 0..249_usize,
        typed in proptest::collection::vec("[^\\p{N}]{0,12}|[A-Za-z0-9 -]{0,10}", 5),
        late: bool,
    ) {
        let country = Country::all().nth(at).unwrap();
        let code = country.as_str();
        let mut bench = open(Some(code), AvsField::ALL);
        if !late {
            comes(&mut bench, code);
        }
        let fields = [Field::Street, Field::Street2, Field::City, Field::State, Field::Zip];
        for (field, text) in fields.into_iter().zip(&typed) {
            bench.type_in(field, text);
            bench.send(Event::Left(field));
        }
        if late {
            comes(&mut bench, code);
        }
        for (field, text) in fields.into_iter().zip(&typed) {
            prop_assert_eq!(bench.checkout.text(field), text);
        }
        let form = file(code);
        prop_assert_eq!(bench.checkout.address(), Some(&form));
        bench.fill();
        bench.type_in(Field::Email, "a@example.com");
        bench.type_in(Field::Phone, "21234567");
        bench.submit();
        if bench.count(|command| matches!(command, Command::LoadAccess(_))) == 0 {
            // Something is missing: it is on the screen, and it is wrong there.
            let faulty = |field: &Field| bench.checkout.fault(*field).is_some();
            prop_assert!(bench.checkout.fields().iter().any(faulty));
            return Ok(());
        }
        bench.prepare(1000, 0);
        bench.load(Ok(arrival(asking(AvsField::ALL))));
        let (_, _, body) = bench.confirm();
        let sent: Value = serde_json::from_str(&body).unwrap();
        let kept = |text: &str| -> String {
            text.chars().filter(|c| !c.is_control() && !c.is_whitespace() && *c != '-').collect()
        };
        let names = ["street", "street2", "city", "state", "zip"];
        for ((field, name), text) in fields.into_iter().zip(names).zip(&typed) {
            let sent = sent["billing_details"][name].as_str().unwrap_or_default();
            let region = form.region_of(text).filter(|_| field == Field::State);
            let wanted = match region {
                _ if field != Field::Street2 && form.place(field).is_none() => String::new(),
                Some(region) => region.code.clone(),
                None => kept(text),
            };
            let same = if field == Field::Zip {
                kept(sent).eq_ignore_ascii_case(&wanted)
            } else {
                kept(sent) == wanted
            };
            prop_assert!(same, "{code} {field:?}: {text:?} was sent as {sent:?}");
        }
    }
}
