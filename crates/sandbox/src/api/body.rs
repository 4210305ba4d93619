//! Request bodies, read strictly.

use crate::error::Refusal;
use crate::secret::Fingerprint;
use axum::Json;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A JSON body, and the fingerprint of its bytes. Unknown fields and words are refused, by name.
#[derive(Debug)]
pub struct Strict<T> {
    /// What it says.
    pub value: T,
    /// To tell whether a retry is the same request.
    pub fingerprint: Fingerprint,
}

/// No body, or an empty object: the endpoint takes none.
#[derive(Debug)]
pub struct NoBody;

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Strict<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        // A page can send any other media type across origins without asking first; JSON makes the
        // browser ask.
        if !is_json(&request) {
            let why = "Content-Type: must be application/json".to_owned();
            return Err(Refusal::Unreadable(why));
        }
        let bytes = read(request).await?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let (path, why) = (error.path().to_string(), error.inner());
            Refusal::Unreadable(if path == "." {
                why.to_string()
            } else {
                format!("{path}: {why}")
            })
        })?;
        json.end().map_err(|error| Refusal::Unreadable(error.to_string()))?;
        Ok(Self { value, fingerprint: Fingerprint::of(&bytes) })
    }
}

impl<S: Sync> FromRequest<S> for NoBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        match read(request).await?.trim_ascii() {
            b"" | b"{}" => Ok(Self),
            _ => Err(Refusal::Unreadable("this endpoint takes no body".to_owned())),
        }
    }
}

fn is_json(request: &Request) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

/// The envelope has limited the size already, so the whole body is in memory.
async fn read(request: Request) -> Result<Bytes, Refusal> {
    to_bytes(request.into_body(), usize::MAX).await.map_err(|_| Refusal::TooLarge)
}

/// An answer in JSON.
pub fn json<T: Serialize>(value: T) -> Response {
    Json(value).into_response()
}
