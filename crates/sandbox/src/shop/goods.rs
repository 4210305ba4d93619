//! What the shop sells, and for how much.

use contract::{Cents, Currency};

/// The currencies the shop has prices in: two digits, none, three.
pub const CURRENCIES: [&str; 6] = ["USD", "EUR", "GBP", "CAD", "JPY", "KWD"];

/// Something to buy.
#[derive(Debug)]
pub struct Good {
    /// Its name in forms.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// A line about it.
    pub about: &'static str,
    /// A picture, SVG.
    pub art: &'static str,
    /// How many are in the basket to begin with.
    pub first: u32,
    /// Minor units, in the order of [`CURRENCIES`].
    prices: [i64; CURRENCIES.len()],
}

/// The shelf. The first basket comes to $146.50, the example of the seeds.
pub const GOODS: [Good; 3] = [
    Good {
        key: "board",
        name: "Oak serving board",
        about: "One plank, planed by hand and oiled twice.",
        art: include_str!("art/board.svg"),
        first: 1,
        prices: [8900, 8200, 7000, 12000, 13_500, 27_500],
    },
    Good {
        key: "napkin",
        name: "Linen napkin",
        about: "Washed flax, hemmed. Softer every year.",
        art: include_str!("art/napkin.svg"),
        first: 3,
        prices: [1450, 1350, 1150, 1950, 2200, 4500],
    },
    Good {
        key: "polish",
        name: "Beeswax polish",
        about: "Three things: beeswax, linseed, patience.",
        art: include_str!("art/polish.svg"),
        first: 1,
        prices: [1400, 1300, 1100, 1900, 2100, 4250],
    },
];

impl Good {
    /// The price of one.
    pub fn price(&self, currency: Currency) -> Cents {
        let at = CURRENCIES.iter().position(|code| *code == currency.as_str());
        Cents(self.prices[at.unwrap_or_default()])
    }
}

/// An amount as the shop writes it: `$146.50`, `¥13,500`, `KWD 27.500`.
pub fn money(currency: Currency, amount: Cents) -> String {
    let sign = match currency.as_str() {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "CAD" => "CA$",
        "JPY" => "¥",
        code => return [code, "\u{a0}", &grouped(&currency.decimal(amount))].concat(),
    };
    [sign, &grouped(&currency.decimal(amount))].concat()
}

fn grouped(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_at(decimal.find('.').unwrap_or(decimal.len()));
    let mut out = String::with_capacity(decimal.len() + 4);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_its_own_digits() {
        let text = |code, amount| money(Currency::parse(code).unwrap(), Cents(amount));
        assert_eq!(text("USD", 14_650), "$146.50");
        assert_eq!(text("JPY", 1_234_567), "¥1,234,567");
        assert_eq!(text("KWD", 27_500), "KWD\u{a0}27.500");
        assert_eq!(text("EUR", 5), "€0.05");
    }

    #[test]
    fn the_shop_knows_its_currencies() {
        for code in CURRENCIES {
            assert_eq!(Currency::parse(code).unwrap().as_str(), code);
        }
    }
}
