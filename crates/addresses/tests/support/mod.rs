//! The documents as the app reads them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a document that is wrong fails its test")]

use addresses::all;
use checkout::form::address::Address;
use checkout::form::country::Country;
use contract::Decode;
use serde_json::Value;

pub fn read(document: &str) -> Option<Address> {
    Address::decode(Some(&serde_json::from_str::<Value>(document).ok()?))
}

pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

pub fn address(code: &str) -> Address {
    let (_, document) = all().find(|(found, _)| *found == country(code)).unwrap();
    read(&document).unwrap_or_else(|| panic!("{code}: {document}"))
}
