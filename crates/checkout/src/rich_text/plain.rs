//! Text as it is shown, without characters that make it look like something else.
//!
//! Threat T21: a name that turns the amount around it, or hides letters. Look-alike letters are
//! not touched: they are how names are written.

/// The text without control characters, direction marks and invisible characters. A line end or a
/// tab becomes a blank. A joiner between two emoji, which makes one of them, stays.
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => shown.push(' '),
            '\u{200D}' => {
                let before = shown.chars().next_back().is_some_and(joins);
                if before && rest.clone().next().is_some_and(is_emoji) {
                    shown.push(c);
                }
            }
            c if c.is_control() || is_hidden(c) => {}
            c => shown.push(c),
        }
    }
    shown
}

/// Direction marks (with U+061C, which the list of T21 lacks), zero widths and byte order mark.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{061C}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
    )
}

/// What may stand before a joiner: an emoji, its skin (itself in the emoji's block), or the mark
/// that asks for its coloured form.
fn joins(c: char) -> bool {
    c == '\u{FE0F}' || is_emoji(c)
}

/// The blocks that hold emoji, and their arrows, hearts and signs.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{2190}'..='\u{21FF}'
        | '\u{2600}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}'
        | '\u{1F000}'..='\u{1FAFF}'
    )
}
