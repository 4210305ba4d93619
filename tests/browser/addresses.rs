//! Addresses as their countries write them: asked for, sent, and led to where the issuer has
//! something else on file.

use crate::harness::axe;
use crate::harness::browser::Browser;
use crate::harness::engine::Look;
use crate::harness::files;
use crate::harness::page::{Card, HOLDER, Page, performance_names};
use crate::harness::sandbox::{Sandbox, Session};
use crate::harness::settings;
use crate::harness::stage::{Stage, play, play_with};
use crate::harness::still::still;
use crate::harness::wait::{PATIENCE, until};
use anyhow::{Context, Result, ensure};
use messages::{Language, Messages};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use thirtyfour::By;

/// Everything that a session can ask for.
const ALL: [&str; 9] =
    ["cardholder", "zip", "street", "street2", "city", "state", "country", "phone", "email"];

/// A field, what is typed into it or chosen from its list, and what is to be sent.
type Entry = (&'static str, &'static str, &'static str);

/// A country as a payer meets it.
struct Place {
    code: &'static str,
    look: Look,
    /// The address on the screen: those of one row joined, `?` where it may stay empty.
    layout: &'static str,
    /// What the region and the postal code are called.
    labels: fn(&Messages) -> [&'static str; 2],
    /// Of the address, without its country.
    entries: &'static [Entry],
    /// How many regions there are to choose from.
    regions: usize,
}

#[tokio::test]
async fn united_states() -> Result<()> {
    walk(Place {
        code: "US",
        look: Look::PHONE,
        layout: "country street street2? city state+zip",
        labels: |words| [words.state, words.zip],
        entries: &[
            ("street", "12 Analytical Way", "12 Analytical Way"),
            ("street2", "Engine room", "Engine room"),
            ("city", "springfield", "springfield"),
            ("state", "IL", "IL"),
            ("zip", "627041234", "62704-1234"),
        ],
        regions: 62,
    })
    .await
}

#[tokio::test]
async fn canada() -> Result<()> {
    walk(Place {
        code: "CA",
        look: Look::DESKTOP.dark(),
        layout: "country street street2? city state+zip",
        labels: |words| [words.province, words.postal_code],
        entries: &[
            ("street", "24 Rue Émile", "24 Rue Émile"),
            ("city", "Montréal", "Montréal"),
            ("state", "QC", "QC"),
            ("zip", "h3z2y7", "H3Z 2Y7"),
        ],
        regions: 13,
    })
    .await
}

#[tokio::test]
async fn great_britain() -> Result<()> {
    walk(Place {
        code: "GB",
        look: Look::DESKTOP,
        layout: "country street street2? city state? zip",
        labels: |words| [words.county, words.postcode],
        entries: &[
            ("street", "12 St James's Square", "12 St James's Square"),
            ("city", "London", "London"),
            ("zip", "sw1y4lb", "SW1Y 4LB"),
        ],
        regions: 0,
    })
    .await
}

#[tokio::test]
async fn japan() -> Result<()> {
    walk(Place {
        code: "JP",
        look: Look::PHONE.dark(),
        layout: "country street street2? city state zip",
        labels: |words| [words.prefecture, words.postal_code],
        entries: &[
            ("street", "1-2-3 Taishido", "1-2-3 Taishido"),
            ("city", "世田谷区", "世田谷区"),
            ("state", "13", "13"),
            ("zip", "１５４００２３", "154-0023"),
        ],
        regions: 47,
    })
    .await
}

#[tokio::test]
async fn ireland() -> Result<()> {
    walk(Place {
        code: "IE",
        look: Look::PHONE,
        layout: "country street street2? city state?+zip?",
        labels: |words| [words.county, words.eircode],
        entries: &[
            ("street", "5 Merrion Row", "5 Merrion Row"),
            ("city", "Dublin", "Dublin"),
            ("state", "D", "D"),
            ("zip", "d02af30", "D02 AF30"),
        ],
        regions: 26,
    })
    .await
}

#[tokio::test]
async fn hong_kong() -> Result<()> {
    walk(Place {
        code: "HK",
        look: Look::DESKTOP.dark(),
        layout: "country street street2? city? state",
        labels: |words| [words.area, words.zip_or_postal_code],
        entries: &[
            ("street", "8 Finance Street", "8 Finance Street"),
            ("city", "Central", "Central"),
            ("state", "HK", "HK"),
        ],
        regions: 3,
    })
    .await
}

/// All fields together, and then each alone.
async fn walk(place: Place) -> Result<()> {
    let name = format!("address-{}", place.code);
    play(&name, place.look, async |stage| {
        together(stage, &place).await?;
        alone(stage, &place).await
    })
    .await
}

async fn together(stage: &Stage, place: &Place) -> Result<()> {
    let session = ask_for(stage, &ALL, json!({})).await?;
    let page = Page::open(&stage.browser, &session).await?;
    page.fill_card(Card::VISA).await?;
    enter(&page, "email", "ada@example.com").await?;
    enter(&page, "phone", "+1 415 555 0132").await?;
    enter(&page, "country", place.code).await?;
    lays_out(&page, place.layout).await?;
    let [region, postal] = (place.labels)(page.words);
    for (id, label) in [("state", region), ("zip", postal)] {
        if place.layout.contains(id) {
            let found = page.field(label).await?.prop("id").await?;
            ensure!(found.as_deref() == Some(id), "{label} is {found:?}");
        }
    }
    let options = stage.browser.session.find_all(By::Css("#state option")).await?.len();
    ensure!(options.saturating_sub(1) == place.regions, "{options} options");
    for (id, text, _) in place.entries {
        enter(&page, id, text).await?;
    }
    axe::check(&stage.browser, place.code).await?;
    look_at(&page, &format!("address-{}", place.code)).await?;
    let sent = pay(stage, &page, &session).await?;
    ensure!(sent["cardholder"] == HOLDER && sent["email"] == "ada@example.com", "{sent}");
    ensure!(sent["country"] == place.code, "{sent}");
    for (id, _, value) in place.entries {
        ensure!(sent[id] == *value, "{id}: {sent}");
    }
    // What there is no field for is not sent.
    ensure!(place.layout.contains("zip") || sent["zip"].is_null(), "{sent}");
    Ok(())
}

/// By a kept card, which needs no typing. Nobody says which country it is: what is typed is sent.
async fn alone(stage: &Stage, place: &Place) -> Result<()> {
    let others = [
        ("country", place.code, place.code),
        ("phone", "+852 2123 4567", "+852 2123 4567"),
        ("email", "ada@example.com", "ada@example.com"),
    ];
    for (id, text, _) in others.iter().chain(place.entries) {
        let session = ask_for(stage, &[*id], json!({ "customer_id": "cus_one" })).await?;
        let page = Page::open(&stage.browser, &session).await?;
        let shown = shown(&page).await?;
        ensure!(shown.trim_end_matches('?') == *id, "asked for: {shown}");
        // A list has no words to type; without a country there is none but the countries'.
        let text = if *id == "state" { region(place, text) } else { text };
        enter(&page, id, text).await?;
        let sent = pay(stage, &page, &session).await?;
        ensure!(sent[id] == text, "{id} alone: {sent}");
    }
    Ok(())
}

/// What a payer types for a region where there is no list.
fn region(place: &Place, code: &'static str) -> &'static str {
    match place.code {
        "JP" => "東京都",
        "HK" => "Hong Kong Island",
        _ => code,
    }
}

async fn ask_for(stage: &Stage, fields: &[&str], with: Value) -> Result<Session> {
    let mut body = json!({ "required_avs_fields": fields, "success_url": still()? });
    for (name, value) in with.as_object().context("a session is an object")? {
        body[name] = value.clone();
    }
    stage.sandbox.session(body).await
}

/// Types into a field, or chooses from its list.
async fn enter(page: &Page<'_>, id: &str, text: &str) -> Result<()> {
    let session = &page.browser.session;
    let field = session.find(By::Id(id)).await?;
    if field.tag_name().await? == "select" {
        field.find(By::Css(format!("option[value='{text}']"))).await?.click().await?;
    } else {
        field.clear().await?;
        field.send_keys(text).await?;
    }
    Ok(())
}

/// Pays, and hands back what was sent of the payer.
async fn pay(stage: &Stage, page: &Page<'_>, session: &Session) -> Result<Value> {
    page.offers("$151.05").await?;
    page.pay().await?;
    page.heading(page.words.paid).await?;
    let mut charges = stage.sandbox.charges(session).await?;
    ensure!(charges.len() == 1, "{charges:?}");
    Ok(charges.remove(0).billing_details)
}

/// The fields of payer and address as they stand on the screen, without those of the card.
async fn shown(page: &Page<'_>) -> Result<String> {
    let script = "
        const cells = [...document.querySelectorAll('#app .gv-cell')]
            .filter((cell) => cell.getClientRects().length)
            .map((cell) => [cell.querySelector('input, select'), cell.getBoundingClientRect().top])
            .filter(([control]) => !/^(card-number|expiry|cvc|cardholder)$/.test(control.id));
        let text = '', before;
        for (const [control, top] of cells) {
            text += (before === undefined ? '' : before === top ? '+' : ' ') + control.id;
            text += control.getAttribute('aria-required') === 'true' ? '' : '?';
            before = top;
        }
        return text";
    let text = page.browser.ask(script, Vec::new()).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

async fn lays_out(page: &Page<'_>, wanted: &str) -> Result<()> {
    until(&format!("the address to be {wanted}"), PATIENCE, async || {
        let shown = shown(page).await?;
        let shown = shown.trim_start_matches("email phone ");
        ensure!(shown == wanted, "it is {shown}");
        Ok(Some(()))
    })
    .await
}

/// A picture of the address, which stands below the fold of a phone.
async fn look_at(page: &Page<'_>, name: &str) -> Result<()> {
    page.browser.session.find(By::Id("street")).await?.scroll_into_view().await?;
    page.browser.picture(name).await.map(drop)
}

#[tokio::test]
async fn what_the_issuer_has_otherwise_is_led_to() -> Result<()> {
    play("avs", Look::PHONE, async |stage| {
        for (country, zip, wrong, mended) in
            [("US", "99999", "zip", "10001"), ("GB", "ZE9 9ZY", "street", "12 Other Street")]
        {
            let fields = ["country", "street", "zip"];
            let session = ask_for(stage, &fields, json!({})).await?;
            let page = Page::open(&stage.browser, &session).await?;
            page.fill_card(Card::VISA).await?;
            enter(&page, "country", country).await?;
            enter(&page, "street", "12 Analytical Way").await?;
            enter(&page, "zip", zip).await?;
            page.offers("$151.05").await?;
            page.pay().await?;
            page.notice(page.words.declined_details).await?;
            page.focus_is_on(wrong).await?;
            page.text_of(&format!("#{wrong}-error"), page.words.detail_refused).await?;
            axe::check(&stage.browser, "a detail that is refused").await?;
            stage.browser.picture(&format!("avs-{wrong}")).await?;
            enter(&page, wrong, mended).await?;
            ensure!(page.text(&format!("#{wrong}-error")).await?.unwrap_or_default().is_empty());
            // The postal code is what makes the sandbox's issuer disagree.
            enter(&page, "zip", if country == "US" { "10001" } else { "SW1A 1AA" }).await?;
            let sent = pay(stage, &page, &session).await?;
            ensure!(sent[wrong] == mended, "{sent}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_the_session_gave_is_not_typed_again() -> Result<()> {
    play("given", Look::DESKTOP, async |stage| {
        let given = json!({ "customer_email": "ada@example.com", "customer_id": "cus_one" });
        let session = ask_for(stage, &["email", "cardholder"], given).await?;
        let page = Page::open(&stage.browser, &session).await?;
        ensure!(shown(&page).await? == "email");
        let sent = pay(stage, &page, &session).await?;
        ensure!(
            sent["email"] == "ada@example.com" && sent["cardholder"] == "Ada Lovelace",
            "{sent}"
        );
        // No address is asked for: no country's file either.
        let names = performance_names(&stage.browser).await?;
        ensure!(!names.iter().any(|name| name.contains("/addresses-")), "{names:?}");
        Ok(())
    })
    .await
}

/// A copy of the build without the countries' files, and where they belong.
fn without_files(name: &str) -> Result<(PathBuf, PathBuf)> {
    let dist = settings::dist()?;
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("addresses-{name}"));
    // What an earlier run has left is of an earlier build.
    let _ = std::fs::remove_dir_all(&copy);
    std::fs::create_dir_all(&copy)?;
    files::copy(&dist, &copy)?;
    let folder = std::fs::read_dir(&dist)?
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("addresses-"))
        .context("the build has no folder of addresses")?;
    Ok((copy.clone(), copy.join(folder.file_name())))
}

/// Puts them where they belong.
fn bring_files(folder: &Path) -> Result<()> {
    std::fs::create_dir(folder)?;
    let from = settings::dist()?.join(folder.file_name().context("a folder")?);
    files::copy(&from, folder)
}

/// The page asks again when the browser says that it is online.
const ONLINE: &str = "dispatchEvent(new Event('online'))";

#[tokio::test]
async fn without_the_files_everything_is_typed_and_pays() -> Result<()> {
    let (dist, _) = without_files("none")?;
    play_with("address-none", Look::PHONE, Sandbox::serving(&dist).await?, async |stage| {
        let session = ask_for(stage, &ALL, json!({ "customer_id": "cus_one" })).await?;
        let page = Page::open(&stage.browser, &session).await?;
        lays_out(&page, "country street street2? city state+zip").await?;
        axe::check(&stage.browser, "an address that nobody knows").await?;
        for (id, text) in [
            ("email", "ada@example.com"),
            ("phone", "4155550132"),
            ("street", "12 Analytical Way"),
            ("city", "Springfield"),
            ("state", "Illinois"),
            ("zip", "62704"),
        ] {
            enter(&page, id, text).await?;
        }
        let sent = pay(stage, &page, &session).await?;
        ensure!(sent["state"] == "Illinois" && sent["zip"] == "62704", "{sent}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_that_comes_late_takes_nothing_from_whoever_is_typing() -> Result<()> {
    let (dist, folder) = without_files("late")?;
    play_with("address-late", Look::DESKTOP, Sandbox::serving(&dist).await?, async |stage| {
        let browser = &stage.browser;
        let session = ask_for(stage, &ALL, json!({ "customer_id": "cus_one" })).await?;
        let page = Page::open(browser, &session).await?;
        enter(&page, "country", "HU").await?;
        lays_out(&page, "country street street2? city state+zip").await?;
        enter(&page, "street", "Andrássy").await?;
        page.focus_is_on("street").await?;
        bring_files(&folder)?;
        browser.ask(ONLINE, Vec::new()).await?;
        // In Hungary the city comes first, and there is no region.
        lays_out(&page, "country city street street2? zip").await?;
        page.focus_is_on("street").await?;
        browser.keys(" út 1").await?;
        ensure!(page.value(page.words.street).await? == "Andrássy út 1");

        // A line does not become a list under the hands of whoever types in it.
        std::fs::remove_dir_all(&folder)?;
        let session = ask_for(stage, &["country", "state"], json!({})).await?;
        let page = Page::open(browser, &session).await?;
        enter(&page, "state", "new yor").await?;
        bring_files(&folder)?;
        browser.ask(ONLINE, Vec::new()).await?;
        page.field(page.words.state).await?;
        page.focus_is_on("state").await?;
        browser.keys("k").await?;
        ensure!(kind(browser, "state").await? == "input");
        browser.session.find(By::Id("card-number")).await?.click().await?;
        until("the list", PATIENCE, async || {
            Ok((kind(browser, "state").await? == "select").then_some(()))
        })
        .await?;
        ensure!(page.value(page.words.state).await? == "NY");
        page.focus_is_on("card-number").await
    })
    .await
}

async fn kind(browser: &Browser, id: &str) -> Result<String> {
    Ok(browser.session.find(By::Id(id)).await?.tag_name().await?)
}

#[tokio::test]
async fn arabic_reads_its_own_names_and_others_in_latin() -> Result<()> {
    play("address-arabic", Look::PHONE.speaking("ar-EG"), async |stage| {
        let session = ask_for(stage, &ALL, json!({ "customer_id": "cus_one" })).await?;
        stage.browser.visit(&session.url).await?;
        let page = Page::in_language(&stage.browser, Language::Arabic);
        page.form().await?;
        // The browser's region, to begin with.
        lays_out(&page, "country street street2? city state? zip?").await?;
        let option = async |country: &str, code: &str| {
            enter(&page, "country", country).await?;
            let found = By::Css(format!("#state option[value='{code}']"));
            until("the region", PATIENCE, async || {
                Ok(Some(stage.browser.session.find(found.clone()).await?.text().await?))
            })
            .await
        };
        ensure!(option("JP", "13").await? == "Tokyo · 東京都");
        ensure!(option("AE", "DU").await? == "دبي");
        lays_out(&page, "country street street2? state").await?;
        enter(&page, "state", "DU").await?;
        axe::check(&stage.browser, "an address in Arabic").await?;
        look_at(&page, "address-arabic").await
    })
    .await
}
