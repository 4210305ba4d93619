//! How countries write addresses: a small file each, in one folder, fetched by payers who choose
//! that country.

use super::short_hash;
use anyhow::Result;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Writes them, and says where they are in a `<meta>` for the app. The folder's name is the hash of
/// all that is in it, so that its files can be cached for ever.
pub fn write(stage: &Path) -> Result<String> {
    let files: Vec<_> = addresses::all().collect();
    let mut hash = Sha256::new();
    for (country, document) in &files {
        hash.update(country.as_str());
        hash.update(document);
    }
    let folder = format!("addresses-{}", short_hash(hash));
    std::fs::create_dir_all(stage.join(&folder))?;
    for (country, document) in &files {
        std::fs::write(stage.join(&folder).join(format!("{}.json", country.as_str())), document)?;
    }
    Ok(format!(r#"<meta name="govifi:addresses" content="/{folder}/">"#))
}
