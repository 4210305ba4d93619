//! What the shop remembers of its orders: enough for a receipt. In memory, the last thousand.

use super::basket::Basket;
use contract::{Cents, Currency};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

const REMEMBERED: usize = 1000;

/// An order as it was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// In which currency.
    pub currency: Currency,
    /// Name, quantity, and what the line comes to.
    pub lines: Vec<(&'static str, u32, Cents)>,
    /// What the session asked for.
    pub total: Cents,
}

impl Placed {
    /// The order that a basket would be.
    pub fn of(basket: &Basket) -> Self {
        let currency = basket.currency;
        let lines = basket.lines().map(|(good, quantity)| {
            (good.name, quantity, Cents(good.price(currency).0 * i64::from(quantity)))
        });
        Self { currency, lines: lines.collect(), total: basket.total() }
    }
}

/// The orders, by the session that was made for each.
#[derive(Debug, Default)]
pub struct Orders(Mutex<VecDeque<(String, Placed)>>);

impl Orders {
    /// Remembers an order.
    pub fn add(&self, session_id: &str, placed: Placed) {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        orders.truncate(REMEMBERED - 1);
        orders.push_front((session_id.to_owned(), placed));
    }

    /// Changes what an order comes to.
    pub fn reprice(&self, session_id: &str, total: Cents) {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, placed) in orders.iter_mut().filter(|(known, _)| known == session_id) {
            placed.total = total;
        }
    }

    /// The order of a session.
    pub fn get(&self, session_id: &str) -> Option<Placed> {
        let orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        orders.iter().find(|(known, _)| known == session_id).map(|(_, placed)| placed.clone())
    }
}
