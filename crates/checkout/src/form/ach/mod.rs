//! A bank account in the United States, to be debited by ACH: its two numbers, judged as they are
//! typed, and both found in what is pasted.
//!
//! Sources: the check digit and the ranges of routing numbers as `security-and-faults.md` 5.3 sums
//! them up; the length of an account number by NACHA's field of 17 characters. Whether the account
//! exists, only its bank knows. No names of banks: there is no list of them that is small, public
//! and current.

pub mod account;
pub mod cheque;
pub mod routing;

use super::digits::Typed;
use super::{Fault, Rewritten};

/// The longest account number (NACHA's DFI account number field).
const LONGEST: usize = 17;

/// Keeps the digits, and the caret among them. Nothing is put between digits, so nothing but
/// digits can be deleted.
fn digits_only(raw: &str, caret: usize) -> Rewritten {
    let mut typed = Typed::read(raw, caret);
    typed.limit(LONGEST);
    let mut text = String::with_capacity(LONGEST);
    text.push_str(&typed.digits);
    Rewritten { text, caret: typed.left }
}

#[cfg(test)]
mod tests;
