use super::*;
use crate::bank_days::Date;
use proptest::prelude::*;

/// 18 November 2026, a Wednesday, 10:00 in the East.
const NOW: i64 = 1_795_014_000;

const TYPED: Account<'_> = Account::Typed { account: "0001-2345 6789", routing: "021000021" };

fn terms() -> Terms<'static> {
    Terms {
        merchant: "Alder & Ash",
        total: Cents(14650),
        currency: Currency::parse("USD").unwrap(),
        account_type: AccountType::Checking,
        account: TYPED,
        payer: " Ada Lovelace ",
        now: NOW,
    }
}

fn gap(terms: &Terms<'_>) -> Option<Gap> {
    Mandate::new(terms).err()
}

#[test]
fn it_says_all_seven_with_what_was_entered() {
    let mandate = Mandate::new(&terms()).ok().unwrap();
    let day = |day| Day::of(Date { year: 2026, month: 11, day });
    let usd = Currency::parse("USD").unwrap();
    let wanted = [
        Statement::Single { merchant: "Alder & Ash" },
        Statement::Amount(Cents(14650), usd),
        Statement::NotBefore(day(19)),
        Statement::Payer("Ada Lovelace"),
        Statement::Account {
            kind: AccountType::Checking,
            last4: "6789",
            bank: Bank::Routing("021000021"),
        },
        Statement::Given(day(18)),
        Statement::Revocation { merchant: "Alder & Ash", before: day(19) },
    ];
    assert!(mandate.statements() == wanted);
}

/// An element that is added has no place here until it is listed.
#[test]
fn the_list_of_elements_is_whole() {
    let place = |element| match element {
        Element::Entries => 0,
        Element::Amount => 1,
        Element::Timing => 2,
        Element::Payer => 3,
        Element::Account => 4,
        Element::Date => 5,
        Element::Revocation => 6,
    };
    assert_eq!(Element::ALL.map(place), [0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_mandate_with_a_gap_is_none() {
    let whole = terms();
    assert_eq!(gap(&whole), None);
    assert_eq!(gap(&Terms { merchant: " ", ..whole }), Some(Gap::Merchant));
    assert_eq!(gap(&Terms { total: Cents(0), ..whole }), Some(Gap::Amount));
    let euro = Currency::parse("EUR").unwrap();
    assert_eq!(gap(&Terms { currency: euro, ..whole }), Some(Gap::Amount));
    assert_eq!(gap(&Terms { payer: "\t", ..whole }), Some(Gap::Payer));
    for account in [
        Account::Typed { account: "123", routing: "021000021" },
        Account::Typed { account: "123456789", routing: "000000000" },
        Account::Typed { account: "123456789", routing: "" },
        Account::Kept { last4: "", bank: None },
    ] {
        assert_eq!(gap(&Terms { account, ..whole }), Some(Gap::Account));
    }
}

#[test]
fn a_kept_account_is_named_by_what_is_known_of_it() {
    for (bank, wanted) in [(Some("Juniper"), Bank::Named("Juniper")), (None, Bank::Unnamed)] {
        let account = Account::Kept { last4: "6789", bank };
        let mandate = Mandate::new(&Terms { account, ..terms() }).ok().unwrap();
        let kind = AccountType::Checking;
        let said = Statement::Account { kind, last4: "6789", bank: wanted };
        assert!(mandate.statement(Element::Account) == said);
    }
}

proptest! {
    #[test]
    fn no_account_number_is_kept(account in "[0-9]{4,17}", merchant: String, payer: String) {
        let account_of = Account::Typed { account: &account, routing: "021000021" };
        let terms = Terms { account: account_of, merchant: &merchant, payer: &payer, ..terms() };
        if let Ok(mandate) = Mandate::new(&terms) {
            prop_assert_eq!(mandate.last4.len(), 4);
            prop_assert!(account.ends_with(&mandate.last4));
            prop_assert!(!mandate.merchant.is_empty() && !mandate.payer.is_empty());
        }
    }
}
