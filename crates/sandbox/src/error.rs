//! Every way the API says no, in the contract's one shape.
//!
//! Handlers return a [`Refusal`]; the envelope (`observe`) adds the request's id and writes the
//! body. The table in [`Refusal::row`] is the only place that knows statuses, codes and what a
//! payer can mend.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{ApiError, AvsField, ErrorCode, Word};
use std::borrow::Cow;

/// Why the issuer or the processor declined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decline {
    /// Without a reason.
    Plain,
    /// The card has expired.
    Expired,
    /// The security code does not match.
    Cvc,
    /// Not enough money.
    Funds,
    /// The processor could not handle it. Nothing was charged.
    Processing,
    /// This part of the billing address is not the issuer's: the address verification failed.
    Avs(AvsField),
}

/// Why a request was not granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The bytes are not a request: wrong media type, broken JSON, unknown or missing fields.
    Unreadable(String),
    /// The request reads well but says something that cannot be.
    Invalid(String),
    /// The body is too large.
    TooLarge,
    /// No credential, or a wrong one.
    Unauthenticated,
    /// No such session, or one of another account.
    UnknownSession,
    /// No such path.
    UnknownRoute,
    /// The path exists; the method does not.
    UnknownMethod,
    /// The page's origin is not registered on the account.
    OriginNotAllowed,
    /// A wallet credential at a payment endpoint, or a payment credential at a wallet's.
    InsufficientScope,
    /// The saved method may not be removed; the merchant's reason.
    Locked(String),
    /// The same `Idempotency-Key` with another body.
    KeyReused,
    /// The session's challenge is not answered.
    ChallengeRequired,
    /// The session's challenge is not answered well; why.
    ChallengeFailed(&'static str),
    /// The same card, account or wallet paid the same amount a moment ago, in another session.
    DuplicatePayment,
    /// The session is paid.
    AlreadyConfirmed,
    /// The session is over.
    SessionExpired,
    /// Too many requests; seconds until the next is welcome.
    RateLimited(u32),
    /// The payment was declined.
    Declined(Decline),
    /// A control endpoint was called from somewhere else than this machine.
    NotLoopback,
    /// The API plays dead, with this status (`PUT /sandbox/outage`).
    Outage(StatusCode),
    /// Something broke here; the log says what.
    Internal,
}

struct Row {
    status: StatusCode,
    code: ErrorCode,
    recoverable: bool,
    message: Cow<'static, str>,
}

fn forbidden(
    code: ErrorCode,
    recoverable: bool,
    message: impl Into<Cow<'static, str>>,
) -> (StatusCode, ErrorCode, bool, Cow<'static, str>) {
    (StatusCode::FORBIDDEN, code, recoverable, message.into())
}

impl Decline {
    /// Its code, and the words for developers. There is no code for the address verification
    /// (contract), so the message says it (ours), led by the field as a refusal's is.
    fn said(self) -> (ErrorCode, Cow<'static, str>) {
        use ErrorCode as Code;
        match self {
            Self::Plain => (Code::CardDeclined, "the issuer or the bank declined".into()),
            Self::Expired => (Code::ExpiredCard, "the card has expired".into()),
            Self::Cvc => (Code::IncorrectCvc, "the security code does not match".into()),
            Self::Funds => (Code::InsufficientFunds, "not enough money".into()),
            Self::Processing => {
                (Code::ProcessingError, "the processor failed; nothing was charged".into())
            }
            Self::Avs(field) => (
                Code::CardDeclined,
                format!("billing_details.{}: avs: is not what the issuer has", field.as_str())
                    .into(),
            ),
        }
    }
}

impl Refusal {
    /// The table. Codes are the contract's closed list; where none fits, `validation_error` is the
    /// nearest (ours). `recoverable`: the payer can fix it and retry in place (docs); which codes
    /// are is ours.
    ///
    /// Neither 408 nor 421 may ever appear here: browsers send a POST again on them by themselves.
    /// Only a scripted fault answers them.
    fn row(&self) -> Row {
        use ErrorCode as Code;
        use StatusCode as Status;
        let (status, code, recoverable, message): (_, _, _, Cow<'static, str>) = match self {
            Self::Unreadable(why) => {
                (Status::BAD_REQUEST, Code::ValidationError, false, why.clone().into())
            }
            Self::Invalid(why) => {
                (Status::BAD_REQUEST, Code::ValidationError, true, why.clone().into())
            }
            Self::TooLarge => (
                Status::PAYLOAD_TOO_LARGE,
                Code::ValidationError,
                false,
                "the body is larger than 256 KB".into(),
            ),
            Self::Unauthenticated => (
                Status::UNAUTHORIZED,
                Code::ValidationError,
                false,
                "the credential is missing or wrong".into(),
            ),
            Self::UnknownSession => {
                (Status::NOT_FOUND, Code::ValidationError, false, "no such session".into())
            }
            Self::UnknownRoute => {
                (Status::NOT_FOUND, Code::ValidationError, false, "no such path".into())
            }
            Self::UnknownMethod => (
                Status::METHOD_NOT_ALLOWED,
                Code::ValidationError,
                false,
                "the path does not take this method".into(),
            ),
            Self::OriginNotAllowed => {
                let why = "the page's origin is not registered on the payment account";
                forbidden(Code::OriginNotAllowed, false, why)
            }
            Self::InsufficientScope => {
                let why = "this call is not in the scope of the session's credential";
                forbidden(Code::InsufficientScope, false, why)
            }
            Self::Locked(reason) => {
                (Status::CONFLICT, Code::ValidationError, false, reason.clone().into())
            }
            Self::KeyReused => (
                Status::UNPROCESSABLE_ENTITY,
                Code::ValidationError,
                false,
                "this Idempotency-Key was used with another body".into(),
            ),
            Self::ChallengeRequired => {
                let why = "the session's challenge has to be answered first";
                forbidden(Code::ChallengeRequired, true, why)
            }
            Self::ChallengeFailed(why) => {
                forbidden(Code::ChallengeFailed, true, format!("challenge_response: {why}"))
            }
            Self::DuplicatePayment => (
                Status::CONFLICT,
                Code::DuplicatePayment,
                true,
                "the same payment was made a moment ago: duplicate_acknowledged pays again".into(),
            ),
            Self::AlreadyConfirmed => {
                (Status::CONFLICT, Code::AlreadyConfirmed, false, "the session is paid".into())
            }
            Self::SessionExpired => {
                (Status::GONE, Code::SessionExpired, false, "the session is over".into())
            }
            Self::RateLimited(_) => (
                Status::TOO_MANY_REQUESTS,
                Code::RateLimited,
                true,
                "too many requests with this credential".into(),
            ),
            Self::Declined(decline) => {
                let (code, message) = decline.said();
                (Status::PAYMENT_REQUIRED, code, true, message)
            }
            Self::NotLoopback => {
                let why = "control endpoints answer this machine only";
                forbidden(Code::ValidationError, false, why)
            }
            Self::Outage(status) => {
                (*status, Code::NetworkError, true, "the API is down, as asked for".into())
            }
            Self::Internal => (
                Status::INTERNAL_SERVER_ERROR,
                Code::ProcessingError,
                false,
                "something failed here".into(),
            ),
        };
        Row { status, code, recoverable, message }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.row().status
    }

    /// The body, naming the request it answers.
    pub fn body(&self, request_id: &str) -> ApiError {
        let row = self.row();
        ApiError {
            code: row.code.into(),
            message: row.message.into_owned(),
            recoverable: Some(row.recoverable),
            request_id: Some(request_id.to_owned()),
        }
    }
}

/// Leaves the body to the envelope, which knows the request's id.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::RateLimited(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == Self::Unauthenticated {
            let challenge = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response.extensions_mut().insert(self);
        response
    }
}
