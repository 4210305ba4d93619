//! The payment account: one, the demo's, seeded when missing.

use super::StoreError;
use crate::demo;
use crate::secret::Fingerprint;
use contract::Cents;
use rusqlite::{OptionalExtension, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// What the account's owner has set. Kept in the database; `PUT /sandbox/account` changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Origins whose pages may use session credentials. `None`: the checkout's own.
    pub allowed_origins: Option<Vec<String>>,
    /// The fee's proportional part, hundredths of a percent of the amount.
    pub fee_basis_points: u32,
    /// The fee's fixed part, minor units of the session's currency.
    pub fee_fixed: Cents,
    /// The name payers know the merchant by.
    pub merchant_display_name: String,
    /// A message for the payer, HTML.
    pub page_message: Option<String>,
    /// Requests per minute and credential.
    pub rate_limit_per_minute: u32,
    /// The logo.
    pub logo_url: Option<String>,
    /// `#RRGGBB`.
    pub accent_color: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        demo::settings()
    }
}

impl Settings {
    /// The settings with the fields of `change` put over them; `null` is the default again. Fails
    /// on a field that is no setting, or of the wrong type.
    pub fn patched(&self, change: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let mut all = serde_json::to_value(self)?;
        let default = serde_json::to_value(Self::default())?;
        for (name, value) in change {
            let value = match value {
                Value::Null => default.get(&name).cloned().unwrap_or_default(),
                value => value,
            };
            if let Some(all) = all.as_object_mut() {
                all.insert(name, value);
            }
        }
        serde_json::from_value(all)
    }

    /// What a payment of `amount` costs on top, in minor units, rounded half up. All in integers.
    pub fn fee(&self, amount: Cents) -> Cents {
        let share = (i128::from(amount.0) * i128::from(self.fee_basis_points) + 5_000) / 10_000;
        Cents(i64::try_from(share).unwrap_or(i64::MAX).saturating_add(self.fee_fixed.0))
    }
}

/// A payment account.
#[derive(Clone)]
pub struct Account {
    /// Its name on the wire.
    pub uid: String,
    /// Hash of the token that its servers hold.
    pub admin_token: Fingerprint,
    /// Key of the signatures.
    pub signing_secret: String,
    /// What its owner has set.
    pub settings: Settings,
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Account").field("uid", &self.uid).finish_non_exhaustive()
    }
}

/// Finds an account.
pub fn find(tx: &Transaction<'_>, uid: &str) -> Result<Option<Account>, StoreError> {
    let row = tx
        .query_row(
            "SELECT admin_token, signing_secret, settings FROM accounts WHERE uid = ?1",
            [uid],
            |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?)),
        )
        .optional()?;
    let Some((admin_token, signing_secret, settings)) = row else { return Ok(None) };
    let settings = serde_json::from_str(&settings)?;
    Ok(Some(Account { uid: uid.to_owned(), admin_token, signing_secret, settings }))
}

/// Adds the account unless it is there.
pub fn seed(tx: &Transaction<'_>, account: &Account) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO accounts (uid, admin_token, signing_secret, settings) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        (
            &account.uid,
            account.admin_token,
            &account.signing_secret,
            serde_json::to_string(&account.settings)?,
        ),
    )?;
    Ok(())
}

/// Replaces the account's settings.
pub fn set(tx: &Transaction<'_>, uid: &str, settings: &Settings) -> Result<(), StoreError> {
    let settings = serde_json::to_string(settings)?;
    tx.execute("UPDATE accounts SET settings = ?2 WHERE uid = ?1", (uid, settings))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_rounded_half_up() {
        let with = |fee_basis_points, fixed| Settings {
            fee_basis_points,
            fee_fixed: Cents(fixed),
            ..demo::settings()
        };
        assert_eq!(with(290, 30).fee(Cents(10_000)), Cents(320));
        // 14650 × 2.9 % = 424.85
        assert_eq!(with(290, 0).fee(Cents(14_650)), Cents(425));
        // 50 × 1 % = 0.5
        assert_eq!(with(100, 0).fee(Cents(50)), Cents(1));
        assert_eq!(with(100, 0).fee(Cents(49)), Cents(0));
        assert_eq!(with(0, 0).fee(Cents(i64::MAX)), Cents(0));
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let patch =
            |settings: &Settings, text| settings.patched(serde_json::from_str(text).unwrap());
        let first = demo::settings();
        let set = patch(&first, r#"{"fee_basis_points":0,"page_message":"<b>x</b>"}"#).unwrap();
        assert_eq!((set.fee_basis_points, set.fee_fixed), (0, first.fee_fixed));
        assert_eq!(set.page_message.as_deref(), Some("<b>x</b>"));
        let back = patch(&set, r#"{"fee_basis_points":null,"page_message":null}"#).unwrap();
        assert_eq!(back, first);
        for wrong in [r#"{"fee":1}"#, r#"{"fee":null}"#, r#"{"fee_fixed":"1"}"#] {
            assert!(patch(&first, wrong).is_err(), "{wrong}");
        }
    }
}
