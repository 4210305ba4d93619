//! The session, judged once: flat optional wire fields become a session that can be paid, or the
//! reason why it cannot. Screens never see a wire type.

use crate::choice::{self, Choice, Saved};
use crate::event::Arrival;
use crate::form::Field;
use crate::form::expiry::YearMonth;
use crate::palette::Rgb;
use crate::redirect::SafeUrl;
use crate::rich_text::{self, Node};
use crate::ticket::Millis;
use contract::{
    AvsField, Cents, Challenge, Currency, Method, Open, Scope, SessionConfig, SessionStatus,
    SetupFutureUsage,
};

/// A session that can be paid.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The order.
    pub order: Order,
    /// Who is paid.
    pub merchant: Merchant,
    /// Billing fields that the session asks for, in reading order.
    pub asked: Vec<Field>,
    /// The payer's email, where the merchant knows it.
    pub email: Option<String>,
    /// Time left when it was read.
    pub expires_in: Option<Millis>,
    /// The methods that can be used here, in the session's own order.
    pub methods: Vec<Method>,
    /// Methods kept from earlier sessions, the preferred one first.
    pub saved: Vec<Saved>,
    /// Whether a card or an account can be kept, and what for.
    pub saves: Option<Saves>,
    /// A challenge to satisfy before confirm.
    pub challenge: Option<Challenge>,
}

impl Session {
    /// What is chosen before the payer chooses: the preferred kept method that still can pay, or
    /// else the session's first.
    pub(crate) fn preferred(&self) -> Choice {
        let usable = self.saved.iter().position(|saved| !saved.is_expired);
        usable.map_or_else(|| self.first(), Choice::Saved)
    }

    /// The first method that is not kept.
    pub(crate) fn first(&self) -> Choice {
        // A session without any is closed.
        self.methods.first().copied().map_or(Choice::Card, Choice::of)
    }

    /// The billing fields that it asks for and does not give itself.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = Field> {
        let is_given = |field: &Field| *field == Field::Email && self.email.is_some();
        self.asked.iter().copied().filter(move |field| !is_given(field))
    }

    /// Whether it can be chosen.
    pub(crate) fn offers(&self, choice: Choice) -> bool {
        match choice {
            Choice::Saved(at) => self.saved.get(at).is_some_and(|saved| !saved.is_expired),
            _ => self.methods.iter().any(|method| Choice::of(*method) == choice),
        }
    }

    /// Every choice that is not kept.
    pub fn choices(&self) -> impl Iterator<Item = Choice> {
        self.methods.iter().copied().map(Choice::of)
    }
}

/// A session that shows what its customer has kept, and pays nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct WalletTerms {
    /// Billing fields that it asks for, in reading order.
    pub asked: Vec<Field>,
    /// The customer's email, where the merchant knows it.
    pub email: Option<String>,
    /// Time left when it was read.
    pub expires_in: Option<Millis>,
    /// What is kept is kept for that.
    pub saves: Saves,
}

/// What a method is kept for, where the payer lets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saves {
    /// To pay faster next time, with the payer present.
    OnSession,
    /// For later charges by the merchant, without the payer.
    OffSession,
}

/// What is to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Before any fee.
    pub amount: Cents,
    /// Its currency.
    pub currency: Currency,
    /// What it is for.
    pub description: Option<String>,
    /// Line by line.
    pub items: Vec<Item>,
}

/// A line of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is bought.
    pub description: String,
    /// Price of one.
    pub amount: Cents,
    /// How many.
    pub quantity: i64,
}

/// Who is paid, and how their page looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merchant {
    /// The name payers know; empty if the session gives none.
    pub name: String,
    /// Their logo.
    pub logo: Option<SafeUrl>,
    /// Their colour.
    pub accent: Option<Rgb>,
    /// Their message, through the allow-list.
    pub message: Vec<Node>,
    /// The way back.
    pub cancel: Option<SafeUrl>,
}

/// Why there is nothing to pay here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The link has no session or no credential in it.
    LinkIncomplete,
    /// The API does not accept the credential.
    LinkRefused,
    /// No such session.
    NotFound,
    /// The session is over without a payment.
    Expired,
    /// The session is paid; not, as far as this page knows, by its own attempt.
    AlreadyPaid,
    /// This page's origin is not registered on the payment account.
    OriginNotAllowed,
    /// The credential's scope is not this page's.
    WrongScope,
    /// None of the session's methods can be used here.
    NoMethod,
    /// The API will not take a payment in this session any more (`recoverable: false`).
    Refused,
}

/// What an arrival amounts to.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It can be paid.
    Payable(Box<Session>),
    /// It shows what its customer has kept.
    Wallet(Box<WalletTerms>),
    /// It cannot, and why.
    Closed(Closed),
    /// The config makes no sense to this build.
    Malformed,
}

/// The merchant of a session, so that every screen can lead back to them.
pub(crate) fn merchant(arrival: &Arrival) -> Merchant {
    let config = &arrival.config;
    let branding = config.branding.as_ref();
    let name = branding.and_then(|branding| branding.merchant_display_name.as_ref());
    let name = name.or(config.merchant_display_name.as_ref());
    let accent = branding.and_then(|branding| branding.accent_color.as_deref());
    Merchant {
        name: name.map(|name| rich_text::plain(name).trim().to_owned()).unwrap_or_default(),
        logo: arrival.logo.clone(),
        accent: accent.and_then(Rgb::parse),
        message: config.page_message.as_deref().map(rich_text::parse).unwrap_or_default(),
        cancel: arrival.cancel.clone(),
    }
}

/// The session's currency, if it has one that this build knows.
pub(crate) fn currency(config: &SessionConfig) -> Option<Currency> {
    config.currency.as_deref().and_then(|code| Currency::parse(code).ok())
}

/// What the browser that the session is to be paid in says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Here {
    /// This month by the payer's clock, if it can be told.
    pub(crate) today: Option<YearMonth>,
    /// Whether the browser has Apple Pay.
    pub(crate) apple_pay: bool,
}

/// The session's methods that can be used here, each once.
fn usable(
    allowed: &[Open<Method>],
    here: Here,
    currency: Currency,
    merchant: &Merchant,
) -> Vec<Method> {
    let mut usable: Vec<Method> = Vec::with_capacity(allowed.len());
    for method in allowed.iter().copied().filter_map(Open::known) {
        let can = match method {
            Method::Card | Method::Paypal => true,
            // ACH moves dollars only, and a mandate names who may debit.
            Method::Ach => currency.as_str() == "USD" && !merchant.name.is_empty(),
            Method::ApplePay => here.apple_pay,
        };
        if can && !usable.contains(&method) {
            usable.push(method);
        }
    }
    usable
}

/// Judges a session. Also tells the merchant, so that a closed screen can lead back.
pub(crate) fn judge(arrival: Arrival, here: Here) -> (Merchant, Verdict) {
    let merchant = merchant(&arrival);
    let Arrival { config, expires_in, .. } = arrival;
    let closed = match (config.status, config.scope) {
        (Open::Known(SessionStatus::Completed), _) => Some(Closed::AlreadyPaid),
        (Open::Known(SessionStatus::Expired), _) => Some(Closed::Expired),
        (Open::Known(SessionStatus::Active), Open::Known(Scope::Wallet)) => {
            let terms = WalletTerms {
                asked: asked(&config.required_avs_fields),
                email: config.customer_email,
                expires_in,
                saves: match config.setup_future_usage {
                    Open::Known(SetupFutureUsage::OffSession) => Saves::OffSession,
                    Open::Known(SetupFutureUsage::OnSession | SetupFutureUsage::Off)
                    | Open::Unknown => Saves::OnSession,
                },
            };
            return (merchant, Verdict::Wallet(Box::new(terms)));
        }
        (Open::Known(SessionStatus::Active), Open::Known(Scope::Payment)) => None,
        // A status or scope newer than this build: paying would be a guess.
        (Open::Unknown, _) | (_, Open::Unknown) => return (merchant, Verdict::Malformed),
    };
    if let Some(closed) = closed {
        return (merchant, Verdict::Closed(closed));
    }
    let (Some(amount), Some(currency)) = (config.amount, currency(&config)) else {
        return (merchant, Verdict::Malformed);
    };
    let methods = usable(&config.allowed_methods, here, currency, &merchant);
    if methods.is_empty() {
        return (merchant, Verdict::Closed(Closed::NoMethod));
    }
    let items = config
        .line_items
        .into_iter()
        .map(|item| Item {
            description: rich_text::plain(&item.description),
            amount: item.amount,
            quantity: item.quantity.unwrap_or(1),
        })
        .collect();
    let session = Session {
        order: Order {
            amount,
            currency,
            description: config.description.as_deref().map(rich_text::plain),
            items,
        },
        merchant: merchant.clone(),
        asked: asked(&config.required_avs_fields),
        email: config.customer_email,
        expires_in,
        saved: choice::saved(config.saved_methods, &methods, here.today),
        methods,
        saves: match config.setup_future_usage {
            Open::Known(SetupFutureUsage::OnSession) => Some(Saves::OnSession),
            Open::Known(SetupFutureUsage::OffSession) => Some(Saves::OffSession),
            Open::Known(SetupFutureUsage::Off) | Open::Unknown => None,
        },
        challenge: config.challenge,
    };
    (merchant, Verdict::Payable(Box::new(session)))
}

/// The billing fields in the order a payer expects them, whatever order the session lists.
fn asked(required: &[Open<AvsField>]) -> Vec<Field> {
    const ORDER: [AvsField; 9] = [
        AvsField::Email,
        AvsField::Phone,
        AvsField::Cardholder,
        AvsField::Country,
        AvsField::Street,
        AvsField::Street2,
        AvsField::City,
        AvsField::State,
        AvsField::Zip,
    ];
    let is_asked = |detail: &AvsField| required.contains(&Open::Known(*detail));
    ORDER.into_iter().filter(is_asked).map(Field::from).collect()
}
