//! The shop's one form: what is in the basket and what the session shall ask for. It is read from
//! the address (when the basket is updated) and from the body (at checkout) alike.

use super::goods::{GOODS, Good};
use super::trouble::{KEYS, Trouble};
use crate::demo;
use crate::keys::Variant;
use contract::{
    AvsField, Branding, Cents, CreateSession, Currency, Layout, LineItem, Method, Scope,
    SetupFutureUsage, Word,
};
use std::collections::BTreeMap;
use url::form_urlencoded;

/// Which billing details to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    /// Nothing beyond what the page always asks for.
    Name,
    /// The name and the postal code: the usual check in the United States.
    Postal,
    /// A whole address: card-not-present in the United States.
    Address,
    /// Everything there is.
    Everything,
    /// Those that are ticked.
    Ticked,
}

impl Details {
    /// Each, as the form names it and as the page words it.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Name, "name", "Name on the card"),
        (Self::Postal, "postal", "Name and postal code"),
        (Self::Address, "address", "Full address (US card-not-present)"),
        (Self::Everything, "everything", "Everything, with phone and email"),
        (Self::Ticked, "ticked", "These:"),
    ];

    fn fields(self, ticked: &[AvsField]) -> Vec<AvsField> {
        use AvsField::{Cardholder, City, Country, State, Street, Street2, Zip};
        match self {
            Self::Name => vec![Cardholder],
            Self::Postal => vec![Cardholder, Country, Zip],
            Self::Address => vec![Cardholder, Country, Street, Street2, City, State, Zip],
            Self::Everything => AvsField::ALL.to_vec(),
            Self::Ticked => ticked.to_vec(),
        }
    }
}

/// The form, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basket {
    /// In which currency.
    pub currency: Currency,
    /// How many of each good, in the shelf's order.
    pub quantities: [u32; GOODS.len()],
    /// Instead of goods: so much, minor units.
    pub amount: Option<i64>,
    /// The payer's email, where the shop knows it.
    pub email: String,
    /// `#RRGGBB`.
    pub accent: String,
    /// Whether the session names the shop's logo.
    pub logo: bool,
    /// A message for the payer, HTML.
    pub message: String,
    /// Which billing details to ask for.
    pub details: Details,
    /// Those that are ticked.
    pub ticked: Vec<AvsField>,
    /// How it can be paid; never empty.
    pub methods: Vec<Method>,
    /// Who pays, where the shop knows: a customer's id.
    pub customer: String,
    /// Whether a method may be kept.
    pub keep: SetupFutureUsage,
    /// How long the session lives.
    pub minutes: u32,
    /// Whether the account takes its fees.
    pub fee: bool,
    /// What shall go wrong.
    pub trouble: Trouble,
    /// What confirm makes of keys.
    pub keys: Variant,
}

/// The shop's own green.
pub const ACCENT: &str = "#2f5d50";

impl Basket {
    /// Reads a form; what is missing or cannot be is as in a fresh one. `None`: no such currency.
    pub fn read(form: &[u8]) -> Option<Self> {
        let form: Vec<(String, String)> = form_urlencoded::parse(form).into_owned().collect();
        let get = |name: &str| {
            form.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
        };
        let number = |name: &str| get(name).and_then(|text| text.parse::<u32>().ok());
        let details = get("details").unwrap_or("postal");
        let details = Details::ALL.iter().find(|(_, name, _)| *name == details);
        let ticked = |name: &'static str| {
            form.iter().filter(move |(known, _)| known == name).map(|(_, word)| word.as_str())
        };
        let methods: Vec<_> = ticked("method").filter_map(Method::from_word).collect();
        Some(Self {
            currency: Currency::parse(get("currency").unwrap_or("USD")).ok()?,
            quantities: GOODS
                .each_ref()
                .map(|good| number(good.key).filter(|many| *many <= 99).unwrap_or(good.first)),
            amount: get("amount").and_then(|text| text.parse().ok()),
            email: get("email").unwrap_or_default().to_owned(),
            accent: get("accent").unwrap_or(ACCENT).to_owned(),
            // A box that is not ticked is not sent; a colour always is.
            logo: get("accent").is_none() || get("logo").is_some(),
            message: get("message").unwrap_or_default().to_owned(),
            details: details.map_or(Details::Postal, |(details, ..)| *details),
            ticked: ticked("ask").filter_map(AvsField::from_word).collect(),
            methods: if methods.is_empty() { vec![Method::Card] } else { methods },
            customer: get("customer").unwrap_or_default().to_owned(),
            keep: get("keep")
                .and_then(SetupFutureUsage::from_word)
                .unwrap_or(SetupFutureUsage::Off),
            minutes: number("minutes").unwrap_or(30),
            fee: get("fee").is_none_or(|fee| fee != "off"),
            trouble: get("trouble").and_then(Trouble::named).unwrap_or_default(),
            keys: get("keys")
                .and_then(|name| KEYS.iter().find(|(_, known, _)| *known == name))
                .map_or(Variant::Documented, |(keys, ..)| *keys),
        })
    }

    /// What is in the basket; nothing, if an amount was named instead.
    pub fn lines(&self) -> impl Iterator<Item = (&'static Good, u32)> {
        let bought = |quantity| quantity > 0 && self.amount.is_none();
        GOODS.iter().zip(self.quantities).filter(move |(_, quantity)| bought(*quantity))
    }

    /// What the session asks for.
    pub fn total(&self) -> Cents {
        let price =
            |(good, quantity): (&Good, u32)| good.price(self.currency).0 * i64::from(quantity);
        Cents(self.amount.unwrap_or_else(|| self.lines().map(price).sum()))
    }

    /// The request that the shop's server sends to Govifi.
    pub fn session(&self, shop: &str) -> CreateSession {
        let line = |(good, quantity): (&Good, u32)| LineItem {
            description: good.name.to_owned(),
            amount: good.price(self.currency),
            quantity: quantity.into(),
            metadata: BTreeMap::from([("sku".to_owned(), good.key.to_owned())]),
        };
        CreateSession {
            amount: Some(self.total()),
            currency: Some(self.currency.as_str().to_owned()),
            description: Some("Your order from Alder & Ash".to_owned()),
            line_items: self.lines().map(line).collect(),
            customer_id: (!self.customer.is_empty()).then(|| self.customer.clone()),
            customer_email: (!self.email.is_empty()).then(|| self.email.clone()),
            success_url: Some(format!("{shop}/success?session_id={{CHECKOUT_SESSION_ID}}")),
            cancel_url: Some(format!("{shop}/cancel")),
            layout: Some(Layout::Hosted),
            allowed_methods: Some(self.methods.clone()),
            setup_future_usage: Some(self.keep),
            scope: None,
            expires_in_seconds: Some(i64::from(self.minutes) * 60),
            branding: Some(Branding {
                logo_url: self.logo.then(|| format!("{shop}/logo.svg")),
                accent_color: Some(self.accent.clone()),
                merchant_display_name: Some("Alder & Ash".to_owned()),
            }),
            required_avs_fields: self.details.fields(&self.ticked),
            metadata: BTreeMap::new(),
            fraud_signals: None,
            method_badges: Vec::new(),
            locked_payment_methods: Vec::new(),
        }
    }

    /// The request for a session in the shop's own page. A wallet is somebody's: by default, of a
    /// customer who has kept a few methods.
    pub fn embedded(&self, shop: &str, scope: Scope) -> CreateSession {
        let session = CreateSession {
            layout: Some(Layout::Embedded),
            scope: Some(scope),
            ..self.session(shop)
        };
        if scope == Scope::Payment {
            return session;
        }
        let (method_badges, locked_payment_methods) = demo::labels();
        CreateSession {
            amount: None,
            currency: None,
            description: None,
            line_items: Vec::new(),
            customer_id: session.customer_id.or_else(|| Some(demo::WALLET.to_owned())),
            allowed_methods: Some(vec![Method::Card, Method::Ach]),
            setup_future_usage: None,
            method_badges,
            locked_payment_methods,
            ..session
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_basket_is_the_seeds_example() {
        let basket = Basket::read(b"").unwrap();
        assert_eq!((basket.total(), basket.currency.as_str()), (Cents(14_650), "USD"));
        assert!(basket.logo && basket.fee && basket.message.is_empty());
        let session = basket.session("http://shop");
        assert_eq!(session.line_items.len(), 3);
        assert_eq!(session.expires_in_seconds, Some(1800));
        assert_eq!(session.allowed_methods, Some(vec![Method::Card]));
        assert_eq!(session.customer_id, None);
    }

    #[test]
    fn the_form_is_read_and_nonsense_is_not() {
        let form = b"currency=jpy&board=2&napkin=0&polish=x&amount=&fee=off&details=ticked\
            &ask=zip&ask=nonsense&ask=email&minutes=5&accent=%23000000";
        let basket = Basket::read(form).unwrap();
        assert_eq!(basket.quantities, [2, 0, 1]);
        assert_eq!(basket.total(), Cents(29_100));
        assert!(!basket.fee && !basket.logo);
        let session = basket.session("http://shop");
        assert_eq!(session.required_avs_fields, [AvsField::Zip, AvsField::Email]);
        assert_eq!(session.expires_in_seconds, Some(300));
        let paying = Basket::read(b"method=ach&method=x&method=paypal&customer=c&keep=on_session");
        let session = paying.unwrap().session("http://shop");
        assert_eq!(session.allowed_methods, Some(vec![Method::Ach, Method::Paypal]));
        assert_eq!(session.customer_id.as_deref(), Some("c"));
        assert_eq!(session.setup_future_usage, Some(SetupFutureUsage::OnSession));
        let named = Basket::read(b"amount=5").unwrap();
        assert_eq!((named.total(), named.lines().count()), (Cents(5), 0));
        assert_eq!(Basket::read(b"currency=XXX"), None);
    }
}
