//! The loader's files, which merchants' pages take from this origin (`embed/` of the repository).

use axum::http::{HeaderMap, HeaderValue, header};

/// Whether a file is for other origins' pages: all that the build has in this folder.
fn is_for_others(path: &str) -> bool {
    path.starts_with("embed/")
}

/// Whether a name holds a version: what it names never changes.
pub fn is_version(path: &str) -> bool {
    let name = path.strip_prefix("embed/govifi-");
    let version = name.and_then(|name| name.strip_suffix(".mjs").or(name.strip_suffix(".js")));
    version.is_some_and(|version| {
        let number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
        version.split('.').count() == 3 && version.split('.').all(number)
    })
}

/// Lets every page have it. A browser checks the integrity only of what it may read, and a page of
/// its own policy (`Cross-Origin-Embedder-Policy`) takes only what says that it may.
pub fn share(path: &str, headers: &mut HeaderMap) {
    if is_for_others(path) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(super::headers::RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_in_the_name_means_for_ever() {
        for good in ["embed/govifi-1.0.0.js", "embed/govifi-10.2.33.mjs"] {
            assert!(is_version(good), "{good}");
        }
        for bad in [
            "embed/sri.json",
            "embed/govifi-1.0.js",
            "embed/govifi-1.0.0.d.ts",
            "embed/govifi-1..0.js",
            "embed/govifi-.js",
            "govifi-1.0.0.js",
        ] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
