//! A bank debit: the cheque that shows which number is which, and the mandate that authorizes it.

use crate::browser;
use crate::dom::{El, el};
use crate::driver::Driver;
use crate::intl;
use crate::parts::chooser::check;
use crate::perform::MANDATE;
use crate::words::Speech;
use checkout::bank_days::{self, Day};
use checkout::mandate::{Bank, Mandate, Statement};
use checkout::{Checkout, Choice, Event};
use contract::AccountType;
use messages::{Words, fill};

/// A drawing of a cheque's foot. Said to nobody: the fields' hints say the same.
pub fn cheque(driver: Driver, speech: Speech) -> El {
    let number = |class: &str, digits: &str, pick: crate::words::Pick| {
        el("span", class).with([
            el("b", "gv-cheque__digits").text(digits),
            el("span", "gv-cheque__name").attr("dir", "auto").text_now(speech.say(pick)),
        ])
    };
    el("div", "gv-cheque")
        .attr("aria-hidden", "true")
        // A cheque reads from left to right in every language.
        .attr("dir", "ltr")
        .flag_now("hidden", move || driver.now(Checkout::choice) != Choice::Ach)
        .with([
            number("gv-cheque__routing", "⑆021000021⑆", Words::routing_number),
            number("gv-cheque__account", "000123456789⑈", Words::account_number),
        ])
}

/// The mandate, with the box that gives it and a copy to keep.
pub fn mandate(driver: Driver, speech: Speech) -> El {
    let shown = move || driver.now(|checkout| checkout.mandate(browser::now()));
    let key = move || {
        let mandate = shown();
        let lines = mandate.map(|mandate| lines(speech, &mandate)).unwrap_or_default();
        lines.concat()
    };
    let text = move || {
        let lines = shown().map(|mandate| lines(speech, &mandate)).unwrap_or_default();
        lines.iter().map(|line| el("li", "").text(line)).collect()
    };
    let is_missing = move || shown().is_none();
    let missed = move || driver.now(Checkout::is_mandate_missed);
    let error = move || {
        if missed() { speech.messages().mandate_agree_empty().to_owned() } else { String::new() }
    };
    let agree = check(driver, MANDATE, Checkout::is_authorized, |agreed| Event::MandateToggled {
        agreed,
        now: browser::now(),
    })
    .attr("aria-describedby", "mandate-error")
    .attr_now("aria-invalid", move || missed().then(|| "true".to_owned()));
    let leaves = move || {
        if driver.now(Checkout::is_debit) {
            let day = bank_days::debit_day(browser::now());
            fill(speech.messages().debit_on(), &[("date", &date(speech, day))])
        } else {
            String::new()
        }
    };
    el("section", "gv-group gv-mandate")
        .attr("aria-labelledby", "mandate-title")
        .flag_now("hidden", move || !driver.now(Checkout::is_debit))
        .with([
            el("h2", "gv-group__title")
                .attr("id", "mandate-title")
                .text_now(speech.say(Words::mandate)),
            el("p", "gv-mandate__leaves").text_now(leaves),
            el("p", "gv-group__note")
                .flag_now("hidden", move || !is_missing())
                .text_now(speech.say(Words::mandate_gap)),
            el("div", "gv-mandate__body").flag_now("hidden", is_missing).with([
                el("ol", "gv-mandate__text").with_now(key, text),
                el("label", "gv-check")
                    .with([agree, el("span", "").text_now(speech.say(Words::mandate_agree))]),
                el("p", "gv-cell__error gv-mandate__error")
                    .attr("id", "mandate-error")
                    .text_now(error),
                el("button", "gv-mandate__print")
                    .attr("type", "button")
                    .text_now(speech.say(Words::mandate_print))
                    .on("click", |_| {
                        // Where there is no printing, there is nothing to say about it.
                        let _ = browser::window().print();
                    }),
            ]),
        ])
}

fn date(speech: Speech, day: Day) -> String {
    intl::date(speech.language().tag(), day)
}

/// What the mandate says, a line for each element, and leave to correct an error.
fn lines(speech: Speech, mandate: &Mandate) -> Vec<String> {
    let words = speech.messages();
    let mut lines: Vec<String> = Vec::with_capacity(8);
    let mut creditor = "";
    for statement in mandate.statements() {
        let line = match statement {
            Statement::Single { merchant } => {
                fill(words.mandate_single(), &[("merchant", merchant)])
            }
            Statement::Amount(total, currency) => {
                fill(words.mandate_amount(), &[("amount", &speech.money(currency, total))])
            }
            Statement::NotBefore(day) => {
                fill(words.mandate_timing(), &[("date", &date(speech, day))])
            }
            Statement::Payer(payer) => fill(words.mandate_payer(), &[("payer", payer)]),
            Statement::Account { kind, last4, bank } => {
                let text = match kind {
                    AccountType::Checking => words.mandate_checking(),
                    AccountType::Savings => words.mandate_savings(),
                };
                let bank = match bank {
                    Bank::Routing(number) => fill(words.mandate_routing(), &[("routing", number)]),
                    Bank::Named(name) => fill(words.mandate_bank(), &[("name", name)]),
                    Bank::Unnamed => String::new(),
                };
                fill(text, &[("last4", last4), ("bank", &bank)])
            }
            Statement::Given(day) => fill(words.mandate_date(), &[("date", &date(speech, day))]),
            Statement::Revocation { merchant, before } => {
                let date = date(speech, before);
                let parts = [("merchant", merchant), ("date", date.as_str())];
                creditor = merchant;
                fill(words.mandate_revocation(), &parts)
            }
        };
        lines.push(line);
    }
    lines.push(fill(words.mandate_correction(), &[("merchant", creditor)]));
    lines
}
