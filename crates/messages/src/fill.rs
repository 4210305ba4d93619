//! Puts values into a message.

/// Starts an isolate whose direction is that of its first strong character (UAX #9).
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Ends it.
const POP_ISOLATE: char = '\u{2069}';

/// Replaces each `%{name}` of `template` by its value; a name without a value stays as it is.
///
/// Values are never read as templates: a merchant may be called `%{total}`. Where the directions of
/// writing could mix, a value is isolated, so that a name or an amount does not reorder the
/// sentence around it (UAX #9, HTML's `bdi` in text).
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let leftwards = has_right_to_left(template);
    // Split at a character: searching for two brings a kilobyte of searching along.
    let mut pieces = template.split('%');
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let named = piece.strip_prefix('{').and_then(|named| named.split_once('}'));
        let found = named.and_then(|(name, after)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, after))
        });
        let Some((value, after)) = found else {
            text.push('%');
            text.push_str(piece);
            continue;
        };
        if leftwards || has_right_to_left(value) {
            text.push(FIRST_STRONG_ISOLATE);
            text.push_str(value);
            text.push(POP_ISOLATE);
        } else {
            text.push_str(value);
        }
        text.push_str(after);
    }
    text
}

/// Whether anything in the text is written from right to left: the blocks from Hebrew to Arabic
/// Extended-A, their presentation forms, and the planes kept for such scripts.
fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_gets_its_value() {
        let filled = fill("Fee %{fee}. Total %{total}.", &[("total", "$2.00"), ("fee", "$1.00")]);
        assert_eq!(filled, "Fee $1.00. Total $2.00.");
        assert_eq!(fill("%{a}%{a}", &[("a", "x")]), "xx");
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        assert_eq!(fill("100 % of %{x} or %{y", &[("z", "1")]), "100 % of %{x} or %{y");
        assert_eq!(fill("", &[]), "");
    }

    #[test]
    fn a_value_is_not_a_template() {
        assert_eq!(fill("Pay %{merchant}", &[("merchant", "%{merchant}")]), "Pay %{merchant}");
    }

    #[test]
    fn mixed_directions_are_isolated() {
        assert_eq!(fill("Pay %{m}", &[("m", "متجر")]), "Pay \u{2068}متجر\u{2069}");
        assert_eq!(fill("ادفع %{m}", &[("m", "Acme")]), "ادفع \u{2068}Acme\u{2069}");
    }
}
