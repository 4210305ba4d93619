//! F1 to F9, F50: an answer to confirm that is lost, broken or late.

use super::row::{
    PATIENCE_LINE, always, charged_once, committed, confirms, delay, filled, kind, not_charged,
    paced, paid_once, pay_into, rule, says, seen, settled, status, three, unknown,
};
use crate::harness::page::Page;
use crate::harness::stage::Stage;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// Pays into these faults, one session each, and is paid once all the same.
async fn paid_through(row: &str, faster: u32, scripts: &[Vec<Value>]) -> Result<()> {
    paced(row, faster, async |stage| {
        for script in scripts {
            let (page, session) = filled(stage).await?;
            pay_into(stage, &page, &session, script).await?;
            paid_once(stage, &page, &session).await?;
        }
        Ok(())
    })
    .await
}

/// What must never be said of a payment whose answer was lost.
async fn is_denied(page: &Page<'_>) -> Result<bool> {
    let text = page.text("body").await?.unwrap_or_default();
    Ok(text.contains("not charged") || page.text("#notice-title").await?.is_some())
}

#[tokio::test]
async fn f01_an_answer_lost_after_the_charge_is_found_again() -> Result<()> {
    paced("f01", 1, async |stage| {
        let (page, session) = filled(stage).await?;
        // The one that gets through takes long enough for the page to be looked at.
        let mut rules = three("after", &kind("close"));
        rules.push(rule("confirm", Some(4), "before", delay(2000)));
        pay_into(stage, &page, &session, &rules).await?;
        page.text_of(PATIENCE_LINE, page.words.recovering).await?;
        says(&page, page.words.recovering).await?;
        ensure!(!is_denied(&page).await?, "a charge is denied");
        seen(&page, "confirming").await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn f02_a_request_that_never_arrives_is_sent_again_and_never_called_uncharged() -> Result<()> {
    paced("f02", 1, async |stage| {
        let (page, session) = filled(stage).await?;
        let mut rules = three("before", &kind("reset"));
        rules.push(rule("confirm", Some(4), "before", delay(2000)));
        pay_into(stage, &page, &session, &rules).await?;
        page.text_of(PATIENCE_LINE, page.words.recovering).await?;
        ensure!(!is_denied(&page).await?, "said to be uncharged, which is not known");
        paid_once(stage, &page, &session).await
    })
    .await
}

#[tokio::test]
async fn f02_a_server_that_is_switched_off_during_confirm_leaves_it_open() -> Result<()> {
    paced("f02-off", 4, async |stage| {
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", kind("stall"))).await?;
        confirms(stage, &session, 1).await?;
        stage.sandbox.end();
        unknown(&page).await?;
        seen(&page, "unknown").await
    })
    .await
}

#[tokio::test]
async fn f03_half_an_answer_is_no_success_and_no_failure() -> Result<()> {
    let scripts = [three("after", &kind("truncate")), three("after", &kind("reset"))];
    paid_through("f03", 4, &scripts).await
}

#[tokio::test]
async fn f04_an_answer_that_makes_no_sense_is_asked_for_again() -> Result<()> {
    let html = json!({ "kind": "html", "code": 200 });
    let broken = [kind("garbage"), kind("empty"), html];
    let scripts = broken.map(|fault| vec![rule("confirm", Some(1), "after", fault)]);
    paid_through("f04", 4, &scripts).await
}

#[tokio::test]
async fn f05_a_500_and_then_a_success_is_a_success() -> Result<()> {
    paced("f05", 1, async |stage| {
        let (page, session) = filled(stage).await?;
        // The success takes its time, so that what is said meanwhile can be read.
        let rules = [
            rule("confirm", Some(1), "before", status(500)),
            rule("confirm", Some(2), "before", delay(2000)),
        ];
        pay_into(stage, &page, &session, &rules).await?;
        page.text_of(PATIENCE_LINE, page.words.recovering).await?;
        ensure!(page.text("#notice-title").await?.is_none(), "an error that need not be seen");
        paid_once(stage, &page, &session).await?;
        ensure!(stage.sandbox.confirms(&session).await?.len() == 2);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f06_a_500_for_ever_ends_with_the_status_and_a_reference() -> Result<()> {
    paced("f06", 20, async |stage| {
        // Nothing was charged, which the page cannot know.
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", status(500))).await?;
        unknown(&page).await?;
        let sends = settled(stage, &session).await?;
        ensure!(sends.len() == 4, "{} sends", sends.len());
        not_charged(stage, &session).await?;

        // It was charged, and a replayed 500 stays one: the status tells.
        let (page, session) = filled(stage).await?;
        stage.sandbox.keys(&session, "replays_errors").await?;
        let rules = [rule("confirm", Some(1), "after", status(500))];
        pay_into(stage, &page, &session, &rules).await?;
        page.heading(page.words.paid).await?;
        charged_once(stage, &session).await
    })
    .await
}

#[tokio::test]
async fn f07_a_gateways_page_is_never_shown() -> Result<()> {
    paced("f07", 1, async |stage| {
        for (code, moment) in [(502, "before"), (503, "after"), (504, "after")] {
            let (page, session) = filled(stage).await?;
            let fault = json!({ "kind": "html", "code": code });
            let rules = [
                rule("confirm", Some(1), moment, fault),
                rule("confirm", Some(2), "before", delay(2000)),
            ];
            pay_into(stage, &page, &session, &rules).await?;
            page.text_of(PATIENCE_LINE, page.words.recovering).await?;
            let text = page.text("body").await?.unwrap_or_default();
            ensure!(!text.contains("gateway") && !text.contains(&code.to_string()), "{text}");
            paid_once(stage, &page, &session).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f08_a_slow_answer_is_told_and_waited_for() -> Result<()> {
    // Eight seconds are 1.6, a send is given up after five.
    paced("f08", 5, async |stage| {
        let (page, session) = filled(stage).await?;
        pay_into(stage, &page, &session, &always("before", delay(4000))).await?;
        page.text_of(PATIENCE_LINE, page.words.slow).await?;
        is_busy(&page).await?;
        seen(&page, "slow").await?;
        paid_once(stage, &page, &session).await?;
        ensure!(stage.sandbox.confirms(&session).await?.len() == 1, "it was sent again");

        // 30 s: given up and asked for again, while the first is still on its way.
        let (page, session) = filled(stage).await?;
        let rules = [
            rule("confirm", Some(1), "before", delay(6000)),
            rule("confirm", Some(2), "before", delay(2000)),
        ];
        pay_into(stage, &page, &session, &rules).await?;
        page.text_of(PATIENCE_LINE, page.words.recovering).await?;
        is_busy(&page).await?;
        paid_once(stage, &page, &session).await
    })
    .await
}

/// Pay cannot be pressed.
async fn is_busy(page: &Page<'_>) -> Result<()> {
    page.holds(
        "a busy button",
        "return document.getElementById('pay').getAttribute('aria-disabled') === 'true'",
    )
    .await
}

#[tokio::test]
async fn f09_no_answer_at_all_ends_with_a_reference_and_a_safe_way_on() -> Result<()> {
    paced("f09", 20, async |stage| {
        for moment in ["before", "after"] {
            let (page, session) = filled(stage).await?;
            let mut rules = always(moment, kind("stall"));
            if moment == "after" {
                // Charged, and even the status does not say so.
                rules.push(rule("session", None, "after", kind("stale")));
            }
            pay_into(stage, &page, &session, &rules).await?;
            unknown(&page).await?;
            let charges = stage.sandbox.charges(&session).await?.len();
            ensure!(charges == usize::from(moment == "after"), "{moment}: {charges} charges");
            // The same bytes under the same key, so it is safe to ask.
            stage.sandbox.faults(&session, &[]).await?;
            page.press(page.words.check_again).await?;
            paid_once(stage, &page, &session).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f50_what_a_browser_sends_again_by_itself_charges_once() -> Result<()> {
    paced("f50", 4, async |stage| {
        for (code, moment) in [(408, "after"), (421, "after"), (408, "before"), (421, "before")] {
            let (page, session) = filled(stage).await?;
            pay_into(stage, &page, &session, &three(moment, &status(code))).await?;
            paid_once(stage, &page, &session).await?;
            let sends = stage.sandbox.confirms(&session).await?.len();
            ensure!(sends >= 2, "{code} was not met: {sends} sends");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn f01_a_server_without_keys_tells_by_the_status() -> Result<()> {
    paced("f01-off", 4, async |stage: &Stage| {
        let (page, session) = filled(stage).await?;
        stage.sandbox.keys(&session, "off").await?;
        pay_into(stage, &page, &session, &three("after", &kind("close"))).await?;
        committed(stage, &session).await?;
        // Somebody paid; without keys nobody can say that it was this page.
        page.heading(page.words.already_paid).await?;
        charged_once(stage, &session).await
    })
    .await
}
