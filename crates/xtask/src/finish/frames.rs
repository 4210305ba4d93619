//! What the checkout frames from another origin: a folder per document, each with one stylesheet and
//! one script, put into the build like the page itself: small, named by content, with integrity.

use super::tags::{self, Tag};
use super::{Asset, Code, Minifier, Profile, edited, one};
use anyhow::{Context, Result, ensure};
use std::path::Path;

/// Puts the documents of `sources` into `out`.
pub fn put(sources: &Path, out: &Path, profile: Profile, minifier: &Minifier) -> Result<()> {
    for entry in std::fs::read_dir(sources)? {
        let folder = entry?.path();
        let name = folder.file_name().and_then(|name| name.to_str()).context("an odd name")?;
        let out = out.join(name);
        std::fs::create_dir_all(&out)?;
        let page = std::fs::read_to_string(folder.join("index.html"))
            .with_context(|| format!("{} has no page", folder.display()))?;
        let page = document(&page, name, &folder, &out, minifier)?;
        std::fs::write(out.join("index.html"), profile.page(page))?;
    }
    Ok(())
}

fn document(
    html: &str,
    stem: &str,
    folder: &Path,
    out: &Path,
    minifier: &Minifier,
) -> Result<String> {
    let tags = tags::read(html);
    let style = one(tags.iter().filter(|tag| tag.is_link("stylesheet")), "stylesheet")?;
    let script = one(tags.iter().filter(|tag| tag.name == "script"), "script")?;
    let asset = |tag: &Tag<'_>, attribute, ending, code| {
        let source = tag.attribute(attribute).context("code in the page")?;
        ensure!(!source.contains('/'), "{source} is not in the folder of its page");
        let text = std::fs::read_to_string(folder.join(source))
            .with_context(|| format!("the page names {source}, which is not there"))?;
        Asset::named(stem, out, ending, &minifier.run(code, text)?)
    };
    let css = asset(style, "href", "css", Code::Style)?;
    let js = asset(script, "src", "js", Code::Script)?;
    let style_tag =
        format!(r#"<link rel="stylesheet" href="{}" integrity="{}">"#, css.url, css.integrity);
    let script_tag =
        format!(r#"<script type="module" src="{}" integrity="{}"></script>"#, js.url, js.integrity);
    Ok(edited(html, vec![(style.range.clone(), style_tag), (script.range.clone(), script_tag)]))
}
