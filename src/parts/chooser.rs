//! What to pay with: the methods that were kept, and those that the session takes. Where there is
//! but one, there is nothing to choose, and nothing here.

use crate::browser;
use crate::dom::{El, el, react};
use crate::driver::Driver;
use crate::parts::field::brand_mark;
use crate::words::{self, Speech};
use checkout::session::{Saves, Session};
use checkout::{Checkout, Choice, Event, Means, Saved, Wallet};
use contract::{Cents, digits};
use js_sys::Reflect;
use leptos::prelude::{ArcRwSignal, Get, Set};
use messages::{Words, fill};

/// A list longer than this is folded.
const SHOWN: usize = 4;

/// The radio group.
pub fn chooser(driver: Driver, speech: Speech) -> El {
    let unfolded = ArcRwSignal::new(false);
    let is_unfolded = unfolded.clone();
    let key = move || {
        let mut key = String::from(speech.language().tag());
        driver.now(|checkout| {
            for saved in saved(checkout) {
                key.push(' ');
                key.push_str(&saved.id);
            }
            for choice in checkout.session().into_iter().flat_map(Session::choices) {
                key.push_str(id_of(choice).as_str());
            }
        });
        if is_unfolded.get() {
            key.push_str(" all");
        }
        key
    };
    let hidden = move || {
        driver.now(|checkout| {
            let methods = checkout.session().map_or(0, |session| session.methods.len());
            methods + saved(checkout).len() < 2
        })
    };
    let note = move || {
        let words = speech.messages();
        match driver.now(Checkout::choice).wallet() {
            Some(Wallet::ApplePay) => words.wallet_apple_pay().to_owned(),
            Some(Wallet::Paypal) => words.wallet_paypal().to_owned(),
            None => String::new(),
        }
    };
    // An empty place in the form would be as wide as its gap.
    let empty = move || hidden() && note().is_empty();
    el("div", "").flag_now("hidden", empty).with([
        el("fieldset", "gv-group").flag_now("hidden", hidden).with([
            el("legend", "gv-group__title").text_now(speech.say(Words::method)),
            el("div", "gv-choices").with_now(key, move || choices(driver, speech, &unfolded)),
        ]),
        el("p", "gv-group__note").text_now(note),
    ])
}

fn saved(checkout: &Checkout) -> &[Saved] {
    checkout.session().map(|session| session.saved.as_slice()).unwrap_or_default()
}

fn choices(driver: Driver, speech: Speech, unfolded: &ArcRwSignal<bool>) -> Vec<El> {
    let words = speech.messages();
    let saved = driver.peek(|checkout| saved(checkout).to_vec());
    let chosen = driver.peek(Checkout::choice);
    let is_folded = saved.len() > SHOWN && !unfolded.get();
    // The chosen one is never folded away.
    let is_shown = |at: usize| !is_folded || at < SHOWN - 1 || chosen == Choice::Saved(at);
    let line = |at: Choice, is_expired, label| choice(driver, speech, at, is_expired, label);
    let mut choices: Vec<El> = saved
        .iter()
        .enumerate()
        .filter(|(at, _)| is_shown(*at))
        .map(|(at, kept)| line(Choice::Saved(at), kept.is_expired, kept_label(words, kept)))
        .collect();
    if is_folded {
        let text = fill(words.show_all(), &[("count", &digits(saved.len() as u64))]);
        let show = el("button", "gv-choices__all").attr("type", "button").text(&text);
        let unfolded = unfolded.clone();
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
    let typed: Vec<Choice> =
        driver.peek(|checkout| checkout.session().into_iter().flat_map(Session::choices).collect());
    choices.extend(typed.into_iter().map(|at| line(at, false, label(words, at, &saved))));
    choices
}

fn id_of(choice: Choice) -> String {
    let name = match choice {
        Choice::Saved(at) => return ["choice-", &digits(at as u64)].concat(),
        Choice::Card => "choice-card",
        Choice::Ach => "choice-ach",
        Choice::ApplePay => "choice-apple-pay",
        Choice::Paypal => "choice-paypal",
    };
    name.to_owned()
}

/// One radio button with its label, and its fee where that is known.
fn choice(driver: Driver, speech: Speech, choice: Choice, is_expired: bool, label: Vec<El>) -> El {
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
    let fee = move || {
        let words = speech.messages();
        driver.now(|checkout| match (checkout.estimate(choice), checkout.currency()) {
            (Some(Cents(0)), _) => words.method_free().to_owned(),
            (Some(fee), Some(currency)) => {
                fill(words.method_fee(), &[("fee", &speech.money(currency, fee))])
            }
            _ => String::new(),
        })
    };
    el("label", "gv-choice")
        .with([radio])
        .with(label)
        .with([el("span", "gv-choice__fee").text_now(fee)])
}

fn mark((class, text): (&str, &str)) -> El {
    el("span", class).attr("aria-hidden", "true").text(text)
}

/// What a method that is not kept is called.
fn label(words: &'static Words, choice: Choice, saved: &[Saved]) -> Vec<El> {
    let is_bank = |saved: &Saved| matches!(saved.means, Means::Bank { .. });
    let (name, chip) = match choice {
        Choice::Ach if saved.iter().any(is_bank) => (words.another_bank(), BANK),
        Choice::Ach => (words.bank_account(), BANK),
        Choice::ApplePay => ("Apple Pay", ("gv-brand gv-brand--apple-pay", "Pay")),
        Choice::Paypal => ("PayPal", ("gv-brand gv-brand--paypal", "PP")),
        Choice::Card | Choice::Saved(_) if saved.iter().any(|saved| !is_bank(saved)) => {
            (words.another_card(), brand_mark(None))
        }
        Choice::Card | Choice::Saved(_) => (words.card(), brand_mark(None)),
    };
    vec![mark(chip), el("span", "gv-choice__name").text(name)]
}

const BANK: (&str, &str) = ("gv-brand gv-brand--bank", "");

/// What a kept method says of itself: its mark, its name, the same for whoever hears it, and a second
/// line.
pub fn kept_label(words: &'static Words, kept: &Saved) -> Vec<El> {
    let mut date = None;
    let (chip, name) = match &kept.means {
        Means::Card { brand, expiry, .. } => {
            date = expiry.map(|expiry| {
                let mmyy = expiry.mmyy();
                let (month, year) = mmyy.split_at(2);
                [month, " / ", year].concat()
            });
            (brand_mark(*brand), kept.name())
        }
        Means::Bank { .. } => (BANK, kept.name()),
    };
    let written = [name, " ••••\u{a0}", &kept.last4].concat();
    let mut parts = vec![
        mark(chip),
        el("bdi", "gv-choice__name").attr("aria-hidden", "true").text(written.trim_start()),
        el("span", "gv-sr").text(&words::kept(words, kept)),
    ];
    let date = date.map(|date| {
        let template = if kept.is_expired { words.card_expired() } else { words.card_expires() };
        el("span", "").text(&fill(template, &[("date", &date)]))
    });
    let holder = kept.holder.as_ref().map(|name| el("bdi", "").text(name));
    parts.push(el("span", "gv-choice__more").with(holder).with(date));
    parts
}

/// Whether what is typed may be kept, where the session offers it.
pub fn keeping(driver: Driver, speech: Speech) -> El {
    let text = move || {
        let words = speech.messages();
        driver.now(|checkout| {
            let name = &checkout.merchant().name;
            let saves = checkout.session().and_then(|session| session.saves);
            match (saves, checkout.choice()) {
                (None, _) => String::new(),
                (Some(Saves::OnSession), Choice::Ach) => words.save_bank_on_session().to_owned(),
                (Some(Saves::OnSession), _) => words.save_on_session().to_owned(),
                (Some(Saves::OffSession), Choice::Ach) => words::with_merchant(
                    words.save_bank_off_session(),
                    words.save_bank_off_session_plain(),
                    name,
                ),
                (Some(Saves::OffSession), _) => words::with_merchant(
                    words.save_off_session(),
                    words.save_off_session_plain(),
                    name,
                ),
            }
        })
    };
    let check = check(driver, "save", Checkout::is_saving, Event::SaveToggled);
    el("label", "gv-check")
        .flag_now("hidden", move || !driver.now(Checkout::can_be_kept))
        .with([check, el("span", "").text_now(text)])
}

/// A box to tick, ticked as the machine says.
pub fn check(driver: Driver, id: &str, is: fn(&Checkout) -> bool, event: fn(bool) -> Event) -> El {
    let check = el("input", "gv-check__box")
        .attr("type", "checkbox")
        .attr("id", id)
        .flag_now("disabled", move || driver.now(Checkout::is_latched));
    let (input, shown) = (check.raw().clone(), check.raw().clone());
    react(Box::new(move || {
        let _ = Reflect::set(&shown, &"checked".into(), &driver.now(is).into());
    }));
    check.on("change", move |_| {
        let is = Reflect::get(&input, &"checked".into()).is_ok_and(|is| is.is_truthy());
        driver.send(event(is));
    })
}
