//! What a create or PATCH request may say, beyond its shape. The first fault is named.
//!
//! Bounds from the seed: expiry, accent colour, formats. The rest (lengths, counts, sizes) is
//! ours: generous, and there so that nothing is unbounded.

use super::order::Order;
use crate::error::Refusal;
use contract::{CreateSession, Currency, LineItem, Scope};
use std::collections::BTreeMap;
use url::{Host, Url};

/// The literal in `success_url` that stands for the session's id (docs).
pub const PLACEHOLDER: &str = "{CHECKOUT_SESSION_ID}";

/// Seconds a session lives unless asked otherwise (seed 001).
pub const DEFAULT_EXPIRY: i64 = 1800;

/// Checks a create request.
pub fn create(request: &CreateSession) -> Result<(), Refusal> {
    if request.scope.unwrap_or(Scope::Payment) == Scope::Payment {
        required("amount", request.amount.as_ref())?;
        required("currency", request.currency.as_ref())?;
        required("success_url", request.success_url.as_ref())?;
        required("cancel_url", request.cancel_url.as_ref())?;
    }
    if request.scope == Some(Scope::Wallet) {
        // Whose methods it would show (ours).
        required("customer_id", request.customer_id.as_ref())?;
    }
    labels(request)?;
    if request.amount.is_some() {
        Order::of(request).total()?;
    }
    if let Some(currency) = &request.currency {
        let known = Currency::parse(currency).is_ok();
        check(known, "currency", "must be an ISO 4217 code of money")?;
    }
    text("description", request.description.as_deref(), 500)?;
    line_items(&request.line_items)?;
    let named = request.customer_id.as_ref().is_none_or(|id| !id.trim().is_empty());
    check(named, "customer_id", "must not be empty")?;
    text("customer_id", request.customer_id.as_deref(), 255)?;
    email("customer_email", request.customer_email.as_deref())?;
    if let Some(url) = &request.success_url {
        web_address("success_url", &url.replace(PLACEHOLDER, "cs_0"))?;
    }
    if let Some(url) = &request.cancel_url {
        web_address("cancel_url", url)?;
    }
    let methods = request.allowed_methods.as_ref();
    check(methods.is_none_or(|all| !all.is_empty()), "allowed_methods", "must not be empty")?;
    let seconds = request.expires_in_seconds.unwrap_or(DEFAULT_EXPIRY);
    check((300..=86_400).contains(&seconds), "expires_in_seconds", "must be 300 to 86400")?;
    if let Some(branding) = &request.branding {
        if let Some(url) = &branding.logo_url {
            web_address("branding.logo_url", url)?;
        }
        let accent = branding.accent_color.as_deref();
        check(accent.is_none_or(is_color), "branding.accent_color", "must be #RRGGBB")?;
        let name = branding.merchant_display_name.as_deref();
        text("branding.merchant_display_name", name, 100)?;
    }
    metadata("metadata", &request.metadata)?;
    if let Some(signals) = &request.fraud_signals {
        text("fraud_signals.ip_address", signals.ip_address.as_deref(), 64)?;
        text("fraud_signals.user_agent", signals.user_agent.as_deref(), 1000)?;
        email("fraud_signals.email", signals.email.as_deref())?;
        text("fraud_signals.phone", signals.phone.as_deref(), 50)?;
        text("fraud_signals.account_type", signals.account_type.as_deref(), 100)?;
    }
    Ok(())
}

/// Checks what a wallet session says of saved methods. Which of them the customer has is not asked:
/// they may come and go while the session lives.
fn labels(request: &CreateSession) -> Result<(), Refusal> {
    let CreateSession { method_badges: badges, locked_payment_methods: locks, .. } = request;
    let is_wallet = request.scope == Some(Scope::Wallet);
    for (field, count) in [("method_badges", badges.len()), ("locked_payment_methods", locks.len())]
    {
        check(count == 0 || is_wallet, field, "for scope wallet only")?;
        check(count <= 200, field, "must be at most 200")?;
    }
    for (index, badge) in badges.iter().enumerate() {
        let field = |name: &str| format!("method_badges[{index}].{name}");
        check(!badge.label.trim().is_empty(), &field("label"), "must not be empty")?;
        text(&field("label"), Some(&badge.label), 40)?;
        check(is_color(&badge.color), &field("color"), "must be #RRGGBB")?;
        let counted = badge.payment_method_uids.len() <= 200;
        check(counted, &field("payment_method_uids"), "must be at most 200")?;
    }
    for (index, lock) in locks.iter().enumerate() {
        let field = format!("locked_payment_methods[{index}].reason");
        check(!lock.reason.trim().is_empty(), &field, "must not be empty")?;
        text(&field, Some(&lock.reason), 200)?;
    }
    Ok(())
}

/// Checks the lines of an order.
pub fn line_items(items: &[LineItem]) -> Result<(), Refusal> {
    check(items.len() <= 100, "line_items", "must be at most 100")?;
    for (index, item) in items.iter().enumerate() {
        let field = |name: &str| format!("line_items[{index}].{name}");
        check(!item.description.trim().is_empty(), &field("description"), "must not be empty")?;
        text(&field("description"), Some(&item.description), 500)?;
        let counted = (1..=100_000).contains(&item.quantity);
        check(counted, &field("quantity"), "must be 1 to 100000")?;
        metadata(&field("metadata"), &item.metadata)?;
    }
    Ok(())
}

fn check(holds: bool, field: &str, rule: &str) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::Invalid(format!("{field}: {rule}"))) }
}

fn required<T>(field: &str, value: Option<&T>) -> Result<(), Refusal> {
    check(value.is_some(), field, "required")
}

fn text(field: &str, value: Option<&str>, longest: usize) -> Result<(), Refusal> {
    let fits = value.is_none_or(|text| text.chars().count() <= longest);
    check(fits, field, &format!("must be at most {longest} characters"))
}

fn email(field: &str, value: Option<&str>) -> Result<(), Refusal> {
    let is_email = |text: &str| {
        text.len() <= 254
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
            && text
                .rsplit_once('@')
                .is_some_and(|(local, host)| !local.is_empty() && host.len() > 1)
    };
    check(value.is_none_or(is_email), field, "must be an email address")
}

/// Absolute, https (http for this machine), without a user's name or password.
fn web_address(field: &str, address: &str) -> Result<(), Refusal> {
    let is_safe = |url: &Url| {
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        let scheme = url.scheme() == "https" || (url.scheme() == "http" && loopback);
        scheme && url.username().is_empty() && url.password().is_none()
    };
    let safe = address.len() <= 2048 && Url::parse(address).is_ok_and(|url| is_safe(&url));
    check(safe, field, "must be an absolute https address (http on this machine)")
}

fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn metadata(field: &str, entries: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let fits = entries.len() <= 50
        && entries.iter().all(|(key, value)| key.len() <= 100 && value.chars().count() <= 1000);
    check(fits, field, "must be at most 50 entries of at most 1000 characters")
}
