//! The languages: one file each, fetched by those who read them.

use super::Asset;
use anyhow::Result;
use messages::Language;
use std::fmt::Write;
use std::path::Path;

/// Writes them, and says where they are in `<meta>`s for the boot script and the app.
pub fn write(stage: &Path) -> Result<String> {
    let mut metas = String::new();
    for language in Language::ALL {
        let texts = serde_json::to_vec(&language.messages().texts())?;
        let asset = Asset::write(stage, "json", &texts)?;
        let tag = language.tag();
        write!(metas, r#"<meta name="govifi:words-{tag}" content="{}">"#, asset.url)?;
    }
    Ok(metas)
}
