//! What charging a test card, a test account or a stand-in's wallet does.

use crate::error::Decline;
use contract::Word;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What charging will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Money moves.
    #[default]
    Approved,
    /// `card_declined`.
    Declined,
    /// `expired_card`.
    ExpiredCard,
    /// `incorrect_cvc`.
    IncorrectCvc,
    /// `insufficient_funds`.
    InsufficientFunds,
    /// `processing_error`.
    ProcessingError,
}

impl Word for Outcome {
    const ALL: &'static [Self] = &[
        Self::Approved,
        Self::Declined,
        Self::ExpiredCard,
        Self::IncorrectCvc,
        Self::InsufficientFunds,
        Self::ProcessingError,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Declined => "card_declined",
            Self::ExpiredCard => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::InsufficientFunds => "insufficient_funds",
            Self::ProcessingError => "processing_error",
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|outcome| outcome.as_str()).collect();
            de::Error::custom(format!("expected one of: {}", known.join(" ")))
        })
    }
}

impl Outcome {
    /// Why charging fails, if it does.
    pub const fn decline(self) -> Option<Decline> {
        match self {
            Self::Approved => None,
            Self::Declined => Some(Decline::Plain),
            Self::ExpiredCard => Some(Decline::Expired),
            Self::IncorrectCvc => Some(Decline::Cvc),
            Self::InsufficientFunds => Some(Decline::Funds),
            Self::ProcessingError => Some(Decline::Processing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_written_as_the_words_they_are_read_by() {
        for outcome in Outcome::ALL {
            let text = serde_json::to_string(outcome).unwrap();
            assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), *outcome);
        }
        assert!(serde_json::from_str::<Outcome>("\"maybe\"").is_err());
    }
}
