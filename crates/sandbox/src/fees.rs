//! What a payment costs on top, by method and brand. All in integers.

use contract::{Cents, Method};
use serde::{Deserialize, Serialize};

/// One line of the account's price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRule {
    /// For which method.
    pub method: Method,
    /// For which brand of it, lower case; every one if left out.
    pub brand: Option<String>,
    /// The proportional part, hundredths of a percent of the amount.
    pub basis_points: u32,
    /// The fixed part, minor units of the session's currency.
    #[serde(default)]
    pub fixed: Cents,
    /// The most that both come to, minor units.
    pub at_most: Option<Cents>,
}

impl FeeRule {
    fn is_for(&self, method: Method, brand: Option<&str>) -> bool {
        self.method == method && (self.brand.is_none() || self.brand.as_deref() == brand)
    }

    /// The fee on `amount`.
    pub fn fee(&self, amount: Cents) -> Cents {
        let fee = fee(self.basis_points, self.fixed, amount);
        self.at_most.map_or(fee, |most| fee.min(most))
    }
}

/// The rule that is for this method and brand: one for the brand before one for all.
pub fn rule<'a>(rules: &'a [FeeRule], method: Method, brand: Option<&str>) -> Option<&'a FeeRule> {
    let fitting = || rules.iter().filter(|rule| rule.is_for(method, brand));
    fitting().find(|rule| rule.brand.is_some()).or_else(|| fitting().next())
}

/// A share of the amount, rounded half up, and a fixed part.
pub fn fee(basis_points: u32, fixed: Cents, amount: Cents) -> Cents {
    let share = (i128::from(amount.0) * i128::from(basis_points) + 5_000) / 10_000;
    Cents(i64::try_from(share).unwrap_or(i64::MAX).saturating_add(fixed.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_rounded_half_up() {
        assert_eq!(fee(290, Cents(30), Cents(10_000)), Cents(320));
        // 14650 × 2.9 % = 424.85
        assert_eq!(fee(290, Cents(0), Cents(14_650)), Cents(425));
        // 50 × 1 % = 0.5
        assert_eq!(fee(100, Cents(0), Cents(50)), Cents(1));
        assert_eq!(fee(100, Cents(0), Cents(49)), Cents(0));
        assert_eq!(fee(0, Cents(0), Cents(i64::MAX)), Cents(0));
    }

    #[test]
    fn a_brands_own_rule_comes_first_and_a_cap_holds() {
        let of = |method, brand: Option<&str>, basis_points, at_most: Option<i64>| FeeRule {
            method,
            brand: brand.map(str::to_owned),
            basis_points,
            fixed: Cents(0),
            at_most: at_most.map(Cents),
        };
        let rules = [
            of(Method::Card, None, 100, None),
            of(Method::Card, Some("amex"), 200, None),
            of(Method::Ach, None, 80, Some(500)),
        ];
        let find = |method, brand| rule(&rules, method, brand).map(|rule| rule.fee(Cents(100_000)));
        assert_eq!(find(Method::Card, Some("amex")), Some(Cents(2000)));
        assert_eq!(find(Method::Card, Some("visa")), Some(Cents(1000)));
        assert_eq!(find(Method::Ach, None), Some(Cents(500)));
        assert_eq!(find(Method::Paypal, None), None);
    }
}
