use super::*;
use proptest::prelude::*;

/// A message as HTML that shows its structure; text is bracketed where it could look like markup.
fn show(nodes: &[Node]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => text.replace('<', "⟨"),
            Node::Break => "<br>".to_owned(),
            Node::Element(tag, inner) => {
                let name = match tag {
                    Tag::Paragraph => "p",
                    Tag::Bold => "b",
                    Tag::Italic => "i",
                    Tag::Underline => "u",
                    Tag::List => "ul",
                    Tag::NumberedList => "ol",
                    Tag::Item => "li",
                };
                format!("<{name}>{}</{name}>", show(inner))
            }
            Node::Link(href, inner) => format!("<a {href}>{}</a>", show(inner)),
        })
        .collect()
}

fn depth(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(_) | Node::Break => 0,
            Node::Element(_, inner) | Node::Link(_, inner) => 1 + depth(inner),
        })
        .max()
        .unwrap_or(0)
}

/// Items stand in lists, lists hold items, links hold no links, nothing is empty.
fn is_sound(nodes: &[Node], in_list: bool, in_link: bool) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(text) => !in_list && !text.is_empty() && *text == plain(text),
        Node::Break => !in_list,
        Node::Link(_, inner) => {
            !in_list && !in_link && !inner.is_empty() && is_sound(inner, false, true)
        }
        Node::Element(tag, inner) => {
            let lists = matches!(tag, Tag::List | Tag::NumberedList);
            (*tag == Tag::Item) == in_list && !inner.is_empty() && is_sound(inner, lists, in_link)
        }
    })
}

#[test]
fn messages_become_what_they_say() {
    let cases = [
        ("", ""),
        ("Plain & simple", "Plain & simple"),
        ("<p>One</p>\n<p>Two</p>", "<p>One</p><p>Two</p>"),
        ("<p>One<p>Two", "<p>One</p><p>Two</p>"),
        ("<P CLASS=x>Big</P>", "<p>Big</p>"),
        ("a<br>b<br/>c<BR />d", "a<br>b<br>c<br>d"),
        ("<br>a<br>", "a"),
        ("<strong>b</strong> <em>i</em> <u>u</u>", "<b>b</b> <i>i</i> <u>u</u>"),
        ("<h2>Title</h2>text", "<p><b>Title</b></p>text"),
        ("<ul>\n<li>one\n<li>two\n</ul>", "<ul><li>one</li><li>two</li></ul>"),
        ("<ol><li>1<ul><li>a</li></ul></li></ol>", "<ol><li>1<ul><li>a</li></ul></li></ol>"),
        ("<ul>loose</ul>", "<ul><li>loose</li></ul>"),
        ("<li>alone</li><li>too</li>", "alone<br>too"),
        ("<div>one</div><div>two</div>", "one<br>two"),
        (
            "<a href='https://a.example/?x=1&amp;y=2'>here</a>",
            "<a https://a.example/?x=1&y=2>here</a>",
        ),
        ("<a HREF=https://a.example>x</a>", "<a https://a.example>x</a>"),
        ("<a href=\"javascript:x\" href=\"https://b.example\">x</a>", "<a javascript:x>x</a>"),
        ("<a name=x>anchor</a>", "anchor"),
        ("<a href=a>one<a href=b>two</a>", "<a a>one</a><a b>two</a>"),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"),
        ("</p></b>a</i>", "a"),
        ("<p></p><b></b>a", "a"),
        ("1 < 2 && 3 > 2 <3", "1 ⟨ 2 && 3 > 2 ⟨3"),
        ("&lt;b&gt;", "⟨b>"),
        ("&amp;lt;", "&lt;"),
        ("caf&eacute; &#8364;&#x20AC;&nbsp;&unknown; & &;", "café €€\u{A0}&unknown; & &;"),
        ("&#0;&#xD800;&#x110000;&#+5;&#;", "\u{FFFD}\u{FFFD}\u{FFFD}&#+5;&#;"),
        ("&#x202E;abc", "abc"),
        ("a   b\n\tc", "a b c"),
    ];
    for (html, wanted) in cases {
        assert_eq!(show(&parse(html)), wanted, "{html}");
    }
}

#[test]
fn what_runs_or_loads_is_gone() {
    let cases = [
        ("a<script>alert('<b>')</script>b", "ab"),
        ("a<SCRIPT src=x>1</sCript >b", "ab"),
        ("a<script>never closed", "a"),
        ("a<style>p{}</style>b", "ab"),
        ("a<iframe src=x>no</iframe>b", "ab"),
        ("a<svg><a href=x><script>1</script></a></svg>b", "ab"),
        ("a<svg><svg></svg>x</svg>b", "ab"),
        ("a<svg><svgé></svgs></SVG\n>b", "ab"),
        ("a<svg/>b", "ab"),
        ("a<math><mi>x</mi></math>b", "ab"),
        ("a<template><p>x</p></template>b", "ab"),
        ("a<object data=x>x</object>b", "ab"),
        ("a<img src=x onerror=alert(1)>b", "ab"),
        ("<p onclick=alert(1) style='x'>a</p>", "<p>a</p>"),
        ("a<!-- <b>x</b> -->b<!doctype html><?php x ?>", "ab"),
        ("a<!-- open <b>x</b>", "a"),
        ("a<b", "a"),
        ("a<b title='>'>c</b>", "a<b>c</b>"),
        ("a<form><input><button>Go</button></form>b", "a<br>Go<br>b"),
        ("<custom-tag>text</custom-tag>", "text"),
        ("<<b>x", "⟨<b>x</b>"),
        ("<scr<script>x</script>ipt>y", "xipt>y"),
    ];
    for (html, wanted) in cases {
        assert_eq!(show(&parse(html)), wanted, "{html}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    for tag in ["<b>", "<ul><li>", "<h1>", "<a href=x>", "<ol>", "<p><ul>"] {
        let nodes = parse(&[&tag.repeat(40), "deep"].concat());
        assert!(depth(&nodes) <= DEEPEST, "{tag}");
        assert!(show(&nodes).contains("deep"), "{tag}");
        assert!(is_sound(&nodes, false, false), "{tag} {}", show(&nodes));
    }
    let long = parse(&"é".repeat(LONGEST));
    assert!(matches!(long.as_slice(), [Node::Text(text)] if text.len() == LONGEST));
    // What would cost the square of its length if every `<` or `&` were followed to the end.
    for hostile in ["<svg>", "<svg><", "<b ", "<a href='", "<!--", "&"] {
        let nodes = parse(&["<svg>", &hostile.repeat(LONGEST)].concat());
        assert_eq!(nodes, [], "{hostile}");
        assert!(depth(&parse(&hostile.repeat(LONGEST))) <= DEEPEST, "{hostile}");
    }
}

#[test]
fn text_is_shown_as_it_is_and_nothing_else() {
    let cases = [
        ("Café Ünïcødé 店", "Café Ünïcødé 店"),
        ("Shop\u{202E}gnp.exe", "Shopgnp.exe"),
        ("\u{2066}a\u{2069}\u{200E}\u{200F}\u{061C}", "a"),
        ("a\u{200B}b\u{FEFF}c\u{2060}d", "abcd"),
        ("a\0b\u{7F}c\u{85}d\u{1B}", "abcd"),
        ("a\nb\tc", "a b c"),
        ("👩\u{200D}💻", "👩\u{200D}💻"),
        ("👩🏽\u{200D}🚀", "👩🏽\u{200D}🚀"),
        ("❤️\u{200D}🔥", "❤️\u{200D}🔥"),
        ("a\u{200D}b", "ab"),
        ("👩\u{200D}b", "👩b"),
        ("👩\u{200D}", "👩"),
        ("👩\u{200D}\u{200D}💻", "👩\u{200D}💻"),
        ("مرحبا", "مرحبا"),
    ];
    for (text, wanted) in cases {
        assert_eq!(plain(text), wanted, "{text:?}");
    }
}

fn html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-z &;<>/\"'=!-]{0,6}",
        4 => "</?(p|b|i|u|a|ul|ol|li|h1|div|br|script|svg|style|table|x)( href=[\"']?[a-z:/]{0,5}[\"']?)?/?>",
        1 => "&(amp|lt|#[0-9]{0,6}|#x[0-9a-f]{0,6}|nbsp);?",
        1 => ".{0,4}",
        1 => "[\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}👩💻]{0,3}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_message_is_sound(html in html()) {
        let nodes = parse(&html);
        prop_assert!(depth(&nodes) <= DEEPEST);
        prop_assert!(is_sound(&nodes, false, false), "{}", show(&nodes));
    }

    #[test]
    fn plain_text_hides_nothing(text in "[a-z👩💻\u{0}-\u{9F}\u{61C}\u{200B}-\u{200F}\u{2028}-\u{202E}\u{2060}-\u{206F}\u{FEFF}]{0,30}") {
        let shown = plain(&text);
        let hidden = |c: char| c.is_control() || matches!(c,
            '\u{061C}' | '\u{200B}'..='\u{200C}' | '\u{200E}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        prop_assert!(!shown.contains(hidden), "{shown:?}");
        prop_assert_eq!(plain(&shown), shown);
    }
}
