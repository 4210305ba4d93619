//! Bank accounts: typed, authorized, declined, kept.

use crate::harness::axe;
use crate::harness::engine::Look;
use crate::harness::page::{Card, HOLDER, Page};
use crate::harness::sandbox::{MERCHANT, Session};
use crate::harness::stage::{Stage, play};
use anyhow::{Context, Result, ensure};
use messages::fill;
use serde_json::{Value, json};
use thirtyfour::{By, Key};

/// Approved.
const ACCOUNT: &str = "004512346789";
/// The sandbox's own bank.
const ROUTING: &str = "110000000";
/// 0.8 % of the ordinary session's amount.
const TOTAL: &str = "$147.67";

async fn fill_account(page: &Page<'_>, account: &str) -> Result<()> {
    page.refill(page.words.routing_number, ROUTING).await?;
    page.refill(page.words.account_number, account).await?;
    page.refill(page.words.account_number_again, account).await?;
    page.refill(page.words.account_holder, HOLDER).await
}

async fn tick(page: &Page<'_>) -> Result<()> {
    page.browser.session.find(By::Id("mandate-agree")).await?.click().await?;
    page.holds("the box ticked", "return document.getElementById('mandate-agree').checked").await
}

/// What the mandate says, line by line.
async fn mandate(page: &Page<'_>) -> Result<Vec<String>> {
    let read = "return [...document.querySelectorAll('.gv-mandate__text li')]
        .map((line) => line.innerText)";
    Ok(serde_json::from_value(page.browser.ask(read, Vec::new()).await?)?)
}

/// The page of a session that takes cards and accounts, with the account chosen.
async fn open(stage: &Stage, with: Value) -> Result<(Page<'_>, Session)> {
    let mut config = json!({ "allowed_methods": ["card", "ach"] });
    for (name, value) in with.as_object().context("an object")? {
        config[name] = value.clone();
    }
    let session = stage.sandbox.session(config).await?;
    let page = Page::open(&stage.browser, &session).await?;
    page.way("choice-ach").await?;
    Ok((page, session))
}

#[tokio::test]
async fn an_account_pays_by_keyboard_once_it_is_authorized() -> Result<()> {
    play("bank", Look::PHONE, async |stage| {
        let (page, session) = open(stage, json!({})).await?;
        let words = page.words;
        axe::check(&stage.browser, "an empty bank form").await?;
        ensure!(mandate(&page).await?.is_empty(), "a mandate without an account");
        stage.browser.session.find(By::Id("routing")).await?.click().await?;
        for text in [ROUTING, ACCOUNT, ACCOUNT] {
            stage.browser.keys(text).await?;
            stage.browser.keys(Key::Tab + "").await?;
        }
        // Past the kind of account.
        stage.browser.keys(Key::Tab + "").await?;
        stage.browser.keys(HOLDER).await?;
        page.offers(TOTAL).await?;
        // Enter in a field is Pay: it leads to the box.
        stage.browser.keys(Key::Enter + "").await?;
        page.focus_is_on("mandate-agree").await?;
        page.text_of("#mandate-error", words.mandate_agree_empty).await?;
        axe::check(&stage.browser, "a mandate that is missed").await?;
        let lines = mandate(&page).await?.join("\n");
        for part in [MERCHANT, TOTAL, HOLDER, "6789", ROUTING, "checking"] {
            ensure!(lines.contains(part), "{part} is not in {lines}");
        }
        ensure!(!lines.contains(ACCOUNT), "the whole number is in {lines}");
        stage.browser.keys(" ").await?;
        page.holds("the box ticked", "return document.getElementById('mandate-agree').checked")
            .await?;
        ensure!(page.text("#mandate-error").await?.unwrap_or_default().is_empty());
        stage.browser.picture("bank").await?;
        page.pay().await?;
        let receipt = page.receipt(&stage.sandbox.origins.shop).await?;
        ensure!(receipt.contains("Signature valid"), "the receipt says: {receipt}");
        let charges = stage.sandbox.charges(&session).await?;
        let [charge] = charges.as_slice() else { anyhow::bail!("{charges:?}") };
        ensure!(charge.ends_in("6789") && charge.total_amount == 14767, "{charge:?}");
        let authorization = charge.ach_authorization.as_ref().context("no authorization")?;
        ensure!(authorization["sec_code"] == "web", "{authorization}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_declined_account_is_kept_and_authorized_anew() -> Result<()> {
    play("bank-declined", Look::DESKTOP, async |stage| {
        let (page, session) = open(stage, json!({})).await?;
        let words = page.words;
        fill_account(&page, "000111111116").await?;
        page.offers(TOTAL).await?;
        tick(&page).await?;
        page.pay().await?;
        page.notice(words.declined_other_funds).await?;
        axe::check(&stage.browser, "a declined account").await?;
        stage.browser.picture("bank-declined").await?;
        // Away and back: what was typed is there.
        page.way("choice-card").await?;
        page.fill_card(Card::VISA).await?;
        page.way("choice-ach").await?;
        ensure!(page.value(words.account_number).await? == "000111111116");
        ensure!(page.value(words.account_holder).await?.starts_with(HOLDER));
        page.offers(TOTAL).await?;
        fill_account(&page, ACCOUNT).await?;
        page.offers(TOTAL).await?;
        // What was authorized was the other account's debit.
        page.holds(
            "an empty box",
            "return !document.getElementById('mandate-agree').checked
                && document.querySelector('.gv-mandate__text').innerText.includes('6789')",
        )
        .await?;
        tick(&page).await?;
        page.pay().await?;
        stage.paid(&page, &session).await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_pasted_cheque_is_read_and_wrong_numbers_are_told_apart() -> Result<()> {
    play("bank-cheque", Look::PHONE.dark(), async |stage| {
        let (page, _) = open(stage, json!({})).await?;
        let words = page.words;
        // By the real clipboard: out of a field that takes any text, into the routing number's.
        let carry = async |line: &str| -> Result<()> {
            let holder = page.field(words.account_holder).await?;
            holder.send_keys(line).await?;
            holder.send_keys(Key::Control + "a").await?;
            holder.send_keys(Key::Control + "x").await?;
            let routing = page.field(words.routing_number).await?;
            routing.send_keys(Key::Control + "v").await?;
            Ok(())
        };
        carry("A110000000A 004512346789C 0101").await?;
        page.focus_is_on("account-again").await?;
        ensure!(page.value(words.routing_number).await? == ROUTING);
        ensure!(page.value(words.account_number).await? == ACCOUNT);
        page.text_of("#say", words.bank_numbers_found).await?;
        page.clear(words.routing_number).await?;
        // What is no cheque is the browser's own to paste.
        carry("1100-00000").await?;
        page.holds(
            "a pasted number",
            "return document.getElementById('routing').value === '110000000'",
        )
        .await?;

        page.refill(words.account_number_again, "004512346780").await?;
        page.refill(words.routing_number, ACCOUNT).await?;
        page.pay().await?;
        page.fault(words.routing_number, words.routing_number_misplaced).await?;
        page.fault(words.account_number_again, words.account_number_again_different).await?;
        page.fault(words.account_holder, words.account_holder_empty).await?;
        page.focus_is_on("routing").await?;
        axe::check(&stage.browser, "a bank form with faults").await?;
        stage.browser.picture("bank-faults").await?;
        for (number, fault) in [
            ("110000001", words.routing_number_invalid),
            ("11000000", words.routing_number_incomplete),
            ("000000000", words.routing_number_invalid),
        ] {
            page.refill(words.routing_number, number).await?;
            page.field(words.account_number).await?.click().await?;
            page.fault(words.routing_number, fault).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_account_that_is_kept_pays_the_next_session() -> Result<()> {
    play("bank-kept", Look::PHONE, async |stage| {
        let customer = json!({ "customer_id": "cus_empty", "setup_future_usage": "off_session" });
        let (page, _) = open(stage, customer.clone()).await?;
        fill_account(&page, ACCOUNT).await?;
        let offer = fill(page.words.save_bank_off_session, &[("merchant", MERCHANT)]);
        page.text_of("label.gv-check", &offer).await?;
        stage.browser.session.find(By::Id("save")).await?.click().await?;
        page.offers(TOTAL).await?;
        tick(&page).await?;
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;

        let mut config = customer;
        config["allowed_methods"] = json!(["card", "ach"]);
        let session = stage.sandbox.session(config).await?;
        let page = Page::open(&stage.browser, &session).await?;
        page.offers(TOTAL).await?;
        axe::check(&stage.browser, "a kept account").await?;
        stage.browser.picture("bank-kept").await?;
        page.pay().await?;
        page.focus_is_on("mandate-agree").await?;
        tick(&page).await?;
        page.pay().await?;
        let charge = stage.paid(&page, &session).await?;
        ensure!(charge.ends_in("6789"), "{charge:?}");
        Ok(())
    })
    .await
}

/// Neither number is anywhere but in the field and in the processor's call.
#[tokio::test]
async fn an_account_number_is_kept_nowhere() -> Result<()> {
    play("bank-secret", Look::DESKTOP, async |stage| {
        let (page, session) = open(stage, json!({})).await?;
        fill_account(&page, ACCOUNT).await?;
        page.offers(TOTAL).await?;
        tick(&page).await?;
        let kept = "return JSON.stringify([{...sessionStorage}, {...localStorage}, history.state,
            document.cookie, document.documentElement.outerHTML])";
        let kept = stage.browser.ask(kept, Vec::new()).await?.to_string();
        ensure!(!kept.contains(ACCOUNT), "the account number is kept: {kept}");
        page.pay().await?;
        page.receipt(&stage.sandbox.origins.shop).await?;
        let whole = stage.sandbox.ledger(&session).await?.to_string();
        ensure!(!whole.contains(ACCOUNT) && whole.contains("6789"), "{whole}");
        Ok(())
    })
    .await
}
