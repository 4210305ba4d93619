//! A merchant's words: HTML through an allow-list, and plain text without tricks.
//!
//! `page_message` may hold HTML. It is never given to the browser as HTML: it becomes data here,
//! and the app makes DOM nodes of that, so nothing that is not in [`Tag`] can exist. Unknown
//! elements are dropped and their text kept; the content of scripts, styles, frames and drawings
//! is dropped with them. No attribute survives but a link's address, and that is a
//! [`SafeUrl`](crate::redirect::SafeUrl)'s to judge.
//!
//! This is not an HTML parser: markup that browsers mend in their own ways may come out plainer
//! than in a browser. It cannot come out as more.

mod build;
mod entity;
mod plain;
mod token;

pub use plain::plain;

use build::Builder;
use token::{Token, Tokens};

/// Longer messages are cut here, in bytes.
const LONGEST: usize = 16 * 1024;
/// Deeper elements are dropped, and their text kept.
const DEEPEST: usize = 8;

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Text, to be shown as text.
    Text(String),
    /// A line break.
    Break,
    /// An element without attributes.
    Element(Tag, Vec<Node>),
    /// A link: its address as the merchant wrote it, unjudged, and what it shows.
    Link(String, Vec<Node>),
}

/// The elements that a message may have. Headings become bold paragraphs: the page's outline is
/// the checkout's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// `p`.
    Paragraph,
    /// `strong`, also written `b`.
    Bold,
    /// `em`, also written `i`.
    Italic,
    /// `u`.
    Underline,
    /// `ul`.
    List,
    /// `ol`.
    NumberedList,
    /// `li`, only in a list.
    Item,
}

/// Reads a message. Never fails: what cannot be understood is text, or nothing.
pub fn parse(html: &str) -> Vec<Node> {
    let html = &html[..html.floor_char_boundary(LONGEST)];
    let mut builder = Builder::default();
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => builder.text(&text),
            Token::Open { name, href } => builder.open(&name, href),
            Token::Close(name) => builder.close(&name),
        }
    }
    builder.finish()
}

#[cfg(test)]
mod tests;
