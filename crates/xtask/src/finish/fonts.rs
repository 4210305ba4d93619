//! The typefaces that a merchant's page can ask for by name, for the frame in it only: the hosted
//! page is set in the payer's own.
//!
//! A browser fetches a file when text needs it, and no text is set in these families without the
//! attribute (`style/embed.css`). Arabic, and every script that is not Latin, keeps the system's.

use super::Asset;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Where they are in the build.
pub const FOLDER: &str = "fonts";

/// A typeface, all weights in one file per subset.
struct Typeface {
    /// The name of its package, and of its files.
    package: &'static str,
    /// What the styles call it. Not by its own name: a merchant's `--gv-font-display` names fonts of
    /// the payer's system, and is to fetch none.
    family: &'static str,
}

const TYPEFACES: [Typeface; 2] = [
    Typeface { package: "inter", family: "Govifi Inter" },
    Typeface { package: "roboto", family: "Govifi Roboto" },
];

/// The subsets, as the packages call them. A character that two of them hold is taken from the one
/// whose rule comes last.
const SUBSETS: [&str; 2] = ["latin-ext", "latin"];

/// Copies them out of npm's `packages`, with their licences beside them, and returns the rules that
/// name them.
pub fn write(stage: &Path, packages: &Path) -> Result<String> {
    let out = stage.join(FOLDER);
    std::fs::create_dir_all(&out)?;
    let mut rules = String::new();
    for Typeface { package, family } in TYPEFACES {
        let source = packages.join("@fontsource-variable").join(package);
        let read = |name: &str| {
            let file = source.join(name);
            std::fs::read(&file).with_context(|| format!("could not read {}", file.display()))
        };
        let ranges: BTreeMap<String, String> = serde_json::from_slice(&read("unicode.json")?)
            .with_context(|| format!("the ranges of {package}"))?;
        for subset in SUBSETS {
            let range =
                ranges.get(subset).with_context(|| format!("{package} without {subset}"))?;
            let content = read(&format!("files/{package}-{subset}-wght-normal.woff2"))?;
            let Asset { url, .. } =
                Asset::named(&format!("{package}-{subset}"), &out, "woff2", &content)?;
            writeln!(
                rules,
                r#"@font-face {{
  font-family: "{family}";
  font-weight: 100 900;
  font-display: swap;
  src: url("/{FOLDER}/{url}") format("woff2");
  unicode-range: {range};
}}"#
            )?;
        }
        std::fs::write(out.join(format!("{package}-license.txt")), read("LICENSE")?)?;
    }
    Ok(rules)
}
