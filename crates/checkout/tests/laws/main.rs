//! Laws over every history: random payers, random answers, random losses, against a modelled
//! server that keeps a ledger.
//!
//! O1 at most one charge per session, whatever tabs and reloads there are. O2 one key, one body.
//! O3 once charged, the tab that paid never offers Pay again and never says that nothing was
//! charged. O5 what is charged is what the button showed at the press. O6 at most one navigation.
//! And: one press, at most one key; an attempt is kept before it is sent; the session is read
//! between the press and the first send; a bank debit is authorized at the very total that is
//! charged; a wallet's sheet opens within a press, at the button's total, and is never told
//! "refused" of a payment that was made; one key unsettled at a time; with the network back, every
//! attempt comes to an end; nothing typed is ever printed.
//!
//! The server is modelled in every variant of idempotency that providers have (section 1.2 of the
//! reference). A history is a list of byte pairs, so that a failing one can be cut down.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a law that breaks fails its test")]

#[path = "../support/mod.rs"]
mod support;

mod schedule;
mod server;
mod world;

use checkout::Mutant;
use schedule::Random;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;
use world::{Reached, World};

/// How many histories. This package is optimized in every profile (`Cargo.toml`), with its checks
/// for overflow.
const HISTORIES: u64 = 1_000_000;
/// A broken rule must be noticed within so many.
const PATIENCE: u64 = 60_000;

/// Lives one history; what went wrong, if anything did.
fn live(history: &[(u8, u8)], mutant: Option<Mutant>) -> Result<Reached, String> {
    Mutant::set(mutant);
    let lived = std::panic::catch_unwind(|| {
        let mut world = World::new(history);
        for (what, how) in history {
            world.happen(*what, *how);
        }
        world.settle();
        world.reached()
    });
    Mutant::set(None);
    lived.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic").to_owned()
    })
}

/// Lives histories from `first` in steps of `step`, until one fails.
fn search(
    first: u64,
    step: usize,
    histories: u64,
    mutant: Option<Mutant>,
) -> Result<Reached, (Vec<(u8, u8)>, String)> {
    let mut all = Reached::default();
    for seed in (first..histories).step_by(step) {
        let history = Random::new(seed).history();
        match live(&history, mutant) {
            Ok(reached) => all.add(&reached),
            Err(why) => return Err((history, why)),
        }
    }
    Ok(all)
}

/// Failures are told once, by the test itself.
fn quietly<T>(run: impl FnOnce() -> T) -> T {
    static HOOK: Mutex<()> = Mutex::new(());
    let _one_at_a_time = HOOK.lock();
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = run();
    std::panic::set_hook(loud);
    done
}

#[test]
fn every_history_obeys() {
    let start = Instant::now();
    let found = quietly(|| {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let searches: Vec<_> = (0..workers)
            .map(|first| thread::spawn(move || search(first as u64, workers, HISTORIES, None)))
            .collect();
        let mut all = Reached::default();
        for search in searches {
            match search.join().unwrap() {
                Ok(reached) => all.add(&reached),
                Err((history, why)) => {
                    let shortest = schedule::shrink(history, |h| live(h, None).is_err());
                    let why = live(&shortest, None).err().unwrap_or(why);
                    return Err((shortest, why));
                }
            }
        }
        Ok(all)
    });
    match found {
        Ok(reached) => {
            println!("{HISTORIES} histories in {:.1?}: {reached:?}", start.elapsed());
            // A law that is never put to the test proves nothing.
            reached.assert_enough(HISTORIES);
        }
        Err((history, why)) => panic!("{why}\nafter {history:?}"),
    }
}

#[test]
fn every_broken_rule_is_noticed() {
    for mutant in Mutant::ALL {
        let found = quietly(|| {
            let (history, _) = search(0, 1, PATIENCE, Some(mutant)).err()?;
            let shortest = schedule::shrink(history, |h| live(h, Some(mutant)).is_err());
            let why = live(&shortest, Some(mutant)).err()?;
            Some((shortest.len(), why))
        });
        let Some((length, why)) = found else { panic!("nobody noticed {mutant:?}") };
        println!("{mutant:?}: noticed after {length} steps: {}", why.lines().next().unwrap_or(""));
    }
}
