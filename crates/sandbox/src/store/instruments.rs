//! What can be charged, as it is remembered: of each only what a receipt may show, and what
//! charging it will do.

use crate::clock::Timestamp;
use crate::error::Decline;
use crate::outcome::Outcome;
use contract::{AccountType, Method};
use serde::{Deserialize, Serialize};

/// Where money comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Instrument {
    /// A card.
    Card(Card),
    /// A US bank account.
    Bank(Bank),
    /// A card in Apple Pay.
    ApplePay(Device),
    /// A PayPal account.
    Paypal(Buyer),
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Lower case, as on the wire.
    pub brand: String,
    /// The first six digits.
    pub bin: String,
    /// The last four digits.
    pub last4: String,
    /// 1 to 12.
    pub exp_month: u8,
    /// Four digits.
    pub exp_year: u16,
    /// What charging it will do.
    pub outcome: Outcome,
}

/// A US bank account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// Nine digits.
    pub routing_number: String,
    /// Checking or savings.
    pub account_type: AccountType,
    /// The last four digits of the account number.
    pub last4: String,
    /// What charging it will do.
    pub outcome: Outcome,
}

/// A card behind an Apple Pay token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Lower case, as on the wire.
    pub brand: String,
    /// The last four digits, where Apple's name of the card has them.
    pub last4: Option<String>,
    /// What charging it will do.
    pub outcome: Outcome,
}

/// A PayPal account. Nothing of it is known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// What charging it will do.
    pub outcome: Outcome,
}

impl Instrument {
    /// The method it pays by.
    pub const fn method(&self) -> Method {
        match self {
            Self::Card(_) => Method::Card,
            Self::Bank(_) => Method::Ach,
            Self::ApplePay(_) => Method::ApplePay,
            Self::Paypal(_) => Method::Paypal,
        }
    }

    /// The card's brand.
    pub fn brand(&self) -> Option<&str> {
        match self {
            Self::Card(card) => Some(&card.brand),
            Self::ApplePay(device) => Some(&device.brand),
            Self::Bank(_) | Self::Paypal(_) => None,
        }
    }

    /// The last four digits, of what has digits.
    pub fn last4(&self) -> Option<&str> {
        match self {
            Self::Card(card) => Some(&card.last4),
            Self::Bank(bank) => Some(&bank.last4),
            Self::ApplePay(device) => device.last4.as_deref(),
            Self::Paypal(_) => None,
        }
    }

    /// Why charging it at `now` fails, if it does.
    pub fn decline(&self, now: Timestamp) -> Option<Decline> {
        match self {
            Self::Card(card) if card.has_expired(now) => Some(Decline::Expired),
            Self::Card(Card { outcome, .. })
            | Self::Bank(Bank { outcome, .. })
            | Self::ApplePay(Device { outcome, .. })
            | Self::Paypal(Buyer { outcome }) => outcome.decline(),
        }
    }
}

impl Card {
    /// Good until the end of its month, UTC.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        (i32::from(self.exp_year), self.exp_month) < now.year_and_month()
    }
}
