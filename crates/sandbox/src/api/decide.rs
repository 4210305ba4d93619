//! The rules that quoting and confirming share: may this session be paid this way, with this
//! token.

use super::means::{Means, Source};
use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::store::accounts::Settings;
use crate::store::instruments::{Bank, Instrument};
use crate::store::sessions::Session;
use crate::store::tokens::{TOKEN_SECONDS, Token};
use crate::testbank;
use contract::{
    AchAuthorization, AchDetails, AvsField, BillingDetails, CreateSession, Method,
    PaymentMethodDetails, SecCode, SessionStatus, SetupFutureUsage, Word,
};

/// How old an authorization of a bank debit may be, seconds (ours).
const AUTHORIZATION_SECONDS: i64 = 3600;

/// How far a payer's clock may be ahead, seconds (ours).
const AHEAD_SECONDS: i64 = 120;

/// The session can be paid now.
pub fn payable(session: &Session, now: Timestamp) -> Result<(), Refusal> {
    match session.status(now) {
        SessionStatus::Active => Ok(()),
        SessionStatus::Expired => Err(Refusal::SessionExpired),
        SessionStatus::Completed => Err(Refusal::AlreadyConfirmed),
    }
}

/// How a session may be paid: as the merchant said, or else as the account is set. ACH moves US
/// dollars only, so other currencies are without it (ours).
pub fn methods(terms: &CreateSession, account: &Settings) -> Vec<Method> {
    let mut methods = terms.allowed_methods.clone().unwrap_or_else(|| account.methods.clone());
    if terms.currency.as_deref().is_some_and(|currency| !currency.eq_ignore_ascii_case("USD")) {
        methods.retain(|method| *method != Method::Ach);
    }
    methods
}

/// The session takes this method.
pub fn method(session: &Session, account: &Settings, method: Method) -> Result<(), Refusal> {
    let takes = methods(&session.terms, account).contains(&method);
    if takes { Ok(()) } else { Err(invalid("method", "not allowed in this session")) }
}

/// The token can be charged: known, of this account, younger than its life, not charged before.
/// Spent by a charge, not by a decline (ours).
pub fn usable(token: Option<Token>, account: &str, now: Timestamp) -> Result<Token, Refusal> {
    let of_account = token.filter(|token| token.account == account);
    let token = of_account.ok_or_else(|| invalid("processor_token", "not known"))?;
    if now >= token.created_at.plus_seconds(TOKEN_SECONDS) {
        return Err(invalid("processor_token", "too old: tokenize again"));
    }
    if token.spent_at.is_some() {
        return Err(invalid("processor_token", "charged before"));
    }
    Ok(token)
}

/// The details sent beside the token are of its kind, and that card's or that account's.
pub fn details(details: Option<&PaymentMethodDetails>, means: &Means) -> Result<(), Refusal> {
    match (details, &means.instrument) {
        (None, _) => Ok(()),
        (Some(PaymentMethodDetails::Card(said)), Instrument::Card(card)) => {
            if said.last4.as_ref().is_none_or(|last4| *last4 == card.last4) {
                Ok(())
            } else {
                Err(invalid("payment_method.card.last4", "is not the token's"))
            }
        }
        (Some(PaymentMethodDetails::Ach(said)), Instrument::Bank(bank)) => account(said, bank),
        (Some(_), Instrument::Card(_)) => {
            Err(invalid("payment_method", "must be card when method is card"))
        }
        (Some(_), Instrument::Bank(_)) => {
            Err(invalid("payment_method", "must be ach when method is ach"))
        }
        (Some(_), Instrument::ApplePay(_) | Instrument::Paypal(_)) => {
            Err(invalid("payment_method", "for card and ach only"))
        }
    }
}

fn account(said: &AchDetails, bank: &Bank) -> Result<(), Refusal> {
    let wrong = |field: &str, why| Err(invalid(&format!("payment_method.ach.{field}"), why));
    if let Some(routing) = &said.routing_number {
        if !testbank::is_routing(routing) {
            return wrong("routing_number", "is no ABA routing number");
        }
        if *routing != bank.routing_number {
            return wrong("routing_number", "is not the token's");
        }
    }
    if let Some(suffix) = &said.account_number_suffix
        && (suffix.is_empty() || !bank.last4.ends_with(suffix.as_str()))
    {
        return wrong(
            "account_number_suffix",
            "must be the last digits, up to four, of the token's",
        );
    }
    if said.account_type.is_some_and(|kind| kind != bank.account_type) {
        return wrong("account_type", "is not the token's");
    }
    if said.bank_name.as_ref().is_some_and(|name| name.chars().count() > 100) {
        return wrong("bank_name", "must be at most 100 characters");
    }
    Ok(())
}

/// A bank debit says which account it is of, unless the account is a saved one, whose routing number
/// no browser knows (ours).
pub fn debited(details: Option<&PaymentMethodDetails>, means: &Means) -> Result<(), Refusal> {
    if !matches!((&means.instrument, &means.source), (Instrument::Bank(_), Source::Token(_))) {
        return Ok(());
    }
    let none = AchDetails::default();
    let said = match details {
        Some(PaymentMethodDetails::Ach(said)) => said,
        _ => &none,
    };
    for (field, missing) in [
        ("routing_number", said.routing_number.is_none()),
        ("account_number_suffix", said.account_number_suffix.is_none()),
        ("account_type", said.account_type.is_none()),
    ] {
        if missing {
            return Err(invalid(&format!("payment_method.ach.{field}"), "required for ach"));
        }
    }
    Ok(())
}

/// A bank debit is authorized, on the internet, a moment ago; nothing else is (ours: the seed says
/// "only for an authorized ACH method").
pub fn authorized(
    method: Method,
    given: Option<&AchAuthorization>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let given = match (method, given) {
        (Method::Ach, Some(given)) => given,
        (Method::Ach, None) => return Err(invalid("ach_authorization", "required for ach")),
        (_, Some(_)) => return Err(invalid("ach_authorization", "for ach only")),
        (_, None) => return Ok(()),
    };
    if given.sec_code != SecCode::Web {
        return Err(invalid("ach_authorization.sec_code", "must be web: a browser asks"));
    }
    let wrong = |why| Err(invalid("ach_authorization.accepted_at", why));
    match Timestamp::parse(&given.accepted_at) {
        None => wrong("must be a date and time of RFC 3339"),
        Some(at) if at > now.plus_seconds(AHEAD_SECONDS) => wrong("is in the future"),
        Some(at) if at < now.plus_seconds(-AUTHORIZATION_SECONDS) => wrong("is over an hour ago"),
        Some(_) => Ok(()),
    }
}

/// The method may be kept, if that is asked for: the session allows it, and it is a card or a bank
/// account. Without a customer there is nobody to keep it for, which a page cannot know: that is
/// accepted, and nothing is kept (ours).
pub fn keepable(asked: bool, session: &Session, method: Method) -> Result<(), Refusal> {
    let usage = session.terms.setup_future_usage.unwrap_or(SetupFutureUsage::Off);
    if asked && usage == SetupFutureUsage::Off {
        return Err(invalid("save_method", "the session's setup_future_usage is off"));
    }
    match method {
        Method::ApplePay | Method::Paypal if asked => {
            Err(invalid("save_method", "for card and ach only"))
        }
        _ => Ok(()),
    }
}

/// Countries whose addresses need no city, or name an emirate in its place.
const CITIES: [&str; 9] = ["AE", "GI", "HK", "KM", "MC", "MO", "NR", "SG", "VA"];

/// Every billing detail that the session asks for is there, as far as it makes sense: `street2`
/// never has to be; `city` not where the country's name says it; `state` only where addresses have
/// one; `zip` only where there are postal codes for certain (ours).
pub fn billing(required: &[AvsField], given: Option<&BillingDetails>) -> Result<(), Refusal> {
    let none = BillingDetails::default();
    let given = given.unwrap_or(&none);
    let country = given.country.as_deref().unwrap_or("US").to_ascii_uppercase();
    for field in required {
        let (value, needed) = match field {
            AvsField::Cardholder => (&given.cardholder, true),
            AvsField::Zip => (&given.zip, matches!(&*country, "US" | "CA" | "GB")),
            AvsField::Street => (&given.street, true),
            AvsField::Street2 => (&given.street2, false),
            AvsField::City => (&given.city, !CITIES.contains(&&*country)),
            AvsField::State => (
                &given.state,
                matches!(&*country, "US" | "CA") && required.contains(&AvsField::Country),
            ),
            AvsField::Country => (&given.country, true),
            AvsField::Phone => (&given.phone, true),
            AvsField::Email => (&given.email, true),
        };
        let text = value.as_deref().unwrap_or_default().trim();
        let name = format!("billing_details.{}", field.as_str());
        if needed && text.is_empty() {
            return Err(invalid(&name, "required by this session"));
        }
        if text.chars().count() > 255 {
            return Err(invalid(&name, "must be at most 255 characters"));
        }
    }
    Ok(())
}

/// A refusal that names its field.
pub fn invalid(field: &str, why: &str) -> Refusal {
    Refusal::Invalid(format!("{field}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(fields: &[(AvsField, &str)]) -> BillingDetails {
        let mut details = BillingDetails::default();
        for (field, value) in fields {
            let value = Some((*value).to_owned());
            match field {
                AvsField::Cardholder => details.cardholder = value,
                AvsField::Zip => details.zip = value,
                AvsField::State => details.state = value,
                AvsField::Country => details.country = value,
                _ => unreachable!("not used below"),
            }
        }
        details
    }

    #[test]
    fn what_a_country_does_not_have_is_not_asked_for() {
        use AvsField::{Cardholder, Country, State, Street2, Zip};
        let all = [Cardholder, Zip, Street2, State, Country];
        let ok = |fields: &[_]| billing(&all, Some(&given(fields))).is_ok();
        assert!(ok(&[(Cardholder, "A"), (Country, "US"), (Zip, "1"), (State, "CA")]));
        assert!(!ok(&[(Cardholder, "A"), (Country, "US"), (Zip, "1")]));
        assert!(!ok(&[(Cardholder, "A"), (Country, "us"), (State, "CA")]));
        assert!(ok(&[(Cardholder, "A"), (Country, "GB"), (Zip, "1")]));
        assert!(ok(&[(Cardholder, "A"), (Country, "IE")]));
        assert!(!ok(&[(Cardholder, " "), (Country, "IE")]));
        assert!(billing(&[Cardholder], None).is_err());
        assert!(billing(&[Street2], None).is_ok());
        for (country, needed) in [("US", true), ("JP", true), ("sg", false), ("AE", false)] {
            let given = given(&[(Country, country)]);
            assert_eq!(billing(&[AvsField::City], Some(&given)).is_err(), needed, "{country}");
        }
    }
}
