//! The one shape of every error the API answers with (contract section 3).

use crate::Open;
use crate::word::words;

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
