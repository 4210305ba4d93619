//! A wallet session: what is kept, listed and changed.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, EXPIRY, HOLDER, Page, plain};
use crate::harness::sandbox::{Sandbox, Session};
use crate::harness::stage::{Stage, play, play_with};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use messages::{Language, fill};
use serde_json::{Value, json};
use thirtyfour::{By, Key};

/// How much faster than life waits are where nobody has to be quick.
const PACE: u32 = 10;

/// A wallet of `cus_wallet` with badges, and a lock on the second method; `with` is laid over it.
async fn session(stage: &Stage, with: Value) -> Result<Session> {
    let mut body = json!({
        "scope": "wallet", "customer_id": "cus_wallet", "allowed_methods": ["card", "ach"],
        "method_badges": [
            { "label": "Rent", "color": "#b4541a", "payment_method_uids": ["pm_wallet_3"] },
            { "label": "Team", "color": "#ffd400", "payment_method_uids": ["pm_wallet_2"] },
        ],
        "locked_payment_methods": [
            { "payment_method_uid": "pm_wallet_2", "reason": "Pays for your membership." },
        ],
    });
    for (name, value) in with.as_object().context("an object")? {
        body[name] = value.clone();
    }
    stage.sandbox.session(body).await
}

/// The wallet's page in English.
async fn open<'a>(stage: &'a Stage, session: &Session) -> Result<Page<'a>> {
    stage.browser.visit(&session.url).await?;
    let page = Page::in_language(&stage.browser, Language::English);
    page.heading(page.words.wallet).await?;
    Ok(page)
}

/// The rows from the top: their last four digits, `*` the default, `?` one that can be undone.
async fn rows(page: &Page<'_>) -> Result<String> {
    let read = "return [...document.querySelectorAll('.gv-method')].map((row) =>
        row.innerText.match(/\\d{4}/)[0]
        + (row.querySelector('.gv-chip:not(.gv-chip--badge)') ? '*' : '')
        + (row.querySelector('#undo') ? '?' : '')).join(' ')";
    let rows = page.browser.ask(read, Vec::new()).await?;
    Ok(rows.as_str().unwrap_or_default().to_owned())
}

async fn shows(page: &Page<'_>, wanted: &str) -> Result<()> {
    until(&format!("the rows {wanted:?}"), PATIENCE, async || {
        let rows = rows(page).await?;
        ensure!(rows == wanted, "they are {rows:?}");
        Ok(Some(()))
    })
    .await
}

/// Presses a button of the method whose last four digits these are.
async fn press(page: &Page<'_>, last4: &str, deed: &str) -> Result<()> {
    let path = format!("//li[contains(., '{last4}')]//button[starts-with(@id, '{deed}')]");
    page.browser.session.find(By::XPath(path)).await?.click().await?;
    Ok(())
}

/// The last four digits of what the server has, the default's with a star, sorted.
async fn kept(stage: &Stage, customer: &str) -> Result<String> {
    let mut all: Vec<String> = Vec::new();
    for method in stage.sandbox.kept(customer).await? {
        let star = if method["is_default"] == true { "*" } else { "" };
        all.push(format!("{}{star}", method["last4"].as_str().context("digits")?));
    }
    all.sort();
    Ok(all.join(" "))
}

async fn server_has(stage: &Stage, wanted: &str) -> Result<()> {
    until(&format!("the server to have {wanted:?}"), PATIENCE, async || {
        let kept = kept(stage, "cus_wallet").await?;
        ensure!(kept == wanted, "it has {kept:?}");
        Ok(Some(()))
    })
    .await
}

/// How often a call of this method was made.
async fn calls(stage: &Stage, session: &Session, method: &str) -> Result<usize> {
    let seen = stage.sandbox.requests(session).await?;
    let is = |path: &str| path.contains("/payment-methods");
    Ok(seen.iter().filter(|seen| seen.method == method && is(&seen.path)).count())
}

fn fault(call: &str, moment: &str, kind: &str) -> Value {
    json!({ "call": call, "nth": 1, "moment": moment, "fault": { "kind": kind } })
}

/// What the second method's row says to everybody.
const LOCKED: &str = "Pays for your membership.";

#[tokio::test]
async fn what_is_kept_is_listed_with_badges_and_locks_on_every_screen() -> Result<()> {
    for (name, look) in
        [("wallet-phone", Look::PHONE), ("wallet-desktop-dark", Look::DESKTOP.dark())]
    {
        play(name, look, async |stage| {
            let session = session(stage, json!({})).await?;
            let page = open(stage, &session).await?;
            shows(&page, "1111* 4444 6789 0005").await?;
            let text = page.text("main").await?.unwrap_or_default();
            for part in ["Rent", "Team", LOCKED, "Juniper Valley Bank", page.words.checking] {
                ensure!(text.contains(part), "{part} is not in {text}");
            }
            let expired = fill(page.words.card_expired, &[("date", "12 / 24")]);
            ensure!(text.contains(&plain(&expired)), "{text}");
            page.holds(
                "a locked method without a way out, an expired one that is no default",
                "return !document.getElementById('remove-1') && document.getElementById('prefer-1')
                    && !document.getElementById('prefer-0') && !document.getElementById('prefer-3')
                    && !!document.getElementById('remove-3')",
            )
            .await?;
            // Nothing is wider than the narrowest page that anybody embeds, and buttons can be hit.
            page.holds(
                "room for all of it",
                "document.querySelector('.gv-purse').style.width = '280px';
                const fits = document.documentElement.scrollWidth <= innerWidth
                    && [...document.querySelectorAll('.gv-method *')].every((part) =>
                        part.getBoundingClientRect().right <= innerWidth + 1)
                    && [...document.querySelectorAll('.gv-method__deed')].every((button) =>
                        button.getBoundingClientRect().height >= 44);
                document.querySelector('.gv-purse').style.width = '';
                return fits",
            )
            .await?;
            let title = stage.browser.session.title().await?;
            ensure!(title.starts_with(page.words.wallet), "{title}");
            stage.browser.picture(name).await?;
            axe::check(&stage.browser, name).await?;
            let arabic = "footer select option[value=ar]";
            stage.browser.session.find(By::Css(arabic)).await?.click().await?;
            let page = Page::in_language(&stage.browser, Language::Arabic);
            page.heading(page.words.wallet).await?;
            shows(&page, "1111* 4444 6789 0005").await?;
            stage.browser.picture(&format!("{name}-arabic")).await?;
            axe::check(&stage.browser, &format!("{name} in Arabic")).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_card_is_added_and_the_focus_is_on_it() -> Result<()> {
    play("wallet-add", Look::PHONE, async |stage| {
        let session = session(stage, json!({ "required_avs_fields": ["zip"] })).await?;
        let page = open(stage, &session).await?;
        let words = page.words;
        page.press(words.add_card).await?;
        page.focus_is_on("card-number").await?;
        page.press(words.add_save).await?;
        page.fault(words.card_number, words.card_number_empty).await?;
        axe::check(&stage.browser, "a card's form with faults").await?;
        // Away and back: nobody is blamed for what was not asked again.
        page.press(words.add_cancel).await?;
        page.focus_is_on("add").await?;
        page.press(words.add_card).await?;
        page.fault(words.card_number, "").await?;
        page.fill_card(Card::MASTERCARD).await?;
        page.fill(words.zip_or_postal_code, "94107").await?;
        stage.browser.picture("wallet-add").await?;
        page.press(words.add_save).await?;
        shows(&page, "4444 1111* 4444 6789 0005").await?;
        page.focus_is_on("method-4").await?;
        let method = fill(words.saved_card, &[("brand", "Mastercard"), ("last4", "4444")]);
        page.text_of("#say", &fill(words.method_added, &[("method", &method)])).await?;
        let all = stage.sandbox.kept("cus_wallet").await?;
        ensure!(all.iter().any(|kept| kept["holder_name"] == HOLDER), "{all:?}");
        let seen = stage.sandbox.requests(&session).await?;
        let added =
            seen.iter().find(|seen| seen.method == "POST" && seen.path.ends_with("-methods"));
        ensure!(added.is_some_and(|added| added.idempotency_key.is_some()), "{seen:?}");
        axe::check(&stage.browser, "a card that was added").await
    })
    .await
}

#[tokio::test]
async fn an_account_is_added_and_removed_by_keyboard_alone() -> Result<()> {
    play("wallet-keys", Look::DESKTOP, async |stage| {
        let session = session(stage, json!({ "customer_id": "cus_empty" })).await?;
        let page = open(stage, &session).await?;
        let words = page.words;
        page.text_of(".gv-purse__empty h2", words.wallet_empty).await?;
        axe::check(&stage.browser, "an empty wallet").await?;
        stage.browser.picture("wallet-empty").await?;
        let tab_to = async |what: &str| {
            for _ in 0..20 {
                let at = "return document.activeElement.innerText ?? ''";
                let text = stage.browser.ask(at, Vec::new()).await?;
                if plain(text.as_str().unwrap_or_default()).starts_with(what) {
                    return Ok(());
                }
                stage.browser.keys(Key::Tab + "").await?;
            }
            anyhow::bail!("{what:?} is not reached by Tab")
        };
        tab_to(words.add_bank).await?;
        stage.browser.keys(Key::Enter + "").await?;
        page.focus_is_on("routing").await?;
        for text in ["110000000", "000123456789", "000123456789"] {
            stage.browser.keys(text).await?;
            stage.browser.keys(Key::Tab + "").await?;
        }
        // Past the kind of account.
        stage.browser.keys(Key::Tab + "").await?;
        stage.browser.keys(HOLDER).await?;
        axe::check(&stage.browser, "an account's form").await?;
        stage.browser.keys(Key::Enter + "").await?;
        shows(&page, "6789*").await?;
        page.focus_is_on("method-0").await?;
        // The last one may go too, and come back.
        tab_to(words.method_remove).await?;
        stage.browser.keys(Key::Enter + "").await?;
        page.focus_is_on("undo").await?;
        shows(&page, "6789?").await?;
        axe::check(&stage.browser, "a removal that can be undone").await?;
        stage.browser.picture("wallet-undo").await?;
        stage.browser.keys(Key::Enter + "").await?;
        shows(&page, "6789*").await?;
        page.focus_is_on("method-0").await?;
        ensure!(calls(stage, &session, "DELETE").await? == 0, "nothing was to be removed");
        ensure!(kept(stage, "cus_empty").await? == "6789*");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_removal_that_is_not_undone_is_for_good_and_the_default_moves_on() -> Result<()> {
    let sandbox = Sandbox::paced(PACE).await?;
    play_with("wallet-remove", Look::PHONE, sandbox, async |stage| {
        let session = session(stage, json!({})).await?;
        let page = open(stage, &session).await?;
        press(&page, "1111", "remove").await?;
        shows(&page, "4444* 6789 0005").await?;
        page.focus_is_on("method-1").await?;
        server_has(stage, "0005 4444* 6789").await?;
        // Another removal sends the first one at once; each is sent once.
        press(&page, "6789", "remove").await?;
        press(&page, "0005", "remove").await?;
        shows(&page, "4444*").await?;
        server_has(stage, "4444*").await?;
        ensure!(calls(stage, &session, "DELETE").await? == 3);
        axe::check(&stage.browser, "what is left").await
    })
    .await
}

#[tokio::test]
async fn a_default_is_set_and_rolled_back_and_leaving_sends_a_removal() -> Result<()> {
    play("wallet-default", Look::PHONE.dark(), async |stage| {
        let session = session(stage, json!({})).await?;
        let page = open(stage, &session).await?;
        press(&page, "6789", "prefer").await?;
        shows(&page, "1111 4444 6789* 0005").await?;
        page.focus_is_on("method-2").await?;
        server_has(stage, "0005 1111 4444 6789*").await?;
        // Refused: it is what it was, and the page says so.
        let refusal = json!({
            "call": "method_default", "nth": 1, "moment": "before",
            "fault": { "kind": "status", "code": 400, "error_code": "validation_error" },
        });
        stage.sandbox.faults(&session, &[refusal]).await?;
        press(&page, "4444", "prefer").await?;
        page.notice(page.words.not_preferred).await?;
        page.focus_is_on("notice").await?;
        shows(&page, "1111 4444 6789* 0005").await?;
        stage.browser.picture("wallet-notice").await?;
        axe::check(&stage.browser, "a default that did not change").await?;
        // At life's pace a removal waits for six seconds; the payer is gone before.
        press(&page, "0005", "remove").await?;
        page.focus_is_on("undo").await?;
        stage.browser.visit(&stage.sandbox.origins.shop).await?;
        server_has(stage, "1111 4444 6789*").await
    })
    .await
}

#[tokio::test]
async fn lost_answers_are_looked_up_and_nothing_is_done_twice() -> Result<()> {
    let sandbox = Sandbox::paced(PACE).await?;
    play_with("wallet-lost", Look::DESKTOP, sandbox, async |stage| {
        let session = session(stage, json!({})).await?;
        let page = open(stage, &session).await?;
        let words = page.words;
        // Done, though nobody heard of it.
        stage.sandbox.faults(&session, &[fault("method_remove", "after", "garbage")]).await?;
        press(&page, "0005", "remove").await?;
        server_has(stage, "1111* 4444 6789").await?;
        shows(&page, "1111* 4444 6789").await?;
        ensure!(page.text("#notice-title").await?.is_none(), "it was removed");
        // Not done, and nobody heard of that either.
        let refusal = json!({ "call": "method_remove", "nth": null, "moment": "before",
            "fault": { "kind": "status", "code": 503 } });
        stage.sandbox.faults(&session, &[refusal]).await?;
        press(&page, "6789", "remove").await?;
        page.notice(words.not_removed).await?;
        shows(&page, "1111* 4444 6789").await?;
        ensure!(calls(stage, &session, "DELETE").await? == 2, "one for each press");
        // Kept once, whatever became of the answers.
        let rules = [
            fault("method_add", "after", "truncate"),
            json!({ "call": "method_add", "nth": 2, "moment": "after", "fault": { "kind": "empty" } }),
        ];
        stage.sandbox.faults(&session, &rules).await?;
        page.press(words.add_card).await?;
        page.fill(words.card_number, "5555555555554444").await?;
        page.fill(words.expiry, EXPIRY).await?;
        page.fill(words.cvc, "842").await?;
        page.fill(words.cardholder, HOLDER).await?;
        page.press(words.add_save).await?;
        shows(&page, "4444 1111* 4444 6789").await?;
        server_has(stage, "1111* 4444 4444 6789").await?;
        let seen = stage.sandbox.requests(&session).await?;
        let adds: Vec<_> = seen
            .iter()
            .filter(|seen| seen.method == "POST" && seen.path.ends_with("/payment-methods"))
            .collect();
        ensure!(adds.len() >= 3, "{adds:?}");
        ensure!(adds.iter().all(|add| add.idempotency_key == adds[0].idempotency_key), "{adds:?}");
        ensure!(adds.iter().all(|add| add.body_sha256 == adds[0].body_sha256), "{adds:?}");
        Ok(())
    })
    .await
}

/// Both ways, as the checkout's own page would call, from its origin.
async fn scopes_refuse_each_other(stage: &Stage, wallet: &Session) -> Result<()> {
    let paying = stage.sandbox.session(json!({})).await?;
    let api = &stage.sandbox.origins.api;
    let call = async |session: &Session, method: &str, path: &str| -> Result<Value> {
        let url = format!("{api}/v1/hosted-sessions/{}{path}", session.id);
        let script = "const [url, secret, method, done] = arguments;
            fetch(url, { method, body: method === 'POST' ? '{}' : undefined, headers: {
                Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json',
            } }).then(async (answer) =>
                done(`${answer.status} ${(await answer.json().catch(() => ({}))).code}`),
                (error) => done(String(error)))";
        let arguments = vec![json!(url), json!(session.secret), json!(method)];
        stage.browser.ask_later(script, arguments).await
    };
    for (session, method, path) in [
        (wallet, "POST", "/quote-fee"),
        (wallet, "POST", "/confirm"),
        (wallet, "POST", "/challenge/send"),
        (&paying, "GET", "/payment-methods"),
        (&paying, "POST", "/payment-methods"),
        (&paying, "DELETE", "/payment-methods/pm_wallet_1"),
        (&paying, "PUT", "/payment-methods/pm_wallet_1/default"),
    ] {
        let answer = call(session, method, path).await?;
        ensure!(answer == "403 insufficient_scope", "{method} {path}: {answer}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_out_of_reach_over_or_out_of_scope_is_said() -> Result<()> {
    let sandbox = Sandbox::paced(PACE).await?;
    play_with("wallet-over", Look::PHONE, sandbox, async |stage| {
        let session = session(stage, json!({})).await?;
        let all_fail = json!({ "call": "method_list", "nth": null, "moment": "before",
            "fault": { "kind": "status", "code": 503 } });
        stage.sandbox.faults(&session, &[all_fail]).await?;
        stage.browser.visit(&session.url).await?;
        let page = Page::in_language(&stage.browser, Language::English);
        page.heading(page.words.service_down).await?;
        stage.sandbox.faults(&session, &[]).await?;
        page.press(page.words.try_again).await?;
        page.heading(page.words.wallet).await?;
        shows(&page, "1111* 4444 6789 0005").await?;
        scopes_refuse_each_other(stage, &session).await?;
        stage.sandbox.expire(&session).await?;
        press(&page, "6789", "prefer").await?;
        page.heading(page.words.expired).await?;
        server_has(stage, "0005 1111* 4444 6789").await
    })
    .await
}
