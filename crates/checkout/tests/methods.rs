//! Bank accounts and wallets: what is offered, what is asked, what is sent.
#![allow(clippy::unwrap_used, reason = "a story that breaks fails its test")]

mod support;

use checkout::form::{Fault, Field};
use checkout::{
    Authorized, Boot, Button, Captcha, Choice, Command, Event, Failure, Fee, Nonce, Notice, Screen,
    Secret, Sensitive, Sheet, SheetEnd, SheetFailure, Target, Ticket, Unclear, Wallet, Why,
};
use contract::{
    AvsField, BillingDetails, Cents, Challenge, ChallengeType, ErrorCode, Method, SavedMethod,
    SavedMethodType, SessionConfig, SetupFutureUsage,
};
use support::{Bench, arrival, boot, config, lost, quote, receipt, refused};

/// 18 November 2026, 15:00 in UTC.
const NOW: i64 = 1_795_014_000;

fn takes(methods: &[Method]) -> SessionConfig {
    SessionConfig {
        allowed_methods: methods.iter().map(|method| (*method).into()).collect(),
        merchant_display_name: Some("Alder".to_owned()),
        ..config(1000)
    }
}

fn ach() -> SessionConfig {
    takes(&[Method::Ach])
}

fn fill_bank(bench: &mut Bench) {
    bench.type_in(Field::Routing, "021000021");
    bench.type_in(Field::Account, "000123456789");
    bench.type_in(Field::AccountAgain, "000123456789");
    bench.type_in(Field::Cardholder, "Ada Byron");
}

fn agree(bench: &mut Bench) {
    bench.send(Event::MandateToggled { agreed: true, now: NOW });
}

/// With the account typed, its fee quoted and the debit authorized.
fn authorized(config: &SessionConfig) -> Bench {
    let mut bench = Bench::open(config.clone());
    fill_bank(&mut bench);
    bench.send(Event::Left(Field::AccountAgain));
    bench.prepare(1000, 8);
    agree(&mut bench);
    assert!(bench.checkout.is_authorized());
    bench
}

#[test]
fn an_account_pays_with_its_mandate() {
    let mut bench = Bench::open(ach());
    assert_eq!(bench.checkout.choice(), Choice::Ach, "the only method");
    fill_bank(&mut bench);
    bench.send(Event::Left(Field::AccountAgain));
    bench.access();
    let tokenized = bench.take(|command| match command {
        Command::Tokenize(ticket, what) => match &what.sensitive {
            Sensitive::Bank(account) => {
                assert_eq!(account.routing.expose(), "021000021");
                assert_eq!(account.number.expose(), "000123456789");
                Some(*ticket)
            }
            Sensitive::Card(_) => None,
        },
        _ => None,
    });
    bench.send(Event::Tokenized(tokenized.unwrap(), Ok(Secret::from("tok_1"))));
    assert!(bench.checkout.mandate(NOW).is_none(), "its amount is not known");
    bench.quoted(1000, 8);
    assert!(bench.checkout.mandate(NOW).is_some());
    bench.submit();
    assert!(bench.checkout.is_mandate_missed() && !bench.checkout.is_latched());
    assert!(bench.commands.iter().any(|c| matches!(c, Command::Focus(Target::Mandate))));
    agree(&mut bench);
    assert!(!bench.checkout.is_mandate_missed());
    bench.submit();
    bench.load(Ok(arrival(ach())));
    let (ticket, _, body) = bench.confirm();
    for part in [
        r#""processor_token":"tok_1""#,
        r#""method":"ach""#,
        r#""routing_number":"021000021""#,
        r#""account_number_suffix":"6789""#,
        r#""account_type":"checking""#,
        r#""ach_authorization":{"sec_code":"web","accepted_at":"2026-11-18T15:00:00Z"}"#,
        r#""cardholder":"Ada Byron""#,
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    assert!(!body.contains("000123456789"), "the whole number is the processor's alone");
    bench.answer(ticket, Ok(receipt(1008)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn what_was_agreed_to_is_that_text_and_no_other() {
    type Change = fn(&mut Bench);
    let changes: [(&str, Change); 5] = [
        ("account", |bench| bench.type_in(Field::Account, "000123456780")),
        ("holder", |bench| bench.type_in(Field::Cardholder, "Ada Lovelace")),
        ("kind", |bench| bench.type_in(Field::AccountType, "savings")),
        ("time", |bench| bench.elapse_last(|length| length.0 == 50 * 60 * 1000)),
        ("the box", |bench| bench.send(Event::MandateToggled { agreed: false, now: NOW })),
    ];
    for (what, change) in changes {
        let mut bench = authorized(&ach());
        change(&mut bench);
        assert!(!bench.checkout.is_authorized(), "{what}");
    }
    let mut bench = authorized(&ach());
    bench.type_in(Field::Account, "000123456789 ");
    assert!(bench.checkout.is_authorized(), "the same account, written otherwise");
}

#[test]
fn a_new_price_needs_a_new_mandate() {
    let mut bench = authorized(&ach());
    bench.submit();
    bench.load(Ok(arrival(SessionConfig { amount: Some(Cents(2000)), ..ach() })));
    bench.quoted(2000, 16);
    assert!(matches!(bench.checkout.notice(), Some(Notice::PriceConsent { .. })));
    assert!(!bench.checkout.is_authorized());
    bench.submit();
    assert!(bench.checkout.is_mandate_missed());
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
}

#[test]
fn a_second_typing_that_differs_is_said() {
    let mut bench = Bench::open(ach());
    fill_bank(&mut bench);
    bench.type_in(Field::AccountAgain, "000123456788");
    bench.send(Event::Left(Field::AccountAgain));
    assert_eq!(bench.checkout.fault(Field::AccountAgain), Some(Fault::Different));
    bench.type_in(Field::Routing, "0001234567890");
    bench.send(Event::Left(Field::Routing));
    assert_eq!(bench.checkout.fault(Field::Routing), Some(Fault::AccountNumber));
}

#[test]
fn a_pasted_cheque_fills_both_numbers() {
    let mut bench = Bench::open(ach());
    bench.send(Event::ChequePasted(Secret::from("A021000021A 123456789C 0101")));
    assert_eq!(bench.checkout.text(Field::Routing), "021000021");
    assert_eq!(bench.checkout.text(Field::Account), "123456789");
    assert_eq!(bench.checkout.text(Field::AccountAgain), "", "that is the payer's to check");
    let focus = Target::Field(Field::AccountAgain);
    assert!(bench.commands.iter().any(|c| matches!(c, Command::Focus(to) if *to == focus)));
    bench.send(Event::ChequePasted(Secret::from("nothing of that kind")));
    assert_eq!(bench.checkout.text(Field::Account), "123456789");
}

#[test]
fn nothing_of_an_account_is_there_for_the_next_person() {
    let mut bench = authorized(&ach());
    bench.send(Event::PageHidden);
    for field in [Field::Routing, Field::Account, Field::AccountAgain] {
        assert_eq!(bench.checkout.text(field), "", "{field:?}");
    }
    assert!(!bench.checkout.is_authorized());
}

#[test]
fn accounts_are_debited_in_dollars_by_a_named_merchant() {
    let methods = |change: fn(&mut SessionConfig)| {
        let mut config = takes(&[Method::Card, Method::Ach]);
        change(&mut config);
        Bench::open(config).checkout.session().unwrap().methods.clone()
    };
    assert_eq!(methods(|_| {}), [Method::Card, Method::Ach]);
    assert_eq!(methods(|config| config.currency = Some("EUR".to_owned())), [Method::Card]);
    assert_eq!(methods(|config| config.merchant_display_name = None), [Method::Card]);
}

fn kept_account() -> SessionConfig {
    let kept = SavedMethod {
        id: "pm_bank".to_owned(),
        kind: SavedMethodType::Ach.into(),
        brand: None,
        last4: Some("6789".to_owned()),
        exp_month: None,
        exp_year: None,
        holder_name: Some("Ada Byron".to_owned()),
        bank_name: Some("Juniper".to_owned()),
        account_type: Some(contract::AccountType::Savings.into()),
        is_default: Some(true),
    };
    SessionConfig { saved_methods: vec![kept], ..takes(&[Method::Card, Method::Ach]) }
}

#[test]
fn a_kept_account_needs_a_mandate_too() {
    let mut bench = Bench::open(kept_account());
    assert_eq!(bench.checkout.choice(), Choice::Saved(0));
    assert_eq!(bench.checkout.fields(), [], "all of it is known");
    bench.quoted(1000, 8);
    bench.submit();
    assert!(bench.checkout.is_mandate_missed());
    agree(&mut bench);
    bench.submit();
    bench.load(Ok(arrival(kept_account())));
    let (_, _, body) = bench.confirm();
    for part in [
        r#""processor_token":"pm_bank""#,
        r#""method":"ach""#,
        r#""account_type":"savings""#,
        r#""accepted_at":"2026-11-18T15:00:00Z""#,
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    // Where accounts are not taken, it is not shown.
    let mut cards = kept_account();
    cards.allowed_methods = vec![Method::Card.into()];
    assert_eq!(Bench::open(cards).checkout.session().unwrap().saved, []);
}

#[test]
fn what_was_typed_survives_switching() {
    let mut bench = Bench::open(takes(&[Method::Card, Method::Ach]));
    assert_eq!(bench.checkout.choice(), Choice::Card, "the session's first");
    bench.fill();
    bench.send(Event::Chosen(Choice::Ach));
    assert!(!bench.checkout.fields().contains(&Field::CardNumber));
    fill_bank(&mut bench);
    bench.send(Event::Chosen(Choice::Card));
    assert_eq!(bench.checkout.text(Field::CardNumber), "4111 1111 1111 1111");
    bench.send(Event::Chosen(Choice::Ach));
    assert_eq!(bench.checkout.text(Field::Account), "000123456789");
    // Nobody can choose what the session does not take.
    bench.send(Event::Chosen(Choice::Paypal));
    assert_eq!(bench.checkout.choice(), Choice::Ach);
}

#[test]
fn an_account_is_kept_where_the_payer_agrees_and_a_wallet_never_is() {
    let config = SessionConfig { setup_future_usage: SetupFutureUsage::OnSession.into(), ..ach() };
    let mut bench = authorized(&config);
    assert!(bench.checkout.can_be_kept());
    bench.send(Event::SaveToggled(true));
    bench.submit();
    bench.load(Ok(arrival(config)));
    let (_, _, body) = bench.confirm();
    assert!(body.contains(r#""save_method":true"#), "{body}");
    let usage = SetupFutureUsage::OffSession.into();
    let config = SessionConfig { setup_future_usage: usage, ..takes(&[Method::Paypal]) };
    assert!(!Bench::open(config).checkout.can_be_kept());
}

fn with_apple_pay(config: SessionConfig) -> Bench {
    let mut bench = Bench::new(Boot { apple_pay: true, ..boot() });
    bench.load(Ok(arrival(config)));
    bench
}

fn opened(bench: &mut Bench) -> (Ticket, Sheet) {
    bench
        .take(|command| match command {
            Command::OpenSheet(ticket, sheet) => Some((*ticket, Sheet::clone(sheet))),
            _ => None,
        })
        .unwrap()
}

fn closed(bench: &mut Bench) -> Option<SheetEnd> {
    bench.take(|command| match command {
        Command::CloseSheet(end) => Some(*end),
        _ => None,
    })
}

fn approve(bench: &mut Bench, ticket: Ticket) {
    let billing = BillingDetails { zip: Some("94107".to_owned()), ..BillingDetails::default() };
    let token = Secret::from("wallet_token");
    bench.send(Event::SheetAnswered(ticket, Ok(Box::new(Authorized { token, billing }))));
}

/// Up to the first send of confirm.
fn wallet(method: Method) -> (Bench, Ticket, String) {
    let mut bench = with_apple_pay(takes(&[method]));
    bench.quoted(1000, 57);
    assert_eq!(bench.checkout.fee(), Fee::Known(Cents(57)), "before the sheet");
    bench.submit();
    let (sheet, _) = opened(&mut bench);
    approve(&mut bench, sheet);
    bench.load(Ok(arrival(takes(&[method]))));
    let (ticket, _, body) = bench.confirm();
    (bench, ticket, body)
}

#[test]
fn a_wallet_pays_what_its_sheet_showed() {
    for (method, kind) in [(Method::ApplePay, Wallet::ApplePay), (Method::Paypal, Wallet::Paypal)] {
        let mut bench = with_apple_pay(takes(&[method]));
        if kind == Wallet::Paypal {
            // Its sheet does not ask what the session wants to know.
            bench.type_in(Field::Cardholder, "Ada Byron");
        }
        bench.quoted(1000, 57);
        bench.submit();
        let (ticket, sheet) = opened(&mut bench);
        assert_eq!((sheet.wallet, sheet.amount), (kind, Cents(1057)));
        assert_eq!(sheet.merchant, "Alder");
        assert_eq!(bench.checkout.button(), Button::Busy);
        bench.submit();
        assert!(!bench.commands.iter().any(|c| matches!(c, Command::OpenSheet(..))), "one sheet");
        approve(&mut bench, ticket);
        bench.load(Ok(arrival(takes(&[method]))));
        let (ticket, _, body) = bench.confirm();
        assert!(body.contains(r#""processor_token":"wallet_token""#), "{body}");
        assert!(body.contains(&format!(r#""method":"{method}""#)), "{body}");
        assert!(body.contains(r#""zip":"94107""#), "{body}");
        assert!(!body.contains("payment_method"), "{body}");
        bench.answer(ticket, Ok(receipt(1057)));
        assert_eq!(closed(&mut bench), Some(SheetEnd::Paid));
        assert_eq!(bench.checkout.screen(), Screen::Paid);
    }
}

#[test]
fn a_sheet_asks_for_what_the_session_does_not_give() {
    let config = || SessionConfig {
        customer_email: Some("ada@example.com".to_owned()),
        required_avs_fields: [AvsField::Email, AvsField::Zip].map(Into::into).to_vec(),
        ..takes(&[Method::ApplePay])
    };
    let mut bench = with_apple_pay(config());
    bench.quoted(1000, 57);
    bench.submit();
    let (ticket, sheet) = opened(&mut bench);
    assert_eq!(sheet.asked, [Field::Zip]);
    approve(&mut bench, ticket);
    bench.load(Ok(arrival(config())));
    let (_, _, body) = bench.confirm();
    for part in [r#""email":"ada@example.com""#, r#""zip":"94107""#] {
        assert!(body.contains(part), "{part} in {body}");
    }
}

#[test]
fn a_declined_wallet_says_so_in_its_sheet_and_may_try_again() {
    let (mut bench, ticket, _) = wallet(Method::ApplePay);
    bench.answer(ticket, Err(refused(402, ErrorCode::CardDeclined)));
    assert_eq!(closed(&mut bench), Some(SheetEnd::Refused));
    assert!(matches!(bench.checkout.notice(), Some(Notice::Declined { .. })));
    bench.quoted(1000, 57);
    bench.submit();
    assert_eq!(opened(&mut bench).1.amount, Cents(1057));
}

#[test]
fn a_lost_answer_never_says_failed_in_a_sheet() {
    let (mut bench, ticket, _) = wallet(Method::ApplePay);
    bench.answer(ticket, Err(lost()));
    assert_eq!(closed(&mut bench), None, "it is not known yet");
    for _ in 0..40 {
        if bench.checkout.screen() == Screen::Unknown {
            break;
        }
        if let Some(ticket) = bench.take(|command| match command {
            Command::Confirm(ticket, ..) => Some(*ticket),
            _ => None,
        }) {
            bench.answer(ticket, Err(lost()));
        } else if bench.count(|c| matches!(c, Command::LoadSession(_))) > 0 {
            bench.load(Err(lost()));
        } else {
            bench.elapse_last(|_| true);
        }
    }
    assert_eq!(bench.checkout.screen(), Screen::Unknown);
    assert_eq!(closed(&mut bench), Some(SheetEnd::Unsure));
}

#[test]
fn a_sheet_that_is_put_away_leaves_the_form() {
    let api = || SheetFailure::Api(Failure::new(Why::Unclear(Unclear::TimedOut)));
    for (failure, notice) in [
        (SheetFailure::Cancelled, None),
        (SheetFailure::Failed, Some(Notice::SheetFailed)),
        (api(), Some(Notice::NotReached)),
    ] {
        let mut bench = with_apple_pay(takes(&[Method::ApplePay]));
        bench.quoted(1000, 57);
        bench.submit();
        let (ticket, _) = opened(&mut bench);
        bench.send(Event::SheetAnswered(ticket, Err(failure)));
        assert_eq!(bench.checkout.notice(), notice.as_ref());
        assert!(!bench.checkout.is_latched());
        // What an older sheet still says is not heard.
        approve(&mut bench, ticket);
        assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
        bench.submit();
        opened(&mut bench);
    }
}

/// PayPal's window opens by its own button alone, so a second sheet could not be had.
#[test]
fn what_was_authorized_answers_the_duplicate_question_and_the_challenge() {
    let (mut bench, ticket, body) = wallet(Method::ApplePay);
    bench.answer(ticket, Err(refused(409, ErrorCode::DuplicatePayment)));
    assert_eq!(closed(&mut bench), Some(SheetEnd::Unsure), "the page asks, not the sheet");
    assert!(bench.checkout.asks_duplicate());
    bench.send(Event::DuplicateAccepted(Nonce([0xab; 16])));
    bench.load(Ok(arrival(takes(&[Method::ApplePay]))));
    let (_, _, again) = bench.confirm();
    assert!(again.contains("wallet_token") && again != body, "{again}");

    let (mut bench, ticket, _) = wallet(Method::ApplePay);
    bench.answer(ticket, Err(refused(409, ErrorCode::DuplicatePayment)));
    bench.send(Event::Withdrawn);
    bench.submit();
    opened(&mut bench);

    let (mut bench, ticket, _) = wallet(Method::ApplePay);
    bench.answer(ticket, Err(refused(403, ErrorCode::ChallengeRequired)));
    assert_eq!(closed(&mut bench), Some(SheetEnd::Unsure));
    let captcha = Challenge {
        kind: ChallengeType::Turnstile.into(),
        site_key: Some("key".to_owned()),
        delivery_hint: None,
        code_sent: None,
    };
    let asks = SessionConfig { challenge: Some(captcha), ..takes(&[Method::ApplePay]) };
    bench.load(Ok(arrival(asks.clone())));
    bench.send(Event::Captcha(Captcha::Solved(Secret::from("solved"))));
    bench.submit();
    bench.load(Ok(arrival(asks)));
    let (_, _, body) = bench.confirm();
    assert!(body.contains("wallet_token") && body.contains("solved"), "{body}");
}

#[test]
fn a_price_that_changes_under_a_sheet_is_asked_about() {
    let mut bench = with_apple_pay(takes(&[Method::ApplePay]));
    bench.quoted(1000, 57);
    bench.submit();
    let (ticket, _) = opened(&mut bench);
    approve(&mut bench, ticket);
    let dearer = SessionConfig { amount: Some(Cents(2000)), ..takes(&[Method::ApplePay]) };
    bench.load(Ok(arrival(dearer)));
    bench.quoted(2000, 84);
    assert_eq!(closed(&mut bench), Some(SheetEnd::Unsure));
    assert!(matches!(bench.checkout.notice(), Some(Notice::PriceConsent { .. })));
    bench.submit();
    assert_eq!(opened(&mut bench).1.amount, Cents(2084), "agreed to anew, in a new sheet");
}

#[test]
fn nothing_is_paid_with_in_the_place_of_what_is_gone() {
    let mut bench = with_apple_pay(takes(&[Method::ApplePay, Method::Paypal]));
    bench.quoted(1000, 57);
    bench.submit();
    let (ticket, _) = opened(&mut bench);
    approve(&mut bench, ticket);
    bench.load(Ok(arrival(takes(&[Method::Paypal]))));
    assert_eq!(bench.checkout.notice(), Some(&Notice::MethodGone));
    assert_eq!(bench.checkout.choice(), Choice::Paypal);
    assert_eq!(closed(&mut bench), Some(SheetEnd::Unsure));
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
}

#[test]
fn fees_are_compared_before_anything_is_typed() {
    let mut bench = with_apple_pay(takes(&[Method::Card, Method::ApplePay, Method::Paypal]));
    let ask = |bench: &mut Bench, fee| {
        let (ticket, body) = bench
            .take(|command| match command {
                Command::QuoteFee(ticket, body) => Some((*ticket, body.as_str().to_owned())),
                _ => None,
            })
            .unwrap();
        bench.send(Event::Quoted(ticket, Ok(quote(1000, fee))));
        body
    };
    assert!(ask(&mut bench, 57).contains("apple_pay"));
    assert!(ask(&mut bench, 84).contains("paypal"));
    let fees = |bench: &Bench| {
        [Choice::Card, Choice::ApplePay, Choice::Paypal].map(|at| bench.checkout.estimate(at))
    };
    assert_eq!(fees(&bench), [None, Some(Cents(57)), Some(Cents(84))]);
    assert_eq!(bench.checkout.fee(), Fee::NotYet, "the card's own is not known");
    bench.fill();
    bench.send(Event::Left(Field::Cvc));
    bench.prepare(1000, 59);
    assert_eq!(fees(&bench), [Some(Cents(59)), Some(Cents(57)), Some(Cents(84))]);
    bench.type_in(Field::Cvc, "124");
    assert_eq!(fees(&bench)[0], None, "another card may have another fee");
}

#[test]
fn one_method_is_not_compared() {
    let bench = Bench::open(takes(&[Method::Card]));
    assert_eq!(bench.count(|c| matches!(c, Command::QuoteFee(..))), 0);
}
