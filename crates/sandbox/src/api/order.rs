//! What a session asks for, and how PATCH changes it (seed 004).

use crate::error::Refusal;
use contract::{Cents, CreateSession, LineItem, PatchSession};

/// The most that a session may ask for, minor units (ours): a typo's worth of zeros is refused.
const MOST: i128 = 9_999_999_999;

/// The two fields that PATCH changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Set by the merchant: overrides what the items add up to.
    pub amount: Option<Cents>,
    /// The lines.
    pub items: Vec<LineItem>,
}

impl Order {
    /// The order of a session.
    pub fn of(terms: &CreateSession) -> Self {
        Self { amount: terms.amount, items: terms.line_items.clone() }
    }

    /// Puts the order into a session's terms.
    pub fn put(self, terms: &mut CreateSession) {
        terms.amount = self.amount;
        terms.line_items = self.items;
    }

    /// The order after `patch`: what is left out stays, an array is replaced whole, `null` clears.
    #[must_use]
    pub fn merge(self, patch: PatchSession) -> Self {
        Self {
            amount: patch.amount.unwrap_or(self.amount),
            items: patch.line_items.map_or(self.items, Option::unwrap_or_default),
        }
    }

    /// What is to be paid, before any fee: the amount that was set, or else what the items add up
    /// to. Refused if there is neither, or if it is not a payable amount.
    pub fn total(&self) -> Result<Cents, Refusal> {
        let sum = || {
            let lines = self.items.iter();
            lines.map(|item| i128::from(item.amount.0) * i128::from(item.quantity)).sum()
        };
        let total: i128 = match self.amount {
            Some(amount) => amount.0.into(),
            None if self.items.is_empty() => {
                return Err(Refusal::Invalid("amount: required without line_items".to_owned()));
            }
            None => sum(),
        };
        match i64::try_from(total) {
            Ok(cents) if (1..=MOST).contains(&total) => Ok(Cents(cents)),
            _ => Err(Refusal::Invalid(format!("amount: must be 1 to {MOST}, is {total}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    fn items() -> impl Strategy<Value = Value> {
        prop::collection::vec((1..5_000_i64, 1..4_i64), 0..3).prop_map(|lines| {
            let line = |(amount, quantity)| json!({"description": "x", "amount": amount, "quantity": quantity});
            Value::Array(lines.into_iter().map(line).collect())
        })
    }

    /// Left out, `null`, or a value.
    fn field(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
        prop_oneof![Just(None), Just(Some(Value::Null)), values.prop_map(Some)]
    }

    fn amount() -> impl Strategy<Value = Value> {
        (1..100_000_i64).prop_map(Value::from)
    }

    fn patches() -> impl Strategy<Value = Vec<Map<String, Value>>> {
        let patch = (field(amount()), field(items())).prop_map(|(amount, items)| {
            let fields = [("amount", amount), ("line_items", items)];
            fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
        });
        prop::collection::vec(patch, 0..6)
    }

    proptest! {
        /// The model is a JSON object: a key that is sent replaces the key, `null` removes it.
        #[test]
        fn merging_is_what_seed_004_says(first in amount(), patches in patches()) {
            let mut model = Map::from_iter([("amount".to_owned(), first.clone())]);
            let mut order = Order { amount: first.as_i64().map(Cents), items: Vec::new() };
            for patch in patches {
                order = order.merge(serde_json::from_value(Value::Object(patch.clone())).unwrap());
                for (key, value) in patch {
                    if value.is_null() {
                        model.remove(&key);
                    } else {
                        model.insert(key, value);
                    }
                }
                let none = Vec::new();
                let lines = model.get("line_items").and_then(Value::as_array).unwrap_or(&none);
                let sum: i64 = lines
                    .iter()
                    .map(|line| line["amount"].as_i64().unwrap() * line["quantity"].as_i64().unwrap())
                    .sum();
                let expected = match model.get("amount").and_then(Value::as_i64) {
                    Some(amount) => Some(amount),
                    None => (!lines.is_empty()).then_some(sum),
                };
                prop_assert_eq!(order.total().ok().map(|cents| cents.0), expected);
                prop_assert_eq!(order.items.len(), lines.len());
            }
        }
    }

    #[test]
    fn an_amount_that_cannot_be_paid_is_refused() {
        let line = |amount, quantity| LineItem {
            description: "x".to_owned(),
            amount: Cents(amount),
            quantity,
            metadata: std::collections::BTreeMap::default(),
        };
        let total = |amount: Option<i64>, items| Order { amount: amount.map(Cents), items }.total();
        assert_eq!(total(Some(100), vec![line(1, 1)]), Ok(Cents(100)));
        assert_eq!(total(None, vec![line(300, 2), line(-100, 1)]), Ok(Cents(500)));
        for (amount, items) in [
            (None, vec![]),
            (Some(0), vec![]),
            (Some(-1), vec![]),
            (Some(10_000_000_000), vec![]),
            (None, vec![line(100, 1), line(-100, 1)]),
            (None, vec![line(i64::MAX, i64::MAX), line(i64::MAX, i64::MAX)]),
        ] {
            assert!(matches!(total(amount, items), Err(Refusal::Invalid(_))));
        }
    }
}
