//! The Americas.

use crate::row::Row;
use checkout::form::address::{PostalKind, RegionKind};

pub(crate) const ROWS: &[Row] = &[
    Row::new("US", "A/CSZ")
        .codes("95014", &["99999", "99999-9999"])
        .capitals("CS")
        .region(RegionKind::State)
        .postal(PostalKind::Zip),
    Row::new("PR", "A/CZ")
        .codes("00930", &["99999", "99999-9999"])
        .capitals("AC")
        .postal(PostalKind::Zip),
    Row::new("CA", "A/CSZ").codes("H3Z 2Y7", &["A9A 9A9"]).capitals("CSZ"),
    Row::new("MX", "A/ZCs")
        .codes("02860", &["99999"])
        .capitals("CSZ")
        .region(RegionKind::State)
        .list(include_str!("../regions/MX.tsv")),
    Row::new("BR", "A/CS/Z")
        .codes("40301-110", &["99999-999"])
        .capitals("CS")
        .region(RegionKind::State)
        .list(include_str!("../regions/BR.tsv")),
    Row::new("AR", "A/zC/s")
        .codes("C1070AAM", &["A9999AAA", "A9999", "9999"])
        .capitals("ACZ")
        .list(include_str!("../regions/AR.tsv")),
    Row::new("CL", "A/zC/s")
        .codes("8340457", &["9999999"])
        .region(RegionKind::Region)
        .list(include_str!("../regions/CL.tsv")),
    Row::new("CO", "A/cSz")
        .codes("111221", &["999999"])
        .region(RegionKind::Department)
        .list(include_str!("../regions/CO.tsv")),
    Row::new("PE", "A/Cz/s")
        .codes("15001", &["99999"])
        .region(RegionKind::Region)
        .list(include_str!("../regions/PE.tsv")),
    Row::new("CR", "A/SC/z").codes("10101", &["99999"]).list(include_str!("../regions/CR.tsv")),
    Row::new("EC", "A/z/C").codes("090105", &["999999"]).capitals("CZ"),
    Row::new("UY", "A/zCs")
        .codes("11600", &["99999"])
        .capitals("CS")
        .region(RegionKind::Department),
    Row::new("DO", "A/zC").codes("11903", &["99999"]),
    Row::new("PA", "A/C/s").capitals("CS"),
];
