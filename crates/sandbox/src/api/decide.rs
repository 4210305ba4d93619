//! The rules that quoting and confirming share: may this session be paid this way, with this
//! token.

use crate::clock::Timestamp;
use crate::error::Refusal;
use crate::store::sessions::Session;
use crate::store::tokens::{Card, TOKEN_SECONDS, Token};
use contract::{AvsField, BillingDetails, Method, PaymentMethodDetails, SessionStatus, Word};

/// The session can be paid now.
pub fn payable(session: &Session, now: Timestamp) -> Result<(), Refusal> {
    match session.status(now) {
        SessionStatus::Active => Ok(()),
        SessionStatus::Expired => Err(Refusal::SessionExpired),
        SessionStatus::Completed => Err(Refusal::AlreadyConfirmed),
    }
}

/// The session takes this method, and so does the sandbox.
pub fn method(session: &Session, method: Method) -> Result<(), Refusal> {
    let allowed = session.terms.allowed_methods.as_ref();
    if !allowed.is_none_or(|allowed| allowed.contains(&method)) {
        return Err(invalid("method", "not allowed in this session"));
    }
    match method {
        Method::Card => Ok(()),
        Method::Ach | Method::ApplePay | Method::Paypal => {
            Err(invalid("method", "this sandbox takes cards only"))
        }
    }
}

/// The token can be charged: known, of this account, younger than its life, not charged before.
/// Spent by a charge, not by a decline (ours).
pub fn usable(token: Option<Token>, account: &str, now: Timestamp) -> Result<Token, Refusal> {
    let of_account = token.filter(|token| token.card.account == account);
    let token = of_account.ok_or_else(|| invalid("processor_token", "not known"))?;
    if now >= token.created_at.plus_seconds(TOKEN_SECONDS) {
        return Err(invalid("processor_token", "too old: tokenize again"));
    }
    if token.spent_at.is_some() {
        return Err(invalid("processor_token", "charged before"));
    }
    Ok(token)
}

/// The details sent beside the token are a card's, and that card's.
pub fn details(details: Option<&PaymentMethodDetails>, card: &Card) -> Result<(), Refusal> {
    match details {
        None => Ok(()),
        Some(PaymentMethodDetails::Ach(_)) => {
            Err(invalid("payment_method", "must be card when method is card"))
        }
        Some(PaymentMethodDetails::Card(said)) => {
            if said.last4.as_ref().is_none_or(|last4| *last4 == card.last4) {
                Ok(())
            } else {
                Err(invalid("payment_method.card.last4", "is not the token's"))
            }
        }
    }
}

/// Every billing detail that the session asks for is there, as far as it makes sense: `street2`
/// never has to be; `state` only where addresses have one; `zip` only where there are postal codes
/// for certain (ours).
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
            AvsField::City => (&given.city, true),
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
    }
}
