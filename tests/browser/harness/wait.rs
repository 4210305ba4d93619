//! Waiting for a condition, never for a span of time.

use anyhow::{Result, bail};
use std::time::{Duration, Instant};

/// How long anything on the page may take before the test gives up on it. Generous: a loaded
/// machine is slow, and a condition that holds is seen at once.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(30);

/// Asks until there is an answer. `Ok(None)` and errors both mean "not yet" (a page that is being
/// replaced answers with errors); the last of them is told when patience ends.
pub async fn until<T>(
    what: &str,
    patience: Duration,
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        let last = match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => String::new(),
            // Drivers add their own stack.
            Err(error) => {
                format!(" ({})", format!("{error:#}").lines().take(4).collect::<String>())
            }
        };
        if start.elapsed() > patience {
            bail!("waited {} s in vain: {what}{last}", patience.as_secs());
        }
        tokio::time::sleep(LOOK).await;
    }
}
