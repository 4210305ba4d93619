//! Zift's proxynization answer, read as text.
//!
//! The answer is a script that calls a function with three quoted arguments: a code, a sentence,
//! a token. Zift's own library evaluates it; this reads the arguments and nothing else.

/// The function name asked for; any name does, for it is never called.
pub const CALLBACK: &str = "govifi";

/// What the processor said.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// `A01`: here is the token.
    Token(String),
    /// `V…`: the details are not valid.
    Invalid,
    /// Anything else, `E02` (communication) above all.
    Trouble,
}

/// Hides the token.
impl core::fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::Token(_) => "Token(<redacted>)",
            Self::Invalid => "Invalid",
            Self::Trouble => "Trouble",
        })
    }
}

/// Reads an answer. `None`: it is not one.
pub fn read(script: &str) -> Option<Answer> {
    let call = script.trim().strip_prefix(CALLBACK)?.trim_start().strip_prefix('(')?;
    let (code, rest) = quoted(call)?;
    let (_, rest) = quoted(rest.trim_start().strip_prefix(',')?)?;
    if code != "A01" {
        return Some(if code.starts_with('V') { Answer::Invalid } else { Answer::Trouble });
    }
    let (token, rest) = quoted(rest.trim_start().strip_prefix(',')?)?;
    let ended = rest.trim_start().strip_prefix(')')?.trim();
    let is_token = (1..=512).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic());
    (is_token && (ended.is_empty() || ended == ";")).then_some(Answer::Token(token))
}

/// Reads one quoted argument; a backslash takes the next character as it is.
fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => value.push(chars.next()?.1),
            _ if c == quote => return Some((value, &text[at + 1..])),
            _ => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_three_arguments_are_read() {
        let token = |text: &str| Some(Answer::Token(text.to_owned()));
        assert_eq!(read("govifi('A01','Approved','tok_1')"), token("tok_1"));
        assert_eq!(read(" govifi ( \"A01\" , 'It\\'s', \"t\\\"1\" ) ; "), token("t\"1"));
        assert_eq!(read("govifi('V01','Invalid input','')"), Some(Answer::Invalid));
        assert_eq!(read("govifi('E02','Communication')"), Some(Answer::Trouble));
    }

    #[test]
    fn anything_else_is_no_answer() {
        for text in [
            "",
            "<html>",
            "other('A01','Approved','t')",
            "govifi('A01','Approved')",
            "govifi('A01','Approved','')",
            "govifi('A01','Approved','a b')",
            "govifi('A01','Approved','t');alert(1)",
            "govifi('A01','Approved','t'",
            "govifi('A01','Approved',t)",
            "govifi('A01",
            "govifi('A01\\",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in any::<String>(), tail in any::<String>()) {
            let _ = read(&text);
            let _ = read(&["govifi(", &tail].concat());
        }
    }
}
