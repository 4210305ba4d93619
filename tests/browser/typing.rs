//! Fields in a real engine: what keys and the clipboard do to them.

use crate::harness::engine::Look;
use crate::harness::page::Page;
use crate::harness::stage::play;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

async fn caret(page: &Page<'_>) -> Result<Value> {
    page.browser.ask("return document.activeElement.selectionStart", Vec::new()).await
}

async fn shows(page: &Page<'_>, wanted: &str) -> Result<()> {
    let value = page.value(page.words.card_number).await?;
    ensure!(value == wanted, "the card number is {value:?}, not {wanted:?}");
    Ok(())
}

#[tokio::test]
async fn the_card_number_is_grouped_and_the_caret_stays_where_one_types() -> Result<()> {
    play("caret", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let label = page.words.card_number;
        let field = page.field(label).await?;
        field.send_keys("411111111111111").await?;
        shows(&page, "4111 1111 1111 111").await?;
        // Back into the second group, one digit in, one digit out.
        let browser = &stage.browser;
        browser.keys(Key::Home + "").await?;
        for _ in 0..6 {
            browser.keys(Key::Right + "").await?;
        }
        browser.keys("2").await?;
        shows(&page, "4111 1211 1111 1111").await?;
        ensure!(caret(&page).await? == 7, "the caret is at {}", caret(&page).await?);
        browser.keys(Key::Backspace + "").await?;
        shows(&page, "4111 1111 1111 111").await?;
        ensure!(caret(&page).await? == 6, "the caret is at {}", caret(&page).await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_pasted_number_and_any_way_to_write_a_date_are_understood() -> Result<()> {
    play("paste", Look::DESKTOP, async |stage| {
        let session = stage.sandbox.session(json!({})).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let words = page.words;
        // What a paste does to an input; the clipboard itself is out of a driver's reach.
        let paste = "const field = document.getElementById(arguments[0]);
            field.focus();
            document.execCommand('insertText', false, arguments[1]);";
        for (pasted, shown) in [
            ("4111-1111-1111-1111", "4111 1111 1111 1111"),
            (" 3782 822463 10005 ", "3782 822463 10005"),
        ] {
            page.clear(words.card_number).await?;
            let arguments = vec![json!("card-number"), json!(pasted)];
            stage.browser.ask(paste, arguments).await?;
            let value = page.value(words.card_number).await?;
            ensure!(value == shown, "{pasted:?} is shown as {value:?}");
        }
        for date in ["0949", "09/49", "09/2049", "9/49"] {
            page.refill(words.expiry, date).await?;
            page.field(words.cvc).await?.click().await?;
            page.fault(words.expiry, "").await?;
        }
        Ok(())
    })
    .await
}
