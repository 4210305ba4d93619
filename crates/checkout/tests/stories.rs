//! Named flows through the machine, as a payer would live them.

mod support;

use checkout::form::{Fault, Field};
use checkout::session::Closed;
use checkout::{
    Announcement, Boot, Button, Command, Decline, Event, Failure, Fee, Link, LoadFailure, Millis,
    Notice, Patience, Screen, Target, Unclear, Why,
};
use contract::{AvsField, Cents, ErrorCode, Method, Open, SessionStatus};
use support::{Bench, arrival, boot, config, lost, receipt, refused, shop};

#[test]
fn a_card_pays() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    // The payer pauses: the fee appears before Pay.
    bench.elapse(|length| length == Millis(600));
    assert_eq!(bench.checkout.fee(), Fee::Quoting);
    bench.prepare(1000, 59);
    assert_eq!(bench.checkout.fee(), Fee::Known(Cents(59)));
    assert_eq!(bench.checkout.button(), Button::Pay(Cents(1059)));
    bench.submit();
    assert_eq!(bench.checkout.button(), Button::Busy);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, _, body) = bench.confirm();
    assert!(body.contains(r#""processor_token":"tok_1""#), "{body}");
    assert!(body.contains(r#""last4":"1111""#), "{body}");
    assert!(!body.contains(support::PAN) && !body.contains(support::CVC), "{body}");
    bench.send(Event::ConfirmAnswered(ticket, Ok(receipt(1059))));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
    assert_eq!(bench.checkout.said().1, Some(Announcement::Paid));
    // "Paid" is seen before the browser leaves.
    assert_eq!(bench.count(|c| matches!(c, Command::Navigate(_))), 0);
    bench.elapse(|length| length == Millis(1500));
    assert!(bench.commands.iter().any(|c| matches!(c, Command::Navigate(url) if *url == shop())));
}

#[test]
fn two_presses_are_one_payment() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.submit();
    bench.prepare(1000, 0);
    bench.submit();
    bench.load(Ok(arrival(config(1000))));
    bench.submit();
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 1);
}

#[test]
fn a_fee_that_was_not_shown_asks_first() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 59);
    assert_eq!(
        bench.checkout.notice(),
        Some(&Notice::FeeConsent { fee: Cents(59), total: Cents(1059) })
    );
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..) | Command::LoadSession(_))), 0);
    assert_eq!(bench.checkout.button(), Button::Agree(Cents(1059)));
    bench.submit();
    bench.load(Ok(arrival(config(1000))));
    bench.confirm();
}

#[test]
fn a_price_that_changed_asks_first() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.elapse(|length| length == Millis(600));
    bench.prepare(1000, 0);
    bench.submit();
    bench.load(Ok(arrival(config(1200))));
    bench.quoted(1200, 0);
    assert_eq!(
        bench.checkout.notice(),
        Some(&Notice::PriceConsent { before: Cents(1000), total: Cents(1200) })
    );
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
    bench.submit();
    bench.load(Ok(arrival(config(1200))));
    bench.confirm();
}

/// Found by the laws: the check before confirm failed, its pause outlived the token, and the new
/// quote was at another price.
#[test]
fn a_quote_made_while_the_session_is_checked_asks_first() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.elapse(|length| length == Millis(600));
    bench.prepare(1000, 20);
    bench.submit();
    bench.elapse(|length| length == Millis::seconds(13 * 60));
    bench.load(Err(lost()));
    bench.token();
    bench.quoted(1100, 22);
    bench.elapse(|length| length <= Millis(500));
    bench.load(Ok(arrival(config(1100))));
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
    assert_eq!(
        bench.checkout.notice(),
        Some(&Notice::PriceConsent { before: Cents(1020), total: Cents(1122) })
    );
}

#[test]
fn an_incomplete_form_leads_to_the_first_fault() {
    let mut bench = Bench::open(config(1000));
    bench.type_in(Field::Expiry, "12/39");
    bench.submit();
    assert_eq!(bench.checkout.fault(Field::CardNumber), Some(Fault::Empty));
    assert_eq!(bench.checkout.fault(Field::Expiry), None);
    assert_eq!(bench.checkout.said().1, Some(Announcement::Faults(3)));
    assert!(
        bench
            .take(|c| match c {
                Command::Focus(Target::Field(Field::CardNumber)) => Some(()),
                _ => None,
            })
            .is_some()
    );
    // Mended, it is quiet again.
    bench.type_in(Field::CardNumber, support::PAN);
    assert_eq!(bench.checkout.fault(Field::CardNumber), None);
}

#[test]
fn an_empty_field_is_not_scolded_when_left() {
    let mut bench = Bench::open(config(1000));
    bench.send(Event::Left(Field::CardNumber));
    assert_eq!(bench.checkout.fault(Field::CardNumber), None);
    bench.type_in(Field::CardNumber, "4111");
    assert_eq!(bench.checkout.fault(Field::CardNumber), None);
    bench.send(Event::Left(Field::CardNumber));
    assert_eq!(bench.checkout.fault(Field::CardNumber), Some(Fault::Incomplete));
}

#[test]
fn a_declined_card_keeps_the_form_and_pays_with_another() {
    let declines = [
        (ErrorCode::CardDeclined, Decline::Card, support::CVC),
        (ErrorCode::ExpiredCard, Decline::Expired, support::CVC),
        (ErrorCode::IncorrectCvc, Decline::Cvc, ""),
        (ErrorCode::InsufficientFunds, Decline::Funds, support::CVC),
        (ErrorCode::ProcessingError, Decline::Processing, support::CVC),
    ];
    for (code, decline, cvc_after) in declines {
        let mut bench = Bench::open(config(1000));
        bench.fill();
        bench.submit();
        bench.prepare(1000, 0);
        bench.load(Ok(arrival(config(1000))));
        let (ticket, first_key, _) = bench.confirm();
        bench.send(Event::ConfirmAnswered(ticket, Err(refused(402, code))));
        let reference = Some("req_1".to_owned());
        assert_eq!(bench.checkout.notice(), Some(&Notice::Declined { decline, reference }));
        assert_eq!(bench.checkout.text(Field::Cardholder), "Ada Byron");
        assert_eq!(bench.checkout.text(Field::Cvc), cvc_after);
        bench.type_in(Field::CardNumber, "5555555555554444");
        bench.type_in(Field::Cvc, "123");
        assert_eq!(bench.checkout.notice(), None, "a new card: the notice is about the old one");
        // What was asked for the old card is of no use any more.
        bench.commands.retain(|c| !matches!(c, Command::Tokenize(..)));
        bench.submit();
        // Access is still good.
        bench.token();
        bench.quoted(1000, 0);
        bench.load(Ok(arrival(config(1000))));
        let (_, second_key, _) = bench.confirm();
        assert_ne!(first_key, second_key);
    }
}

#[test]
fn a_lost_answer_is_sent_again_under_the_same_key() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, key, body) = bench.confirm();
    bench.send(Event::ConfirmAnswered(ticket, Err(lost())));
    assert_eq!(bench.checkout.patience(), Patience::Recovering);
    bench.elapse(|length| length <= Millis(500));
    let (ticket, again_key, again_body) = bench.confirm();
    assert_eq!((key, body), (again_key, again_body));
    bench.send(Event::ConfirmAnswered(ticket, Ok(receipt(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn an_outcome_that_cannot_be_found_out_is_unknown_never_failed() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    let pause = |length: Millis| length <= Millis(5000) && length != Millis(600);
    for _ in 0..3 {
        let (ticket, ..) = bench.confirm();
        bench.send(Event::ConfirmAnswered(ticket, Err(lost())));
        bench.elapse(pause);
    }
    let (ticket, key, _) = bench.confirm();
    bench.send(Event::ConfirmAnswered(ticket, Err(lost())));
    bench.load(Err(lost()));
    bench.elapse(pause);
    bench.load(Ok(arrival(config(1000))));
    bench.elapse(pause);
    bench.load(Err(lost()));
    assert_eq!(bench.checkout.screen(), Screen::Unknown);
    assert_eq!(bench.checkout.reference(), Some(key.as_str()));
    // Check again: the same key, and it turns out paid.
    bench.send(Event::Retried);
    let (ticket, again, _) = bench.confirm();
    assert_eq!(again, key);
    bench.send(Event::ConfirmAnswered(ticket, Ok(receipt(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn already_confirmed_is_paid_not_an_error() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, key, _) = bench.confirm();
    bench.send(Event::ConfirmAnswered(ticket, Err(refused(409, ErrorCode::AlreadyConfirmed))));
    let mut completed = config(1000);
    completed.status = SessionStatus::Completed.into();
    bench.load(Ok(arrival(completed)));
    let (ticket, again, _) = bench.confirm();
    assert_eq!(key, again);
    bench.send(Event::ConfirmAnswered(ticket, Err(refused(409, ErrorCode::AlreadyConfirmed))));
    // Not under this key: another tab's payment, or a server that keeps no keys.
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::AlreadyPaid));
}

#[test]
fn every_refusal_at_loading_has_its_screen() {
    let closed = [
        (410, ErrorCode::SessionExpired, Closed::Expired),
        (401, ErrorCode::ValidationError, Closed::LinkRefused),
        (404, ErrorCode::ValidationError, Closed::NotFound),
        (403, ErrorCode::OriginNotAllowed, Closed::OriginNotAllowed),
        (403, ErrorCode::InsufficientScope, Closed::WrongScope),
        (409, ErrorCode::AlreadyConfirmed, Closed::AlreadyPaid),
    ];
    for (status, code, screen) in closed {
        let mut bench = Bench::new(boot());
        bench.load(Err(refused(status, code)));
        assert_eq!(bench.checkout.screen(), Screen::Closed(screen), "{status} {code}");
    }
    let mut bench = Bench::new(boot());
    let mut limited = refused(429, ErrorCode::RateLimited);
    limited.retry_after = Some(Millis::seconds(7));
    bench.load(Err(limited));
    let wait = Millis::seconds(7);
    assert_eq!(bench.checkout.screen(), Screen::LoadFailed(LoadFailure::TooManyRequests(wait)));
    bench.elapse(|length| length == wait);
    bench.load(Ok(arrival(config(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paying);
}

#[test]
fn a_session_that_cannot_be_read_is_tried_again() {
    for (failure, why) in [
        (lost(), LoadFailure::Unreachable),
        (Failure::new(Why::Unclear(Unclear::Status(502))), LoadFailure::ServiceDown),
    ] {
        let mut bench = Bench::new(boot());
        for _ in 0..2 {
            bench.load(Err(failure.clone()));
            assert_eq!(bench.checkout.screen(), Screen::LoadFailed(why));
            bench.elapse(|length| length <= Millis(5000));
        }
        bench.load(Err(failure));
        assert_eq!(bench.count(|c| matches!(c, Command::Wait(..))), 0, "then the payer decides");
        bench.send(Event::Retried);
        bench.load(Ok(arrival(config(1000))));
        assert_eq!(bench.checkout.screen(), Screen::Paying);
    }
}

#[test]
fn sessions_that_cannot_be_paid_say_why() {
    let closed = |change: fn(&mut contract::SessionConfig)| {
        let mut config = config(1000);
        change(&mut config);
        Bench::open(config).checkout.screen()
    };
    assert_eq!(
        closed(|c| c.status = SessionStatus::Completed.into()),
        Screen::Closed(Closed::AlreadyPaid)
    );
    assert_eq!(
        closed(|c| c.status = SessionStatus::Expired.into()),
        Screen::Closed(Closed::Expired)
    );
    assert_eq!(
        closed(|c| c.allowed_methods = vec![Method::ApplePay.into(), Open::Unknown]),
        Screen::Closed(Closed::NoMethod),
        "this browser has no Apple Pay"
    );
    for change in [
        (|c| c.status = Open::Unknown) as fn(&mut contract::SessionConfig),
        |c| c.amount = None,
        |c| c.currency = Some("XXX".to_owned()),
    ] {
        assert_eq!(closed(change), Screen::LoadFailed(LoadFailure::ServiceDown));
    }
    let bench = Bench::new(Boot { link: Link::Incomplete, ..boot() });
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::LinkIncomplete));
    assert!(bench.commands.is_empty());
}

#[test]
fn expiry_ends_the_form_but_never_a_payment_under_way() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.run_out();
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::Expired));

    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, ..) = bench.confirm();
    bench.run_out();
    assert_eq!(bench.checkout.screen(), Screen::Paying);
    bench.send(Event::ConfirmAnswered(ticket, Ok(receipt(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn an_edited_card_drops_its_token_and_its_fee() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.elapse(|length| length == Millis(600));
    bench.prepare(1000, 59);
    bench.type_in(Field::Cardholder, "Ada B.");
    assert_eq!(bench.checkout.fee(), Fee::Known(Cents(59)), "not the card");
    bench.type_in(Field::Cvc, "12");
    assert_eq!(bench.checkout.fee(), Fee::NotYet);
    assert_eq!(bench.checkout.button(), Button::Pay(Cents(1000)));
}

#[test]
fn an_old_quote_is_made_anew() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.elapse(|length| length == Millis(600));
    bench.prepare(1000, 59);
    bench.elapse(|length| length == Millis::seconds(13 * 60));
    assert_eq!(bench.checkout.fee(), Fee::Quoting);
    bench.token();
    bench.quoted(1000, 59);
    assert_eq!(bench.checkout.fee(), Fee::Known(Cents(59)));
}

#[test]
fn a_long_wait_is_spoken_about() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.elapse(|length| length == Millis::seconds(8));
    assert_eq!(bench.checkout.patience(), Patience::Slow);
    assert_eq!(bench.checkout.said().1, Some(Announcement::Slow));
}

#[test]
fn a_processor_out_of_reach_blames_nobody_and_charges_nothing() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.access();
    for _ in 0..2 {
        let ticket = bench.take(|c| match c {
            Command::Tokenize(ticket, _) => Some(*ticket),
            _ => None,
        });
        bench.send(Event::Tokenized(ticket.unwrap(), Err(checkout::TokenizeFailure::Unclear)));
        bench.elapse(|length| length <= Millis(5000) && length != Millis(600));
    }
    let ticket = bench.take(|c| match c {
        Command::Tokenize(ticket, _) => Some(*ticket),
        _ => None,
    });
    bench.send(Event::Tokenized(ticket.unwrap(), Err(checkout::TokenizeFailure::Unclear)));
    assert_eq!(bench.checkout.notice(), Some(&Notice::NotReached));
    assert!(!bench.checkout.is_latched());
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
}

#[test]
fn a_card_the_processor_refuses_is_said_to_be_checked() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.access();
    let ticket = bench.take(|c| match c {
        Command::Tokenize(ticket, _) => Some(*ticket),
        _ => None,
    });
    bench.send(Event::Tokenized(ticket.unwrap(), Err(checkout::TokenizeFailure::Refused)));
    assert_eq!(bench.checkout.notice(), Some(&Notice::CardRefused));
}

#[test]
fn fields_come_in_the_order_a_payer_expects() {
    let mut asked = config(1000);
    asked.required_avs_fields = [
        AvsField::Zip,
        AvsField::State,
        AvsField::City,
        AvsField::Street2,
        AvsField::Street,
        AvsField::Country,
        AvsField::Phone,
        AvsField::Email,
    ]
    .map(Open::Known)
    .to_vec();
    asked.customer_email = Some("ada@example.com".to_owned());
    let bench = Bench::open(asked);
    let all = vec![
        Field::Email,
        Field::Phone,
        Field::CardNumber,
        Field::Expiry,
        Field::Cvc,
        Field::Cardholder,
        Field::Country,
        Field::Street,
        Field::Street2,
        Field::City,
        Field::State,
        Field::Zip,
    ];
    assert_eq!(bench.checkout.fields(), all);
    assert_eq!(bench.checkout.text(Field::Email), "ada@example.com");
}

#[test]
fn nothing_typed_is_ever_printed() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.access();
    let debug = format!("{:?} {:?}", bench.checkout, bench.commands);
    for typed in [support::PAN, "4111", "Ada", "pw\"", "\"737\""] {
        assert!(!debug.contains(typed), "{typed} in {debug}");
    }
}
