//! What the tests stand on: engines, browsers, the sandbox, the page's words, axe.

pub mod apple_pay;
pub mod axe;
pub mod browser;
pub mod captcha;
pub mod embed;
pub mod engine;
pub mod files;
pub mod frame;
mod locale;
pub mod page;
pub mod paypal;
pub mod process;
pub mod sandbox;
pub mod settings;
pub mod shop;
pub mod stage;
pub mod still;
pub mod wait;

/// A name that can be a file's.
fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
