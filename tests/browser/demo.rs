//! The demo, as the README promises it: from the shop's basket to the shop's receipt.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, Page};
use crate::harness::stage::play;
use anyhow::{Result, ensure};
use messages::Language;
use thirtyfour::By;

#[tokio::test]
async fn the_demo_declines_then_pays_and_its_receipt_is_signed() -> Result<()> {
    play("demo", Look::DESKTOP, async |stage| {
        let (browser, shop) = (&stage.browser, &stage.sandbox.origins.shop);
        browser.visit(shop).await?;
        browser.picture("shop").await?;
        axe::check(browser, "the shop").await?;
        let check_out = "//button[normalize-space()='Check out']";
        browser.session.find(By::XPath(check_out)).await?.click().await?;

        let page = Page::in_language(browser, Language::English);
        page.form().await?;
        let logo = "const logo = document.querySelector('#app header img');
            return logo?.complete && logo.naturalWidth > 0";
        page.holds("the shop's logo", logo).await?;
        axe::check(browser, "the demo's form").await?;
        page.fill_card(Card::DECLINED).await?;
        page.fill(page.words.zip, "62704").await?;
        page.offers("$151.05").await?;
        browser.picture("demo").await?;
        page.pay().await?;
        page.notice(page.words.declined).await?;

        page.refill(page.words.card_number, Card::MASTERCARD.number).await?;
        page.refill(page.words.cvc, Card::MASTERCARD.cvc).await?;
        page.offers("$151.05").await?;
        page.pay().await?;
        let receipt = page.receipt(shop).await?;
        ensure!(receipt.contains("Signature valid"), "the receipt says: {receipt}");
        ensure!(receipt.contains("$146.50"), "the receipt says: {receipt}");
        browser.picture("receipt").await?;
        axe::check(browser, "the receipt").await?;

        // A way back that somebody made up is told from the real one.
        let real = browser.url().await?;
        let (rest, sig) = real.split_once("sig=").unwrap_or((&real, ""));
        browser.visit(&format!("{rest}sig={}", sig.replace(['0', '1', '2', '3'], "f"))).await?;
        let receipt = page.receipt(shop).await?;
        ensure!(!receipt.contains("Signature valid"), "the receipt says: {receipt}");
        Ok(())
    })
    .await
}
