//! What the payer presses: Pay, which is Apple Pay's button where that is chosen, or PayPal's own, in
//! its frame.

use crate::browser;
use crate::dom::{El, el, react};
use crate::driver::Driver;
use crate::perform::{self, PAY, PAYPAL};
use crate::words::{Pick, Speech};
use checkout::{Button, Checkout, Choice};
use messages::{Words, fill};

/// Whether PayPal's button is for the payer to press, and not Pay.
pub fn is_paypals(checkout: &Checkout) -> bool {
    checkout.choice() == Choice::Paypal
        && checkout.is_wallet_up()
        && checkout.button() != Button::Away
}

/// Whether Pay is Apple Pay's button.
fn is_apples(checkout: &Checkout) -> bool {
    checkout.choice() == Choice::ApplePay && matches!(checkout.button(), Button::Pay(_))
}

/// Pay, in whichever shape.
pub fn button(driver: Driver, speech: Speech) -> El {
    let label = move || {
        let words = speech.messages();
        driver.now(|checkout| {
            let (template, total): (Pick, _) = match checkout.button() {
                Button::Pay(total) if is_apples(checkout) => (Words::pay_apple_pay, total),
                Button::Pay(total) => (Words::pay, total),
                Button::Agree(total) => (Words::agree, total),
                Button::Busy | Button::Away => return words.paying().to_owned(),
            };
            checkout.currency().map_or_else(String::new, |currency| {
                fill(template(words), &[("amount", &speech.money(currency, total))])
            })
        })
    };
    let class = move || {
        let apples = if driver.now(is_apples) { " gv-button--apple-pay" } else { "" };
        Some(["gv-button", apples].concat())
    };
    // Not `disabled`: that would throw the focus away.
    let busy = move || Some((driver.now(Checkout::button) == Button::Busy).to_string());
    // A question with buttons of its own stands in its place, or PayPal's button does.
    let away = move || driver.now(|it| it.button() == Button::Away || is_paypals(it));
    react(Box::new(move || {
        if driver.now(Checkout::choice) == Choice::ApplePay {
            perform::apple_pay::load();
        }
    }));
    el("button", "")
        .attr("id", PAY)
        .attr_now("class", class)
        .flag_now("hidden", away)
        .attr("type", "submit")
        .attr_now("aria-disabled", busy)
        .text_now(label)
}

/// PayPal's button, while PayPal is chosen.
pub fn paypal(driver: Driver, speech: Speech) -> El {
    let key = move || {
        let language = speech.language().tag();
        driver.now(|checkout| match checkout.currency() {
            Some(currency) if checkout.choice() == Choice::Paypal => {
                [currency.as_str(), language].concat()
            }
            _ => String::new(),
        })
    };
    let away = move || !driver.now(is_paypals);
    react(Box::new(move || {
        perform::paypal::settle(driver);
        // The frame is about to go with the focus in it.
        let active = browser::document().active_element();
        if away()
            && active.is_some_and(|active| active.get_attribute("id").as_deref() == Some(PAYPAL))
        {
            browser::after_draw(perform::focus_pay);
        }
    }));
    el("div", "gv-wallet").flag_now("hidden", away).with_now(key, move || {
        let currency = driver
            .peek(|checkout| checkout.currency().filter(|_| checkout.choice() == Choice::Paypal));
        let Some(currency) = currency else { return Vec::new() };
        let frame = el("iframe", "gv-wallet__frame").attr("id", PAYPAL).attr("title", "PayPal");
        let language = speech.language().tag();
        perform::paypal::frame(driver, frame.raw(), currency, language);
        vec![frame]
    })
}
