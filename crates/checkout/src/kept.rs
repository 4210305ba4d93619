//! What a reload finds of an attempt.

use crate::command::{FrozenBody, IdempotencyKey};
use contract::{Cents, signed};

/// An attempt as it is kept for this tab, from before its first send until its outcome is known:
/// enough to send the very same bytes under the very same key after a reload or a crash.
///
/// There is no PAN and no CVC in it; there are a token and billing details, so it is kept for the
/// tab only and taken away as soon as the outcome is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub(crate) key: IdempotencyKey,
    pub(crate) body: FrozenBody,
    /// What the order came to when Pay was pressed, before any fee.
    pub(crate) order: Cents,
    /// The total the payer agreed to.
    pub(crate) agreed: Cents,
}

impl Kept {
    /// As one text: key, order and total on a line each, then the body.
    pub fn to_text(&self) -> String {
        let Self { key, body, order, agreed } = self;
        [key.as_str(), &signed(order.0), &signed(agreed.0), body.as_str()].join("\n")
    }

    /// Reads [`Kept::to_text`]; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.splitn(4, '\n');
        let key = IdempotencyKey::parse(lines.next()?)?;
        let order = Cents(lines.next()?.parse().ok()?);
        let agreed = Cents(lines.next()?.parse().ok()?);
        let body = FrozenBody::from_kept(lines.next()?)?;
        Some(Self { key, body, order, agreed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::Nonce;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_kept_is_found(nonce: [u8; 16], order: i64, agreed: i64, name in "[^\u{0}-\u{1f}\"\\\\]*") {
            let kept = Kept {
                key: IdempotencyKey::new(Nonce(nonce)),
                body: FrozenBody::from_kept(&["{\"cardholder\":\"", &name, "\"}"].concat()).unwrap(),
                order: Cents(order),
                agreed: Cents(agreed),
            };
            prop_assert_eq!(Kept::from_text(&kept.to_text()), Some(kept));
        }

        #[test]
        fn anything_else_is_not(text: String) {
            prop_assert_eq!(Kept::from_text(&text), None);
        }
    }

    #[test]
    fn it_never_prints_the_body() {
        let text = "ffffffff-ffff-4fff-bfff-ffffffffffff\n100\n103\n{\"street\":\"Elm\"}";
        let kept = Kept::from_text(text).unwrap();
        assert!(!format!("{kept:?}").contains("Elm"));
    }
}
