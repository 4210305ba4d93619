//! Writes requests as JSON.
//!
//! The requests are few and flat; a writer of this size keeps serde's serializer out of the
//! wasm, and its bytes are the same at every call, so an attempt can be replayed byte for byte.
//! `tests/agree.rs` holds it to what serde reads.

use crate::{Cents, Word, digits, signed};

/// A request that can be written as a JSON body.
pub trait Encode {
    /// Adds the fields to `object`, in the contract's order, leaving out what is absent.
    fn fields(&self, object: &mut Object);

    /// The body.
    fn encode(&self) -> String
    where
        Self: Sized,
    {
        Object::written(self)
    }
}

/// A JSON object being written.
pub struct Object {
    text: String,
}

impl Object {
    fn new() -> Self {
        Self { text: String::from("{") }
    }

    /// The whole of it.
    pub fn written(value: &dyn Encode) -> String {
        let mut object = Self::new();
        value.fields(&mut object);
        object.text.push('}');
        object.text
    }

    fn key(&mut self, key: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        self.quoted(key);
        self.text.push(':');
    }

    /// Adds a text field.
    pub fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.quoted(value);
    }

    /// Adds a text field if there is one.
    pub fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// Adds a number field.
    pub fn number(&mut self, key: &str, value: u32) {
        self.key(key);
        self.text.push_str(&digits(value.into()));
    }

    /// Adds a field only when it is true: every flag of the contract is false if left out.
    pub fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.key(key);
            self.text.push_str("true");
        }
    }

    /// Adds a truth value.
    pub fn boolean(&mut self, key: &str, value: bool) {
        self.key(key);
        self.text.push_str(if value { "true" } else { "false" });
    }

    /// Adds an amount if there is one.
    pub fn cents(&mut self, key: &str, value: Option<Cents>) {
        if let Some(Cents(value)) = value {
            self.key(key);
            self.text.push_str(&signed(value));
        }
    }

    /// Adds a list of words.
    pub fn words<T: Word>(&mut self, key: &str, words: &[T]) {
        self.key(key);
        self.text.push('[');
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.quoted(word.as_str());
        }
        self.text.push(']');
    }

    /// Adds an object field.
    pub fn object(&mut self, key: &str, value: &dyn Encode) {
        self.key(key);
        self.text.push('{');
        value.fields(self);
        self.text.push('}');
    }

    /// RFC 8259 section 7, with `<` and the line separators escaped too, which costs nothing.
    fn quoted(&mut self, value: &str) {
        const HEX: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        self.text.push('"');
        for c in value.chars() {
            match c {
                '"' | '\\' => {
                    self.text.push('\\');
                    self.text.push(c);
                }
                '\u{0}'..='\u{1f}' | '<' | '\u{2028}' | '\u{2029}' => {
                    let code = c as usize;
                    self.text.push_str("\\u");
                    for shift in [12, 8, 4, 0] {
                        self.text.push(HEX[(code >> shift) & 15]);
                    }
                }
                _ => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}
