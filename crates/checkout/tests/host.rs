//! In a merchant's page: what it is told, what it may ask for.
#![allow(clippy::unwrap_used, reason = "a story that breaks fails its test")]

mod support;

use checkout::form::Field;
use checkout::session::Closed;
use checkout::{
    Asked, Blame, Boot, Choice, Command, Event, Host, News, Nonce, Notice, Screen, Target,
};
use contract::embed::{EmbedError, HostErrorCode};
use contract::{
    Cents, Challenge, ChallengeType, ErrorCode, Method, SavedMethod, SavedMethodType, SessionConfig,
};
use support::{Bench, arrival, boot, completed, config, lost, receipt, refused};

const SHOP: &str = "https://shop.example";

fn embedded() -> Boot {
    Boot { host: Host::Known(SHOP.to_owned()), ..boot() }
}

fn by_shop(config: SessionConfig) -> SessionConfig {
    SessionConfig { embed_origins: vec![SHOP.to_owned()], ..config }
}

fn open(config: SessionConfig) -> Bench {
    let mut bench = Bench::new(embedded());
    bench.load(Ok(arrival(by_shop(config))));
    bench
}

/// What the page was told since it was asked last.
fn news(bench: &mut Bench) -> Vec<News> {
    let told = |command: &Command| match command {
        Command::Tell(news) => Some(news.clone()),
        _ => None,
    };
    core::iter::from_fn(|| bench.take(told)).collect()
}

fn failed(code: ErrorCode) -> News {
    News::Failed(code.into(), Blame::Recoverable)
}

fn asked_to_submit(bench: &mut Bench) {
    bench.send(Event::HostAsked(Asked::Submit(Nonce([0xab; 16]))));
}

#[test]
fn a_page_of_its_own_tells_nobody() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(news(&mut bench), []);
}

#[test]
fn a_payment_is_told_in_its_order_and_leads_nowhere() {
    let mut bench = open(config(1000));
    assert_eq!(news(&mut bench), [News::Ready]);
    bench.fill();
    assert_eq!(news(&mut bench), [News::Validation], "complete now; never while it was typed");
    bench.submit();
    assert_eq!(news(&mut bench), [News::Processing]);
    bench.prepare(1000, 0);
    assert_eq!(news(&mut bench), [News::Fee]);
    let fee = bench.checkout.host_fee().unwrap();
    assert_eq!((fee.total_amount, fee.method), (Cents(1000), Method::Card));
    assert_eq!((fee.last4.as_deref(), fee.card_type.as_deref()), (Some("1111"), Some("visa")));
    bench.load(Ok(arrival(by_shop(config(1000)))));
    let (ticket, ..) = bench.confirm();
    assert_eq!(news(&mut bench), []);
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(news(&mut bench), [News::Paid]);
    assert_eq!(bench.checkout.receipt().unwrap().redirect, None);
    assert_eq!(bench.count(|command| matches!(command, Command::Navigate(_))), 0);
}

#[test]
fn a_decline_ends_what_was_processing() {
    let mut bench = open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    news(&mut bench);
    bench.answer(ticket, Err(refused(402, ErrorCode::InsufficientFunds)));
    assert_eq!(news(&mut bench), [failed(ErrorCode::InsufficientFunds)]);
}

#[test]
fn a_lost_answer_is_no_failure() {
    let mut bench = open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    news(&mut bench);
    bench.answer(ticket, Err(lost()));
    assert_eq!(news(&mut bench), []);
}

#[test]
fn the_question_about_a_duplicate_is_no_failure_until_the_payer_leaves_it() {
    let mut bench = open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    news(&mut bench);
    bench.answer(ticket, Err(refused(409, ErrorCode::DuplicatePayment)));
    assert!(bench.checkout.asks_duplicate());
    assert_eq!(news(&mut bench), []);
    bench.send(Event::Withdrawn);
    assert_eq!(news(&mut bench), [failed(ErrorCode::ValidationError)]);
}

#[test]
fn a_paid_session_is_told_paid_however_it_was_found() {
    let bench = &mut open(completed(1000));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::AlreadyPaid));
    assert_eq!(news(bench), [News::Paid]);
}

#[test]
fn a_session_that_is_over_is_told_once() {
    let mut bench = open(config(1000));
    news(&mut bench);
    bench.run_out();
    assert_eq!(news(&mut bench), [News::Expired]);
    bench.send(Event::Woke);
    assert_eq!(news(&mut bench), []);
}

#[test]
fn what_cannot_be_read_is_told_once_while_it_is_tried_again() {
    let mut bench = Bench::new(embedded());
    bench.load(Err(lost()));
    assert_eq!(news(&mut bench), [failed(ErrorCode::NetworkError)]);
    bench.send(Event::Retried);
    bench.load(Err(lost()));
    assert_eq!(news(&mut bench), []);
    bench.send(Event::Retried);
    bench.load(Ok(arrival(by_shop(config(1000)))));
    assert_eq!(news(&mut bench), [News::Ready]);
}

#[test]
fn a_page_that_is_not_registered_gets_no_session() {
    let mut bench = Bench::new(embedded());
    bench.load(Ok(arrival(config(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::OriginNotAllowed));
    let refused = News::Failed(ErrorCode::OriginNotAllowed.into(), Blame::Final);
    assert_eq!(news(&mut bench), [refused]);
    assert!(bench.checkout.merchant().name.is_empty());
}

#[test]
fn a_frame_without_a_credential_says_what_is_missing() {
    let mut bench = Bench::new(Boot { link: checkout::Link::Incomplete, ..embedded() });
    let code = HostErrorCode::Embed(EmbedError::BadConfiguration);
    assert_eq!(news(&mut bench), [News::Failed(code, Blame::Final)]);
}

#[test]
fn choosing_and_faults_are_told() {
    let mut bench = open(SessionConfig {
        allowed_methods: vec![Method::Card.into(), Method::Paypal.into()],
        ..config(1000)
    });
    news(&mut bench);
    bench.submit();
    assert_eq!(news(&mut bench), [News::Validation]);
    assert!(bench.checkout.fault(Field::CardNumber).is_some());
    bench.send(Event::Chosen(Choice::Paypal));
    assert_eq!(news(&mut bench), [News::Method(Method::Paypal), News::Validation]);
}

#[test]
fn a_challenge_is_told_with_its_hint() {
    let mut bench = open(SessionConfig {
        challenge: Some(Challenge {
            kind: ChallengeType::Sms.into(),
            site_key: None,
            delivery_hint: Some("--1234".to_owned()),
            code_sent: Some(true),
        }),
        ..config(1000)
    });
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    let told = news(&mut bench);
    assert_eq!(told.last(), Some(&News::Challenge(ChallengeType::Sms)), "{told:?}");
    assert_eq!(told.iter().filter(|news| **news == News::Processing).count(), 1);
}

#[test]
fn the_merchants_own_button_presses_pay() {
    let mut bench = open(config(1000));
    bench.fill();
    asked_to_submit(&mut bench);
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(by_shop(config(1000)))));
    bench.confirm();
    let told = news(&mut bench);
    assert!(told.contains(&News::Processing), "{told:?}");
}

#[test]
fn the_merchants_own_button_agrees_to_no_other_total() {
    let mut bench = open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 30);
    assert!(matches!(bench.checkout.notice(), Some(Notice::FeeConsent { .. })));
    assert!(news(&mut bench).contains(&failed(ErrorCode::ValidationError)));
    bench.commands.clear();
    asked_to_submit(&mut bench);
    assert!(!bench.checkout.is_latched());
    assert_eq!(bench.count(|command| matches!(command, Command::Focus(Target::Notice))), 1);
}

#[test]
fn the_merchants_own_button_opens_no_wallet() {
    let boot = Boot { apple_pay: true, ..embedded() };
    let mut bench = Bench::new(boot);
    let methods = vec![Method::ApplePay.into()];
    bench.load(Ok(arrival(by_shop(SessionConfig { allowed_methods: methods, ..config(1000) }))));
    bench.quoted(1000, 27);
    asked_to_submit(&mut bench);
    assert_eq!(bench.count(|command| matches!(command, Command::OpenSheet(..))), 0);
    assert_eq!(bench.count(|command| matches!(command, Command::Focus(Target::Pay))), 1);
}

#[test]
fn a_page_that_changed_the_session_has_it_read_again() {
    let mut bench = open(config(1000));
    news(&mut bench);
    bench.send(Event::HostAsked(Asked::Refresh));
    bench.load(Ok(arrival(by_shop(config(1200)))));
    assert_eq!(news(&mut bench), [News::Refreshed]);
    assert_eq!(bench.checkout.total(), Some(Cents(1200)));
    let mut bench = open(completed(1000));
    news(&mut bench);
    bench.send(Event::HostAsked(Asked::Refresh));
    assert_eq!(news(&mut bench), [News::Refreshed], "nothing to read any more");
}

#[test]
fn validating_shows_what_is_wrong_and_focusing_leads_there() {
    let mut bench = open(config(1000));
    bench.send(Event::HostAsked(Asked::Validate));
    assert!(bench.checkout.fault(Field::Cvc).is_some());
    bench.commands.clear();
    bench.type_in(Field::CardNumber, support::PAN);
    bench.send(Event::HostAsked(Asked::Focus));
    let to_expiry =
        |command: &Command| matches!(command, Command::Focus(Target::Field(Field::Expiry)));
    assert_eq!(bench.count(to_expiry), 1);
}

#[test]
fn what_is_kept_is_quoted_with_its_digits() {
    let mut bench = open(SessionConfig {
        saved_methods: vec![SavedMethod {
            id: "pm_1".to_owned(),
            kind: SavedMethodType::Card.into(),
            brand: Some("visa".to_owned()),
            last4: Some("4242".to_owned()),
            exp_month: Some(1),
            exp_year: Some(2040),
            holder_name: Some("Ada".to_owned()),
            bank_name: None,
            account_type: None,
            is_default: Some(true),
        }],
        ..config(1000)
    });
    bench.quoted(1000, 30);
    assert!(news(&mut bench).contains(&News::Fee));
    assert_eq!(bench.checkout.host_fee().unwrap().last4.as_deref(), Some("4242"));
}
