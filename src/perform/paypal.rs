//! PayPal's frame (`frames/paypal`), in which PayPal's script draws its button and opens its window.

use super::api;
use super::frame::{self, Frame};
use crate::browser::{self, get, text};
use crate::driver::Driver;
use checkout::{Authorized, Button, Checkout, Event, Secret, SheetFailure, Ticket};
use contract::{BillingDetails, Currency};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use web_sys::Element;

/// PayPal's window is a site of its own: what this frame may not do, it may, in itself.
const WINDOWS: &str = " allow-popups-to-escape-sandbox";

thread_local! {
    /// Whether PayPal's button was pressed and not answered yet.
    static PRESSED: Cell<bool> = const { Cell::new(false) };
    /// The frame that is on the page, or was the last one there.
    static FRAME: RefCell<Option<(Driver, Frame)>> = const { RefCell::new(None) };
    /// Who is waiting for PayPal's window.
    static OPEN: Cell<Option<Ticket>> = const { Cell::new(None) };
}

/// Makes `element`, which is an `iframe` not yet on the page, the one of PayPal's button.
pub fn frame(driver: Driver, element: &Element, currency: Currency, language: &str) {
    let start = [("currency", currency.as_str()), ("language", language)];
    let frame = Frame::new("paypal", element, WINDOWS, &start);
    if FRAME.replace(Some((driver, frame))).is_none() {
        frame::listen(|event| {
            let said = FRAME.with_borrow(|frame| {
                let (driver, frame) = frame.as_ref()?;
                Some((*driver, frame.hear(event)?))
            });
            if let Some((driver, (kind, data))) = said {
                hear(driver, &kind, &data);
            }
        });
    }
    // The frame before took its window along.
    if let Some(ticket) = OPEN.take() {
        browser::after_draw(move || answer(driver, ticket, Err(SheetFailure::Cancelled)));
    }
}

fn hear(driver: Driver, kind: &str, data: &JsValue) {
    if kind == "pressed" {
        PRESSED.set(true);
        // The machine judges the form, and has the order made if it is right and the fee is there.
        driver.send(Event::Submitted(browser::nonce()));
        settle(driver);
        return;
    }
    if !matches!(kind, "approved" | "cancelled" | "failed") {
        return;
    }
    let Some(ticket) = OPEN.take() else { return };
    let result = match text(data, "orderId") {
        // The API takes it if the payer approved it, and if it is of this session.
        Some(order) if kind == "approved" => {
            let billing = BillingDetails::default();
            Ok(Box::new(Authorized { token: Secret::from(order), billing }))
        }
        _ if kind == "cancelled" => Err(SheetFailure::Cancelled),
        _ => Err(SheetFailure::Failed),
    };
    answer(driver, ticket, result);
}

/// Answers a press that nothing came of.
pub fn settle(driver: Driver) {
    if driver.peek(Checkout::button) != Button::Busy && PRESSED.take() {
        tell("stop", &[]);
    }
}

fn answer(driver: Driver, ticket: Ticket, result: Result<Box<Authorized>, SheetFailure>) {
    driver.send(Event::SheetAnswered(ticket, result));
}

fn tell(kind: &str, more: &[(&str, JsValue)]) {
    FRAME.with_borrow(|frame| {
        if let Some((_, frame)) = frame {
            frame.tell(kind, more);
        }
    });
}

/// Has the order made that PayPal's window, which is opening, asks the payer to approve.
pub fn open(driver: Driver, ticket: Ticket) {
    if !PRESSED.take() {
        // There is no such window without a press of PayPal's own button.
        answer(driver, ticket, Err(SheetFailure::Failed));
        return;
    }
    tell("go", &[]);
    OPEN.set(Some(ticket));
    driver.session().paypal_order().send(Box::new(move |answered| {
        if OPEN.get() != Some(ticket) {
            // Put away meanwhile.
            return;
        }
        match answered.and_then(|answer| api::opaque(&answer)) {
            Ok(order) => tell("order", &[("id", get(&order, "order_id"))]),
            Err(failure) => {
                OPEN.take();
                tell("order", &[]);
                answer(driver, ticket, Err(SheetFailure::Api(failure)));
            }
        }
    }));
}

/// Puts PayPal's window away, if it is open.
pub fn close() {
    if OPEN.take().is_some() {
        tell("close", &[]);
    }
}
