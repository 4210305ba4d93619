//! A built document, made ready for this deployment: its settings filled in, its policy computed,
//! compressed once. Read again when the file changes.

use super::apple_pay::Browser;
use super::{Deployment, headers, html};
use axum::body::Bytes;
use brotli::enc::BrotliEncoderParams;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Which document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The checkout's.
    Checkout,
    /// The checkout's, for a merchant's page.
    Embed,
    /// A captcha's, which the checkout frames.
    Captcha,
    /// PayPal's button's, which the checkout frames.
    Paypal,
}

impl Kind {
    /// What its `<meta>` tags say here.
    fn settings(self, deployment: &Deployment) -> Vec<(&'static str, String)> {
        let Deployment { origins, pace, .. } = deployment;
        let mut settings = vec![("govifi:pace", pace.to_string())];
        match self {
            Self::Checkout | Self::Embed => settings.extend([
                ("govifi:api", origins.api.clone()),
                ("govifi:tokenize", origins.tokenize()),
                ("govifi:frames", origins.frames.clone()),
            ]),
            Self::Captcha => settings.extend([
                ("govifi:checkout", origins.checkout.clone()),
                ("govifi:hcaptcha", format!("{}/hcaptcha/1/api.js", origins.vendors)),
                ("govifi:turnstile", format!("{}/turnstile/v0/api.js", origins.vendors)),
            ]),
            Self::Paypal => settings.extend([
                ("govifi:checkout", origins.checkout.clone()),
                ("govifi:paypal-sdk", format!("{}/paypal/sdk/js", origins.vendors)),
                ("govifi:paypal-client", "sandbox".to_owned()),
            ]),
        }
        settings
    }

    fn policy(self, html: &str, deployment: &Deployment) -> String {
        let origins = &deployment.origins;
        match self {
            Self::Checkout | Self::Embed => headers::policy(html, origins),
            Self::Captcha => headers::captcha_policy(&origins.vendors, &origins.vendors),
            Self::Paypal => headers::paypal_policy(&origins.vendors),
        }
    }
}

/// A document ready to be sent.
#[derive(Debug)]
pub struct Page {
    /// As it is.
    pub plain: Bytes,
    /// Brotli.
    pub brotli: Bytes,
    /// Its `Content-Security-Policy`, but for who may frame it.
    pub policy: String,
}

/// When a file was written, and its length.
type Stamp = (SystemTime, u64);

/// One document, as its file changes.
#[derive(Debug)]
pub struct Pages {
    kind: Kind,
    file: PathBuf,
    ready: Mutex<Option<(Made, Arc<Page>)>>,
}

/// What a document was made of.
type Made = (Stamp, Browser);

impl Pages {
    /// The document in this file.
    pub fn new(kind: Kind, file: PathBuf) -> Self {
        Self { kind, file, ready: Mutex::default() }
    }

    /// Which document it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The document as it is now; `None` while there is none.
    pub async fn get(&self, deployment: &Deployment) -> Option<Arc<Page>> {
        let data = tokio::fs::metadata(&self.file).await.ok()?;
        let browser = match self.kind {
            Kind::Checkout | Kind::Embed => *deployment.apple_pay.borrow(),
            Kind::Captcha | Kind::Paypal => Browser::Without,
        };
        let made = ((data.modified().ok()?, data.len()), browser);
        if let Some((known, page)) = &*self.ready.lock().unwrap_or_else(PoisonError::into_inner)
            && *known == made
        {
            return Some(Arc::clone(page));
        }
        let html = tokio::fs::read_to_string(&self.file).await.ok()?;
        let page = Arc::new(Page::new(self.kind, &browser.put_into(&html), deployment)?);
        let ready = Some((made, Arc::clone(&page)));
        *self.ready.lock().unwrap_or_else(PoisonError::into_inner) = ready;
        Some(page)
    }
}

impl Page {
    fn new(kind: Kind, html: &str, deployment: &Deployment) -> Option<Self> {
        let html = configured(html, &kind.settings(deployment));
        let policy = kind.policy(&html, deployment);
        let mut brotli = Vec::new();
        // Quality 9: a few milliseconds, once per build.
        let parameters =
            BrotliEncoderParams { quality: 9, size_hint: html.len(), ..Default::default() };
        brotli::BrotliCompress(&mut html.as_bytes(), &mut brotli, &parameters).ok()?;
        Some(Self { plain: html.into(), brotli: brotli.into(), policy })
    }
}

/// The page with this deployment's settings in the `<meta>` tags that its script reads them from.
fn configured(html: &str, settings: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut at = 0;
    for tag in html::tags(html).iter().filter(|tag| tag.is("meta")) {
        let name = tag.attribute("name").map(|value| value.text).unwrap_or_default();
        let setting = settings.iter().find(|(known, _)| *known == name);
        if let (Some((_, value)), Some(content)) = (setting, tag.attribute("content")) {
            // Addresses of ours and a number: nothing in them needs escaping.
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
    use crate::app::Origins;
    use std::num::NonZeroU32;
    use tokio::sync::watch;

    #[test]
    fn the_settings_are_this_deployments() {
        let origins = Origins {
            api: "http://a".to_owned(),
            zift: "http://z".to_owned(),
            ..Origins::default()
        };
        let (_, apple_pay) = watch::channel(Browser::Without);
        let deployment = Deployment { origins, pace: NonZeroU32::MIN, apple_pay };
        let settings = Kind::Checkout.settings(&deployment);
        let html = r#"<meta content="https://api.govifi.com" name="govifi:api"><meta name=referrer content=no-referrer>
            <meta name='govifi:tokenize' content=https://secure.zift.io/x><p>"#;
        assert_eq!(
            configured(html, &settings),
            r#"<meta content="http://a" name="govifi:api"><meta name=referrer content=no-referrer>
            <meta name='govifi:tokenize' content=http://z/services/proxynization><p>"#
        );
    }
}
