//! Africa and Oceania.

use crate::row::{Row, ZIP};
use checkout::form::address::{CityKind, PostalKind, RegionKind};

pub(crate) const ROWS: &[Row] = &[
    Row::new("AU", "A/C/SZ")
        .codes("2060", &["9999"])
        .capitals("CS")
        .region(RegionKind::State)
        .city(CityKind::Suburb)
        .postal(PostalKind::Postcode)
        .list(include_str!("../regions/AU.tsv")),
    Row::new("NZ", "A/CZ").codes("6001", &["9999"]).postal(PostalKind::Postcode),
    Row::new("AS", "A/CZ").codes("96799", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("FM", "A/Cz").codes("96941", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("GU", "A/CZ").codes("96910", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("MH", "A/CZ").codes("96960", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("MP", "A/CZ").codes("96950", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("PW", "A/CZ").codes("96940", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("UM", "A/Cz").codes("96898", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("EG", "A/C/s/z").codes("12411", &["99999"]).list(include_str!("../regions/EG.tsv")),
    Row::new("ZA", "A/C/Z").codes("0083", &["9999"]),
    Row::new("NG", "A/Cz/s")
        .codes("930283", &["999999"])
        .capitals("CS")
        .region(RegionKind::State)
        .list(include_str!("../regions/NG.tsv")),
    Row::new("KE", "A/C/z").codes("20100", &["99999"]),
    Row::new("MA", "A/zC").codes("53000", &["99999"]),
    Row::new("TN", "A/zC").codes("1002", &["9999"]),
    Row::new("DZ", "A/zC").codes("40304", &["99999"]),
];
