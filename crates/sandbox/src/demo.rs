//! The sandbox's one payment account and its customers. Its secrets are public: they open nothing
//! but a sandbox.

use crate::fees::FeeRule;
use crate::outcome::Outcome;
use crate::secret::Fingerprint;
use crate::store::StoreError;
use crate::store::accounts::{self, Account, Settings};
use crate::store::customers::{self, Saved};
use crate::store::instruments::{Bank, Card, Instrument};
use crate::testbank::TEST_ROUTING;
use contract::{AccountType, Cents, LockedMethod, Method, MethodBadges};
use rusqlite::Transaction;

/// The account's `X-Payment-Account-Uid`.
pub const ACCOUNT: &str = "acct_demo";

/// What the merchant's server sends as `Authorization: Bearer …`.
pub const ADMIN_TOKEN: &str = "sandbox_admin_token_for_alder_and_ash";

/// What signs, and verifies, the way back to the merchant.
pub const SIGNING_SECRET: &str = "sandbox_signing_secret_for_alder_and_ash";

/// The customer whose methods a wallet may change without being in anybody's way.
pub const WALLET: &str = "cus_wallet";

/// What the demo shop says of that customer's methods.
pub(crate) fn labels() -> (Vec<MethodBadges>, Vec<LockedMethod>) {
    let badge = |label: &str, color: &str, uid: &str| MethodBadges {
        label: label.to_owned(),
        color: color.to_owned(),
        payment_method_uids: vec![uid.to_owned()],
    };
    let lock = LockedMethod {
        payment_method_uid: "pm_wallet_2".to_owned(),
        reason: "Pays for your membership until March.".to_owned(),
    };
    let badges = vec![
        badge("Membership", "#0a5c63", "pm_wallet_2"),
        badge("Rent", "#b4541a", "pm_wallet_3"),
    ];
    (badges, vec![lock])
}

/// The customers there are to begin with, and what they have kept, for the demo shop's page too.
pub const CUSTOMERS: [(&str, &str); 5] = [
    ("cus_one", "One card"),
    ("cus_several", "Three cards, one of them expired, and a bank account"),
    ("cus_many", "200 methods"),
    ("cus_empty", "Nothing yet"),
    (WALLET, "Three cards and a bank account, for a wallet to change"),
];

/// The settings it starts with: fees, so that the fee's part of the page is seen, and different
/// ones, so that a choice of method changes it.
pub(crate) fn settings() -> Settings {
    let rule = |method, brand: Option<&str>, basis_points, fixed, at_most: Option<i64>| FeeRule {
        method,
        brand: brand.map(str::to_owned),
        basis_points,
        fixed: Cents(fixed),
        at_most: at_most.map(Cents),
    };
    Settings {
        allowed_origins: None,
        methods: vec![Method::Card],
        fee_basis_points: 290,
        fee_fixed: Cents(30),
        fee_rules: vec![
            rule(Method::Card, Some("amex"), 350, 30, None),
            rule(Method::Ach, None, 80, 0, Some(500)),
            rule(Method::ApplePay, None, 270, 30, None),
            rule(Method::Paypal, None, 349, 49, None),
        ],
        merchant_display_name: "Alder & Ash".to_owned(),
        page_message: None,
        rate_limit_per_minute: 600,
        logo_url: None,
        accent_color: None,
        webhook_url: None,
    }
}

/// Adds the account and its customers, as far as they are not there.
pub(crate) fn seed(tx: &Transaction<'_>) -> Result<(), StoreError> {
    accounts::seed(
        tx,
        &Account {
            uid: ACCOUNT.to_owned(),
            admin_token: Fingerprint::of(ADMIN_TOKEN),
            signing_secret: SIGNING_SECRET.to_owned(),
            settings: settings(),
        },
    )?;
    for (customer, _) in CUSTOMERS {
        if customers::add(tx, ACCOUNT, customer)? {
            customers::replace(tx, ACCOUNT, customer, &methods(customer))?;
        }
    }
    Ok(())
}

fn methods(customer: &str) -> Vec<Saved> {
    let visa = || card("visa", "1111", 2038);
    let kept = match customer {
        "cus_one" => vec![visa()],
        "cus_several" => vec![
            bank(AccountType::Checking, "6789"),
            visa(),
            card("amex", "0005", 2037),
            card("mastercard", "4444", 2024),
        ],
        WALLET => vec![
            visa(),
            card("mastercard", "4444", 2037),
            bank(AccountType::Checking, "6789"),
            card("amex", "0005", 2024),
        ],
        "cus_many" => (0..200).map(one_of_many).collect(),
        _ => Vec::new(),
    };
    let named = kept.into_iter().enumerate().map(|(at, method)| Saved {
        id: format!("pm_{}_{}", customer.trim_start_matches("cus_"), at + 1),
        is_default: at == usize::from(customer == "cus_several"),
        ..method
    });
    named.collect()
}

/// Every tenth has expired, every seventh is a bank account.
fn one_of_many(at: u16) -> Saved {
    let last4 = format!("{:04}", 1000 + at);
    if at % 7 == 6 {
        return bank(AccountType::Savings, &last4);
    }
    let brands = ["visa", "mastercard", "amex", "discover"];
    let year = if at % 10 == 9 { 2023 } else { 2036 };
    card(brands[usize::from(at) % brands.len()], &last4, year)
}

fn card(brand: &str, last4: &str, exp_year: u16) -> Saved {
    let bin = match brand {
        "mastercard" => "555555",
        "amex" => "378282",
        "discover" => "601111",
        _ => "411111",
    };
    let card = Card {
        brand: brand.to_owned(),
        bin: bin.to_owned(),
        last4: last4.to_owned(),
        exp_month: 12,
        exp_year,
        outcome: Outcome::Approved,
    };
    saved(Instrument::Card(card), None)
}

fn bank(account_type: AccountType, last4: &str) -> Saved {
    let bank = Bank {
        routing_number: TEST_ROUTING.to_owned(),
        account_type,
        last4: last4.to_owned(),
        outcome: Outcome::Approved,
    };
    saved(Instrument::Bank(bank), Some("Juniper Valley Bank"))
}

fn saved(instrument: Instrument, bank_name: Option<&str>) -> Saved {
    Saved::new(instrument, Some("Ada Lovelace".to_owned()), bank_name.map(str::to_owned))
}
