//! What the payer and the page see when the frame does not come: F37 to F41, a mistake in the page.

use crate::harness::axe;
use crate::harness::embed::Host;
use crate::harness::engine::Look;
use crate::harness::files::{change, copy};
use crate::harness::process::Run;
use crate::harness::sandbox::{Sandbox, Seen};
use crate::harness::settings;
use crate::harness::stage::{play, play_with};
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;

/// What the element shows in the frame's place.
async fn excuse(host: Host<'_>) -> Result<String> {
    until("the element's own words", PATIENCE, async || {
        let script = "return element?.shadowRoot?.querySelector('[role=alert]')?.innerText ?? ''";
        let text = host.ask(script).await?;
        Ok(text.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    })
    .await
}

/// Waits until the element says what is wrong, shows it to the payer and tells the page why.
pub async fn fails(host: Host<'_>, code: &str, finding: &str) -> Result<()> {
    let said = excuse(host).await?;
    ensure!(said.contains("did not load"), "{said}");
    let told = host.told("payment.error").await?;
    ensure!(told["code"] == code, "{told}");
    let found = host.call("diagnose").await?;
    let codes: Vec<Value> =
        found.as_array().into_iter().flatten().map(|it| it["code"].clone()).collect();
    ensure!(codes.contains(&json!(finding)), "{found}");
    axe::check(&host.stage.browser, &format!("the page with {finding}")).await?;
    host.stage.browser.picture(&format!("embed-{finding}")).await?;
    Ok(())
}

/// Whether it links to the hosted page, with the credential in the fragment.
pub async fn leads_on(host: Host<'_>) -> Result<()> {
    let link = host.ask("return element.shadowRoot.querySelector('[role=alert] a')?.href").await?;
    let session = host.session().await?;
    ensure!(link == session.url, "{link}");
    Ok(())
}

/// A build of its own, which the test may break.
pub fn build(run: &Run) -> Result<&Path> {
    let dist = run.temporary();
    copy(&settings::dist()?, dist)?;
    let embed = dist.join("embed");
    std::fs::create_dir_all(&embed)?;
    copy(&settings::dist()?.join("embed"), &embed)?;
    Ok(dist)
}

/// Changes the document of `/embed/`.
pub fn rewrite(dist: &Path, change: impl Fn(&str) -> String) -> Result<()> {
    let page = dist.join("embed.html");
    let html = std::fs::read_to_string(&page)?;
    let changed = change(&html);
    ensure!(changed != html, "nothing to change");
    Ok(std::fs::write(page, changed)?)
}

#[tokio::test]
async fn f37_an_app_that_cannot_start_says_so_and_leads_on() -> Result<()> {
    let run = Run::new()?;
    let dist = build(&run)?;
    change(dist, "wasm", |path| std::fs::remove_file(path))?;
    let sandbox = Sandbox::serving(dist).await?;
    play_with("embed-no-wasm", Look::PHONE, sandbox, async |stage| {
        let host = Host::visit(stage, "element?details=name").await?;
        fails(host, "load_error", "app_failed").await?;
        leads_on(host).await
    })
    .await
}

#[tokio::test]
async fn f38_a_policy_that_forbids_wasm_is_no_dead_end() -> Result<()> {
    let run = Run::new()?;
    let dist = build(&run)?;
    let policy = "<meta http-equiv=\"Content-Security-Policy\" \
                  content=\"script-src 'self' 'unsafe-inline'\">";
    rewrite(dist, |html| html.replacen("<head>", &format!("<head>{policy}"), 1))?;
    let sandbox = Sandbox::serving(dist).await?;
    play_with("embed-forbidden", Look::PHONE, sandbox, async |stage| {
        let host = Host::visit(stage, "element?details=name").await?;
        fails(host, "load_error", "app_failed").await?;
        leads_on(host).await
    })
    .await
}

/// F41: the frame's `load` fires all the same.
#[tokio::test]
async fn f41_a_page_that_is_not_registered_sees_no_empty_box() -> Result<()> {
    play("f41", Look::PHONE, async |stage| {
        let checkout = stage.sandbox.origins.checkout.clone();
        let others = json!({ "allowed_origins": [checkout, "https://another.example"] });
        stage.sandbox.account(others).await?;
        let host = Host::visit(stage, "element?details=name").await?;
        fails(host, "load_error", "frame_does_not_answer").await?;
        leads_on(host).await?;
        let session = host.session().await?;
        let asked = stage.sandbox.requests(&session).await?;
        ensure!(
            !asked.iter().any(Seen::is_read),
            "the session was read for a page that may not: {asked:?}"
        );
        // Registered since: the payer tries again.
        stage.sandbox.account(json!({ "allowed_origins": null })).await?;
        host.ask("element.shadowRoot.querySelector('[role=alert] button').click()").await?;
        host.inside(async |page| page.form().await).await?;
        let said = host.ask("return element.shadowRoot.querySelector('[role=alert]').innerText");
        ensure!(said.await? == "", "the excuse is still there");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_that_forgot_its_own_policy_is_told_which() -> Result<()> {
    play("embed-csp", Look::PHONE, async |stage| {
        // Its policy allows the checkout by one of the machine's names; the element asks for the other.
        let host = Host::visit(stage, "element?details=name").await?;
        host.ask(
            "element.checkoutOrigin = element.checkoutOrigin.replace('127.0.0.1', 'localhost')",
        )
        .await?;
        let said = excuse(host).await?;
        ensure!(said.contains("did not load"), "{said}");
        let found = host.call("diagnose").await?;
        let csp = found
            .as_array()
            .and_then(|all| all.iter().find(|finding| finding["code"] == "frame_blocked_by_csp"));
        let fix = csp.with_context(|| format!("{found}"))?["fix"].as_str().unwrap_or_default();
        ensure!(fix.contains("frame-src http://localhost:"), "{fix}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_mistake_in_the_page_is_named() -> Result<()> {
    play("embed-mistake", Look::DESKTOP, async |stage| {
        let host = Host::open(stage, "element?details=name&debug=1").await?;
        host.ask(
            "element.setAttribute('client-secret', 'sk_live_oops'); element.clientSecret = ''",
        )
        .await?;
        fails(host, "bad_configuration", "attribute_wrong").await?;
        let report = host.ask("return element.shadowRoot.querySelector('pre')?.innerText ?? ''");
        let report = report.await?;
        ensure!(report.as_str().is_some_and(|text| text.contains("client-secret")), "{report}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_credential_that_is_refused_is_told_in_words() -> Result<()> {
    play("embed-refused", Look::PHONE, async |stage| {
        let host = Host::open(stage, "element?details=name").await?;
        host.ask("element.clientSecret = element.clientSecret.slice(0, -4) + 'xxxx'").await?;
        host.inside(async |page| page.heading(page.words.link_refused).await).await?;
        let told = host.told("payment.error").await?;
        ensure!(told["code"] == "validation_error" && told["recoverable"] == false, "{told}");
        Ok(())
    })
    .await
}
