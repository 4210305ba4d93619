//! The tree of a message: only allowed elements, well nested, not too deep.

use super::{DEEPEST, Node, Tag, plain};

/// An element that is open.
#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Tag(Tag),
    /// A paragraph whose content is bold.
    Heading,
    Link(String),
}

struct Frame {
    kind: Kind,
    children: Vec<Node>,
}

/// Takes tags and text in the order of the text.
#[derive(Default)]
pub(super) struct Builder {
    root: Vec<Node>,
    open: Vec<Frame>,
}

/// What a name stands for.
enum Meaning {
    Element(Tag),
    Heading,
    Link,
    Break,
    /// Dropped, but what follows begins a line.
    Line,
    /// Dropped.
    Nothing,
}

impl Meaning {
    fn of(name: &str) -> Self {
        match name {
            "p" => Self::Element(Tag::Paragraph),
            "b" | "strong" => Self::Element(Tag::Bold),
            "i" | "em" => Self::Element(Tag::Italic),
            "u" => Self::Element(Tag::Underline),
            "ul" => Self::Element(Tag::List),
            "ol" => Self::Element(Tag::NumberedList),
            "li" => Self::Element(Tag::Item),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading,
            "a" => Self::Link,
            "br" => Self::Break,
            "address" | "article" | "aside" | "blockquote" | "center" | "dd" | "div" | "dl"
            | "dt" | "figcaption" | "figure" | "footer" | "form" | "header" | "hr" | "main"
            | "nav" | "pre" | "section" | "table" | "td" | "th" | "tr" => Self::Line,
            _ => Self::Nothing,
        }
    }
}

impl Builder {
    /// Adds text. Runs of blanks are one, and none at the start of a line.
    pub fn text(&mut self, text: &str) {
        let text = plain(text);
        if text.trim_ascii().is_empty() && self.in_list() {
            return;
        }
        self.leave_list_for_item();
        let children = self.children();
        let mut at_blank = match children.last() {
            Some(Node::Text(before)) => before.ends_with(' '),
            Some(node) => is_line(node),
            None => false,
        };
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            if !(c == ' ' && at_blank) {
                shown.push(c);
            }
            at_blank = c == ' ';
        }
        match children.last_mut() {
            _ if shown.is_empty() => {}
            Some(Node::Text(before)) => before.push_str(&shown),
            _ => children.push(Node::Text(shown)),
        }
    }

    /// Opens an element, if it is allowed here.
    pub fn open(&mut self, name: &str, href: Option<String>) {
        match Meaning::of(name) {
            Meaning::Element(Tag::Item) => self.open_item(),
            Meaning::Element(Tag::Paragraph) => self.open_block(Kind::Tag(Tag::Paragraph)),
            Meaning::Element(tag @ (Tag::List | Tag::NumberedList)) => {
                self.open_block(Kind::Tag(tag));
            }
            Meaning::Heading => {
                self.open_block(Kind::Heading);
                self.push(Kind::Tag(Tag::Bold));
            }
            Meaning::Element(tag @ (Tag::Bold | Tag::Italic | Tag::Underline)) => {
                self.leave_list_for_item();
                self.push(Kind::Tag(tag));
            }
            Meaning::Link => {
                self.close_nearest(|kind| matches!(kind, Kind::Link(_)));
                if let Some(href) = href {
                    self.leave_list_for_item();
                    self.push(Kind::Link(href));
                }
            }
            Meaning::Break => {
                self.leave_list_for_item();
                trim_end(self.children());
                self.children().push(Node::Break);
            }
            Meaning::Line => self.begin_line(),
            Meaning::Nothing => {}
        }
    }

    /// Closes the nearest open element of the name, and what is open in it.
    pub fn close(&mut self, name: &str) {
        match Meaning::of(name) {
            Meaning::Element(Tag::Item) => self.close_item(),
            Meaning::Element(tag) => self.close_nearest(|kind| *kind == Kind::Tag(tag)),
            Meaning::Heading => self.close_nearest(|kind| *kind == Kind::Heading),
            Meaning::Link => self.close_nearest(|kind| matches!(kind, Kind::Link(_))),
            Meaning::Line => self.begin_line(),
            Meaning::Break | Meaning::Nothing => {}
        }
    }

    /// Closes what is open and gives the message.
    pub fn finish(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close_top();
        }
        tidy(&mut self.root);
        self.root
    }

    fn children(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some(frame) => &mut frame.children,
            None => &mut self.root,
        }
    }

    /// Opens an element, unless it is too deep. A list needs room for its items too.
    fn push(&mut self, kind: Kind) {
        if self.open.len() + usize::from(is_list(&kind)) < DEEPEST {
            self.open.push(Frame { kind, children: Vec::new() });
        }
    }

    /// Paragraphs and lists do not stand in a paragraph.
    fn open_block(&mut self, kind: Kind) {
        self.close_nearest(|kind| matches!(kind, Kind::Heading | Kind::Tag(Tag::Paragraph)));
        self.leave_list_for_item();
        trim_end(self.children());
        self.push(kind);
    }

    /// An item closes the item before it. Outside a list it is a line.
    fn open_item(&mut self) {
        self.close_item();
        if self.in_list() {
            self.push(Kind::Tag(Tag::Item));
        } else {
            self.begin_line();
        }
    }

    /// Closes the item of the innermost list.
    fn close_item(&mut self) {
        let list = self.open.iter().rposition(|frame| is_list(&frame.kind));
        if let Some(list) = list {
            while self.open.len() > list + 1 {
                self.close_top();
            }
        }
    }

    /// A list holds only items: anything else in it gets one.
    fn leave_list_for_item(&mut self) {
        if self.in_list() {
            self.push(Kind::Tag(Tag::Item));
        }
    }

    fn in_list(&self) -> bool {
        self.open.last().is_some_and(|frame| is_list(&frame.kind))
    }

    fn begin_line(&mut self) {
        if self.in_list() {
            return;
        }
        let children = self.children();
        trim_end(children);
        if children.last().is_some_and(|last| !is_line(last)) {
            children.push(Node::Break);
        }
    }

    fn close_nearest(&mut self, is_it: impl Fn(&Kind) -> bool) {
        if let Some(place) = self.open.iter().rposition(|frame| is_it(&frame.kind)) {
            while self.open.len() > place {
                self.close_top();
            }
        }
    }

    fn close_top(&mut self) {
        let Some(Frame { kind, mut children }) = self.open.pop() else {
            return;
        };
        let node = match kind {
            Kind::Link(href) => Node::Link(href, children),
            Kind::Tag(tag) => {
                if is_block(tag) {
                    tidy(&mut children);
                }
                Node::Element(tag, children)
            }
            Kind::Heading => {
                tidy(&mut children);
                Node::Element(Tag::Paragraph, children)
            }
        };
        // What shows nothing is nothing.
        if !matches!(&node, Node::Element(_, inner) | Node::Link(_, inner) if inner.is_empty()) {
            self.children().push(node);
        }
    }
}

fn is_list(kind: &Kind) -> bool {
    matches!(kind, Kind::Tag(Tag::List | Tag::NumberedList))
}

fn is_block(tag: Tag) -> bool {
    match tag {
        Tag::Paragraph | Tag::List | Tag::NumberedList | Tag::Item => true,
        Tag::Bold | Tag::Italic | Tag::Underline => false,
    }
}

/// Whether what follows begins a line.
fn is_line(node: &Node) -> bool {
    match node {
        Node::Break => true,
        Node::Element(tag, _) => is_block(*tag),
        Node::Text(_) | Node::Link(..) => false,
    }
}

/// Takes the blank off the end of a line.
fn trim_end(nodes: &mut Vec<Node>) {
    if let Some(Node::Text(text)) = nodes.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
        if text.is_empty() {
            nodes.pop();
        }
    }
}

/// Takes blanks and breaks off the ends of a block.
fn tidy(nodes: &mut Vec<Node>) {
    trim_end(nodes);
    while nodes.last() == Some(&Node::Break) {
        nodes.pop();
        trim_end(nodes);
    }
    let breaks = nodes.iter().take_while(|node| **node == Node::Break).count();
    nodes.drain(..breaks);
    if let Some(Node::Text(text)) = nodes.first_mut() {
        let blanks = text.len() - text.trim_start_matches(' ').len();
        text.drain(..blanks);
        if text.is_empty() {
            nodes.remove(0);
        }
    }
}
