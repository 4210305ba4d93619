//! The one shape of every error the API answers with (contract section 3).

use crate::word::words;
use crate::{AvsField, Open, Word};

words! {
    /// What went wrong, for machines. People read words made from it, never `message`.
    ErrorCode {
        /// The issuer declined, without saying why.
        CardDeclined = "card_declined",
        /// The card's expiry date has passed.
        ExpiredCard = "expired_card",
        /// The security code does not match.
        IncorrectCvc = "incorrect_cvc",
        /// Not enough money on the account.
        InsufficientFunds = "insufficient_funds",
        /// The processor failed to handle the payment.
        ProcessingError = "processing_error",
        /// The API could not reach the processor: whether money moved is not known.
        NetworkError = "network_error",
        /// The session is over.
        SessionExpired = "session_expired",
        /// The request or the credential is not valid.
        ValidationError = "validation_error",
        /// The page's origin is not registered on the payment account.
        OriginNotAllowed = "origin_not_allowed",
        /// Too many requests with this credential.
        RateLimited = "rate_limited",
        /// A fraud challenge must be solved first.
        ChallengeRequired = "challenge_required",
        /// The challenge's answer was wrong or spent.
        ChallengeFailed = "challenge_failed",
        /// The same payment was made a moment ago; ask the payer before going on.
        DuplicatePayment = "duplicate_payment",
        /// The session is paid.
        AlreadyConfirmed = "already_confirmed",
        /// A wallet credential at a payment endpoint, or the reverse.
        InsufficientScope = "insufficient_scope",
    }
}

/// The body of every answer that is not a success.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct ApiError {
    /// What went wrong, for machines.
    #[cfg_attr(feature = "server", schema(value_type = ErrorCode))]
    pub code: Open<ErrorCode>,
    /// What went wrong, for the developer. Never shown to a payer.
    pub message: String,
    /// `true`: the payer can fix it and retry in place. `false`: a new session is needed.
    #[cfg_attr(feature = "server", serde(default))]
    pub recoverable: Option<bool>,
    /// What support needs to find this answer in the API's logs.
    #[cfg_attr(feature = "server", serde(default))]
    pub request_id: Option<String>,
}

impl ApiError {
    /// The billing detail that the message is about, where it begins with one (ours: the contract
    /// has no field for what an address verification found, and no code). A message in any other
    /// form is about none.
    pub fn about(&self) -> Option<AvsField> {
        let (name, _) = self.message.strip_prefix("billing_details.")?.split_once(':')?;
        Word::from_word(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_about_a_detail_only_in_its_one_form() {
        for (message, about) in [
            ("billing_details.zip: avs: is not what the issuer has", Some(AvsField::Zip)),
            ("billing_details.street2: x", Some(AvsField::Street2)),
            ("billing_details.zip", None),
            ("billing_details.zipcode: avs", None),
            ("billing_details.: avs", None),
            (" billing_details.zip: avs", None),
            ("payment_method.zip: avs", None),
            ("zip: avs", None),
            ("", None),
        ] {
            let error = ApiError {
                code: Open::Known(ErrorCode::CardDeclined),
                message: message.to_owned(),
                recoverable: None,
                request_id: None,
            };
            assert_eq!(error.about(), about, "{message}");
        }
    }
}
