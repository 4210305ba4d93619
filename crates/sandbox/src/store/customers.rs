//! Customers, and the methods they have kept.

use super::StoreError;
use super::instruments::Instrument;
use crate::secret;
use contract::{SavedMethod, SavedMethodType};
use rusqlite::{OptionalExtension, Row, Transaction};

/// A method that a customer has kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its name: `pm_…`.
    pub id: String,
    /// What it is: a card or a bank account.
    pub instrument: Instrument,
    /// Whose it is.
    pub holder_name: Option<String>,
    /// Where the account is.
    pub bank_name: Option<String>,
    /// Whether the customer prefers it.
    pub is_default: bool,
}

impl Saved {
    /// A new one, for a method that is kept now.
    pub fn new(
        instrument: Instrument,
        holder_name: Option<String>,
        bank_name: Option<String>,
    ) -> Self {
        let id = ["pm_", &secret::random(20)].concat();
        Self { id, instrument, holder_name, bank_name, is_default: false }
    }

    /// As a browser may see it. `None`: a wallet, which is never kept.
    pub fn shown(self) -> Option<SavedMethod> {
        let none = SavedMethod {
            id: self.id,
            kind: SavedMethodType::Card.into(),
            brand: None,
            last4: None,
            exp_month: None,
            exp_year: None,
            holder_name: self.holder_name,
            bank_name: None,
            account_type: None,
            is_default: Some(self.is_default),
        };
        match self.instrument {
            Instrument::Card(card) => Some(SavedMethod {
                brand: Some(card.brand),
                last4: Some(card.last4),
                exp_month: Some(card.exp_month),
                exp_year: Some(card.exp_year),
                ..none
            }),
            Instrument::Bank(bank) => Some(SavedMethod {
                kind: SavedMethodType::Ach.into(),
                last4: Some(bank.last4),
                bank_name: self.bank_name,
                account_type: Some(bank.account_type.into()),
                ..none
            }),
            Instrument::ApplePay(_) | Instrument::Paypal(_) => None,
        }
    }
}

/// Adds a customer without methods. `false`: there is one.
pub fn add(tx: &Transaction<'_>, account: &str, id: &str) -> Result<bool, StoreError> {
    let sql = "INSERT INTO customers (account, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, (account, id))? > 0)
}

/// A customer's methods: the default first, then the newest.
pub fn list(tx: &Transaction<'_>, account: &str, customer: &str) -> Result<Vec<Saved>, StoreError> {
    let mut statement = tx.prepare(
        "SELECT id, instrument, holder_name, bank_name, is_default FROM saved_methods
         WHERE account = ?1 AND customer = ?2 ORDER BY is_default DESC, position",
    )?;
    let rows = statement.query_map((account, customer), columns)?;
    rows.map(|row| read(row?)).collect()
}

/// Finds one of a customer's methods.
pub fn find(
    tx: &Transaction<'_>,
    account: &str,
    customer: &str,
    id: &str,
) -> Result<Option<Saved>, StoreError> {
    let sql = "SELECT id, instrument, holder_name, bank_name, is_default FROM saved_methods
               WHERE account = ?1 AND customer = ?2 AND id = ?3";
    let row = tx.query_row(sql, (account, customer, id), columns).optional()?;
    row.map(read).transpose()
}

/// Keeps a method, and says under which name. What is there already stays as it is; a customer's
/// first one is the default.
pub fn keep(
    tx: &Transaction<'_>,
    account: &str,
    customer: &str,
    method: Saved,
) -> Result<String, StoreError> {
    let all = list(tx, account, customer)?;
    if let Some(same) = all.iter().find(|saved| saved.instrument == method.instrument) {
        return Ok(same.id.clone());
    }
    let first: Option<i64> = tx.query_row(
        "SELECT min(position) FROM saved_methods WHERE account = ?1 AND customer = ?2",
        (account, customer),
        |row| row.get(0),
    )?;
    let method = Saved { is_default: all.is_empty(), ..method };
    insert(tx, account, customer, first.unwrap_or(0) - 1, &method)?;
    Ok(method.id)
}

/// Takes a method away. When it was the default, the newest that is left takes its place.
pub fn remove(
    tx: &Transaction<'_>,
    account: &str,
    customer: &str,
    id: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM saved_methods WHERE account = ?1 AND customer = ?2 AND id = ?3";
    tx.execute(sql, (account, customer, id))?;
    let left = list(tx, account, customer)?;
    match left.first().filter(|first| !first.is_default) {
        Some(first) => set_default(tx, account, customer, &first.id),
        None => Ok(()),
    }
}

/// Makes a method the default, if the customer has it.
pub fn set_default(
    tx: &Transaction<'_>,
    account: &str,
    customer: &str,
    id: &str,
) -> Result<(), StoreError> {
    if find(tx, account, customer, id)?.is_some() {
        let sql = "UPDATE saved_methods SET is_default = (id = ?3)
                   WHERE account = ?1 AND customer = ?2";
        tx.execute(sql, (account, customer, id))?;
    }
    Ok(())
}

/// Gives a customer these methods, in this order, in the place of all that are there. Makes the
/// customer where there is none. `false`: one of the names is another customer's; nothing is changed.
pub fn replace(
    tx: &Transaction<'_>,
    account: &str,
    customer: &str,
    methods: &[Saved],
) -> Result<bool, StoreError> {
    for method in methods {
        let taken = tx.query_row(
            "SELECT EXISTS (SELECT 1 FROM saved_methods
                WHERE id = ?1 AND NOT (account = ?2 AND customer = ?3))",
            (&method.id, account, customer),
            |row| row.get(0),
        )?;
        if taken {
            return Ok(false);
        }
    }
    add(tx, account, customer)?;
    let here = (account, customer);
    tx.execute("DELETE FROM saved_methods WHERE account = ?1 AND customer = ?2", here)?;
    for (method, position) in methods.iter().zip(0..) {
        insert(tx, account, customer, position, method)?;
    }
    Ok(true)
}

fn insert(
    tx: &Transaction<'_>,
    account: &str,
    customer: &str,
    position: i64,
    method: &Saved,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO saved_methods
            (id, account, customer, position, is_default, instrument, holder_name, bank_name)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            &method.id,
            account,
            customer,
            position,
            method.is_default,
            serde_json::to_string(&method.instrument)?,
            &method.holder_name,
            &method.bank_name,
        ),
    )?;
    Ok(())
}

/// The columns, with the instrument as it is written.
type Columns = (String, String, Option<String>, Option<String>, bool);

fn columns(row: &Row<'_>) -> rusqlite::Result<Columns> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn read(
    (id, instrument, holder_name, bank_name, is_default): Columns,
) -> Result<Saved, StoreError> {
    let instrument = serde_json::from_str(&instrument)?;
    Ok(Saved { id, instrument, holder_name, bank_name, is_default })
}
