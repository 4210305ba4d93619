//! What passes between the checkout's frame and the merchant's page that it is embedded in
//! (contract section 4).
//!
//! The page's half is `embed/`, whose TypeScript types, manifests and reference are generated from
//! here; the frame's half is `src/embed.js` and the app. Nothing typed into a card field, and no
//! code that was sent to a payer, has a place in any of these shapes.
//!
//! # The messages (ours)
//!
//! Between windows, always to an exact origin:
//!
//! | from | message | what |
//! | --- | --- | --- |
//! | frame | `{type: "govifi:hello", protocol}` | it is there; no content. Sent when the frame knows its parent's origin before anything was said |
//! | page | `{type: "govifi:connect", protocol, element, sessionId, clientSecret, look, lang}` and a `MessagePort` | in answer to `hello`, and at the frame's `load`; the first one counts. `look` is `{theme, accent, font, tokens}`; a `theme` of `auto` is told as what the page itself is drawn in (`color-scheme` of the element: `light`, unless the page says that it can be dark) |
//! | frame | `{type: "govifi:event", event, detail}` | to a page that embeds the bare frame, once its origin is known to be registered |
//!
//! Over the port, which nobody else holds:
//!
//! | from | message | what |
//! | --- | --- | --- |
//! | frame | `{type: "welcome", protocol}` | the version both speak |
//! | frame | `{type: "unsupported", protocol}` | the frame does not speak the page's version; its own is `protocol` |
//! | frame | `{type: "ready"}` | something is drawn for the payer: the form, or why there is none |
//! | frame | `{type: "failed"}` | the app did not start, or it broke; the frame says so to the payer |
//! | frame | `{type: "height", height}` | CSS pixels, whole, 0 to [`TALLEST`] |
//! | frame | `{type: "event", event, detail}` | see [`HostEvent`] |
//! | frame | `{type: "answer", id, value}` | what a call came to; see [`Call`] |
//! | page | `{type: "look", look, lang}` | the look changed |
//! | page | `{type: "call", id, call}` | see [`Call`] |
//!
//! A message of another shape, a longer one than [`LONGEST`], or one of an unknown type is ignored.

#[cfg(feature = "typescript")]
pub mod describe;

use crate::word::words;
use crate::{Cents, ChallengeType, Encode, ErrorCode, Method, Object, Scope, SessionStatus, Word};

/// The version of the messages. A page and a frame that share none say so.
pub const PROTOCOL: u32 = 1;

/// The longest message that either side reads, in UTF-16 code units of its JSON.
pub const LONGEST: u32 = 16_384;

/// The tallest frame, in CSS pixels: more is a mistake, or an attempt to cover the page.
pub const TALLEST: u32 = 20_000;

/// How high a card's form is, from which width of the frame on, in CSS pixels: what the page reserves
/// before the frame says how high it is, so that nothing moves. `style/embed.css` holds the frame to
/// it.
pub const RESERVED: [(u32, u32); 3] = [(0, 587), (304, 544), (540, 525)];

words! {
    /// Which element the frame is in.
    Element {
        /// `<govifi-payment>`: pays a session of scope `payment`.
        Payment = "payment",
        /// `<govifi-wallet>`: manages what a customer has saved, in a session of scope `wallet`.
        Wallet = "wallet",
    }
}

words! {
    /// Which colours the frame is drawn in.
    Theme {
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
        /// As the payer's system has it.
        Auto = "auto",
    }
}

words! {
    /// Which typeface the frame is set in.
    Font {
        /// Inter.
        Inter = "inter",
        /// The one of the payer's system.
        System = "system",
        /// Roboto.
        Roboto = "roboto",
    }
}

words! {
    /// What the page may ask of the frame, and what it answers.
    Call {
        /// Do what a press of Pay does: `{started}`. It never agrees to a changed price or to paying
        /// twice, and opens no wallet: there the focus goes to what the payer has to press.
        Submit = "submit",
        /// Read the session again, after the merchant changed it: `{}` once it is read.
        Refresh = "refresh",
        /// Show what is missing or wrong: `{valid, errors}`.
        Validate = "validate",
        /// Move the focus to the first field that needs something: `{}`.
        Focus = "focus",
    }
}

words! {
    /// What keeps the frame from working at all: codes of `payment.error` beside the API's own.
    EmbedError {
        /// Nothing came of the frame in time: blocked, offline, or broken.
        LoadError = "load_error",
        /// The page's loader and the frame speak different versions.
        VersionUnsupported = "version_unsupported",
        /// An attribute is missing or wrong.
        BadConfiguration = "bad_configuration",
    }
}

words! {
    /// What a merchant's page is told. Each has a detail of its own.
    HostEvent {
        /// [`HostReady`]: the session was read, and can be used.
        SessionReady = "session.ready",
        /// [`HostSessionId`]: the session is over without a payment.
        SessionExpired = "session.expired",
        /// [`HostFee`]: the fee was quoted.
        FeeQuote = "feequote",
        /// [`HostMethod`]: another way to pay is chosen.
        MethodChanged = "method.changed",
        /// [`HostValidation`]: the errors on the page changed.
        Validation = "validation",
        /// [`HostSessionId`]: Pay was pressed; before the call. One of `payment.success`,
        /// `payment.error` and `session.expired` follows, or nothing while the outcome is not known.
        PaymentProcessing = "payment.processing",
        /// [`HostReceipt`]: it is paid.
        PaymentSuccess = "payment.success",
        /// [`HostFailure`]: it is not paid, and why.
        PaymentError = "payment.error",
        /// [`HostChallenge`]: the payer is asked for a proof.
        Challenge = "challenge",
        /// [`HostDeleted`]: a saved method is gone.
        WalletDeleted = "walletDeleted",
    }
}

/// The code of a `payment.error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostErrorCode {
    /// As the API said it.
    Api(ErrorCode),
    /// The frame itself.
    Embed(EmbedError),
}

impl HostErrorCode {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api(code) => code.as_str(),
            Self::Embed(code) => code.as_str(),
        }
    }
}

impl From<ErrorCode> for HostErrorCode {
    fn from(code: ErrorCode) -> Self {
        Self::Api(code)
    }
}

/// What a merchant's page may know of a session.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "GovifiSession", optional_fields)
)]
pub struct HostSession<'a> {
    /// Which session it is.
    pub session_id: &'a str,
    /// Where it stands.
    pub status: SessionStatus,
    /// What its credential may do.
    pub scope: Scope,
    /// What is to be paid before any fee, minor units. Absent in a wallet session.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub amount: Option<Cents>,
    /// ISO 4217 code. Absent in a wallet session.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub currency: Option<&'a str>,
    /// The methods that are offered here, in their order.
    pub methods: &'a [Method],
}

/// Detail of `session.ready`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "SessionReadyDetail", optional_fields)
)]
pub struct HostReady<'a> {
    /// The session.
    pub session: HostSession<'a>,
}

/// Detail of `session.expired` and `payment.processing`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "SessionIdDetail", optional_fields)
)]
pub struct HostSessionId<'a> {
    /// Which session it is.
    pub session_id: &'a str,
}

/// Detail of `feequote`: as the API quoted it, minor units.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "FeeQuoteDetail", optional_fields)
)]
pub struct HostFee {
    /// What is paid for.
    pub amount: Cents,
    /// The fee.
    pub convenience_fee: Cents,
    /// Both.
    pub total_amount: Cents,
    /// The method that it was quoted for.
    pub method: Method,
    /// Last four digits, if there is a number.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub last4: Option<String>,
    /// The card's brand, in the contract's words.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub card_type: Option<String>,
}

/// Detail of `method.changed`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "MethodChangedDetail", optional_fields)
)]
pub struct HostMethod {
    /// How the payer would pay.
    pub method: Method,
}

/// Detail of `validation`, and the answer to [`Call::Validate`].
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "ValidationDetail", optional_fields)
)]
pub struct HostValidation {
    /// Whether nothing on the page is missing or wrong.
    pub valid: bool,
    /// The fields that show an error, each with the text that the payer reads. Never what was typed.
    pub errors: HostErrors,
}

/// Texts by the names of their fields.
#[derive(Clone, Debug)]
pub struct HostErrors(pub Vec<(&'static str, String)>);

/// Detail of `payment.success`. For the page to show; goods are sent when the webhook says so.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "PaymentSuccessDetail", optional_fields)
)]
pub struct HostReceipt<'a> {
    /// The session.
    pub session_id: &'a str,
    /// The processor's name for the payment. Absent where the payment was found by the session's
    /// status alone; so are the others.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub transaction_id: Option<&'a str>,
    /// Govifi's name for the payment (`P-…`): the one to record.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub payment_uid: Option<&'a str>,
    /// How it was paid.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub method: Option<Method>,
    /// Last four digits.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub last4: Option<&'a str>,
    /// The card's brand, in the contract's words.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub card_type: Option<&'a str>,
    /// What was charged, minor units, with the fee.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub total_amount: Option<Cents>,
    /// What the method was kept as, if it was.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub saved_method_id: Option<&'a str>,
}

/// Detail of `payment.error`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "PaymentErrorDetail", optional_fields)
)]
pub struct HostFailure<'a> {
    /// For machines.
    pub code: HostErrorCode,
    /// What the payer reads.
    pub message: &'a str,
    /// `true`: the payer can go on here. `false`: it takes a new session.
    pub recoverable: bool,
}

/// Detail of `challenge`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "ChallengeDetail", optional_fields)
)]
pub struct HostChallenge<'a> {
    /// What kind of proof is asked for.
    #[cfg_attr(feature = "server", serde(rename = "type"))]
    pub kind: ChallengeType,
    /// Masked: where a code goes to.
    #[cfg_attr(feature = "server", serde(skip_serializing_if = "Option::is_none"))]
    pub delivery_hint: Option<&'a str>,
}

/// Detail of `walletDeleted`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Serialize))]
#[cfg_attr(feature = "server", serde(rename_all = "camelCase"))]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "WalletDeletedDetail", optional_fields)
)]
pub struct HostDeleted<'a> {
    /// Which method it was.
    pub saved_method_id: &'a str,
}

#[cfg(feature = "server")]
impl serde::Serialize for HostErrorCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "server")]
impl serde::Serialize for HostErrors {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(field, text)| (field, text)))
    }
}

impl Encode for HostSession<'_> {
    fn fields(&self, object: &mut Object) {
        object.text("sessionId", self.session_id);
        object.text("status", self.status.as_str());
        object.text("scope", self.scope.as_str());
        object.cents("amount", self.amount);
        object.optional("currency", self.currency);
        object.words("methods", self.methods);
    }
}

impl Encode for HostReady<'_> {
    fn fields(&self, object: &mut Object) {
        object.object("session", &self.session);
    }
}

impl Encode for HostSessionId<'_> {
    fn fields(&self, object: &mut Object) {
        object.text("sessionId", self.session_id);
    }
}

impl Encode for HostFee {
    fn fields(&self, object: &mut Object) {
        object.cents("amount", Some(self.amount));
        object.cents("convenienceFee", Some(self.convenience_fee));
        object.cents("totalAmount", Some(self.total_amount));
        object.text("method", self.method.as_str());
        object.optional("last4", self.last4.as_deref());
        object.optional("cardType", self.card_type.as_deref());
    }
}

impl Encode for HostMethod {
    fn fields(&self, object: &mut Object) {
        object.text("method", self.method.as_str());
    }
}

impl Encode for HostValidation {
    fn fields(&self, object: &mut Object) {
        object.boolean("valid", self.valid);
        object.object("errors", &self.errors);
    }
}

impl Encode for HostErrors {
    fn fields(&self, object: &mut Object) {
        for (field, message) in &self.0 {
            object.text(field, message);
        }
    }
}

impl Encode for HostReceipt<'_> {
    fn fields(&self, object: &mut Object) {
        object.text("sessionId", self.session_id);
        object.optional("transactionId", self.transaction_id);
        object.optional("paymentUid", self.payment_uid);
        object.optional("method", self.method.map(Word::as_str));
        object.optional("last4", self.last4);
        object.optional("cardType", self.card_type);
        object.cents("totalAmount", self.total_amount);
        object.optional("savedMethodId", self.saved_method_id);
    }
}

impl Encode for HostFailure<'_> {
    fn fields(&self, object: &mut Object) {
        object.text("code", self.code.as_str());
        object.text("message", self.message);
        object.boolean("recoverable", self.recoverable);
    }
}

impl Encode for HostChallenge<'_> {
    fn fields(&self, object: &mut Object) {
        object.text("type", self.kind.as_str());
        object.optional("deliveryHint", self.delivery_hint);
    }
}

impl Encode for HostDeleted<'_> {
    fn fields(&self, object: &mut Object) {
        object.text("savedMethodId", self.saved_method_id);
    }
}
