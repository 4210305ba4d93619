//! The merchant's message: nodes of the allow-list become elements, never a string of HTML.

use crate::browser;
use checkout::rich_text::{Node, Tag};
use web_sys::Element;

/// Appends the nodes to `parent`.
pub fn append(parent: &Element, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Text(text) => {
                let _ = parent.append_with_str_1(text);
            }
            Node::Break => {
                let _ = child(parent, "br");
            }
            Node::Element(tag, inner) => {
                if let Some(element) = child(parent, name(*tag)) {
                    append(&element, inner);
                }
            }
            Node::Link(href, inner) => match (browser::safe_url(href), child(parent, "a")) {
                (Some(url), Some(link)) => {
                    let _ = link.set_attribute("href", url.as_str());
                    let _ = link.set_attribute("target", "_blank");
                    let _ = link.set_attribute("rel", "noopener noreferrer");
                    append(&link, inner);
                }
                // An address that is not safe leaves its words.
                _ => append(parent, inner),
            },
        }
    }
}

fn child(parent: &Element, name: &str) -> Option<Element> {
    let element = browser::document().create_element(name).ok()?;
    parent.append_child(&element).ok()?;
    Some(element)
}

fn name(tag: Tag) -> &'static str {
    match tag {
        Tag::Paragraph => "p",
        Tag::Bold => "strong",
        Tag::Italic => "em",
        Tag::List => "ul",
        Tag::NumberedList => "ol",
        Tag::Item => "li",
        Tag::Underline => "u",
    }
}
