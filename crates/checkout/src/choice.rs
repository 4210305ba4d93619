//! What the payer pays with: a method that was kept, or one that is typed now.

use crate::command::CardToTokenize;
use crate::entry::Entry;
use crate::form::brand::Brand;
use crate::form::expiry::{Expiry, YearMonth};
use crate::secret::Secret;
use crate::session::Session;
use contract::{CardDetails, Method, Open, PaymentMethodDetails, SavedMethod, SavedMethodType};

/// What the payer chose to pay with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A kept method, by its place in the session's list.
    Saved(usize),
    /// A card that is typed now.
    Card,
}

/// A card kept from an earlier session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Sent as `processor_token` to pay with it (ours).
    pub id: String,
    /// The brand, if it is one this build knows.
    pub brand: Option<Brand>,
    /// The brand in the API's own words, for those it does not.
    pub brand_name: Option<String>,
    /// The last four digits.
    pub last4: String,
    /// When it expires.
    pub expiry: Option<Expiry>,
    /// Whose it is.
    pub holder: Option<String>,
    /// Whether the customer prefers it.
    pub is_default: bool,
    /// Whether it is over; it cannot be chosen then.
    pub is_expired: bool,
}

/// The kept methods that can be shown here, the preferred one first.
pub(crate) fn saved(methods: Vec<SavedMethod>, today: Option<YearMonth>) -> Vec<Saved> {
    let mut saved: Vec<Saved> = methods
        .into_iter()
        .filter(|method| method.kind == Open::Known(SavedMethodType::Card))
        .map(|method| {
            let expiry = method.exp_month.zip(method.exp_year);
            let expiry = expiry.map(|(month, year)| Expiry { month, year });
            Saved {
                brand: method.brand.as_deref().and_then(Brand::from_wire),
                brand_name: method.brand,
                last4: method.last4.unwrap_or_default(),
                is_expired: expiry.zip(today).is_some_and(|(expiry, today)| expiry.is_over(today)),
                expiry,
                holder: method.holder_name,
                is_default: method.is_default.unwrap_or(false),
                id: method.id,
            }
        })
        .collect();
    saved.sort_by_key(|method| !method.is_default);
    saved
}

/// What is chosen, with all that paying needs of it.
#[derive(Clone, Copy)]
pub(crate) struct Instrument<'a> {
    entry: &'a Entry,
    saved: Option<&'a Saved>,
}

impl<'a> Instrument<'a> {
    pub(crate) fn of(entry: &'a Entry, session: &'a Session, choice: Choice) -> Self {
        let saved = match choice {
            Choice::Saved(at) => session.saved.get(at),
            Choice::Card => None,
        };
        Self { entry, saved }
    }

    /// Whether it could be charged.
    pub(crate) fn is_complete(self) -> bool {
        self.saved.is_some() || self.entry.card_is_complete()
    }

    /// The token of a method that needs none made.
    pub(crate) fn token(self) -> Option<Secret> {
        self.saved.map(|saved| Secret::from(saved.id.as_str()))
    }

    /// The card for the tokenize call; `None` while it is not complete.
    pub(crate) fn card(self, password: Secret) -> Option<CardToTokenize> {
        self.entry.card(password)
    }

    /// Kept or typed, it is a card.
    pub(crate) const METHOD: Method = Method::Card;

    /// What may be told of it beside its token.
    pub(crate) fn details(self) -> PaymentMethodDetails {
        PaymentMethodDetails::Card(match self.saved {
            None => self.entry.card_details(),
            Some(saved) => CardDetails {
                last4: Some(saved.last4.clone()),
                exp_month: saved.expiry.map(|expiry| expiry.month),
                exp_year: saved.expiry.map(|expiry| expiry.year),
                bin: None,
                card_brand: self.brand().map(|brand| brand.wire().to_owned()),
            },
        })
    }

    pub(crate) fn brand(self) -> Option<Brand> {
        match self.saved {
            Some(saved) => saved.brand,
            None => self.entry.brand(),
        }
    }

    /// What tells it from another: a decline is remembered by it.
    pub(crate) fn key(self) -> [Secret; 3] {
        match self.saved {
            Some(saved) => [Secret::from(saved.id.as_str()), Secret::default(), Secret::default()],
            None => self.entry.card_key(),
        }
    }
}
