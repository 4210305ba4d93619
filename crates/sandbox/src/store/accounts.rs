//! The payment account: one, the demo's, seeded when missing.

use super::StoreError;
use crate::app::Origins;
use crate::demo;
use crate::fees::{self, FeeRule};
use crate::secret::Fingerprint;
use contract::{Cents, Method};
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
    /// What a session can be paid with that does not say so itself.
    pub methods: Vec<Method>,
    /// The fee's proportional part where no rule is for it, hundredths of a percent of the amount.
    pub fee_basis_points: u32,
    /// The fee's fixed part where no rule is for it, minor units of the session's currency.
    pub fee_fixed: Cents,
    /// The fees of methods and brands that have their own.
    pub fee_rules: Vec<FeeRule>,
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
    /// Where webhooks are sent to. `None`: the demo shop. Empty: nowhere.
    pub webhook_url: Option<String>,
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

    /// Whether anybody is told of its sessions.
    pub fn hears_webhooks(&self) -> bool {
        self.webhook_url.as_deref() != Some("")
    }

    /// Where webhooks are sent to, if anywhere.
    pub fn webhook_url(&self, origins: &Origins) -> Option<String> {
        let shop = || format!("{}/webhooks", origins.shop);
        self.hears_webhooks().then(|| self.webhook_url.clone().unwrap_or_else(shop))
    }

    /// What a payment of `amount` by this method and brand costs on top.
    pub fn fee(&self, method: Method, brand: Option<&str>, amount: Cents) -> Cents {
        fees::rule(&self.fee_rules, method, brand).map_or_else(
            || fees::fee(self.fee_basis_points, self.fee_fixed, amount),
            |rule| rule.fee(amount),
        )
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
    fn what_has_no_rule_costs_what_cards_do() {
        let fee = |method, brand| demo::settings().fee(method, brand, Cents(10_000));
        assert_eq!(fee(Method::Card, Some("visa")), Cents(320));
        assert_eq!(fee(Method::Card, Some("amex")), Cents(380));
        assert_eq!(fee(Method::Ach, None), Cents(80));
        let plain = Settings { fee_rules: Vec::new(), ..demo::settings() };
        assert_eq!(plain.fee(Method::Ach, None, Cents(10_000)), Cents(320));
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
