//! The Americas.

use crate::row::{Row, ZIP};
use checkout::form::address::{PostalKind, RegionKind};

pub(crate) const ROWS: &[Row] = &[
    Row::new("US", "A/C/SZ")
        .codes("95014", ZIP)
        .capitals("CS")
        .region(RegionKind::State)
        .postal(PostalKind::Zip)
        .list(include_str!("../regions/US.tsv")),
    Row::new("PR", "A/CZ").codes("00930", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("VI", "A/CZ").codes("00802", ZIP).capitals("AC").postal(PostalKind::Zip),
    Row::new("CA", "A/C/SZ")
        // Canada Post uses no D, F, I, O, Q and U, and none begins with W or Z.
        .codes("H3Z 2Y7", &["[ABCEGHJKLMNPRSTVXY]9[ABCEGHJKLMNPRSTVWXYZ] 9[ABCEGHJKLMNPRSTVWXYZ]9"])
        .capitals("CSZ")
        .list(include_str!("../regions/CA.tsv")),
    Row::new("MX", "A/ZC/s")
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
    Row::new("CO", "A/c/Sz")
        .codes("111221", &["999999"])
        .region(RegionKind::Department)
        .list(include_str!("../regions/CO.tsv")),
    Row::new("PE", "A/Cz/s")
        .codes("15001", &["99999"])
        .region(RegionKind::Region)
        .list(include_str!("../regions/PE.tsv")),
    Row::new("CR", "A/SC/z").codes("10101", &["99999"]).list(include_str!("../regions/CR.tsv")),
    Row::new("EC", "A/z/C").codes("090105", &["999999"]).capitals("CZ"),
    Row::new("UY", "A/zC/s")
        .codes("11600", &["99999"])
        .capitals("CS")
        .region(RegionKind::Department),
    Row::new("DO", "A/zC").codes("11903", &["99999"]),
    Row::new("PA", "A/C/s").capitals("CS"),
];
