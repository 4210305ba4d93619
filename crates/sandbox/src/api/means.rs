//! What a payment is to be charged to: what `processor_token` names, judged.
//!
//! By method (ours, but for `card` and `ach` tokens): `card` and `ach` take a processor's token, or
//! the id of a method that the session's customer has kept; `apple_pay` takes Apple's payment token
//! ([`crate::apple_pay`]); `paypal` takes an order that the payer has approved.

use super::decide::{self, invalid};
use crate::apple_pay;
use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::secret::Fingerprint;
use crate::store::instruments::{Buyer, Instrument};
use crate::store::quotes::{self, Quote};
use crate::store::sessions::Session;
use crate::store::tokens::{self, Token};
use crate::store::{StoreError, customers, paypal};
use contract::{Cents, Method, SessionId, Word};
use rusqlite::Transaction;

/// What is to be charged.
#[derive(Clone, Debug)]
pub struct Means {
    /// What a quote for it is remembered by.
    pub quoted_as: Fingerprint,
    /// Where the money comes from.
    pub instrument: Instrument,
    /// How it was named.
    pub source: Source,
}

/// How an instrument was named.
#[derive(Clone, Debug)]
pub enum Source {
    /// By a processor's token.
    Token(Fingerprint),
    /// By the id of a saved method.
    Saved(String),
    /// By Apple's payment token.
    ApplePay(Fingerprint),
    /// By an order of PayPal's, over this.
    Order(String, Quote),
}

/// What a request says of it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The session to be paid.
    pub session: &'a Session,
    /// By which method.
    pub method: Method,
    /// `processor_token`.
    pub token: &'a str,
}

/// What a quote is remembered by that was made for a method alone.
pub fn of_method(method: Method) -> Fingerprint {
    Fingerprint::of(method.as_str())
}

impl Named<'_> {
    /// Finds what is named, and judges it.
    pub fn find(
        self,
        tx: &Transaction<'_>,
        now: Timestamp,
    ) -> Result<Result<Means, Refusal>, StoreError> {
        let fingerprint = Fingerprint::of(self.token);
        let found = match self.method {
            Method::Card | Method::Ach => match self.saved(tx, fingerprint)? {
                Some(saved) => Ok(saved),
                None => self.typed(tokens::find(tx, fingerprint)?, fingerprint, now),
            },
            Method::ApplePay => {
                let charged = tokens::find(tx, fingerprint)?.is_some();
                apple(self.token, charged, fingerprint)
            }
            Method::Paypal => self.order(tx)?,
        };
        Ok(found.and_then(|means| {
            let fits = means.instrument.method() == self.method;
            if fits { Ok(means) } else { Err(invalid("method", "is not the processor_token's")) }
        }))
    }

    /// One of the customer's methods. Another customer's is not known here.
    fn saved(
        self,
        tx: &Transaction<'_>,
        quoted_as: Fingerprint,
    ) -> Result<Option<Means>, StoreError> {
        let Some(customer) = &self.session.terms.customer_id else { return Ok(None) };
        let saved = customers::find(tx, &self.session.account, customer, self.token)?;
        Ok(saved.map(|saved| Means {
            quoted_as,
            instrument: saved.instrument,
            source: Source::Saved(saved.id),
        }))
    }

    fn typed(
        self,
        token: Option<Token>,
        fingerprint: Fingerprint,
        now: Timestamp,
    ) -> Result<Means, Refusal> {
        let token = decide::usable(token, &self.session.account, now)?;
        Ok(Means {
            quoted_as: fingerprint,
            instrument: token.instrument,
            source: Source::Token(fingerprint),
        })
    }

    fn order(self, tx: &Transaction<'_>) -> Result<Result<Means, Refusal>, StoreError> {
        let order = paypal::find(tx, self.token)?;
        let order = order.filter(|order| order.session == self.session.id.as_str());
        let Some(order) = order else { return Ok(Err(invalid("processor_token", "not known"))) };
        let Some(outcome) = order.approved else {
            return Ok(Err(invalid("processor_token", "the payer has not approved the order")));
        };
        if order.captured {
            return Ok(Err(invalid("processor_token", "charged before")));
        }
        Ok(Ok(Means {
            quoted_as: of_method(Method::Paypal),
            instrument: Instrument::Paypal(Buyer { outcome }),
            source: Source::Order(order.id, order.quote),
        }))
    }
}

/// Apple's token is remembered once it was charged.
fn apple(text: &str, charged: bool, fingerprint: Fingerprint) -> Result<Means, Refusal> {
    let device = apple_pay::read(text).map_err(|why| invalid("processor_token", why))?;
    if charged {
        return Err(invalid("processor_token", "charged before"));
    }
    Ok(Means {
        quoted_as: of_method(Method::ApplePay),
        instrument: Instrument::ApplePay(device),
        source: Source::ApplePay(fingerprint),
    })
}

impl Means {
    /// Refused if the payer agreed elsewhere to another amount: a PayPal order is made for one.
    pub fn covers(&self, amount: Cents) -> Result<(), Refusal> {
        match &self.source {
            Source::Order(_, agreed) if agreed.amount != amount => {
                Err(invalid("processor_token", "the order is over another amount: make a new one"))
            }
            _ => Ok(()),
        }
    }

    /// The fee that the payer was shown for `amount`, if one was.
    pub fn quoted(
        &self,
        tx: &Transaction<'_>,
        session: &SessionId,
        amount: Cents,
    ) -> Result<Option<Cents>, StoreError> {
        match &self.source {
            Source::Order(_, agreed) => Ok(Some(agreed.fee)),
            _ => quotes::find(tx, session, self.quoted_as, amount),
        }
    }

    /// Uses up what pays only once.
    pub fn spend(
        &self,
        tx: &Transaction<'_>,
        account: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match &self.source {
            Source::Token(name) => tokens::spend(tx, *name, now),
            Source::Saved(_) => Ok(()),
            Source::ApplePay(name) => {
                let instrument = self.instrument.clone();
                let account = account.to_owned();
                let token = Token { account, instrument, created_at: now, spent_at: Some(now) };
                tokens::add(tx, *name, &token, now)
            }
            Source::Order(id, _) => paypal::capture(tx, id, now),
        }
    }
}
