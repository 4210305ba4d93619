use super::*;
use proptest::prelude::*;
use url::Url;

/// As the browser does it: the WHATWG parser without a base, then its parts.
fn judge(text: &str) -> Option<Result<SafeUrl, Unsafe>> {
    let url = Url::parse(text).ok()?;
    let protocol = [url.scheme(), ":"].concat();
    Some(SafeUrl::judge(&UrlParts {
        href: url.as_str(),
        protocol: &protocol,
        username: url.username(),
        password: url.password().unwrap_or_default(),
        hostname: url.host_str().unwrap_or_default(),
    }))
}

#[test]
fn what_is_followed_is_the_parsers_own_writing() {
    let cases = [
        (
            "https://merchant.example/ok?sig=a%2Bb&x=é#f",
            "https://merchant.example/ok?sig=a%2Bb&x=%C3%A9#f",
        ),
        (" https://merchant.example ", "https://merchant.example/"),
        ("ht\ttps://merchant.example/", "https://merchant.example/"),
        ("HTTPS://Merchant.EXAMPLE:443/A", "https://merchant.example/A"),
        ("https://merchant.example:8443/", "https://merchant.example:8443/"),
        ("https:merchant.example", "https://merchant.example/"),
        // The host is what stands before the backslash, as a browser reads it.
        ("https://merchant.example\\@evil.example", "https://merchant.example/@evil.example"),
        ("https://merchant%2eexample/", "https://merchant.example/"),
        ("https://ex\u{0430}mple.com/", "https://xn--exmple-4nf.com/"),
        ("http://localhost:8080/done", "http://localhost:8080/done"),
        ("http://shop.localhost/", "http://shop.localhost/"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://0x7f000001/", "http://127.0.0.1/"),
        ("http://127.255.0.3/", "http://127.255.0.3/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ];
    for (text, href) in cases {
        let judged = judge(text).unwrap_or_else(|| panic!("{text} does not parse"));
        assert_eq!(judged.as_ref().map(SafeUrl::as_str), Ok(href), "{text}");
    }
}

#[test]
fn the_corpus_is_refused() {
    let cases = [
        ("javascript:alert(1)", Unsafe::Scheme),
        ("JaVaScRiPt:alert(1)", Unsafe::Scheme),
        ("java\nscript:alert(1)", Unsafe::Scheme),
        ("\u{1}javascript:alert(1)", Unsafe::Scheme),
        (" javascript:alert(1)", Unsafe::Scheme),
        ("javascript://merchant.example/%0aalert(1)", Unsafe::Scheme),
        ("data:text/html,x", Unsafe::Scheme),
        ("blob:https://merchant.example/0", Unsafe::Scheme),
        ("file:///etc/passwd", Unsafe::Scheme),
        ("filesystem:https://merchant.example/", Unsafe::Scheme),
        ("view-source:https://merchant.example/", Unsafe::Scheme),
        ("intent://merchant.example/#Intent;end", Unsafe::Scheme),
        ("weixin://x", Unsafe::Scheme),
        ("about:blank", Unsafe::Scheme),
        ("ftp://merchant.example/", Unsafe::Scheme),
        ("ws://localhost/", Unsafe::Scheme),
        ("http://merchant.example/", Unsafe::Scheme),
        ("http://127.0.0.1.evil.example/", Unsafe::Scheme),
        ("http://localhost.evil.example/", Unsafe::Scheme),
        ("http://notlocalhost/", Unsafe::Scheme),
        ("http://128.0.0.1/", Unsafe::Scheme),
        ("http://[::2]/", Unsafe::Scheme),
        ("http://0.0.0.0/", Unsafe::Scheme),
        ("https://merchant.example@evil.example/", Unsafe::Credentials),
        ("https://user:@evil.example:1/", Unsafe::Credentials),
        ("https://:password@evil.example/", Unsafe::Credentials),
        ("http://user@localhost/", Unsafe::Credentials),
    ];
    for (text, reason) in cases {
        assert_eq!(judge(text), Some(Err(reason)), "{text}");
    }
}

#[test]
fn what_needs_a_base_never_parses() {
    for text in [
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/ok",
        "ok",
        "?a",
        "#a",
        "https://",
        "https://merchant.example\u{2028}/",
    ] {
        assert_eq!(judge(text), None, "{text}");
    }
}

#[test]
fn eight_kibibytes_are_followed_and_one_more_byte_is_not() {
    let start = "https://merchant.example/";
    let url = |length: usize| [start, &"a".repeat(length - start.len())].concat();
    assert!(judge(&url(LONGEST)).unwrap().is_ok());
    assert_eq!(judge(&url(LONGEST + 1)), Some(Err(Unsafe::TooLong)));
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let parts = UrlParts {
        href: "https://merchant.example/",
        protocol: "https:",
        username: "",
        password: "",
        hostname: "merchant.example",
    };
    assert!(SafeUrl::judge(&parts).is_ok());
    let judge = |parts| SafeUrl::judge(&parts);
    assert_eq!(judge(UrlParts { href: "javascript:1", ..parts }), Err(Unsafe::Scheme));
    assert_eq!(judge(UrlParts { hostname: "", ..parts }), Err(Unsafe::Host));
    assert_eq!(judge(UrlParts { protocol: "https", ..parts }), Err(Unsafe::Scheme));
}

proptest! {
    #[test]
    fn what_passes_is_https_or_this_machine(
        scheme in "(https?|HTTPS|javascript|data|ftp)",
        rest in "(:|:/|://|:\\\\)([a-z@:.\\\\/]{0,6})(localhost|127\\.1|evil\\.example|\\[::1\\])[a-z0-9:@./?#\\\\]{0,8}",
    ) {
        let text = [scheme, rest].concat();
        if let Some(Ok(safe)) = judge(&text) {
            let url = Url::parse(safe.as_str()).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let host = url.host_str().unwrap_or_default();
            prop_assert!(url.scheme() == "https" || is_loopback(host));
            prop_assert!(url.username().is_empty() && url.password().is_none() && !host.is_empty());
        }
    }
}
