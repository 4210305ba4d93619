//! Apple Pay's script: a file of its own, added to the page for those who choose Apple Pay.

use super::{Asset, Code, Minifier};
use anyhow::{Context, Result};
use std::path::Path;

/// Writes it, and says where it is, with its integrity, in a `<meta>` for the app.
pub fn write(stage: &Path, sources: &Path, minifier: &Minifier) -> Result<String> {
    let source = sources.join("apple-pay.js");
    let script = std::fs::read_to_string(&source)
        .with_context(|| format!("could not read {}", source.display()))?;
    let Asset { url, integrity } = Asset::write(stage, "js", &minifier.run(Code::Script, script)?)?;
    Ok(format!(r#"<meta name="govifi:applePay" content="{url} {integrity}">"#))
}
