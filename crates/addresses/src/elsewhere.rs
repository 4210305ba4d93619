//! What is known of every country, in tables: enough for those that have no row of their own.

use crate::row::Row;
use checkout::form::address::RegionKind;
use checkout::form::country::Country;

/// The countries that have no row of their own.
const REST: &str = "\
    ADAFAGAIALAMAOAQAWAXAZBABBBFBIBJBLBMBNBOBQBSBTBVBWBYBZCCCDCFCGCICKCMCUCVCWCXDJDMEHERETFJFKFO\
    GAGDGEGFGHGIGLGMGNGPGQGSGTGWGYHMHNHTIOIQIRJMKGKHKIKMKNKPKYKZLALBLCLRLSLYMDMEMFMGMKMLMMMNMQMR\
    MSMUMVMWMZNANCNENFNINRNUPFPGPMPNPSPYRERURWSBSCSDSHSJSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTJTKTLTMTO\
    TTTVTZUAUGUZVAVCVEVGVUWFWSYEYTZMZW";

/// No postal codes in use (UPU). Where only some places have them, they count as in use.
const WITHOUT_POSTAL_CODE: &str = "AEAGAOAQAWBFBIBJBOBQBSBVBWBZCDCFCGCICKCMCWDJDMERFJGAGDGMGQ\
    GYHKKIKMKPLYMLMOMRMWNRNUQARWSBSCSLSRSSSTSXSYTDTFTGTKTLTOTVUGVUYEZW";

/// A postal code is part of every address.
const POSTAL_CODE_REQUIRED: &str = "ASATAUAXBEBRCACCCHCNCXCZDEDKEEESFIFKFOFRGBGFGGGLGPGRGUHMHUIMIN\
    IOITJEJPKRLILTLULVMCMHMPMQMXNCNFNLNONZPFPLPMPNPRPTPWRERUSESGSISJSKSMTCTRTWUAUSVAVIWFYTZA";

/// One city, or none: the name of the country says it.
const WITHOUT_CITY: &str = "GIHKMCMONRSGVA";

/// What the first level is called, where it is a state, a county or a province.
const STATES: &str = "AUBRFMINMMMXMYNGPWSDSSUSVE";
const COUNTIES: &str = "EEGBHRHUIEKELRROTW";
const PROVINCES: &str = "AOARBEBOCACNCRCUDOECESIDIRITKRLAMZNLPAPGPHPKTHTRVNZAZM";

/// A row for each country that has none of its own: the order that most of the world uses.
pub(crate) fn rows() -> impl Iterator<Item = Row> {
    codes(REST).map(row)
}

fn row(code: &'static str) -> Row {
    let (has_city, has_code) = (!is_in(code, WITHOUT_CITY), !is_in(code, WITHOUT_POSTAL_CODE));
    let layout = match (has_city, has_code, is_in(code, POSTAL_CODE_REQUIRED)) {
        (true, true, true) => "A/C/sZ",
        (true, true, false) => "A/C/sz",
        (true, false, _) => "A/C/s",
        (false, true, true) => "A/c/sZ",
        (false, true, false) => "A/c/sz",
        (false, false, _) => "A/c/s",
    };
    let kinds = [
        (STATES, RegionKind::State),
        (PROVINCES, RegionKind::Province),
        (COUNTIES, RegionKind::County),
    ];
    let region = kinds.into_iter().find(|(table, _)| is_in(code, table));
    Row::new(code, layout).region(region.map_or(RegionKind::Region, |(_, kind)| kind))
}

/// Whether there are postal codes at all.
pub fn has_postal_code(country: Country) -> bool {
    !is_in(country.as_str(), WITHOUT_POSTAL_CODE)
}

/// Whether an address there needs a postal code. Ireland has one per address, and many do not know
/// theirs.
pub fn requires_postal_code(country: Country) -> bool {
    is_in(country.as_str(), POSTAL_CODE_REQUIRED)
}

fn is_in(code: &str, table: &'static str) -> bool {
    codes(table).any(|known| known == code)
}

/// A table of codes without separators, one by one.
fn codes(table: &'static str) -> impl Iterator<Item = &'static str> {
    (0..table.len()).step_by(2).filter_map(|at| table.get(at..at + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&str; 7] = [
        REST,
        WITHOUT_POSTAL_CODE,
        POSTAL_CODE_REQUIRED,
        WITHOUT_CITY,
        STATES,
        COUNTIES,
        PROVINCES,
    ];

    #[test]
    fn tables_hold_assigned_codes_once() {
        for table in TABLES {
            assert!(table.len().is_multiple_of(2), "{table}");
            assert!(codes(table).all(|code| Country::parse(code).is_some()), "{table}");
            let mut once: Vec<_> = codes(table).collect();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len() * 2, table.len(), "{table}");
        }
    }

    #[test]
    fn no_country_is_in_two_tables_that_exclude_each_other() {
        for (one, other) in [
            (WITHOUT_POSTAL_CODE, POSTAL_CODE_REQUIRED),
            (STATES, COUNTIES),
            (STATES, PROVINCES),
            (COUNTIES, PROVINCES),
        ] {
            assert!(
                codes(one).all(|code| codes(other).all(|other| other != code)),
                "{one} {other}"
            );
        }
    }
}
