//! Commands that touch the page itself.

use super::host;
use crate::browser;
use crate::driver::Driver;
use crate::parts::field::{id_of, set_value};
use checkout::Target;
use checkout::form::Field;
use checkout::redirect::SafeUrl;
use contract::digits;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Where notices and headings take the focus.
pub const NOTICE: &str = "notice";
/// The Pay button.
pub const PAY: &str = "pay";
/// PayPal's frame.
pub const PAYPAL: &str = "paypal";
/// Where a challenge takes the focus.
pub const CHALLENGE: &str = "challenge";
/// The box that authorizes a bank debit.
pub const MANDATE: &str = "mandate-agree";
/// The heading of the screen that is up.
pub const HEADING: &str = "heading";

/// What brings back a method that was just removed.
pub const UNDO: &str = "undo";
/// What adds a method.
pub const ADD: &str = "add";

/// The row of a kept method.
pub fn row_id(number: usize) -> String {
    ["method-", &digits(number as u64)].concat()
}

/// Shows a field's text as the machine has it.
pub fn show(driver: Driver, field: Field, caret: Option<usize>) {
    let Some(element) = browser::element(id_of(field)) else { return };
    driver.peek(|checkout| set_value(&element, checkout, field));
    if let (Some(caret), Ok(input)) = (caret, element.dyn_into::<HtmlInputElement>()) {
        let caret = u32::try_from(caret).unwrap_or(u32::MAX);
        let _ = input.set_selection_range(caret, caret);
    }
}

/// Moves the focus, once what it goes to is drawn.
pub fn focus(target: Target) {
    if !host::may_focus() {
        return;
    }
    let row;
    let id = match target {
        Target::Field(field) => id_of(field),
        Target::Notice => NOTICE,
        Target::Heading => HEADING,
        Target::Challenge => CHALLENGE,
        Target::Pay => return focus_pay(),
        Target::Mandate => MANDATE,
        Target::Undo => UNDO,
        Target::Add => ADD,
        Target::Row(number) => {
            row = row_id(number);
            &row
        }
    };
    if let Some(element) = browser::element(id) {
        let _ = element.focus();
    }
}

/// Moves the focus if what had it is gone.
pub fn rescue(target: Target) {
    let document = browser::document();
    if document.active_element().is_none_or(|element| element.tag_name() == "BODY") {
        focus(target);
    }
}

/// Moves the focus to Pay, or to PayPal's button in its place.
pub fn focus_pay() {
    let pay = browser::element(PAY).filter(|pay| pay.get_attribute("hidden").is_none());
    if let Some(element) = pay.or_else(|| browser::element(PAYPAL)) {
        let _ = element.focus();
    }
}

/// Leaves for the merchant, without a way back into a form that is paid.
pub fn navigate(url: &SafeUrl) {
    let _ = browser::window().location().replace(url.as_str());
}
