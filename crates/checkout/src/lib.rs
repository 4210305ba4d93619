//! The checkout's decisions.
#![allow(missing_docs)]
pub mod form;
pub mod palette;
pub mod redirect;
pub mod rich_text;
pub mod secret;
