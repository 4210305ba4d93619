//! The processor's tokenize call: the one place a PAN leaves the page.
//!
//! Zift's proxynization answers with a *script*, `callback('A01','Approved','<token>')`. Its own
//! library evaluates that; here the three quoted arguments are read as text and nothing is ever
//! evaluated.

use crate::browser;
use crate::perform::api::{self, TOKENIZE_TIMEOUT};
use checkout::{CardToTokenize, Secret, TokenizeFailure};
use contract::zift;
use gloo_net::http::Method;
use web_sys::UrlSearchParams;

/// Turns a card into a token.
pub async fn tokenize(card: &CardToTokenize) -> Result<Secret, TokenizeFailure> {
    let form = UrlSearchParams::new().map_err(|_| TokenizeFailure::Unclear)?;
    form.append("accountNumber", card.number.expose());
    form.append("accountAccessory", card.expiry.expose());
    form.append("csc", card.cvc.expose());
    form.append("accountType", "R");
    form.append("password", card.password.expose());
    form.append("callback", zift::CALLBACK);
    let answer = api::send(Method::POST, &browser::meta("govifi:tokenize"), TOKENIZE_TIMEOUT, |r| {
        r.body(&form).ok()
    })
    .await
    .map_err(|_| TokenizeFailure::Unclear)?;
    match zift::read(&answer.text) {
        Some(zift::Answer::Token(token)) => Ok(Secret::from(token)),
        Some(zift::Answer::Invalid) => Err(TokenizeFailure::Refused),
        Some(zift::Answer::Trouble) | None => Err(TokenizeFailure::Unclear),
    }
}
