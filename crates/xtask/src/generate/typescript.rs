//! The loader's constants, and the types for those who use it.

use super::SOURCE;
use contract::Word;
use contract::embed::describe::{
    ATTRIBUTES, CHECKOUT, FINDINGS, READY_WITHIN, Shape, TOKENS, Value, events, methods, narrow,
    reserve, shapes, unions,
};
use contract::embed::{
    Call, Element, EmbedError, Font, HostEvent, LONGEST, PROTOCOL, TALLEST, Theme,
};
use messages::Language;
use messages::embed::{Embed, embed};
use std::fmt::Write;

/// The class and the tag of each element.
pub const ELEMENTS: [(Element, &str, &str); 2] = [
    (Element::Payment, "GovifiPayment", "govifi-payment"),
    (Element::Wallet, "GovifiWallet", "govifi-wallet"),
];

/// `embed/src/generated/contract.ts`.
pub fn constants() -> String {
    let reserves = ELEMENTS.map(|(element, ..)| {
        let [height, most] = reserve(element);
        // A step, as steep as a slope can be.
        format!(r#"{element}: "clamp({height}px,99*({}px - 100vw),{most}px)""#, narrow())
    });
    format!(
        r#"// {SOURCE}

export const PROTOCOL = {PROTOCOL};
export const LONGEST = {LONGEST};
export const TALLEST = {TALLEST};
export const READY_WITHIN = {READY_WITHIN};
export const CHECKOUT = "{CHECKOUT}";
/** In CSS: one height, and on narrow screens the larger one. */
export const RESERVE = {{ {} }};
/** As in a regular expression. */
export const THEMES = "{}";
export const FONTS = "{}";
export const TOKENS = {};
export const EVENTS: readonly string[] = {};

export type ElementKind = {};
export type EmbedError = {};
export type Call = {};

/** How the frame is to look, empty where the page says nothing. */
export interface Look {{
  theme: string;
  accent: string;
  font: string;
  tokens: Record<string, string>;
}}
"#,
        reserves.join(", "),
        all::<Theme>().join("|"),
        all::<Font>().join("|"),
        list(&TOKENS.map(|token| token.name)),
        list(&all::<HostEvent>()),
        union(&all::<Element>()),
        union(&all::<EmbedError>()),
        union(&all::<Call>()),
    )
}

/// `embed/src/generated/findings.ts`: a constant for each, so that it is in the script once.
pub fn findings() -> String {
    let mut out = format!(
        "// {SOURCE}\n\nimport type {{ FindingCode }} from \"../../govifi.d.ts\";\n\n\
         export type Text = readonly [code: FindingCode, fix: string];\n\n"
    );
    for finding in FINDINGS {
        let text = list(&[finding.code, finding.fix]);
        let _ = writeln!(out, "export const {}: Text = {text};", finding.constant);
    }
    out
}

/// `embed/src/generated/words.ts`.
pub fn words() -> String {
    let mut out = format!(
        "// {SOURCE}\n\n/** The frame's title, what is wrong, the link, the button. */\n\
         export const WORDS: Record<string, readonly string[]> = {{\n"
    );
    for language in Language::ALL {
        let Embed { title, not_loaded, open, again } = embed(language);
        let words = list(&[title, not_loaded, open, again]);
        let _ = writeln!(out, "  {}: {words},", language.tag());
    }
    out + "};\n"
}

/// `embed/govifi.d.ts`: what a page's own scripts may rely on.
pub fn declarations() -> String {
    let mut out = format!("// {SOURCE}\n");
    for set in unions() {
        let words: Vec<_> = set.words.iter().map(|(word, _)| *word).collect();
        let _ =
            write!(out, "\n/** {} */\nexport type {} = {};\n", set.doc, set.name, union(&words));
    }
    out += "\n/** Why a payment was not made, or could not be. */\n\
            export type PaymentErrorCode = ErrorCode | EmbedError;\n";
    for shape in shapes() {
        let _ = write!(out, "\n/** {} */\n{}", shape.doc, interface(&shape));
    }
    out += "\n/** What is wrong in the page. */\nexport type FindingCode =\n";
    for finding in FINDINGS {
        let _ = writeln!(out, "  | \"{}\"", finding.code);
    }
    out.truncate(out.trim_end().len());
    out += ";

/** Something that is wrong in the page, and how it is put right. */
export interface Finding {
  code: FindingCode;
  message: string;
  fix: string;
}

/** The events of the elements. Each bubbles, out of shadow roots as well. */
export interface GovifiEventMap {
";
    for event in events() {
        let (name, detail) = (event.name, event.detail);
        let _ = writeln!(out, "  /** {} */\n  \"{name}\": CustomEvent<{detail}>;", event.doc);
    }
    out += "}\n\n/** What both elements have. */\nexport declare class GovifiElement extends HTMLElement {\n";
    for attribute in ATTRIBUTES {
        if let Some(property) = attribute.property {
            let _ = writeln!(
                out,
                "  /** {} */\n  get {property}(): string;\n  set {property}(value: string | null | undefined);",
                attribute.doc
            );
        }
    }
    for method in methods() {
        let _ = writeln!(
            out,
            "  /** {} */\n  {}(): Promise<{}>;",
            method.doc, method.name, method.answer
        );
    }
    for verb in ["addEventListener", "removeEventListener"] {
        let options = if verb.starts_with("add") {
            "boolean | AddEventListenerOptions"
        } else {
            "boolean | EventListenerOptions"
        };
        let _ = write!(
            out,
            "  {verb}<K extends keyof GovifiEventMap>(
    type: K,
    listener: (this: this, event: GovifiEventMap[K]) => unknown,
    options?: {options},
  ): void;
  {verb}<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: this, event: HTMLElementEventMap[K]) => unknown,
    options?: {options},
  ): void;
  {verb}(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: {options},
  ): void;
"
        );
    }
    out += "}\n";
    for ((_, class, tag), doc) in ELEMENTS.iter().zip(element_docs()) {
        let _ = write!(
            out,
            "\n/** `<{tag}>`: {doc} */\nexport declare class {class} extends GovifiElement {{}}\n"
        );
    }
    out += "\ndeclare global {\n  interface HTMLElementTagNameMap {\n";
    for (_, class, tag) in ELEMENTS {
        let _ = writeln!(out, "    \"{tag}\": {class};");
    }
    out + "  }\n}\n"
}

/// `embed/react.d.ts`: the elements in JSX, for React 19.
pub fn react() -> String {
    let mut out = format!(
        r#"// {SOURCE}

import type {{ DetailedHTMLProps, HTMLAttributes }} from "react";
import type {{ Font, GovifiEventMap, GovifiPayment, GovifiWallet, Theme }} from "@govifi/embed";

/** Listeners, by React's names of events: `on` and the name. Those with a dot are spread: `{{...{{ "onpayment.success": paid }}}}`. */
export type GovifiListeners = {{
  [K in keyof GovifiEventMap as `on${{K}}`]?: (event: GovifiEventMap[K]) => void;
}};

/** What both elements take. */
export interface GovifiAttributes extends GovifiListeners {{
"#
    );
    for attribute in ATTRIBUTES {
        let ty = match attribute.value {
            Value::Words(_, name) => name(),
            Value::Text("#RRGGBB") => "`#${string}`".to_owned(),
            Value::Text(_) => "string".to_owned(),
            Value::Present => "boolean".to_owned(),
        };
        let doc = attribute.doc;
        // Every element has this one.
        if attribute.name != "lang" {
            let _ = writeln!(out, "  /** {doc} */\n  \"{}\"?: {ty} | undefined;", attribute.name);
        }
        if let Some(property) = attribute.property {
            let _ = writeln!(out, "  /** {doc} */\n  {property}?: {ty} | null | undefined;");
        }
    }
    out +=
        "}\n\ndeclare module \"react\" {\n  namespace JSX {\n    interface IntrinsicElements {\n";
    for (_, class, tag) in ELEMENTS {
        let _ = writeln!(
            out,
            "      \"{tag}\": DetailedHTMLProps<HTMLAttributes<{class}>, {class}> & GovifiAttributes;"
        );
    }
    out + "    }\n  }\n}\n"
}

/// What each element is for.
pub fn element_docs() -> impl Iterator<Item = &'static str> {
    use contract::embed::describe::Documented;
    Element::DOCS.iter().map(|doc| doc.split_once(": ").map_or(*doc, |(_, doc)| doc).trim())
}

/// A shape as an interface.
pub fn interface(shape: &Shape) -> String {
    let mut out = format!("export interface {} {{\n", shape.name);
    let mut doc = String::new();
    for line in shape.literal.trim_start_matches('{').trim_end_matches('}').lines() {
        let line = line.trim();
        match line.strip_prefix('*').or(line.strip_prefix("/**")) {
            Some("/") => {
                let _ = writeln!(out, "  /** {} */", doc.trim());
                doc.clear();
            }
            Some(text) => doc = doc + " " + text.trim(),
            None if line.is_empty() => {}
            None => {
                let _ = writeln!(out, "  {};", line.trim_end_matches(','));
            }
        }
    }
    out + "}\n"
}

fn all<T: Word>() -> Vec<&'static str> {
    T::ALL.iter().map(|word| word.as_str()).collect()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn list(words: &[&str]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
}

fn union(words: &[&str]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" | ")
}
