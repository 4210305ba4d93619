//! Which languages there are, and which one a payer gets.

use crate::{Messages, ar, en, es};

/// A language that the checkout speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Spanish, without regional words.
    Spanish,
    /// Modern Standard Arabic.
    Arabic,
}

/// The direction of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// As HTML's `dir` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

impl Language {
    /// Every language, in the order of the picker.
    pub const ALL: [Self; 3] = [Self::English, Self::Spanish, Self::Arabic];

    /// Its BCP 47 tag, as HTML's `lang` and `Intl` take it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Arabic => "ar",
        }
    }

    /// What its speakers call it: the one name that someone lost in another language can read.
    pub fn endonym(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::Arabic => "العربية",
        }
    }

    /// The direction it is written in.
    pub fn direction(self) -> Direction {
        match self {
            Self::English | Self::Spanish => Direction::Ltr,
            Self::Arabic => Direction::Rtl,
        }
    }

    /// For whoever speaks none of them, and for whoever's own words do not arrive.
    pub const DEFAULT: Self = Self::English;

    /// Its words. The app must not call this: it would carry every language to every payer, who
    /// downloads the words of one (`Words::from_texts`).
    pub fn messages(self) -> &'static Messages {
        match self {
            Self::English => &en::EN,
            Self::Spanish => &es::ES,
            Self::Arabic => &ar::AR,
        }
    }

    /// The language for a tag, by BCP 47 lookup (RFC 4647 section 3.4): the tag itself, then ever
    /// shorter beginnings of it. `es-419` and `ES` are Spanish; `est` is none.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let base = tag.split('-').next().unwrap_or(tag);
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(base))
    }

    /// The first language of `preferred`, most wanted first, that the checkout speaks;
    /// [`Language::DEFAULT`] if it speaks none of them.
    pub fn pick<'a>(mut preferred: impl Iterator<Item = &'a str>) -> Self {
        preferred.find_map(Self::from_tag).unwrap_or(Self::DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Words;

    #[test]
    fn every_language_answers_to_its_own_tag() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(language));
        }
    }

    #[test]
    fn regions_and_scripts_fall_back_to_their_language() {
        assert_eq!(Language::from_tag("es-419"), Some(Language::Spanish));
        assert_eq!(Language::from_tag("AR-Latn-EG"), Some(Language::Arabic));
        for stranger in ["", "-", "est", "e", "de-AT", "english"] {
            assert_eq!(Language::from_tag(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn the_most_wanted_known_language_is_picked() {
        assert_eq!(Language::pick(["de-CH", "es-MX", "en"].into_iter()), Language::Spanish);
        assert_eq!(Language::pick(["fr"].into_iter()), Language::English);
        assert_eq!(Language::pick([].into_iter()), Language::English);
    }

    #[test]
    fn a_language_travels_as_its_texts() {
        for language in Language::ALL {
            let texts = language.messages().texts();
            let words = Words::from_texts(&texts).expect("a whole language");
            assert_eq!(words.by_name(), texts);
            assert!(Words::from_texts(&texts[1..]).is_none());
            assert!(Words::from_texts(&[&texts[..], &[""]].concat()).is_none());
        }
    }

    #[test]
    fn arabic_runs_from_right_to_left() {
        assert_eq!(Language::Arabic.direction().as_str(), "rtl");
        assert_eq!(Language::Spanish.direction().as_str(), "ltr");
    }
}
