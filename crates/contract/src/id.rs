//! Identifiers and credentials.

use core::fmt;
use zeroize::Zeroize;

/// A hosted session: `/^cs_[A-Za-z0-9]+$/` (seed 001). Not secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(pattern = "^cs_[A-Za-z0-9]+$"))]
pub struct SessionId(String);

/// The text is not an identifier of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a session id is `cs_` followed by letters and digits")
    }
}

impl SessionId {
    /// Reads an identifier, refusing anything that does not match the contract's pattern.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        match text.strip_prefix("cs_") {
            Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidId),
        }
    }

    /// The identifier as written on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(feature = "server")]
impl<'de> serde::Deserialize<'de> for SessionId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: String = serde::Deserialize::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("not a session id"))
    }
}

#[cfg(feature = "server")]
impl serde::Serialize for SessionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The browser's credential for one session, `cs_…_secret_…` (seed 001).
///
/// Never printed, never serialized by a derive, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// Takes the credential of `session`. Refuses text of another shape or of another session.
    pub fn parse(session: &SessionId, text: &str) -> Result<Self, InvalidId> {
        let secret = text.strip_prefix(session.as_str()).and_then(|r| r.strip_prefix("_secret_"));
        match secret {
            Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidId),
        }
    }

    /// The credential itself, for the `Authorization` header and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Writes the credential out, for the one response that hands it over.
    #[cfg(feature = "server")]
    pub fn serialize_exposed<S: serde::Serializer>(
        secret: &Self,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&secret.0)
    }
}

impl Drop for ClientSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<redacted>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_id_is_the_contracts_pattern() {
        assert!(SessionId::parse("cs_3oNkLp9aBcDeFgHi").is_ok());
        for wrong in ["", "cs_", "cs-1", "CS_1", "cs_1/../", "cs_1 ", "cs_é", "pi_1"] {
            assert_eq!(SessionId::parse(wrong), Err(InvalidId), "{wrong}");
        }
    }

    #[test]
    fn a_credential_belongs_to_its_session_and_never_prints() {
        let session = SessionId::parse("cs_1").unwrap();
        let secret = ClientSecret::parse(&session, "cs_1_secret_7Qx").unwrap();
        assert_eq!(format!("{secret:?}"), "<redacted>");
        assert!(ClientSecret::parse(&session, "cs_2_secret_7Qx").is_err());
        assert!(ClientSecret::parse(&session, "cs_1_secret_").is_err());
        assert!(ClientSecret::parse(&session, "cs_1_secret_a&b").is_err());
    }
}
