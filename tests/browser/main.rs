//! The checkout in a real browser, against the real sandbox, under production headers.
//!
//! Run it with `cargo xtask test chromium|firefox|webkit`. Every test has a browser with a new
//! profile and a sandbox of its own, so that tests run beside each other and in any order.
//!
//! Pages are read by what a payer perceives (labels, headings, words of the catalogue), waits are
//! for conditions, and nothing of the browser is patched.

mod access;
mod addresses;
mod apple_pay;
mod bank;
mod captchas;
mod challenges;
mod demo;
mod duplicates;
mod embed;
mod faults;
mod harness;
mod kept;
mod languages;
mod loading;
mod merchant;
mod methods;
mod paying;
mod paypal;
mod receipt;
mod secrets;
mod trouble;
mod typing;
mod wallet;
