//! The challenge above the Pay button: a captcha in its frame, or the field for a code.

use crate::browser;
use crate::dom::{El, el, keep};
use crate::driver::Driver;
use crate::perform::{self, CHALLENGE, PAY};
use crate::words::{self, Pick, Speech};
use checkout::{Challenge, Channel, Checkout, Event, Kind, Resend, Secret, Vendor};
use contract::digits;
use messages::{Words, fill};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, InputEvent};

/// What is wrong, for whoever asks again what the field is.
const ERROR: &str = "challenge-error";
/// Where the code was sent.
const WHERE: &str = "challenge-where";

/// The place of the challenge. Empty while there is none.
pub fn challenge(driver: Driver, speech: Speech) -> El {
    // The destination may change while the code is typed; anything else makes it another challenge.
    let key = move || {
        driver.now(|checkout| match checkout.challenge().map(Challenge::kind) {
            None => String::new(),
            Some(Kind::Captcha { vendor: Vendor::HCaptcha, site_key }) => ["h", site_key].concat(),
            Some(Kind::Captcha { vendor: Vendor::Turnstile, site_key }) => ["t", site_key].concat(),
            Some(Kind::Code { channel: Channel::Sms, .. }) => "sms".to_owned(),
            Some(Kind::Code { channel: Channel::Email, .. }) => "email".to_owned(),
        })
    };
    el("div", "gv-challenge-place").with_now(key, move || {
        let kind = driver.peek(|checkout| Some(checkout.challenge()?.kind().clone()));
        let panel = match kind {
            None => return Vec::new(),
            Some(Kind::Captcha { vendor, site_key }) => captcha(driver, speech, vendor, &site_key),
            Some(Kind::Code { channel, .. }) => code(driver, speech, channel),
        };
        keep(Leaving(panel.clone()));
        vec![panel]
    })
}

/// Dropped when its panel goes: takes the focus to the Pay button, if it was in the panel and would
/// be lost with it.
struct Leaving(El);

impl Drop for Leaving {
    fn drop(&mut self) {
        let active = browser::document().active_element();
        if self.0.raw().contains(active.as_deref())
            && let Some(pay) = browser::element(PAY)
        {
            let _ = pay.focus();
        }
    }
}

/// Something of the challenge that is up.
fn of<T>(driver: Driver, draw: impl FnOnce(&Challenge) -> T) -> Option<T> {
    driver.now(|checkout| checkout.challenge().map(draw))
}

fn panel(title: El) -> El {
    el("div", "gv-challenge")
        .attr("role", "group")
        .attr("aria-labelledby", "challenge-title")
        .with([title.attr("class", "gv-challenge__title")])
}

/// What is wrong. Said by the machine, so no live region of its own.
fn error(driver: Driver, speech: Speech) -> El {
    let text = move || {
        let wrong = of(driver, |challenge| {
            let is_code = matches!(challenge.kind(), Kind::Code { .. });
            challenge.trouble().map(|trouble| words::trouble(speech.messages(), is_code, trouble))
        });
        wrong.flatten().unwrap_or_default().to_owned()
    };
    el("p", "gv-cell__error").attr("id", ERROR).text_now(text)
}

fn is_wrong(driver: Driver) -> bool {
    of(driver, |challenge| challenge.trouble().is_some()) == Some(true)
}

fn link(driver: Driver, words: impl Fn() -> String + 'static, event: fn() -> Event) -> El {
    el("button", "gv-challenge__link")
        .attr("type", "button")
        .text_now(words)
        .on("click", move |_| driver.send(event()))
}

fn back(driver: Driver, speech: Speech) -> El {
    link(driver, speech.say(Words::challenge_back), || Event::Withdrawn)
}

fn captcha(driver: Driver, speech: Speech, vendor: Vendor, site_key: &str) -> El {
    let title: Pick = Words::check;
    let state = move |is: fn(&Challenge) -> bool, text: Pick| {
        move || {
            let says = of(driver, is) == Some(true);
            if says { text(speech.messages()).to_owned() } else { String::new() }
        }
    };
    let loading = state(|c| !c.is_ready() && c.trouble().is_none(), Words::check_loading);
    let passed = state(Challenge::is_solved, Words::check_passed);
    let frame = el("iframe", "gv-challenge__frame")
        .attr_now("title", move || Some(speech.messages().check().to_owned()));
    let language = speech.language().tag();
    perform::captcha::frame(driver, frame.raw(), vendor, site_key, language);
    let heading = el("h2", "")
        .attr("tabindex", "-1")
        .attr("aria-describedby", ERROR)
        .text_now(speech.say(title));
    // The heading is both what names the group and what takes the focus.
    panel(heading.attr("id", CHALLENGE)).attr("aria-labelledby", CHALLENGE).with([
        el("div", "gv-challenge__stage")
            .with([el("p", "gv-challenge__loading").text_now(loading), frame]),
        el("p", "gv-challenge__state").text_now(passed),
        error(driver, speech),
        el("div", "gv-challenge__links").with([
            link(driver, speech.say(Words::try_again), || Event::Retried)
                .flag_now("hidden", move || !is_wrong(driver)),
            back(driver, speech),
        ]),
    ])
}

fn code(driver: Driver, speech: Speech, channel: Channel) -> El {
    let title: Pick = Words::code_title;
    let sent_to = move || {
        let words = speech.messages();
        let (named, plain) = match channel {
            Channel::Sms => (words.code_sms(), words.code_sms_plain()),
            Channel::Email => (words.code_email(), words.code_email_plain()),
        };
        let hint = of(driver, |challenge| match challenge.kind() {
            Kind::Code { hint, .. } => hint.clone(),
            Kind::Captcha { .. } => None,
        });
        match hint.flatten() {
            // Masked digits and addresses keep their order on a page that runs the other way.
            Some(hint) => fill(named, &[("hint", &["\u{2066}", &hint, "\u{2069}"].concat())]),
            None => plain.to_owned(),
        }
    };
    let class = move || {
        let fault = if is_wrong(driver) { " gv-cell--fault" } else { "" };
        Some(["gv-cell", fault].concat())
    };
    if channel == Channel::Sms {
        let found = perform::sms::wait(move |code| {
            driver.send(Event::CodeTyped(Secret::from(code)));
            show_code(driver);
        });
        keep(found);
    }
    panel(el("h2", "").attr("id", "challenge-title").text_now(speech.say(title))).with([
        el("p", "gv-challenge__where").attr("id", WHERE).text_now(sent_to),
        el("div", "gv-cells").with([el("div", "").attr_now("class", class).with([
            el("label", "gv-cell__label").attr("for", CHALLENGE).text_now(speech.say(Words::code)),
            input(driver),
            error(driver, speech),
        ])]),
        el("div", "gv-challenge__links").with([resend(driver, speech), back(driver, speech)]),
    ])
}

fn input(driver: Driver) -> El {
    let typed = move |event: web_sys::Event| {
        let composing = event.dyn_ref::<InputEvent>().is_some_and(InputEvent::is_composing);
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let (Some(input), false) = (input, composing) {
            driver.send(Event::CodeTyped(Secret::from(input.value())));
        }
    };
    let input = el("input", "gv-cell__input gv-challenge__code")
        .attr("id", CHALLENGE)
        .attr("type", "text")
        .attr("inputmode", "numeric")
        .attr("autocomplete", "one-time-code")
        .attr("autocapitalize", "off")
        .attr("autocorrect", "off")
        .attr("spellcheck", "false")
        .attr("enterkeyhint", "done")
        .attr("dir", "ltr")
        .attr("aria-required", "true")
        .attr("aria-describedby", &[WHERE, " ", ERROR].concat())
        .attr_now("aria-invalid", move || is_wrong(driver).then(|| "true".to_owned()))
        .on("input", typed)
        .on("compositionend", typed);
    driver.peek(|checkout| browser::set(input.raw(), "value", &code_of(checkout).into()));
    input
}

fn code_of(checkout: &Checkout) -> &str {
    checkout.challenge().map(Challenge::code).unwrap_or_default()
}

/// Shows the code as the machine has it.
pub fn show_code(driver: Driver) {
    if let Some(input) = browser::element(CHALLENGE) {
        driver.peek(|checkout| browser::set(&input, "value", &code_of(checkout).into()));
    }
}

/// The countdown is in the button's own words, where it is heard only when it is asked for.
fn resend(driver: Driver, speech: Speech) -> El {
    let when = move || of(driver, Challenge::resend).unwrap_or(Resend::Now);
    let text = move || {
        let words = speech.messages();
        match when() {
            Resend::Sending => words.code_sending().to_owned(),
            Resend::In(seconds) => {
                fill(words.code_resend_in(), &[("seconds", &digits(seconds.into()))])
            }
            Resend::Now => words.code_resend().to_owned(),
        }
    };
    link(driver, text, || Event::ResendPressed)
        .attr_now("aria-disabled", move || Some((when() != Resend::Now).to_string()))
}
