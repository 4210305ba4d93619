//! Widgets of the page. A part never imports a screen.

pub mod announcer;
pub mod bank;
pub mod challenge;
pub mod chooser;
pub mod field;
pub mod footer;
pub mod form;
pub mod header;
pub mod notice;
pub mod order;
mod rich_text;
pub mod wallet;
