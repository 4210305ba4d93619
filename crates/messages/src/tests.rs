//! What holds for every language.

use crate::fallback::fallback;
use crate::{Language, Messages};

/// The names in a message's placeholders, sorted.
fn placeholders(message: &str) -> Vec<&str> {
    let mut names: Vec<_> = message
        .split("%{")
        .skip(1)
        .map(|rest| rest.split_once('}').map_or("(unclosed)", |(name, _)| name))
        .collect();
    names.sort_unstable();
    names
}

fn each(check: impl Fn(Language, &str, &str, &str)) {
    let english = Language::English.messages().all();
    for language in Language::ALL {
        for ((name, text), (_, original)) in language.messages().all().iter().zip(&english) {
            check(language, name, text, original);
        }
    }
}

#[test]
fn placeholders_are_the_same_in_every_language() {
    each(|language, name, text, original| {
        assert_eq!(placeholders(text), placeholders(original), "{language:?}: {name}");
        assert!(!placeholders(text).contains(&"(unclosed)"), "{language:?}: {name}");
    });
}

#[test]
fn no_message_is_empty_or_padded() {
    each(|language, name, text, _| {
        assert!(!text.is_empty(), "{language:?}: {name}");
        assert_eq!(text, text.trim(), "{language:?}: {name}");
        assert!(!text.contains("  "), "{language:?}: {name}");
        assert!(!text.contains(char::is_control), "{language:?}: {name}");
    });
}

#[test]
fn no_message_shouts() {
    each(|language, name, text, _| {
        assert!(!text.contains(['!', '¡']), "{language:?}: {name}");
    });
}

#[test]
fn arabic_is_written_in_arabic() {
    let same = ["expiry_hint"];
    for (name, text) in Language::Arabic.messages().all() {
        let arabic = text.chars().any(|c| matches!(c, '\u{600}'..='\u{6FF}'));
        assert!(arabic || same.contains(&name), "{name}");
        assert!(!text.contains([',', ';', '?']), "{name}: Latin punctuation");
    }
}

#[test]
fn the_static_page_says_what_the_list_says() {
    let page = include_str!("../../../index.html");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for language in Language::ALL {
        let words = fallback(language);
        let all = [
            words.loading,
            words.start_heading,
            words.start_body,
            words.crash_heading,
            words.crash_body,
            words.reload,
            words.support,
            words.no_script,
        ];
        for text in all {
            assert!(page.contains(text), "{language:?}: {text}");
        }
    }
}

/// So that the list above is used, and its length is seen when it grows.
#[test]
fn the_list_is_the_struct() {
    let listed = Language::English.messages().all().len();
    assert_eq!(listed * size_of::<&str>(), size_of::<Messages>());
}
