//! Every pair of faults on the first two confirms, in a real browser.
//!
//! One sandbox, a few browsers beside each other, each going from cell to cell; every cell has a
//! session and empty storage. A cell that fails does not stop the others: all that failed are
//! listed at the end, and `GOVIFI_CELLS` with some of their names runs those alone.

use super::cell::Cell;
use super::pairs::pairs;
use super::screen::{Ending, ending};
use crate::harness::browser::Browser;
use crate::harness::engine::Look;
use crate::harness::page::{Card, HOLDER, Page};
use crate::harness::sandbox::{Sandbox, Seen, Session};
use crate::harness::settings;
use crate::harness::shop::{Fare, Shop};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Result, ensure};
use futures_util::future::join_all;
use serde_json::json;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

/// How much faster than in production the page waits and gives up. A confirm is given up after
/// 1.25 s then, a reading after 0.5 s, an attempt after 4.5 s: still long for this machine.
pub const PACE: u32 = 20;
/// When the payer must know, or have something to do: two minutes.
const LIMIT: Duration = Duration::from_millis(120_000 / PACE as u64);
/// How often a cell is tried whose faults did not strike where they should.
const TRIES: u8 = 8;

/// What all cells share.
struct Stand {
    sandbox: Sandbox,
    shop: Shop,
    queue: RefCell<VecDeque<Cell>>,
    report: RefCell<Report>,
}

/// What came of them.
#[derive(Default)]
struct Report {
    played: usize,
    repeated: usize,
    /// How often each ending was seen.
    endings: BTreeMap<String, usize>,
    failures: Vec<String>,
    slowest: Duration,
}

/// What came of one.
enum Outcome {
    /// The faults struck; how it ended, after how long, and what is wrong with that.
    Judged(Ending, Duration, Vec<String>),
    /// They did not strike where they should have: nothing is proved.
    Void(String),
}

#[tokio::test]
async fn pairs_of_faults_never_charge_twice_and_never_deny_a_charge() -> Result<()> {
    run(pairs()?).await
}

#[tokio::test]
#[ignore = "half an hour; `cargo xtask test faults` runs it"]
async fn the_whole_grid_never_charges_twice_and_never_denies_a_charge() -> Result<()> {
    run(Cell::all()).await
}

async fn run(mut cells: Vec<Cell>) -> Result<()> {
    if let Some(only) = settings::cells() {
        cells.retain(|cell| only.iter().any(|name| *name == cell.to_string()));
    }
    let (start, count) = (Instant::now(), cells.len());
    let stand = Stand {
        sandbox: Sandbox::paced(PACE).await?,
        shop: Shop::open(Fare::Up)?,
        queue: RefCell::new(cells.into()),
        report: RefCell::default(),
    };
    let workers = (0..settings::workers()).map(|_| work(&stand));
    for worker in join_all(workers).await {
        worker?;
    }
    let Report { played, repeated, endings, failures, slowest } = stand.report.into_inner();
    eprintln!(
        "{played} of {count} cells in {} s, {repeated} tries repeated, the slowest known after \
         {slowest:.1?}: {endings:?}",
        start.elapsed().as_secs()
    );
    ensure!(failures.is_empty(), "{} cells failed:\n{}", failures.len(), failures.join("\n"));
    ensure!(played == count, "only {played} of {count} cells were played");
    Ok(())
}

/// One browser, going from cell to cell.
async fn work(stand: &Stand) -> Result<()> {
    let mut browser = Browser::open(Look::PHONE).await?;
    loop {
        let next = stand.queue.borrow_mut().pop_front();
        let Some(cell) = next else { return Ok(()) };
        let mut void = Vec::new();
        let outcome = loop {
            match play(&browser, stand, cell).await {
                Ok(Outcome::Judged(ending, time, wrong)) => break Some((ending, time, wrong)),
                Ok(Outcome::Void(why)) => void.push(why),
                Err(error) => {
                    // The browser, not the page: a new one says whether the cell holds.
                    void.push(format!("{error:#}"));
                    browser = Browser::open(Look::PHONE).await?;
                }
            }
            if void.len() >= usize::from(TRIES) {
                break None;
            }
        };
        let mut report = stand.report.borrow_mut();
        report.repeated += void.len();
        match outcome {
            Some((ending, time, wrong)) => report.add(cell, &ending, time, &wrong),
            None => report.fail(format!("{cell}: never played: {void:?}")),
        }
    }
}

impl Report {
    fn fail(&mut self, what: String) {
        eprintln!("FAILED {what}");
        self.failures.push(what);
    }

    fn add(&mut self, cell: Cell, ending: &Ending, time: Duration, wrong: &[String]) {
        self.played += 1;
        self.slowest = self.slowest.max(time);
        let name = match ending {
            Ending::Unknown(_) => "Unknown".to_owned(),
            other => format!("{other:?}"),
        };
        *self.endings.entry(name).or_default() += 1;
        if !wrong.is_empty() {
            self.fail(format!("{cell}: {ending:?} after {time:.1?}: {}", wrong.join("; ")));
        }
        if self.played.is_multiple_of(50) {
            eprintln!("{} cells, {} failed", self.played, self.failures.len());
        }
    }
}

/// Plays one cell.
async fn play(browser: &Browser, stand: &Stand, cell: Cell) -> Result<Outcome> {
    let Stand { sandbox, shop, .. } = stand;
    let session = sandbox.session(json!({ "success_url": shop.success_url() })).await?;
    sandbox.keys(&session, cell.keys.name()).await?;
    // A page of the checkout's origin that is nobody's session.
    browser.visit(&format!("{}/empty", sandbox.origins.checkout)).await?;
    browser.ask("localStorage.clear(); sessionStorage.clear()", Vec::new()).await?;
    let page = Page::open(browser, &session).await?;
    page.fill_card(Card::VISA).await?;
    page.offers("$151.05").await?;

    sandbox.faults(&session, &cell.rules()).await?;
    let pressed = Instant::now();
    // At once: half a second later the page reads the session by itself.
    browser.ask("document.getElementById('pay').click()", Vec::new()).await?;
    let ended = until("an end", LIMIT, async || ending(&page, shop).await).await;
    let time = pressed.elapsed();

    let confirms = until("every confirm to be settled", PATIENCE, async || {
        let confirms = sandbox.confirms(&session).await?;
        Ok(confirms.iter().all(Seen::is_settled).then_some(confirms))
    })
    .await?;
    let mut wrong = Vec::new();
    let ending = ended.unwrap_or_else(|error| {
        wrong.push(format!("{error:#}"));
        Ending::Other(String::new())
    });
    if wrong.is_empty()
        && let Some(why) = void(sandbox, &session).await?
    {
        return Ok(Outcome::Void(why));
    }
    let charges = sandbox.charges(&session).await?.len();
    wrong.extend(judge(&ending, charges, shop.visits(&session.id)));
    wrong.extend(repeats(&confirms));
    if let Ending::Form(_) = ending {
        wrong.extend(lost(&page).await?);
    }
    Ok(Outcome::Judged(ending, time, wrong))
}

/// Why the cell's faults did not strike where they should, if they did not: the page reads the
/// session every now and then by itself, and the script counts that reading too.
async fn void(sandbox: &Sandbox, session: &Session) -> Result<Option<String>> {
    let seen = sandbox.requests(session).await?;
    let Some(confirm) = seen.iter().position(|seen| seen.path.ends_with("/confirm")) else {
        return Ok(Some("nothing was confirmed".to_owned()));
    };
    let early = seen[..confirm].iter().any(|seen| seen.is_read() && seen.fault.is_some());
    Ok(early.then(|| "a reading before the confirm was struck".to_owned()))
}

/// What is wrong with this ending, given what was charged.
fn judge(ending: &Ending, charges: usize, visits: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    if charges > 1 {
        wrong.push(format!("{charges} charges"));
    }
    let is_true = match ending {
        Ending::Returned | Ending::Paid | Ending::AlreadyPaid => charges == 1,
        // Says that it may have been charged, and whom to ask with what.
        Ending::Unknown(reference) => reference.len() > 20,
        // Says that nothing was charged, and why.
        Ending::Form(notice) => charges == 0 && !notice.is_empty(),
        Ending::Other(_) => false,
    };
    if !is_true {
        wrong.push(format!("not what {charges} charges should look like"));
    }
    let due = usize::from(*ending == Ending::Returned);
    if visits != due {
        wrong.push(format!("{visits} visits to the merchant instead of {due}"));
    }
    wrong
}

/// What is wrong with the confirms of one attempt: one key, one body, whoever sent them again.
pub fn repeats(confirms: &[Seen]) -> Vec<String> {
    let keys: BTreeSet<_> = confirms.iter().map(|seen| &seen.idempotency_key).collect();
    let bodies: BTreeSet<_> = confirms.iter().map(|seen| &seen.body_sha256).collect();
    let mut wrong = Vec::new();
    if keys.len() != 1 || keys.contains(&None) {
        wrong.push(format!("{} keys in {} confirms", keys.len(), confirms.len()));
    }
    if bodies.len() != 1 || bodies.contains(&None) {
        wrong.push(format!("{} bodies in {} confirms", bodies.len(), confirms.len()));
    }
    wrong
}

/// What the payer has to type again, beside the security code.
async fn lost(page: &Page<'_>) -> Result<Vec<String>> {
    let words = page.words;
    let mut lost = Vec::new();
    for (label, typed) in [
        (words.card_number, Card::VISA.number),
        (words.expiry, crate::harness::page::EXPIRY),
        (words.cardholder, HOLDER),
    ] {
        let kept = page.value(label).await?;
        let bare = |text: &str| text.replace([' ', '/'], "");
        if bare(&kept) != bare(typed) {
            lost.push(format!("{label} is gone"));
        }
    }
    Ok(lost)
}
