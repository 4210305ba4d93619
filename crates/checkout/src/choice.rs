//! What the payer pays with: a method that was kept, one that is typed now, or a wallet's.

use crate::command::{Sensitive, ToTokenize};
use crate::entry::{BANK, CARD, Entry};
use crate::form::Field;
use crate::form::brand::Brand;
use crate::form::expiry::{Expiry, YearMonth};
use crate::secret::Secret;
use crate::session::Session;
use contract::{
    AccountType, AchDetails, CardDetails, Method, Open, PaymentMethodDetails, SavedMethod,
    SavedMethodType,
};

/// What the payer chose to pay with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A kept method, by its place in the session's list.
    Saved(usize),
    /// A card that is typed now.
    Card,
    /// A bank account in the United States that is typed now.
    Ach,
    /// Whatever the payer's Apple Pay holds.
    ApplePay,
    /// The payer's PayPal account.
    Paypal,
}

impl Choice {
    /// The choice of a method that is not kept.
    pub(crate) fn of(method: Method) -> Self {
        match method {
            Method::Card => Self::Card,
            Method::Ach => Self::Ach,
            Method::ApplePay => Self::ApplePay,
            Method::Paypal => Self::Paypal,
        }
    }

    /// Whether the vendor's own sheet asks the payer, and makes the token.
    pub fn wallet(self) -> Option<Wallet> {
        match self {
            Self::ApplePay => Some(Wallet::ApplePay),
            Self::Paypal => Some(Wallet::Paypal),
            Self::Saved(_) | Self::Card | Self::Ach => None,
        }
    }

    /// The fields that are typed for it, beside those about the payer.
    pub fn own_fields(self) -> &'static [Field] {
        match self {
            Self::Card => &CARD,
            Self::Ach => &BANK,
            Self::Saved(_) | Self::ApplePay | Self::Paypal => &[],
        }
    }
}

/// A method whose vendor asks the payer in a sheet of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wallet {
    /// Apple Pay.
    ApplePay,
    /// PayPal.
    Paypal,
}

/// A method kept from an earlier session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Sent as `processor_token` to pay with it (ours).
    pub id: String,
    /// What it is.
    pub means: Means,
    /// The last four digits.
    pub last4: String,
    /// Whose it is.
    pub holder: Option<String>,
    /// Whether the customer prefers it.
    pub is_default: bool,
    /// Whether it is over; it cannot be chosen then.
    pub is_expired: bool,
}

/// What a kept method is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// A card.
    Card {
        /// The brand, if it is one this build knows.
        brand: Option<Brand>,
        /// The brand in the API's own words, for those it does not.
        brand_name: Option<String>,
        /// When it expires.
        expiry: Option<Expiry>,
    },
    /// A bank account in the United States.
    Bank {
        /// The bank, where the API knows it.
        name: Option<String>,
        /// Checking or savings, where the API says.
        account_type: Option<AccountType>,
    },
}

impl Saved {
    /// Reads one; `None` if it is of a kind that this build does not know.
    pub(crate) fn read(method: SavedMethod, today: Option<YearMonth>) -> Option<Self> {
        let mut is_expired = false;
        let means = match method.kind {
            Open::Known(SavedMethodType::Card) => {
                let expiry = method.exp_month.zip(method.exp_year);
                let expiry = expiry.map(|(month, year)| Expiry { month, year });
                is_expired = expiry.zip(today).is_some_and(|(expiry, today)| expiry.is_over(today));
                let brand = method.brand.as_deref().and_then(Brand::from_wire);
                Means::Card { brand, brand_name: method.brand, expiry }
            }
            Open::Known(SavedMethodType::Ach) => Means::Bank {
                name: method.bank_name,
                account_type: method.account_type.and_then(Open::known),
            },
            Open::Unknown => return None,
        };
        Some(Self {
            id: method.id,
            means,
            last4: method.last4.unwrap_or_default(),
            holder: method.holder_name,
            is_default: method.is_default.unwrap_or(false),
            is_expired,
        })
    }

    /// What the brand or the bank is called; empty where that is not known.
    pub fn name(&self) -> &str {
        match &self.means {
            Means::Card { brand, brand_name, .. } => {
                brand.map(Brand::name).or(brand_name.as_deref()).unwrap_or_default()
            }
            Means::Bank { name, .. } => name.as_deref().unwrap_or_default(),
        }
    }

    /// The method that pays with it.
    pub fn method(&self) -> Method {
        match self.means {
            Means::Card { .. } => Method::Card,
            Means::Bank { .. } => Method::Ach,
        }
    }

    fn details(&self) -> PaymentMethodDetails {
        match &self.means {
            Means::Card { brand, expiry, .. } => PaymentMethodDetails::Card(CardDetails {
                last4: Some(self.last4.clone()),
                exp_month: expiry.map(|expiry| expiry.month),
                exp_year: expiry.map(|expiry| expiry.year),
                bin: None,
                card_brand: brand.map(|brand| brand.wire().to_owned()),
            }),
            Means::Bank { name, account_type } => PaymentMethodDetails::Ach(AchDetails {
                bank_name: name.clone(),
                routing_number: None,
                account_number_suffix: Some(self.last4.clone()),
                account_type: *account_type,
            }),
        }
    }
}

/// The kept methods that can be shown where `methods` can be used, the preferred one first.
pub(crate) fn saved(
    kept: Vec<SavedMethod>,
    methods: &[Method],
    today: Option<YearMonth>,
) -> Vec<Saved> {
    let (mut saved, others): (Vec<Saved>, Vec<Saved>) = kept
        .into_iter()
        .filter_map(|method| Saved::read(method, today))
        .filter(|saved| methods.contains(&saved.method()))
        // A mandate names the account: without its kind there can be none.
        .filter(|saved| !matches!(saved.means, Means::Bank { account_type: None, .. }))
        .partition(|saved| saved.is_default);
    saved.extend(others);
    saved
}

/// What is chosen, with all that paying needs of it.
#[derive(Clone, Copy)]
pub(crate) struct Instrument<'a> {
    entry: &'a Entry,
    chosen: Chosen<'a>,
}

#[derive(Clone, Copy)]
enum Chosen<'a> {
    Saved(&'a Saved),
    Card,
    Bank,
    Wallet(Wallet),
}

impl<'a> Instrument<'a> {
    pub(crate) fn of(entry: &'a Entry, session: &'a Session, choice: Choice) -> Self {
        let chosen = match choice {
            Choice::Saved(at) => session.saved.get(at).map_or(Chosen::Card, Chosen::Saved),
            Choice::ApplePay => Chosen::Wallet(Wallet::ApplePay),
            Choice::Paypal => Chosen::Wallet(Wallet::Paypal),
            Choice::Card | Choice::Ach => return Self::typed(entry, choice),
        };
        Self { entry, chosen }
    }

    /// What is typed for a choice that is.
    pub(crate) fn typed(entry: &'a Entry, choice: Choice) -> Self {
        let chosen = if choice == Choice::Ach { Chosen::Bank } else { Chosen::Card };
        Self { entry, chosen }
    }

    /// Whether it could be quoted and, but for a wallet's token, charged.
    pub(crate) fn is_complete(self) -> bool {
        match self.chosen {
            Chosen::Card => self.entry.are_right(&CARD),
            Chosen::Bank => self.entry.are_right(&BANK),
            Chosen::Saved(_) | Chosen::Wallet(_) => true,
        }
    }

    /// Where its token comes from.
    pub(crate) fn source(self) -> Source {
        match self.chosen {
            Chosen::Saved(saved) => Source::Kept(Secret::from(saved.id.as_str())),
            Chosen::Card | Chosen::Bank => Source::Processor,
            Chosen::Wallet(_) => Source::Sheet,
        }
    }

    /// What the tokenize call carries; `None` while it is not complete.
    pub(crate) fn to_tokenize(self, password: Secret) -> Option<ToTokenize> {
        let sensitive = match self.chosen {
            Chosen::Card => self.entry.card().map(Sensitive::Card),
            Chosen::Bank => self.entry.bank().map(Sensitive::Bank),
            Chosen::Saved(_) | Chosen::Wallet(_) => None,
        };
        sensitive.map(|sensitive| ToTokenize { password, sensitive })
    }

    pub(crate) fn method(self) -> Method {
        match self.chosen {
            Chosen::Saved(saved) => saved.method(),
            Chosen::Card => Method::Card,
            Chosen::Bank => Method::Ach,
            Chosen::Wallet(Wallet::ApplePay) => Method::ApplePay,
            Chosen::Wallet(Wallet::Paypal) => Method::Paypal,
        }
    }

    /// What may be told of it beside its token.
    pub(crate) fn details(self) -> Option<PaymentMethodDetails> {
        match self.chosen {
            Chosen::Saved(saved) => Some(saved.details()),
            Chosen::Card => Some(PaymentMethodDetails::Card(self.entry.card_details())),
            Chosen::Bank => Some(PaymentMethodDetails::Ach(self.entry.bank_details())),
            Chosen::Wallet(_) => None,
        }
    }

    pub(crate) fn brand(self) -> Option<Brand> {
        match self.chosen {
            Chosen::Saved(Saved { means: Means::Card { brand, .. }, .. }) => *brand,
            Chosen::Card => self.entry.brand(),
            Chosen::Saved(_) | Chosen::Bank | Chosen::Wallet(_) => None,
        }
    }

    /// What tells it from another: a decline is remembered by it. A wallet may hold several cards,
    /// so it is never the same.
    pub(crate) fn key(self) -> Option<Key> {
        match self.chosen {
            Chosen::Saved(saved) => Some(vec![Secret::from(saved.id.as_str())]),
            Chosen::Card => Some(self.entry.key(&CARD)),
            Chosen::Bank => Some(self.entry.key(&BANK)),
            Chosen::Wallet(_) => None,
        }
    }
}

/// The texts that tell one instrument from another.
pub(crate) type Key = Vec<Secret>;

/// Where an instrument's token comes from.
pub(crate) enum Source {
    /// It was kept.
    Kept(Secret),
    /// The processor makes it of what is typed.
    Processor,
    /// The vendor's sheet makes it, after the fee is quoted.
    Sheet,
}
