//! Elements over Leptos's effects.
//!
//! Leptos draws what depends on state here: every `now` is one of its render effects, owned and
//! disposed by its owners. Only the elements themselves are made by hand. `view!` compiles each
//! element to types of its own, 300 to 900 bytes of wasm apiece; these are all one type. Measured on
//! this page, the same markup: 132 kB brotli of wasm with `view!`, 79 kB this way, against a budget
//! of 90 kB for everything (ARCHITECTURE.md, decisions).

use crate::browser;
use leptos::prelude::{Owner, RenderEffect, on_cleanup, untrack};
use leptos::reactive::send_wrapper_ext::SendOption;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement};

/// An element being put together.
#[derive(Clone)]
pub struct El(Element);

/// Makes an element with a class (empty for none).
#[expect(clippy::expect_used, reason = "fails only for a name that is no element name; all are")]
pub fn el(name: &str, class: &str) -> El {
    let element = El(browser::document().create_element(name).expect("an element name"));
    if class.is_empty() { element } else { element.attr("class", class) }
}

/// Draws something. Every `Fn` does; but a `dyn Fn` is a `FnOnce` and a `FnMut` as well, with a place
/// for each in the table of every closure on the page.
pub trait Draw<T> {
    /// Draws it.
    fn draw(&self) -> T;
}

impl<T, F: Fn() -> T> Draw<T> for F {
    fn draw(&self) -> T {
        self()
    }
}

/// Runs `draw` now and whenever what it read changes, until the owner is gone.
pub fn react(draw: Box<dyn Draw<()>>) {
    let effect = RenderEffect::new(move |_| draw.draw());
    // Dropping it ends it.
    on_cleanup(move || drop(effect));
}

/// Keeps a value that does something when it is dropped, until the current owner is gone. (Leptos
/// has `StoredValue` for that, with an arena that this page has no other use for.)
pub fn keep<T: 'static>(value: T) {
    let value = SendOption::new_local(Some(value));
    on_cleanup(move || drop(value));
}

impl From<HtmlElement> for El {
    fn from(element: HtmlElement) -> Self {
        Self(element.into())
    }
}

impl El {
    /// The element itself.
    pub fn raw(&self) -> &Element {
        &self.0
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        // Fails only for a malformed name.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Sets an attribute if there is a value.
    pub fn attr_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Keeps an attribute as `value` says; `None` takes it away.
    pub fn attr_now(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + 'static,
    ) -> Self {
        keep_attribute(self.0.clone(), name, Box::new(value));
        self
    }

    /// Keeps an attribute without a value there or not.
    pub fn flag_now(self, name: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        self.attr_now(name, move || is().then(String::new))
    }

    /// Sets a custom property of its own. CSSOM, so that no style needs to be inline.
    pub fn style(self, name: &str, value: &str) -> Self {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ = element.style().set_property(name, value);
        }
        self
    }

    /// Puts a text in.
    pub fn text(self, text: &str) -> Self {
        self.0.set_text_content(Some(text));
        self
    }

    /// Keeps the text as `text` says.
    pub fn text_now(self, text: impl Fn() -> String + 'static) -> Self {
        keep_text(self.0.clone(), Box::new(text));
        self
    }

    /// Appends children.
    pub fn with(self, children: impl IntoIterator<Item = El>) -> Self {
        children.into_iter().for_each(|child| self.append(&child));
        self
    }

    fn append(&self, child: &Self) {
        // Fails only where a node would contain itself.
        let _ = self.0.append_child(&child.0);
    }

    /// Keeps the children as `draw` says. They are made anew only when `key` differs, with an owner
    /// of their own, so that what they listened to ends with them.
    pub fn with_now(
        self,
        key: impl Fn() -> String + 'static,
        draw: impl Fn() -> Vec<El> + 'static,
    ) -> Self {
        keep_children(self.clone(), Box::new(key), Box::new(draw));
        self
    }

    /// Keeps those of `children` in it that `order` names by their places, in that order, and the
    /// others in `aside`. The one that has the focus stays where it is, or the focus would be lost:
    /// the others are moved around it.
    pub fn with_ordered(
        self,
        children: Vec<El>,
        aside: El,
        order: impl Fn() -> Vec<usize> + 'static,
    ) -> Self {
        keep_order(self.clone(), children, aside, Box::new(order));
        self
    }

    /// Listens to an event, as long as the element lives.
    pub fn on(self, event: &str, handle: impl Fn(Event) + 'static) -> Self {
        let closure = Closure::<dyn Fn(Event)>::new(handle).into_js_value();
        // Fails only for a callback that is no function.
        let _ = self.0.add_event_listener_with_callback(event, closure.unchecked_ref());
        self
    }
}

// These three take boxes, so that each is in the wasm once and not once for every use.

fn keep_attribute(element: Element, name: &'static str, value: Box<dyn Draw<Option<String>>>) {
    react(Box::new(move || match value.draw() {
        Some(value) if element.get_attribute(name).as_ref() == Some(&value) => {}
        Some(value) => {
            let _ = element.set_attribute(name, &value);
        }
        None => {
            let _ = element.remove_attribute(name);
        }
    }));
}

fn keep_text(element: Element, text: Box<dyn Draw<String>>) {
    react(Box::new(move || {
        let text = text.draw();
        if element.text_content().as_deref() != Some(&text) {
            element.set_text_content(Some(&text));
        }
    }));
}

fn keep_order(parent: El, children: Vec<El>, aside: El, order: Box<dyn Draw<Vec<usize>>>) {
    for child in &children {
        aside.append(child);
    }
    let drawn = RefCell::new(Vec::new());
    react(Box::new(move || {
        let order = order.draw();
        if *drawn.borrow() == order {
            return;
        }
        let focused = browser::document().active_element();
        let mut still = None;
        for (at, child) in children.iter().enumerate() {
            if order.contains(&at) && child.0.contains(focused.as_deref()) {
                still = Some(at);
            } else {
                aside.append(child);
            }
        }
        for at in &order {
            if still == Some(*at) {
                still = None;
            } else if let Some(child) = children.get(*at) {
                let before = still.and_then(|still| children.get(still)).map(|still| &*still.0);
                // Fails only where a node would contain itself.
                let _ = parent.0.insert_before(&child.0, before);
            }
        }
        drawn.replace(order);
    }));
}

fn keep_children(element: El, key: Box<dyn Draw<String>>, draw: Box<dyn Draw<Vec<El>>>) {
    let parent = Owner::current().unwrap_or_default();
    let drawn: RefCell<Option<(String, Owner)>> = RefCell::default();
    react(Box::new(move || {
        let key = key.draw();
        if drawn.borrow().as_ref().is_some_and(|(old, _)| *old == key) {
            return;
        }
        if let Some((_, owner)) = drawn.take() {
            owner.cleanup();
        }
        let owner = parent.child();
        let focused = browser::document().active_element();
        let focused = focused.filter(|it| element.0.contains(Some(it))).map(|it| it.id());
        element.0.set_text_content(None);
        // What drawing reads is no reason to draw again: the key is.
        let children = untrack(|| owner.with(|| draw.draw()));
        element.clone().with(children);
        // What had the focus and is there again has it again.
        if let Some(again) = focused.and_then(|id| browser::element(&id)) {
            let _ = again.focus();
        }
        drawn.replace(Some((key, owner)));
    }));
}
