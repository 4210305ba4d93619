//! The sandbox's one payment account. Its secrets are public: they open nothing but a sandbox.

use crate::secret::Fingerprint;
use crate::store::accounts::{Account, Settings};
use contract::Cents;

/// The account's `X-Payment-Account-Uid`.
pub const ACCOUNT: &str = "acct_demo";

/// What the merchant's server sends as `Authorization: Bearer …`.
pub const ADMIN_TOKEN: &str = "sandbox_admin_token_for_alder_and_ash";

/// What signs, and verifies, the way back to the merchant.
pub const SIGNING_SECRET: &str = "sandbox_signing_secret_for_alder_and_ash";

/// The settings it starts with: a fee, so that the fee's part of the page is seen.
pub(crate) fn settings() -> Settings {
    Settings {
        allowed_origins: None,
        fee_basis_points: 290,
        fee_fixed: Cents(30),
        merchant_display_name: "Alder & Ash".to_owned(),
        page_message: None,
        rate_limit_per_minute: 600,
        logo_url: None,
        accent_color: None,
    }
}

/// The account.
pub(crate) fn account() -> Account {
    Account {
        uid: ACCOUNT.to_owned(),
        admin_token: Fingerprint::of(ADMIN_TOKEN),
        signing_secret: SIGNING_SECRET.to_owned(),
        settings: settings(),
    }
}
