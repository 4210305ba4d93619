//! A customer's saved methods, as a session of `scope: wallet` reads and changes them.
//!
//! The documentation names the four calls and their bodies. Ours: what a method in the list carries
//! beside itself (`badges`, `locked`), and that adding takes an `Idempotency-Key`, so that a lost
//! answer cannot keep a method twice.

use crate::encode::{Encode, Object};
use crate::{BillingDetails, Method, Open, PaymentMethodDetails, SavedMethod, Word};
use core::fmt;

/// A label that the merchant puts on a method.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct MethodBadge {
    /// What it says.
    pub label: String,
    /// `#RRGGBB`.
    #[cfg_attr(feature = "server", schema(pattern = "^#[0-9A-Fa-f]{6}$"))]
    pub color: String,
}

/// A saved method in the wallet's list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct WalletMethod {
    /// The method itself.
    #[cfg_attr(feature = "server", serde(flatten))]
    pub method: SavedMethod,
    /// The merchant's labels on it (ours).
    #[cfg_attr(feature = "server", serde(default))]
    pub badges: Vec<MethodBadge>,
    /// Why it cannot be removed, in the merchant's words; `null`: it can (ours).
    pub locked: Option<String>,
}

/// Answer of `GET …/payment-methods`: the default first, then the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct PaymentMethods {
    /// What the customer has kept.
    #[cfg_attr(feature = "server", serde(default))]
    pub methods: Vec<WalletMethod>,
    /// What can be added. Words newer than this build are skipped.
    #[cfg_attr(feature = "server", serde(default))]
    #[cfg_attr(feature = "server", schema(value_type = Vec<Method>))]
    pub allowed_methods: Vec<Open<Method>>,
}

/// Body of `POST …/payment-methods`. The answer is the method that was kept.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields))]
pub struct AddPaymentMethod {
    /// From the processor.
    pub processor_token: String,
    /// `card` or `ach`.
    pub method: Method,
    /// What may be told of it beside its token.
    pub payment_method: PaymentMethodDetails,
    /// What the payer typed about themselves.
    pub billing_details: Option<BillingDetails>,
}

impl fmt::Debug for AddPaymentMethod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AddPaymentMethod(<redacted>)")
    }
}

impl Encode for AddPaymentMethod {
    fn fields(&self, object: &mut Object) {
        object.text("processor_token", &self.processor_token);
        object.text("method", self.method.as_str());
        object.object("payment_method", &self.payment_method);
        if let Some(billing) = &self.billing_details {
            object.object("billing_details", billing);
        }
    }
}
