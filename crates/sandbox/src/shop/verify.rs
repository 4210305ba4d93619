//! What every merchant's server has to do before it believes the address that a payer came back
//! by: compute the signature itself, and compare in constant time.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Whether `sig` is the lower-case hex HMAC-SHA256 of `session_id` followed by `transaction_id`
/// under the account's signing secret.
pub fn is_signed(signing_secret: &str, session_id: &str, transaction_id: &str, sig: &str) -> bool {
    let (Ok(mac), Some(sig)) =
        (Hmac::<Sha256>::new_from_slice(signing_secret.as_bytes()), bytes(sig))
    else {
        return false;
    };
    mac.chain_update(session_id).chain_update(transaction_id).verify_slice(&sig).is_ok()
}

/// Reads 64 lower-case hex digits.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    if hex.len() != 64 || !hex.as_bytes().iter().all(digit) {
        return None;
    }
    (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From another implementation: `printf cs_1txn_1 | openssl dgst -sha256 -hmac secret`.
    const SIG: &str = "eb3a682560f68ea41b3a774c3ef8d03d6f2c6de6c5d1fc87b7f3bb45ee9c5e39";

    #[test]
    fn only_the_payments_own_signature_will_do() {
        assert!(is_signed("secret", "cs_1", "txn_1", SIG));
        assert!(!is_signed("secret", "cs_2", "txn_1", SIG));
        assert!(!is_signed("secret", "cs_1", "txn_2", SIG));
        assert!(!is_signed("other", "cs_1", "txn_1", SIG));
        let flipped = SIG.replacen('e', "f", 1);
        for wrong in ["", &SIG[..62], &SIG.to_uppercase(), &flipped, &"é".repeat(32)] {
            assert!(!is_signed("secret", "cs_1", "txn_1", wrong), "{wrong}");
        }
    }
}
