//! SQLite: a few connections, short transactions, one file (or none).
//!
//! Writing transactions are `BEGIN IMMEDIATE`: whoever checks and then charges holds the write
//! lock in between, so two confirms cannot both find a session unpaid. In memory the connections
//! share one database through SQLite's `memdb`, so that tests meet the same locks.
//!
//! # What this module does not do
//! It decides nothing. Queries live in one file per table; rules live with the endpoints.

pub mod accounts;
pub mod charges;
pub mod customers;
pub mod instruments;
pub mod paypal;
mod pool;
pub mod quotes;
pub mod results;
pub mod sessions;
pub mod tokens;
pub mod webhooks;

pub use pool::{Store, StoreError};

use std::path::PathBuf;

/// Where the state lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In a file, which is created if missing, with its folder. Survives a restart.
    File(PathBuf),
    /// In memory, gone at the end.
    Memory,
}
