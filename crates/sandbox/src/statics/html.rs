//! Reads the tags of a page of ours: just enough HTML to find its inline code and its settings.
//!
//! Comments are skipped and the text of `<script>` and `<style>` is not taken for markup. It is
//! not a general parser: the page comes from our own build.

use std::ops::Range;

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Lower or upper case, as written.
    pub name: &'a str,
    /// What is between the name and the `>`, and where.
    attributes: (&'a str, usize),
    /// Where its text is, for scripts and styles.
    pub text: Range<usize>,
}

/// An attribute's value, and where it is in the page, without its quotes.
#[derive(Debug, PartialEq, Eq)]
pub struct Value<'a> {
    /// As written.
    pub text: &'a str,
    /// Where.
    pub at: Range<usize>,
}

impl<'a> Tag<'a> {
    /// Whether this is that element.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute; empty if it has none.
    pub fn attribute(&self, wanted: &str) -> Option<Value<'a>> {
        let (text, start) = self.attributes;
        let mut at = 0;
        loop {
            at += skip(&text[at..], |byte| byte.is_ascii_whitespace() || byte == b'/');
            let name = at..at + skip(&text[at..], |byte| !b"= \t\n\r\x0c/".contains(&byte));
            if name.is_empty() {
                return None;
            }
            at = name.end;
            let spaces = skip(&text[at..], |byte| byte.is_ascii_whitespace());
            let mut value = at..at;
            if text[at + spaces..].starts_with('=') {
                at += spaces + 1;
                at += skip(&text[at..], |byte| byte.is_ascii_whitespace());
                if let Some(quote @ (b'"' | b'\'')) = text[at..].bytes().next() {
                    let length = skip(&text[at + 1..], |byte| byte != quote);
                    value = at + 1..at + 1 + length;
                    at = (value.end + 1).min(text.len());
                } else {
                    let length = skip(&text[at..], |byte| !byte.is_ascii_whitespace());
                    value = at..at + length;
                    at = value.end;
                }
            }
            if text[name].eq_ignore_ascii_case(wanted) {
                let at = start + value.start..start + value.end;
                return Some(Value { text: &text[value], at });
            }
        }
    }
}

/// How many bytes at the start of `text` are `wanted`. Stops at ASCII only, so the count is always
/// a boundary.
fn skip(text: &str, wanted: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !wanted(byte)).unwrap_or(text.len())
}

/// The start tags of a page, in order.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[open + 1..];
        if rest.starts_with("!--") {
            let Some(end) = rest.find("-->") else { break };
            at = open + 1 + end + 3;
            continue;
        }
        let name = skip(rest, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = open + 1;
            continue;
        }
        let start = open + 1 + name;
        let Some(close) = end_of_tag(&html[start..]).map(|end| start + end) else { break };
        let mut tag = Tag {
            name: &rest[..name],
            attributes: (&html[start..close], start),
            text: close + 1..close + 1,
        };
        at = close + 1;
        if tag.is("script") || tag.is("style") {
            let closing = ["</", tag.name].concat();
            let Some(end) = html[at..].find(&closing) else { break };
            tag.text = at..at + end;
            at += end;
        }
        tags.push(tag);
    }
    tags
}

/// Where the `>` is that is in no quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), _) if open == byte => {
            quote = None;
            false
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_and_their_attributes_are_found() {
        let html = r#"<!doctype html><!-- <script>no</script> --><meta name="a" content='x>"y'>
            <script type=module async>if (1 < 2) "<b>"</script><SCRIPT src="/a.js"></SCRIPT><p>1<2</p>"#;
        let tags = tags(html);
        let names: Vec<_> = tags.iter().map(|tag| tag.name).collect();
        assert_eq!(names, ["meta", "script", "SCRIPT", "p"]);
        let value = |tag: usize, name| tags[tag].attribute(name).map(|value| value.text);
        assert_eq!(value(0, "CONTENT"), Some("x>\"y"));
        assert_eq!(
            (value(1, "type"), value(1, "async"), value(1, "src")),
            (Some("module"), Some(""), None)
        );
        assert_eq!(&html[tags[1].text.clone()], r#"if (1 < 2) "<b>""#);
        let content = tags[0].attribute("content").unwrap();
        assert_eq!(&html[content.at], content.text);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(html in r#"(<|>|/|=|"|'|!--|-->|script|style|a| |é|x){0,40}"#) {
            for tag in tags(&html) {
                let _ = tag.attribute("x");
                let _ = &html[tag.text.clone()];
            }
        }
    }
}
