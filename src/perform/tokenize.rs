//! The processor's tokenize call: the one place a PAN, or a whole account number, leaves the page.
//!
//! Zift's proxynization answers with a *script*, `callback('A01','Approved','<token>')`. Its own
//! library evaluates that; here the three quoted arguments are read as text and nothing is ever
//! evaluated.

use crate::browser;
use crate::perform::api::{Answer, Call, Method};
use checkout::{Failure, Secret, Sensitive, ToTokenize, TokenizeFailure};
use contract::{AccountType, zift};
use web_sys::UrlSearchParams;

/// In milliseconds.
const TIMEOUT: u32 = 15_000;

/// The call that turns a card or a bank account into a token.
pub fn call(what: &ToTokenize) -> Call {
    let call = Call::new(Method::Post, &browser::meta("govifi:tokenize"), TIMEOUT);
    // Fails only on malformed initial values, and there are none.
    let Ok(form) = UrlSearchParams::new() else { return call };
    // What the processor calls a card's date, or a bank's number; and what kind of account it is.
    let (number, accessory, kind) = match &what.sensitive {
        Sensitive::Card(card) => {
            form.append("csc", card.cvc.expose());
            (&card.number, &card.expiry, "R")
        }
        Sensitive::Bank(account) => match account.account_type {
            AccountType::Checking => (&account.number, &account.routing, "C"),
            AccountType::Savings => (&account.number, &account.routing, "S"),
        },
    };
    form.append("accountNumber", number.expose());
    form.append("accountAccessory", accessory.expose());
    form.append("accountType", kind);
    form.append("password", what.password.expose());
    form.append("callback", zift::CALLBACK);
    call.body(&form)
}

/// Reads the token out of the answer.
pub fn token(answer: Result<Answer, Failure>) -> Result<Secret, TokenizeFailure> {
    let answer = answer.map_err(|_| TokenizeFailure::Unclear)?;
    match zift::read(&answer.text) {
        Some(zift::Answer::Token(token)) => Ok(Secret::from(token)),
        Some(zift::Answer::Invalid) => Err(TokenizeFailure::Refused),
        Some(zift::Answer::Trouble) | None => Err(TokenizeFailure::Unclear),
    }
}
