//! The task that empties the outbox.

use super::rules::Fault;
use super::{event, schedule};
use crate::app::App;
use crate::clock::Timestamp;
use crate::signature;
use crate::store::webhooks::{self, Next, Pending};
use crate::store::{StoreError, accounts, sessions};
use contract::WEBHOOK_SIGNATURE;
use reqwest::Client;
use reqwest::header::CONTENT_TYPE;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinSet};

/// How long a merchant's server may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait when the database could not be asked, or when there is nothing to wait for.
const BREATH: Duration = Duration::from_secs(1);
const LONG: Duration = Duration::from_hours(1);

/// The client that webhooks are sent with. It follows no redirect: a webhook is for the address
/// that was registered.
pub fn client() -> Result<Client, reqwest::Error> {
    Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Notices sessions that have run out, and delivers what is due, until the sandbox ends. Waits are
/// divided by `pace`.
pub async fn deliver(app: Arc<App>, client: Client, pace: NonZeroU32) {
    let mut under_way = JoinSet::new();
    let mut busy = HashMap::<Id, String>::new();
    loop {
        let wait = match round(&app).await {
            Ok((pending, next_end)) => {
                let now = app.clock.now();
                let mut next = next_end;
                for webhook in pending {
                    if busy.values().any(|id| *id == webhook.id) || held(&app, &webhook) {
                        continue;
                    }
                    if webhook.due_at > now {
                        next = Some(next.map_or(webhook.due_at, |end| end.min(webhook.due_at)));
                        continue;
                    }
                    let (id, app) = (webhook.id.clone(), Arc::clone(&app));
                    let attempt = Attempt { app, client: client.clone(), pace, webhook };
                    busy.insert(under_way.spawn(attempt.carry_out()).id(), id);
                }
                next.map_or(LONG, |next| until(next, now))
            }
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                BREATH
            }
        };
        tokio::select! {
            () = app.halted() => return,
            () = app.store.written() => {}
            () = app.webhooks.changed.notified() => {}
            () = tokio::time::sleep(wait) => {}
            Some(done) = under_way.join_next_with_id() => {
                busy.remove(&match done { Ok((id, ())) => id, Err(error) => error.id() });
            }
        }
    }
}

fn until(moment: Timestamp, now: Timestamp) -> Duration {
    let left = moment.millis().saturating_sub(now.millis());
    Duration::from_millis(u64::try_from(left).unwrap_or_default())
}

/// Whether a rule keeps it until something later has been delivered.
fn held(app: &App, webhook: &Pending) -> bool {
    let fault = app.webhooks.rules.fault(&webhook.session, webhook.attempts + 1);
    fault == Some(Fault::Behind) && !webhook.overtaken
}

/// Ends the sessions that have run out, and reads what is in the outbox and when the next session
/// ends.
async fn round(app: &App) -> Result<(Vec<Pending>, Option<Timestamp>), StoreError> {
    let now = app.clock.now();
    while !app.store.read(move |tx| sessions::run_out(tx, now)).await?.is_empty() {
        let ended = app.store.write(move |tx| {
            for id in sessions::run_out(tx, now)? {
                sessions::end(tx, &id, now)?;
                if let Some(session) = sessions::find(tx, &id)? {
                    event::expired(tx, &session, now)?;
                }
            }
            Ok(())
        });
        ended.await?;
    }
    app.store.read(|tx| Ok((webhooks::pending(tx)?, sessions::next_end(tx)?))).await
}

/// One attempt to deliver a webhook.
struct Attempt {
    app: Arc<App>,
    client: Client,
    pace: NonZeroU32,
    webhook: Pending,
}

impl Attempt {
    async fn carry_out(self) {
        let number = self.webhook.attempts + 1;
        let outcome = self.outcome(number).await;
        let now = self.app.clock.now();
        let next = match outcome {
            Ok(200..300) => Next::Delivered,
            _ => schedule::wait(number, self.pace)
                .map_or(Next::GivenUp, |wait| Next::Again(now.plus_millis(wait))),
        };
        tracing::info!(
            webhook = self.webhook.id,
            session = self.webhook.session.as_str(),
            attempt = number,
            status = outcome.ok(),
            error = outcome.err(),
            "told"
        );
        let id = self.webhook.id;
        let noted =
            self.app.store.write(move |tx| webhooks::note(tx, &id, number, outcome, next, now));
        if let Err(error) = noted.await {
            // It is due still, and would be sent again at once.
            tracing::error!(%error, "an attempt could not be noted");
            self.app.pause(BREATH).await;
        }
    }

    /// The status that was answered, or why none was.
    async fn outcome(&self, number: u32) -> Result<u16, &'static str> {
        match self.app.webhooks.rules.fault(&self.webhook.session, number) {
            Some(Fault::Down) => Err("unreachable"),
            Some(Fault::Status { code }) => Ok(code.into()),
            Some(Fault::Lost) => {
                self.send().await?;
                Err("lost")
            }
            Some(Fault::Slow { ms }) => {
                let late = Duration::from_millis(ms.into()) / self.pace.get();
                self.app.pause(late).await;
                self.send().await
            }
            Some(Fault::Twice) => {
                let (one, other) = tokio::join!(self.send(), self.send());
                one.and(other)
            }
            None | Some(Fault::Behind) => self.send().await,
        }
    }

    async fn send(&self) -> Result<u16, &'static str> {
        let uid = self.webhook.account.clone();
        let found = self.app.store.read(move |tx| accounts::find(tx, &uid)).await;
        let account = found.ok().flatten().ok_or("no account")?;
        let to = account.settings.webhook_url(&self.app.origins).ok_or("no address")?;
        let Pending { body, timestamp, .. } = &self.webhook;
        let signature = signature::sign_webhook(&account.signing_secret, *timestamp, body);
        let request = self
            .client
            .post(to)
            .header(CONTENT_TYPE, "application/json")
            .header(WEBHOOK_SIGNATURE, signature)
            .body(body.clone());
        match request.send().await {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(error) if error.is_timeout() => Err("timeout"),
            Err(_) => Err("unreachable"),
        }
    }
}
