//! The demo shop.
use crate::app::Origins;
use axum::Router;
pub struct Shop {
    _origins: Origins,
}
impl Shop {
    pub fn new(origins: Origins) -> Result<Self, reqwest::Error> {
        Ok(Self { _origins: origins })
    }
}
pub fn router(_shop: Shop) -> Router {
    crate::running::health()
}
