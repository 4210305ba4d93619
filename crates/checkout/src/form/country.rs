//! Countries, and how their addresses are written: what the parts are called, which are needed.
//!
//! From Google's libaddressinput as summed up in `security-and-faults.md` 5.5. Names of countries
//! are not here: the browser knows them in the payer's language.

use super::region;

/// Every officially assigned code of ISO 3166-1 alpha-2, in alphabetical order.
const ALL: &str = "\
    ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCD\
    CFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGF\
    GGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKN\
    KPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNA\
    NCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSI\
    SJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVI\
    VNVUWFWSYEYTZAZMZW";

/// No postal codes in use (UPU). Where only some places have them, they count as in use.
const WITHOUT_POSTAL_CODE: &str = "AEAGAOAQAWBFBIBJBOBQBSBVBWBZCDCFCGCICKCMCWDJDMERFJGAGDGMGQ\
    GYHKKIKMKPLYMLMOMRMWNRNUQARWSBSCSLSRSSSTSXSYTDTFTGTKTLTOTVUGVUYEZW";

/// A postal code is part of every address.
const POSTAL_CODE_REQUIRED: &str = "ASATAUAXBEBRCACCCHCNCXCZDEDKEEESFIFKFOFRGBGFGGGLGPGRGUHMHUIMIN\
    IOITJEJPKRLILTLULVMCMHMPMQMXNCNFNLNONZPFPLPMPNPRPTPWRERUSESGSISJSKSMTCTRTWUAUSVAVIWFYTZA";

/// One city, or none: the name of the country says it.
const WITHOUT_CITY: &str = "GIHKMCMONRSGVA";

/// Where the United States' ZIP codes are used beside the States.
const ZIP: &str = "ASFMGUMHMPPRPWUMUSVI";
/// Where English speakers say "postcode".
const POSTCODE: &str = "AUGBGGIMJENZ";
/// The British islands and Ireland: a postal town need not be a city.
const TOWN: &str = "GBGGIEIMJE";
/// What the first level is called, where it is a state, a county or a province.
const STATES: &str = "AUBRFMINMMMXMYNGPWSDSSUSVE";
const COUNTIES: &str = "EEGBHRHUIEKELRROTW";
const PROVINCES: &str = "AOARBEBOCACNCRCUDOECESIDIRITKRLAMZNLPAPGPHPKTHTRVNZAZM";

/// A country or territory of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

/// What the first level below the country is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// State.
    State,
    /// Province, or province or territory.
    Province,
    /// County.
    County,
    /// Anything else, or no word for it.
    Region,
}

/// What the postal code is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostalKind {
    /// ZIP code.
    Zip,
    /// Postcode.
    Postcode,
    /// Postal code.
    PostalCode,
}

/// What the place is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CityKind {
    /// City.
    City,
    /// Town or city.
    TownOrCity,
}

impl Country {
    /// The United States.
    pub const US: Self = Self(*b"US");
    /// Canada.
    pub const CA: Self = Self(*b"CA");
    /// The United Kingdom.
    pub const GB: Self = Self(*b"GB");
    /// Ireland.
    const IE: Self = Self(*b"IE");

    /// The country for a two-letter code, in either case. None if ISO has not assigned it.
    pub fn parse(code: &str) -> Option<Self> {
        let [first, second] = *code.trim().as_bytes() else {
            return None;
        };
        let country = Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]);
        country.is_in(ALL).then_some(country)
    }

    /// The code, in upper case.
    pub fn as_str(&self) -> &str {
        // Two ASCII letters, by `parse` and the tables: the other arm is never taken.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Every country, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Self> {
        codes(ALL)
    }

    /// What its first level is called.
    pub fn region_kind(self) -> RegionKind {
        if self.is_in(STATES) {
            RegionKind::State
        } else if self.is_in(PROVINCES) {
            RegionKind::Province
        } else if self.is_in(COUNTIES) {
            RegionKind::County
        } else {
            RegionKind::Region
        }
    }

    /// Code and English name of each of its regions, by name, where the list is short, stable and
    /// part of every address. Empty elsewhere: the payer types it, or leaves it.
    pub fn regions(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::US => region::UNITED_STATES,
            Self::CA => region::CANADA,
            _ => &[],
        }
    }

    /// Whether an address there needs a region.
    pub fn region_required(self) -> bool {
        !self.regions().is_empty()
    }

    /// What its postal code is called.
    pub fn postal_kind(self) -> PostalKind {
        if self.is_in(ZIP) {
            PostalKind::Zip
        } else if self.is_in(POSTCODE) {
            PostalKind::Postcode
        } else {
            PostalKind::PostalCode
        }
    }

    /// Whether there are postal codes at all.
    pub fn has_postal_code(self) -> bool {
        !self.is_in(WITHOUT_POSTAL_CODE)
    }

    /// Whether an address there needs a postal code. Ireland has one per address, and many do not
    /// know theirs.
    pub fn postal_required(self) -> bool {
        self.is_in(POSTAL_CODE_REQUIRED)
    }

    /// What the place is called.
    pub fn city_kind(self) -> CityKind {
        if self.is_in(TOWN) { CityKind::TownOrCity } else { CityKind::City }
    }

    /// Whether an address there needs a place beside the country.
    pub fn city_required(self) -> bool {
        !self.is_in(WITHOUT_CITY)
    }

    /// A postal code of the form used there, for the hint in the empty field.
    pub fn postal_example(self) -> Option<&'static str> {
        Some(match self {
            Self::US => "10001",
            Self::CA => "K1A 0B1",
            Self::GB => "SW1A 1AA",
            Self::IE => "D02 X285",
            _ => match &self.0 {
                b"AU" => "2000",
                b"BR" => "01001-000",
                b"DE" => "10115",
                b"ES" => "28001",
                b"FR" => "75001",
                b"IN" => "110001",
                b"IT" => "00118",
                b"JP" => "100-0001",
                b"MX" => "06000",
                b"NL" => "1012 AB",
                _ => return None,
            },
        })
    }

    /// Whether its postal codes are written as the United Kingdom's.
    pub(super) fn writes_british_postcodes(self) -> bool {
        matches!(&self.0, b"GB" | b"GG" | b"IM" | b"JE")
    }

    fn is_in(self, table: &'static str) -> bool {
        codes(table).any(|country| country == self)
    }
}

/// A table of codes without separators, as countries.
fn codes(table: &'static str) -> impl Iterator<Item = Country> {
    table.as_bytes().as_chunks().0.iter().map(|code| Country(*code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_hold_assigned_codes_in_order() {
        assert_eq!(Country::all().count(), 249);
        let tables = [
            ALL,
            WITHOUT_POSTAL_CODE,
            POSTAL_CODE_REQUIRED,
            WITHOUT_CITY,
            ZIP,
            POSTCODE,
            TOWN,
            STATES,
            COUNTIES,
        ];
        for table in tables {
            assert!(table.len().is_multiple_of(2), "{table}");
            assert!(codes(table).is_sorted_by(|before, after| before < after), "{table}");
            assert!(codes(table).all(|country| Country::parse(country.as_str()) == Some(country)));
        }
        assert!(codes(PROVINCES).all(|country| country.is_in(ALL)));
    }

    #[test]
    fn no_country_is_in_two_tables_that_exclude_each_other() {
        assert!(
            Country::all().all(|country| country.has_postal_code() || !country.postal_required())
        );
        assert!(Country::all().all(|country| !(country.is_in(STATES) && country.is_in(COUNTIES))));
        assert!(codes(PROVINCES).all(|country| !country.is_in(STATES) && !country.is_in(COUNTIES)));
    }

    #[test]
    fn codes_parse_in_either_case() {
        assert_eq!(Country::parse("us"), Some(Country::US));
        assert_eq!(Country::parse(" gB "), Some(Country::GB));
        for wrong in ["", "U", "USA", "XX", "ZZ", "U1", "é", "AAE"] {
            assert_eq!(Country::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn regions_are_whole_and_distinct() {
        assert_eq!(Country::US.regions().len(), 62);
        assert_eq!(Country::CA.regions().len(), 13);
        assert!(Country::GB.regions().is_empty());
        for country in [Country::US, Country::CA] {
            let regions = country.regions();
            assert!(regions.iter().all(|(code, name)| code.len() == 2 && !name.is_empty()));
            assert!(regions.is_sorted_by(|before, after| before.1 < after.1));
            let mut codes: Vec<_> = regions.iter().map(|(code, _)| *code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), regions.len());
        }
    }

    #[test]
    fn the_three_best_known_are_called_by_their_own_words() {
        let words = |c: Country| (c.region_kind(), c.postal_kind(), c.city_kind());
        assert_eq!(words(Country::US), (RegionKind::State, PostalKind::Zip, CityKind::City));
        assert_eq!(
            words(Country::CA),
            (RegionKind::Province, PostalKind::PostalCode, CityKind::City)
        );
        assert_eq!(
            words(Country::GB),
            (RegionKind::County, PostalKind::Postcode, CityKind::TownOrCity)
        );
    }

    #[test]
    fn ireland_has_a_postal_code_that_nobody_must_know() {
        assert!(Country::IE.has_postal_code() && !Country::IE.postal_required());
        assert!(Country::parse("HK").is_some_and(|hong_kong| !hong_kong.has_postal_code()));
    }
}
