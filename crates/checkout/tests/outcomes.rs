//! Every outcome of Pay that is not simply "paid": lost, late, twice, elsewhere, offline, expired,
//! repriced, challenged. Named after the fault matrix's rows where there is one.
#![allow(clippy::unwrap_used, reason = "a story that breaks fails its test")]

mod support;

use checkout::form::{Fault, Field};
use checkout::session::Closed;
use checkout::{
    Announcement, Boot, Button, Captcha, Command, Confirming, Decline, Event, Failure, Fee, Kept,
    Kind, LoadFailure, Millis, Nonce, Notice, Patience, Resend, Screen, Secret, Target, Ticket,
    TokenizeFailure, Trouble, Unclear, Why,
};
use contract::{Cents, Challenge, ChallengeType, ErrorCode, SessionConfig};
use support::{Bench, arrival, boot, completed, config, lost, receipt, refused, shop};

const SOON: Millis = Millis::seconds(5);

fn short(length: Millis) -> bool {
    length <= SOON && length != Millis(600) && length != Millis::seconds(1)
}

/// What a page kept before its first send, and the page itself.
fn interrupted() -> (Kept, String, String) {
    let mut bench = Bench::open(config(1000));
    let (_, key, body) = bench.pay(1000);
    let kept = bench.take(|c| match c {
        Command::Keep(kept) => Some(kept.clone()),
        _ => None,
    });
    (kept.unwrap(), key, body)
}

fn reloaded(kept: &Kept) -> Bench {
    // Through text, as the browser keeps it.
    let kept = Kept::from_text(&kept.to_text()).unwrap();
    Bench::new(Boot { kept: Some((kept, Millis::seconds(3))), ..boot() })
}

fn forgets(bench: &Bench) -> bool {
    bench.count(|c| matches!(c, Command::Forget)) > 0
}

fn said(bench: &Bench) -> Option<Announcement> {
    bench.checkout.said().1
}

fn focused(bench: &mut Bench, target: Target) -> bool {
    bench.take(|c| matches!(c, Command::Focus(t) if *t == target).then_some(())).is_some()
}

#[test]
fn an_attempt_is_kept_before_it_is_sent_and_forgotten_when_it_is_settled() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    let at = |bench: &Bench, is: fn(&Command) -> bool| bench.commands.iter().position(is);
    let kept = at(&bench, |c| matches!(c, Command::Keep(_))).unwrap();
    let sent = at(&bench, |c| matches!(c, Command::Confirm(..))).unwrap();
    assert!(kept < sent);
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Err(lost()));
    assert!(!forgets(&bench));
    bench.elapse(short);
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Ok(receipt(1000)));
    assert!(forgets(&bench));
}

#[test]
fn f19_a_reload_reads_the_status_first_and_goes_on_with_the_same_attempt() {
    let (kept, key, body) = interrupted();
    // It was carried out.
    let mut bench = reloaded(&kept);
    assert_eq!(bench.checkout.screen(), Screen::Confirming(Confirming::Own));
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0, "status first");
    bench.load(Ok(arrival(completed(1000))));
    let (ticket, again, bytes) = bench.confirm();
    assert_eq!((&again, &bytes), (&key, &body));
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
    assert_eq!(bench.checkout.receipt().unwrap().redirect, Some(shop()));
    assert_eq!(bench.checkout.currency(), contract::Currency::parse("USD").ok());
    assert!(forgets(&bench));
    // It was not.
    let mut bench = reloaded(&kept);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, again, bytes) = bench.confirm();
    assert_eq!((again, bytes), (key, body));
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn a_reload_into_a_decline_leads_back_to_the_form() {
    let (kept, ..) = interrupted();
    let mut bench = reloaded(&kept);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Err(refused(402, ErrorCode::CardDeclined)));
    assert!(forgets(&bench));
    bench.load(Ok(arrival(config(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paying);
    assert!(matches!(
        bench.checkout.notice(),
        Some(Notice::Declined { decline: Decline::Card, .. })
    ));
}

#[test]
fn a_reload_never_sends_at_a_price_that_nobody_agreed_to() {
    let (kept, key, _) = interrupted();
    let mut bench = reloaded(&kept);
    for _ in 0..2 {
        bench.load(Ok(arrival(config(1200))));
        bench.elapse(short);
    }
    bench.load(Ok(arrival(config(1200))));
    assert_eq!(bench.checkout.screen(), Screen::Unknown);
    assert_eq!(bench.checkout.reference(), Some(key.as_str()));
    bench.send(Event::Retried);
    bench.load(Ok(arrival(completed(1200))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn a_reload_without_a_network_is_unknown_never_a_fresh_form() {
    let (kept, ..) = interrupted();
    let mut bench = reloaded(&kept);
    for _ in 0..2 {
        bench.load(Err(lost()));
        bench.elapse(short);
    }
    bench.load(Err(lost()));
    assert_eq!(bench.checkout.screen(), Screen::Unknown);
    // The payer comes back to it: perhaps it is known by now.
    bench.send(Event::Woke);
    bench.load(Ok(arrival(completed(1000))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn f51_an_attempt_of_long_ago_is_not_sent_again() {
    let (kept, ..) = interrupted();
    let boot = Boot { kept: Some((kept, Millis::seconds(21 * 60))), ..boot() };
    let mut bench = Bench::new(boot);
    assert!(forgets(&bench));
    bench.load(Ok(arrival(config(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paying);
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
}

#[test]
fn f20_another_tabs_payment_is_waited_for() {
    let open = || {
        let mut bench = Bench::new(Boot { elsewhere: true, ..boot() });
        bench.load(Ok(arrival(config(1000))));
        assert_eq!(bench.checkout.screen(), Screen::Confirming(Confirming::Elsewhere));
        bench
    };
    let mut bench = open();
    bench.elapse(|length| length == Millis::seconds(3));
    bench.load(Ok(arrival(completed(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::AlreadyPaid));
    // It gave up: the session is the payer's again.
    let mut bench = open();
    bench.send(Event::Elsewhere(false));
    bench.load(Ok(arrival(config(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paying);
    // It never says so: not for ever.
    let mut bench = open();
    for _ in 0..40 {
        bench.elapse(|length| length == Millis::seconds(3));
        bench.load(Err(lost()));
    }
    assert_eq!(bench.checkout.screen(), Screen::Paying);
}

#[test]
fn f21_a_page_that_is_left_shows_no_card_to_the_next_person() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.elapse(|length| length == Millis(600));
    bench.prepare(1000, 0);
    bench.send(Event::PageHidden);
    for field in [Field::CardNumber, Field::Expiry, Field::Cvc] {
        assert_eq!(bench.checkout.text(field), "");
        assert!(bench.commands.iter().any(|c| matches!(c, Command::Show(f, _) if *f == field)));
    }
    assert_eq!(bench.checkout.fee(), Fee::NotYet);
    // Back again: what happened meanwhile?
    bench.send(Event::Woke);
    bench.load(Ok(arrival(completed(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::AlreadyPaid));

    // A payment under way goes on.
    let mut bench = Bench::open(config(1000));
    let (ticket, key, _) = bench.pay(1000);
    bench.send(Event::PageHidden);
    bench.send(Event::Woke);
    assert_eq!(bench.checkout.text(Field::CardNumber), "");
    bench.answer(ticket, Err(lost()));
    bench.elapse(short);
    let (ticket, again, _) = bench.confirm();
    assert_eq!(key, again);
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn f15_a_decline_leads_to_the_field_it_is_about() {
    for (code, field, fault) in [
        (ErrorCode::IncorrectCvc, Field::Cvc, Some(Fault::Empty)),
        (ErrorCode::ExpiredCard, Field::Expiry, None),
    ] {
        let mut bench = Bench::open(config(1000));
        let (ticket, ..) = bench.pay(1000);
        bench.answer(ticket, Err(refused(402, code)));
        assert!(focused(&mut bench, Target::Field(field)), "{code}");
        assert!(matches!(said(&bench), Some(Announcement::Declined(_))));
        assert_eq!(bench.checkout.fault(field), fault);
    }
}

#[test]
fn f15_the_same_declined_card_is_not_tried_for_ever() {
    let decline = |bench: &mut Bench, code| {
        bench.load(Ok(arrival(config(1000))));
        let (ticket, ..) = bench.confirm();
        bench.answer(ticket, Err(refused(402, code)));
        bench.token();
        bench.quoted(1000, 0);
        bench.submit();
    };
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    decline(&mut bench, ErrorCode::CardDeclined);
    decline(&mut bench, ErrorCode::CardDeclined);
    assert_eq!(
        bench.checkout.notice(),
        Some(&Notice::Declined { decline: Decline::Again, reference: None })
    );
    assert_eq!(bench.count(|c| matches!(c, Command::LoadSession(_))), 0);
    // Another card is another matter.
    bench.type_in(Field::CardNumber, "5555555555554444");
    bench.submit();
    bench.token();
    bench.quoted(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    bench.confirm();
}

#[test]
fn a_refusal_for_good_leads_back_to_the_merchant() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    let mut refusal = refused(402, ErrorCode::CardDeclined);
    if let Why::Refused(refusal) = &mut refusal.why {
        refusal.recoverable = Some(false);
    }
    bench.answer(ticket, Err(refusal));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::Refused));
    assert_eq!(bench.checkout.reference(), Some("req_1"));
}

#[test]
fn f13_a_key_said_to_be_used_is_checked_before_it_is_believed() {
    let refusal = || refused(422, ErrorCode::ValidationError);
    let mut bench = Bench::open(config(1000));
    let (ticket, first, _) = bench.pay(1000);
    bench.answer(ticket, Err(refusal()));
    bench.load(Ok(arrival(config(1000))));
    assert!(matches!(bench.checkout.notice(), Some(Notice::NotAccepted { .. })));
    bench.submit();
    bench.token();
    bench.quoted(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    let (_, second, _) = bench.confirm();
    assert_ne!(first, second);

    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.answer(ticket, Err(refusal()));
    bench.load(Ok(arrival(completed(1000))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Err(refused(409, ErrorCode::AlreadyConfirmed)));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::AlreadyPaid));
}

#[test]
fn a_duplicate_is_the_payers_to_decide() {
    let duplicate = || refused(409, ErrorCode::DuplicatePayment);
    let mut bench = Bench::open(config(1000));
    let (ticket, first, body) = bench.pay(1000);
    assert!(!body.contains("duplicate_acknowledged\":true"), "{body}");
    bench.answer(ticket, Err(duplicate()));
    assert!(bench.checkout.asks_duplicate());
    assert!(matches!(bench.checkout.notice(), Some(Notice::Duplicate { .. })));
    assert!(forgets(&bench), "it did not charge");
    // Pay itself is no answer.
    bench.submit();
    assert_eq!(bench.count(|c| matches!(c, Command::LoadSession(_) | Command::Confirm(..))), 0);
    // No.
    bench.send(Event::Withdrawn);
    assert!(!bench.checkout.asks_duplicate() && bench.checkout.notice().is_none());
    assert_eq!(bench.checkout.text(Field::Cardholder), "Ada Byron");
    // Again, and yes: the status is read before the new key goes out.
    bench.submit();
    bench.load(Ok(arrival(config(1000))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Err(duplicate()));
    bench.send(Event::DuplicateAccepted(Nonce([0xbb; 16])));
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, second, body) = bench.confirm();
    assert_ne!(first, second);
    assert!(body.contains(r#""duplicate_acknowledged":true"#), "{body}");
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn a_duplicate_that_turns_out_paid_is_not_paid_again() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.answer(ticket, Err(refused(409, ErrorCode::DuplicatePayment)));
    bench.send(Event::DuplicateAccepted(Nonce([0xbb; 16])));
    bench.load(Ok(arrival(completed(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::AlreadyPaid));
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
}

#[test]
fn our_own_lost_attempt_is_never_called_a_duplicate() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.answer(ticket, Err(lost()));
    bench.elapse(short);
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Err(refused(409, ErrorCode::DuplicatePayment)));
    assert!(!bench.checkout.asks_duplicate());
    bench.load(Ok(arrival(completed(1000))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

// ——— Challenges ———

fn challenged(kind: ChallengeType, code_sent: bool) -> SessionConfig {
    SessionConfig {
        challenge: Some(Challenge {
            kind: kind.into(),
            site_key: Some("key".to_owned()),
            delivery_hint: Some("•••• 1234".to_owned()),
            code_sent: Some(code_sent),
        }),
        ..config(1000)
    }
}

/// Filled, Pay pressed, the card ready: the challenge is open.
fn asked(config: SessionConfig) -> Bench {
    let mut bench = Bench::open(config);
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    bench
}

fn send_code(bench: &mut Bench) -> Ticket {
    let ticket = bench.take(|c| match c {
        Command::SendCode(ticket) => Some(*ticket),
        _ => None,
    });
    ticket.unwrap()
}

fn trouble(bench: &Bench) -> Option<Trouble> {
    bench.checkout.challenge().and_then(checkout::Challenge::trouble)
}

#[test]
fn a_captcha_is_asked_for_before_confirm_and_its_answer_goes_along() {
    let config = || challenged(ChallengeType::Hcaptcha, false);
    let mut bench = asked(config());
    assert!(matches!(bench.checkout.challenge().unwrap().kind(), Kind::Captcha { .. }));
    assert!(focused(&mut bench, Target::Challenge));
    assert_eq!(bench.count(|c| matches!(c, Command::LoadSession(_))), 0);
    bench.send(Event::Captcha(Captcha::Ready));
    bench.send(Event::Captcha(Captcha::Solved(Secret::from("tok"))));
    bench.load(Ok(arrival(config())));
    let (ticket, _, body) = bench.confirm();
    let response = r#""challenge_response":{"type":"hcaptcha","token":"tok"}"#;
    assert!(body.contains(response), "{body}");
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn f30_a_spent_captcha_is_solved_anew_and_needs_a_press_of_its_own() {
    let config = || challenged(ChallengeType::Turnstile, false);
    let mut bench = asked(config());
    bench.send(Event::Captcha(Captcha::Solved(Secret::from("old"))));
    bench.load(Ok(arrival(config())));
    let (ticket, first, _) = bench.confirm();
    bench.answer(ticket, Err(refused(403, ErrorCode::ChallengeFailed)));
    assert_eq!(trouble(&bench), Some(Trouble::Rejected));
    assert_eq!(bench.checkout.text(Field::CardNumber), "4111 1111 1111 1111");
    bench.send(Event::Captcha(Captcha::Solved(Secret::from("new"))));
    assert_eq!(bench.count(|c| matches!(c, Command::LoadSession(_) | Command::Confirm(..))), 0);
    assert!(focused(&mut bench, Target::Pay));
    bench.submit();
    bench.load(Ok(arrival(config())));
    let (_, second, body) = bench.confirm();
    assert_ne!(first, second);
    assert!(body.contains(r#""token":"new""#), "{body}");
}

#[test]
fn pay_before_the_captcha_is_passed_says_what_is_missing_and_then_goes_on() {
    let config = || challenged(ChallengeType::Hcaptcha, false);
    let mut bench = asked(config());
    bench.send(Event::Captcha(Captcha::Ready));
    // The button works: it waits for the payer, not the payer for it.
    assert_eq!(bench.checkout.button(), Button::Pay(Cents(1000)));
    bench.submit();
    assert_eq!(trouble(&bench), Some(Trouble::Closed));
    assert!(focused(&mut bench, Target::Challenge));
    assert_eq!(bench.count(|c| matches!(c, Command::LoadSession(_) | Command::Confirm(..))), 0);
    bench.send(Event::Captcha(Captcha::Solved(Secret::from("tok"))));
    bench.load(Ok(arrival(config())));
    let (ticket, _, _) = bench.confirm();
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn f27_f28_f29_a_captcha_in_trouble_says_so_and_keeps_the_form() {
    let open = || asked(challenged(ChallengeType::Hcaptcha, false));
    let mut bench = open();
    bench.elapse_last(|length| length == Millis::seconds(10));
    assert_eq!(trouble(&bench), Some(Trouble::Blocked));
    bench.send(Event::Retried);
    assert_eq!(trouble(&bench), None);
    assert_eq!(bench.count(|c| matches!(c, Command::ResetCaptcha)), 1);
    for (said, trouble_now) in [
        (Captcha::Blocked, Trouble::Blocked),
        (Captcha::Failed, Trouble::Failed),
        (Captcha::Limited, Trouble::TooMany),
        (Captcha::Closed, Trouble::Closed),
        (Captcha::Expired, Trouble::Expired),
    ] {
        let mut bench = open();
        bench.send(Event::Captcha(said));
        assert_eq!(trouble(&bench), Some(trouble_now));
        // Pay without an answer is not sent.
        bench.submit();
        assert_eq!(bench.count(|c| matches!(c, Command::LoadSession(_))), 0);
        bench.send(Event::Withdrawn);
        assert!(!bench.checkout.is_latched() && bench.checkout.challenge().is_none());
        assert_eq!(bench.checkout.text(Field::Cardholder), "Ada Byron");
    }
}

#[test]
fn a_code_is_sent_typed_and_sent_along() {
    for (kind, word) in [(ChallengeType::Sms, "sms"), (ChallengeType::Email, "email")] {
        let config = || challenged(kind, true);
        let mut bench = asked(challenged(kind, false));
        let ticket = send_code(&mut bench);
        assert_eq!(bench.checkout.challenge().unwrap().resend(), Resend::Sending);
        let sent = Box::new(config().challenge.unwrap());
        bench.send(Event::CodeSent(ticket, Ok(sent)));
        assert_eq!(said(&bench), Some(Announcement::CodeSent(30)));
        assert_eq!(bench.checkout.challenge().unwrap().resend(), Resend::In(30));
        bench.send(Event::CodeTyped(Secret::from("Your code is 123 456.")));
        assert_eq!(bench.checkout.challenge().unwrap().code(), "123456");
        assert_eq!(bench.count(|c| matches!(c, Command::ShowCode)), 1);
        bench.submit();
        bench.load(Ok(arrival(config())));
        let (_, _, body) = bench.confirm();
        let response = format!(r#""challenge_response":{{"type":"{word}","code":"123456"}}"#);
        assert!(body.contains(&response), "{body}");
    }
}

#[test]
fn f31_codes_wrong_late_resent_or_never() {
    let config = || challenged(ChallengeType::Sms, true);
    let mut bench = asked(config());
    assert_eq!(bench.count(|c| matches!(c, Command::SendCode(_))), 0, "it is on its way");
    bench.send(Event::CodeTyped(Secret::from("12")));
    bench.submit();
    assert_eq!(trouble(&bench), Some(Trouble::CodeIncomplete));
    bench.send(Event::CodeTyped(Secret::from("111111")));
    assert_eq!(trouble(&bench), None);
    bench.submit();
    bench.load(Ok(arrival(config())));
    let (ticket, first, _) = bench.confirm();
    bench.answer(ticket, Err(refused(403, ErrorCode::ChallengeFailed)));
    assert_eq!(trouble(&bench), Some(Trouble::Rejected));
    assert_eq!(bench.checkout.challenge().unwrap().code(), "");
    // Not yet.
    bench.send(Event::ResendPressed);
    assert_eq!(bench.count(|c| matches!(c, Command::SendCode(_))), 0);
    for _ in 0..30 {
        bench.elapse(|length| length == Millis::seconds(1));
    }
    assert_eq!(said(&bench), Some(Announcement::ResendReady));
    bench.send(Event::ResendPressed);
    let ticket = send_code(&mut bench);
    let mut limited = refused(429, ErrorCode::RateLimited);
    limited.retry_after = Some(Millis::seconds(90));
    bench.send(Event::CodeSent(ticket, Err(limited)));
    assert_eq!(trouble(&bench), Some(Trouble::TooMany));
    assert_eq!(bench.checkout.challenge().unwrap().resend(), Resend::In(90));
    // The right one, after all: under a key of its own.
    bench.send(Event::CodeTyped(Secret::from("222222")));
    bench.submit();
    bench.load(Ok(arrival(config())));
    let (_, second, _) = bench.confirm();
    assert_ne!(first, second);
}

#[test]
fn a_challenge_that_confirm_asks_for_is_read_from_the_session() {
    let config = || challenged(ChallengeType::Email, true);
    let mut bench = Bench::open(support::config(1000));
    let (ticket, first, _) = bench.pay(1000);
    bench.answer(ticket, Err(refused(403, ErrorCode::ChallengeRequired)));
    bench.load(Ok(arrival(config())));
    assert!(bench.checkout.challenge().is_some());
    assert!(bench.checkout.notice().is_none());
    bench.send(Event::CodeTyped(Secret::from("4821")));
    bench.submit();
    bench.load(Ok(arrival(config())));
    let (_, second, _) = bench.confirm();
    assert_ne!(first, second);
    // One that this page cannot do.
    let mut bench = Bench::open(support::config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.answer(ticket, Err(refused(403, ErrorCode::ChallengeRequired)));
    bench.load(Ok(arrival(support::config(1000))));
    assert!(matches!(bench.checkout.notice(), Some(Notice::ChallengeRequired { .. })));
    assert!(!bench.checkout.is_latched());
}

// ——— Time, price, network ———

#[test]
fn f16_the_time_left_is_shown_and_said_before_it_ends() {
    let mut bench = Bench::open(config(1000));
    assert_eq!(bench.checkout.time_left(), None);
    bench.elapse(|length| length == Millis::seconds(1500));
    assert_eq!(bench.checkout.time_left(), Some(300));
    assert_eq!(said(&bench), Some(Announcement::TimeLeft(300)));
    let mut sayings = 0;
    for _ in 0..299 {
        let before = bench.checkout.said().0;
        bench.elapse(|length| length == Millis::seconds(1));
        sayings += bench.checkout.said().0 - before;
    }
    assert_eq!(sayings, 2, "at one minute and at twenty seconds");
    assert_eq!(bench.checkout.time_left(), Some(1));
    bench.elapse(|length| length == Millis::seconds(1));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::Expired));
}

#[test]
fn f26_the_servers_time_corrects_ours() {
    let mut bench = Bench::open(config(1000));
    bench.elapse(|length| length == Millis::seconds(10));
    let mut read = arrival(config(1000));
    read.expires_in = Some(Millis(65_400));
    bench.load(Ok(read));
    bench.elapse(|length| length == Millis(400));
    assert_eq!(bench.checkout.time_left(), Some(65));
}

#[test]
fn f17_a_session_that_expires_during_confirm_is_settled_by_its_status() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.run_out();
    bench.answer(ticket, Err(lost()));
    bench.elapse(short);
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Err(refused(410, ErrorCode::SessionExpired)));
    // Not believed before the status says the same.
    assert_eq!(bench.checkout.screen(), Screen::Paying);
    bench.load(Ok(arrival(completed(1000))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
    // Declined, and over: there is no form to go back to.
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.run_out();
    bench.answer(ticket, Err(refused(402, ErrorCode::CardDeclined)));
    assert_eq!(bench.checkout.screen(), Screen::Closed(Closed::Expired));
}

#[test]
fn f32_a_new_price_is_seen_and_said_while_typing() {
    let mut bench = Bench::open(config(1000));
    bench.elapse(|length| length == Millis::seconds(10));
    bench.load(Ok(arrival(config(1200))));
    assert_eq!(bench.checkout.total(), Some(Cents(1200)));
    assert_eq!(said(&bench), Some(Announcement::Price { total: Cents(1200) }));
    let notice = Notice::PriceConsent { before: Cents(1000), total: Cents(1200) };
    assert_eq!(bench.checkout.notice(), Some(&notice));
    assert_eq!(bench.checkout.button(), Button::Agree(Cents(1200)));
    // With a fee on the screen, both are said together, once.
    bench.fill();
    bench.elapse(|length| length == Millis(600));
    bench.prepare(1200, 20);
    let before = bench.checkout.said().0;
    bench.elapse(|length| length == Millis::seconds(10));
    bench.load(Ok(arrival(config(1300))));
    bench.quoted(1300, 21);
    assert_eq!(bench.checkout.said().0, before + 1);
    let fee = Announcement::Fee { fee: Cents(21), total: Cents(1321) };
    assert_eq!(said(&bench), Some(fee));
    assert_eq!(bench.checkout.button(), Button::Agree(Cents(1321)));
}

#[test]
fn f32_a_press_meant_for_the_old_price_asks() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.elapse(|length| length == Millis::seconds(10));
    bench.load(Ok(arrival(config(1200))));
    bench.submit();
    assert!(!bench.checkout.is_latched());
    let notice = Notice::PriceConsent { before: Cents(1000), total: Cents(1200) };
    assert_eq!(bench.checkout.notice(), Some(&notice));
    bench.submit();
    assert!(bench.checkout.is_latched());
}

#[test]
fn f33_a_price_that_changed_during_confirm_is_told() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.answer(ticket, Ok(receipt(1200)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
    assert_eq!(bench.checkout.agreed_otherwise(), Some(Cents(1000)));
}

#[test]
fn f25_pay_waits_offline_and_goes_on_once_by_itself() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.send(Event::WentOffline);
    assert!(bench.checkout.is_offline());
    assert_eq!(said(&bench), Some(Announcement::Offline));
    bench.submit();
    assert_eq!(bench.checkout.patience(), Patience::Offline);
    // A hint is a hint: it is tried all the same, and fails.
    let ticket = bench.take(|c| match c {
        Command::LoadAccess(ticket) => Some(*ticket),
        _ => None,
    });
    bench.send(Event::AccessArrived(ticket.unwrap(), Err(lost())));
    bench.send(Event::CameOnline);
    bench.prepare(1000, 0);
    bench.load(Ok(arrival(config(1000))));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn f25_nothing_is_sent_into_nothing() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.submit();
    bench.prepare(1000, 0);
    let ticket = bench.take(|c| match c {
        Command::LoadSession(ticket) => Some(*ticket),
        _ => None,
    });
    bench.send(Event::SessionArrived(ticket.unwrap(), Ok(arrival(config(1000)))));
    let (ticket, key, body) = bench.confirm();
    bench.send(Event::WentOffline);
    bench.answer(ticket, Err(lost()));
    assert_eq!(bench.checkout.patience(), Patience::Offline);
    bench.elapse(|length| length == Millis::seconds(10) || length == Millis::seconds(90));
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 0);
    bench.send(Event::CameOnline);
    assert_eq!(bench.count(|c| matches!(c, Command::Confirm(..))), 1);
    let (ticket, again, bytes) = bench.confirm();
    assert_eq!((key, body), (again, bytes));
    bench.answer(ticket, Ok(receipt(1000)));
    assert_eq!(bench.checkout.screen(), Screen::Paid);
}

#[test]
fn a_load_that_is_tried_again_by_itself_does_not_flicker() {
    let mut bench = Bench::new(boot());
    bench.load(Err(Failure::new(Why::Unclear(Unclear::Status(502)))));
    let failed = Screen::LoadFailed(LoadFailure::ServiceDown);
    assert_eq!(bench.checkout.screen(), failed);
    bench.elapse(short);
    assert_eq!(bench.checkout.screen(), failed);
    bench.load(Ok(arrival(config(1000))));
    assert_eq!(bench.checkout.screen(), Screen::Paying);
}

/// Found by the laws: the page was left during a payment that turned out to be a duplicate; the
/// token grew old, and there was no card any more to make another of. Pay stayed busy for ever.
#[test]
fn a_card_that_was_wiped_is_asked_for_again() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    bench.send(Event::PageHidden);
    bench.answer(ticket, Err(refused(409, ErrorCode::DuplicatePayment)));
    bench.elapse(|length| length == Millis::seconds(13 * 60));
    bench.send(Event::DuplicateAccepted(Nonce([0xbb; 16])));
    assert!(!bench.checkout.is_latched());
    assert_eq!(bench.checkout.fault(Field::CardNumber), Some(Fault::Empty));
    assert!(focused(&mut bench, Target::Field(Field::CardNumber)));
}

#[test]
fn a_captcha_answer_is_good_for_one_confirm_a_code_for_the_session() {
    for (kind, asks_again) in [(ChallengeType::Hcaptcha, true), (ChallengeType::Sms, false)] {
        let config = || challenged(kind, true);
        let mut bench = asked(config());
        if asks_again {
            bench.send(Event::Captcha(Captcha::Solved(Secret::from("tok"))));
        } else {
            bench.send(Event::CodeTyped(Secret::from("123456")));
            bench.submit();
        }
        bench.load(Ok(arrival(config())));
        let (ticket, ..) = bench.confirm();
        bench.answer(ticket, Err(refused(409, ErrorCode::DuplicatePayment)));
        bench.send(Event::DuplicateAccepted(Nonce([0xbb; 16])));
        assert_eq!(bench.checkout.challenge().is_some(), asks_again, "{kind}");
    }
}

#[test]
fn f53_access_that_grew_old_is_asked_for_anew_in_silence() {
    let mut bench = Bench::open(config(1000));
    bench.fill();
    bench.elapse(|length| length == Millis(600));
    bench.prepare(1000, 20);
    // The computer slept: the token is made anew with a password that is dead by now.
    bench.type_in(Field::Cvc, "738");
    bench.elapse_last(|length| length == Millis(600));
    let refuse = |bench: &mut Bench| {
        let ticket = bench.take(|c| match c {
            Command::Tokenize(ticket, _) => Some(*ticket),
            _ => None,
        });
        bench.send(Event::Tokenized(ticket.unwrap(), Err(TokenizeFailure::Refused)));
    };
    refuse(&mut bench);
    assert_eq!(bench.checkout.fee(), Fee::Quoting);
    bench.access();
    // Refused with a new one, it is the card.
    refuse(&mut bench);
    assert_eq!(bench.checkout.fee(), Fee::NotYet);
}

#[test]
fn f10_being_turned_away_for_long_raises_no_doubt() {
    let mut bench = Bench::open(config(1000));
    let (ticket, ..) = bench.pay(1000);
    let limited = || {
        let mut limited = refused(429, ErrorCode::RateLimited);
        limited.retry_after = Some(Millis::seconds(60));
        limited
    };
    bench.answer(ticket, Err(limited()));
    bench.elapse(|length| length == Millis::seconds(60));
    let (ticket, ..) = bench.confirm();
    bench.answer(ticket, Err(limited()));
    bench.elapse(|length| length == Millis::seconds(90));
    assert_eq!(bench.count(|c| matches!(c, Command::LoadSession(_))), 0);
    for _ in 0..2 {
        bench.elapse(|length| length == Millis::seconds(60));
        let (ticket, ..) = bench.confirm();
        bench.answer(ticket, Err(limited()));
    }
    assert_eq!(bench.checkout.notice(), Some(&Notice::TooManyRequests));
}
