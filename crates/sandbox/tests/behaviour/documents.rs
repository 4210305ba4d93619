//! The published document is the one that the code makes.

/// `cargo run -p sandbox -- openapi > docs/openapi.json` makes it anew.
#[test]
fn the_published_document_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let published = std::fs::read_to_string(path).unwrap();
    assert!(published == sandbox::openapi::document().unwrap(), "docs/openapi.json is stale");
}

/// `cargo run -p sandbox -- vectors > docs/verify/vectors.json` makes them anew.
#[test]
fn the_published_vectors_are_those_that_the_sandbox_signs() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/verify/vectors.json");
    let published = std::fs::read_to_string(path).unwrap();
    assert!(published == sandbox::vectors::document().unwrap(), "vectors.json is stale");
}

#[test]
fn the_document_has_every_endpoint() {
    let document: serde_json::Value =
        serde_json::from_str(&sandbox::openapi::document().unwrap()).unwrap();
    let mut calls: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, calls)| {
            calls.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        })
        .collect();
    calls.sort();
    let id = "/v1/hosted-sessions/{id}";
    assert_eq!(
        calls,
        [
            format!("delete {id}/payment-methods/{{method_id}}"),
            format!("get {id}"),
            format!("get {id}/client-config"),
            format!("get {id}/payment-methods"),
            format!("patch {id}"),
            "post /v1/hosted-sessions".to_owned(),
            format!("post {id}/apple-pay/session"),
            format!("post {id}/challenge/send"),
            format!("post {id}/confirm"),
            format!("post {id}/expire"),
            format!("post {id}/payment-methods"),
            format!("post {id}/paypal/orders"),
            format!("post {id}/quote-fee"),
            format!("put {id}/payment-methods/{{method_id}}/default"),
        ]
    );
}
