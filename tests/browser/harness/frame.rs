//! A frame of the page as a payer meets it, by what is on it; and one that a test puts there itself.

use super::browser::Browser;
use super::stage::Stage;
use super::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::By;

/// The frame that a selector finds.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Where the page is.
    pub browser: &'a Browser,
    /// A CSS selector.
    pub place: &'static str,
}

impl Frame<'_> {
    /// Does something inside the frame.
    pub async fn inside<T>(self, act: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        let session = &self.browser.session;
        session.find(By::Css(self.place)).await?.enter_frame().await?;
        let done = act().await;
        session.enter_default_frame().await?;
        done
    }

    /// Presses a button or a box inside the frame, by its words, once it is there.
    pub async fn press(self, words: &str) -> Result<()> {
        let path = format!("//*[self::button or self::label][normalize-space()='{words}']");
        until(&format!("{words:?} in the frame"), PATIENCE, async || {
            let session = &self.browser.session;
            if session.find_all(By::Css(self.place)).await?.is_empty() {
                return Ok(None);
            }
            self.inside(async || {
                let found = session.find_all(By::XPath(&path)).await?;
                let Some(target) = found.first() else { return Ok(None) };
                target.click().await?;
                Ok(Some(()))
            })
            .await
        })
        .await
    }
}

/// Puts a frame on the page and writes down what it says, where every engine's driver can read.
const PUT: &str = r"
    const [origin, start, width] = arguments;
    document.getElementById('probe')?.remove();
    const frame = document.createElement('iframe');
    frame.id = 'probe';
    frame.title = 'A frame';
    frame.sandbox = 'allow-scripts allow-same-origin allow-forms allow-popups';
    if (start.govifi === 'paypal') frame.sandbox.add('allow-popups-to-escape-sandbox');
    frame.referrerPolicy = 'no-referrer';
    frame.style.cssText = `position: fixed; inset: 0 auto auto 0; z-index: 9; border: 0;
        width: ${width}px; height: 300px; background: Canvas;`;
    const heard = [];
    addEventListener('message', (event) => {
        if (event.source !== frame.contentWindow || event.origin !== origin) return;
        heard.push(event.data);
        frame.dataset.heard = JSON.stringify(heard);
        if (event.data.type === 'hello') frame.contentWindow.postMessage(start, origin);
        if (event.data.type === 'height') frame.style.height = `${event.data.px}px`;
    });
    frame.onload = () => { frame.dataset.loaded = true; };
    frame.src = `${origin}/${start.govifi}/`;
    document.body.append(frame);";

/// A document of the frames' origin, framed by a script that says what the app would.
#[derive(Debug)]
pub struct Probe<'a> {
    stage: &'a Stage,
    name: &'static str,
}

impl<'a> Probe<'a> {
    /// Frames a document by its name, so many pixels wide. `with` is laid over an ordinary `start`:
    /// in English, light.
    pub async fn start(
        stage: &'a Stage,
        name: &'static str,
        pixels: u32,
        with: Value,
    ) -> Result<Self> {
        let mut start = json!({
            "govifi": name, "v": 1, "type": "start", "theme": "light", "language": "en",
        });
        for (name, value) in with.as_object().context("an object")? {
            start[name] = value.clone();
        }
        let frames = &stage.sandbox.origins.frames;
        stage.browser.ask(PUT, vec![json!(frames), start, json!(pixels)]).await?;
        Ok(Self { stage, name })
    }

    /// Where it is.
    pub fn browser(&self) -> &'a Browser {
        &self.stage.browser
    }

    /// What the frame has said so far.
    pub async fn heard(&self) -> Result<Vec<Value>> {
        let read = "return document.getElementById('probe').dataset.heard ?? '[]'";
        let heard = self.browser().ask(read, Vec::new()).await?;
        Ok(serde_json::from_str(heard.as_str().unwrap_or_default())?)
    }

    /// Waits until it has said exactly this, heights aside.
    pub async fn says(&self, wanted: &[&str]) -> Result<()> {
        until(&format!("the frame to say {wanted:?}"), PATIENCE, async || {
            let heard = self.heard().await?;
            let told: Vec<String> = heard.iter().filter_map(|said| self.brief(said)).collect();
            ensure!(told == wanted, "it says {told:?}");
            Ok(Some(()))
        })
        .await
    }

    /// A message in a word or two; `None` for a height.
    fn brief(&self, message: &Value) -> Option<String> {
        let known = message["govifi"] == self.name && message["v"] == 1;
        let kind = message["type"].as_str().filter(|_| known)?;
        let is_token = |name: &str| message[name].as_str().is_some_and(|token| token.len() > 10);
        match kind {
            "height" => None,
            "failed" => Some(format!("failed {}", message["reason"].as_str()?)),
            "solved" => is_token("token").then(|| kind.to_owned()),
            "approved" => is_token("orderId").then(|| kind.to_owned()),
            _ => Some(kind.to_owned()),
        }
    }

    /// Says something to it.
    pub async fn send(&self, message: Value) -> Result<()> {
        let send = "document.getElementById('probe').contentWindow
            .postMessage(arguments[0], arguments[1])";
        let frames = json!(self.stage.sandbox.origins.frames);
        self.browser().ask(send, vec![message, frames]).await?;
        Ok(())
    }

    fn frame(&self) -> Frame<'a> {
        Frame { browser: self.browser(), place: "#probe" }
    }

    /// Does something inside it.
    pub async fn inside<T>(&self, act: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        self.frame().inside(act).await
    }

    /// Presses a button or a box in it, by its words.
    pub async fn press(&self, words: &str) -> Result<()> {
        self.frame().press(words).await
    }

    /// The height that it told last.
    pub async fn height(&self) -> Result<i64> {
        let heard = self.heard().await?;
        let last = heard.iter().rev().find(|message| message["type"] == "height");
        last.and_then(|message| message["px"].as_i64()).context("no height yet")
    }
}
