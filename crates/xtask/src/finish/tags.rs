//! The tags of a page that Trunk wrote.
//!
//! A reader for well-formed pages of our own, not an HTML parser: it knows comments, quoted and
//! bare attributes and the raw text of `script` and `style`, and it leaves character references
//! in attributes as they are (the addresses and hashes it is asked about hold none).

use std::ops::Range;

/// One start tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its name, as written.
    pub name: &'a str,
    /// Where it stands: the start tag, or for `script` and `style` everything to the end tag.
    pub range: Range<usize>,
    /// The raw text of a `script` or `style`.
    pub text: Range<usize>,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The value of an attribute; empty for one without a value.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Whether it is a `link` whose `rel` is exactly this.
    pub fn is_link(&self, rel: &str) -> bool {
        self.name == "link" && self.attribute("rel") == Some(rel)
    }

    /// Whether it is a `script` whose code is in the page.
    pub fn is_inline_script(&self) -> bool {
        self.name == "script" && self.attribute("src").is_none()
    }
}

/// Reads every start tag outside comments, in order.
pub fn read(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = find(html, at, "<") {
        if html[open..].starts_with("<!--") {
            at = comment_end(html, open);
            continue;
        }
        let name_end =
            open + 1 + length(&html[open + 1..], |c| c.is_ascii_alphanumeric() || c == '-');
        let name = &html[open + 1..name_end];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = open + 1;
            continue;
        }
        let (attributes, start_end) = attributes(html, name_end);
        let (text, end) = if matches!(name, "script" | "style") {
            let close = find(html, start_end, &format!("</{name}")).unwrap_or(html.len());
            (start_end..close, find(html, close, ">").map_or(html.len(), |at| at + 1))
        } else {
            (start_end..start_end, start_end)
        };
        tags.push(Tag { name, range: open..end, text, attributes });
        at = end;
    }
    tags
}

/// The page without its comments and without the indentation of its lines. Leaves the text of
/// `script` and `style` alone.
pub fn compact(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for tag in read(html).iter().filter(|tag| !tag.text.is_empty()) {
        tighten(&html[at..tag.text.start], &mut out);
        out.push_str(&html[tag.text.clone()]);
        at = tag.text.end;
    }
    tighten(&html[at..], &mut out);
    out
}

fn tighten(markup: &str, out: &mut String) {
    let mut bare = String::with_capacity(markup.len());
    let mut at = 0;
    while let Some(open) = find(markup, at, "<!--") {
        bare.push_str(&markup[at..open]);
        at = comment_end(markup, open);
    }
    bare.push_str(&markup[at..]);
    for (index, line) in bare.split('\n').enumerate() {
        // The first piece goes on a line that is already there.
        let line = if index == 0 { line.trim_end() } else { line.trim() };
        if index > 0 && !line.is_empty() && !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
    }
}

fn comment_end(html: &str, open: usize) -> usize {
    find(html, open, "-->").map_or(html.len(), |at| at + "-->".len())
}

/// Attributes from `at` on, and where the tag that holds them ends.
fn attributes(html: &str, mut at: usize) -> (Vec<(&str, &str)>, usize) {
    let mut found = Vec::new();
    loop {
        at += length(&html[at..], |c| c.is_ascii_whitespace() || c == '/');
        if at >= html.len() {
            return (found, at);
        }
        if html[at..].starts_with('>') {
            return (found, at + 1);
        }
        let name_end = at + length(&html[at..], |c| !c.is_ascii_whitespace() && !"=>/".contains(c));
        let name = &html[at..name_end];
        at = name_end;
        let Some(rest) = html[at..].strip_prefix('=') else {
            found.push((name, ""));
            // A stray sign the grammar has no place for must not stop the walk.
            at += usize::from(name.is_empty());
            continue;
        };
        let quote = rest.chars().next().filter(|c| "\"'".contains(*c));
        let start = at + 1 + usize::from(quote.is_some());
        let value_length = match quote {
            Some(quote) => length(&html[start..], |c| c != quote),
            None => length(&html[start..], |c| !c.is_ascii_whitespace() && c != '>'),
        };
        found.push((name, &html[start..start + value_length]));
        at = (start + value_length + usize::from(quote.is_some())).min(html.len());
    }
}

fn find(html: &str, from: usize, what: &str) -> Option<usize> {
    html.get(from..)?.find(what).map(|at| from + at)
}

fn length(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_quoted_bare_and_empty_attributes() {
        let html = r#"<!doctype html><link rel="x y" href='/a.css' hidden data-n=1/><p>a < b</p>"#;
        let tags = read(html);
        assert_eq!(tags.iter().map(|tag| tag.name).collect::<Vec<_>>(), ["link", "p"]);
        assert_eq!(tags[0].attribute("rel"), Some("x y"));
        assert_eq!(tags[0].attribute("href"), Some("/a.css"));
        assert_eq!(tags[0].attribute("hidden"), Some(""));
        assert_eq!(tags[0].attribute("absent"), None);
        assert!(html[tags[0].range.clone()].ends_with("/>"));
    }

    #[test]
    fn comments_and_script_text_hold_no_tags() {
        let html = "<!-- <link rel=preload> --><script type=module>if (a <b) '<link>'</script><i>";
        let tags = read(html);
        assert_eq!(tags.iter().map(|tag| tag.name).collect::<Vec<_>>(), ["script", "i"]);
        assert_eq!(&html[tags[0].text.clone()], "if (a <b) '<link>'");
        assert!(tags[0].is_inline_script());
        assert!(html[tags[0].range.clone()].ends_with("</script>"));
    }

    #[test]
    fn a_broken_page_ends_the_walk_instead_of_hanging_it() {
        for html in
            ["<", "<a", "<a b=", "<a b=\"", "<script>", "<!--", "<a =>", "<a ==", "</a", "<é>"]
        {
            let _ = read(html);
            let _ = compact(html);
        }
    }

    #[test]
    fn compacting_drops_comments_and_indentation_only() {
        let html = "<p>\n    one <b>two</b>\n\n  <!-- why -->\n  three\n</p>\n<script>\n  a  // b\n</script>\n";
        assert_eq!(
            compact(html),
            "<p>\none <b>two</b>\nthree\n</p>\n<script>\n  a  // b\n</script>"
        );
    }
}
