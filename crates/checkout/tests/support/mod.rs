//! A checkout on the bench: the machine, and the commands it has given that nobody carried out.
#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that breaks fails its test")]
#![allow(clippy::unnecessary_box_returns, reason = "as the event takes it")]

use checkout::form::{Edit, Field};
use checkout::redirect::{SafeUrl, UrlParts};
use checkout::{
    Access, Arrival, Boot, Checkout, Command, Event, Failure, Host, Link, Millis, Nonce, Receipt,
    Refusal, Secret, Ticket, Unclear, Why,
};
use std::sync::LazyLock;

use contract::{Cents, ErrorCode, FeeQuote, SessionConfig, SessionStatus};

pub const PAN: &str = "4111111111111111";
pub const CVC: &str = "737";

pub struct Bench {
    pub checkout: Checkout,
    pub commands: Vec<Command>,
    nonce: u8,
}

pub fn boot() -> Boot {
    Boot {
        link: Link::Whole,
        today: None,
        region: None,
        seed: Nonce([9; 16]),
        kept: None,
        elsewhere: false,
        apple_pay: false,
        host: Host::None,
        online: true,
    }
}

/// As the browser reads it: the server's feature may add fields, which JSON need not name.
pub fn config(amount: i64) -> SessionConfig {
    static CONFIG: LazyLock<SessionConfig> = LazyLock::new(template);
    SessionConfig { amount: Some(Cents(amount)), ..CONFIG.clone() }
}

fn template() -> SessionConfig {
    serde_json::from_value(serde_json::json!({
        "session_id": "cs_1",
        "status": "active",
        "scope": "payment",
        "amount": 1000,
        "currency": "USD",
        "line_items": [{ "description": "Lamp", "amount": 1000 }],
        "layout": "hosted",
        "allowed_methods": ["card"],
        "setup_future_usage": "off",
        "merchant_display_name": "Alder & Ash",
        "required_avs_fields": ["cardholder"],
        "expires_at": "2030-01-01T00:00:00Z",
    }))
    .unwrap()
}

pub fn arrival(config: SessionConfig) -> Box<Arrival> {
    Box::new(Arrival { config, expires_in: Some(Millis::seconds(1800)), cancel: None, logo: None })
}

pub fn quote(amount: i64, fee: i64) -> FeeQuote {
    // Feature unification may add the server's fields, so it is read as the browser reads it; once,
    // because the laws ask a million times.
    static QUOTE: LazyLock<FeeQuote> = LazyLock::new(|| {
        serde_json::from_value(serde_json::json!({
            "amount": 0, "convenience_fee": 0, "total_amount": 0, "method": "card",
        }))
        .unwrap()
    });
    let [amount, convenience_fee] = [amount, fee].map(Cents);
    let total_amount = Cents(amount.0 + fee);
    FeeQuote { amount, convenience_fee, total_amount, ..QUOTE.clone() }
}

pub fn refused(status: u16, code: ErrorCode) -> Failure {
    Failure::new(Why::Refused(Refusal {
        status,
        code,
        recoverable: None,
        request_id: Some("req_1".to_owned()),
        about: None,
    }))
}

pub fn lost() -> Failure {
    Failure::new(Why::Unclear(Unclear::Unreachable))
}

pub fn completed(amount: i64) -> SessionConfig {
    SessionConfig { status: SessionStatus::Completed.into(), ..config(amount) }
}

pub fn shop() -> SafeUrl {
    let href = "https://shop.example/thanks?sig=1";
    SafeUrl::judge(&UrlParts {
        href,
        protocol: "https:",
        username: "",
        password: "",
        hostname: "shop.example",
    })
    .unwrap()
}

pub fn receipt(total: i64) -> Box<Receipt> {
    Box::new(Receipt {
        total: Some(Cents(total)),
        payment_uid: Some("P-1".to_owned()),
        redirect: Some(shop()),
        ..Receipt::default()
    })
}

impl Bench {
    pub fn new(boot: Boot) -> Self {
        let (checkout, commands) = Checkout::start(boot);
        Self { checkout, commands, nonce: 0 }
    }

    /// With the session loaded.
    pub fn open(config: SessionConfig) -> Self {
        let mut bench = Self::new(boot());
        bench.load(Ok(arrival(config)));
        bench
    }

    pub fn send(&mut self, event: Event) {
        self.commands.extend(self.checkout.step(event));
    }

    /// Takes the first command that `want` accepts.
    pub fn take<T>(&mut self, want: impl Fn(&Command) -> Option<T>) -> Option<T> {
        let (at, found) =
            self.commands.iter().enumerate().find_map(|(at, c)| want(c).map(|t| (at, t)))?;
        self.commands.remove(at);
        Some(found)
    }

    fn must<T>(&mut self, what: &str, want: impl Fn(&Command) -> Option<T>) -> T {
        self.take(want).unwrap_or_else(|| panic!("no {what} in {:?}", self.commands))
    }

    pub fn load(&mut self, result: Result<Box<Arrival>, Failure>) {
        let ticket = self.must("LoadSession", |c| match c {
            Command::LoadSession(ticket) => Some(*ticket),
            _ => None,
        });
        self.send(Event::SessionArrived(ticket, result));
    }

    pub fn access(&mut self) {
        let ticket = self.must("LoadAccess", |c| match c {
            Command::LoadAccess(ticket) => Some(*ticket),
            _ => None,
        });
        let access = Access { password: Secret::from("pw"), good_for: Millis::seconds(600) };
        self.send(Event::AccessArrived(ticket, Ok(access)));
    }

    pub fn token(&mut self) {
        let ticket = self.must("Tokenize", |c| match c {
            Command::Tokenize(ticket, _) => Some(*ticket),
            _ => None,
        });
        self.send(Event::Tokenized(ticket, Ok(Secret::from("tok_1"))));
    }

    pub fn quoted(&mut self, amount: i64, fee: i64) {
        let ticket = self.must("QuoteFee", |c| match c {
            Command::QuoteFee(ticket, _) => Some(*ticket),
            _ => None,
        });
        self.send(Event::Quoted(ticket, Ok(quote(amount, fee))));
    }

    /// Token and quote, from the start.
    pub fn prepare(&mut self, amount: i64, fee: i64) {
        self.access();
        self.token();
        self.quoted(amount, fee);
    }

    pub fn confirm(&mut self) -> (Ticket, String, String) {
        self.must("Confirm", |c| match c {
            Command::Confirm(ticket, key, body) => {
                Some((*ticket, key.as_str().to_owned(), body.as_str().to_owned()))
            }
            _ => None,
        })
    }

    /// Ends the wait of this length.
    pub fn elapse(&mut self, is: impl Fn(Millis) -> bool) {
        let ticket = self.must("Wait", |c| match c {
            Command::Wait(ticket, length) if is(*length) => Some(*ticket),
            _ => None,
        });
        self.send(Event::Elapsed(ticket));
    }

    /// Ends the wait of this length that was asked for last.
    pub fn elapse_last(&mut self, is: impl Fn(Millis) -> bool) {
        let at = self.commands.iter().rposition(|c| matches!(c, Command::Wait(_, l) if is(*l)));
        match at.map(|at| self.commands.remove(at)) {
            Some(Command::Wait(ticket, _)) => self.send(Event::Elapsed(ticket)),
            _ => panic!("no such Wait in {:?}", self.commands),
        }
    }

    /// Lets the session's time run out.
    pub fn run_out(&mut self) {
        self.elapse_last(|length| length == Millis::seconds(1500));
        for _ in 0..300 {
            self.elapse(|length| length == Millis::seconds(1));
        }
    }

    /// Fills the form and presses Pay, up to the first send of confirm.
    pub fn pay(&mut self, amount: i64) -> (Ticket, String, String) {
        self.fill();
        self.submit();
        self.prepare(amount, 0);
        self.load(Ok(arrival(config(amount))));
        self.confirm()
    }

    pub fn answer(&mut self, ticket: Ticket, result: Result<Box<Receipt>, Failure>) {
        self.send(Event::ConfirmAnswered(ticket, result));
    }

    pub fn type_in(&mut self, field: Field, text: &str) {
        let caret = text.encode_utf16().count();
        let text = Secret::from(text);
        self.send(Event::Typed { field, text, caret, edit: Edit::Insert });
    }

    pub fn fill(&mut self) {
        self.type_in(Field::CardNumber, PAN);
        self.type_in(Field::Expiry, "12/39");
        self.type_in(Field::Cvc, CVC);
        self.type_in(Field::Cardholder, "Ada Byron");
    }

    pub fn submit(&mut self) {
        self.nonce += 1;
        // Letters only, so that no key looks like a card number.
        self.send(Event::Submitted(Nonce([self.nonce | 0xa0; 16])));
    }

    pub fn count(&self, is: impl Fn(&Command) -> bool) -> usize {
        self.commands.iter().filter(|c| is(c)).count()
    }
}
