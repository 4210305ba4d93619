//! What merchants' developers read.

use super::SOURCE;
use super::typescript::{ELEMENTS, element_docs, interface};
use crate::inventory::SCRIPTS;
use contract::embed::describe::{
    ATTRIBUTES, FINDINGS, TOKENS, Value, events, methods, reserve, shapes, unions,
};
use std::fmt::Write;

/// `docs/embed/reference.md`.
pub fn reference() -> String {
    let mut out = format!("<!-- {SOURCE} -->\n\n# Reference of the elements\n\n");
    for ((element, _, tag), doc) in ELEMENTS.iter().zip(element_docs()) {
        let [height, _] = reserve(*element);
        let _ =
            writeln!(out, "- `<{tag}>` {doc} It keeps {height} pixels of height from the start.");
    }
    out += "\nThe elements are `display: block` and as wide as what they are in. Their height follows \
            the form, and is never less than their `min-height`, which a page may set.\n\n\
            ## Attributes\n\n\
            Each may change at any time. Those with a property may be set by it, before the script is \
            loaded as well.\n\n\
            | attribute | property | takes | without it | |\n| --- | --- | --- | --- | --- |\n";
    for it in ATTRIBUTES {
        let property = it.property.map(|name| format!("`{name}`")).unwrap_or_default();
        let takes = match it.value {
            Value::Text(form) => form.to_owned(),
            Value::Words(words, _) => words.map_code(),
            Value::Present => "nothing".to_owned(),
        };
        let without = it.without.unwrap_or("has to be there");
        let _ = writeln!(out, "| `{}` | {property} | {takes} | {without} | {} |", it.name, it.doc);
    }
    out += "\n## Custom properties\n\n\
            Read from the element's computed style, so they may be set anywhere around it. Other values \
            than these are ignored.\n\n\
            | property | takes | |\n| --- | --- | --- |\n";
    for it in TOKENS {
        let _ = writeln!(out, "| `{}` | `{}` | {} |", it.name, it.syntax, it.doc);
    }
    out += "\n## Methods\n\n\
            Each returns a promise. Before the form is there they wait for it. They are rejected if it \
            did not load, if the element left the page, and if its session changed.\n\n\
            | method | comes to | |\n| --- | --- | --- |\n";
    for it in methods() {
        let _ = writeln!(out, "| `{}()` | `{}` | {} |", it.name, it.answer, it.doc);
    }
    out += "\n## Events\n\n\
            `CustomEvent`s on the element. They bubble, out of shadow roots as well. What was paid is \
            decided by the webhook; an event is for the page to show.\n\n\
            | event | detail | when |\n| --- | --- | --- |\n";
    for it in events() {
        let _ = writeln!(out, "| `{}` | `{}` | {} |", it.name, it.detail, it.doc);
    }
    out += "\nA page that frames the checkout without the script gets the same as `window` messages, \
            `{type: \"govifi:event\", event, detail}`. It checks `event.origin` and `event.source`.\n";
    for shape in shapes() {
        let text = interface(&shape);
        let text = text.trim_start_matches("export ");
        let _ = write!(out, "\n### `{}`\n\n{}\n\n```ts\n{text}```\n", shape.name, shape.doc);
    }
    for set in unions() {
        let _ = write!(out, "\n### `{}`\n\n{}\n\n| word | |\n| --- | --- |\n", set.name, set.doc);
        for (word, doc) in set.words {
            let _ = writeln!(out, "| `{word}` | {doc} |");
        }
    }
    out
}

/// `docs/embed/troubleshooting.md`.
pub fn troubleshooting() -> String {
    let mut out = format!(
        r#"<!-- {SOURCE} -->

# When the form does not come

Put `debug` on the element: it says under the form and in the console what is wrong in the page.

```html
<govifi-payment debug session-id="…" client-secret="…"></govifi-payment>
```

From a script, the same comes of `await element.diagnose()`: a list of `{{code, message, fix}}`, empty
if all is well. The payer meanwhile reads that the form did not load, with a button that loads it again
and a link to the same session as a page of its own; the page gets `payment.error` with one of the codes
`load_error`, `version_unsupported` and `bad_configuration`.

| code | fix |
| --- | --- |
"#
    );
    for it in FINDINGS {
        let _ =
            writeln!(out, "| [`{}`](#{}) | `{}` |", it.code, it.code, it.fix.replace("{}", "…"));
    }
    for it in FINDINGS {
        let _ = write!(out, "\n## `{}`\n\n{}\n", it.code, it.doc);
    }
    out
}

/// `docs/embed/scripts.md`.
pub fn scripts() -> String {
    let mut out = format!(
        "<!-- {SOURCE} -->\n\n# The scripts around an embedded payment\n\n\
         What PCI DSS 6.4.3 asks for: which scripts run, why, and how each is known to be the right \
         one. `https://checkout.govifi.com/embed/scripts.json` has the same with the hashes of the \
         build that is deployed; a build whose documents have another script fails.\n\n\
         | where | script | why | how it is pinned |\n| --- | --- | --- | --- |\n"
    );
    for it in SCRIPTS {
        let (place, pinned) = (it.document.title(), it.pinned());
        let _ = writeln!(out, "| {place} | {} | {} | {pinned} |", it.name, it.purpose);
    }
    out
}

trait MapCode {
    fn map_code(&self) -> String;
}

impl MapCode for [&str] {
    fn map_code(&self) -> String {
        self.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
    }
}
