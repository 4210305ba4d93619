//! A merchant's page of the demo shop with the checkout in it. The shop is visited as `localhost`, so
//! that it is another site than the checkout, as merchants' pages are.

use super::page::Page;
use super::sandbox::{Charge, Sandbox, Session};
use super::stage::Stage;
use super::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use messages::Language;
use serde_json::{Value, json};
use thirtyfour::WebElement;

/// Hears every event of the contract, and what a bare frame says; in an attribute, where every
/// engine's driver can read it.
const LISTEN: &str = r"
    const root = document.documentElement;
    const heard = [];
    const keep = (event, detail) => {
        heard.push({ event, detail });
        root.dataset.heard = JSON.stringify(heard);
    };
    root.dataset.heard = '[]';
    for (const name of arguments[0]) {
        document.addEventListener(name, (event) => keep(name, event.detail));
    }
    addEventListener('message', (event) => {
        if (event.origin !== arguments[1] || event.data?.type !== 'govifi:event') return;
        keep(event.data.event, event.data.detail);
    });";

/// The frame, through every shadow root that is open.
const FRAME: &str = r"
    const find = (root) => {
        for (const element of root.querySelectorAll('*')) {
            if (element.localName === 'iframe' && element.src.startsWith(arguments[0])) return element;
            const found = element.shadowRoot && find(element.shadowRoot);
            if (found) return found;
        }
    };
    return find(globalThis.demoElement?.shadowRoot ?? document) ?? null;";

/// The element, or the bare frame, however deep it is.
pub const ELEMENT: &str = r"
    const find = (root) => {
        const found = root.querySelector('govifi-payment, govifi-wallet, iframe.bare');
        if (found) return found;
        for (const element of root.querySelectorAll('*')) {
            const deeper = element.shadowRoot && find(element.shadowRoot);
            if (deeper) return deeper;
        }
    };
    const element = globalThis.demoElement ?? find(document);";

/// A page with the checkout in it.
#[derive(Clone, Copy, Debug)]
pub struct Host<'a> {
    /// Who plays.
    pub stage: &'a Stage,
}

impl<'a> Host<'a> {
    /// Visits one of the shop's pages under `/embed/`, with a query if it has one.
    pub async fn visit(stage: &'a Stage, page: &str) -> Result<Self> {
        let host = Self { stage };
        stage.browser.visit(&format!("{}/embed/{page}", shop(&stage.sandbox))).await?;
        host.listen().await?;
        Ok(host)
    }

    /// The same, once its form is there.
    pub async fn open(stage: &'a Stage, page: &str) -> Result<Self> {
        let host = Self::visit(stage, page).await?;
        host.inside(async |page| page.form().await).await?;
        Ok(host)
    }

    async fn listen(self) -> Result<()> {
        let names: Vec<&str> = EVENTS.to_vec();
        let checkout = &self.stage.sandbox.origins.checkout;
        self.stage.browser.ask(LISTEN, vec![json!(names), json!(checkout)]).await.map(drop)
    }

    /// Does something inside the frame.
    pub async fn inside<T>(self, act: impl AsyncFnOnce(Page<'a>) -> Result<T>) -> Result<T> {
        let browser = &self.stage.browser;
        self.frame().await?.enter_frame().await?;
        let done = act(Page::in_language(browser, Language::English)).await;
        browser.session.enter_default_frame().await?;
        done
    }

    /// The frame, once it is there.
    pub async fn frame(self) -> Result<WebElement> {
        let place = format!("{}/embed/", self.stage.sandbox.origins.checkout);
        until("the frame", PATIENCE, async || {
            let found = self.stage.browser.session.execute(FRAME, vec![json!(place)]).await?;
            Ok(if found.json().is_null() { None } else { Some(found.element()?) })
        })
        .await
    }

    /// Runs a script with the element as `element`, and hands back what it returns.
    pub async fn ask(self, script: &str) -> Result<Value> {
        self.stage.browser.ask(&[ELEMENT, script].concat(), Vec::new()).await
    }

    /// Calls one of the element's methods, and hands back what it promises, or `{error}`.
    pub async fn call(self, method: &str) -> Result<Value> {
        let script = format!(
            "{ELEMENT} const done = arguments[arguments.length - 1];
             element.{method}().then(
                 (value) => done(JSON.stringify(value ?? null)),
                 (error) => done(JSON.stringify({{ error: String(error) }})));"
        );
        let answer = self.stage.browser.ask_later(&script, Vec::new()).await?;
        Ok(serde_json::from_str(answer.as_str().context("an answer")?)?)
    }

    /// Scrolls to the end of the element, where Pay is: WebKit's driver scrolls no page around a frame.
    pub async fn reach_end(self) -> Result<()> {
        self.ask("element.scrollIntoView({ block: 'end', behavior: 'instant' })").await.map(drop)
    }

    /// Has the page call one of the methods, by a press of its own button.
    pub async fn press(self, method: &str) -> Result<()> {
        let button = format!("[data-call={method}]");
        let button = self.stage.browser.session.find(thirtyfour::By::Css(button)).await?;
        button.scroll_into_view().await?;
        Ok(button.click().await?)
    }

    /// What the page has been told.
    pub async fn heard(self) -> Result<Vec<(String, Value)>> {
        // The page's own log was there before everything.
        let heard = "const log = document.getElementById('log');
            return log ? JSON.stringify([...log.children].reverse().map((line) => ({
                event: line.dataset.event,
                detail: JSON.parse(line.querySelector('pre').textContent),
            }))) : document.documentElement.dataset.heard";
        let heard = self.stage.browser.ask(heard, Vec::new()).await?;
        let heard: Vec<Value> = serde_json::from_str(heard.as_str().context("a listener")?)?;
        let pair =
            |it: Value| (it["event"].as_str().unwrap_or_default().to_owned(), it["detail"].clone());
        Ok(heard.into_iter().map(pair).collect())
    }

    /// The names of what it has been told.
    pub async fn names(self) -> Result<Vec<String>> {
        Ok(self.heard().await?.into_iter().map(|(name, _)| name).collect())
    }

    /// Waits until the page is told of an event, and hands back the last one's detail.
    pub async fn told(self, event: &str) -> Result<Value> {
        until(&format!("the page to hear {event}"), PATIENCE, async || {
            let heard = self.heard().await?;
            let found = heard.iter().rev().find(|(name, _)| name == event);
            let names: Vec<_> = heard.iter().map(|(name, _)| name).collect();
            ensure!(found.is_some(), "it heard {names:?}");
            Ok(found.map(|(_, detail)| detail.clone()))
        })
        .await
    }

    /// The session that is embedded.
    pub async fn session(self) -> Result<Session> {
        let script = "return [element.sessionId || element.getAttribute('session-id')
            || new URL(element.src).pathname.split('/').pop(), element.clientSecret || ''];";
        let (id, secret): (String, String) = serde_json::from_value(self.ask(script).await?)?;
        let url = format!("{}/{id}#cs={secret}", self.stage.sandbox.origins.checkout);
        Ok(Session { id, secret, url })
    }

    /// The one charge of the session.
    pub async fn charge(self) -> Result<Charge> {
        let session = self.session().await?;
        let mut charges = self.stage.sandbox.charges(&session).await?;
        ensure!(charges.len() == 1, "{charges:?}");
        charges.pop().context("a charge")
    }

    /// What broke the policy of any of the shop's pages.
    pub async fn violations(self) -> Result<Vec<Value>> {
        let url = format!("{}/embed/violations", self.stage.sandbox.origins.shop);
        let mut reports: Value = reqwest::get(url).await?.error_for_status()?.json().await?;
        Ok(serde_json::from_value(reports["violations"].take())?)
    }
}

/// The contract's events.
pub const EVENTS: [&str; 10] = [
    "session.ready",
    "session.expired",
    "feequote",
    "method.changed",
    "validation",
    "payment.processing",
    "payment.success",
    "payment.error",
    "challenge",
    "walletDeleted",
];

/// The shop's other name on this machine.
pub fn shop(sandbox: &Sandbox) -> String {
    sandbox.origins.shop.replace("127.0.0.1", "localhost")
}
