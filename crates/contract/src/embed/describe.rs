//! What a merchant's page meets, in tables and as TypeScript: what `cargo xtask generate` makes the
//! loader's constants, its types, the editors' data and the reference of. What is here is written
//! nowhere else.

use super::{
    Call, Cents, ChallengeType, Element, EmbedError, ErrorCode, Font, HostChallenge, HostDeleted,
    HostErrorCode, HostErrors, HostEvent, HostFailure, HostFee, HostMethod, HostReady, HostReceipt,
    HostSession, HostSessionId, HostValidation, Method, RESERVED, Scope, SessionStatus, Theme,
    Word,
};
use ts_rs::{Config, TS};

/// Where the checkout is, if a page does not say otherwise.
pub const CHECKOUT: &str = "https://checkout.govifi.com";

/// How long the loader waits for a frame that says that it is ready, in milliseconds.
pub const READY_WITHIN: u32 = 10_000;

/// The heights that an element keeps from the start, in CSS pixels, so that nothing moves when the
/// form comes: where there is room, and on the narrowest screens. The payment's is that of a card's
/// form, the wallet's that of one card.
pub fn reserve(element: Element) -> [u32; 2] {
    match element {
        Element::Payment => {
            let [(_, narrow), (_, height), _] = RESERVED;
            [height, narrow]
        }
        Element::Wallet => [240, 350],
    }
}

/// The width of a screen below which it is one of the narrowest, in CSS pixels: a page keeps a margin
/// of 8 pixels beside the frame.
pub fn narrow() -> u32 {
    RESERVED[1].0 + 16
}

/// An attribute of the elements.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// As it is written in HTML.
    pub name: &'static str,
    /// The property of the same meaning, if there is one.
    pub property: Option<&'static str>,
    /// What it takes.
    pub value: Value,
    /// What holds without it, in words. `None`: it has to be there.
    pub without: Option<&'static str>,
    /// What it does.
    pub doc: &'static str,
}

/// What an attribute takes.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Text of a form that is given in words.
    Text(&'static str),
    /// One of some words.
    Words(&'static [&'static str], fn() -> String),
    /// Nothing: it is there or it is not.
    Present,
}

/// The attributes, in the order in which people read of them.
pub const ATTRIBUTES: [Attribute; 8] = [
    Attribute {
        name: "session-id",
        property: Some("sessionId"),
        value: Value::Text("cs_…"),
        without: None,
        doc: "The session: `session_id` of the answer to `POST /v1/hosted-sessions`. Another one \
              replaces the form.",
    },
    Attribute {
        name: "client-secret",
        property: Some("clientSecret"),
        value: Value::Text("cs_…_secret_…"),
        without: None,
        doc: "The session's credential: `client_secret` of the same answer. It reaches the frame by \
              a message, never in an address. The property is not reflected to the attribute: prefer \
              it where a script sets it.",
    },
    Attribute {
        name: "checkout-origin",
        property: Some("checkoutOrigin"),
        value: Value::Text("https://…"),
        without: Some(CHECKOUT),
        doc: "Where the checkout is. An origin: no path, no slash at its end.",
    },
    Attribute {
        name: "theme",
        property: None,
        value: Value::Words(&["light", "dark", "auto"], ty::<Theme>),
        without: Some("the `color-scheme` in which the page draws the element"),
        doc: "Which colours the form is drawn in. A page that does not say that it can be dark is \
              light, whatever the payer's system prefers.",
    },
    Attribute {
        name: "accent",
        property: None,
        value: Value::Text("#RRGGBB"),
        without: Some("the session's branding, then the account's"),
        doc: "The colour of what can be pressed.",
    },
    Attribute {
        name: "font",
        property: None,
        value: Value::Words(&["inter", "system", "roboto"], ty::<Font>),
        without: Some("the type of the payer's system"),
        doc: "Which typeface the form is set in.",
    },
    Attribute {
        name: "lang",
        property: None,
        value: Value::Text("a BCP 47 tag: en, es, ar"),
        without: Some("the nearest `lang` around the element, then the payer's browser"),
        doc: "The language of the form.",
    },
    Attribute {
        name: "debug",
        property: None,
        value: Value::Present,
        without: Some("off"),
        doc: "Shows what `diagnose()` finds, in the console and under the form. For development.",
    },
];

/// A custom property that the form takes over from the page.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Its name.
    pub name: &'static str,
    /// What values it takes, as CSS names them.
    pub syntax: &'static str,
    /// What it sets.
    pub doc: &'static str,
}

/// The custom properties.
pub const TOKENS: [Token; 5] = [
    Token {
        name: "--gv-accent",
        syntax: "#RRGGBB",
        doc: "The colour of what can be pressed; the `accent` attribute goes before it.",
    },
    Token {
        name: "--gv-accent-50",
        syntax: "#RRGGBB",
        doc: "The faintest tint of it, behind what is chosen.",
    },
    Token { name: "--gv-radius", syntax: "<length>: px, rem or em", doc: "How round corners are." },
    Token {
        name: "--gv-font-display",
        syntax: "<family-name>#",
        doc: "The family that the form is set in, of those that the payer's system has.",
    },
    Token {
        name: "--gv-font-mono",
        syntax: "<family-name>#",
        doc: "The family of numbers, of those that the payer's system has.",
    },
];

/// Something that is wrong in a merchant's page: what `diagnose()` returns.
#[derive(Clone, Copy, Debug)]
pub struct Finding {
    /// The loader's name for it.
    pub constant: &'static str,
    /// For machines; with spaces, for people.
    pub code: &'static str,
    /// How it is put right, in few words: every page loads them. `{}` is the checkout's origin, or
    /// what the finding is about.
    pub fix: &'static str,
    /// What it means and how it is put right, for the documentation.
    pub doc: &'static str,
}

/// Everything that the loader finds, in its order.
pub const FINDINGS: [Finding; 13] = [
    Finding {
        constant: "ATTRIBUTE",
        code: "attribute_wrong",
        fix: "Write {}",
        doc: "The attribute that the fix names is missing, or has another form than it has to. \
              `session-id` and `client-secret` are `session_id` and `client_secret` of one answer to \
              `POST /v1/hosted-sessions`, unchanged. The form comes when both are right; if they are \
              not there after ten seconds, the payer is told that it did not load.",
    },
    Finding {
        constant: "INSECURE",
        code: "page_not_secure",
        fix: "Use https.",
        doc: "The page came over plain http. Browsers keep what a payment needs from such pages, and \
              anybody on the way could have changed this one. `localhost` will do for development.",
    },
    Finding {
        constant: "NO_SIZE",
        code: "element_without_width",
        fix: "Give it a width.",
        doc: "The element, or something around it, is not displayed or leaves it no width. A form in \
              a closed dialog or a hidden tab is all right once it is shown; a flex item may need \
              `flex: 1` or a width.",
    },
    Finding {
        constant: "TWICE",
        code: "mounted_twice",
        fix: "Remove one.",
        doc: "Two elements in the page show the same session. Both work, and the payer may wonder \
              which one to use. Often a component was rendered twice.",
    },
    Finding {
        constant: "FEATURES",
        code: "payment_not_allowed",
        fix: "Permissions-Policy: payment=(self \"{}\")",
        doc: "The page's `Permissions-Policy`, or that of a page around it, keeps the frame from the \
              browser's payment features: Apple Pay and saved cards stay hidden. Name the checkout's \
              origin in the header; if the page is itself in a frame, that frame needs \
              `allow=\"payment\"`. Only Chromium tells.",
    },
    Finding {
        constant: "AGAIN",
        code: "script_loaded_twice",
        fix: "Load one.",
        doc: "The script was loaded a second time, maybe in another version. The elements of the \
              first one stay.",
    },
    Finding {
        constant: "ADDRESS",
        code: "client_secret_in_address",
        fix: "Remove it.",
        doc: "The address of the page has a session's credential in it. Addresses are logged, shared \
              and sent along. Fetch the credential with a request, or write it into the page.",
    },
    Finding {
        constant: "FRAMED",
        code: "page_in_a_frame",
        fix: "Register its parents.",
        doc: "The page is in a frame of another. The checkout's frame is shown only if the origins \
              of all pages around it are registered with the payment account.",
    },
    Finding {
        constant: "ALTERED",
        code: "functions_replaced",
        fix: "Load them later.",
        doc: "A script before this one replaced `MessageChannel` or `JSON.stringify`, which the \
              credential passes through. The form is not shown. Load this script before others, and \
              find out what the other one is.",
    },
    Finding {
        constant: "CSP",
        code: "frame_blocked_by_csp",
        fix: "CSP: frame-src {}",
        doc: "The page's `Content-Security-Policy` does not let it frame the checkout. Add the \
              checkout's origin to `frame-src`; where there is none, `child-src` or `default-src` \
              counts.",
    },
    Finding {
        constant: "SILENT",
        code: "frame_does_not_answer",
        fix: "Register {}",
        doc: "Nothing came of the frame in ten seconds. Most often the page's origin is not \
              registered with the payment account (`allowed_origins`), so that the browser refuses \
              to frame the checkout: its console says so, with `frame-ancestors`. A page that sends \
              `Cross-Origin-Embedder-Policy` keeps the frame out as well. Else an extension or a proxy \
              blocks it, or the payer is offline.",
    },
    Finding {
        constant: "APP",
        code: "app_failed",
        fix: "Unblock WebAssembly.",
        doc: "The frame came, and its app did not start or broke. Proxies and extensions that put a \
              policy of their own on pages may keep WebAssembly from running; the console of the \
              frame says more.",
    },
    Finding {
        constant: "VERSIONS",
        code: "versions_differ",
        fix: "Load that of {}",
        doc: "The script and the frame speak versions of the messages that have nothing in common. \
              Use a current version of the script.",
    },
];

/// A method of the elements.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// What its promise comes to, as a TypeScript type.
    pub answer: String,
    /// What it does.
    pub doc: String,
}

/// The methods, in the order in which people read of them.
pub fn methods() -> Vec<Function> {
    let mut all: Vec<_> = Call::ALL
        .iter()
        .zip(Call::DOCS)
        .map(|(call, doc)| Function {
            name: call.as_str(),
            answer: match call {
                Call::Submit => "{ started: boolean }".to_owned(),
                Call::Validate => ty::<HostValidation>(),
                Call::Refresh => "object".to_owned(),
                Call::Focus => "void".to_owned(),
            },
            doc: prose(doc),
        })
        .collect();
    all.push(Function {
        name: "diagnose",
        answer: "Finding[]".to_owned(),
        doc: "What is wrong in the page around the form, and how it is put right; empty if all is \
              well."
            .to_owned(),
    });
    all
}

/// An event of the elements.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: &'static str,
    /// Its detail, as a TypeScript type.
    pub detail: String,
    /// When it comes.
    pub doc: String,
}

/// The events, in the order of the contract.
pub fn events() -> Vec<Event> {
    HostEvent::ALL
        .iter()
        .zip(HostEvent::DOCS)
        .map(|(event, doc)| Event {
            name: event.as_str(),
            detail: match event {
                HostEvent::SessionReady => ty::<HostReady<'_>>(),
                HostEvent::SessionExpired | HostEvent::PaymentProcessing => {
                    ty::<HostSessionId<'_>>()
                }
                HostEvent::FeeQuote => ty::<HostFee>(),
                HostEvent::MethodChanged => ty::<HostMethod>(),
                HostEvent::Validation => ty::<HostValidation>(),
                HostEvent::PaymentSuccess => ty::<HostReceipt<'_>>(),
                HostEvent::PaymentError => ty::<HostFailure<'_>>(),
                HostEvent::Challenge => ty::<HostChallenge<'_>>(),
                HostEvent::WalletDeleted => ty::<HostDeleted<'_>>(),
            },
            // The type's name in Rust goes before.
            doc: doc.split_once("]: ").map_or_else(|| prose(doc), |(_, doc)| prose(doc)),
        })
        .collect()
}

/// A set of words, as a TypeScript type.
#[derive(Clone, Debug)]
pub struct Union {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// Its words, each with what it means.
    pub words: Vec<(&'static str, String)>,
}

/// The sets of words that a page meets.
pub fn unions() -> Vec<Union> {
    fn of<T: TS + Documented>() -> Union {
        let words = T::ALL.iter().map(|word| word.as_str());
        Union {
            name: ty::<T>(),
            doc: prose(T::DOC),
            words: words.zip(T::DOCS.iter().map(|doc| prose(doc))).collect(),
        }
    }
    vec![
        of::<Theme>(),
        of::<Font>(),
        of::<Method>(),
        of::<Scope>(),
        of::<SessionStatus>(),
        of::<ChallengeType>(),
        of::<EmbedError>(),
        of::<ErrorCode>(),
    ]
}

/// A shape, as a TypeScript type.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// The literal, with its documentation, as ts-rs writes it.
    pub literal: String,
}

/// The shapes of what a page is told.
pub fn shapes() -> Vec<Shape> {
    fn of<T: TS>() -> Shape {
        let doc = T::docs().unwrap_or_default();
        let lines = doc.lines().map(|line| line.trim_start_matches([' ', '*', '/']));
        Shape {
            name: ty::<T>(),
            doc: prose(&lines.collect::<Vec<_>>().join("\n")),
            literal: T::inline(&Config::new()),
        }
    }
    vec![
        of::<HostSession<'_>>(),
        of::<HostReady<'_>>(),
        of::<HostSessionId<'_>>(),
        of::<HostFee>(),
        of::<HostMethod>(),
        of::<HostValidation>(),
        of::<HostReceipt<'_>>(),
        of::<HostFailure<'_>>(),
        of::<HostChallenge<'_>>(),
        of::<HostDeleted<'_>>(),
    ]
}

/// A type's name in TypeScript.
fn ty<T: TS>() -> String {
    T::name(&Config::new())
}

/// Documentation as running text: one line, and nothing that only we know.
fn prose(doc: &str) -> String {
    let words: Vec<_> = doc.split_whitespace().collect();
    let text = words.join(" ").replace("[`Call::Validate`]", "`validate()`");
    let text = text.replace("[`", "`").replace("`]", "`");
    let mut text = match text.split_once(" (seed ") {
        Some((before, after)) => {
            before.to_owned() + after.split_once(')').map_or("", |(_, rest)| rest)
        }
        None => text,
    };
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Words with what their documentation says of them.
pub trait Documented: Word {
    /// Of the whole set.
    const DOC: &'static str;
    /// Of each, in the order of [`Word::ALL`].
    const DOCS: &'static [&'static str];
}

/// What is written as a TypeScript type that its shape does not tell.
macro_rules! written {
    ($type:ty, $name:expr, [$($word:literal,)+]) => {
        $crate::embed::describe::written!(
            $type, $name, [$(concat!("\"", $word, "\"")),+].join(" | ")
        );
    };
    ($type:ty, $name:expr, $inline:expr) => {
        impl ts_rs::TS for $type {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;

            fn name(_: &ts_rs::Config) -> String {
                $name.to_owned()
            }

            fn inline(_: &ts_rs::Config) -> String {
                $inline.to_owned()
            }
        }
    };
}
pub(crate) use written;

written!(Cents, "number", "number");
written!(HostErrors, "Record<string, string>", "Record<string, string>");
written!(HostErrorCode, "PaymentErrorCode", "ErrorCode | EmbedError");

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T: Word>() -> Vec<&'static str> {
        T::ALL.iter().map(|word| word.as_str()).collect()
    }

    #[test]
    fn the_attributes_words_are_the_contracts() {
        let words = |name| match ATTRIBUTES.iter().find(|it| it.name == name).unwrap().value {
            Value::Words(words, _) => words.to_vec(),
            Value::Text(_) | Value::Present => Vec::new(),
        };
        assert_eq!(words("theme"), all::<Theme>());
        assert_eq!(words("font"), all::<Font>());
    }

    #[test]
    fn a_code_says_what_is_wrong_once() {
        for (at, finding) in FINDINGS.iter().enumerate() {
            assert!(finding.fix.matches("{}").count() <= 1, "{}", finding.code);
            assert!(FINDINGS[..at].iter().all(|other| other.code != finding.code));
            assert!(finding.code.bytes().all(|it| it == b'_' || it.is_ascii_lowercase()));
        }
    }

    #[test]
    fn details_are_named_by_their_rust_types_in_the_events_documentation() {
        for doc in HostEvent::DOCS {
            assert!(doc.trim_start().starts_with("[`Host"), "{doc}");
        }
    }
}
