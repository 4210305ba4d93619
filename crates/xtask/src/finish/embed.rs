//! The checkout's document for merchants' pages: the page itself, with a script before all others
//! that talks to the page around it, and a stylesheet after the others.

use super::{Asset, Code, Minifier, Sources, edited, fonts, tags};
use anyhow::{Context, Result};
use std::path::Path;

/// What starts the app in the page itself (see `starter`).
const STARTS: &str = "govifi.leaving||init(";
/// The same, once it is known whose page it is in.
const WAITS: &str = "govifi.leaving||govifi.begun.then(()=>init(";

/// Makes it of the finished page. The typefaces are named in its own stylesheet, so that no other page
/// fetches one.
pub fn document(
    html: &str,
    stage: &Path,
    sources: &Sources<'_>,
    minifier: &Minifier,
) -> Result<String> {
    let read = |name: &str| {
        let source = sources.root.join(name);
        std::fs::read_to_string(&source)
            .with_context(|| format!("could not read {}", source.display()))
    };
    let script = String::from_utf8(minifier.run(Code::Script, read("src/embed.js")?)?)?;
    let style = fonts::write(stage, sources.packages)? + &read("style/embed.css")?;
    let style = minifier.run(Code::Style, style)?;
    let Asset { url, integrity } = Asset::write(stage, "css", &style)?;
    let tags = tags::read(html);
    let boot = tags.iter().find(|tag| tag.is_inline_script()).context("no boot script")?;
    let sheet = tags.iter().find(|tag| tag.is_link("stylesheet")).context("no stylesheet")?;
    let start = html.find(STARTS).context("nothing starts the app")?;
    let end = html[start..].find("</script>").context("an open script")? + start;
    let starts = html[start..end].replacen(STARTS, WAITS, 1) + ")";
    Ok(edited(
        html,
        vec![
            (boot.range.start..boot.range.start, format!("<script>{script}</script>")),
            (
                sheet.range.end..sheet.range.end,
                format!(r#"<link rel="stylesheet" href="{url}" integrity="{integrity}">"#),
            ),
            (start..end, starts),
        ],
    ))
}
