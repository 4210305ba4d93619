//! What to pay with: the cards that were kept, and another one. Without kept cards there is nothing
//! to choose, and nothing here.

use crate::browser;
use crate::dom::{El, el, react};
use crate::driver::Driver;
use crate::words::{self, Speech};
use checkout::form::brand::Brand;
use checkout::session::Saves;
use checkout::{Checkout, Choice, Event, Saved};
use js_sys::Reflect;
use leptos::prelude::{Get, RwSignal, Set};
use messages::fill;

/// A list longer than this is folded.
const SHOWN: usize = 4;

/// The radio group.
pub fn chooser(driver: Driver, speech: Speech) -> El {
    let unfolded = RwSignal::new(false);
    let key = move || {
        let mut key = String::from(speech.language().tag());
        driver.now(|checkout| {
            for saved in saved(checkout) {
                key.push(' ');
                key.push_str(&saved.id);
            }
        });
        if unfolded.get() {
            key.push_str(" all");
        }
        key
    };
    let hidden = move || driver.now(|checkout| saved(checkout).is_empty());
    el("fieldset", "gv-group").flag_now("hidden", hidden).with([
        el("legend", "gv-group__title").text_now(speech.say(|words| words.method)),
        el("div", "gv-choices").with_now(key, move || choices(driver, speech, unfolded)),
    ])
}

fn saved(checkout: &Checkout) -> &[Saved] {
    checkout.session().map(|session| session.saved.as_slice()).unwrap_or_default()
}

fn choices(driver: Driver, speech: Speech, unfolded: RwSignal<bool>) -> Vec<El> {
    let words = speech.messages();
    let saved = driver.peek(|checkout| saved(checkout).to_vec());
    let chosen = driver.peek(Checkout::choice);
    let is_folded = saved.len() > SHOWN && !unfolded.get();
    // The chosen one is never folded away.
    let is_shown = |at: usize| !is_folded || at < SHOWN - 1 || chosen == Choice::Saved(at);
    let mut choices: Vec<El> = saved
        .iter()
        .enumerate()
        .filter(|(at, _)| is_shown(*at))
        .map(|(at, card)| choice(driver, Choice::Saved(at), card.is_expired, kept(speech, card)))
        .collect();
    if is_folded {
        let text = fill(words.show_all, &[("count", &saved.len().to_string())]);
        let show = el("button", "gv-choices__all").attr("type", "button").text(&text);
        choices.push(show.on("click", move |_| {
            unfolded.set(true);
            // The button is gone; the list it was in is not.
            browser::after_draw(move || {
                if let Some(radio) = browser::element(&id_of(driver.peek(Checkout::choice))) {
                    let _ = radio.focus();
                }
            });
        }));
    }
    let another = vec![el("span", "gv-choice__name").text(words.another_card)];
    choices.push(choice(driver, Choice::Card, false, another));
    choices
}

fn id_of(choice: Choice) -> String {
    match choice {
        Choice::Saved(at) => ["choice-", &at.to_string()].concat(),
        Choice::Card => "choice-card".to_owned(),
    }
}

/// One radio button with its label.
fn choice(driver: Driver, choice: Choice, is_expired: bool, label: Vec<El>) -> El {
    let radio = el("input", "gv-choice__radio")
        .attr("type", "radio")
        .attr("name", "method")
        .attr("id", &id_of(choice))
        .flag_now("disabled", move || is_expired || driver.now(Checkout::is_latched))
        .on("change", move |_| driver.send(Event::Chosen(choice)));
    let input = radio.raw().clone();
    react(Box::new(move || {
        let is_chosen = driver.now(Checkout::choice) == choice;
        let _ = Reflect::set(&input, &"checked".into(), &is_chosen.into());
    }));
    el("label", "gv-choice").with([radio]).with(label)
}

/// What a kept card says of itself.
fn kept(speech: Speech, card: &Saved) -> Vec<El> {
    let words = speech.messages();
    let brand = card.brand.map(Brand::name).or(card.brand_name.as_deref()).unwrap_or_default();
    let spoken = if brand.is_empty() {
        fill(words.saved_card_plain, &[("last4", &card.last4)])
    } else {
        fill(words.saved_card, &[("brand", brand), ("last4", &card.last4)])
    };
    let date = card.expiry.map(|expiry| {
        let mmyy = expiry.mmyy();
        let (month, year) = mmyy.split_at(2);
        [month, " / ", year].concat()
    });
    let date = date.map(|date| {
        let template = if card.is_expired { words.card_expired } else { words.card_expires };
        el("span", "gv-choice__more").text(&fill(template, &[("date", &date)]))
    });
    let written = [brand, " ••••\u{a0}", &card.last4].concat();
    let mut parts = vec![
        el("bdi", "gv-choice__name").attr("aria-hidden", "true").text(written.trim_start()),
        el("span", "gv-sr").text(&spoken),
    ];
    parts.extend(date);
    parts
}

/// Whether the card may be kept, where the session offers it.
pub fn keeping(driver: Driver, speech: Speech) -> El {
    let text = move || {
        let words = speech.messages();
        driver.now(|checkout| {
            let name = &checkout.merchant().name;
            match checkout.session().and_then(|session| session.saves) {
                Some(Saves::OnSession) => words.save_on_session.to_owned(),
                Some(Saves::OffSession) => {
                    words::with_merchant(words.save_off_session, words.save_off_session_plain, name)
                }
                None => String::new(),
            }
        })
    };
    let hidden =
        move || driver.now(|checkout| checkout.session().is_none_or(|s| s.saves.is_none()));
    let check = el("input", "gv-check__box")
        .attr("type", "checkbox")
        .attr("id", "save")
        .flag_now("disabled", move || driver.now(Checkout::is_latched));
    let input = check.raw().clone();
    let check = check.on("change", move |_| {
        let is = Reflect::get(&input, &"checked".into()).is_ok_and(|is| is.is_truthy());
        driver.send(Event::SaveToggled(is));
    });
    el("label", "gv-check").flag_now("hidden", hidden).with([check, el("span", "").text_now(text)])
}
