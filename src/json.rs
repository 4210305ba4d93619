//! What `JSON.parse` gave, as the contract reads it.

use crate::browser;
use contract::Json;
use js_sys::{Array, Number};
use wasm_bindgen::{JsCast, JsValue};

/// A parsed value.
pub struct Value(pub JsValue);

impl Json for Value {
    fn is_object(&self) -> bool {
        self.0.is_object() && !Array::is_array(&self.0)
    }

    fn get(&self, key: &str) -> Option<Self> {
        let value = browser::get(&self.0, key);
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn integer(&self) -> Option<i64> {
        // Beyond 2^53 JSON.parse has rounded already: better no amount than a wrong one.
        #[expect(clippy::cast_possible_truncation, reason = "a safe integer fits")]
        Number::is_safe_integer(&self.0).then(|| self.0.as_f64().map(|number| number as i64))?
    }

    fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        let items: &Array = self.0.dyn_ref()?;
        Some(items.iter().map(Self).collect())
    }
}
