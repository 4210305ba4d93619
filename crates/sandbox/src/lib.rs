//! A Govifi to build against: the hosted-session API on SQLite, the processor's tokenize call, the
//! static hosts with production's headers, the captcha vendors and a demo shop. Six servers, six
//! origins.
//!
//! Faithful where the seeds speak; every choice beyond them is marked *ours* where it is made.
//!
//! # Where to start
//! `api` has one file per endpoint; `api::confirm` is the one that must not fail. `error` has the
//! table of refusals, `store` the tables, `statics` what production hosting must send, `shop` what
//! a merchant's server does. What goes wrong on request: `faults` (with `wire` for the sockets),
//! `keys`, `challenges`; `control` is how it is asked for. `webhooks` tells the merchant.
//!
//! # What this crate does not do
//! It moves no money and keeps no card. Its one account's secrets are public ([`demo`]).

mod api;
mod app;
mod apple_pay;
mod avs;
mod challenges;
mod clock;
mod control;
pub mod demo;
mod error;
mod faults;
mod fees;
mod keys;
mod limit;
mod observe;
pub mod openapi;
mod options;
mod outcome;
mod per_session;
mod running;
mod secret;
mod shop;
mod sightings;
mod signature;
mod statics;
mod store;
mod testbank;
mod testcard;
pub mod vectors;
mod vendors;
mod webhooks;
mod wire;
mod zift;

pub use app::Origins;
pub use options::{Options, Ports};
pub use running::{Running, StartError, start};
pub use store::{Storage, StoreError};
