//! What the captchas' stand-ins know.

/// What both stand-ins ask a payer to tick.
pub const HUMAN: &str = "I am human";
/// hCaptcha's public test key: passes after a press.
pub const HCAPTCHA: &str = "10000000-ffff-ffff-ffff-000000000001";
/// Turnstile's: passes by itself, blocks, passes after a press.
pub const PASSES: &str = "1x00000000000000000000AA";
pub const BLOCKS: &str = "2x00000000000000000000AB";
pub const ASKS: &str = "3x00000000000000000000FF";
