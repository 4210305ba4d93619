//! What the customer has kept. Triggered by a wallet session.

use crate::browser;
use crate::dom::{El, el};
use crate::driver::Driver;
use crate::parts::bank::cheque;
use crate::parts::chooser::kept_label;
use crate::parts::form::{
    card_note, group, is_address, is_contact, is_instrument, offline, patience, timer,
};
use crate::parts::notice::notice;
use crate::perform::{ADD, HEADING, UNDO, row_id};
use crate::words::{self, Speech};
use checkout::palette::{Scheme, palette};
use checkout::redirect::SafeUrl;
use checkout::session::Saves;
use checkout::{Badge, Checkout, Choice, Done, Event, Means, PurseEvent, Shown};
use contract::{AccountType, Method, digits};
use messages::Words;

/// The list, and what changes it.
pub fn keeping(driver: Driver, speech: Speech) -> Vec<El> {
    let is_adding = move || driver.now(|checkout| checkout.adding().is_some());
    let rows_key = move || driver.now(|checkout| key(checkout, speech));
    let add_key = move || {
        driver.now(|checkout| match checkout.adding() {
            Some(Choice::Ach) => "account".to_owned(),
            Some(_) => "card".to_owned(),
            None => [speech.language().tag(), &digits(checkout.addable().len() as u64)].concat(),
        })
    };
    let add = move || match driver.peek(Checkout::adding) {
        Some(choice) => vec![form(driver, speech, choice)],
        None => buttons(driver, speech),
    };
    vec![
        el("div", "gv-purse").with([
            el("h1", "gv-purse__title")
                .attr("id", HEADING)
                .attr("tabindex", "-1")
                .text_now(speech.say(Words::wallet)),
            offline(driver, speech),
            // While something is added, the notice stands in the form.
            el("div", "gv-purse__notice").with_now(
                move || String::from(if is_adding() { "" } else { "here" }),
                move || {
                    let is_here = driver.peek(|checkout| checkout.adding().is_none());
                    is_here.then(|| notice(driver, speech)).into_iter().collect()
                },
            ),
            el("div", "").with_now(rows_key, move || rows(driver, speech)),
            el("div", "gv-purse__add").with_now(add_key, add),
            timer(driver, speech),
        ]),
        back(driver, speech),
    ]
}

/// What makes it another list.
fn key(checkout: &Checkout, speech: Speech) -> String {
    let mut key = String::from(speech.language().tag());
    for Shown { row, is_default, can_be_undone } in checkout.rows() {
        key.push_str(&digits(row.number as u64));
        key.push_str(match (is_default, can_be_undone) {
            (true, false) => "*",
            (true, true) => "*?",
            (false, true) => "?",
            (false, false) => " ",
        });
        key.extend(row.locked.as_deref());
        key.extend(row.badges.iter().map(|badge| badge.label.as_str()));
    }
    key
}

fn rows(driver: Driver, speech: Speech) -> Vec<El> {
    let words = speech.messages();
    driver.peek(|checkout| {
        let rows = checkout.rows();
        if rows.is_empty() {
            return vec![el("div", "gv-purse__empty").with([
                el("span", "gv-brand gv-brand--none").attr("aria-hidden", "true"),
                el("h2", "").text(words.wallet_empty()),
                el("p", "gv-purse__hint").text(words.wallet_empty_help()),
            ])];
        }
        let rows = rows.iter().map(|shown| {
            let draw = if shown.can_be_undone { removed } else { row };
            draw(driver, words, shown)
        });
        // Lists without bullets are no lists to Safari unless they say so.
        vec![el("ul", "gv-methods").attr("role", "list").with(rows)]
    })
}

fn item(class: &str, shown: &Shown<'_>) -> El {
    el("li", class).attr("id", &row_id(shown.row.number)).attr("tabindex", "-1")
}

/// In the place of a method that was removed, for as long as it can be brought back.
fn removed(driver: Driver, words: &'static Words, shown: &Shown<'_>) -> El {
    let text = words::done(words, Done::Removed, &shown.row.saved);
    item("gv-method gv-method--gone", shown).with([
        el("p", "gv-method__what").text(&text),
        el("div", "gv-method__deeds").with([deed(words.method_undo(), "", move || {
            driver.send(Event::Purse(PurseEvent::UndoPressed));
        })
        .attr("id", UNDO)]),
    ])
}

fn row(driver: Driver, words: &'static Words, shown: &Shown<'_>) -> El {
    let Shown { row, is_default, .. } = shown;
    let (saved, number) = (&row.saved, row.number);
    let mut label = kept_label(words, saved).into_iter();
    let mark = label.next();
    let more = label.next_back();
    let chip = is_default.then(|| el("span", "gv-chip").text(words.method_default()));
    let kind = match &saved.means {
        Means::Bank { account_type: Some(AccountType::Checking), .. } => Some(words.checking()),
        Means::Bank { account_type: Some(AccountType::Savings), .. } => Some(words.savings()),
        Means::Bank { account_type: None, .. } | Means::Card { .. } => None,
    };
    let more = more.map(|more| more.with(kind.map(|kind| el("span", "").text(kind))));
    let lock = row.locked.as_ref().map(|reason| {
        el("p", "gv-method__locked gv-lock").with([
            el("span", "gv-sr").text(&[words.method_locked(), " "].concat()),
            el("bdi", "").text(reason),
        ])
    });
    let name = words::kept(words, saved);
    let press = |words: &str, id: &str, event: fn(usize) -> PurseEvent| {
        deed(words, &name, move || driver.send(Event::Purse(event(number))))
            .attr("id", &[id, &digits(number as u64)].concat())
    };
    let can_be_default = !is_default && !saved.is_expired;
    let prefer = can_be_default
        .then(|| press(words.method_make_default(), "prefer-", PurseEvent::DefaultPressed));
    let remove = row.locked.is_none();
    let remove = remove.then(|| press(words.method_remove(), "remove-", PurseEvent::RemovePressed));
    let class = if saved.is_expired { "gv-method gv-method--over" } else { "gv-method" };
    item(class, shown).with(mark).with([
        el("div", "gv-method__what")
            .with([el("div", "gv-method__name")
                .with(label)
                .with(chip)
                .with(row.badges.iter().map(badge))])
            .with(more)
            .with(lock),
        el("div", "gv-method__deeds").with(prefer).with(remove),
    ])
}

/// The merchant's label in the merchant's colour, with words that can be read on it.
fn badge(badge: &Badge) -> El {
    let chip = el("bdi", "gv-chip gv-chip--badge").text(&badge.label);
    match badge.color {
        Some(color) => {
            let colors = palette(color, Scheme::Light);
            chip.style("--gv-badge", &colors.accent.css())
                .style("--gv-on-badge", &colors.on_accent.css())
        }
        None => chip,
    }
}

/// A button beside a method; `of` names the method for whoever does not see where it stands.
fn deed(text: &str, of: &str, press: impl Fn() + 'static) -> El {
    el("button", "gv-method__deed")
        .attr("type", "button")
        .with([el("span", "").text(text), el("span", "gv-sr").text(&[" ", of].concat())])
        .on("click", move |_| press())
}

/// What can be added.
fn buttons(driver: Driver, speech: Speech) -> Vec<El> {
    let words = speech.messages();
    let methods = driver.peek(|checkout| checkout.addable().to_vec());
    let button = |(at, method): (usize, Method)| {
        let (text, choice) = match method {
            Method::Ach => (words.add_bank(), Choice::Ach),
            Method::Card | Method::ApplePay | Method::Paypal => (words.add_card(), Choice::Card),
        };
        el("button", "gv-button gv-button--plain gv-button--add")
            .attr("type", "button")
            .attr_if("id", (at == 0).then_some(ADD))
            .text(text)
            .on("click", move |_| driver.send(Event::Purse(PurseEvent::AddPressed(choice))))
    };
    methods.into_iter().enumerate().map(button).collect()
}

/// The card's or the account's form.
fn form(driver: Driver, speech: Speech, choice: Choice) -> El {
    let fields = driver.peek(Checkout::fields);
    let saving = move || driver.now(Checkout::is_latched);
    let heading = match choice {
        Choice::Ach => Words::add_bank,
        _ => Words::add_card,
    };
    let before = vec![cheque(driver, speech)];
    let note = vec![card_note(driver, speech)];
    let save = move || {
        let words = speech.messages();
        (if saving() { words.add_saving() } else { words.add_save() }).to_owned()
    };
    el("form", "gv-form gv-purse__form")
        .attr("novalidate", "")
        .attr_now("aria-busy", move || Some(saving().to_string()))
        .flag_now("data-held", saving)
        .on("submit", move |event| {
            event.prevent_default();
            driver.send(Event::Submitted(browser::nonce()));
        })
        .with([el("h2", "gv-purse__subtitle").text_now(speech.say(heading))])
        .with(group(
            driver,
            speech,
            &fields,
            |_, words| words.contact(),
            is_contact,
            Vec::new(),
            Vec::new(),
        ))
        .with(group(
            driver,
            speech,
            &fields,
            |checkout, words| match checkout.method() {
                Method::Ach => words.bank_account(),
                _ => words.card(),
            },
            is_instrument,
            before,
            note,
        ))
        .with(group(
            driver,
            speech,
            &fields,
            |_, words| words.billing_address(),
            is_address,
            Vec::new(),
            Vec::new(),
        ))
        .with([
            el("p", "gv-group__note").text_now(move || consent(driver, speech)),
            el("div", "gv-pay").with([
                notice(driver, speech),
                el("button", "gv-button")
                    .attr("type", "submit")
                    .attr("id", "save-method")
                    .attr_now("aria-disabled", move || saving().then(|| "true".to_owned()))
                    .text_now(save),
                el("button", "gv-button gv-button--plain")
                    .attr("type", "button")
                    .flag_now("hidden", saving)
                    .text_now(speech.say(Words::add_cancel))
                    .on("click", move |_| driver.send(Event::Withdrawn)),
                patience(driver, speech),
            ]),
        ])
}

/// What is added is kept for that.
fn consent(driver: Driver, speech: Speech) -> String {
    let words = speech.messages();
    driver.now(|checkout| {
        let name = &checkout.merchant().name;
        match (checkout.keeps_for(), checkout.method()) {
            (Some(Saves::OffSession), Method::Ach) => words::with_merchant(
                words.save_bank_off_session(),
                words.save_bank_off_session_plain(),
                name,
            ),
            (Some(Saves::OffSession), _) => {
                words::with_merchant(words.add_note_later(), words.add_note_later_plain(), name)
            }
            _ => words::with_merchant(words.add_note(), words.add_note_plain(), name),
        }
    })
}

/// The way back to the merchant, where there is one.
fn back(driver: Driver, speech: Speech) -> El {
    let text = move || {
        let words = speech.messages();
        let name = driver.now(|checkout| checkout.merchant().name.clone());
        words::with_merchant(words.back(), words.back_plain(), &name)
    };
    let url = driver.peek(|checkout| checkout.merchant().cancel.clone());
    let link = url
        .map(|url| el("a", "gv-cancel__link").attr("href", SafeUrl::as_str(&url)).text_now(text));
    el("p", "gv-cancel").attr_if("hidden", link.is_none().then_some("")).with(link)
}
