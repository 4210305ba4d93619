//! The cells of the ordinary run: every two values of any two factors meet in one of them.

use super::cell::Cell;
use anyhow::{Context, Result};

/// Found by a greedy search, once: 49 would do, the others are charges whose answer was lost. Half
/// of them have no keys.
const PAIRS: [&str; 60] = [
    "after-close before-close error documented",
    "after-close after-close error off",
    "after-close before-reset stale off",
    "before-close after-delay error documented",
    "after-close before-delay error off",
    "after-close before-delay error documented",
    "after-close before-stall ok off",
    "before-close after-status stale documented",
    "after-close before-truncate stale documented",
    "after-close after-garbage stale documented",
    "after-reset after-close ok documented",
    "after-reset after-reset stale documented",
    "after-reset after-delay stale off",
    "after-reset before-stall error off",
    "after-reset before-status ok documented",
    "after-reset before-status stale off",
    "before-reset before-truncate stale off",
    "before-reset before-garbage error documented",
    "after-delay before-close ok documented",
    "before-delay before-reset ok documented",
    "after-delay after-reset error documented",
    "before-delay after-delay stale off",
    "after-delay before-stall error documented",
    "after-delay before-stall error off",
    "before-delay after-status ok off",
    "after-delay after-truncate ok off",
    "after-delay before-garbage ok off",
    "before-stall after-close stale off",
    "after-stall after-close error off",
    "before-stall before-reset error documented",
    "before-stall after-delay error off",
    "before-stall after-stall error documented",
    "after-stall before-status ok off",
    "after-stall after-truncate error off",
    "before-stall before-garbage error documented",
    "after-status before-close stale off",
    "after-status before-close error off",
    "before-status after-reset ok off",
    "after-status before-delay error documented",
    "after-status before-stall ok off",
    "after-status before-stall stale documented",
    "after-status after-status error off",
    "after-status after-status error documented",
    "after-status before-status error documented",
    "after-status before-truncate stale off",
    "before-status after-garbage ok documented",
    "after-truncate before-close stale off",
    "after-truncate before-reset stale documented",
    "after-truncate after-delay ok documented",
    "before-truncate after-stall stale off",
    "before-truncate after-status error off",
    "after-truncate before-truncate error off",
    "before-truncate before-garbage ok documented",
    "after-garbage before-close ok documented",
    "after-garbage after-reset ok documented",
    "after-garbage before-delay error documented",
    "before-garbage after-stall stale off",
    "before-garbage after-status stale documented",
    "after-garbage before-truncate error documented",
    "after-garbage after-garbage ok off",
];

/// The cells.
pub fn pairs() -> Result<Vec<Cell>> {
    let all = Cell::all();
    let of = |name: &str| all.iter().find(|cell| cell.to_string() == name).copied();
    PAIRS.iter().map(|name| of(name).with_context(|| format!("no cell is called {name}"))).collect()
}

/// Every two values of two different factors that meet in a cell.
#[cfg(test)]
fn meetings<'a>(cells: impl IntoIterator<Item = &'a str>) -> std::collections::BTreeSet<String> {
    let mut met = std::collections::BTreeSet::new();
    for cell in cells {
        let values: Vec<_> = cell.split([' ', '-']).enumerate().collect();
        for (one, value) in &values {
            for (other, second) in &values[one + 1..] {
                met.insert(format!("{one} {value} {other} {second}"));
            }
        }
    }
    met
}

#[test]
fn all_pairs_of_values_are_among_them() {
    let all: Vec<_> = Cell::all().iter().map(Cell::to_string).collect();
    let wanted = meetings(all.iter().map(String::as_str));
    let met = meetings(PAIRS);
    let missing: Vec<_> = wanted.difference(&met).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert_eq!(PAIRS.iter().filter(|name| name.ends_with(" off")).count(), PAIRS.len() / 2);
    assert_eq!(pairs().unwrap().len(), PAIRS.len());
}
