//! Old and new beside each other: loaders stay in pages and in caches for long, and so do frames (T35).
//! `../loaders` holds what came before.

use super::failures::{build, fails, leads_on, rewrite};
use crate::harness::embed::Host;
use crate::harness::engine::Look;
use crate::harness::page::Card;
use crate::harness::process::Run;
use crate::harness::sandbox::Sandbox;
use crate::harness::stage::{Stage, play_with};
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha384};
use std::path::Path;

/// Serves the shop another loader in the place of this build's.
fn with_loader(dist: &Path, loader: &[u8]) -> Result<()> {
    let embed = dist.join("embed");
    // The shop takes names and hashes from here.
    let list = embed.join("sri.json");
    let mut hashes: Value = serde_json::from_slice(&std::fs::read(&list)?)?;
    let version = hashes["version"].as_str().context("a version")?.to_owned();
    let name = format!("govifi-{version}.js");
    hashes["files"][&name] = json!(integrity(loader));
    for (name, content) in [(&*name, loader), ("sri.json", hashes.to_string().as_bytes())] {
        std::fs::write(embed.join(name), content)?;
        for coding in ["br", "gz"] {
            // Small files have none.
            let _ = std::fs::remove_file(embed.join(format!("{name}.{coding}")));
        }
    }
    Ok(())
}

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(content)))
}

async fn pays(stage: &Stage) -> Result<()> {
    let host = Host::open(stage, "element?details=name").await?;
    host.inside(async |page| {
        page.fill_card(Card::VISA).await?;
        page.offers("$151.05").await?;
        page.pay().await
    })
    .await?;
    host.told("payment.success").await?;
    host.charge().await.map(drop)
}

#[tokio::test]
async fn the_loader_before_this_one_works_with_this_frame() -> Result<()> {
    let run = Run::new()?;
    let dist = build(&run)?;
    with_loader(dist, include_bytes!("../loaders/govifi-0.9.0.js"))?;
    let sandbox = Sandbox::serving(dist).await?;
    play_with("loader-0.9", Look::PHONE, sandbox, pays).await
}

/// Changes the frame's half of the protocol, which is inline.
fn with_frame_script(dist: &Path, change: impl Fn(&str) -> String) -> Result<()> {
    rewrite(dist, |html| {
        let inside = html.find("govifi:hello").unwrap_or_default();
        let start = html[..inside].rfind("<script>").map_or(0, |at| at + "<script>".len());
        let end = html[inside..].find("</script>").map_or(html.len(), |at| at + inside);
        [&html[..start], &change(&html[start..end]), &html[end..]].concat()
    })
}

#[tokio::test]
async fn this_loader_works_with_the_frame_before_this_one() -> Result<()> {
    let run = Run::new()?;
    let dist = build(&run)?;
    with_frame_script(dist, |_| include_str!("../loaders/embed-0.9.0.js").to_owned())?;
    let sandbox = Sandbox::serving(dist).await?;
    play_with("frame-0.9", Look::PHONE, sandbox, pays).await
}

#[tokio::test]
async fn a_frame_of_another_version_is_no_dead_end() -> Result<()> {
    // A frame that speaks only what comes after this protocol, and one that is older than it.
    for other in ["2", "0"] {
        let run = Run::new()?;
        let dist = build(&run)?;
        with_frame_script(dist, |script| speaking(script, other))?;
        let sandbox = Sandbox::serving(dist).await?;
        play_with(&format!("protocol-{other}"), Look::PHONE, sandbox, async |stage| {
            let host = Host::visit(stage, "element?details=name").await?;
            fails(host, "version_unsupported", "versions_differ").await?;
            leads_on(host).await
        })
        .await?;
    }
    Ok(())
}

/// The script with another version in the place of its own, which is its first constant.
fn speaking(script: &str, other: &str) -> String {
    let at = script.find("=1,").map_or(0, |at| at + 1);
    let mut text = script.to_owned();
    text.replace_range(at..=at, other);
    text
}
