//! How countries write addresses, as data: fields and their order, what is needed, what things are
//! called, lists of regions, shapes of postal codes.
//!
//! A payer needs one country of these, so none is in the wasm: [`all`] gives a small JSON document
//! for each, written beside the app (`xtask`) and fetched when that country is chosen. What reads
//! them is `checkout::form::address::Address`.
//!
//! # Sources
//! The facts are those of Google's libaddressinput (address formats, required fields, capitals,
//! names of kinds, postal patterns reduced to masks), whose data is published under CC BY 4.0, and
//! for codes and names of regions ISO 3166-2. Formats are the ones for Latin letters where there
//! are two, in rows of two fields at most. 94 countries have a row each; of the others, `elsewhere`
//! knows what is needed and what the region is called. Written down by hand, as of November 2026;
//! what differs is said at its place:
//!
//! - Neighbourhoods and districts below the city have no field: the wire has none. They belong in
//!   the second street line.
//! - Lists are left out where they changed of late and addresses on file still hold the old names:
//!   Viet Nam's (63 provinces became 34 in July 2025). Italy's has Sardinia's provinces of before
//!   and after 2016. China's is without Hong Kong, Macao and Taiwan, which are countries here.
//! - Hong Kong's areas have no ISO codes; theirs are ours.
//! - A postal code that libaddressinput does not require is never required; its shape is a hint.
//!
//! # What this crate does not do
//! It judges nothing and is never in the wasm.

mod africa_and_oceania;
mod americas;
mod asia;
mod elsewhere;
mod europe;
mod row;

use checkout::form::country::Country;
pub use elsewhere::{has_postal_code, requires_postal_code};
pub use row::Row;

/// Every country that has a row of its own, by continent.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    let continents = [europe::ROWS, americas::ROWS, asia::ROWS, africa_and_oceania::ROWS];
    continents.into_iter().flatten()
}

/// Every country of ISO 3166-1 and its JSON document. The same input gives the same bytes.
pub fn all() -> impl Iterator<Item = (Country, String)> {
    let rows = rows().copied().chain(elsewhere::rows());
    rows.filter_map(|row| Some((Country::parse(row.code)?, row.json().to_string())))
}
