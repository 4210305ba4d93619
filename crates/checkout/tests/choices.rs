//! Kept cards: which is chosen, how it pays, and keeping one.
#![allow(clippy::unwrap_used, reason = "a story that breaks fails its test")]

mod support;

use checkout::form::expiry::YearMonth;
use checkout::form::{Fault, Field};
use checkout::{Boot, Choice, Command, Event, Fee, Screen};
use contract::{Cents, ErrorCode, SavedMethod, SavedMethodType, SessionConfig, SetupFutureUsage};
use support::{Bench, arrival, boot, config, receipt, refused};

fn card(id: &str, last4: &str, year: u16, is_default: bool) -> SavedMethod {
    SavedMethod {
        id: id.to_owned(),
        kind: SavedMethodType::Card.into(),
        brand: Some("Visa".to_owned()),
        last4: Some(last4.to_owned()),
        exp_month: Some(1),
        exp_year: Some(year),
        holder_name: Some("Ada Byron".to_owned()),
        bank_name: None,
        account_type: None,
        is_default: Some(is_default),
    }
}

fn with_saved() -> SessionConfig {
    SessionConfig {
        saved_methods: vec![
            card("pm_old", "0005", 2020, true),
            card("pm_one", "4242", 2039, false),
            card("pm_two", "4444", 2039, false),
        ],
        ..config(1000)
    }
}

fn open(config: SessionConfig) -> Bench {
    let today = Some(YearMonth { year: 2026, month: 11 });
    let mut bench = Bench::new(Boot { today, ..boot() });
    bench.load(Ok(arrival(config)));
    bench
}

#[test]
fn the_preferred_card_that_can_pay_is_chosen_and_quoted_at_once() {
    let bench = open(with_saved());
    let saved = &bench.checkout.session().unwrap().saved;
    assert!(saved[0].is_expired && saved[0].is_default, "the preferred one first");
    assert_eq!(bench.checkout.choice(), Choice::Saved(1));
    assert_eq!(bench.checkout.fee(), Fee::Quoting);
    assert!(!bench.checkout.fields().contains(&Field::CardNumber));
    assert!(!bench.checkout.fields().contains(&Field::Cardholder), "it is known");
}

#[test]
fn a_kept_card_pays_with_its_id() {
    let mut bench = open(with_saved());
    bench.quoted(1000, 20);
    bench.submit();
    bench.load(Ok(arrival(with_saved())));
    let (ticket, _, body) = bench.confirm();
    for part in [
        r#""processor_token":"pm_one""#,
        r#""method":"card""#,
        r#""last4":"4242""#,
        r#""cardholder":"Ada Byron""#,
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    assert!(!body.contains("save_method\":true"), "{body}");
    bench.answer(ticket, Ok(receipt(1020)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn what_was_typed_survives_switching() {
    let mut bench = open(with_saved());
    bench.quoted(1000, 20);
    bench.send(Event::Chosen(Choice::Card));
    assert_eq!(bench.checkout.fee(), Fee::NotYet);
    bench.type_in(Field::CardNumber, support::PAN);
    bench.send(Event::Chosen(Choice::Saved(2)));
    bench.quoted(1000, 30);
    assert_eq!(bench.checkout.fee(), Fee::Known(Cents(30)));
    bench.send(Event::Chosen(Choice::Card));
    assert_eq!(bench.checkout.text(Field::CardNumber), "4111 1111 1111 1111");
    bench.submit();
    assert_eq!(bench.checkout.fault(Field::Expiry), Some(Fault::Empty));
    // An expired one cannot be chosen, nor one that is not there.
    for at in [0, 9] {
        bench.send(Event::Chosen(Choice::Saved(at)));
        assert_eq!(bench.checkout.choice(), Choice::Card);
    }
}

#[test]
fn a_declined_kept_card_gives_way_to_another() {
    let mut bench = open(with_saved());
    bench.quoted(1000, 0);
    bench.submit();
    bench.load(Ok(arrival(with_saved())));
    let (ticket, first, _) = bench.confirm();
    bench.answer(ticket, Err(refused(402, ErrorCode::CardDeclined)));
    assert!(bench.checkout.notice().is_some());
    bench.send(Event::Chosen(Choice::Saved(2)));
    assert!(bench.checkout.notice().is_none());
    bench.commands.retain(|c| !matches!(c, Command::QuoteFee(..)));
    bench.submit();
    assert!(bench.checkout.is_latched());
    assert_ne!(first, "");
}

#[test]
fn a_kept_card_that_is_gone_leaves_the_form() {
    let mut bench = open(with_saved());
    bench.quoted(1000, 0);
    bench.submit();
    bench.load(Ok(arrival(config(1000))));
    assert_eq!(bench.checkout.choice(), Choice::Card);
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
    assert!(!bench.checkout.is_latched());
}

#[test]
fn a_card_is_kept_only_where_the_session_offers_it_and_the_payer_agrees() {
    for (usage, agrees, kept) in [
        (SetupFutureUsage::Off, true, false),
        (SetupFutureUsage::OnSession, false, false),
        (SetupFutureUsage::OnSession, true, true),
        (SetupFutureUsage::OffSession, true, true),
    ] {
        let config = || SessionConfig { setup_future_usage: usage.into(), ..config(1000) };
        let mut bench = open(config());
        bench.send(Event::SaveToggled(agrees));
        bench.fill();
        bench.submit();
        bench.prepare(1000, 0);
        bench.load(Ok(arrival(config())));
        let (_, _, body) = bench.confirm();
        assert_eq!(body.contains("\"save_method\":true"), kept, "{usage} {agrees}: {body}");
    }
}
