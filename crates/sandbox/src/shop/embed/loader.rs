//! The loader in the build. A merchant copies its address and its integrity from the documentation;
//! the shop reads them where they are published, so that its pages name what is there.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A published script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Where it is.
    pub url: String,
    /// `sha384-…`.
    pub integrity: String,
}

/// The loader, in both of its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loader {
    /// For a plain script tag.
    pub classic: Script,
    /// For `type=module`.
    pub module: Script,
}

/// `embed/sri.json` of a build.
#[derive(Deserialize)]
struct Published {
    version: String,
    files: BTreeMap<String, String>,
}

impl Loader {
    /// The one of a build that is served at `checkout`.
    pub async fn find(dist: &Path, checkout: &str) -> Option<Self> {
        let text = tokio::fs::read(dist.join("embed/sri.json")).await.ok()?;
        let Published { version, mut files } = serde_json::from_slice(&text).ok()?;
        let mut script = |ending: &str| {
            let name = format!("govifi-{version}.{ending}");
            let integrity = files.remove(&name)?;
            Some(Script { url: format!("{checkout}/embed/{name}"), integrity })
        };
        Some(Self { classic: script("js")?, module: script("mjs")? })
    }

    /// As a policy names both forms.
    pub fn sources(&self) -> String {
        format!("{} {}", self.classic.url, self.module.url)
    }
}
