//! The loader's files on the checkout's static host.

use crate::stage::Stage;
use reqwest::Response;
use sandbox::Storage;

async fn get(stage: &Stage, path: &str) -> Response {
    stage.http.get(format!("{}{path}", stage.origins().checkout)).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn the_loader_is_for_every_page_and_for_ever() {
    let dist = tempfile::tempdir().unwrap();
    std::fs::create_dir(dist.path().join("embed")).unwrap();
    std::fs::write(dist.path().join("embed/sri.json"), "{}").unwrap();
    for name in ["govifi-1.0.0.js", "govifi-1.0.0.mjs"] {
        std::fs::write(dist.path().join("embed").join(name), "loader").unwrap();
    }
    let stage = Stage::with(Storage::Memory, dist.path().to_owned()).await;
    let (script, for_ever) =
        ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable");
    for (name, media_type, caching) in [
        ("govifi-1.0.0.js", script, for_ever),
        ("govifi-1.0.0.mjs", script, for_ever),
        ("sri.json", "application/json", "no-cache"),
    ] {
        let file = get(&stage, &format!("/embed/{name}")).await;
        assert_eq!(file.status(), 200, "{name}");
        assert_eq!(header(&file, "content-type"), media_type, "{name}");
        assert_eq!(header(&file, "cache-control"), caching, "{name}");
        assert_eq!(header(&file, "access-control-allow-origin"), "*", "{name}");
        assert_eq!(header(&file, "cross-origin-resource-policy"), "cross-origin", "{name}");
    }
    // Nothing else is for other pages.
    let page = get(&stage, "/embed/cs_1abcDEF").await;
    assert_eq!(header(&page, "access-control-allow-origin"), "");
    assert_eq!(header(&page, "cross-origin-resource-policy"), "same-origin");
}
