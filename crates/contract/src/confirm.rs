//! Quoting the fee and confirming (seed 002).

use crate::encode::{Encode, Object};
use crate::{AccountType, Cents, ChallengeType, Method, Open, SecCode, Word};
use core::fmt;

/// What the processor needs to know of a card beside its token. Never the PAN, never the CVC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields, default))]
pub struct CardDetails {
    /// The last four digits.
    pub last4: Option<String>,
    /// Month of expiry, 1 to 12.
    pub exp_month: Option<u8>,
    /// Year of expiry, four digits.
    pub exp_year: Option<u16>,
    /// The first six to eight digits.
    pub bin: Option<String>,
    /// The brand's name, lower case.
    pub card_brand: Option<String>,
}

/// What the processor needs to know of a bank account beside its token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields, default))]
pub struct AchDetails {
    /// The bank, where known.
    pub bank_name: Option<String>,
    /// Nine digits.
    pub routing_number: Option<String>,
    /// The last digits of the account number.
    pub account_number_suffix: Option<String>,
    /// Checking or savings.
    pub account_type: Option<AccountType>,
}

/// Tokenized, non-PCI method metadata: `card` or `ach`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(rename_all = "snake_case"))]
pub enum PaymentMethodDetails {
    /// For card payments.
    Card(CardDetails),
    /// For bank payments.
    Ach(AchDetails),
}

/// What the payer typed about themselves.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields, default))]
pub struct BillingDetails {
    /// Name on the card or account.
    pub cardholder: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// Apartment, suite, floor.
    pub street2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or county.
    pub state: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Email.
    pub email: Option<String>,
}

impl fmt::Debug for BillingDetails {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BillingDetails(<redacted>)")
    }
}

/// The payer's answer to the active challenge: a captcha's `token`, or the `code` that was sent.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields))]
pub struct ChallengeResponse {
    /// Which kind of challenge it answers.
    #[cfg_attr(feature = "server", serde(rename = "type"))]
    pub kind: ChallengeType,
    /// A captcha's answer.
    pub token: Option<String>,
    /// A code's answer.
    pub code: Option<String>,
}

impl BillingDetails {
    /// Takes from `other` what is not there.
    pub fn fill_from(&mut self, other: &Self) {
        let Self { cardholder, zip, street, street2, city, state, country, phone, email } = self;
        for (mine, others) in [
            (cardholder, &other.cardholder),
            (zip, &other.zip),
            (street, &other.street),
            (street2, &other.street2),
            (city, &other.city),
            (state, &other.state),
            (country, &other.country),
            (phone, &other.phone),
            (email, &other.email),
        ] {
            if mine.is_none() {
                mine.clone_from(others);
            }
        }
    }
}

impl fmt::Debug for ChallengeResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ChallengeResponse(<redacted>)")
    }
}

/// The NACHA authorization the payer accepted for a bank debit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields))]
pub struct AchAuthorization {
    /// How it was given.
    pub sec_code: SecCode,
    /// When, RFC 3339.
    pub accepted_at: String,
}

/// Body of `POST …/quote-fee` (docs).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields))]
pub struct QuoteFeeRequest {
    /// How the payer pays.
    pub method: Method,
    /// The card's brand; required for cards.
    pub card_type: Option<String>,
    /// The very token that will be confirmed; required for card and ach.
    pub processor_token: Option<String>,
    /// Required for card and ach.
    pub payment_method: Option<PaymentMethodDetails>,
}

/// Body of `POST …/confirm` (seed 002).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields))]
pub struct ConfirmRequest {
    /// From the processor, or a saved method's id.
    pub processor_token: String,
    /// How the payer pays.
    pub method: Method,
    /// Keep the method; only if the session's `setup_future_usage` is not `off`.
    #[cfg_attr(feature = "server", serde(default))]
    pub save_method: bool,
    /// What the payer typed about themselves.
    pub billing_details: Option<BillingDetails>,
    /// Answer to the active challenge.
    pub challenge_response: Option<ChallengeResponse>,
    /// What the processor needs beside the token.
    pub payment_method: Option<PaymentMethodDetails>,
    /// For an authorized bank debit only.
    pub ach_authorization: Option<AchAuthorization>,
    /// "Submit anyway", after a duplicate was found.
    #[cfg_attr(feature = "server", serde(default))]
    pub duplicate_acknowledged: bool,
}

impl fmt::Debug for QuoteFeeRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("QuoteFeeRequest(<redacted>)")
    }
}

impl fmt::Debug for ConfirmRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ConfirmRequest(<redacted>)")
    }
}

/// Answer of `POST …/quote-fee` (ours): what confirming this token will charge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct FeeQuote {
    /// The order.
    pub amount: Cents,
    /// The fee.
    pub convenience_fee: Cents,
    /// What will be charged.
    pub total_amount: Cents,
    /// How the payer pays.
    #[cfg(feature = "server")]
    pub method: Method,
    /// The last four digits.
    #[cfg(feature = "server")]
    pub last4: Option<String>,
    /// The card's brand.
    #[cfg(feature = "server")]
    pub card_type: Option<String>,
}

/// Answer of `POST …/confirm`: the payment succeeded (seed 002).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct ConfirmResult {
    /// `succeeded`; anything else is not a success this build knows.
    pub status: String,
    /// Which session was paid.
    #[cfg(feature = "server")]
    pub session_id: crate::SessionId,
    /// The processor's id. Prefer `payment_uid` for records.
    #[cfg_attr(feature = "server", schema(value_type = String, required))]
    pub transaction_id: Option<String>,
    /// `P-…`: the stable id to record and verify against.
    pub payment_uid: Option<String>,
    /// The order.
    #[cfg(feature = "server")]
    pub amount: Cents,
    /// The fee.
    #[cfg(feature = "server")]
    pub convenience_fee: Cents,
    /// What was charged.
    pub total_amount: Option<Cents>,
    /// How it was paid.
    #[cfg_attr(feature = "server", schema(value_type = Method, required))]
    pub method: Option<Open<Method>>,
    /// The last four digits.
    pub last4: Option<String>,
    /// The card's brand.
    pub card_type: Option<String>,
    /// Set when the method was kept.
    pub saved_method_id: Option<String>,
    /// Where the payer finds a receipt.
    #[cfg(feature = "server")]
    pub receipt_url: Option<String>,
    /// The signed `success_url`. Passed through unchanged.
    pub redirect_url: Option<String>,
    /// Lower-case hex HMAC-SHA256 over `session_id` + `transaction_id`; for the merchant's server.
    #[cfg(feature = "server")]
    pub signature: String,
}

impl Encode for CardDetails {
    fn fields(&self, object: &mut Object) {
        object.optional("last4", self.last4.as_deref());
        if let Some(month) = self.exp_month {
            object.number("exp_month", month.into());
        }
        if let Some(year) = self.exp_year {
            object.number("exp_year", year.into());
        }
        object.optional("bin", self.bin.as_deref());
        object.optional("card_brand", self.card_brand.as_deref());
    }
}

impl Encode for AchDetails {
    fn fields(&self, object: &mut Object) {
        object.optional("bank_name", self.bank_name.as_deref());
        object.optional("routing_number", self.routing_number.as_deref());
        object.optional("account_number_suffix", self.account_number_suffix.as_deref());
        object.optional("account_type", self.account_type.map(Word::as_str));
    }
}

impl Encode for PaymentMethodDetails {
    fn fields(&self, object: &mut Object) {
        match self {
            Self::Card(card) => object.object("card", card),
            Self::Ach(ach) => object.object("ach", ach),
        }
    }
}

impl Encode for BillingDetails {
    fn fields(&self, object: &mut Object) {
        object.optional("cardholder", self.cardholder.as_deref());
        object.optional("zip", self.zip.as_deref());
        object.optional("street", self.street.as_deref());
        object.optional("street2", self.street2.as_deref());
        object.optional("city", self.city.as_deref());
        object.optional("state", self.state.as_deref());
        object.optional("country", self.country.as_deref());
        object.optional("phone", self.phone.as_deref());
        object.optional("email", self.email.as_deref());
    }
}

impl Encode for ChallengeResponse {
    fn fields(&self, object: &mut Object) {
        object.text("type", self.kind.as_str());
        object.optional("token", self.token.as_deref());
        object.optional("code", self.code.as_deref());
    }
}

impl Encode for AchAuthorization {
    fn fields(&self, object: &mut Object) {
        object.text("sec_code", self.sec_code.as_str());
        object.text("accepted_at", &self.accepted_at);
    }
}

impl Encode for QuoteFeeRequest {
    fn fields(&self, object: &mut Object) {
        object.text("method", self.method.as_str());
        object.optional("card_type", self.card_type.as_deref());
        object.optional("processor_token", self.processor_token.as_deref());
        if let Some(details) = &self.payment_method {
            object.object("payment_method", details);
        }
    }
}

impl Encode for ConfirmRequest {
    fn fields(&self, object: &mut Object) {
        object.text("processor_token", &self.processor_token);
        object.text("method", self.method.as_str());
        object.flag("save_method", self.save_method);
        if let Some(billing) = &self.billing_details {
            object.object("billing_details", billing);
        }
        if let Some(response) = &self.challenge_response {
            object.object("challenge_response", response);
        }
        if let Some(details) = &self.payment_method {
            object.object("payment_method", details);
        }
        if let Some(authorization) = &self.ach_authorization {
            object.object("ach_authorization", authorization);
        }
        object.flag("duplicate_acknowledged", self.duplicate_acknowledged);
    }
}
