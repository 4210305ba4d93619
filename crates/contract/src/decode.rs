//! Reads responses out of parsed JSON.
//!
//! The browser parses JSON by itself; what is left is to look at the values. Doing that by hand
//! instead of by serde and serde-wasm-bindgen saves the payer 9 kB of 95 (measured on the whole
//! page), most of it error messages that nobody reads: an answer that cannot be read is
//! `Malformed`, whatever is wrong with it. `tests/agree.rs` holds every type to what serde writes
//! and reads.

use crate::{
    ApiError, Branding, Cents, Challenge, ClientConfig, ConfigLineItem, ConfirmResult, FeeQuote,
    MethodBadge, Open, PaymentMethods, PaypalOrder, ProcessorConfig, SavedMethod, SessionConfig,
    SessionId, WalletMethod, Word,
};

/// A parsed JSON value: JavaScript's in the app, `serde_json`'s in the tests.
pub trait Json: Sized {
    /// Whether it is an object, and no array.
    fn is_object(&self) -> bool;
    /// An object's field; `None` if it is absent or `null`.
    fn get(&self, key: &str) -> Option<Self>;
    /// A text.
    fn text(&self) -> Option<String>;
    /// A whole number that is exact.
    fn integer(&self) -> Option<i64>;
    /// A truth value.
    fn boolean(&self) -> Option<bool>;
    /// An array's items.
    fn items(&self) -> Option<Vec<Self>>;
}

/// `serde_json`'s values in the place of JavaScript's: what tests and tools read with.
#[cfg(feature = "server")]
impl Json for serde_json::Value {
    fn is_object(&self) -> bool {
        Self::is_object(self)
    }
    fn get(&self, key: &str) -> Option<Self> {
        Self::get(self, key).filter(|value| !value.is_null()).cloned()
    }
    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }
    fn integer(&self) -> Option<i64> {
        self.as_i64()
    }
    fn boolean(&self) -> Option<bool> {
        self.as_bool()
    }
    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
}

/// What can be read. Unknown fields are ignored; a field of the wrong kind fails the whole.
pub trait Decode: Sized {
    /// Reads a field, or its absence. `None`: it is not what the contract says.
    fn decode(json: Option<&impl Json>) -> Option<Self>;
}

impl Decode for String {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        json?.text()
    }
}

impl Decode for bool {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        json?.boolean()
    }
}

impl Decode for i64 {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        json?.integer()
    }
}

impl Decode for u8 {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        json?.integer()?.try_into().ok()
    }
}

impl Decode for u16 {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        json?.integer()?.try_into().ok()
    }
}

impl Decode for Cents {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        json?.integer().map(Self)
    }
}

impl Decode for SessionId {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        Self::parse(&json?.text()?).ok()
    }
}

impl<T: Word> Decode for Open<T> {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        Some(T::from_word(&json?.text()?).map_or(Self::Unknown, Self::Known))
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        match json {
            None => Some(None),
            Some(_) => T::decode(json).map(Some),
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        // By hand: `collect` into an `Option` is twice the code, for each kind of list.
        let items = json.map_or(Some(Vec::new()), Json::items)?;
        let mut list = Self::with_capacity(items.len());
        for item in &items {
            list.push(T::decode(Some(item))?);
        }
        Some(list)
    }
}

// Once for each kind of field, not once for each field.
#[inline(never)]
fn field<T: Decode>(json: &impl Json, key: &str) -> Option<T> {
    T::decode(json.get(key).as_ref())
}

/// Reads a struct field by field; the name on the wire is the field's, or the one in brackets.
macro_rules! decode {
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    ($($name:ident { $($(#[$cfg:meta])? $field:ident $([$key:literal])?,)+ })+) => { $(
        impl Decode for $name {
            fn decode(json: Option<&impl Json>) -> Option<Self> {
                let json = json.filter(|json| json.is_object())?;
                $($(#[$cfg])? let $field = field(json, decode!(@key $field $($key)?));)+
                // Judged once all are read: a way out after each would drop all before it.
                $($(#[$cfg])? $field.as_ref()?;)+
                Some(Self { $($(#[$cfg])? $field: $field?,)+ })
            }
        }
    )+ };
}

// The server's half of a response (`cfg`) the app does not read, so it does not carry it.
decode! {
    ApiError { code, message, recoverable, request_id, }
    Branding { logo_url, accent_color, merchant_display_name, }
    ConfigLineItem { description, amount, quantity, }
    SavedMethod {
        id, kind["type"], brand, last4, exp_month, exp_year, holder_name, bank_name, account_type,
        is_default,
    }
    MethodBadge { label, color, }
    PaymentMethods { methods, allowed_methods, }
    Challenge { kind["type"], site_key, delivery_hint, code_sent, }
    SessionConfig {
        session_id, status, scope, amount, currency, description, line_items, customer_email,
        layout, allowed_methods, setup_future_usage, branding, merchant_display_name,
        page_message, required_avs_fields, saved_methods, expires_at,
        challenge, cancel_url, embed_origins,
    }
    FeeQuote {
        amount, convenience_fee, total_amount, #[cfg(feature = "server")] method,
        #[cfg(feature = "server")] last4, #[cfg(feature = "server")] card_type,
    }
    ConfirmResult {
        status, #[cfg(feature = "server")] session_id, transaction_id,
        payment_uid, #[cfg(feature = "server")] amount,
        #[cfg(feature = "server")] convenience_fee, total_amount,
        method, last4, card_type, saved_method_id, #[cfg(feature = "server")] receipt_url,
        redirect_url, #[cfg(feature = "server")] signature,
    }
    PaypalOrder { order_id, }
    ProcessorConfig {
        #[cfg(feature = "server")] account_id, #[cfg(feature = "server")] api_key,
        temporary_password, expiration_date,
    }
    ClientConfig { processor, config, #[cfg(feature = "server")] supported_methods, }
}

impl Decode for WalletMethod {
    fn decode(json: Option<&impl Json>) -> Option<Self> {
        // The method's fields stand beside its badges and its lock.
        let (method, json) = (SavedMethod::decode(json)?, json?);
        Some(Self { method, badges: field(json, "badges")?, locked: field(json, "locked")? })
    }
}
