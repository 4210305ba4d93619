//! axe-core: what a machine can tell of a page's accessibility.

use super::browser::Browser;
use super::settings;
use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt::Write;

/// Everything up to WCAG 2.2 AA, and what axe's makers advise beyond it. `wcag22aa` is off in axe
/// unless named.
const TAGS: [&str; 7] =
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

#[derive(Debug, Deserialize)]
struct Violation {
    id: String,
    impact: Option<String>,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    html: String,
    target: Value,
    failure_summary: Option<String>,
}

/// Fails if axe finds anything wrong on what `browser` shows now. `screen` names it in the report.
///
/// WebDriver's scripts are not the page's, so its policy, which forbids foreign scripts, stays as
/// it is.
pub async fn check(browser: &Browser, screen: &str) -> Result<()> {
    let source = std::fs::read_to_string(settings::axe()?)?;
    let script = format!(
        "{source};
        const done = arguments[arguments.length - 1];
        const axe = window.axe ?? globalThis.axe;
        axe.run(document, {{ runOnly: arguments[0], resultTypes: ['violations'] }})
            .then((result) => done({{ violations: result.violations, rules: result.passes.length }}),
                  (error) => done({{ error: String(error) }}));"
    );
    let mut answer = browser.ask_later(&script, vec![json!(TAGS)]).await?;
    if let Some(error) = answer["error"].as_str() {
        bail!("axe did not run on {screen}: {error}");
    }
    // A page on which nothing at all holds has not been looked at.
    if answer["rules"].as_u64().unwrap_or_default() == 0 {
        bail!("axe found nothing to look at on {screen}");
    }
    let violations: Vec<Violation> = serde_json::from_value(answer["violations"].take())?;
    if violations.is_empty() {
        return Ok(());
    }
    let mut report = String::new();
    for Violation { id, impact, help, nodes } in &violations {
        writeln!(report, "\n{id} ({}): {help}", impact.as_deref().unwrap_or("?"))?;
        for Node { html, target, failure_summary } in nodes {
            let summary = failure_summary.as_deref().unwrap_or_default().replace('\n', "\n      ");
            writeln!(report, "   {target} {html}\n      {summary}")?;
        }
    }
    bail!("axe finds {} violations on {screen}:{report}", violations.len());
}
