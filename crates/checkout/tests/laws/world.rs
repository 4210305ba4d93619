//! A payer with two tabs, a network that loses things, and a server.

use crate::server::{Deal, Keys, Server};
use crate::support::{Bench, arrival, boot, lost, quote, refused};
use checkout::form::Field;
use checkout::session::Closed;
use checkout::{
    Authorized, Boot, Button, Captcha, Choice, Command, Confirming, Event, Failure, Host,
    IdempotencyKey, Kept, Millis, News, Nonce, Notice, Receipt, Screen, Secret, SheetEnd,
    SheetFailure, TokenizeFailure, Unclear, Why,
};
use contract::{BillingDetails, Cents, ErrorCode, Method};

/// 18 November 2026, 15:00 in UTC.
const NOW: i64 = 1_795_014_000;

pub struct World {
    tabs: [Tab; 2],
    server: Server,
    /// Requests the network swallowed; they may still arrive.
    limbo: Vec<(String, String)>,
    /// Whether the browser lets the page keep anything.
    storage: bool,
    steps: u32,
    nonces: u32,
    resumed: bool,
    offline: bool,
}

struct Tab {
    bench: Bench,
    /// What is kept for this tab.
    kept: Option<Kept>,
    /// What the button showed at the last press that was taken.
    agreed: Option<Cents>,
    /// Keys of this tab that its page knows of: of a page that could keep nothing, a reload does
    /// not.
    keys: Vec<IdempotencyKey>,
    /// Keys minted since the last press.
    minted: u32,
    /// Whether the session was read since the last press.
    read: bool,
    navigations: u32,
    /// Whether a press is being carried out: only then a wallet's sheet may open.
    pressed: bool,
    /// How many sheets are open, or were and are forgotten.
    sheets: usize,
    /// The total that the mandate named when it was agreed to.
    mandated: Option<Cents>,
    /// Whether the page around was told that it is being paid, and not yet how that ended.
    processing: bool,
}

/// How far the histories got.
#[derive(Debug, Default)]
pub struct Reached {
    steps: u64,
    charged: u64,
    paid: u64,
    already_paid: u64,
    unknown: u64,
    declined: u64,
    challenged: u64,
    duplicates: u64,
    resumed: u64,
    offline: u64,
    expired: u64,
    repriced: u64,
    debited: u64,
    by_wallet: u64,
}

impl Reached {
    pub fn add(&mut self, other: &Self) {
        self.steps += other.steps;
        self.charged += other.charged;
        self.paid += other.paid;
        self.already_paid += other.already_paid;
        self.unknown += other.unknown;
        self.declined += other.declined;
        self.challenged += other.challenged;
        self.duplicates += other.duplicates;
        self.resumed += other.resumed;
        self.offline += other.offline;
        self.expired += other.expired;
        self.repriced += other.repriced;
        self.debited += other.debited;
        self.by_wallet += other.by_wallet;
    }

    pub fn assert_enough(&self, histories: u64) {
        for (what, count, share) in [
            ("charged", self.charged, 5),
            ("paid", self.paid, 8),
            ("already paid", self.already_paid, 100),
            ("unknown", self.unknown, 200),
            ("declined", self.declined, 60),
            ("challenged", self.challenged, 50),
            ("duplicates", self.duplicates, 200),
            ("resumed", self.resumed, 80),
            ("offline", self.offline, 20),
            ("expired", self.expired, 200),
            ("repriced", self.repriced, 20),
            ("debited", self.debited, 300),
            ("paid by a wallet", self.by_wallet, 40),
        ] {
            assert!(count > histories / share, "only {count} of {histories} were {what}");
        }
    }
}

impl Tab {
    fn new(boot: Boot) -> Self {
        Self {
            bench: Bench::new(boot),
            kept: None,
            agreed: None,
            keys: Vec::new(),
            minted: 0,
            read: false,
            navigations: 0,
            pressed: false,
            sheets: 0,
            mandated: None,
            processing: false,
        }
    }

    /// Whether an attempt of this tab may still be under way.
    fn is_confirming(&self) -> bool {
        self.kept.is_some()
            || self.bench.count(|c| matches!(c, Command::Confirm(..))) > 0
            || matches!(
                self.bench.checkout.screen(),
                Screen::Unknown | Screen::Confirming(Confirming::Own)
            )
            || (self.bench.checkout.screen() == Screen::Paying
                && self.bench.checkout.reference().is_some())
    }
}

impl World {
    /// The first pair says which world it is.
    pub fn new(history: &[(u8, u8)]) -> Self {
        let (what, how) = history.first().copied().unwrap_or_default();
        let keys = match what % 8 {
            0..=3 => Keys::Documented,
            4 => Keys::ReplaysErrors,
            5 => Keys::OnlySuccess,
            6 => Keys::IgnoresBody,
            _ => Keys::Off,
        };
        let methods: &[Method] = match what / 8 % 4 {
            0 | 1 => &[Method::Card],
            2 => &[Method::Card, Method::Ach],
            _ => &[Method::ApplePay, Method::Card, Method::Paypal],
        };
        let mut server = Server::new(keys, methods);
        server.challenge = how % 8 == 1;
        server.duplicate = how % 8 == 2;
        let second = Tab::new(Boot { link: checkout::Link::Incomplete, ..with_wallets() });
        Self {
            tabs: [Tab::new(with_wallets()), second],
            server,
            limbo: Vec::new(),
            storage: how < 224,
            steps: 0,
            nonces: 0,
            resumed: false,
            offline: false,
        }
    }

    /// One thing happens, chosen by two bytes.
    pub fn happen(&mut self, what: u8, how: u8) {
        let tab = usize::from(how >= 200);
        match what % 40 {
            0 | 1 => self.tabs[tab].bench.fill(),
            2 => self.tabs[tab].bench.type_in(Field::CardNumber, "5555555555554444"),
            3 => {
                let code = if how.is_multiple_of(4) { "12" } else { "737" };
                self.tabs[tab].bench.type_in(Field::Cvc, code);
            }
            4 => self.send(tab, Event::Left(Field::Cvc)),
            5..=8 => self.press(tab, how),
            9 => self.send(tab, Event::Retried),
            // The price changes only while nothing is being confirmed: the contract leaves the
            // race between the last read and the commit open (T5), and the client cannot close it.
            10 if how < 100 && !self.is_confirming() => self.server.price += 100,
            11 if !self.limbo.is_empty() => {
                let (key, body) = self.limbo.remove(usize::from(how) % self.limbo.len());
                if self.server.may_arrive_late(&key) {
                    let _ = self.server.confirm(&key, &body, Deal::Charge);
                }
            }
            12 if how < 120 => self.reload(tab, Millis::seconds(3)),
            13 => match how % 8 {
                0 | 1 => {
                    self.offline = true;
                    self.send(tab, Event::WentOffline);
                }
                2..=4 => self.send(tab, Event::CameOnline),
                5 => self.send(tab, Event::PageHidden),
                _ => self.send(tab, Event::Woke),
            },
            14 => match how % 4 {
                0 => self.send(tab, Event::Withdrawn),
                1 => self.press_again(tab),
                _ => {}
            },
            15 | 16 => {
                let token = if how.is_multiple_of(4) { "bad" } else { "good" };
                let said = match how % 8 {
                    0..=4 => Captcha::Solved(Secret::from(format!("{token}{how}"))),
                    5 => Captcha::Ready,
                    6 => Captcha::Expired,
                    _ => Captcha::Blocked,
                };
                self.send(tab, Event::Captcha(said));
            }
            17 if how < 12 => self.server.challenge = !self.server.challenge,
            18 if how < 8 => self.server.expired = true,
            19 if how < 40 && !self.tabs[1].is_confirming() => {
                // Another tab is opened on the same link, in the place of one that is not paying.
                let elsewhere = self.tabs[0].kept.is_some();
                let boot = Boot { elsewhere, host: Host::Unknown, ..with_wallets() };
                self.tabs[1].bench = Bench::new(boot);
                self.tabs[1].sheets = 0;
                self.tabs[1].processing = false;
            }
            20..=33 => {
                let calls = |c: &Command| is_call(c);
                if let Some(at) = self.tabs[tab].bench.commands.iter().position(calls) {
                    self.answer(tab, at, how);
                }
            }
            34 => {
                let choices = [Choice::Card, Choice::Ach, Choice::ApplePay, Choice::Paypal];
                self.send(tab, Event::Chosen(choices[usize::from(how % 4)]));
            }
            35 => self.bank(tab, how),
            _ => {
                // The short waits end first, as they would; rarely a long one (expiry, deadline).
                let long = how.is_multiple_of(16);
                self.elapse(tab, long);
            }
        }
        self.steps += 1;
        self.check();
    }

    /// Types an account, or authorizes its debit.
    fn bank(&mut self, at: usize, how: u8) {
        let tab = &mut self.tabs[at];
        if tab.bench.checkout.choice() != Choice::Ach {
            return self.send(at, Event::Chosen(Choice::Ach));
        }
        if tab.bench.checkout.mandate(NOW).is_none() || how.is_multiple_of(8) {
            let account = if how.is_multiple_of(16) { "98765432" } else { "004512346789" };
            tab.bench.type_in(Field::Routing, "021000021");
            tab.bench.type_in(Field::Account, account);
            tab.bench.type_in(Field::AccountAgain, account);
            tab.bench.type_in(Field::Cardholder, "Ada Byron");
            return self.send(at, Event::Left(Field::AccountAgain));
        }
        self.authorize(at, !how.is_multiple_of(5));
    }

    fn authorize(&mut self, at: usize, agreed: bool) {
        self.send(at, Event::MandateToggled { agreed, now: NOW });
        let checkout = &self.tabs[at].bench.checkout;
        self.tabs[at].mandated = checkout.total().filter(|_| checkout.is_authorized());
    }

    fn press(&mut self, at: usize, how: u8) {
        if self.tabs[at].bench.checkout.is_debit() && !how.is_multiple_of(3) {
            self.authorize(at, true);
        }
        let before = &self.tabs[at].bench.checkout;
        let shown = match before.button() {
            Button::Pay(total) | Button::Agree(total) => Some(total),
            Button::Busy | Button::Away => None,
        };
        let tab = &mut self.tabs[at];
        if let Some(total) = shown {
            tab.agreed = Some(total);
            tab.minted = 0;
            tab.read = false;
        }
        let nonces = [self.nonce(), self.nonce()];
        let tab = &mut self.tabs[at];
        let [once, twice] = nonces;
        tab.pressed = true;
        tab.bench.send(Event::Submitted(once));
        if how.is_multiple_of(4) {
            // A double click.
            tab.bench.send(Event::Submitted(twice));
        }
        self.carry_out(at);
        self.tabs[at].pressed = false;
    }

    /// Never the same twice, whichever tab asks. Letters only, so that no key looks like a card.
    fn nonce(&mut self) -> Nonce {
        self.nonces += 1;
        let letters = self.nonces.to_le_bytes().map(|byte| [byte & 0x0f | 0xa0, byte >> 4 | 0xa0]);
        let mut nonce = [0xbb; 16];
        nonce[8..].copy_from_slice(letters.as_flattened());
        Nonce(nonce)
    }

    fn press_again(&mut self, tab: usize) {
        let at = &mut self.tabs[tab];
        if at.bench.checkout.asks_duplicate() {
            at.agreed = at.bench.checkout.total();
            at.minted = 0;
            at.read = false;
        }
        let nonce = self.nonce();
        self.tabs[tab].pressed = true;
        self.send(tab, Event::DuplicateAccepted(nonce));
        self.tabs[tab].pressed = false;
    }

    fn send(&mut self, tab: usize, event: Event) {
        if matches!(event, Event::SessionArrived(_, Ok(_))) {
            self.tabs[tab].read = true;
        }
        self.tabs[tab].bench.send(event);
        self.carry_out(tab);
    }

    /// What the shell does at once.
    fn carry_out(&mut self, at: usize) {
        let mut elsewhere = None;
        let tab = &mut self.tabs[at];
        let is_charged = tab.keys.iter().any(|key| self.server.is_charged(key.as_str()));
        let is_paid = !self.server.ledger.is_empty();
        let sheets = tab.bench.commands.iter().filter_map(|command| match command {
            Command::OpenSheet(_, sheet) => Some(sheet.amount),
            _ => None,
        });
        let opened = core::mem::replace(&mut tab.sheets, sheets.clone().count());
        for amount in sheets.skip(opened) {
            assert!(tab.pressed, "a sheet without a press");
            assert_eq!(Some(amount), tab.agreed, "the sheet's total is the button's");
        }
        let (mut keys, mut navigations) = (Vec::new(), 0);
        let (storage, kept, processing) = (self.storage, &mut tab.kept, &mut tab.processing);
        tab.bench.commands.retain(|command| match command {
            Command::Keep(attempt) => {
                if storage {
                    *kept = Some(attempt.clone());
                    elsewhere = Some(true);
                }
                keys.push(None);
                false
            }
            Command::Forget => {
                if kept.take().is_some() {
                    elsewhere = Some(false);
                }
                false
            }
            Command::Navigate(_) => {
                navigations += 1;
                false
            }
            Command::Confirm(_, key, body) => {
                let is_debit = body.as_str().contains("ach_authorization");
                keys.push(Some((key.clone(), kept.is_some(), is_debit)));
                assert!(!body.as_str().contains("004512"), "the account number is sent");
                true
            }
            Command::CloseSheet(end) => {
                let is_true = match end {
                    // This tab's or another's: the session is paid.
                    SheetEnd::Paid => is_paid,
                    SheetEnd::Refused => !is_charged,
                    SheetEnd::Unsure => true,
                };
                assert!(is_true, "a sheet that says {end:?}");
                false
            }
            Command::Tell(news) => {
                match news {
                    News::Processing => {
                        assert!(!*processing, "told twice that it is being paid");
                        *processing = true;
                    }
                    News::Paid => {
                        assert!(is_paid, "a page is told of a payment that was not made");
                        *processing = false;
                    }
                    News::Failed(..) | News::Expired => {
                        let is_lie = *processing && is_charged;
                        assert!(!is_lie, "a page is told that what was charged was not");
                        *processing = false;
                    }
                    _ => {}
                }
                false
            }
            Command::Show(..) | Command::Focus(_) | Command::ShowCode | Command::ResetCaptcha => {
                false
            }
            _ => true,
        });
        for key in keys.into_iter().flatten() {
            let (key, is_kept, is_debit) = key;
            assert!(is_kept || !self.storage, "sent before it was kept");
            if !tab.keys.contains(&key) {
                tab.keys.push(key);
                tab.minted += 1;
                assert!(tab.minted <= 1, "one press, one key");
                if is_debit {
                    assert_eq!(tab.mandated, tab.agreed, "the mandate's total is the button's");
                }
                assert!(tab.read, "the session is read between the press and the first send");
            }
        }
        tab.navigations += navigations;
        assert!(tab.navigations <= 1, "O6: one navigation");
        if let Some(elsewhere) = elsewhere {
            let other = 1 - at;
            self.tabs[other].bench.send(Event::Elsewhere(elsewhere));
        }
    }

    fn is_confirming(&self) -> bool {
        !self.limbo.is_empty() || self.tabs.iter().any(Tab::is_confirming)
    }

    /// The page is loaded anew; what was on its way may or may not have arrived.
    fn reload(&mut self, at: usize, age: Millis) {
        let tab = &mut self.tabs[at];
        for command in core::mem::take(&mut tab.bench.commands) {
            if let Command::Confirm(_, key, body) = command {
                self.limbo.push((key.as_str().to_owned(), body.as_str().to_owned()));
            }
        }
        if tab.kept.is_none() {
            // Nothing was under way, or nothing could be kept.
            tab.keys.clear();
        }
        // Through text, as the browser keeps it.
        let kept = tab.kept.as_ref().map(|kept| (Kept::from_text(&kept.to_text()).unwrap(), age));
        self.resumed |= kept.is_some();
        let elsewhere = self.tabs[1 - at].kept.is_some();
        // The second tab's is in a merchant's page.
        let host = if at == 1 { Host::Unknown } else { Host::None };
        self.tabs[at].bench = Bench::new(Boot { kept, elsewhere, host, ..with_wallets() });
        self.tabs[at].navigations = 0;
        self.tabs[at].processing = false;
        self.tabs[at].sheets = 0;
        self.carry_out(at);
    }

    /// Answers the outstanding call at this place.
    fn answer(&mut self, tab: usize, at: usize, how: u8) {
        let fails = how.is_multiple_of(8);
        let failure = || match how / 8 % 5 {
            0 => lost(),
            1 => Failure::new(Why::Unclear(Unclear::TimedOut)),
            2 => Failure::new(Why::Unclear(Unclear::Malformed)),
            3 => Failure::new(Why::Unclear(Unclear::Status(502))),
            _ => refused(500, ErrorCode::NetworkError),
        };
        let event = match self.tabs[tab].bench.commands.remove(at) {
            Command::LoadSession(ticket) => Event::SessionArrived(
                ticket,
                if fails { Err(failure()) } else { Ok(arrival(self.server.config())) },
            ),
            Command::LoadAccess(ticket) => {
                self.tabs[tab].bench.commands.push(Command::LoadAccess(ticket));
                let only = self.tabs[tab].bench.count(|c| matches!(c, Command::LoadAccess(_))) == 1;
                if only {
                    self.tabs[tab].bench.access();
                } else {
                    self.tabs[tab].bench.commands.pop();
                }
                self.carry_out(tab);
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
                if fails {
                    Err(failure())
                } else {
                    Ok(quote(self.server.price, self.server.fee()))
                },
            ),
            Command::Confirm(ticket, key, body) => {
                let result = self.confirm(tab, key.as_str(), body.as_str(), how, failure());
                let receipt = |total| {
                    let total = Some(Cents(total));
                    let redirect = Some(crate::support::shop());
                    Box::new(Receipt { total, redirect, ..Receipt::default() })
                };
                Event::ConfirmAnswered(ticket, result.map(receipt))
            }
            Command::SendCode(ticket) => Event::CodeSent(ticket, Err(failure())),
            Command::OpenSheet(ticket, _) => {
                self.tabs[tab].sheets -= 1;
                let token = Secret::from(["wallet_", &how.to_string()].concat());
                let answer = match how % 8 {
                    0 => Err(SheetFailure::Api(failure())),
                    1 => Err(SheetFailure::Cancelled),
                    2 => Err(SheetFailure::Failed),
                    _ => Ok(Box::new(Authorized { token, billing: BillingDetails::default() })),
                };
                Event::SheetAnswered(ticket, answer)
            }
            other => panic!("{other:?} is no call"),
        };
        self.send(tab, event);
    }

    fn confirm(
        &mut self,
        tab: usize,
        key: &str,
        body: &str,
        how: u8,
        failure: Failure,
    ) -> Result<i64, Failure> {
        let charged_before = self.server.ledger.len();
        let result = match how % 10 {
            // Lost on the way there; it may arrive later.
            0 => {
                self.limbo.push((key.to_owned(), body.to_owned()));
                Err(failure)
            }
            // Turned away at the door.
            1 => Err(refused(429, ErrorCode::RateLimited)),
            // In flight, in words that the contract does not have.
            2 if how > 128 => Err(Failure::new(Why::Unclear(Unclear::Status(409)))),
            // Carried out, the answer lost.
            2 | 3 => {
                let _ = self.server.confirm(key, body, Deal::Charge);
                Err(failure)
            }
            4 => self.server.confirm(key, body, Deal::Decline),
            5 if how > 200 => self.server.confirm(key, body, Deal::ChargeThenFail),
            _ => self.server.confirm(key, body, Deal::Charge),
        };
        if self.server.ledger.len() > charged_before {
            let charged = Cents(self.server.ledger[0].1);
            assert_eq!(self.tabs[tab].agreed, Some(charged), "O5: as agreed");
        }
        result
    }

    fn elapse(&mut self, tab: usize, long: bool) {
        let waits = self.tabs[tab].bench.commands.iter().enumerate();
        let fitting = waits.filter_map(|(at, c)| match c {
            Command::Wait(_, length) if (length.0 >= 60_000) == long => Some((at, length.0)),
            _ => None,
        });
        // The shortest of the latest: those of earlier questions are mostly stale.
        let next = fitting.rev().take(6).min_by_key(|(_, length)| *length);
        if let Some((at, _)) = next
            && let Command::Wait(ticket, _) = self.tabs[tab].bench.commands.remove(at)
        {
            self.send(tab, Event::Elapsed(ticket));
        }
    }

    fn check(&self) {
        for tab in &self.tabs {
            let checkout = &tab.bench.checkout;
            // A new key goes out only when nothing under another key can still be carried out for
            // the first time: everything that may yet arrive has its result already.
            let mut unsettled: Vec<&IdempotencyKey> = Vec::new();
            for key in &tab.keys {
                let sent = tab
                    .bench
                    .commands
                    .iter()
                    .any(|c| matches!(c, Command::Confirm(_, waiting, _) if waiting == key))
                    || self.limbo.iter().any(|(lost, _)| lost == key.as_str());
                if sent && !self.server.is_settled(key.as_str()) {
                    unsettled.push(key);
                }
            }
            // Expired or paid elsewhere, none of them can be carried out any more.
            let open = self.server.ledger.is_empty() && !self.server.expired;
            assert!(!open || unsettled.len() <= 1, "{} keys unsettled at once", unsettled.len());
            if tab.keys.iter().any(|key| self.server.is_charged(key.as_str())) {
                let harmless = matches!(
                    checkout.notice(),
                    None | Some(Notice::PriceConsent { .. } | Notice::FeeConsent { .. })
                );
                assert!(harmless, "O3: {:?} after the charge", checkout.notice());
                if checkout.screen() == Screen::Paying {
                    assert!(checkout.is_latched(), "O3: a payable form after the charge");
                }
                assert!(
                    !matches!(checkout.screen(), Screen::Closed(Closed::Expired | Closed::Refused)),
                    "O3: {:?} after the charge",
                    checkout.screen()
                );
            }
        }
    }

    /// The network is back, nothing is lost any more: everything under way comes to an end.
    pub fn settle(&mut self) {
        for tab in 0..2 {
            self.send(tab, Event::CameOnline);
            let mut asked_again = false;
            for _ in 0..400 {
                let bench = &self.tabs[tab].bench;
                if let Some(at) = bench.commands.iter().position(is_call) {
                    // 7: heard, answered, charged where it can be.
                    self.answer(tab, at, 7);
                    self.check();
                    continue;
                }
                let checkout = &bench.checkout;
                match checkout.screen() {
                    Screen::Unknown if !asked_again => {
                        asked_again = true;
                        self.send(tab, Event::Retried);
                    }
                    Screen::Paying if checkout.challenge().is_some() => break,
                    Screen::Paying if checkout.asks_duplicate() => break,
                    Screen::Paying if checkout.is_latched() => self.elapse(tab, false),
                    Screen::Confirming(_) | Screen::Loading | Screen::LoadFailed(_) => {
                        self.elapse(tab, false);
                    }
                    _ => break,
                }
                self.check();
            }
            self.assert_settled(tab);
        }
        if self.steps.is_multiple_of(64) {
            let debug = format!("{:?}", self.tabs[0].bench.checkout);
            let told =
                ["411111", "004512", "Ada", "wallet_"].iter().any(|text| debug.contains(text));
            assert!(!told, "{debug}");
        }
    }

    fn assert_settled(&self, at: usize) {
        let tab = &self.tabs[at];
        let checkout = &tab.bench.checkout;
        let screen = checkout.screen();
        let paid_here = tab.keys.iter().any(|key| self.server.is_charged(key.as_str()));
        if paid_here {
            let knows = matches!(screen, Screen::Paid | Screen::Closed(Closed::AlreadyPaid));
            assert!(knows, "paid, and the payer is told {screen:?}");
            assert!(tab.kept.is_none(), "settled, and still kept");
        }
        let waits_for_the_payer = checkout.challenge().is_some() || checkout.asks_duplicate();
        let is_over = match screen {
            Screen::Paying => !checkout.is_latched() || waits_for_the_payer,
            Screen::Paid | Screen::Closed(_) | Screen::LoadFailed(_) => true,
            // What was swallowed may still arrive; or the API repeats its own error.
            Screen::Unknown => !paid_here,
            Screen::Loading | Screen::Confirming(_) | Screen::Keeping => false,
        };
        assert!(is_over, "still {screen:?} with the network back");
    }

    pub fn reached(&self) -> Reached {
        let screens = self.tabs.each_ref().map(|tab| tab.bench.checkout.screen());
        let any = |is: fn(&Screen) -> bool| u64::from(screens.iter().any(is));
        let tab = &self.tabs[0].bench.checkout;
        Reached {
            steps: self.steps.into(),
            charged: u64::from(!self.server.ledger.is_empty()),
            paid: any(|screen| *screen == Screen::Paid),
            already_paid: any(|screen| *screen == Screen::Closed(Closed::AlreadyPaid)),
            unknown: any(|screen| *screen == Screen::Unknown),
            declined: u64::from(self.server.has_declined()),
            challenged: u64::from(tab.challenge().is_some()),
            duplicates: u64::from(tab.asks_duplicate()),
            resumed: u64::from(self.resumed),
            offline: u64::from(self.offline),
            expired: any(|screen| *screen == Screen::Closed(Closed::Expired)),
            repriced: u64::from(self.server.price > 1000),
            debited: u64::from(self.server.has_charged("\"method\":\"ach\"")),
            by_wallet: u64::from(self.server.has_charged("wallet_")),
        }
    }
}

fn with_wallets() -> Boot {
    Boot { apple_pay: true, ..boot() }
}

fn is_call(command: &Command) -> bool {
    matches!(
        command,
        Command::LoadSession(_)
            | Command::LoadAccess(_)
            | Command::Tokenize(..)
            | Command::QuoteFee(..)
            | Command::Confirm(..)
            | Command::SendCode(_)
            | Command::OpenSheet(..)
    )
}
