//! The processor's tokenize call: the one place a PAN leaves the page.
//!
//! Zift's proxynization answers with a *script*, `callback('A01','Approved','<token>')`. Its own
//! library evaluates that; here the three quoted arguments are read as text and nothing is ever
//! evaluated.

use crate::browser;
use crate::perform::api::{Answer, Call, Method};
use checkout::{CardToTokenize, Failure, Secret, TokenizeFailure};
use contract::zift;
use web_sys::UrlSearchParams;

/// In milliseconds.
const TIMEOUT: u32 = 15_000;

/// The call that turns a card into a token.
pub fn call(card: &CardToTokenize) -> Call {
    let call = Call::new(Method::Post, &browser::meta("govifi:tokenize"), TIMEOUT);
    // Fails only on malformed initial values, and there are none.
    let Ok(form) = UrlSearchParams::new() else { return call };
    form.append("accountNumber", card.number.expose());
    form.append("accountAccessory", card.expiry.expose());
    form.append("csc", card.cvc.expose());
    form.append("accountType", "R");
    form.append("password", card.password.expose());
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
