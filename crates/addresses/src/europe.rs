//! Europe.

use crate::row::Row;
use checkout::form::address::{CityKind, PostalKind, RegionKind};

/// The units have no C, I, K, M, O and V; the last two are the forces' and a bank's of old.
const BRITISH: &[&str] = &[
    "AA?99? 9[ABDEFGHJLNPQRSTUWXYZ][ABDEFGHJLNPQRSTUWXYZ]",
    "AA?9A 9[ABDEFGHJLNPQRSTUWXYZ][ABDEFGHJLNPQRSTUWXYZ]",
    "BFPO 99?9?9?",
    "GIR 0[A][A]",
];

/// An island with Britain's postcodes.
const fn british(code: &'static str, example: &'static str) -> Row {
    Row::new(code, "A/C/Z")
        .codes(example, BRITISH)
        .capitals("CZ")
        .city(CityKind::TownOrCity)
        .postal(PostalKind::Postcode)
}

pub(crate) const ROWS: &[Row] = &[
    Row::new("GB", "A/C/s/Z")
        .codes("EC1Y 8SY", BRITISH)
        .capitals("CZ")
        .region(RegionKind::County)
        .city(CityKind::TownOrCity)
        .postal(PostalKind::Postcode),
    british("GG", "GY1 1AA"),
    british("IM", "IM2 1AA"),
    british("JE", "JE1 1AA"),
    Row::new("IE", "A/C/sz")
        .codes("D02 AF30", &["A9* ****"])
        .region(RegionKind::County)
        .city(CityKind::TownOrCity)
        .postal(PostalKind::Eircode)
        .list(include_str!("../regions/IE.tsv")),
    Row::new("DE", "A/ZC").codes("26133", &["99999"]),
    Row::new("FR", "A/ZC").codes("33380", &["99999"]).capitals("C"),
    Row::new("ES", "A/ZC/S")
        .codes("28039", &["99999"])
        .capitals("CS")
        .list(include_str!("../regions/ES.tsv")),
    Row::new("IT", "A/ZC/S")
        .codes("00144", &["99999"])
        .capitals("CS")
        .list(include_str!("../regions/IT.tsv")),
    Row::new("NL", "A/ZC").codes("1234 AB", &["9999 AA"]),
    Row::new("BE", "A/ZC").codes("4000", &["9999"]),
    Row::new("AT", "A/ZC").codes("1010", &["9999"]),
    Row::new("CH", "A/ZC").codes("2544", &["9999", "CH-9999"]),
    Row::new("LI", "A/ZC").codes("9496", &["9999", "FL-9999"]),
    Row::new("LU", "A/ZC").codes("4750", &["9999", "L-9999"]),
    Row::new("MC", "A/ZC").codes("98000", &["99999"]),
    Row::new("SE", "A/ZC").codes("114 55", &["999 99", "SE-999 99"]).city(CityKind::TownOrCity),
    Row::new("NO", "A/ZC").codes("0025", &["9999"]).city(CityKind::TownOrCity),
    Row::new("DK", "A/ZC").codes("8660", &["9999", "DK-9999"]),
    Row::new("FI", "A/ZC").codes("00550", &["99999", "FI-99999"]),
    Row::new("IS", "A/zC").codes("320", &["999"]),
    Row::new("PL", "A/ZC").codes("00-950", &["99-999"]),
    Row::new("PT", "A/ZC").codes("2725-079", &["9999-999"]),
    Row::new("CZ", "A/ZC").codes("100 00", &["999 99"]),
    Row::new("SK", "A/ZC").codes("010 01", &["999 99"]),
    Row::new("HU", "C/A/Z").codes("1037", &["9999"]).capitals("AC"),
    Row::new("RO", "A/zC").codes("060274", &["999999"]).capitals("AC"),
    Row::new("GR", "A/ZC").codes("151 24", &["999 99"]),
    Row::new("BG", "A/zC").codes("1000", &["9999"]),
    Row::new("HR", "A/zC").codes("10000", &["99999", "HR-99999"]),
    Row::new("SI", "A/ZC").codes("4000", &["9999", "SI-9999"]),
    Row::new("RS", "A/zC").codes("106314", &["99999", "999999"]),
    Row::new("EE", "A/ZC").codes("69501", &["99999"]),
    Row::new("LV", "A/CZ").codes("LV-1073", &["LV-9999", "9999"]),
    Row::new("LT", "A/ZC").codes("04340", &["99999", "LT-99999"]),
    Row::new("MT", "A/Cz").codes("NXR 01", &["AAA 99", "AAA 9999"]).capitals("CZ"),
    Row::new("CY", "A/zC").codes("2008", &["9999"]),
];
