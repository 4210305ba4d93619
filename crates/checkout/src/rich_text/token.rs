//! HTML cut into text and tags.
//!
//! Comments, declarations and elements whose content is not text for reading end here. Which of
//! the others mean anything is the builder's to say.

use super::entity;

/// A piece of HTML.
pub(super) enum Token {
    /// Text, with its references decoded.
    Text(String),
    /// A start tag: its name in lower case, and its `href` if it has one.
    Open { name: String, href: Option<String> },
    /// An end tag: its name in lower case.
    Close(String),
}

/// Elements whose content is code, a document of its own, or another language.
const DROPPED: &[&str] = &[
    "script",
    "style",
    "template",
    "iframe",
    "svg",
    "math",
    "noscript",
    "object",
    "applet",
    "audio",
    "video",
    "canvas",
    "select",
    "textarea",
    "title",
    "head",
    "frameset",
    "noframes",
    "noembed",
    "xmp",
    "plaintext",
];

/// The pieces of a text, in order.
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Self {
        Self { rest: html }
    }

    /// Skips the content of a dropped element, and the elements of its name within it. Without an
    /// end tag, everything after it is its content.
    fn skip_content(&mut self, name: &str) {
        let mut depth = 1;
        while depth > 0 {
            let Some((_, after)) = self.rest.split_once('<') else {
                self.rest = "";
                return;
            };
            let (closes, word) = match after.strip_prefix('/') {
                Some(word) => (true, word),
                None => (false, after),
            };
            self.rest = after;
            if is_named(word, name) {
                self.rest = tag(word).2;
                depth = if closes { depth - 1 } else { depth + 1 };
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            // A lone `<` is text, so the search for the next tag begins behind it.
            let markup = self.rest.match_indices('<').find_map(|(at, _)| {
                let after = &self.rest[at + 1..];
                Markup::of(after).map(|markup| (at, markup, after))
            });
            let Some((at, markup, after)) = markup else {
                return Some(Token::Text(entity::decode(core::mem::take(&mut self.rest))));
            };
            if at > 0 {
                let text = entity::decode(&self.rest[..at]);
                self.rest = &self.rest[at..];
                return Some(Token::Text(text));
            }
            match markup {
                Markup::Comment => self.rest = after_text(&after["!--".len()..], "-->"),
                Markup::Declaration => self.rest = after_text(after, ">"),
                Markup::Close => {
                    let (name, _, rest) = tag(&after[1..]);
                    self.rest = rest;
                    return Some(Token::Close(name));
                }
                Markup::Open => {
                    let (name, attributes, rest) = tag(after);
                    self.rest = rest;
                    if !DROPPED.contains(&name.as_str()) {
                        return Some(Token::Open { href: attributes.href, name });
                    }
                    // Drawings and formulas are XML, where a tag can close itself.
                    if !(attributes.closed && matches!(name.as_str(), "svg" | "math")) {
                        self.skip_content(&name);
                    }
                }
            }
        }
    }
}

/// What a `<` begins.
enum Markup {
    Comment,
    Declaration,
    Open,
    Close,
}

impl Markup {
    fn of(after: &str) -> Option<Self> {
        match after.as_bytes() {
            [b'!', b'-', b'-', ..] => Some(Self::Comment),
            [b'/', letter, ..] if letter.is_ascii_alphabetic() => Some(Self::Close),
            // `</>` and `</ p>` are no tags in a browser either.
            [b'!' | b'?' | b'/', ..] => Some(Self::Declaration),
            [letter, ..] if letter.is_ascii_alphabetic() => Some(Self::Open),
            _ => None,
        }
    }
}

/// What matters of a tag's attributes.
#[derive(Default)]
struct Attributes {
    href: Option<String>,
    /// The tag ends in `/>`.
    closed: bool,
}

/// What follows the first `end`, or nothing.
fn after_text<'a>(text: &'a str, end: &str) -> &'a str {
    // By bytes: `str::find` of a text is a kilobyte in the payer's wasm.
    let place = text.as_bytes().windows(end.len()).position(|here| here == end.as_bytes());
    place.and_then(|at| text.get(at + end.len()..)).unwrap_or_default()
}

/// Whether a tag has this name. Looks no further than the name, however long the tag is.
fn is_named(tag: &str, name: &str) -> bool {
    tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        && tag[name.len()..].chars().next().is_none_or(ends_name)
}

fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '/' | '>')
}

fn tag_name(tag: &str) -> &str {
    &tag[..tag.find(ends_name).unwrap_or(tag.len())]
}

/// Reads a tag from its name on: name, attributes, and what follows the tag. One without its `>`
/// takes all the rest.
fn tag(text: &str) -> (String, Attributes, &str) {
    let name = tag_name(text);
    let mut rest = &text[name.len()..];
    let mut attributes = Attributes::default();
    loop {
        rest = rest.trim_ascii_start();
        if let Some(after) = rest.strip_prefix('/') {
            attributes.closed = after.starts_with('>');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('>') {
            return (name.to_ascii_lowercase(), attributes, after);
        } else if rest.is_empty() {
            return (name.to_ascii_lowercase(), attributes, rest);
        } else {
            let (attribute, value, after) = attribute(rest);
            if attributes.href.is_none() && attribute.eq_ignore_ascii_case("href") {
                attributes.href = Some(entity::decode(value));
            }
            rest = after;
        }
    }
}

/// Reads an attribute: name, raw value, and what follows. Takes at least one character of a text
/// that has one and begins with none of blank, `/` and `>`.
fn attribute(text: &str) -> (&str, &str, &str) {
    // A `=` at the very start is part of the name, as in a browser.
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| ends_name(*c) || *c == '=')
        .map_or(text.len(), |(at, _)| at);
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_ascii_start().strip_prefix('=') else {
        return (name, "", rest);
    };
    let value = value.trim_ascii_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let (value, rest) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return (name, value, rest);
        }
    }
    let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
    let (value, rest) = value.split_at(end);
    (name, value, rest)
}
