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
}

/// One file of the first load, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the weight of everything the release build's page asks for before the payer can type,
/// and fails above the budget.
pub fn gate(dist: &Path, budget: &Path) -> Result<()> {
    let text = std::fs::read_to_string(budget)
        .with_context(|| format!("could not read {}", budget.display()))?;
    let Budget { total_brotli: limit } = toml::from_str(&text)?;
    let page = std::fs::read_to_string(dist.join("index.html"))
        .context("there is no release build: run `cargo xtask build`")?;

    say::line(format_args!(
        "{:<36} {:>10} {:>10} {:>10}",
        "first load, bytes", "raw", "gzip", "brotli"
    ));
    let mut total = Weight::default();
    for name in first_load(&page)? {
        let weight = Weight::of(&dist.join(&name))?;
        row(&name, weight);
        total.raw += weight.raw;
        total.gzip += weight.gzip;
        total.brotli += weight.brotli;
    }
    row("total", total);
    ensure!(
        total.brotli <= limit,
        "the first load is {} bytes, {} above the budget of {} (brotli)",
        say::bytes(total.brotli),
        say::bytes(total.brotli - limit),
        say::bytes(limit)
    );
    say::line(format_args!(
        "within the budget of {} by {}",
        say::bytes(limit),
        say::bytes(limit - total.brotli)
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

/// The files of a first load: the page and everything it names, once each.
fn first_load(page: &str) -> Result<Vec<String>> {
    let mut names = vec!["index.html".to_owned()];
    for tag in tags::read(page) {
        let address = match tag.name {
            "link" => tag.attribute("href"),
            "script" | "img" | "source" => tag.attribute("src"),
            _ => None,
        };
        let Some(address) = address.filter(|address| !address.starts_with("data:")) else {
            continue;
        };
        let name = address
            .strip_prefix('/')
            .filter(|name| !name.starts_with('/'))
            .with_context(|| format!("the first load asks another site: {address}"))?;
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<link rel="preload" href="/a.wasm"><link rel=stylesheet href=/a.css>
        <link rel="icon" href="data:image/svg+xml,x"><a href="/elsewhere"></a>
        <script src="/a.js"></script><link rel="preload" href="/a.wasm">"#;

    #[test]
    fn everything_the_page_loads_counts_once() {
        assert_eq!(first_load(PAGE).unwrap(), ["index.html", "a.wasm", "a.css", "a.js"]);
        for other in ["https://cdn.example/a.js", "//cdn.example/a.js"] {
            assert!(first_load(&format!("<script src=\"{other}\"></script>")).is_err());
        }
    }

    #[test]
    fn the_gate_closes_one_byte_above_the_budget() {
        let dir = std::env::temp_dir().join(format!("xtask-size-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        for name in ["index.html", "a.wasm", "a.css", "a.js"] {
            std::fs::write(dir.join(name), PAGE).unwrap();
            std::fs::write(dir.join(format!("{name}.br")), "12345").unwrap();
        }
        let budget = dir.join("budget.toml");
        std::fs::write(&budget, "total_brotli = 20").unwrap();
        gate(&dir, &budget).unwrap();
        std::fs::write(&budget, "total_brotli = 19").unwrap();
        let told = gate(&dir, &budget).unwrap_err().to_string();
        assert!(told.contains("20 bytes, 1 above the budget of 19"), "{told}");
        std::fs::remove_dir_all(dir).unwrap();
    }
}
