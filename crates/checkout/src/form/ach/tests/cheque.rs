use crate::form::ach::{account, cheque, routing};
use proptest::prelude::*;

fn read(text: &str) -> Option<(String, String)> {
    cheque::read(text)
        .map(|found| (found.routing.expose().to_owned(), found.account.expose().to_owned()))
}

#[test]
fn whatever_way_it_is_written() {
    for text in [
        "021000021 123456789",
        "021000021\t123456789\n",
        "021000021/123456789",
        "⑆021000021⑆ 123456789⑈ 0101",
        "⑈001042⑈ ⑆021000021⑆ 123456789⑈",
        "⑆021000021⑆ 123⑉456⑉789⑈ 0101",
        "⑆021000021⑆ 0101 123456789⑈",
        "A021000021A 123456789C 0101",
        "a021000021a123456789c0101",
        "C1042C A021000021A 123456789C",
        "T021000021T 123456789U 0101",
        "|:021000021|: 123456789||' 0101",
        ":021000021: 123456789\" 0101",
        "Routing: 021000021 Account: 123456789",
        "Account number: 123456789\nRouting number: 021000021",
        // A field of one line loses what breaks it.
        "Account number: 123456789Routing number: 021000021",
        "Acct #123-456-789, ABA 021000021",
        "RTN 021000021 acct. 123456789 check 1042",
        "Routing and account: 021000021 123456789",
        "Número de ruta: 021000021\nNúmero de cuenta: 123456789",
        "Wells Fargo 021000021 123456789",
        "1042 021000021 123456789",
        "123456789 021000021",
        "０２１０００021 １２３456789",
    ] {
        assert_eq!(read(text), Some(("021000021".into(), "123456789".into())), "{text}");
    }
    // Short accounts, accounts that pass for routing numbers, and leading zeros.
    for (text, routing, account) in [
        ("⑆021000021⑆ 0042⑈ 0101", "021000021", "0042"),
        ("021000021 111000025", "021000021", "111000025"),
        ("Account: 111000025 Routing: 021000021", "021000021", "111000025"),
        ("021000021 00012345678901234", "021000021", "00012345678901234"),
    ] {
        assert_eq!(read(text), Some((routing.into(), account.into())), "{text}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    for text in [
        "",
        "021000021",
        "⑆021000021⑆",
        "021000021123456789",
        "123456789",
        "021000012 123456789",
        "000000000 123456789",
        "02-1000021 123456789",
        // Which of the two?
        "021000021 123456789 987654321",
        "021000021 0101 0202",
        // Neither is the account's.
        "021000021 phone 5551234567",
        "021000021 check no. 1042",
        "021000021 123",
        "021000021 123456789012345678",
        "Account: 111000025 Routing: 021000012",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn a_card_number_is_no_account() {
    for text in [
        "021000021 4242424242424242",
        "⑆021000021⑆ 4242424242424242⑈",
        "Routing 021000021 Account 4242-4242-4242-4242",
        "021000021 4242 4242 4242 4242",
        "4242424242424242",
        "4242424242424242 12/30 123",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn nothing_is_printed() {
    let found = cheque::read("021000021 123456789");
    assert!(found.is_some());
    let printed = format!("{found:?}");
    assert!(!printed.contains("0210") && !printed.contains("1234"), "{printed}");
}

proptest! {
    #[test]
    fn no_text_makes_it_fail_and_what_is_found_is_right(
        text in prop_oneof![
            any::<String>(),
            "[0-9⑆⑇⑈⑉acdtu|:\"' -]{0,60}",
            "[a-z :]{0,12}(021000021|111000025)[⑆ :a-c-]{0,3}[0-9 ⑉-]{0,24}[⑈c]?[0-9é😀\u{202E}]{0,8}",
        ],
    ) {
        if let Some((found_routing, found_account)) = read(&text) {
            prop_assert_eq!(routing::judge(&found_routing), None);
            prop_assert_eq!(account::judge(&found_account), None);
            prop_assert!(found_routing.len() == 9);
            // Both are the text's own digits, in its order.
            let digits = crate::form::card_number::digits(&text);
            prop_assert!(digits.contains(&found_routing) && digits.contains(&found_account));
        }
    }

    #[test]
    fn a_cheque_gives_its_account_back(account in "[0-9]{5,17}", number in "[0-9]{3,4}") {
        prop_assume!(account::judge(&account).is_none());
        prop_assume!(!crate::form::card_number::looks_like_one(&account));
        let found = Some(("021000021".to_owned(), account.clone()));
        prop_assert_eq!(read(&format!("⑆021000021⑆ {account}⑈ {number}")), found.clone());
        prop_assert_eq!(read(&format!("021000021 {account}")), found.clone());
        prop_assert_eq!(read(&format!("021000021 {account} {number}")), found);
    }

    #[test]
    fn no_card_is_taken_for_an_account(rest in "[0-9]{14}") {
        let fifteen = format!("4{rest}");
        let card = (0..10).map(|check| format!("{fifteen}{check}"))
            .find(|card| crate::form::card_number::judge(card).is_none()).unwrap();
        prop_assert_eq!(read(&format!("⑆021000021⑆ {card}⑈")), None);
        prop_assert_eq!(read(&format!("routing 021000021 account {card}")), None);
    }
}
