//! What the browser needs to tokenize with the processor.

use core::fmt;

/// Answer of `GET …/client-config`: the processor and the browser's temporary access to it.
///
/// The path is ours; the shape is from the public documentation.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct ClientConfig {
    /// The processor's name: `zift`.
    pub processor: String,
    /// Access to it.
    pub config: ProcessorConfig,
    /// What it can tokenize: `credit`, `ach`, `apple_pay`.
    #[cfg(feature = "server")]
    #[serde(default)]
    pub supported_methods: Vec<String>,
}

/// Temporary access to the processor, good for ten minutes.
#[derive(Clone)]
#[cfg_attr(feature = "server", derive(serde::Deserialize, serde::Serialize, utoipa::ToSchema))]
pub struct ProcessorConfig {
    /// The merchant's account at the processor.
    #[cfg(feature = "server")]
    pub account_id: String,
    /// The public key of that account.
    #[cfg(feature = "server")]
    pub api_key: String,
    /// The password that goes with a tokenize call.
    pub temporary_password: String,
    /// When it ends, RFC 3339.
    pub expiration_date: String,
}

impl fmt::Debug for ProcessorConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ProcessorConfig(<redacted>)")
    }
}
