//! The Govifi hosted-session wire: every name, shape and word that the checkout and the API
//! exchange, once, for both sides.
//!
//! Source: the seed documents (create, PATCH, confirm, challenge/send); what they leave open is
//! marked *ours* where it is defined. JSON, `snake_case`, amounts in integer minor units.
//!
//! Responses are read by the browser: flat structs, unit-only words, unknown fields ignored and
//! unknown words kept apart ([`Open`]) so that a newer API never breaks an older page. Requests
//! are read by the API: strictly, unknown fields and words refused.
//!
//! # What this crate does not do
//! No network, no clock, no validation beyond the shape, no words a payer reads. It does not
//! decide anything: the `checkout` crate judges a [`SessionConfig`] once and reads only its own
//! types thereafter.

mod confirm;
mod decimal;
mod decode;
pub mod embed;
mod encode;
mod error;
mod id;
mod money;
mod payment_methods;
mod processor;
mod session;
mod wallets;
#[cfg(feature = "server")]
mod webhook;
mod word;
pub mod zift;

pub use confirm::{
    AchAuthorization, AchDetails, BillingDetails, CardDetails, ChallengeResponse, ConfirmRequest,
    ConfirmResult, FeeQuote, PaymentMethodDetails, QuoteFeeRequest,
};
pub use decimal::{digits, signed};
pub use decode::{Decode, Json};
pub use encode::{Encode, Object};
pub use error::{ApiError, ErrorCode};
pub use id::{ClientSecret, InvalidId, SessionId};
pub use money::{Cents, Currency, UnknownCurrency};
pub use payment_methods::{AddPaymentMethod, MethodBadge, PaymentMethods, WalletMethod};
pub use processor::{ClientConfig, ProcessorConfig};
pub use session::{
    AccountType, AvsField, Branding, Challenge, ChallengeType, ConfigLineItem, Layout, Method,
    SavedMethod, SavedMethodType, Scope, SecCode, SessionConfig, SessionStatus, SetupFutureUsage,
};
#[cfg(feature = "server")]
pub use session::{
    CreateSession, FraudSignals, LineItem, LockedMethod, MethodBadges, PatchSession, SessionCreated,
};
pub use wallets::{ApplePaySessionRequest, PaypalOrder};
#[cfg(feature = "server")]
pub use webhook::{
    WEBHOOK_SIGNATURE, WEBHOOK_TOLERANCE, WebhookData, WebhookEvent, WebhookPayment, WebhookType,
};
pub use word::{Open, Word};

/// Header that names one payer decision to pay. A retry that carries the same key returns the
/// original result instead of charging again (seed 002).
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// Header that names the tenant on admin calls (seeds 000 and 001).
pub const PAYMENT_ACCOUNT: &str = "X-Payment-Account-Uid";

/// Parameter of the hosted page's fragment that carries the credential: `#cs=<client_secret>`.
pub const CREDENTIAL_FRAGMENT: &str = "cs";
