//! Billing details: judged by what is surely wrong, and tidied before they are sent.
//!
//! Address checks compare what the issuer has on file, so what was typed is what is sent; the
//! processor decides. Nothing here guesses, corrects or completes.

use super::ach::{account, routing};
use super::{Fault, Field, card_number, country::Country, cvc, digits, expiry, postal};
use contract::{AccountType, Word};

/// The longest address that mail can carry (RFC 5321).
const LONGEST_EMAIL: usize = 254;
/// Fewer digits are no telephone number anywhere.
const SHORTEST_PHONE: usize = 5;
/// E.164's fifteen digits, a prefix for abroad, and an extension.
const LONGEST_PHONE: usize = 22;

/// What is wrong with a field, if anything surely is. Without a country, only what is wrong
/// everywhere. The card's own fields are judged by their shape alone.
pub fn judge(field: Field, text: &str, country: Option<Country>) -> Option<Fault> {
    let detail = |rule: &dyn Fn(&str) -> Option<Fault>| {
        // What is judged is what would be sent.
        let text = single_blanks(text);
        if text.is_empty() {
            required(field, country).then_some(Fault::Empty)
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
        Field::Cardholder | Field::Street | Field::Street2 | Field::City => detail(&|_| None),
        Field::Email => detail(&email),
        Field::Phone => detail(&phone),
        Field::Country => detail(&|text| Country::parse(text).is_none().then_some(Fault::Invalid)),
        Field::State => detail(&|text| match country.map(Country::regions) {
            None | Some([]) => None,
            Some(regions) => region(text, regions).is_none().then_some(Fault::Invalid),
        }),
        Field::Zip => detail(&|text| postal::judge(text, country)),
    }
}

/// What is sent for a field: no blanks around it, single blanks in it, no control characters;
/// codes as their country writes them; a listed region as its code. No letter and no digit of
/// anything else is lost.
pub fn tidy(field: Field, text: &str, country: Option<Country>) -> String {
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
        Field::State => {
            country.and_then(|country| region(&text, country.regions())).map(str::to_owned)
        }
        Field::Zip => postal::tidy(&text, country),
    };
    written.unwrap_or(text)
}

/// Whether an address there is nothing without the field. Asked for is the session's to say; this
/// is about addresses.
fn required(field: Field, country: Option<Country>) -> bool {
    match field {
        Field::Street2 => false,
        Field::City => country.is_none_or(Country::city_required),
        Field::State => country.is_some_and(Country::region_required),
        Field::Zip => country.is_none_or(Country::postal_required),
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
        | Field::Country
        | Field::Street => true,
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

/// The code of a listed region, by code or name, without case: autofill writes either.
fn region(text: &str, regions: &[(&'static str, &'static str)]) -> Option<&'static str> {
    let same = |known: &str| known.eq_ignore_ascii_case(text);
    regions.iter().find(|(code, name)| same(code) || same(name)).map(|(code, _)| *code)
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
