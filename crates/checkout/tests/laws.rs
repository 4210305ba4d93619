//! Laws over every history: random payers, random answers, random losses, against a modelled
//! server that keeps a ledger.
//!
//! O1 at most one charge. O2 one key, one body. O3 once charged, never a payable form and never a
//! notice. O5 what is charged is what the button showed at the press. And: one key unsettled at a
//! time; nothing typed is ever printed.

mod support;

use checkout::form::Field;
use checkout::{
    Button, Command, Event, Failure, Receipt, Screen, Secret, Ticket, TokenizeFailure, Unclear, Why,
};
use contract::{Cents, ErrorCode, SessionConfig, SessionStatus};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use support::{Bench, arrival, boot, config, quote, refused};

/// What the server knows.
#[derive(Default)]
struct Server {
    price: i64,
    ledger: Vec<i64>,
    /// Finished attempts by key.
    results: HashMap<String, Result<i64, ErrorCode>>,
    bodies: HashMap<String, String>,
    /// Requests the network swallowed; they may still arrive.
    limbo: Vec<(String, String)>,
}

impl Server {
    fn config(&self) -> SessionConfig {
        let mut config = config(self.price);
        if !self.ledger.is_empty() {
            config.status = SessionStatus::Completed.into();
        }
        config
    }

    fn fee(&self) -> i64 {
        self.price / 50
    }

    fn confirm(&mut self, key: &str, body: &str, decline: bool) -> Result<i64, Failure> {
        let known = self.bodies.entry(key.to_owned()).or_insert_with(|| body.to_owned());
        assert_eq!(known, body, "O2: one key, one body");
        let result = match self.results.get(key) {
            Some(result) => *result,
            None if !self.ledger.is_empty() => {
                return Err(refused(409, ErrorCode::AlreadyConfirmed));
            }
            None => {
                let result = if decline {
                    Err(ErrorCode::CardDeclined)
                } else {
                    let total = self.price + self.fee();
                    self.ledger.push(total);
                    Ok(total)
                };
                self.results.insert(key.to_owned(), result);
                result
            }
        };
        assert!(self.ledger.len() <= 1, "O1: at most one charge");
        result.map_err(|code| refused(402, code))
    }
}

fn failures() -> [Failure; 5] {
    [
        Failure::new(Why::Unclear(Unclear::Unreachable)),
        Failure::new(Why::Unclear(Unclear::TimedOut)),
        Failure::new(Why::Unclear(Unclear::Malformed)),
        Failure::new(Why::Unclear(Unclear::Status(502))),
        refused(500, ErrorCode::NetworkError),
    ]
}

struct World {
    bench: Bench,
    server: Server,
    /// What the button showed at the last press that was taken.
    agreed: Option<Cents>,
}

impl World {
    fn new() -> Self {
        Self {
            bench: Bench::new(boot()),
            server: Server { price: 1000, ..Server::default() },
            agreed: None,
        }
    }

    /// One thing happens, chosen by two bytes.
    fn happen(&mut self, what: u8, how: u8) {
        match what % 32 {
            0 => self.bench.fill(),
            1 => self.bench.type_in(Field::CardNumber, "5555555555554444"),
            2 => self.bench.type_in(Field::Cvc, if how.is_multiple_of(4) { "12" } else { "737" }),
            3 => self.bench.send(Event::Left(Field::Cvc)),
            4..=6 => {
                if let Button::Pay(total) = self.bench.checkout.button() {
                    self.agreed = Some(total);
                }
                self.bench.submit();
            }
            7 => self.bench.send(Event::Retried),
            // The price changes only while nothing is being confirmed: the contract leaves the
            // race between the last read and the commit open (T5), and the client cannot close it.
            8 if how < 40 && !self.is_confirming() => self.server.price += 100,
            9 => {
                if !self.server.limbo.is_empty() {
                    let at = usize::from(how) % self.server.limbo.len();
                    let (key, body) = self.server.limbo.remove(at);
                    let _ = self.server.confirm(&key, &body, false);
                }
            }
            10..=25 => {
                let calls = |c: &Command| !matches!(c, Command::Wait(..));
                if let Some(at) = self.bench.commands.iter().position(calls) {
                    self.answer(at, how);
                }
            }
            _ => {
                // The short waits end first, as they would; rarely a long one (expiry, deadline).
                let long = how >= 250;
                let waits = self.bench.commands.iter().enumerate().filter_map(|(at, c)| match c {
                    Command::Wait(_, length) => Some((at, *length)),
                    _ => None,
                });
                let mut waits = waits.filter(|(_, length)| (length.0 >= 60_000) == long);
                if let Some((at, _)) = waits.next_back() {
                    self.answer(at, how);
                }
            }
        }
        // What only moves the page needs no answer.
        self.bench
            .commands
            .retain(|c| !matches!(c, Command::Show(..) | Command::Focus(_) | Command::Navigate(_)));
        self.check();
    }

    fn is_confirming(&self) -> bool {
        self.bench.count(|c| matches!(c, Command::Confirm(..))) > 0
            || !self.server.limbo.is_empty()
            || self.bench.checkout.reference().is_some()
    }

    /// Answers the outstanding command at this place.
    fn answer(&mut self, at: usize, how: u8) {
        let failure = failures()[usize::from(how) % 5].clone();
        let fails = how.is_multiple_of(8);
        let event = match self.bench.commands.remove(at) {
            Command::LoadSession(ticket) => Event::SessionArrived(
                ticket,
                if fails { Err(failure) } else { Ok(arrival(self.server.config())) },
            ),
            Command::LoadAccess(ticket) => {
                self.bench.commands.push(Command::LoadAccess(ticket));
                if self.bench.count(|c| matches!(c, Command::LoadAccess(_))) == 1 {
                    self.bench.access();
                } else {
                    self.bench.commands.pop();
                }
                return;
            }
            Command::Tokenize(ticket, _) => Event::Tokenized(
                ticket,
                if fails {
                    Err(TokenizeFailure::Unclear)
                } else {
                    Ok(Secret::from(["tok_", &how.to_string()].concat()))
                },
            ),
            Command::QuoteFee(ticket, _) => Event::Quoted(
                ticket,
                if fails { Err(failure) } else { Ok(quote(self.server.price, self.server.fee())) },
            ),
            Command::Confirm(ticket, key, body) => {
                self.confirm(ticket, key.as_str(), body.as_str(), how, failure)
            }
            Command::Wait(ticket, _) => Event::Elapsed(ticket),
            Command::Show(..)
            | Command::Focus(_)
            | Command::Navigate(_)
            | Command::Keep(_)
            | Command::Forget
            | Command::SendCode(_)
            | Command::ShowCode
            | Command::ResetCaptcha => return,
        };
        self.bench.send(event);
    }

    fn confirm(
        &mut self,
        ticket: Ticket,
        key: &str,
        body: &str,
        how: u8,
        failure: Failure,
    ) -> Event {
        let charged_before = self.server.ledger.len();
        let result = match how % 6 {
            // Lost on the way there; it may arrive later.
            0 => {
                self.server.limbo.push((key.to_owned(), body.to_owned()));
                Err(failure)
            }
            // Turned away at the door.
            1 => Err(refused(429, ErrorCode::RateLimited)),
            // Carried out, the answer lost.
            2 => {
                let _ = self.server.confirm(key, body, false);
                Err(failure)
            }
            3 => self.server.confirm(key, body, true),
            _ => self.server.confirm(key, body, false),
        };
        if self.server.ledger.len() > charged_before {
            assert_eq!(self.agreed, Some(Cents(self.server.ledger[0])), "O5: as agreed");
        }
        Event::ConfirmAnswered(
            ticket,
            result.map(|total| {
                Box::new(Receipt { total: Some(Cents(total)), payment_uid: None, redirect: None })
            }),
        )
    }

    fn check(&self) {
        let checkout = &self.bench.checkout;
        // A new key goes out only when nothing under another key can still be carried out for the
        // first time: everything that may yet arrive has its result already.
        let waiting = self.bench.commands.iter().filter_map(|c| match c {
            Command::Confirm(_, key, _) => Some(key.as_str()),
            _ => None,
        });
        let unsettled: HashSet<_> = waiting
            .chain(self.server.limbo.iter().map(|(key, _)| key.as_str()))
            .filter(|key| !self.server.results.contains_key(*key))
            .collect();
        assert!(unsettled.len() <= 1, "{} keys unsettled at once", unsettled.len());
        if !self.server.ledger.is_empty() {
            assert!(checkout.notice().is_none(), "O3: {:?}", checkout.notice());
            if checkout.screen() == Screen::Paying {
                assert!(checkout.is_latched(), "O3: a payable form after the charge");
            }
        }
        let debug = format!("{checkout:?}");
        assert!(!debug.contains("411111") && !debug.contains("Ada"), "{debug}");
    }
}

/// How far the histories got: a law that is never put to the test proves nothing.
#[derive(Default)]
struct Reached {
    charged: u32,
    paid: u32,
    unknown: u32,
    declined: u32,
}

#[test]
fn every_history_obeys() {
    const HISTORIES: u32 = 4_000;
    let config = ProptestConfig {
        cases: HISTORIES,
        max_shrink_iters: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let reached = RefCell::new(Reached::default());
    let histories = prop::collection::vec((any::<u8>(), any::<u8>()), 1..200);
    TestRunner::new(config)
        .run(&histories, |history| {
            let mut world = World::new();
            for (what, how) in history {
                world.happen(what, how);
            }
            let mut reached = reached.borrow_mut();
            let screen = world.bench.checkout.screen();
            reached.charged += u32::from(!world.server.ledger.is_empty());
            reached.paid += u32::from(screen == Screen::Paid);
            reached.unknown += u32::from(screen == Screen::Unknown);
            reached.declined += u32::from(world.server.results.values().any(Result::is_err));
            Ok(())
        })
        .unwrap();
    let Reached { charged, paid, unknown, declined } = reached.into_inner();
    println!(
        "{HISTORIES} histories: {charged} charged, {paid} paid, {declined} declined, {unknown} unknown"
    );
    assert!(charged > HISTORIES / 4 && paid > HISTORIES / 8 && declined > HISTORIES / 10);
}
