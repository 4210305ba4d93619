//! Amounts and currencies.

use crate::digits;
use core::fmt;

/// An amount in a currency's minor unit ("Cents" in the seeds: 14650 is $146.50, and ¥14650).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(transparent))]
pub struct Cents(pub i64);

/// An ISO 4217 currency that is money a payer can be asked for.
///
/// The minor-unit exponent comes from ISO 4217 (list of 2025-02-04), never from the browser:
/// engines disagree with the standard for up to 18 currencies.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

/// The text is not an ISO 4217 code this build knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCurrency;

/// Every active ISO 4217 code that has a minor unit, in alphabetical order.
const CODES: &str = "AEDAFNALLAMDAOAARSAUDAWGAZNBAMBBDBDTBHDBIFBMDBNDBOBBOVBRLBSDBTNBWPBYNBZD\
CADCDFCHECHFCHWCLFCLPCNYCOPCOUCRCCUPCVECZKDJFDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYD\
HKDHNLHTGHUFIDRILSINRIQDIRRISKJMDJODJPYKESKGSKHRKMFKPWKRWKWDKYDKZTLAKLBPLKRLRDLSLLYDMADMDLMGAMKD\
MMKMNTMOPMRUMURMVRMWKMXNMXVMYRMZNNADNGNNIONOKNPRNZDOMRPABPENPGKPHPPKRPLNPYGQARRONRSDRUBRWFSARSBD\
SCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTNDTOPTRYTTDTWDTZSUAHUGXUSDUSNUYIUYUUYWUZSVEDVES\
VNDVUVWSTXADXAFXCDXCGXOFXPFYERZARZMWZWG";

/// Codes without a minor unit: the amount is taken as it is (¥100 is `100`, seed 004).
const ZERO: &str = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF";
/// Codes with three digits.
const THREE: &str = "BHDIQDJODKWDLYDOMRTND";
/// Codes with four digits.
const FOUR: &str = "CLFUYW";

fn contains(list: &str, code: [u8; 3]) -> bool {
    list.as_bytes().chunks_exact(3).any(|known| known == code)
}

impl Currency {
    /// Reads a code in either case, as the API may echo what the merchant sent.
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().map_err(|_| UnknownCurrency)?;
        let upper = bytes.map(|b| b.to_ascii_uppercase());
        if contains(CODES, upper) { Ok(Self(upper)) } else { Err(UnknownCurrency) }
    }

    /// The upper-case code.
    pub fn as_str(&self) -> &str {
        // Always ASCII: `parse` found the bytes in an ASCII list.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many digits follow the decimal separator (ISO 4217).
    pub fn exponent(self) -> u8 {
        if contains(ZERO, self.0) {
            0
        } else if contains(THREE, self.0) {
            3
        } else if contains(FOUR, self.0) {
            4
        } else {
            2
        }
    }

    /// Every currency, in alphabetical order.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.as_bytes().chunks_exact(3).map(|code| Self([code[0], code[1], code[2]]))
    }

    /// The amount in major units with a point, exact at any size: `-0.05`, `100`, `1.500`.
    pub fn decimal(self, amount: Cents) -> String {
        let exponent = usize::from(self.exponent());
        let sign = if amount.0 < 0 { "-" } else { "" };
        let digits = digits(amount.0.unsigned_abs());
        if exponent == 0 {
            return [sign, &digits].concat();
        }
        let padding = "0000".get(..(exponent + 1).saturating_sub(digits.len())).unwrap_or_default();
        let digits = [padding, &digits].concat();
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        [sign, whole, ".", fraction].concat()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads `Currency::decimal` back.
    fn undecimal(currency: Currency, text: &str) -> Option<Cents> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if fraction.len() != usize::from(currency.exponent()) {
            return None;
        }
        [whole, fraction].concat().parse().ok().map(Cents)
    }

    #[test]
    fn exponents_follow_iso_4217() {
        let of = |code| Currency::parse(code).map(Currency::exponent);
        for code in ["JPY", "KRW", "CLP", "ISK", "XPF", "UYI"] {
            assert_eq!(of(code), Ok(0), "{code}");
        }
        // Engines say 0 for these; the standard says 2.
        for code in ["USD", "HUF", "COP", "IDR", "LBP", "MGA", "TWD", "usd"] {
            assert_eq!(of(code), Ok(2), "{code}");
        }
        for code in ["KWD", "IQD", "BHD", "TND"] {
            assert_eq!(of(code), Ok(3), "{code}");
        }
        assert_eq!(of("CLF"), Ok(4));
        for wrong in ["", "US", "USDX", "XXX", "ÉUR", "U\u{0}D"] {
            assert_eq!(of(wrong), Err(UnknownCurrency), "{wrong}");
        }
    }

    #[test]
    fn every_listed_code_is_distinct_and_the_exceptions_are_codes() {
        let codes: Vec<_> = Currency::all().collect();
        assert!(codes.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()));
        for list in [ZERO, THREE, FOUR] {
            for code in list.as_bytes().chunks_exact(3) {
                assert!(Currency::parse(core::str::from_utf8(code).unwrap()).is_ok());
            }
        }
    }

    #[test]
    fn decimals_are_exact() {
        let decimal = |code, amount| Currency::parse(code).unwrap().decimal(Cents(amount));
        assert_eq!(decimal("USD", 14650), "146.50");
        assert_eq!(decimal("USD", 5), "0.05");
        assert_eq!(decimal("USD", -5), "-0.05");
        assert_eq!(decimal("JPY", 100), "100");
        assert_eq!(decimal("KWD", 1500), "1.500");
        assert_eq!(decimal("CLF", 0), "0.0000");
        assert_eq!(decimal("USD", i64::MIN), "-92233720368547758.08");
    }

    proptest! {
        #[test]
        fn any_amount_in_any_currency_reads_back(amount: i64) {
            for currency in Currency::all() {
                let text = currency.decimal(Cents(amount));
                prop_assert_eq!(undecimal(currency, &text), Some(Cents(amount)), "{}", text);
            }
        }
    }
}
