//! Asia, with the Middle East and Turkey.

use crate::row::Row;
use checkout::form::address::{CityKind, PostalKind, RegionKind};

pub(crate) const ROWS: &[Row] = &[
    Row::new("JP", "A/C/S/Z")
        .codes("154-0023", &["999-9999"])
        .capitals("S")
        .region(RegionKind::Prefecture)
        .list(include_str!("../regions/JP.tsv")),
    Row::new("KR", "A/C/S/Z")
        .codes("03051", &["99999"])
        .capitals("Z")
        .region(RegionKind::ProvinceOrCity)
        .list(include_str!("../regions/KR.tsv")),
    Row::new("CN", "A/C/S/Z")
        .codes("266033", &["999999"])
        .capitals("S")
        .list(include_str!("../regions/CN.tsv")),
    Row::new("TW", "A/C/S/Z")
        .codes("104", &["999", "99999", "999999"])
        .region(RegionKind::County)
        .list(include_str!("../regions/TW.tsv")),
    Row::new("HK", "A/c/S")
        .capitals("S")
        .region(RegionKind::Area)
        .city(CityKind::District)
        .list(include_str!("../regions/HK.tsv")),
    Row::new("MO", "A"),
    Row::new("SG", "A/Z").codes("546080", &["999999"]),
    Row::new("MY", "A/ZC/s")
        .codes("43000", &["99999"])
        .capitals("CS")
        .region(RegionKind::State)
        .list(include_str!("../regions/MY.tsv")),
    Row::new("TH", "A/C/s/z")
        .codes("10150", &["99999"])
        .capitals("S")
        .list(include_str!("../regions/TH.tsv")),
    Row::new("ID", "A/c/Sz").codes("40115", &["99999"]).list(include_str!("../regions/ID.tsv")),
    Row::new("PH", "A/C/zs").codes("1008", &["9999"]).list(include_str!("../regions/PH.tsv")),
    Row::new("VN", "A/C/sz").codes("70010", &["99999", "999999"]),
    Row::new("IN", "A/CZ/S")
        .codes("110034", &["999999"])
        .region(RegionKind::State)
        .postal(PostalKind::Pin)
        .list(include_str!("../regions/IN.tsv")),
    Row::new("PK", "A/Cz").codes("44000", &["99999"]),
    Row::new("BD", "A/Cz").codes("1340", &["9999"]),
    Row::new("LK", "A/C/z").codes("20000", &["99999"]),
    Row::new("NP", "A/Cz").codes("44601", &["99999"]),
    Row::new("AE", "A/S").region(RegionKind::Emirate).list(include_str!("../regions/AE.tsv")),
    Row::new("SA", "A/Cz").codes("11564", &["99999", "99999-9999"]),
    Row::new("QA", "A/C").capitals("AC"),
    Row::new("KW", "A/zC").codes("54541", &["99999"]),
    Row::new("BH", "A/Cz").codes("317", &["999", "9999"]),
    Row::new("OM", "A/z/C").codes("133", &["999"]),
    Row::new("JO", "A/Cz").codes("11937", &["99999"]),
    Row::new("IL", "A/Cz").codes("9614303", &["9999999", "99999"]),
    Row::new("TR", "A/ZC/s")
        .codes("01960", &["99999"])
        .city(CityKind::District)
        .list(include_str!("../regions/TR.tsv")),
];
