//! The sandbox from the outside: over real HTTP, as the checkout, a merchant's server and a test
//! meet it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod ach;
mod avs;
mod challenges;
mod confirm;
mod credentials;
mod customers;
mod documents;
mod duplicates;
mod embeds;
mod faults;
mod fees;
mod host;
mod idempotency;
mod loader;
mod logs;
mod payment_methods;
mod processor;
mod requests;
mod sessions;
mod shop;
mod stage;
mod vendors;
mod wallets;
mod webhooks;
