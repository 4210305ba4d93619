//! Countries by their codes. Their names are not here: the browser knows them in the payer's
//! language. How they write addresses is in a file each (`address`).

/// Every officially assigned code of ISO 3166-1 alpha-2, in alphabetical order.
const ALL: &str = "\
    ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCD\
    CFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGF\
    GGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKN\
    KPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNA\
    NCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSI\
    SJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVI\
    VNVUWFWSYEYTZAZMZW";

/// A country or territory of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

impl Country {
    /// The country for a two-letter code, in either case. None if ISO has not assigned it.
    pub fn parse(code: &str) -> Option<Self> {
        let [first, second] = *code.trim().as_bytes() else {
            return None;
        };
        let country = Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]);
        Self::all().any(|known| known == country).then_some(country)
    }

    /// The code, in upper case.
    pub fn as_str(&self) -> &str {
        // Two ASCII letters, by `parse` and the tables: the other arm is never taken.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Every country, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.as_bytes().as_chunks().0.iter().map(|code| Self(*code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_code_in_order() {
        assert_eq!(Country::all().count(), 249);
        assert_eq!(ALL.len(), 2 * 249);
        assert!(Country::all().is_sorted_by(|before, after| before < after));
        assert!(Country::all().all(|country| Country::parse(country.as_str()) == Some(country)));
    }

    #[test]
    fn codes_parse_in_either_case() {
        for (text, code) in [("us", "US"), (" gB ", "GB"), ("CA", "CA")] {
            assert_eq!(Country::parse(text).unwrap().as_str(), code);
        }
        for wrong in ["", "U", "USA", "XX", "ZZ", "U1", "é", "AAE"] {
            assert_eq!(Country::parse(wrong), None, "{wrong}");
        }
    }
}
