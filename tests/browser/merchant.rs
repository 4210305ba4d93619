//! What merchants write is shown, and never obeyed.

use crate::harness::engine::Look;
use crate::harness::page::Page;
use crate::harness::stage::play;
use anyhow::{Result, ensure};
use serde_json::json;

/// Markup that would do something if it were taken for markup.
const HOSTILE: &str = "<img src=x onerror=window.__obeyed=1><script>window.__obeyed=1</script>";

#[tokio::test]
async fn markup_of_a_merchants_is_text_or_what_the_list_allows() -> Result<()> {
    play("markup", Look::DESKTOP, async |stage| {
        let message = format!(
            "<p>Ships <b>Monday</b>. <a href='https://alder.example/help'>Help</a>
            <a href='javascript:window.__obeyed=1'>Free</a>{HOSTILE}</p>"
        );
        stage.sandbox.account(json!({ "page_message": message })).await?;
        let order = json!({
            "description": HOSTILE,
            "line_items": [{ "description": HOSTILE, "amount": 14650 }],
            "branding": { "merchant_display_name": format!("Alder {HOSTILE}") },
        });
        let session = stage.sandbox.session(order).await?;
        let page = Page::open(&stage.browser, &session).await?;
        stage.browser.picture("hostile").await?;

        let shown = page.text(".gv-message").await?.unwrap_or_default();
        ensure!(shown.starts_with("Ships Monday. Help"), "the message: {shown}");
        let look = "const page = document.getElementById('app');
            return {
                obeyed: window.__obeyed ?? null,
                bold: page.querySelectorAll('.gv-message b, .gv-message strong').length,
                links: [...page.querySelectorAll('.gv-message a[href]')].map((link) => link.href),
                made: page.querySelectorAll('script, img[src=x], [onerror]').length,
            }";
        let seen = stage.browser.ask(look, Vec::new()).await?;
        let wanted = json!({
            "obeyed": null, "bold": 1, "links": ["https://alder.example/help"], "made": 0
        });
        ensure!(seen == wanted, "{seen}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn any_accent_leaves_the_page_readable() -> Result<()> {
    play("accent", Look::PHONE, async |stage| {
        for accent in ["#ffffff", "#000000", "#ff0000", "#8a8a8a", "#00ffcc"] {
            let branding = json!({ "branding": { "accent_color": accent } });
            let session = stage.sandbox.session(branding).await?;
            Page::open(&stage.browser, &session).await?;
            crate::harness::axe::check(&stage.browser, accent).await?;
        }
        Ok(())
    })
    .await
}
