//! Billing details: judged by what is surely wrong, and tidied before they are sent.
//!
//! Address checks compare what the issuer has on file, so what was typed is what is sent; the
//! processor decides. Nothing here guesses, corrects or completes.

use super::ach::{account, routing};
use super::{Fault, Field, address::Address, card_number, country::Country, cvc, digits, expiry};
use contract::{AccountType, Word};

/// The longest address that mail can carry (RFC 5321).
const LONGEST_EMAIL: usize = 254;
/// Fewer digits are no telephone number anywhere.
const SHORTEST_PHONE: usize = 5;
/// E.164's fifteen digits, a prefix for abroad, and an extension.
const LONGEST_PHONE: usize = 22;

/// What is wrong with a field, if anything surely is, in an address of this form. The card's own
/// fields are judged by their shape alone.
pub fn judge(field: Field, text: &str, address: &Address) -> Option<Fault> {
    let detail = |rule: &dyn Fn(&str) -> Option<Fault>| {
        // What is judged is what would be sent.
        let text = single_blanks(text);
        if text.is_empty() {
            is_required(field, address).then_some(Fault::Empty)
        } else if card_number::looks_like_one(&text) {
            // Billing details go to the API, which must never see a card number.
            Some(Fault::Invalid)
        } else {
            rule(&text)
        }
    };
    match field {
        Field::CardNumber => card_number::judge(text),
        Field::Expiry => expiry::judge(text, None),
        Field::Cvc => cvc::judge(text, None),
        Field::Routing => routing::judge(text),
        // Whether the second typing is the first is for who knows both.
        Field::Account | Field::AccountAgain => account::judge(text),
        Field::AccountType => AccountType::from_word(text).is_none().then_some(Fault::Empty),
        // A region that is not in its country's list was typed before the list was there.
        Field::Cardholder | Field::Street | Field::Street2 | Field::City | Field::State => {
            detail(&|_| None)
        }
        Field::Email => detail(&email),
        Field::Phone => detail(&phone),
        Field::Country => detail(&|text| Country::parse(text).is_none().then_some(Fault::Invalid)),
        Field::Zip => detail(&|text| address.judge_postal(text)),
    }
}

/// What is sent for a field: no blanks around it, single blanks in it, no control characters;
/// codes as their country writes them; a listed region as its code. No letter and no digit of
/// anything else is lost.
pub fn tidy(field: Field, text: &str, address: &Address) -> String {
    let text = single_blanks(text);
    let written = match field {
        Field::CardNumber
        | Field::Expiry
        | Field::Cvc
        | Field::Routing
        | Field::Account
        | Field::AccountAgain
        | Field::AccountType
        | Field::Cardholder
        | Field::Email
        | Field::Street
        | Field::Street2
        | Field::City => None,
        Field::Phone => Some(text.chars().map(|c| digits::ascii(c).unwrap_or(c)).collect()),
        Field::Country => Country::parse(&text).map(|country| country.as_str().to_owned()),
        Field::State => address.region_of(&text).map(|region| region.code.clone()),
        Field::Zip => address.tidy_postal(&text),
    };
    written.unwrap_or(text)
}

/// Whether the field may not stay empty. Asked for is the session's to say; this is about addresses.
pub fn is_required(field: Field, address: &Address) -> bool {
    match field {
        Field::Street | Field::Street2 | Field::City | Field::State | Field::Zip => {
            address.requires(field)
        }
        Field::CardNumber
        | Field::Expiry
        | Field::Cvc
        | Field::Routing
        | Field::Account
        | Field::AccountAgain
        | Field::AccountType
        | Field::Cardholder
        | Field::Email
        | Field::Phone
        | Field::Country => true,
    }
}

fn email(text: &str) -> Option<Fault> {
    if text.len() > LONGEST_EMAIL || text.contains(' ') {
        return Some(Fault::Invalid);
    }
    let Some((name, domain)) = text.split_once('@') else {
        return Some(Fault::Incomplete);
    };
    if name.is_empty() || domain.contains('@') {
        return Some(Fault::Invalid);
    }
    let mut labels = domain.split('.');
    match (domain.contains('.'), domain.ends_with('.'), labels.any(str::is_empty)) {
        (false, ..) | (_, true, _) => Some(Fault::Incomplete),
        (true, false, true) => Some(Fault::Invalid),
        (true, false, false) => None,
    }
}

fn phone(text: &str) -> Option<Fault> {
    match digits::each(text).count() {
        0..SHORTEST_PHONE => Some(Fault::Incomplete),
        SHORTEST_PHONE..=LONGEST_PHONE => None,
        _ => Some(Fault::Invalid),
    }
}

fn single_blanks(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = !tidied.is_empty();
        } else if !c.is_control() {
            if blank {
                tidied.push(' ');
                blank = false;
            }
            tidied.push(c);
        }
    }
    tidied
}
