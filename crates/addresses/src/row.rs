//! One country, and the document it becomes.

use checkout::form::address::{CityKind, PostalKind, RegionKind};
use serde_json::{Map, Value, json};

/// ZIP codes.
pub(crate) const ZIP: &[&str] = &["99999", "99999-9999"];

/// How addresses are written in one country.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// The fields in order: `A` street, `C` city, `S` region, `Z` postal code, small where one may
    /// be left out, and a stroke before each further row. A row holds two: a phone is no wider. A
    /// list of regions that have two names each has a row of its own.
    pub layout: &'static str,
    /// The fields that are written in capitals.
    pub capitals: &'static str,
    /// What the region is called.
    pub region: RegionKind,
    /// What the place is called.
    pub city: CityKind,
    /// What the postal code is called.
    pub postal: PostalKind,
    /// The shapes of its postal codes (`checkout::form::mask`).
    pub masks: &'static [&'static str],
    /// One of them.
    pub example: &'static str,
    /// Its regions, a line each: code, name, and the name in Latin letters where that is another,
    /// with tabs between. Empty: the payer types it.
    pub regions: &'static str,
}

impl Row {
    /// A country without regions to choose from and without postal codes.
    pub(crate) const fn new(code: &'static str, layout: &'static str) -> Self {
        Self {
            code,
            layout,
            capitals: "",
            region: RegionKind::Province,
            city: CityKind::City,
            postal: PostalKind::PostalCode,
            masks: &[],
            example: "",
            regions: "",
        }
    }

    pub(crate) const fn capitals(mut self, fields: &'static str) -> Self {
        self.capitals = fields;
        self
    }

    pub(crate) const fn city(mut self, kind: CityKind) -> Self {
        self.city = kind;
        self
    }

    pub(crate) const fn region(mut self, kind: RegionKind) -> Self {
        self.region = kind;
        self
    }

    /// Its regions, as a file holds them.
    pub(crate) const fn list(mut self, regions: &'static str) -> Self {
        self.regions = regions;
        self
    }

    /// Its postal codes: an example, and their shapes, the usual one first.
    pub(crate) const fn codes(
        mut self,
        example: &'static str,
        masks: &'static [&'static str],
    ) -> Self {
        self.example = example;
        self.masks = masks;
        self
    }

    pub(crate) const fn postal(mut self, kind: PostalKind) -> Self {
        self.postal = kind;
        self
    }

    /// The document. What is the first of its kind, or empty, is left out.
    pub(crate) fn json(&self) -> Value {
        let mut document = Map::new();
        let mut put = |key: &str, value: Value, is_default: bool| {
            if !is_default {
                document.insert(key.to_owned(), value);
            }
        };
        put("country", json!(self.code), false);
        put("layout", json!(self.layout), false);
        put("capitals", json!(self.capitals), self.capitals.is_empty());
        for (key, kind) in [
            ("region", number(RegionKind::ALL, &self.region)),
            ("city", number(CityKind::ALL, &self.city)),
            ("postal", number(PostalKind::ALL, &self.postal)),
        ] {
            put(key, json!(kind), kind == 0);
        }
        put("masks", json!(self.masks), self.masks.is_empty());
        put("example", json!(self.example), self.example.is_empty());
        let regions = self.regions.lines().map(|line| line.split('\t').collect());
        let regions: Vec<Vec<&str>> = regions.collect();
        put("regions", json!(regions), regions.is_empty());
        Value::Object(document)
    }
}

/// A kind's number in the files. Every kind is in its list.
fn number<T: PartialEq>(all: &[T], kind: &T) -> usize {
    all.iter().position(|known| known == kind).unwrap_or_default()
}
