//! Which scripts run around a payment in a merchant's page, why, and how each is pinned: what PCI DSS
//! 6.4.3 asks of whoever takes cards.
//!
//! [`SCRIPTS`] says what there is; `embed/scripts.json` of every build says it with the integrity of
//! that build, and fails the build if a document has a script that is not on the list.

use crate::embed::Integrity;
use crate::finish::tags;
use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::path::Path;

/// The documents that scripts run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Document {
    /// The merchant's own page.
    MerchantsPage,
    /// The checkout's frame in it: the only one where a card is.
    CheckoutsFrame,
    /// A frame in that one, of another origin, for those who are asked for a captcha.
    CaptchasFrame,
    /// A frame in that one, of another origin, for those who pay with PayPal.
    PaypalsFrame,
}

/// Where a script comes from, and so how it is known to be the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The loader.
    Loader,
    /// In the document, at this place among those that are.
    Inline(usize),
    /// A file that the document names by `script`.
    File,
    /// A file that the document names by `modulepreload`.
    Module,
    /// A file that the document names in this `meta`, with its integrity.
    Meta(&'static str),
    /// A vendor's address.
    Vendor(&'static str),
}

/// A script.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// Where it runs.
    pub document: Document,
    /// What it is.
    pub name: &'static str,
    /// Why it is needed.
    pub purpose: &'static str,
    source: Source,
}

/// Every script.
pub const SCRIPTS: [Script; 12] = [
    Script {
        document: Document::MerchantsPage,
        name: "loader",
        purpose: "Makes the frame, connects it with the page, and says so if it does not come.",
        source: Source::Loader,
    },
    Script {
        document: Document::CheckoutsFrame,
        name: "embed.js",
        purpose: "Takes the credential and the look from the page; tells it heights and events.",
        source: Source::Inline(0),
    },
    Script {
        document: Document::CheckoutsFrame,
        name: "boot.js",
        purpose: "Asks for the session at once; shows words of its own if the app does not start.",
        source: Source::Inline(1),
    },
    Script {
        document: Document::CheckoutsFrame,
        name: "download",
        purpose: "Starts the download of the app's WebAssembly, with its integrity.",
        source: Source::Inline(2),
    },
    Script {
        document: Document::CheckoutsFrame,
        name: "start",
        purpose: "Starts the app.",
        source: Source::Inline(3),
    },
    Script {
        document: Document::CheckoutsFrame,
        name: "glue",
        purpose: "Connects the app's WebAssembly with the browser.",
        source: Source::Module,
    },
    Script {
        document: Document::CheckoutsFrame,
        name: "apple-pay.js",
        purpose: "Opens Apple Pay's sheet, for those who choose it.",
        source: Source::Meta("govifi:applePay"),
    },
    Script {
        document: Document::CaptchasFrame,
        name: "captcha.js",
        purpose: "Loads the vendor's script and hands its answer to the checkout.",
        source: Source::File,
    },
    Script {
        document: Document::CaptchasFrame,
        name: "hCaptcha",
        purpose: "Tells people from programs, if the session asks for it.",
        source: Source::Vendor("https://js.hcaptcha.com/1/api.js"),
    },
    Script {
        document: Document::CaptchasFrame,
        name: "Turnstile",
        purpose: "Tells people from programs, if the session asks for it.",
        source: Source::Vendor("https://challenges.cloudflare.com/turnstile/v0/api.js"),
    },
    Script {
        document: Document::PaypalsFrame,
        name: "paypal.js",
        purpose: "Loads PayPal's script and hands its answer to the checkout.",
        source: Source::File,
    },
    Script {
        document: Document::PaypalsFrame,
        name: "PayPal",
        purpose: "Shows PayPal's button and opens its window.",
        source: Source::Vendor("https://www.paypal.com/sdk/js"),
    },
];

impl Document {
    /// As people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::MerchantsPage => "the merchant's page",
            Self::CheckoutsFrame => "the checkout's frame",
            Self::CaptchasFrame => "the captcha's frame in it",
            Self::PaypalsFrame => "PayPal's frame in it",
        }
    }

    fn file(self) -> Option<&'static str> {
        match self {
            Self::MerchantsPage => None,
            Self::CheckoutsFrame => Some("embed.html"),
            Self::CaptchasFrame => Some("frames/captcha/index.html"),
            Self::PaypalsFrame => Some("frames/paypal/index.html"),
        }
    }
}

impl Script {
    /// How it is known to be the right one, in words.
    pub fn pinned(&self) -> &'static str {
        match self.source {
            Source::Loader => "`integrity` in the merchant's tag",
            Source::Inline(_) => "hash in the frame's policy",
            Source::File | Source::Module | Source::Meta(_) => "`integrity`, name by content",
            Source::Vendor(_) => "not pinned by its vendor; alone on an origin without cards",
        }
    }
}

/// A script of one build.
#[derive(Serialize)]
struct Entry {
    document: Document,
    script: &'static str,
    purpose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    integrity: Vec<String>,
}

/// Writes `embed/scripts.json` of the finished build in `stage`.
pub fn write(stage: &Path, loader: &Integrity) -> Result<()> {
    let entries: Vec<_> =
        SCRIPTS.iter().map(|it| it.entry(stage, loader)).collect::<Result<_>>()?;
    for document in [Document::CheckoutsFrame, Document::CaptchasFrame, Document::PaypalsFrame] {
        let html = page(stage, document)?;
        let there = tags::read(&html)
            .iter()
            .filter(|tag| tag.name == "script" || tag.is_link("modulepreload"))
            .count();
        let listed = SCRIPTS.iter().filter(|it| it.document == document && it.is_in_the_page());
        let listed = listed.count();
        ensure!(
            there == listed,
            "{} has {there} scripts, and {listed} of them are in the inventory (crates/xtask)",
            document.title()
        );
    }
    let text = serde_json::to_string_pretty(&entries)? + "\n";
    std::fs::write(stage.join("embed/scripts.json"), text)?;
    Ok(())
}

impl Script {
    fn is_in_the_page(&self) -> bool {
        matches!(self.source, Source::Inline(_) | Source::File | Source::Module)
    }

    fn entry(&self, stage: &Path, loader: &Integrity) -> Result<Entry> {
        let (address, integrity) = match self.source {
            Source::Loader => (None, loader.values().cloned().collect()),
            Source::Vendor(address) => (Some(address.to_owned()), Vec::new()),
            _ => self.found(&page(stage, self.document)?)?,
        };
        let Self { document, name, purpose, .. } = *self;
        Ok(Entry { document, script: name, purpose, address, integrity })
    }

    fn found(&self, html: &str) -> Result<(Option<String>, Vec<String>)> {
        let tags = tags::read(html);
        let missing = || format!("{} is not in {}", self.name, self.document.title());
        if let Source::Inline(place) = self.source {
            let mut inline = tags.iter().filter(|tag| tag.is_inline_script());
            let tag = inline.nth(place).with_context(missing)?;
            let digest = Sha256::digest(&html[tag.text.clone()]);
            let digest = base64::engine::general_purpose::STANDARD.encode(digest);
            return Ok((None, vec![format!("sha256-{digest}")]));
        }
        let both = tags.iter().find_map(|tag| match self.source {
            Source::File => tag.attribute("src").zip(tag.attribute("integrity")),
            Source::Module if tag.is_link("modulepreload") => {
                tag.attribute("href").zip(tag.attribute("integrity"))
            }
            Source::Meta(name) if tag.attribute("name") == Some(name) => {
                tag.attribute("content").and_then(|content| content.split_once(' '))
            }
            _ => None,
        });
        let Some((address, integrity)) = both else { bail!(missing()) };
        Ok((Some(address.to_owned()), vec![integrity.to_owned()]))
    }
}

fn page(stage: &Path, document: Document) -> Result<String> {
    let file = stage.join(document.file().context("no document of ours")?);
    std::fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &str = r#"<meta name="govifi:applePay" content="/a.js sha384-a">
        <script>1</script><script>2</script><script>3</script>
        <link rel="modulepreload" href="/g.js" integrity="sha384-g" crossorigin>
        <script type="module">4</script>"#;
    const OTHER: &str = r#"<script type="module" src="c.js" integrity="sha384-c"></script>"#;

    fn written(name: &str, frame: &str) -> Result<String> {
        let stage = std::env::temp_dir().join(format!("inventory-{name}-{}", std::process::id()));
        for (file, html) in [
            ("embed.html", frame),
            ("frames/captcha/index.html", OTHER),
            ("frames/paypal/index.html", OTHER),
            ("embed/sri.json", ""),
        ] {
            let file = stage.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, html).unwrap();
        }
        let loader = Integrity::from([("l.js".to_owned(), "sha384-l".to_owned())]);
        let done = write(&stage, &loader);
        let text = std::fs::read_to_string(stage.join("embed/scripts.json"));
        std::fs::remove_dir_all(stage).unwrap();
        done.map(|()| text.unwrap())
    }

    #[test]
    fn every_script_is_listed_with_what_pins_it() {
        let text = written("all", FRAME).unwrap();
        for part in [
            "sha384-l",
            "sha384-a",
            "sha384-g",
            "sha384-c",
            "/a.js",
            // `printf 4 | openssl dgst -sha256 -binary | base64`
            "sha256-SyJ3d9TdH8Ycb4hPSGQdArTRIdP9Moywi1Ux/Kzav4o=",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_script_that_is_not_listed_fails_the_build() {
        let frame = format!("{FRAME}<script src=\"/more.js\"></script>");
        let told = written("more", &frame).unwrap_err().to_string();
        assert!(told.contains("has 6 scripts, and 5 of them"), "{told}");
    }
}
