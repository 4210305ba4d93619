//! How a country writes its addresses: which fields, in which rows, what they are called, which are
//! needed, and the shape of its postal codes.
//!
//! Each country's own file (the `addresses` crate writes them) is fetched when a payer chooses that
//! country. Until it is there the form is one that fits anywhere, and so it stays where no file can
//! be fetched: everything is a line of text, and nothing is refused that is right somewhere.

use super::country::Country;
use super::{Fault, Field, mask, postal};
use contract::{Decode, Json};

/// Defines an enum of kinds, whose places in `ALL` stand for them in the files.
macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every kind. New ones go to the end.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
        }
    };
}

kinds! {
    /// What the first level below the country is called.
    RegionKind {
        /// Anything else, or no word for it.
        Region,
        /// State.
        State,
        /// Province, or province or territory.
        Province,
        /// County.
        County,
        /// Prefecture.
        Prefecture,
        /// Emirate.
        Emirate,
        /// Department.
        Department,
        /// Area, of a city.
        Area,
        /// Province or city that is one (Korea's do and si).
        ProvinceOrCity,
        /// Whatever it is where the payer lives: the country is not known.
        Any,
    }
}

kinds! {
    /// What the place is called.
    CityKind {
        /// City.
        City,
        /// Town or city.
        TownOrCity,
        /// Suburb.
        Suburb,
        /// District.
        District,
    }
}

kinds! {
    /// What the postal code is called.
    PostalKind {
        /// Postal code.
        PostalCode,
        /// ZIP code.
        Zip,
        /// Postcode.
        Postcode,
        /// Eircode.
        Eircode,
        /// PIN code.
        Pin,
        /// Whatever it is where the payer lives: the country is not known.
        Any,
    }
}

/// A field of an address, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which: street or its second line, city, region or postal code.
    pub field: Field,
    /// Whether an address there is nothing without it.
    pub required: bool,
    /// In which row, counted from the first.
    pub row: u8,
}

/// One region of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// What is sent: ISO 3166-2's code without the country.
    pub code: String,
    /// Its name, as it is written there.
    pub name: String,
    /// Its name in Latin letters, if that is another.
    pub latin: Option<String>,
}

/// How addresses are written in one country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Which; `None` for a form that fits anywhere.
    pub country: Option<Country>,
    /// Its fields in order. One that is not here is not asked for.
    pub fields: Vec<Placed>,
    /// Those that are written in capitals. What was typed is what is sent; this is how it looks.
    pub capitals: Vec<Field>,
    /// What the region is called.
    pub region: RegionKind,
    /// What the place is called.
    pub city: CityKind,
    /// What the postal code is called.
    pub postal: PostalKind,
    /// Every region, in the order of the list. Empty: it is typed.
    pub regions: Vec<Region>,
    /// A postal code of the form used there.
    pub example: Option<String>,
    /// The shapes of its postal codes, see `mask`.
    masks: Vec<String>,
}

impl Address {
    /// The form for a payer whose country nobody asks for, or who has not chosen one. What is asked
    /// for is needed, but for a region: most countries have none in their addresses.
    pub fn of_nobody() -> Self {
        Self::plain("A/C/sZ")
    }

    /// The form for a country whose own is not there. No postal code is forced on anybody who may
    /// have none, and no city on those who live in a city that is a country.
    pub fn unread() -> Self {
        Self::plain("A/c/sz")
    }

    fn plain(layout: &str) -> Self {
        Self {
            country: None,
            fields: read_layout(layout).unwrap_or_default(),
            capitals: Vec::new(),
            region: RegionKind::Any,
            city: CityKind::City,
            postal: PostalKind::Any,
            regions: Vec::new(),
            example: None,
            masks: Vec::new(),
        }
    }

    /// A field's place; `None` if addresses there have no such field.
    pub fn place(&self, field: Field) -> Option<Placed> {
        self.fields.iter().copied().find(|placed| placed.field == field)
    }

    /// Whether an address there is nothing without the field.
    pub fn requires(&self, field: Field) -> bool {
        self.place(field).is_some_and(|placed| placed.required)
    }

    /// Whether its postal codes are usually written in digits alone.
    pub fn has_numeric_postal(&self) -> bool {
        let is_numeric = |mask: &String| mask.bytes().all(|c| matches!(c, b'9' | b' ' | b'-'));
        self.masks.first().is_some_and(is_numeric)
    }

    /// What is wrong with a postal code, if anything surely is. Where nobody must have one, its
    /// shape is not judged either.
    pub fn judge_postal(&self, text: &str) -> Option<Fault> {
        let place = self.place(Field::Zip)?;
        if text.trim().is_empty() {
            return place.required.then_some(Fault::Empty);
        }
        let shape = || if place.required { mask::judge(&self.masks, text) } else { None };
        postal::judge(text).or_else(shape)
    }

    /// A postal code as the country writes it; `None` leaves it as it was typed.
    pub fn tidy_postal(&self, text: &str) -> Option<String> {
        mask::tidy(&self.masks, text)
    }

    /// The listed region that a text means, by its code or one of its names, without the case of
    /// Latin letters: autofill writes any of them.
    pub fn region_of(&self, text: &str) -> Option<&Region> {
        let text = text.trim();
        let same = |known: &str| known.eq_ignore_ascii_case(text);
        self.regions.iter().find(|region| {
            same(&region.code) || same(&region.name) || region.latin.as_deref().is_some_and(same)
        })
    }
}

impl Decode for Address {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        let json = json.filter(|json| json.is_object())?;
        let text = |key: &str| String::decode(json.get(key).as_ref());
        let country = Country::parse(&text("country")?)?;
        let (layout, capitals) = (text("layout")?, text("capitals").unwrap_or_default());
        Some(Self {
            country: Some(country),
            fields: read_layout(&layout)?,
            capitals: capitals.bytes().map(field_of).collect::<Option<_>>()?,
            region: kind(json, "region", RegionKind::ALL)?,
            city: kind(json, "city", CityKind::ALL)?,
            postal: kind(json, "postal", PostalKind::ALL)?,
            regions: Decode::decode(json.get("regions").as_ref())?,
            example: text("example"),
            masks: Decode::decode(json.get("masks").as_ref())?,
        })
    }
}

impl Decode for Region {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        let items = json?.items()?;
        let text = |at: usize| items.get(at).and_then(Json::text);
        Some(Self { code: text(0)?, name: text(1)?, latin: text(2) })
    }
}

/// A kind by its number; the first kind if it is left out or newer than this build.
fn kind<T: Copy>(json: &impl Json, key: &str, all: &[T]) -> Option<T> {
    let number: Option<u8> = Decode::decode(json.get(key).as_ref())?;
    all.get(usize::from(number.unwrap_or_default())).or(all.first()).copied()
}

/// Reads `A/CSZ`: libaddressinput's letters for the fields, small where a field may be left out,
/// and a stroke before each further row. The street's second line has a row of its own.
fn read_layout(layout: &str) -> Option<Vec<Placed>> {
    let mut fields = Vec::with_capacity(5);
    let mut row = 0;
    for letter in layout.bytes() {
        if letter == b'/' {
            row += 1;
            continue;
        }
        let field = field_of(letter.to_ascii_uppercase())?;
        fields.push(Placed { field, required: letter.is_ascii_uppercase(), row });
        if field == Field::Street {
            row += 1;
            fields.push(Placed { field: Field::Street2, required: false, row });
        }
    }
    Some(fields)
}

fn field_of(letter: u8) -> Option<Field> {
    Some(match letter {
        b'A' => Field::Street,
        b'C' => Field::City,
        b'S' => Field::State,
        b'Z' => Field::Zip,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files' own tests are in the `addresses` crate; here is what holds without them.
    #[test]
    fn a_form_for_anywhere_has_every_field_and_forces_no_region() {
        for (address, city_and_code) in [(Address::of_nobody(), true), (Address::unread(), false)] {
            assert!(address.country.is_none() && address.regions.is_empty());
            assert!(address.requires(Field::Street) && !address.requires(Field::State));
            for field in [Field::City, Field::Zip] {
                assert_eq!(address.requires(field), city_and_code, "{field:?}");
            }
            assert!(address.place(Field::State).is_some());
            assert_eq!(address.judge_postal("").is_some(), city_and_code);
            assert_eq!(address.judge_postal("SW1A 1AA"), None);
            assert_eq!(address.judge_postal("7"), Some(Fault::Incomplete));
            assert_eq!(address.tidy_postal("sw1a1aa"), None);
        }
    }
}
