//! The session: how a merchant's server creates it and what the browser may read of it.

use crate::word::words;
use crate::{Cents, Open, SessionId};

words! {
    /// How the payer pays.
    Method {
        /// A card, typed or saved.
        Card = "card",
        /// A US bank account.
        Ach = "ach",
        /// Apple Pay.
        ApplePay = "apple_pay",
        /// PayPal.
        Paypal = "paypal",
    }
}

words! {
    /// Where a session stands.
    SessionStatus {
        /// Can be paid.
        Active = "active",
        /// Paid.
        Completed = "completed",
        /// Over without a payment.
        Expired = "expired",
    }
}

words! {
    /// What the session's credential may do (seed 001).
    Scope {
        /// Quote, run challenges, confirm.
        Payment = "payment",
        /// Manage saved methods only.
        Wallet = "wallet",
    }
}

words! {
    /// Which chrome the page draws around the form.
    Layout {
        /// A page of its own.
        Hosted = "hosted",
        /// A frame in the merchant's page.
        Embedded = "embedded",
    }
}

words! {
    /// Whether the method may be kept, and for what (seed 001).
    SetupFutureUsage {
        /// It may not.
        Off = "off",
        /// For payments the payer is present for.
        OnSession = "on_session",
        /// For payments the merchant makes alone.
        OffSession = "off_session",
    }
}

words! {
    /// A billing detail the session asks the payer for (seed 001).
    AvsField {
        /// Name on the card.
        Cardholder = "cardholder",
        /// Postal code.
        Zip = "zip",
        /// Street and number.
        Street = "street",
        /// Apartment, suite, floor.
        Street2 = "street2",
        /// City.
        City = "city",
        /// State, province or county.
        State = "state",
        /// Country, ISO 3166-1 alpha-2.
        Country = "country",
        /// Phone.
        Phone = "phone",
        /// Email.
        Email = "email",
    }
}

words! {
    /// What kind of proof a fraud challenge asks for (seed 003).
    ChallengeType {
        /// A captcha by hCaptcha.
        Hcaptcha = "hcaptcha",
        /// A captcha by Cloudflare.
        Turnstile = "turnstile",
        /// A code sent to a phone.
        Sms = "sms",
        /// A code sent to a mailbox.
        Email = "email",
    }
}

words! {
    /// What a saved method is.
    SavedMethodType {
        /// A card.
        Card = "card",
        /// A US bank account.
        Ach = "ach",
    }
}

words! {
    /// Which kind of US bank account.
    AccountType {
        /// Checking.
        Checking = "checking",
        /// Savings.
        Savings = "savings",
    }
}

words! {
    /// NACHA Standard Entry Class: how the payer gave the authorization (seed 002).
    SecCode {
        /// On the internet.
        Web = "web",
        /// On the telephone.
        Tel = "tel",
        /// In writing.
        Ppd = "ppd",
    }
}

/// The merchant's brand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields))]
#[cfg_attr(feature = "server", serde(default))]
pub struct Branding {
    /// Where the logo is, https.
    #[cfg_attr(feature = "server", schema(format = "uri"))]
    pub logo_url: Option<String>,
    /// `#RRGGBB`.
    #[cfg_attr(feature = "server", schema(pattern = "^#[0-9A-Fa-f]{6}$"))]
    pub accent_color: Option<String>,
    /// The name payers know the merchant by.
    pub merchant_display_name: Option<String>,
}

/// A line of the order, as the browser sees it: the merchant's own `metadata` stays behind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct ConfigLineItem {
    /// What is bought.
    pub description: String,
    /// Price of one.
    pub amount: Cents,
    /// How many.
    pub quantity: Option<i64>,
}

/// A method the customer kept from an earlier session. Sanitized: never a full PAN.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct SavedMethod {
    /// Its identifier; sent as `processor_token` to pay with it (ours).
    pub id: String,
    /// Card or bank account.
    #[cfg_attr(feature = "server", serde(rename = "type"))]
    #[cfg_attr(feature = "server", schema(value_type = SavedMethodType))]
    pub kind: Open<SavedMethodType>,
    /// Visa, mastercard, amex or discover, in any case. Cards only.
    pub brand: Option<String>,
    /// The last four digits.
    pub last4: Option<String>,
    /// Month of expiry, 1 to 12. Cards only.
    pub exp_month: Option<u8>,
    /// Year of expiry, four digits. Cards only.
    pub exp_year: Option<u16>,
    /// Whose it is.
    pub holder_name: Option<String>,
    /// ACH only.
    pub bank_name: Option<String>,
    /// ACH only.
    #[cfg_attr(feature = "server", schema(value_type = Option<AccountType>))]
    pub account_type: Option<Open<AccountType>>,
    /// Whether the customer prefers it.
    pub is_default: Option<bool>,
}

/// A fraud challenge the payer must satisfy before confirm. Browser-safe: `site_key` is public
/// and `delivery_hint` is masked (seed 003).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct Challenge {
    /// What kind of proof is asked for.
    #[cfg_attr(feature = "server", serde(rename = "type"))]
    #[cfg_attr(feature = "server", schema(value_type = ChallengeType))]
    pub kind: Open<ChallengeType>,
    /// Public key, captchas only.
    pub site_key: Option<String>,
    /// Masked destination, e.g. `--1234`. Codes only.
    pub delivery_hint: Option<String>,
    /// Whether a code is on its way already. Codes only.
    pub code_sent: Option<bool>,
}

/// The sanitized session: everything a browser holding the credential may know (seed 000).
///
/// Answer of `GET /v1/hosted-sessions/{id}` and of PATCH.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct SessionConfig {
    /// Which session this is.
    pub session_id: SessionId,
    /// Where it stands.
    #[cfg_attr(feature = "server", schema(value_type = SessionStatus))]
    pub status: Open<SessionStatus>,
    /// What its credential may do.
    #[cfg_attr(feature = "server", schema(value_type = Scope))]
    pub scope: Open<Scope>,
    /// What is to be paid, before any fee. Absent in a wallet session.
    pub amount: Option<Cents>,
    /// ISO 4217 code. Absent in a wallet session.
    pub currency: Option<String>,
    /// What the payment is for.
    pub description: Option<String>,
    /// The order.
    #[cfg_attr(feature = "server", serde(default))]
    pub line_items: Vec<ConfigLineItem>,
    /// The payer's email, where the merchant knows it.
    pub customer_email: Option<String>,
    /// Which chrome to draw.
    #[cfg_attr(feature = "server", schema(value_type = Layout))]
    pub layout: Open<Layout>,
    /// How the payer may pay. Words newer than this build are skipped.
    #[cfg_attr(feature = "server", serde(default))]
    #[cfg_attr(feature = "server", schema(value_type = Vec<Method>))]
    pub allowed_methods: Vec<Open<Method>>,
    /// Whether the method may be kept.
    #[cfg_attr(feature = "server", schema(value_type = SetupFutureUsage))]
    pub setup_future_usage: Open<SetupFutureUsage>,
    /// The merchant's brand for this session.
    pub branding: Option<Branding>,
    /// The name payers know the merchant by, from the account.
    pub merchant_display_name: Option<String>,
    /// A message of the merchant's. HTML allowed, so it is shown through an allow-list.
    pub page_message: Option<String>,
    /// Billing details to ask for.
    #[cfg_attr(feature = "server", serde(default))]
    #[cfg_attr(feature = "server", schema(value_type = Vec<AvsField>))]
    pub required_avs_fields: Vec<Open<AvsField>>,
    /// Methods kept from earlier sessions; only when the session names a customer.
    #[cfg_attr(feature = "server", serde(default))]
    pub saved_methods: Vec<SavedMethod>,
    /// When the session ends, RFC 3339.
    pub expires_at: String,
    /// A challenge to satisfy before confirm; `null` for none.
    pub challenge: Option<Challenge>,
    /// The way back to the merchant (ours: the hosted page needs one).
    pub cancel_url: Option<String>,
    /// The origins of the pages that the session may be embedded in (ours: the frame must know whom it
    /// may tell).
    #[cfg_attr(feature = "server", serde(default))]
    pub embed_origins: Vec<String>,
}

#[cfg(feature = "server")]
pub use server::{
    CreateSession, FraudSignals, LineItem, LockedMethod, MethodBadges, PatchSession, SessionCreated,
};

/// What only the API's side reads or writes.
#[cfg(feature = "server")]
mod server {
    use super::{AvsField, Branding, Layout, Method, Scope, SetupFutureUsage};
    use crate::{Cents, ClientSecret, SessionId};
    use serde::{Deserialize, Deserializer, Serialize};
    use std::collections::BTreeMap;
    use utoipa::ToSchema;

    /// A line of the order, as the merchant's server sends it.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub struct LineItem {
        /// What is bought.
        pub description: String,
        /// Price of one, minor units.
        pub amount: Cents,
        /// How many; 1 if left out.
        #[serde(default = "one")]
        #[schema(minimum = 1, maximum = 100_000)]
        pub quantity: i64,
        /// The merchant's own.
        #[serde(default)]
        pub metadata: BTreeMap<String, String>,
    }

    fn one() -> i64 {
        1
    }

    /// Risk inputs the merchant's server saw at creation. Personal data: stored, never returned.
    #[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields, default)]
    pub struct FraudSignals {
        /// The payer's address.
        pub ip_address: Option<String>,
        /// The payer's browser.
        pub user_agent: Option<String>,
        /// The payer's email.
        #[schema(format = "email")]
        pub email: Option<String>,
        /// Phone for SMS challenges.
        pub phone: Option<String>,
        /// Kind of account at the merchant.
        pub account_type: Option<String>,
        /// Unix milliseconds when the payment form loaded; drives timing validation.
        pub request_timestamp: Option<i64>,
        /// Whether the payer is signed in.
        pub is_authorized: Option<bool>,
        /// Whether the payer is an administrator.
        pub is_admin: Option<bool>,
    }

    impl core::fmt::Debug for FraudSignals {
        fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            formatter.write_str("FraudSignals(<redacted>)")
        }
    }

    /// A label that the merchant puts on some of the customer's methods (docs).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub struct MethodBadges {
        /// What it says.
        pub label: String,
        /// `#RRGGBB`.
        #[schema(pattern = "^#[0-9A-Fa-f]{6}$")]
        pub color: String,
        /// Which methods have it, by their ids.
        pub payment_method_uids: Vec<String>,
    }

    /// A method that the customer may not remove (docs).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub struct LockedMethod {
        /// Which one, by its id.
        pub payment_method_uid: String,
        /// Why, for the customer to read.
        pub reason: String,
    }

    /// Body of `POST /v1/hosted-sessions` (seed 001). Bounds are checked by the
    /// API, not here.
    #[derive(Clone, Serialize, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub struct CreateSession {
        /// Minor units. Required unless `scope` is `wallet`.
        pub amount: Option<Cents>,
        /// ISO 4217. Required unless `scope` is `wallet`.
        pub currency: Option<String>,
        /// What the payment is for.
        pub description: Option<String>,
        /// The order.
        #[serde(default)]
        pub line_items: Vec<LineItem>,
        /// Govifi customer; hydrates saved methods.
        pub customer_id: Option<String>,
        /// The payer's email.
        #[schema(format = "email")]
        pub customer_email: Option<String>,
        /// Where the payer lands after paying. May hold `{CHECKOUT_SESSION_ID}`. Required unless
        /// `scope` is `wallet`.
        #[schema(format = "uri")]
        pub success_url: Option<String>,
        /// Where the payer lands after giving up. Required unless `scope` is `wallet`.
        #[schema(format = "uri")]
        pub cancel_url: Option<String>,
        /// `embedded` if left out.
        pub layout: Option<Layout>,
        /// All that the account has, if left out.
        pub allowed_methods: Option<Vec<Method>>,
        /// `off` if left out.
        pub setup_future_usage: Option<SetupFutureUsage>,
        /// `payment` if left out.
        pub scope: Option<Scope>,
        /// 300 to 86400; 1800 if left out.
        #[schema(minimum = 300, maximum = 86_400)]
        pub expires_in_seconds: Option<i64>,
        /// Overrides the account's brand.
        pub branding: Option<Branding>,
        /// Billing details to ask for.
        #[serde(default)]
        pub required_avs_fields: Vec<AvsField>,
        /// The merchant's own.
        #[serde(default)]
        pub metadata: BTreeMap<String, String>,
        /// Personal data: stored, never returned.
        pub fraud_signals: Option<FraudSignals>,
        /// Labels on saved methods, for `scope` `wallet` only.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub method_badges: Vec<MethodBadges>,
        /// Saved methods that may not be removed, for `scope` `wallet` only.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub locked_payment_methods: Vec<LockedMethod>,
    }

    impl core::fmt::Debug for CreateSession {
        fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            formatter.write_str("CreateSession(<redacted>)")
        }
    }

    /// Answer of `POST /v1/hosted-sessions` (seed 001).
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct SessionCreated {
        /// The new session.
        pub session_id: SessionId,
        /// The browser's credential. Hand it to the payer's browser only.
        #[serde(serialize_with = "ClientSecret::serialize_exposed")]
        #[schema(value_type = String)]
        pub client_secret: ClientSecret,
        /// When the session ends, RFC 3339.
        #[schema(format = "date-time")]
        pub expires_at: String,
        /// Where to send the payer; carries the credential in its fragment, `#cs=…`.
        #[schema(format = "uri")]
        pub hosted_url: String,
        /// What to frame.
        #[schema(format = "uri")]
        pub embed_url: String,
    }

    /// Body of `PATCH /v1/hosted-sessions/{id}` (seed 000), with the merge rules of seed 004:
    /// what is left out stays, an array is replaced whole, `null` clears.
    #[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    pub struct PatchSession {
        /// Left out: stays. `null`: computed from the items. A number: overrides the items.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<Cents>)]
        pub amount: Option<Option<Cents>>,
        /// Left out: stays. `null`: no items. An array: replaces the items whole.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<Vec<LineItem>>)]
        pub line_items: Option<Option<Vec<LineItem>>>,
    }

    /// Tells `null` (`Some(None)`) from a field left out (`None`, by `default`).
    #[expect(clippy::option_option, reason = "three cases: left out, null, a value")]
    fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Option::deserialize(deserializer).map(Some)
    }
}
