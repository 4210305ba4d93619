//! What the payer should see, asked of the machine. Everything is derived; nothing is stored.

use crate::entry::Entry;
use crate::event::Receipt;
use crate::form::brand::Brand;
use crate::form::country::Country;
use crate::form::{Fault, Field};
use crate::machine::{Checkout, LoadFailure, State};
use crate::notice::{Announcement, Notice};
use crate::pay::{Pay, Stage};
use crate::session::{Closed, Merchant, Order, Session};
use contract::{Cents, Currency};

/// Which screen is up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The session is being read.
    Loading,
    /// It could not be read.
    LoadFailed(LoadFailure),
    /// The form.
    Paying,
    /// Whether it is paid could not be found out.
    Unknown,
    /// Paid.
    Paid,
    /// There is nothing to pay here.
    Closed(Closed),
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
    /// It is being done.
    Busy,
}

/// The line under a busy button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Nothing to say.
    None,
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

    fn entry(&self) -> Option<&Entry> {
        self.pay().map(|pay| &pay.entry)
    }

    /// Which screen is up.
    pub fn screen(&self) -> Screen {
        match &self.state {
            State::Loading { .. } => Screen::Loading,
            State::LoadFailed { why, .. } => Screen::LoadFailed(*why),
            State::Paying(pay) => match &pay.stage {
                Stage::Attempting(attempt) if attempt.is_unknown() => Screen::Unknown,
                _ => Screen::Paying,
            },
            State::Paid { .. } => Screen::Paid,
            State::Closed(closed) => Screen::Closed(*closed),
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

    /// The total that the page shows.
    pub fn total(&self) -> Option<Cents> {
        self.pay().map(Pay::shown_total)
    }

    /// What the Pay button says.
    pub fn button(&self) -> Button {
        match self.pay() {
            Some(pay) if !pay.is_latched() => Button::Pay(pay.shown_total()),
            _ => Button::Busy,
        }
    }

    /// Whether the form must not change.
    pub fn is_latched(&self) -> bool {
        self.pay().is_some_and(Pay::is_latched)
    }

    /// The line under a busy button.
    pub fn patience(&self) -> Patience {
        match self.pay() {
            Some(Pay { stage: Stage::Attempting(attempt), .. }) if attempt.is_recovering() => {
                Patience::Recovering
            }
            Some(pay) if pay.slow => Patience::Slow,
            _ => Patience::None,
        }
    }

    /// The fields on the screen, in reading order.
    pub fn fields(&self) -> Vec<Field> {
        self.pay().map(Pay::fields).unwrap_or_default()
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
        self.pay().and_then(|pay| pay.notice.as_ref())
    }

    /// What to say, and how many things have been said before it.
    pub fn said(&self) -> (u32, Option<Announcement>) {
        self.common.said.clone()
    }

    /// What support can find an attempt of unknown outcome by.
    pub fn reference(&self) -> Option<&str> {
        match self.pay().map(|pay| &pay.stage) {
            Some(Stage::Attempting(attempt)) => Some(attempt.reference()),
            _ => None,
        }
    }

    /// The currency of what is to be paid, or was.
    pub fn currency(&self) -> Option<Currency> {
        match &self.state {
            State::Paid { currency, .. } => Some(*currency),
            _ => self.order().map(|order| order.currency),
        }
    }

    /// What a paid checkout says.
    pub fn receipt(&self) -> Option<&Receipt> {
        match &self.state {
            State::Paid { receipt, .. } => Some(receipt),
            _ => None,
        }
    }
}
