//! What to pay with here, and what comes of it.

use crate::avs::TEST_POSTCODES;
use crate::outcome::Outcome;
use crate::testbank::{TEST_ACCOUNTS, TEST_ROUTING};
use crate::testcard::TEST_CARDS;
use contract::AvsField;
use maud::{Markup, html};

/// Cards, bank accounts, and postal codes.
pub fn test_data() -> Markup {
    let cards = TEST_CARDS.map(|(number, outcome)| (spaced(number), words(outcome)));
    let accounts = TEST_ACCOUNTS.map(|(number, outcome)| (number.to_owned(), words(outcome)));
    let postcodes = TEST_POSTCODES.map(|(country, code, field)| {
        let part = if field == AvsField::Street { "Street is wrong" } else { "Code is wrong" };
        (format!("{country} {code}"), part)
    });
    html! {
        section.test-cards.card.stack aria-labelledby="cards" {
            h2 #cards { "Test cards" }
            (table("Number", &cards))
            p.hint { "Any future expiry, any security code." }
            details {
                summary { "Test bank accounts" }
                div.stack {
                    (table("Account", &accounts))
                    p.hint { "Routing number " code { (TEST_ROUTING) } ", or any that can be." }
                }
            }
            details {
                summary { "Addresses that fail" }
                div.stack {
                    (table("Postal code", &postcodes))
                    p.hint { "The issuer declines a card with one of these postal codes." }
                }
            }
        }
    }
}

fn table(what: &str, rows: &[(String, &str)]) -> Markup {
    html! {
        table.cards {
            thead.hidden { tr { th scope="col" { (what) } th scope="col" { "Outcome" } } }
            tbody {
                @for (value, outcome) in rows {
                    tr { th scope="row" { code { (value) } } td { (outcome) } }
                }
            }
        }
    }
}

fn spaced(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

const fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "Approved",
        Outcome::Declined => "Declined",
        Outcome::ExpiredCard => "Expired",
        Outcome::IncorrectCvc => "Wrong code",
        Outcome::InsufficientFunds => "No funds",
        Outcome::ProcessingError => "Error",
    }
}
