//! The processor's stand-in: Zift's "proxynization" call, as public material shows it.
//!
//! A form comes in, a script goes out: `callback('A01','Approved','<token>')`. Codes: `A01` good,
//! `V01` invalid input, `E02` communication trouble. A simple request to browsers, so `*` may read
//! it and no preflight comes first.
//!
//! The form: `accountNumber`, `password`, `callback`, and (ours) `accountType`, with what goes with
//! it: `R`, a credit card, the default: `accountAccessory` its expiry as MMYY, `csc` its security
//! code. `C` and `S`, a checking and a savings account: `accountAccessory` its routing number.
//!
//! # What this module does not do
//! It never stores, logs or repeats a card or account number or a security code: they live for one
//! call, and what remains is brand, first six, last four, expiry, routing number and what the test
//! number stands for.

use crate::app::App;
use crate::clock::Timestamp;
use crate::secret::{self, Fingerprint};
use crate::sightings::About;
use crate::store::StoreError;
use crate::store::instruments::{Bank, Card, Instrument};
use crate::store::tokens::{self, Access, Token};
use crate::{testbank, testcard};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use contract::{AccountType, SessionId};
use std::sync::Arc;
use url::form_urlencoded;

/// The call.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/services/proxynization", post(tokenize))
}

/// What the processor says.
enum Said {
    Approved(String),
    Invalid,
    Trouble,
}

async fn tokenize(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let form = Form::read(&body);
    let callback = form.get("callback").filter(|name| is_function_name(name)).unwrap_or("callback");
    if app.outage().processor {
        return script(callback, &Said::Trouble, None);
    }
    let now = app.clock.now();
    let (instrument, password) = match (form.instrument(now), form.get("password")) {
        (Some(instrument), Some(password)) if form.get("callback") == Some(callback) => {
            (instrument, Fingerprint::of(password))
        }
        _ => return script(callback, &Said::Invalid, None),
    };
    let token = ["tok_", &secret::random(32)].concat();
    let fingerprint = Fingerprint::of(&token);
    let stored = app.store.write(move |tx| -> Result<Option<Access>, StoreError> {
        let Some(access) = tokens::access(tx, password, now)? else { return Ok(None) };
        let account = access.account.clone();
        let token = Token { account, instrument, created_at: now, spent_at: None };
        tokens::add(tx, fingerprint, &token, now)?;
        Ok(Some(access))
    });
    match stored.await {
        Ok(Some(access)) => script(callback, &Said::Approved(token), Some(access)),
        Ok(None) => script(callback, &Said::Invalid, None),
        Err(error) => {
            tracing::error!(%error, "the database failed");
            script(callback, &Said::Trouble, None)
        }
    }
}

/// The session that a tokenize request's password was given to.
pub async fn session(app: &App, body: &Bytes) -> Option<SessionId> {
    let password = Fingerprint::of(Form::read(body).get("password")?);
    let now = app.clock.now();
    let access = app.store.read(move |tx| tokens::access(tx, password, now)).await;
    access.ok().flatten().map(|access| access.session)
}

struct Form(Vec<(String, String)>);

impl Form {
    fn read(body: &Bytes) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// A field that was sent once.
    fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value);
        values.next().filter(|_| values.next().is_none()).map(String::as_str)
    }

    /// What is to be charged later, if it can be.
    fn instrument(&self, now: Timestamp) -> Option<Instrument> {
        match self.get("accountType") {
            None | Some("R") => self.card(now).map(Instrument::Card),
            Some("C") => self.bank(AccountType::Checking).map(Instrument::Bank),
            Some("S") => self.bank(AccountType::Savings).map(Instrument::Bank),
            Some(_) => None,
        }
    }

    fn card(&self, now: Timestamp) -> Option<Card> {
        let number = self.get("accountNumber").filter(|number| testcard::is_number(number))?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let csc = self.get("csc")?;
        let wanted = if testcard::brand(number) == "amex" { 4 } else { 3 };
        if csc.len() != wanted || !digits(csc) {
            return None;
        }
        let expiry = self.get("accountAccessory").filter(|text| text.len() == 4 && digits(text))?;
        let card = Card {
            brand: testcard::brand(number).to_owned(),
            // At least twelve ASCII digits.
            bin: number[..6].to_owned(),
            last4: last4(number),
            exp_month: expiry[..2].parse().ok()?,
            exp_year: 2000 + expiry[2..].parse::<u16>().ok()?,
            outcome: testcard::outcome(number),
        };
        ((1..=12).contains(&card.exp_month) && !card.has_expired(now)).then_some(card)
    }

    fn bank(&self, account_type: AccountType) -> Option<Bank> {
        let number = self.get("accountNumber").filter(|number| testbank::is_account(number))?;
        let routing = self.get("accountAccessory").filter(|text| testbank::is_routing(text))?;
        Some(Bank {
            routing_number: routing.to_owned(),
            account_type,
            last4: last4(number),
            outcome: testbank::outcome(number),
        })
    }
}

/// Of at least four ASCII digits.
fn last4(number: &str) -> String {
    number[number.len() - 4..].to_owned()
}

/// A name that is safe to write into a script: an identifier, dots allowed.
fn is_function_name(name: &str) -> bool {
    let (first, rest) = name.split_at_checked(1).unwrap_or_default();
    let starts = first.bytes().all(|byte| byte.is_ascii_alphabetic() || b"_$".contains(&byte));
    let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || b"_$.".contains(&byte);
    !first.is_empty() && starts && rest.bytes().all(goes_on) && name.len() <= 100
}

/// The answer. Every part is of letters and digits or checked above, so nothing needs escaping.
fn script(callback: &str, said: &Said, access: Option<Access>) -> Response {
    let (code, sentence, token) = match said {
        Said::Approved(token) => ("A01", "Approved", token.as_str()),
        Said::Invalid => ("V01", "Invalid input", ""),
        Said::Trouble => ("E02", "Communication error", ""),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    let body = format!("{callback}('{code}','{sentence}','{token}')");
    let mut response = (headers, body).into_response();
    if let Some(access) = access {
        response.extensions_mut().insert(About(access.session));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn a_card_is_judged_before_it_is_remembered() {
        let november = Timestamp::parse("2026-11-30T23:59:59Z").unwrap();
        let card = |number, expiry, csc| {
            let fields = [("accountNumber", number), ("accountAccessory", expiry), ("csc", csc)];
            form(&fields).instrument(november).is_some()
        };
        assert!(card("4111111111111111", "1126", "123"));
        assert!(card("378282246310005", "0130", "1234"));
        for (number, expiry, csc) in [
            ("4111111111111112", "1126", "123"),
            ("4111111111111111", "1026", "123"),
            ("4111111111111111", "1327", "123"),
            ("4111111111111111", "0027", "123"),
            ("4111111111111111", "11/6", "123"),
            ("4111111111111111", "1126", "12"),
            ("4111111111111111", "1126", "1234"),
            ("378282246310005", "1126", "123"),
        ] {
            assert!(!card(number, expiry, csc), "{number} {expiry} {csc}");
        }
    }

    #[test]
    fn so_is_a_bank_account() {
        let bank = |kind, number, routing| {
            let fields =
                [("accountType", kind), ("accountNumber", number), ("accountAccessory", routing)];
            form(&fields).instrument(Timestamp::from_millis(0))
        };
        let Some(Instrument::Bank(account)) = bank("S", "000123456789", "110000000") else {
            panic!("refused")
        };
        assert_eq!((&*account.last4, account.account_type), ("6789", AccountType::Savings));
        assert!(bank("C", "1234", "021000021").is_some());
        for (kind, number, routing) in [
            ("C", "123", "021000021"),
            ("C", "1234", "021000022"),
            ("C", "1234", "000000000"),
            ("X", "1234", "021000021"),
            ("R", "1234", "021000021"),
        ] {
            assert!(bank(kind, number, routing).is_none(), "{kind} {number} {routing}");
        }
    }

    #[test]
    fn only_a_name_is_called_back() {
        for good in ["govifi", "a.b", "_x", "$", "window.cb_1"] {
            assert!(is_function_name(good), "{good}");
        }
        for bad in ["", "1a", "a b", "alert(1)//", "a'", "é", ".a", "a;b"] {
            assert!(!is_function_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_field_sent_twice_is_no_field() {
        assert_eq!(form(&[("a", "1"), ("a", "2")]).get("a"), None);
        assert_eq!(form(&[("a", "1"), ("b", "2")]).get("a"), Some("1"));
    }
}
