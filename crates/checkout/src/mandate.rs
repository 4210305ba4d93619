//! What a payer agrees to before an ACH debit: the seven elements of a consumer's authorization for
//! a WEB entry (NACHA's rules since 17 September 2021, as `security-and-faults.md` 5.4 sums them
//! up).
//!
//! A mandate with a gap is none: [`Mandate::new`] refuses it, so the page can ask for nothing that
//! the authorization does not say. The words are the catalogue's; what they say is here, each
//! element as data, and none can be left out: [`Mandate::statement`] has an arm for each.
//!
//! Counsel and the originating bank approve the words before they are used.

use crate::bank_days::{self, Day};
use crate::form::ach::{account, routing};
use contract::{AccountType, Cents, Currency};

/// What NACHA wants an authorization to say, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// Whether it is for one debit, or for more.
    Entries,
    /// The amount, or how it comes about.
    Amount,
    /// When the money leaves.
    Timing,
    /// Who gives it.
    Payer,
    /// The account to be debited.
    Account,
    /// The date on which it is given.
    Date,
    /// How and until when it can be taken back.
    Revocation,
}

impl Element {
    /// All seven, in the order in which they are read.
    pub const ALL: [Self; 7] = [
        Self::Entries,
        Self::Amount,
        Self::Timing,
        Self::Payer,
        Self::Account,
        Self::Date,
        Self::Revocation,
    ];
}

/// What a mandate says about one element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Statement<'a> {
    /// One debit, which this merchant may originate. Later debits need an agreement of their own.
    Single {
        /// The merchant's name.
        merchant: &'a str,
    },
    /// This amount, with the fee in it.
    Amount(Cents, Currency),
    /// On this day or soon after, and not before it.
    NotBefore(Day),
    /// This person's account.
    Payer(&'a str),
    /// This account.
    Account {
        /// Checking or savings.
        kind: AccountType,
        /// The account number's last four digits.
        last4: &'a str,
        /// At which bank.
        bank: Bank<&'a str>,
    },
    /// Given on this day, in the East of the United States.
    Given(Day),
    /// By telling this merchant before this day.
    Revocation {
        /// Whom to tell.
        merchant: &'a str,
        /// Until the day before it.
        before: Day,
    },
}

/// How a mandate names a bank.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bank<T> {
    /// By its routing number, which is printed on every cheque.
    Routing(T),
    /// By its name: so are kept accounts known.
    Named(T),
    /// Not at all: of a kept account nothing else is known.
    Unnamed,
}

/// The account of a mandate.
#[derive(Clone, Copy)]
pub enum Account<'a> {
    /// One that is typed.
    Typed {
        /// The account number as it is typed.
        account: &'a str,
        /// The routing number as it is typed.
        routing: &'a str,
    },
    /// One that was kept.
    Kept {
        /// The account number's last four digits.
        last4: &'a str,
        /// The bank's name, where it is known.
        bank: Option<&'a str>,
    },
}

/// What a mandate is made of. Amounts and names come from the session, numbers from the form.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// Who debits.
    pub merchant: &'a str,
    /// What is debited: the total that the button shows.
    pub total: Cents,
    /// In which money.
    pub currency: Currency,
    /// Checking or savings.
    pub account_type: AccountType,
    /// Which account.
    pub account: Account<'a>,
    /// The account's holder.
    pub payer: &'a str,
    /// When it is shown, in seconds since 1970 in UTC.
    pub now: i64,
}

/// Why there is nothing to agree to yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The session does not say who the merchant is, so nobody may debit.
    Merchant,
    /// Nothing is to be paid, or not in dollars: ACH moves only those.
    Amount,
    /// The account's holder is not named.
    Payer,
    /// One of the two numbers is not there, or not right.
    Account,
}

/// A whole authorization. It holds no account number but its last four digits, and is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Mandate {
    merchant: String,
    total: Cents,
    currency: Currency,
    account_type: AccountType,
    last4: String,
    bank: Bank<String>,
    payer: String,
    given: Day,
    leaves: Day,
}

/// Hides whose account it is.
impl core::fmt::Debug for Mandate {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Mandate(<redacted>)")
    }
}

impl Mandate {
    /// The mandate for these terms; or the first gap in them.
    pub fn new(terms: &Terms<'_>) -> Result<Self, Gap> {
        let named = |name: &str, gap| {
            let name = name.trim();
            if name.is_empty() { Err(gap) } else { Ok(name.to_owned()) }
        };
        let merchant = named(terms.merchant, Gap::Merchant)?;
        if terms.total.0 <= 0 || terms.currency.as_str() != "USD" {
            return Err(Gap::Amount);
        }
        let payer = named(terms.payer, Gap::Payer)?;
        let (last4, bank) = match terms.account {
            Account::Typed { account, routing } => {
                if routing::judge(routing).is_some() || account::judge(account).is_some() {
                    return Err(Gap::Account);
                }
                let last4 = account::last4(account).ok_or(Gap::Account)?;
                (last4, Bank::Routing(crate::form::card_number::digits(routing)))
            }
            Account::Kept { last4, bank } => {
                let bank = bank.map_or(Bank::Unnamed, |name| Bank::Named(name.to_owned()));
                (named(last4, Gap::Account)?, bank)
            }
        };
        Ok(Self {
            merchant,
            total: terms.total,
            currency: terms.currency,
            account_type: terms.account_type,
            last4,
            bank,
            payer,
            given: bank_days::eastern(terms.now).0,
            leaves: bank_days::debit_day(terms.now),
        })
    }

    /// What it says about an element.
    pub fn statement(&self, element: Element) -> Statement<'_> {
        match element {
            Element::Entries => Statement::Single { merchant: &self.merchant },
            Element::Amount => Statement::Amount(self.total, self.currency),
            Element::Timing => Statement::NotBefore(self.leaves),
            Element::Payer => Statement::Payer(&self.payer),
            Element::Account => Statement::Account {
                kind: self.account_type,
                last4: &self.last4,
                bank: match &self.bank {
                    Bank::Routing(number) => Bank::Routing(number),
                    Bank::Named(name) => Bank::Named(name),
                    Bank::Unnamed => Bank::Unnamed,
                },
            },
            Element::Date => Statement::Given(self.given),
            Element::Revocation => {
                Statement::Revocation { merchant: &self.merchant, before: self.leaves }
            }
        }
    }

    /// All seven, in the order in which they are read.
    pub fn statements(&self) -> [Statement<'_>; 7] {
        Element::ALL.map(|element| self.statement(element))
    }
}

#[cfg(test)]
mod tests;
