//! The checkout's document, made ready for this deployment: its settings filled in, its policy
//! computed, compressed once. Read again when the file changes.

use super::headers;
use super::html;
use crate::app::Origins;
use axum::body::Bytes;
use axum::http::HeaderValue;
use brotli::enc::BrotliEncoderParams;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A document ready to be sent.
#[derive(Debug)]
pub struct Page {
    /// As it is.
    pub plain: Bytes,
    /// Brotli.
    pub brotli: Bytes,
    /// Its `Content-Security-Policy`.
    pub policy: HeaderValue,
}

/// When a file was written, and its length.
type Stamp = (SystemTime, u64);

/// The document of a dist folder.
#[derive(Debug)]
pub struct Pages {
    file: PathBuf,
    ready: Mutex<Option<(Stamp, Arc<Page>)>>,
}

impl Pages {
    /// The `index.html` of `dist`.
    pub fn new(dist: &Path) -> Self {
        Self { file: dist.join("index.html"), ready: Mutex::default() }
    }

    /// The document as it is now; `None` while there is none.
    pub async fn get(&self, origins: &Origins) -> Option<Arc<Page>> {
        let data = tokio::fs::metadata(&self.file).await.ok()?;
        let stamp = (data.modified().ok()?, data.len());
        if let Some((known, page)) = &*self.ready.lock().unwrap_or_else(PoisonError::into_inner)
            && *known == stamp
        {
            return Some(Arc::clone(page));
        }
        let html = tokio::fs::read_to_string(&self.file).await.ok()?;
        let page = Arc::new(Page::new(&html, origins)?);
        let ready = Some((stamp, Arc::clone(&page)));
        *self.ready.lock().unwrap_or_else(PoisonError::into_inner) = ready;
        Some(page)
    }
}

impl Page {
    fn new(html: &str, origins: &Origins) -> Option<Self> {
        let html = configured(html, origins);
        let policy = HeaderValue::from_str(&headers::policy(&html, origins)).ok()?;
        let mut brotli = Vec::new();
        // Quality 9: a few milliseconds, once per build.
        let parameters =
            BrotliEncoderParams { quality: 9, size_hint: html.len(), ..Default::default() };
        brotli::BrotliCompress(&mut html.as_bytes(), &mut brotli, &parameters).ok()?;
        Some(Self { plain: html.into(), brotli: brotli.into(), policy })
    }
}

/// The page with this deployment's addresses in the `<meta>` tags that the app reads them from.
fn configured(html: &str, origins: &Origins) -> String {
    let settings = [("govifi:api", origins.api.clone()), ("govifi:tokenize", origins.tokenize())];
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for tag in html::tags(html).iter().filter(|tag| tag.is("meta")) {
        let name = tag.attribute("name").map(|value| value.text).unwrap_or_default();
        let setting = settings.iter().find(|(known, _)| *known == name);
        if let (Some((_, value)), Some(content)) = (setting, tag.attribute("content")) {
            // Addresses of ours: nothing in them needs escaping.
            out.push_str(&html[at..content.at.start]);
            out.push_str(value);
            at = content.at.end;
        }
    }
    out.push_str(&html[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_are_this_deployments() {
        let origins = Origins {
            shop: String::new(),
            checkout: String::new(),
            api: "http://a".to_owned(),
            zift: "http://z".to_owned(),
        };
        let html = r#"<meta content="https://api.govifi.com" name="govifi:api"><meta name=referrer content=no-referrer>
            <meta name='govifi:tokenize' content=https://secure.zift.io/x><p>"#;
        assert_eq!(
            configured(html, &origins),
            r#"<meta content="http://a" name="govifi:api"><meta name=referrer content=no-referrer>
            <meta name='govifi:tokenize' content=http://z/services/proxynization><p>"#
        );
    }
}
