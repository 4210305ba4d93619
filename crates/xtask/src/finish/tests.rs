//! Finishing, on a build as Trunk 0.21.14 leaves it.

use super::*;

/// A folder of its own per test, gone with it.
struct Stage(PathBuf);

impl Stage {
    fn new(name: &str, page: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("xtask-finish-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        for (file, content) in [
            ("index.html", page),
            ("base-1.css", "body { color: red }"),
            ("field-2.css", ".gv-field { color: blue }"),
            ("app-3.js", "export default function init() {}"),
            ("app-3_bg.wasm", "\0asm"),
            ("icon-4.svg", "<svg/>"),
        ] {
            std::fs::write(dir.join(file), content).unwrap();
        }
        let stage = Self(dir);
        stage.pack_fonts();
        stage
    }

    /// Packages of typefaces as npm leaves them, of which only the shape matters here.
    fn pack_fonts(&self) {
        let _ = std::fs::remove_dir_all(self.packages());
        for package in ["inter", "roboto"] {
            let folder = self.packages().join("@fontsource-variable").join(package);
            std::fs::create_dir_all(folder.join("files")).unwrap();
            let ranges = r#"{"greek":"U+370-3FF","latin-ext":"U+100-2BA","latin":"U+0-FF"}"#;
            std::fs::write(folder.join("unicode.json"), ranges).unwrap();
            std::fs::write(folder.join("LICENSE"), format!("The licence of {package}.")).unwrap();
            for subset in ["greek", "latin-ext", "latin"] {
                let name = format!("{package}-{subset}-wght-normal.woff2");
                std::fs::write(folder.join("files").join(&name), &name).unwrap();
            }
        }
    }

    /// The folder of npm's packages, beside the build.
    fn packages(&self) -> PathBuf {
        self.0.with_extension("packages")
    }

    fn finish(&self, profile: Profile) -> Result<()> {
        let (root, packages) = (root(), self.packages());
        let sources = Sources { root: &root, packages: &packages };
        finish(&self.0, &sources, profile, &Minifier::Off)
    }

    fn page(&self) -> String {
        std::fs::read_to_string(self.0.join("index.html")).unwrap()
    }

    fn files(&self, ending: &str) -> Vec<PathBuf> {
        let mut found: Vec<_> = std::fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|known| known == ending))
            .collect();
        found.sort();
        found
    }
}

/// The repository: what the page frames and what it adds later are the real ones.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Drop for Stage {
    fn drop(&mut self) {
        for folder in [&self.0, &self.packages()] {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

const PAGE: &str = r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <script>/* boot */ start();</script>
    <!-- the house's styles -->
    <link rel="icon" href="/icon-4.svg">
    <link rel="stylesheet" href="/base-1.css" integrity="sha384-a"/>
    <link rel="stylesheet" href="/field-2.css" integrity="sha384-b"/>
    
<script type="module">
import init, * as bindings from '/app-3.js';
const wasm = await init({ module_or_path: '/app-3_bg.wasm' });


window.wasmBindings = bindings;


dispatchEvent(new CustomEvent("TrunkApplicationStarted", {detail: {wasm}}));

</script>
  <link rel="modulepreload" href="/app-3.js" crossorigin="anonymous" integrity="sha384-c"><link rel="preload" href="/app-3_bg.wasm" crossorigin="anonymous" integrity="sha384-d" as="fetch" type="application/wasm"></head>
  <body><div id="app"></div></body>
</html>
"#;

fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(content)))
}

#[test]
fn the_page_names_what_it_needs_once_with_its_integrity() {
    let stage = Stage::new("names", PAGE);
    stage.finish(Profile::Release).unwrap();
    let page = stage.page();
    for (ending, content) in [
        ("css", &b"body { color: red }\n.gv-field { color: blue }\n"[..]),
        ("js", b"export default function init() {}"),
        ("wasm", b"\0asm"),
    ] {
        let files = stage.files(ending);
        let file = files.iter().find(|file| std::fs::read(file).unwrap() == content);
        let file = file.unwrap_or_else(|| panic!("{files:?}"));
        let url = format!("\"/{}\"", file.file_name().unwrap().to_str().unwrap());
        let tags = tags::read(&page);
        let first = tags.iter().find(|tag| page[tag.range.clone()].contains(&url)).unwrap();
        assert!(page[first.range.clone()].contains(&integrity(content)), "{page}");
    }
    let tags = tags::read(&page);
    assert_eq!(tags.iter().filter(|tag| tag.is_link("stylesheet")).count(), 1);
    assert_eq!(tags.iter().filter(|tag| tag.is_link("icon")).count(), 1);
    assert!(
        !page.contains("base-1") && !page.contains("app-3") && !page.contains("house"),
        "{page}"
    );
}

#[test]
fn wasm_and_glue_start_together_before_the_styles_and_after_the_boot_script() {
    let stage = Stage::new("order", PAGE);
    stage.finish(Profile::Dev).unwrap();
    let page = stage.page();
    let order = ["start();", "=fetch(\"/checkout-", "modulepreload", "stylesheet", "import init"];
    let places: Vec<_> = order.iter().map(|text| page.find(text).unwrap()).collect();
    assert!(places.is_sorted(), "{page}");
    // Once: the starter takes the answer that is on its way.
    assert_eq!(page.matches(".wasm\"").count(), 1, "{page}");
    assert!(!page.contains("TrunkApplicationStarted") && !page.contains("wasmBindings"));
}

#[test]
fn a_name_is_the_hash_of_the_content() {
    let stage = Stage::new("hash", PAGE);
    let other = Stage::new("hash-other", PAGE);
    std::fs::write(other.0.join("base-1.css"), "body { color: green }").unwrap();
    for stage in [&stage, &other] {
        stage.finish(Profile::Dev).unwrap();
    }
    let names = |stage: &Stage, ending| {
        let files = stage.files(ending);
        files.iter().map(|file| file.file_name().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&stage, "wasm"), names(&other, "wasm"));
    assert_ne!(names(&stage, "css"), names(&other, "css"));
}

#[test]
fn everything_compressible_has_its_siblings() {
    let stage = Stage::new("siblings", PAGE);
    stage.finish(Profile::Release).unwrap();
    for ending in ["html", "css", "js", "wasm", "svg"] {
        let file = &stage.files(ending)[0];
        assert!(compress::sibling(file, "br").is_file(), "{}", file.display());
        assert!(compress::sibling(file, "gz").is_file(), "{}", file.display());
    }
}

#[test]
fn every_countrys_form_of_addresses_is_in_a_folder_that_the_page_names() {
    let stage = Stage::new("addresses", PAGE);
    stage.finish(Profile::Dev).unwrap();
    let page = stage.page();
    let tags = tags::read(&page);
    let meta = tags.iter().find(|tag| tag.attribute("name") == Some("govifi:addresses")).unwrap();
    let folder = meta.attribute("content").unwrap().trim_matches('/');
    let hash = folder.strip_prefix("addresses-").unwrap();
    assert!(hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{folder}");
    for code in ["US", "AD", "ZW"] {
        let file = stage.0.join(folder).join(format!("{code}.json"));
        let document = std::fs::read_to_string(&file).unwrap();
        assert!(document.contains(&format!(r#""country":"{code}""#)), "{document}");
        assert!(compress::sibling(&file, "br").is_file());
    }
}

#[test]
fn a_build_of_another_shape_is_refused() {
    for (name, page, told) in [
        ("no-glue", PAGE.replace("modulepreload", "other"), "no modulepreload link"),
        ("no-css", PAGE.replace("stylesheet", "other"), "no stylesheet"),
        ("lost", PAGE.replace("/base-1.css", "/lost.css"), "which is not there"),
        ("afar", PAGE.replace("/base-1.css", "https://cdn.example/a.css"), "not of this site"),
        ("twice", format!("{PAGE}<script type=module></script>"), "more than one inline module"),
    ] {
        let stage = Stage::new(name, &page);
        let error = stage.finish(Profile::Release).unwrap_err();
        assert!(format!("{error:#}").contains(told), "{name}: {error:#}");
    }
    let stage = Stage::new("snippets", PAGE);
    std::fs::create_dir(stage.0.join("snippets")).unwrap();
    assert!(stage.finish(Profile::Release).is_err());
}

#[test]
fn what_the_page_frames_is_put_beside_it_and_names_production() {
    let stage = Stage::new("frames", PAGE);
    stage.finish(Profile::Release).unwrap();
    for (name, settings) in [
        (
            "captcha",
            [
                ("govifi:hcaptcha", "https://js.hcaptcha.com/1/api.js"),
                ("govifi:turnstile", "https://challenges.cloudflare.com/turnstile/v0/api.js"),
            ],
        ),
        (
            "paypal",
            [
                ("govifi:paypal-sdk", "https://www.paypal.com/sdk/js"),
                // Written in at deployment.
                ("govifi:paypal-client", ""),
            ],
        ),
    ] {
        let folder = stage.0.join("frames").join(name);
        let page = std::fs::read_to_string(folder.join("index.html")).unwrap();
        let tags = tags::read(&page);
        let setting = |name: &str| {
            let tag = tags.iter().find(|tag| tag.attribute("name") == Some(name)).unwrap();
            tag.attribute("content").unwrap()
        };
        assert_eq!(setting("govifi:checkout"), "https://checkout.govifi.com");
        assert_eq!(setting("govifi:pace"), "1");
        for (name, value) in settings {
            assert_eq!(setting(name), value);
        }
        let script = tags.iter().find(|tag| tag.name == "script").unwrap();
        let style = tags.iter().find(|tag| tag.is_link("stylesheet")).unwrap();
        for (tag, attribute) in [(script, "src"), (style, "href")] {
            let name = tag.attribute(attribute).unwrap();
            let content = std::fs::read(folder.join(name)).unwrap();
            assert_eq!(tag.attribute("integrity"), Some(&*integrity(&content)), "{page}");
            assert!(folder.join(format!("{name}.br")).is_file());
        }
        assert!(page[script.text.clone()].is_empty(), "no code in the page");
        assert!(!tags.iter().any(|tag| tag.name == "style" || tag.attribute("style").is_some()));
        let plain = folder.join(format!("{name}.js"));
        assert!(!plain.exists(), "names are hashes of the content");
    }
}

#[test]
fn apple_pays_script_is_named_with_its_integrity_and_not_asked_for() {
    let stage = Stage::new("wallet", PAGE);
    stage.finish(Profile::Release).unwrap();
    let page = stage.page();
    let tags = tags::read(&page);
    let meta = tags.iter().find(|tag| tag.attribute("name") == Some("govifi:applePay")).unwrap();
    let (url, hash) = meta.attribute("content").unwrap().split_once(' ').unwrap();
    let content = std::fs::read(stage.0.join(url.trim_start_matches('/'))).unwrap();
    assert_eq!(hash, integrity(&content));
    assert_eq!(page.matches(url).count(), 1, "{page}");
}

#[test]
fn typefaces_are_named_in_the_embedded_pages_styles_only() {
    let stage = Stage::new("fonts", PAGE);
    stage.finish(Profile::Release).unwrap();
    let sheets = |page: &str| {
        let page = std::fs::read_to_string(stage.0.join(page)).unwrap();
        let tags = tags::read(&page);
        tags.iter()
            .filter(|tag| tag.is_link("stylesheet"))
            .map(|tag| tag.attribute("href").unwrap().trim_start_matches('/'))
            .map(|name| std::fs::read_to_string(stage.0.join(name)).unwrap())
            .collect::<String>()
    };
    assert!(!sheets("index.html").contains("@font-face"));
    let css = sheets("embed.html");
    let rules: Vec<_> = css.split("@font-face").skip(1).collect();
    let mut named = Vec::new();
    for rule in &rules {
        let rule = rule.split_once('}').unwrap().0;
        let url = rule.split_once("url(\"/").unwrap().1.split_once('"').unwrap().0;
        // The stand-in's content is its name in the package.
        let content = std::fs::read_to_string(stage.0.join(url)).unwrap();
        let hash = short_hash(Sha256::new_with_prefix(&content));
        let stem = content.strip_suffix("-wght-normal.woff2").unwrap();
        assert_eq!(url, format!("fonts/{stem}-{hash}.woff2"));
        let range = if stem.ends_with("-ext") { "U+100-2BA" } else { "U+0-FF" };
        for part in [&format!("unicode-range: {range};"), "font-display: swap", "100 900"] {
            assert!(rule.contains(part), "{rule}");
        }
        let family = rule.split_once("font-family: ").unwrap().1.split_once(';').unwrap().0;
        let font = stem.split_once('-').unwrap().0;
        let uses = format!(":root[data-font=\"{font}\"] {{\n    --gv-font: {family},");
        assert!(css.contains(&uses), "{uses} in {css}");
        named.push(stem.to_owned());
    }
    assert_eq!(named, ["inter-latin-ext", "inter-latin", "roboto-latin-ext", "roboto-latin"]);
    for font in ["inter", "roboto"] {
        let licence = stage.0.join(format!("fonts/{font}-license.txt"));
        assert_eq!(std::fs::read_to_string(licence).unwrap(), format!("The licence of {font}."));
    }
}

#[test]
fn a_typeface_that_is_not_there_stops_the_build() {
    let stage = Stage::new("no-fonts", PAGE);
    std::fs::remove_dir_all(stage.packages().join("@fontsource-variable/roboto")).unwrap();
    let error = stage.finish(Profile::Dev).unwrap_err();
    assert!(format!("{error:#}").contains("could not read"), "{error:#}");
}
