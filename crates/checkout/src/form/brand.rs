//! Card brands: who a number belongs to, how long it is, how it is grouped.
//!
//! Ranges: `security-and-faults.md` 5.1; Elo, Hipercard and Verve from their public BIN lists. A
//! guess for the payer's eye and the layout. It never refuses a card: issuers share, sell and
//! re-use ranges.

/// A card scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Brand {
    /// Visa.
    Visa,
    /// Mastercard.
    Mastercard,
    /// American Express.
    Amex,
    /// Discover.
    Discover,
    /// Diners Club.
    Diners,
    /// JCB.
    Jcb,
    /// China `UnionPay`.
    UnionPay,
    /// Maestro, Mastercard's debit scheme.
    Maestro,
    /// Mir (Russia).
    Mir,
    /// Elo (Brazil).
    Elo,
    /// Hipercard (Brazil).
    Hipercard,
    /// Verve (Nigeria).
    Verve,
}

use Brand::{
    Amex, Diners, Discover, Elo, Hipercard, Jcb, Maestro, Mastercard, Mir, UnionPay, Verve, Visa,
};

/// First and last prefix of a range, of equal length.
type Range = (u32, u32, Brand);

/// Where ranges overlap the longer prefix wins, so no order matters here. No prefix is short
/// enough to be taken by mistake: "6" or "60" alone says nothing yet.
///
/// JCB's 1800 and 2131 are left out: their old numbers had 15 digits, which the brand's lengths
/// would refuse and an unknown brand's do not.
const RANGES: &[Range] = &[
    (4, 4, Visa),
    (51, 55, Mastercard),
    (2221, 2720, Mastercard),
    (34, 34, Amex),
    (37, 37, Amex),
    (6011, 6011, Discover),
    (644, 649, Discover),
    (65, 65, Discover),
    (300, 305, Diners),
    (36, 36, Diners),
    (38, 39, Diners),
    (3528, 3589, Jcb),
    (62, 62, UnionPay),
    (81, 81, UnionPay),
    // Maestro is also the rest of the sixes: spelled out, so that "60" and "64" stay open.
    (50, 50, Maestro),
    (56, 59, Maestro),
    (600, 600, Maestro),
    (6010, 6010, Maestro),
    (6012, 6019, Maestro),
    (602, 609, Maestro),
    (61, 61, Maestro),
    (63, 63, Maestro),
    (640, 643, Maestro),
    (66, 69, Maestro),
    (2200, 2204, Mir),
    (401_178, 401_179, Elo),
    (431_274, 431_274, Elo),
    (438_935, 438_935, Elo),
    (451_416, 451_416, Elo),
    (457_393, 457_393, Elo),
    (457_631, 457_632, Elo),
    (504_175, 504_175, Elo),
    (506_699, 506_778, Elo),
    (509_000, 509_999, Elo),
    (627_780, 627_780, Elo),
    (636_297, 636_297, Elo),
    (636_368, 636_368, Elo),
    (650_031, 650_033, Elo),
    (650_035, 650_051, Elo),
    (650_405, 650_439, Elo),
    (650_485, 650_538, Elo),
    (650_541, 650_598, Elo),
    (650_700, 650_718, Elo),
    (650_720, 650_727, Elo),
    (650_901, 650_978, Elo),
    (651_652, 651_679, Elo),
    (655_000, 655_019, Elo),
    (655_021, 655_058, Elo),
    (606_282, 606_282, Hipercard),
    (506_099, 506_198, Verve),
    (507_865, 507_964, Verve),
    (650_002, 650_027, Verve),
];

impl Brand {
    /// Every brand.
    pub const ALL: [Self; 12] = [
        Visa, Mastercard, Amex, Discover, Diners, Jcb, UnionPay, Maestro, Mir, Elo, Hipercard,
        Verve,
    ];

    /// The brand of a number that begins with `digits` (ASCII): the longest prefix that fits.
    /// None while the digits are too few to tell, or no brand's.
    pub fn detect(digits: &str) -> Option<Self> {
        let mut found = None;
        let mut prefix = 0;
        for digit in digits.bytes().take(6) {
            if !digit.is_ascii_digit() {
                break;
            }
            prefix = prefix * 10 + u32::from(digit - b'0');
            // Leading zeros would make a longer prefix look like a shorter one; no brand has any.
            if prefix == 0 {
                break;
            }
            let fits = |range: &&Range| (range.0..=range.1).contains(&prefix);
            if let Some((_, _, brand)) = RANGES.iter().find(fits) {
                found = Some(*brand);
            }
        }
        found
    }

    /// How many digits its numbers have, ascending.
    pub fn lengths(self) -> &'static [u8] {
        match self {
            Visa | Verve => &[16, 18, 19],
            Mastercard | Elo | Hipercard => &[16],
            Amex => &[15],
            Discover => &[16, 19],
            Diners => &[14, 16, 19],
            Jcb | Mir => &[16, 17, 18, 19],
            UnionPay => &[14, 15, 16, 17, 18, 19],
            Maestro => &[12, 13, 14, 15, 16, 17, 18, 19],
        }
    }

    /// After how many digits a gap is shown.
    pub fn gaps(self) -> &'static [u8] {
        match self {
            Amex | Diners => &[4, 10],
            Visa | Mastercard | Discover | Jcb | UnionPay | Maestro | Mir | Elo | Hipercard
            | Verve => &[4, 8, 12],
        }
    }

    /// How many digits its security code has.
    pub fn cvc_length(self) -> usize {
        match self {
            Amex => 4,
            Visa | Mastercard | Discover | Diners | Jcb | UnionPay | Maestro | Mir | Elo
            | Hipercard | Verve => 3,
        }
    }

    /// The name people read: a proper name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Visa => "Visa",
            Mastercard => "Mastercard",
            Amex => "American Express",
            Discover => "Discover",
            Diners => "Diners Club",
            Jcb => "JCB",
            UnionPay => "UnionPay",
            Maestro => "Maestro",
            Mir => "Mir",
            Elo => "Elo",
            Hipercard => "Hipercard",
            Verve => "Verve",
        }
    }

    /// The word for it in `card_brand` and `card_type` (ours: the seeds name none).
    pub fn wire(self) -> &'static str {
        match self {
            Visa => "visa",
            Mastercard => "mastercard",
            Amex => "amex",
            Discover => "discover",
            Diners => "diners",
            Jcb => "jcb",
            UnionPay => "unionpay",
            Maestro => "maestro",
            Mir => "mir",
            Elo => "elo",
            Hipercard => "hipercard",
            Verve => "verve",
        }
    }

    /// The brand for a wire word, compared without case.
    pub fn from_wire(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|brand| brand.wire().eq_ignore_ascii_case(word))
    }
}
