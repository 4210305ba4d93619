//! What Apple Pay and PayPal need of the API before there is a `processor_token`. All of it ours:
//! the documentation names the methods and no call.

use crate::encode::{Encode, Object};

/// Body of `POST …/apple-pay/session`: Apple's merchant validation. The answer is an object of
/// Apple's, handed to `completeMerchantValidation` as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
#[cfg_attr(feature = "server", serde(deny_unknown_fields))]
pub struct ApplePaySessionRequest {
    /// `validationURL` of Apple's `validatemerchant` event.
    #[cfg_attr(feature = "server", schema(format = "uri"))]
    pub validation_url: String,
}

impl Encode for ApplePaySessionRequest {
    fn fields(&self, object: &mut Object) {
        object.text("validation_url", &self.validation_url);
    }
}

/// Answer of `POST …/paypal/orders`: an order over the session's total with the fee, for PayPal's
/// buttons. Approved by the payer, it is the `processor_token`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct PaypalOrder {
    /// PayPal's name for it.
    pub order_id: String,
}
