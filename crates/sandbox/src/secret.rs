//! What is kept of a secret: its hash. And where new ones come from.

use rand::Rng;
use rand::distr::Alphanumeric;
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use sha2::{Digest as _, Sha256};
use std::fmt::{self, Write};
use subtle::ConstantTimeEq;

/// SHA-256 of a credential, token or body.
///
/// A plain hash is enough: every secret of ours has at least 128 random bits, so nothing is gained
/// by making it slow.
#[derive(Clone, Copy)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of `content`.
    pub fn of(content: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(content).into())
    }

    /// Whether two are the same, in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Lower-case hex.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// The bytes.
    pub const fn bytes(&self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<fingerprint>")
    }
}

impl ToSql for Fingerprint {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for Fingerprint {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 32]>::column_result(value).map(Self)
    }
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `length` random letters and digits, from the system's generator; 5.9 bits each.
pub fn random(length: usize) -> String {
    rand::rng().sample_iter(Alphanumeric).take(length).map(char::from).collect()
}

/// Six random digits, from the system's generator.
pub fn digits() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000_u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_sha_256() {
        assert_eq!(
            Fingerprint::of("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(Fingerprint::of("a").matches(&Fingerprint::of("a")));
        assert!(!Fingerprint::of("a").matches(&Fingerprint::of("b")));
        assert_eq!(format!("{:?}", Fingerprint::of("a")), "<fingerprint>");
    }

    #[test]
    fn random_text_is_letters_and_digits_and_never_the_same() {
        let (a, b) = (random(24), random(24));
        assert!(a.len() == 24 && a.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(a, b);
    }
}
