//! What the payer should see, asked of the machine. Everything is derived; nothing is stored.

use crate::challenge::Challenge;
use crate::choice::Choice;
use crate::entry::Entry;
use crate::event::Receipt;
use crate::form::brand::Brand;
use crate::form::country::Country;
use crate::form::{Fault, Field};
use crate::machine::{Checkout, LoadFailure, State};
use crate::mandate::Mandate;
use crate::notice::{Announcement, Notice};
use crate::pay::{Pay, Stage};
use crate::purse::{Purse, Shown};
use crate::session::{Closed, Merchant, Order, Saves, Session};
use contract::embed::HostFee;
use contract::{Cents, Currency, Method};

/// Which screen is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The session is being read.
    Loading,
    /// It could not be read.
    LoadFailed(LoadFailure),
    /// The form.
    Paying,
    /// What the customer has kept.
    Keeping,
    /// What became of an earlier payment, or of another tab's, is being found out.
    Confirming(Confirming),
    /// Whether it is paid could not be found out.
    Unknown,
    /// Paid.
    Paid,
    /// There is nothing to pay here.
    Closed(Closed),
}

/// Whose payment is being found out about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirming {
    /// One that this tab started before it was loaded again.
    Own,
    /// Another tab's.
    Elsewhere,
}

/// What the fee row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fee {
    /// The card is not complete: the fee depends on it.
    NotYet,
    /// It is being quoted.
    Quoting,
    /// Quoted.
    Known(Cents),
}

/// What the Pay button says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// Pay this much.
    Pay(Cents),
    /// Agree to this much, and pay it: it is another total than the payer saw before.
    Agree(Cents),
    /// It is being done.
    Busy,
    /// Away: a question stands in its place, with buttons of its own.
    Away,
}

/// The line under a busy button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Nothing to say.
    None,
    /// It waits until the browser is online.
    Offline,
    /// It takes longer than usual.
    Slow,
    /// An answer was lost; the outcome is being found out.
    Recovering,
}

impl Checkout {
    fn pay(&self) -> Option<&Pay> {
        match &self.state {
            State::Paying(pay) => Some(pay),
            _ => None,
        }
    }

    fn purse(&self) -> Option<&Purse> {
        match &self.state {
            State::Keeping(purse) => Some(purse),
            _ => None,
        }
    }

    pub(crate) fn entry(&self) -> Option<&Entry> {
        match &self.state {
            State::Paying(pay) => Some(&pay.entry),
            State::Keeping(purse) => Some(&purse.entry),
            _ => None,
        }
    }

    /// Which screen is up.
    pub fn screen(&self) -> Screen {
        match &self.state {
            State::Loading { after: None, .. } => Screen::Loading,
            State::Loading { after: Some(why), .. } | State::LoadFailed { why, .. } => {
                Screen::LoadFailed(*why)
            }
            State::Resuming(attempt) if attempt.is_unknown() => Screen::Unknown,
            State::Resuming(_) => Screen::Confirming(Confirming::Own),
            State::Elsewhere { .. } => Screen::Confirming(Confirming::Elsewhere),
            State::Paying(pay) => match &pay.stage {
                Stage::Attempting(attempt) if attempt.is_unknown() => Screen::Unknown,
                _ => Screen::Paying,
            },
            State::Keeping(purse) => match purse.load_failure() {
                Some(why) => Screen::LoadFailed(why),
                None if purse.is_listed() => Screen::Keeping,
                None => Screen::Loading,
            },
            State::Paid(_) => Screen::Paid,
            State::Closed(closed, _) => Screen::Closed(*closed),
        }
    }

    /// Who is paid; known as soon as a session was read.
    pub fn merchant(&self) -> &Merchant {
        &self.common.merchant
    }

    /// What is to be paid.
    pub fn order(&self) -> Option<&Order> {
        self.pay().map(|pay| &pay.session.order)
    }

    /// The session being paid.
    pub fn session(&self) -> Option<&Session> {
        self.pay().map(|pay| &pay.session)
    }

    /// What the fee row says.
    pub fn fee(&self) -> Fee {
        match self.pay().map(|pay| &pay.preparation) {
            Some(preparation) => match preparation.quoted() {
                Some(quoted) => Fee::Known(quoted.fee.convenience_fee),
                None if preparation.is_quoting() => Fee::Quoting,
                None => Fee::NotYet,
            },
            None => Fee::NotYet,
        }
    }

    /// The fee, as a page that the checkout is embedded in is told of it.
    pub fn host_fee(&self) -> Option<HostFee> {
        self.pay().and_then(Pay::host_fee)
    }

    /// The total that the page shows.
    pub fn total(&self) -> Option<Cents> {
        self.pay().map(Pay::shown_total)
    }

    /// What the Pay button says.
    pub fn button(&self) -> Button {
        match self.pay() {
            // A challenge waits for the payer, whose press of Pay gives the answer.
            Some(pay) if !pay.is_latched() || self.challenge().is_some() => match pay.notice {
                Some(Notice::PriceConsent { .. } | Notice::FeeConsent { .. }) => {
                    Button::Agree(pay.shown_total())
                }
                _ => Button::Pay(pay.shown_total()),
            },
            Some(pay) if !pay.is_working() => Button::Away,
            _ => Button::Busy,
        }
    }

    /// Whether the form must not change.
    pub fn is_latched(&self) -> bool {
        match &self.state {
            State::Paying(pay) => pay.is_latched(),
            State::Keeping(purse) => purse.is_saving(),
            _ => false,
        }
    }

    /// Whether what a wallet's vendor draws is for the payer to press: nothing was agreed to in its
    /// sheet yet.
    pub fn is_wallet_up(&self) -> bool {
        self.pay().is_some_and(|pay| {
            let is_attempting = matches!(pay.stage, Stage::Attempting(_));
            pay.choice.wallet().is_some() && pay.authorized.is_none() && !is_attempting
        })
    }

    /// The line under a busy button.
    pub fn patience(&self) -> Patience {
        match self.pay() {
            Some(pay) if pay.is_working() && self.is_offline() => Patience::Offline,
            Some(Pay { stage: Stage::Attempting(attempt), .. }) if attempt.is_recovering() => {
                Patience::Recovering
            }
            Some(pay) if pay.slow => Patience::Slow,
            None if self.purse().is_some_and(|purse| purse.slow) => Patience::Slow,
            _ => Patience::None,
        }
    }

    /// The fields on the screen, in reading order.
    pub fn fields(&self) -> Vec<Field> {
        match &self.state {
            State::Paying(pay) => pay.fields(),
            State::Keeping(purse) => purse.fields(),
            _ => Vec::new(),
        }
    }

    /// Whether nothing on the screen is missing or wrong.
    pub fn is_right(&self) -> bool {
        self.entry().is_some_and(|entry| entry.are_right(&self.fields()))
    }

    /// The fault to show under a field.
    pub fn fault(&self, field: Field) -> Option<Fault> {
        self.entry().and_then(|entry| entry.fault(field))
    }

    /// The text a field shows.
    pub fn text(&self, field: Field) -> &str {
        self.entry().map(|entry| entry.text(field)).unwrap_or_default()
    }

    /// The brand of the card number so far.
    pub fn brand(&self) -> Option<Brand> {
        self.entry().and_then(Entry::brand)
    }

    /// The billing country chosen.
    pub fn country(&self) -> Option<Country> {
        self.entry().and_then(Entry::country)
    }

    /// The notice above the Pay button.
    pub fn notice(&self) -> Option<&Notice> {
        match &self.state {
            State::Paying(pay) => pay.notice.as_ref(),
            State::Keeping(purse) => purse.notice.as_ref(),
            _ => None,
        }
    }

    /// What to say, and how many things have been said before it.
    pub fn said(&self) -> (u32, Option<Announcement>) {
        self.common.said.clone()
    }

    /// What support can find an attempt of unknown outcome by, or the call that closed the session.
    pub fn reference(&self) -> Option<&str> {
        match &self.state {
            State::Resuming(attempt) => Some(attempt.reference()),
            State::Closed(_, reference) => reference.as_deref(),
            State::Paying(pay) => match &pay.stage {
                Stage::Attempting(attempt) => Some(attempt.reference()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether the browser is offline.
    pub fn is_offline(&self) -> bool {
        !self.common.online
    }

    /// Seconds left to pay, once they are few.
    pub fn time_left(&self) -> Option<u32> {
        match &self.state {
            State::Paying(pay) => pay.countdown.shown(),
            State::Keeping(purse) => purse.countdown.shown(),
            _ => None,
        }
    }

    /// The challenge that the payer is asked for.
    pub fn challenge(&self) -> Option<&Challenge> {
        let pay = self.pay()?;
        if matches!(pay.stage, Stage::Challenging(_)) { pay.challenge.as_ref() } else { None }
    }

    /// What is chosen to pay with.
    pub fn choice(&self) -> Choice {
        match &self.state {
            State::Paying(pay) => pay.choice,
            State::Keeping(purse) => purse.adding().unwrap_or(Choice::Card),
            _ => Choice::Card,
        }
    }

    /// What a way to pay would cost in fees, if that is known.
    pub fn estimate(&self, choice: Choice) -> Option<Cents> {
        self.pay().and_then(|pay| pay.estimates.of(choice))
    }

    /// Whether what is chosen could be kept for later.
    pub fn can_be_kept(&self) -> bool {
        self.pay().is_some_and(Pay::can_be_kept)
    }

    /// The method that what is chosen pays by.
    pub fn method(&self) -> Method {
        match &self.state {
            State::Paying(pay) => pay.method(),
            State::Keeping(purse) if purse.adding() == Some(Choice::Ach) => Method::Ach,
            _ => Method::Card,
        }
    }

    /// What the customer has kept, as it stands with all that was set off here.
    pub fn rows(&self) -> Vec<Shown<'_>> {
        self.purse().map(|purse| purse.rows().collect()).unwrap_or_default()
    }

    /// The kinds of methods that can be added.
    pub fn addable(&self) -> &[Method] {
        self.purse().map(Purse::methods).unwrap_or_default()
    }

    /// What is being added.
    pub fn adding(&self) -> Option<Choice> {
        self.purse().and_then(Purse::adding)
    }

    /// What is added is kept for that.
    pub fn keeps_for(&self) -> Option<Saves> {
        self.purse().map(|purse| purse.terms.saves)
    }

    /// Whether a bank account is chosen, so that the debit has to be authorized.
    pub fn is_debit(&self) -> bool {
        self.method() == Method::Ach
    }

    /// The mandate for the chosen account; `None` while there is a gap in it. `now` is the time by
    /// the server's clock, in seconds since 1970 in UTC.
    pub fn mandate(&self, now: i64) -> Option<Mandate> {
        self.pay().and_then(|pay| pay.mandate(now))
    }

    /// Whether the bank debit is authorized.
    pub fn is_authorized(&self) -> bool {
        self.pay().is_some_and(|pay| pay.agreement.is_some())
    }

    /// Whether Pay was pressed without the authorization that it needs.
    pub fn is_mandate_missed(&self) -> bool {
        self.pay().is_some_and(|pay| pay.mandate_missed)
    }

    /// Whether the payer lets the method be kept.
    pub fn is_saving(&self) -> bool {
        self.pay().is_some_and(|pay| pay.saving)
    }

    /// Whether the payer is asked if the payment is meant twice.
    pub fn asks_duplicate(&self) -> bool {
        self.pay().is_some_and(|pay| matches!(pay.stage, Stage::Duplicate))
    }

    /// What a paid checkout was agreed to cost, if something else was charged: the merchant changed
    /// the price between our last reading and the charge (T5).
    pub fn agreed_otherwise(&self) -> Option<Cents> {
        match &self.state {
            State::Paid(paid) => {
                paid.receipt.total.is_some_and(|total| total != paid.agreed).then_some(paid.agreed)
            }
            _ => None,
        }
    }

    /// The currency of what is to be paid, or was.
    pub fn currency(&self) -> Option<Currency> {
        match &self.state {
            State::Paid(paid) => paid.currency,
            _ => self.order().map(|order| order.currency),
        }
    }

    /// What a paid checkout says.
    pub fn receipt(&self) -> Option<&Receipt> {
        match &self.state {
            State::Paid(paid) => Some(&paid.receipt),
            _ => None,
        }
    }
}
