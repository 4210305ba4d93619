//! A wallet session: what is listed, added, removed and preferred; and that none of it is ever a lie.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that breaks fails its test")]
#![allow(
    clippy::unnecessary_box_returns,
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    reason = "as the events and `json!` have it"
)]

mod support;

use checkout::form::Field;
use checkout::session::Closed;
use checkout::{
    Announcement, Choice, Command, Done, Errand, Event, Failure, LoadFailure, Millis, Mishap,
    Nonce, Notice, PurseEvent, Screen, Secret, Target, Ticket, TokenizeFailure,
};
use contract::{ErrorCode, Method, PaymentMethods, Scope, SessionConfig};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::{Bench, arrival, boot, config, lost, refused};

fn wallet() -> SessionConfig {
    SessionConfig { scope: Scope::Wallet.into(), amount: None, currency: None, ..config(0) }
}

fn card(id: &str, with: Value) -> Value {
    let mut card = json!({
        "id": id, "type": "card", "brand": "visa", "last4": id[3..], "exp_month": 12,
        "exp_year": 2039, "holder_name": "Ada Byron", "is_default": false, "badges": [],
        "locked": null,
    });
    for (name, value) in with.as_object().unwrap() {
        card[name] = value.clone();
    }
    card
}

/// A Visa that is the default, a locked one with a badge, one that has expired, and an account.
fn four() -> Value {
    json!([
        card("pm_1111", json!({ "is_default": true })),
        card(
            "pm_2222",
            json!({
                "badges": [{ "label": "Rent", "color": "#aa3300" }], "locked": "Pays your plan",
            })
        ),
        card("pm_3333", json!({ "exp_year": 2020 })),
        json!({ "id": "pm_4444", "type": "ach", "last4": "4444", "bank_name": "Juniper",
                "account_type": "checking" }),
    ])
}

fn list(methods: &Value) -> Box<PaymentMethods> {
    let list = json!({ "methods": methods, "allowed_methods": ["card", "ach", "paypal"] });
    Box::new(serde_json::from_value(list).unwrap())
}

fn id(id: &str) -> Option<String> {
    Some(id.to_owned())
}

struct Purse(Bench);

impl Purse {
    /// The wallet with these methods listed.
    fn open(methods: &Value) -> Self {
        let mut bench = Bench::new(checkout::Boot {
            today: Some(checkout::form::expiry::YearMonth { year: 2026, month: 11 }),
            ..boot()
        });
        bench.load(Ok(arrival(wallet())));
        assert_eq!(bench.checkout.screen(), Screen::Loading);
        let mut purse = Self(bench);
        purse.list(Ok(list(methods)));
        assert_eq!(purse.0.checkout.screen(), Screen::Keeping);
        purse
    }

    fn does(&mut self, event: PurseEvent) {
        self.0.send(Event::Purse(event));
    }

    fn errand(&mut self) -> Option<(Ticket, Errand)> {
        self.0.take(|command| match command {
            Command::Purse(ticket, errand) => Some((*ticket, errand.clone())),
            _ => None,
        })
    }

    fn list(&mut self, result: Result<Box<PaymentMethods>, Failure>) {
        match self.errand() {
            Some((ticket, Errand::List)) => self.does(PurseEvent::Listed(ticket, result)),
            other => panic!("no list is asked for, but {other:?}"),
        }
    }

    /// Answers the change that is on its way, and says which it was.
    fn answer(&mut self, result: Result<Option<String>, Failure>) -> Errand {
        match self.errand() {
            Some((ticket, errand)) if errand != Errand::List => {
                self.does(PurseEvent::Changed(ticket, result));
                errand
            }
            other => panic!("no change is on its way, but {other:?}"),
        }
    }

    /// The rows by their last four digits: `*` the default, `?` what can be undone.
    fn rows(&self) -> String {
        let rows = self.0.checkout.rows();
        let rows = rows.iter().map(|shown| {
            let star = if shown.is_default { "*" } else { "" };
            let question = if shown.can_be_undone { "?" } else { "" };
            format!("{}{star}{question}", shown.row.saved.last4)
        });
        rows.collect::<Vec<_>>().join(" ")
    }

    fn number(&self, last4: &str) -> usize {
        let rows = self.0.checkout.rows();
        rows.iter().find(|shown| shown.row.saved.last4 == last4).unwrap().row.number
    }

    fn remove(&mut self, last4: &str) {
        let number = self.number(last4);
        self.does(PurseEvent::RemovePressed(number));
    }

    fn prefer(&mut self, last4: &str) {
        let number = self.number(last4);
        self.does(PurseEvent::DefaultPressed(number));
    }

    fn undo_ends(&mut self) {
        self.0.elapse(|length| length == Millis::seconds(6));
    }

    /// Fills the card's form and saves it, up to the call that keeps it.
    fn save_card(&mut self) {
        self.does(PurseEvent::AddPressed(Choice::Card));
        self.0.fill();
        self.0.submit();
        self.0.access();
        self.0.token();
    }

    fn mishap(&self) -> Option<Mishap> {
        match self.0.checkout.notice() {
            Some(Notice::Purse { mishap, .. }) => Some(*mishap),
            _ => None,
        }
    }

    fn said(&self) -> Option<Done> {
        match self.0.checkout.said().1 {
            Some(Announcement::Kept(done, _)) => Some(done),
            _ => None,
        }
    }

    fn focus(&mut self) -> Option<Target> {
        let target = self.0.take(|command| match command {
            Command::Focus(target) | Command::Rescue(target) => Some(*target),
            _ => None,
        });
        // Only the last one counts.
        if target.is_some() { self.focus().or(target) } else { None }
    }

    fn is_quiet(&mut self) -> bool {
        self.errand().is_none()
    }
}

#[test]
fn it_lists_what_is_kept_with_badges_and_locks() {
    let purse = Purse::open(&four());
    assert_eq!(purse.rows(), "1111* 2222 3333 4444");
    let checkout = &purse.0.checkout;
    let rows = checkout.rows();
    assert_eq!(rows[1].row.locked.as_deref(), Some("Pays your plan"));
    assert_eq!(rows[1].row.badges[0].label, "Rent");
    assert!(rows[1].row.badges[0].color.is_some());
    assert!(rows[2].row.saved.is_expired && !rows[0].row.saved.is_expired);
    assert_eq!(checkout.addable(), [Method::Card, Method::Ach], "what a wallet can keep");
    assert!(checkout.order().is_none() && checkout.session().is_none(), "nothing to pay");
}

#[test]
fn a_list_that_does_not_come_is_asked_for_again_and_then_said() {
    let mut bench = Bench::open(wallet());
    let mut purse = Purse({
        bench.commands.retain(|command| matches!(command, Command::Purse(..)));
        bench
    });
    for _ in 0..2 {
        purse.list(Err(lost()));
        purse.0.elapse(|_| true);
    }
    assert_eq!(purse.0.checkout.screen(), Screen::Loading);
    purse.list(Err(lost()));
    assert_eq!(purse.0.checkout.screen(), Screen::LoadFailed(LoadFailure::Unreachable));
    purse.0.send(Event::Retried);
    assert_eq!(purse.0.checkout.screen(), Screen::Loading);
    purse.list(Ok(list(&four())));
    assert_eq!(purse.0.checkout.screen(), Screen::Keeping);
}

#[test]
fn a_removal_can_be_undone_and_is_sent_only_then() {
    let mut purse = Purse::open(&four());
    purse.remove("4444");
    assert_eq!(purse.rows(), "1111* 2222 3333 4444?");
    assert_eq!((purse.said(), purse.focus()), (Some(Done::Removed), Some(Target::Undo)));
    assert!(purse.is_quiet(), "nothing is sent yet");
    purse.does(PurseEvent::UndoPressed);
    assert_eq!(
        (purse.rows().as_str(), purse.said()),
        ("1111* 2222 3333 4444", Some(Done::Restored))
    );
    let number = purse.number("4444");
    assert_eq!(purse.focus(), Some(Target::Row(number)));
    // The wait of what was undone ends nothing.
    purse.undo_ends();
    assert!(purse.is_quiet());
    assert_eq!(purse.rows(), "1111* 2222 3333 4444");

    purse.remove("4444");
    purse.does(PurseEvent::RemovePressed(number));
    purse.undo_ends();
    assert_eq!(purse.rows(), "1111* 2222 3333");
    let beside = purse.number("3333");
    assert_eq!(purse.focus(), Some(Target::Row(beside)), "where somebody goes on");
    assert_eq!(purse.answer(Ok(None)), Errand::Remove("pm_4444".to_owned()));
    let left = four().as_array().unwrap()[..3].to_vec();
    purse.list(Ok(list(&json!(left))));
    assert_eq!(purse.rows(), "1111* 2222 3333");
    assert!(purse.is_quiet());
}

#[test]
fn whatever_else_is_done_sends_a_removal_at_once() {
    type Deed = fn(&mut Purse);
    let deeds: [(&str, Deed); 6] = [
        ("another removal", |purse| purse.remove("3333")),
        ("another default", |purse| purse.prefer("4444")),
        ("adding", |purse| purse.does(PurseEvent::AddPressed(Choice::Card))),
        ("looking away", |purse| purse.does(PurseEvent::LookedAway)),
        ("leaving", |purse| purse.0.send(Event::PageHidden)),
        ("time", Purse::undo_ends),
    ];
    for (what, deed) in deeds {
        let mut purse = Purse::open(&four());
        purse.remove("1111");
        deed(&mut purse);
        let sent = purse.answer(Ok(None));
        assert_eq!(sent, Errand::Remove("pm_1111".to_owned()), "{what}");
    }
}

#[test]
fn a_removal_right_before_the_end_does_not_wait() {
    let mut purse = Purse::open(&four());
    purse.0.elapse_last(|length| length == Millis::seconds(1500));
    for _ in 0..290 {
        purse.0.elapse(|length| length == Millis::seconds(1));
    }
    purse.remove("4444");
    assert_eq!(purse.rows(), "1111* 2222 3333");
    assert_eq!(purse.answer(Ok(None)), Errand::Remove("pm_4444".to_owned()));
}

#[test]
fn what_is_left_behind_goes_out_with_the_page() {
    let mut purse = Purse::open(&four());
    purse.prefer("4444");
    purse.remove("3333");
    purse.0.send(Event::PageHidden);
    let (_, first) = purse.errand().unwrap();
    let (_, second) = purse.errand().unwrap();
    assert_eq!(first, Errand::Prefer("pm_4444".to_owned()));
    assert_eq!(second, Errand::Remove("pm_3333".to_owned()), "though the first is not answered");
}

#[test]
fn a_refused_removal_puts_the_row_back_and_says_why() {
    for (status, mishap) in
        [(400, Mishap::NotRemoved), (409, Mishap::Locked), (429, Mishap::TooMany)]
    {
        let mut purse = Purse::open(&four());
        purse.remove("4444");
        purse.undo_ends();
        let code = if status == 429 { ErrorCode::RateLimited } else { ErrorCode::ValidationError };
        purse.answer(Err(refused(status, code)));
        assert_eq!((purse.rows().as_str(), purse.mishap()), ("1111* 2222 3333 4444", Some(mishap)));
        assert_eq!(purse.focus(), Some(Target::Notice));
        purse.list(Ok(list(&four())));
        assert_eq!((purse.rows().as_str(), purse.mishap()), ("1111* 2222 3333 4444", Some(mishap)));
    }
}

#[test]
fn a_lost_removal_is_looked_up_before_anything_is_said_and_sent_once() {
    for is_gone in [true, false] {
        let mut purse = Purse::open(&four());
        purse.remove("4444");
        purse.undo_ends();
        purse.focus();
        purse.answer(Err(lost()));
        assert_eq!((purse.rows().as_str(), purse.mishap()), ("1111* 2222 3333", None));
        let all = four();
        let left = &all.as_array().unwrap()[..if is_gone { 3 } else { 4 }];
        purse.list(Ok(list(&json!(left))));
        let wanted = if is_gone {
            ("1111* 2222 3333", None)
        } else {
            ("1111* 2222 3333 4444", Some(Mishap::NotRemoved))
        };
        assert_eq!((purse.rows().as_str(), purse.mishap()), wanted);
        assert!(purse.is_quiet(), "no second DELETE for one press");
    }
}

#[test]
fn where_nothing_can_be_found_out_the_last_list_stands_and_can_be_read_again() {
    let mut purse = Purse::open(&four());
    purse.remove("4444");
    purse.undo_ends();
    purse.answer(Err(lost()));
    for _ in 0..2 {
        purse.list(Err(lost()));
        purse.0.elapse_last(|length| length.0 <= 5_000);
    }
    purse.list(Err(lost()));
    assert_eq!(
        (purse.rows().as_str(), purse.mishap()),
        ("1111* 2222 3333 4444", Some(Mishap::Stale))
    );
    purse.0.send(Event::Retried);
    assert_eq!(purse.mishap(), None);
    purse.list(Ok(list(&four())));
    assert!(purse.is_quiet());
}

#[test]
fn a_default_is_shown_at_once_and_rolled_back() {
    let mut purse = Purse::open(&four());
    purse.prefer("4444");
    assert_eq!(purse.rows(), "1111 2222 3333 4444*");
    purse.prefer("4444");
    purse.answer(Err(refused(400, ErrorCode::ValidationError)));
    assert_eq!(
        (purse.rows().as_str(), purse.mishap()),
        ("1111* 2222 3333 4444", Some(Mishap::NotPreferred))
    );
    purse.list(Ok(list(&four())));
    // An expired card cannot be the default, and the default cannot become it.
    purse.prefer("3333");
    purse.prefer("1111");
    assert!(purse.is_quiet());

    purse.prefer("2222");
    purse.prefer("4444");
    assert_eq!(purse.rows(), "1111 2222 3333 4444*", "the last press counts");
    purse.answer(Ok(None));
    assert_eq!(purse.answer(Ok(None)), Errand::Prefer("pm_4444".to_owned()));
    assert_eq!(purse.said(), Some(Done::Preferred));
    // The server puts the default first; here no row moves under a finger.
    let all = four();
    let mut moved: Vec<Value> = all.as_array().unwrap().clone();
    moved[0]["is_default"] = json!(false);
    moved[3]["is_default"] = json!(true);
    moved.rotate_right(1);
    purse.list(Ok(list(&json!(moved))));
    assert_eq!(purse.rows(), "1111 2222 3333 4444*");
}

#[test]
fn what_is_locked_has_no_way_out() {
    let mut purse = Purse::open(&four());
    purse.remove("2222");
    assert_eq!((purse.rows().as_str(), purse.said()), ("1111* 2222 3333 4444", None));
    purse.does(PurseEvent::LookedAway);
    assert!(purse.is_quiet());
}

#[test]
fn a_card_is_added_under_one_key_however_often_it_is_sent() {
    let mut purse = Purse::open(&json!([]));
    purse.save_card();
    assert!(purse.0.checkout.is_latched());
    let first = purse.answer(Err(lost()));
    purse.0.elapse_last(|length| length.0 <= 5_000);
    let second = purse.answer(Ok(id("pm_1111")));
    assert!(purse.0.checkout.is_latched(), "until the list shows it");
    purse.list(Ok(list(&json!([card("pm_1111", json!({ "is_default": true }))]))));
    assert_eq!(first, second, "the same bytes under the same key");
    let Errand::Add(_, body) = first else { panic!("{first:?}") };
    for part in [r#""processor_token":"tok_1""#, r#""last4":"1111""#, r#""cardholder":"Ada Byron""#]
    {
        assert!(body.as_str().contains(part), "{part} in {}", body.as_str());
    }
    assert!(!body.as_str().contains(support::PAN) && !body.as_str().contains(support::CVC));
    assert_eq!((purse.rows().as_str(), purse.said()), ("1111*", Some(Done::Added)));
    assert_eq!(purse.0.checkout.adding(), None);
    assert_eq!(purse.focus(), Some(Target::Row(0)));
    assert_eq!(purse.0.checkout.text(Field::CardNumber), "", "nothing of it stays");
    assert!(purse.is_quiet());
}

#[test]
fn an_addition_that_never_heard_back_is_found_in_the_list_or_said_to_be_unknown() {
    for is_there in [true, false] {
        let mut purse = Purse::open(&json!([]));
        purse.save_card();
        for _ in 0..3 {
            purse.answer(Err(lost()));
            purse.0.elapse_last(|length| length.0 <= 5_000);
        }
        purse.answer(Err(lost()));
        let all = if is_there { json!([card("pm_1111", json!({}))]) } else { json!([]) };
        purse.list(Ok(list(&all)));
        if is_there {
            assert_eq!((purse.rows().as_str(), purse.said()), ("1111", Some(Done::Added)));
            assert_eq!(purse.0.checkout.adding(), None);
        } else {
            assert_eq!((purse.rows().as_str(), purse.mishap()), ("", Some(Mishap::AddUnknown)));
            assert_eq!(purse.0.checkout.adding(), Some(Choice::Card), "what was typed stays");
            assert!(!purse.0.checkout.is_latched());
        }
    }
}

#[test]
fn what_is_not_accepted_stays_to_be_mended() {
    let mut purse = Purse::open(&json!([]));
    purse.does(PurseEvent::AddPressed(Choice::Ach));
    assert_eq!(purse.focus(), Some(Target::Field(Field::Routing)));
    purse.0.submit();
    assert!(matches!(purse.0.checkout.said().1, Some(Announcement::Faults(4))));
    purse.0.send(Event::Withdrawn);
    assert_eq!((purse.0.checkout.adding(), purse.focus()), (None, Some(Target::Add)));
    purse.does(PurseEvent::AddPressed(Choice::Card));
    assert!(purse.0.checkout.fault(Field::Cardholder).is_none(), "nobody is blamed anew");
    purse.0.fill();
    purse.0.submit();
    purse.0.submit();
    purse.0.access();
    let ticket = purse.0.take(|command| match command {
        Command::Tokenize(ticket, _) => Some(*ticket),
        _ => None,
    });
    purse.0.send(Event::Tokenized(ticket.unwrap(), Err(TokenizeFailure::Refused)));
    assert_eq!(purse.mishap(), Some(Mishap::NotAdded));
    purse.0.type_in(Field::Cvc, "738");
    purse.0.submit();
    purse.0.access();
    purse.0.token();
    purse.answer(Err(refused(402, ErrorCode::CardDeclined)));
    assert_eq!((purse.mishap(), purse.0.checkout.is_latched()), (Some(Mishap::NotAdded), false));
    purse.list(Ok(list(&json!([]))));
    // Another press is another decision.
    purse.0.submit();
    purse.0.token();
    let third = purse.answer(Ok(id("pm_1111")));
    assert!(matches!(third, Errand::Add(..)));
}

#[test]
fn what_ends_the_session_ends_the_wallet() {
    for (status, code, closed) in [
        (410, ErrorCode::SessionExpired, Closed::Expired),
        (403, ErrorCode::InsufficientScope, Closed::WrongScope),
        (403, ErrorCode::OriginNotAllowed, Closed::OriginNotAllowed),
        (401, ErrorCode::ValidationError, Closed::LinkRefused),
    ] {
        let mut purse = Purse::open(&four());
        purse.prefer("4444");
        purse.answer(Err(refused(status, code)));
        assert_eq!(purse.0.checkout.screen(), Screen::Closed(closed));
        assert_eq!(purse.0.checkout.reference(), Some("req_1"));
    }
    let mut purse = Purse::open(&four());
    purse.0.run_out();
    assert_eq!(purse.0.checkout.screen(), Screen::Closed(Closed::Expired));
}

#[test]
fn a_method_that_is_gone_already_is_removed_and_cannot_be_preferred() {
    let unknown = || refused(404, ErrorCode::ValidationError);
    let mut purse = Purse::open(&four());
    purse.remove("4444");
    purse.undo_ends();
    purse.answer(Err(unknown()));
    purse.list(Ok(list(&json!(four().as_array().unwrap()[..3]))));
    assert_eq!((purse.rows().as_str(), purse.mishap()), ("1111* 2222 3333", None));
    purse.prefer("2222");
    purse.answer(Err(unknown()));
    purse.list(Err(unknown()));
    assert_eq!(
        purse.0.checkout.screen(),
        Screen::Closed(Closed::NotFound),
        "so it was the session"
    );
}

#[test]
fn the_next_person_finds_nothing_that_was_typed() {
    let mut purse = Purse::open(&four());
    purse.does(PurseEvent::AddPressed(Choice::Card));
    purse.0.fill();
    purse.0.send(Event::PageHidden);
    for field in [Field::CardNumber, Field::Expiry, Field::Cvc] {
        assert_eq!(purse.0.checkout.text(field), "");
    }
    let debug = format!("{:?}", purse.0.checkout);
    assert!(!debug.contains(support::PAN));
}

// ——— Whatever happens ———

/// What the server has, and what it has done under each key.
#[derive(Default)]
struct Server {
    /// Ids, the newest last; and whether each may not be removed.
    methods: Vec<(String, bool)>,
    default: Option<String>,
    kept: BTreeMap<String, String>,
    deletes: BTreeMap<String, u32>,
}

impl Server {
    fn shown(&self, id: &str, locked: bool) -> Value {
        let locked = locked.then_some("a reason");
        card(id, json!({ "is_default": self.default.as_deref() == Some(id), "locked": locked }))
    }

    fn list(&self) -> Box<PaymentMethods> {
        let all: Vec<Value> =
            self.methods.iter().rev().map(|(id, locked)| self.shown(id, *locked)).collect();
        list(&json!(all))
    }

    /// Carries out what a request asks for.
    fn carry_out(&mut self, errand: &Errand) -> Result<Option<String>, Failure> {
        match errand {
            Errand::List => Ok(None),
            Errand::Add(key, _) => {
                let next = format!("pm_{:04}", 5000 + self.kept.len());
                let id = self.kept.entry(key.as_str().to_owned()).or_insert(next).clone();
                if !self.methods.iter().any(|(known, _)| *known == id) {
                    self.methods.push((id.clone(), false));
                    self.default.get_or_insert(id.clone());
                }
                Ok(Some(id))
            }
            Errand::Remove(id) => {
                if self.methods.iter().any(|(known, locked)| known == id && *locked) {
                    return Err(refused(409, ErrorCode::ValidationError));
                }
                self.methods.retain(|(known, _)| known != id);
                if self.default.as_ref() == Some(id) {
                    self.default = self.methods.last().map(|(id, _)| id.clone());
                }
                Ok(None)
            }
            Errand::Prefer(id) => {
                if !self.methods.iter().any(|(known, _)| known == id) {
                    return Err(refused(400, ErrorCode::ValidationError));
                }
                self.default = Some(id.clone());
                Ok(Some(id.clone()))
            }
        }
    }
}

/// How a request fares.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Answered,
    /// Carried out, and not answered.
    LostAfter,
    /// Neither.
    LostBefore,
    Refused,
    TooMany,
}

#[derive(Clone, Debug)]
enum Act {
    Remove(prop::sample::Index),
    Undo,
    Prefer(prop::sample::Index),
    Add,
    Cancel,
    Request(prop::sample::Index, Fate),
    Prepare(bool),
    Elapse(prop::sample::Index),
    Hide,
    Wake,
    Look(bool),
    Retry,
    /// Another device adds a method, or takes the oldest away.
    Meanwhile(bool),
}

fn act() -> impl Strategy<Value = Act> {
    use prop::sample::Index;
    let fate = prop_oneof![
        4 => Just(Fate::Answered), 1 => Just(Fate::LostAfter), 1 => Just(Fate::LostBefore),
        1 => Just(Fate::Refused), 1 => Just(Fate::TooMany),
    ];
    prop_oneof![
        6 => any::<Index>().prop_map(Act::Remove),
        2 => Just(Act::Undo),
        4 => any::<Index>().prop_map(Act::Prefer),
        4 => Just(Act::Add),
        1 => Just(Act::Cancel),
        12 => (any::<Index>(), fate).prop_map(|(which, fate)| Act::Request(which, fate)),
        6 => any::<bool>().prop_map(Act::Prepare),
        6 => any::<Index>().prop_map(Act::Elapse),
        1 => Just(Act::Hide),
        1 => Just(Act::Wake),
        1 => any::<bool>().prop_map(Act::Look),
        1 => Just(Act::Retry),
        1 => any::<bool>().prop_map(Act::Meanwhile),
    ]
}

struct World {
    purse: Purse,
    server: Server,
    /// Requests that have no answer.
    open: Vec<(Ticket, Errand)>,
    waits: Vec<Ticket>,
    /// Removals that were pressed for and not undone, by id.
    pressed: BTreeMap<String, u32>,
    bodies: BTreeMap<String, String>,
    saves: usize,
}

impl World {
    fn new() -> Self {
        let ids = ["pm_0001", "pm_0002", "pm_0003", "pm_0004"];
        let server = Server {
            methods: ids.iter().map(|id| ((*id).to_owned(), *id == "pm_0002")).collect(),
            default: Some("pm_0004".to_owned()),
            ..Server::default()
        };
        let methods = serde_json::to_value(server.list().methods).unwrap();
        let purse = Purse::open(&methods);
        let mut world = Self {
            purse,
            server,
            open: Vec::new(),
            waits: Vec::new(),
            pressed: BTreeMap::new(),
            bodies: BTreeMap::new(),
            saves: 0,
        };
        world.collect();
        world
    }

    /// Takes the commands that were given.
    fn collect(&mut self) {
        for command in core::mem::take(&mut self.purse.0.commands) {
            match command {
                Command::Purse(ticket, errand) => {
                    match &errand {
                        Errand::Remove(id) => {
                            *self.server.deletes.entry(id.clone()).or_default() += 1;
                        }
                        Errand::Add(key, body) => {
                            let body = body.as_str().to_owned();
                            let first = self.bodies.entry(key.as_str().to_owned());
                            assert_eq!(*first.or_insert(body.clone()), body, "one key, one body");
                        }
                        Errand::List | Errand::Prefer(_) => {}
                    }
                    self.open.push((ticket, errand));
                }
                // The session itself outlives every test.
                Command::Wait(_, Millis(1_500_000)) => {}
                Command::Wait(ticket, _) => self.waits.push(ticket),
                other @ (Command::LoadAccess(_) | Command::Tokenize(..)) => {
                    self.purse.0.commands.push(other);
                }
                _ => {}
            }
        }
        let checkout = &self.purse.0.checkout;
        assert!(
            !matches!(checkout.screen(), Screen::Closed(_)) || checkout.rows().is_empty(),
            "a closed wallet shows nothing"
        );
        for (id, sent) in &self.server.deletes {
            let pressed = self.pressed.get(id).copied().unwrap_or_default();
            assert!(*sent <= pressed, "{id}: {sent} DELETEs for {pressed} presses");
        }
    }

    fn number(&self, index: &prop::sample::Index) -> Option<(usize, String)> {
        let rows = self.purse.0.checkout.rows();
        if rows.is_empty() {
            return None;
        }
        let shown = index.get(&rows);
        let can = shown.row.locked.is_none() && !shown.can_be_undone;
        let id = if can { shown.row.saved.id.clone() } else { String::new() };
        Some((shown.row.number, id))
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Remove(index) => {
                if let Some((number, id)) = self.number(index) {
                    *self.pressed.entry(id).or_default() += 1;
                    self.purse.does(PurseEvent::RemovePressed(number));
                }
            }
            Act::Undo => {
                let rows = self.purse.0.checkout.rows();
                if let Some(shown) = rows.iter().find(|shown| shown.can_be_undone) {
                    *self.pressed.get_mut(&shown.row.saved.id).unwrap() -= 1;
                }
                self.purse.does(PurseEvent::UndoPressed);
            }
            Act::Prefer(index) => {
                if let Some((number, _)) = self.number(index) {
                    self.purse.does(PurseEvent::DefaultPressed(number));
                }
            }
            Act::Add => {
                self.purse.does(PurseEvent::AddPressed(Choice::Card));
                if !self.purse.0.checkout.is_latched() {
                    self.saves += 1;
                }
                self.purse.0.fill();
                self.purse.0.submit();
            }
            Act::Cancel => self.purse.0.send(Event::Withdrawn),
            Act::Request(which, fate) => {
                if !self.open.is_empty() {
                    self.request(which.index(self.open.len()), *fate);
                }
            }
            Act::Prepare(goes_well) => self.prepare(*goes_well),
            Act::Elapse(which) => {
                if !self.waits.is_empty() {
                    let ticket = self.waits.remove(which.index(self.waits.len()));
                    self.purse.0.send(Event::Elapsed(ticket));
                }
            }
            Act::Hide => self.purse.0.send(Event::PageHidden),
            Act::Wake => self.purse.0.send(Event::Woke),
            Act::Look(is_online) => self.purse.0.send(match is_online {
                true => Event::CameOnline,
                false => Event::WentOffline,
            }),
            Act::Retry => self.purse.0.send(Event::Retried),
            Act::Meanwhile(adds) => {
                if *adds {
                    let id = format!("pm_{:04}", 7000 + self.server.methods.len());
                    if !self.server.methods.iter().any(|(known, _)| *known == id) {
                        self.server.methods.push((id, false));
                    }
                } else if self.server.methods.len() > 1 {
                    let (id, _) = self.server.methods.remove(0);
                    if self.server.default.as_ref() == Some(&id) {
                        self.server.default = None;
                    }
                }
            }
        }
        self.collect();
    }

    fn request(&mut self, which: usize, fate: Fate) {
        let (ticket, errand) = self.open.remove(which);
        let carried_out = match fate {
            Fate::Answered | Fate::LostAfter => Some(self.server.carry_out(&errand)),
            Fate::LostBefore | Fate::Refused | Fate::TooMany => None,
        };
        let answer = match (fate, carried_out) {
            (Fate::Answered, Some(answer)) => answer,
            (Fate::Refused, _) => Err(refused(400, ErrorCode::ValidationError)),
            (Fate::TooMany, _) => Err(refused(429, ErrorCode::RateLimited)),
            _ => Err(lost()),
        };
        self.purse.does(match errand {
            Errand::List => PurseEvent::Listed(ticket, answer.map(|_| self.server.list())),
            _ => PurseEvent::Changed(ticket, answer),
        });
    }

    fn prepare(&mut self, goes_well: bool) {
        let asks = |bench: &Bench| bench.count(|c| matches!(c, Command::LoadAccess(_)));
        if asks(&self.purse.0) > 0 && goes_well {
            self.purse.0.access();
        }
        let token = self.purse.0.take(|command| match command {
            Command::Tokenize(ticket, _) => Some(*ticket),
            _ => None,
        });
        if let Some(ticket) = token {
            let result =
                if goes_well { Ok(Secret::from("tok_1")) } else { Err(TokenizeFailure::Unclear) };
            self.purse.0.send(Event::Tokenized(ticket, result));
        }
    }

    /// All goes well from now on, until nothing is under way; then the page is looked at again.
    fn settle(&mut self) {
        self.act(&Act::Look(true));
        for wakes in [false, true] {
            if wakes {
                self.act(&Act::Wake);
            }
            loop {
                if !self.open.is_empty() {
                    self.request(0, Fate::Answered);
                } else if self
                    .purse
                    .0
                    .count(|c| matches!(c, Command::LoadAccess(_) | Command::Tokenize(..)))
                    > 0
                {
                    self.prepare(true);
                } else if !self.waits.is_empty() {
                    let ticket = self.waits.remove(0);
                    self.purse.0.send(Event::Elapsed(ticket));
                } else {
                    break;
                }
                self.collect();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_listed_is_what_is_there_whatever_happened(acts in prop::collection::vec(act(), 1..50)) {
        let mut world = World::new();
        for act in &acts {
            world.act(act);
        }
        world.settle();
        let checkout = &world.purse.0.checkout;
        prop_assert_eq!(checkout.screen(), Screen::Keeping);
        let rows = checkout.rows();
        let listed: BTreeSet<&str> = rows.iter().map(|shown| shown.row.saved.id.as_str()).collect();
        let there: BTreeSet<&str> =
            world.server.methods.iter().map(|(id, _)| id.as_str()).collect();
        prop_assert_eq!(listed, there);
        let default = rows.iter().find(|shown| shown.is_default);
        prop_assert_eq!(default.map(|it| &it.row.saved.id), world.server.default.as_ref());
        prop_assert!(rows.iter().all(|shown| !shown.can_be_undone));
        prop_assert!(world.server.kept.len() <= world.saves, "one decision keeps one method");
        let numbers: BTreeSet<usize> = rows.iter().map(|shown| shown.row.number).collect();
        prop_assert_eq!(numbers.len(), rows.len(), "numbers tell rows apart");
    }
}

#[test]
fn nonces_are_keys() {
    // Two presses, two keys: the bench gives each its own nonce.
    let mut purse = Purse::open(&json!([]));
    purse.save_card();
    let Errand::Add(one, _) = purse.answer(Err(refused(400, ErrorCode::ValidationError))) else {
        panic!("an addition")
    };
    purse.list(Ok(list(&json!([]))));
    purse.0.send(Event::Submitted(Nonce([7; 16])));
    purse.0.token();
    let Errand::Add(two, _) = purse.answer(Ok(id("pm_1111"))) else { panic!("an addition") };
    assert_ne!(one, two);
}
