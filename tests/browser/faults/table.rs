//! `docs/faults.md` is held to the tests and to the catalogue.

use messages::Language;
use messages::embed::embed;
use messages::fallback::fallback;
use std::collections::BTreeSet;

const TABLE: &str = include_str!("../../../docs/faults.md");
const ROWS: [&str; 9] = [
    include_str!("../embed/failures.rs"),
    include_str!("../embed/money.rs"),
    include_str!("../embed/versions.rs"),
    include_str!("rows_answers.rs"),
    include_str!("rows_merchant.rs"),
    include_str!("rows_refusals.rs"),
    include_str!("rows_return.rs"),
    include_str!("rows_session.rs"),
    include_str!("rows_start.rs"),
];
/// What is named where it belongs, and has more to tell than faults.
const OTHERS: [&str; 3] = [
    include_str!("../challenges.rs"),
    include_str!("../captchas.rs"),
    include_str!("../embed/calls.rs"),
];

/// The names of a source's tests.
fn tests(source: &str) -> impl Iterator<Item = &str> {
    let attribute = "#[tokio::test]\nasync fn ";
    source.split(attribute).skip(1).filter_map(|rest| rest.split('(').next())
}

#[test]
fn every_row_names_its_tests_and_every_test_is_named() {
    let rows: BTreeSet<_> = ROWS.iter().flat_map(|source| tests(source)).collect();
    let all = OTHERS.iter().flat_map(|source| tests(source)).chain(rows.iter().copied());
    let all: BTreeSet<_> = all.collect();
    // Names are the code that has no place, no blank and no capital in it.
    let named: BTreeSet<_> = TABLE
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.matches('_').count() > 3)
        .filter(|code| {
            code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
        .collect();
    let unnamed: Vec<_> = rows.difference(&named).collect();
    let unknown: Vec<_> = named.difference(&all).collect();
    assert!(unnamed.is_empty() && unknown.is_empty(), "{unnamed:?} {unknown:?}");
}

#[test]
fn what_the_payer_sees_is_in_the_catalogue() {
    let mut texts = Language::English.messages().texts();
    let page = fallback(Language::English);
    let element = embed(Language::English);
    texts.extend([page.start_heading, page.crash_heading, element.not_loaded, element.again]);
    for quoted in TABLE.split('“').skip(1).filter_map(|rest| rest.split('”').next()) {
        assert!(texts.iter().any(|text| text.contains(quoted)), "no text says {quoted:?}");
    }
}
