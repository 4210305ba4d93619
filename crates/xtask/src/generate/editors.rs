//! What editors and catalogues of components read.

use super::typescript::{ELEMENTS, element_docs};
use anyhow::Result;
use contract::embed::describe::{ATTRIBUTES, Attribute, TOKENS, Value, events, methods};
use serde_json::{Value as Json, json};

/// A custom-elements manifest, schema 2.1.
pub fn custom_elements() -> Result<String> {
    let attributes: Vec<_> = ATTRIBUTES
        .iter()
        .map(|it| {
            let mut json = json!({
                "name": it.name, "description": it.doc, "type": { "text": written(it) },
            });
            if let Some(property) = it.property {
                json["fieldName"] = property.into();
            }
            if let Some(without) = it.without {
                json["default"] = without.into();
            }
            json
        })
        .collect();
    let fields = ATTRIBUTES.iter().filter_map(|it| {
        Some(json!({
            "kind": "field", "name": it.property?, "attribute": it.name, "description": it.doc,
            "type": { "text": written(it) },
        }))
    });
    let functions = methods().into_iter().map(|it| {
        json!({
            "kind": "method", "name": it.name, "description": it.doc,
            "return": { "type": { "text": format!("Promise<{}>", it.answer) } },
        })
    });
    let members: Vec<_> = fields.chain(functions).collect();
    let events: Vec<_> = events()
        .into_iter()
        .map(|it| {
            json!({
                "name": it.name, "description": it.doc,
                "type": { "text": format!("CustomEvent<{}>", it.detail) },
            })
        })
        .collect();
    let properties: Vec<_> = TOKENS
        .iter()
        .map(|it| json!({ "name": it.name, "syntax": it.syntax, "description": it.doc }))
        .collect();
    let path = "govifi.mjs";
    let (mut declarations, mut exports) = (Vec::new(), Vec::new());
    for ((_, class, tag), doc) in ELEMENTS.iter().zip(element_docs()) {
        declarations.push(json!({
            "kind": "class", "customElement": true, "name": class, "tagName": tag,
            "description": doc, "superclass": { "name": "HTMLElement" },
            "attributes": attributes, "members": members, "events": events,
            "cssProperties": properties,
        }));
        let declaration = json!({ "name": class, "module": path });
        exports.push(json!({ "kind": "js", "name": class, "declaration": declaration }));
        exports.push(json!({
            "kind": "custom-element-definition", "name": tag, "declaration": declaration,
        }));
    }
    pretty(&json!({
        "schemaVersion": "2.1.0",
        "modules": [{
            "kind": "javascript-module", "path": path,
            "declarations": declarations, "exports": exports,
        }],
    }))
}

/// Custom data for Visual Studio Code's HTML.
pub fn vscode() -> Result<String> {
    let attributes: Vec<_> = ATTRIBUTES
        .iter()
        .map(|it| {
            let mut json = json!({ "name": it.name, "description": it.doc });
            match it.value {
                Value::Words(words, _) => {
                    json["values"] = words.iter().map(|word| json!({ "name": word })).collect();
                }
                Value::Present => json["valueSet"] = "v".into(),
                Value::Text(_) => {}
            }
            json
        })
        .collect();
    let tags: Vec<_> = ELEMENTS.iter().zip(element_docs()).map(|((_, _, tag), doc)| {
        json!({ "name": tag, "description": doc, "attributes": attributes })
    }).collect();
    pretty(&json!({ "version": 1.1, "tags": tags }))
}

/// Web types, for `WebStorm` and its kin.
pub fn web_types(version: &str) -> Result<String> {
    let attributes: Vec<_> = ATTRIBUTES
        .iter()
        .map(|it| {
            json!({
                "name": it.name, "description": it.doc, "required": it.without.is_none(),
                "default": it.without, "value": { "type": written(it) },
            })
        })
        .collect();
    let properties: Vec<_> = ATTRIBUTES
        .iter()
        .filter_map(|it| {
            Some(json!({ "name": it.property?, "description": it.doc, "type": "string" }))
        })
        .collect();
    let events: Vec<_> =
        events().into_iter().map(|it| json!({ "name": it.name, "description": it.doc })).collect();
    let tokens: Vec<_> =
        TOKENS.iter().map(|it| json!({ "name": it.name, "description": it.doc })).collect();
    let elements: Vec<_> = ELEMENTS
        .iter()
        .zip(element_docs())
        .map(|((_, _, tag), doc)| {
            json!({
                "name": tag, "description": doc, "attributes": attributes,
                "js": { "properties": properties, "events": events },
                "css": { "properties": tokens },
            })
        })
        .collect();
    pretty(&json!({
        "$schema": "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
        "name": "@govifi/embed", "version": version, "description-markup": "markdown",
        "contributions": { "html": { "elements": elements } },
    }))
}

/// What an attribute takes, as a TypeScript type.
fn written(attribute: &Attribute) -> String {
    match attribute.value {
        Value::Words(words, _) => {
            words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" | ")
        }
        Value::Text(_) => "string".to_owned(),
        Value::Present => "boolean".to_owned(),
    }
}

fn pretty(json: &Json) -> Result<String> {
    Ok(serde_json::to_string_pretty(json)? + "\n")
}
