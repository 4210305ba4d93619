//! Text that must never be printed.

use core::fmt;
use zeroize::Zeroize;

/// What a payer typed, or a credential: never printed, never serialized, wiped when dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself. Every call is a place where it could leak, so there are few.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing, or only blanks, is in it.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Wipes the text.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<redacted>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_prints() {
        assert_eq!(format!("{:?}", Secret::from("4111")), "<redacted>");
    }
}
