//! Every word a payer reads.
//!
//! One struct, [`Messages`], with a field per message; one constant of it per language. A message
//! that a language lacks does not compile, and one whose placeholders differ from the English fails
//! the tests. The app carries no language: it downloads [`Words`]. Which message to show is the app's to decide (`src/words`).
//!
//! What this crate does not do: format money or dates, name countries (the browser does both), or
//! choose a plural: the sentences are made so that a number needs none.

mod ar;
mod catalogue;
pub mod embed;
mod en;
mod es;
pub mod fallback;
mod fill;
mod language;

pub use catalogue::{Messages, Words};
pub use fill::fill;
pub use language::{Direction, Language};

#[cfg(test)]
mod tests;
