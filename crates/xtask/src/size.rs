//! What a payer's first load weighs, and the gate that keeps it light.

use crate::finish::compress::sibling;
use crate::finish::tags;
use crate::say;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::Path;

/// `size-budget.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// Brotli-11 bytes of the whole first load.
    total_brotli: u64,
    /// Brotli-11 bytes of the loader, in each of its forms.
    loader_brotli: u64,
}

/// One file of the first load, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the weight of everything the release build's page asks for before the payer can type, and
/// of the loader, and fails above the budget of either. `loader`: its files' names.
pub fn gate(loader: &[String], dist: &Path, budget: &Path) -> Result<()> {
    let text = std::fs::read_to_string(budget)
        .with_context(|| format!("could not read {}", budget.display()))?;
    let Budget { total_brotli, loader_brotli } = toml::from_str(&text)?;
    let page = std::fs::read_to_string(dist.join("index.html"))
        .context("there is no release build: run `cargo xtask build`")?;

    say::line(format_args!(
        "{:<36} {:>10} {:>10} {:>10}",
        "first load, bytes", "raw", "gzip", "brotli"
    ));
    let mut total = Weight::default();
    for name in first_load(dist, &page)? {
        let weight = Weight::of(&dist.join(&name))?;
        row(&name, weight);
        total.raw += weight.raw;
        total.gzip += weight.gzip;
        total.brotli += weight.brotli;
    }
    row("total", total);
    within("the first load", total.brotli, total_brotli)?;
    for name in loader {
        let weight = Weight::of(&dist.join("embed").join(name))?;
        row(name, weight);
        within(name, weight.brotli, loader_brotli)?;
    }
    Ok(())
}

fn within(what: &str, brotli: u64, limit: u64) -> Result<()> {
    ensure!(
        brotli <= limit,
        "{what} is {} bytes, {} above the budget of {} (brotli)",
        say::bytes(brotli),
        say::bytes(brotli - limit),
        say::bytes(limit)
    );
    say::line(format_args!(
        "within the budget of {} by {}",
        say::bytes(limit),
        say::bytes(limit - brotli)
    ));
    Ok(())
}

fn row(name: &str, weight: Weight) {
    say::line(format_args!(
        "{name:<36} {:>10} {:>10} {:>10}",
        say::bytes(weight.raw),
        say::bytes(weight.gzip),
        say::bytes(weight.brotli)
    ));
}

impl Weight {
    /// Weighs a file of a finished build. One that was not worth compressing weighs the same in
    /// every coding.
    fn of(path: &Path) -> Result<Self> {
        let size = |path: &Path| std::fs::metadata(path).map(|file| file.len());
        let raw = size(path).with_context(|| format!("the page names {}", path.display()))?;
        Ok(Self {
            raw,
            gzip: size(&sibling(path, "gz")).unwrap_or(raw),
            brotli: size(&sibling(path, "br")).unwrap_or(raw),
        })
    }
}

/// The files of a first load: the page, and every file of the build that it names, be it in a tag
/// or in a script. Of the languages, which are named in `meta`s, a payer fetches one at most: the
/// heaviest counts. Apple Pay's script, named in another, is fetched when Apple Pay is chosen.
fn first_load(dist: &Path, page: &str) -> Result<Vec<String>> {
    let (mut languages, mut later) = (Vec::new(), Vec::new());
    for tag in tags::read(page) {
        let address = tag.attribute(if tag.name == "link" { "href" } else { "src" });
        let afar =
            address.filter(|address| address.contains("//") && !address.starts_with("data:"));
        ensure!(afar.is_none(), "the first load asks another site: {}", afar.unwrap_or_default());
        let (Some(setting), Some(content)) = (tag.attribute("name"), tag.attribute("content"))
        else {
            continue;
        };
        let name = content.trim_start_matches('/').to_owned();
        if setting.starts_with("govifi:words-") {
            languages.push((Weight::of(&dist.join(&name))?.brotli, name));
        } else if setting == "govifi:applePay" {
            // Its integrity follows.
            later.extend(name.split(' ').next().map(str::to_owned));
        }
    }
    languages.sort();
    languages.pop();
    later.extend(languages.into_iter().map(|(_, name)| name));
    let mut names = vec!["index.html".to_owned()];
    for entry in std::fs::read_dir(dist)? {
        let entry = entry?;
        // What the page frames is of another origin, and asked for when it is needed.
        if entry.file_type()?.is_dir() {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        if page.contains(&format!("/{name}")) && !later.contains(&name) {
            names.push(name);
        }
    }
    names[1..].sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const PAGE: &str = r#"<link rel=stylesheet href=/a.css><script>fetch("/a.wasm")</script>
        <link rel="icon" href="data:image/svg+xml,//x"><script src="/a.js"></script>
        <a href="https://seller.example/"></a><link rel="preload" href="/a.js">
        <meta name="govifi:words-ar" content="/ar.json"><meta name="govifi:words-es" content="/es.json">
        <meta name="govifi:applePay" content="/pay.js sha384-x">"#;

    fn dist(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("xtask-size-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        for name in
            ["index.html", "a.wasm", "a.css", "a.js", "later.js", "pay.js", "es.json", "ar.json"]
        {
            std::fs::write(dir.join(name), PAGE).unwrap();
            let weight = if name == "es.json" { "1" } else { "12345" };
            std::fs::write(dir.join(format!("{name}.br")), weight).unwrap();
        }
        dir
    }

    #[test]
    fn everything_the_page_names_counts_once() {
        let dir = dist("names");
        let names = first_load(&dir, PAGE).unwrap();
        assert_eq!(names, ["index.html", "a.css", "a.js", "a.wasm", "ar.json"]);
        for other in ["https://cdn.example/a.js", "//cdn.example/a.js"] {
            let page = format!("<script src=\"{other}\"></script>");
            assert!(first_load(&dir, &page).is_err(), "{page}");
        }
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn the_gate_closes_one_byte_above_the_budget() {
        let dir = dist("gate");
        let budget = dir.join("budget.toml");
        std::fs::create_dir_all(dir.join("embed")).unwrap();
        std::fs::write(dir.join("embed/loader.js"), "1234567").unwrap();
        let gate = |limits: &str| {
            std::fs::write(&budget, limits).unwrap();
            gate(&["loader.js".to_owned()], &dir, &budget).map_err(|error| error.to_string())
        };
        gate("total_brotli = 25\nloader_brotli = 7").unwrap();
        let told = gate("total_brotli = 24\nloader_brotli = 7").unwrap_err();
        assert!(told.contains("25 bytes, 1 above the budget of 24"), "{told}");
        let told = gate("total_brotli = 25\nloader_brotli = 6").unwrap_err();
        assert!(told.contains("loader.js is 7 bytes, 1 above the budget of 6"), "{told}");
        std::fs::remove_dir_all(dir).unwrap();
    }
}
