//! What the session shall ask for, as a person chooses it: how it can be paid, and what is shown.

use crate::demo::CUSTOMERS;
use crate::shop::basket::{Basket, Details};
use contract::{AvsField, Method, SetupFutureUsage, Word};
use maud::{Markup, html};

/// The methods, as the page words them.
const METHODS: [(Method, &str); 4] = [
    (Method::Card, "Card"),
    (Method::Ach, "Bank account"),
    (Method::ApplePay, "Apple Pay"),
    (Method::Paypal, "PayPal"),
];

/// Whether a method may be kept, as the page words it.
const KEEPING: [(SetupFutureUsage, &str); 3] = [
    (SetupFutureUsage::Off, "Not offered"),
    (SetupFutureUsage::OnSession, "Offered, for the payer's own payments"),
    (SetupFutureUsage::OffSession, "Offered, for the shop's charges too"),
];

/// Both panels.
pub fn settings(basket: &Basket) -> Markup {
    html! {
        div.settings.stack { (paying(basket)) (showing(basket)) }
    }
}

fn paying(basket: &Basket) -> Markup {
    let named = |id: &str| CUSTOMERS.iter().any(|(known, _)| *known == id);
    html! {
        details.card open {
            summary { "How it can be paid" }
            div.stack {
                fieldset {
                    legend { "Methods" }
                    div.row {
                        @for (method, words) in METHODS {
                            label.choice {
                                input name="method" type="checkbox" value=(method.as_str())
                                    checked[basket.methods.contains(&method)];
                                (words)
                            }
                        }
                    }
                }
                div.pair {
                    div.field {
                        label for="customer" { "Customer" }
                        select #customer name="customer" aria-describedby="customer-hint" {
                            option value="" { "Nobody the shop knows" }
                            @for (id, kept) in CUSTOMERS {
                                option value=(id) selected[basket.customer == id] { (kept) }
                            }
                            @if !basket.customer.is_empty() && !named(&basket.customer) {
                                option value=(basket.customer) selected { (basket.customer) }
                            }
                        }
                        p.hint #customer-hint { "By what they have kept so far." }
                    }
                    div.field {
                        label for="keep" { "Keeping a method" }
                        select #keep name="keep" aria-describedby="keep-hint" {
                            @for (usage, words) in KEEPING {
                                option value=(usage.as_str()) selected[basket.keep == usage] {
                                    (words)
                                }
                            }
                        }
                        p.hint #keep-hint { "It is there the next time this customer pays." }
                    }
                }
                (fee(basket))
            }
        }
    }
}

fn fee(basket: &Basket) -> Markup {
    let choices = [
        ("on", "By method: cards 2.9 % + 30, Amex 3.5 % + 30, banks 0.8 % up to $5", true),
        ("off", "None", false),
    ];
    html! {
        fieldset {
            legend { "Processing fee" }
            @for (value, words, on) in choices {
                label.choice {
                    input name="fee" type="radio" value=(value) checked[basket.fee == on];
                    (words)
                }
            }
        }
    }
}

fn showing(basket: &Basket) -> Markup {
    html! {
        details.card open {
            summary { "What the checkout shows" }
            div.stack {
                div.pair {
                    div.field {
                        label for="accent" { "Accent colour" }
                        input #accent name="accent" type="color" value=(basket.accent);
                    }
                    label.choice {
                        input name="logo" type="checkbox" checked[basket.logo];
                        "Show the shop's logo"
                    }
                }
                div.field {
                    label for="message" { "Message on the page" }
                    p.hint #message-hint { "HTML is allowed; the checkout shows what is harmless." }
                    textarea #message name="message" rows="2" aria-describedby="message-hint" {
                        (basket.message)
                    }
                }
                (details(basket))
                div.pair {
                    div.field {
                        label for="email" { "Customer's email" }
                        input #email name="email" type="email" value=(basket.email);
                    }
                    div.field {
                        label for="minutes" { "Session lives, minutes" }
                        input #minutes name="minutes" type="number" min="5" max="1440"
                            value=(basket.minutes);
                    }
                }
                div.field {
                    label for="amount" { "Another amount, minor units" }
                    p.hint #amount-hint { "Instead of what the basket comes to." }
                    input #amount name="amount" type="number" min="1" inputmode="numeric"
                        aria-describedby="amount-hint" value=[basket.amount];
                }
            }
        }
    }
}

fn details(basket: &Basket) -> Markup {
    html! {
        fieldset {
            legend { "Billing details to ask for" }
            @for (details, value, words) in Details::ALL {
                label.choice {
                    input name="details" type="radio" value=(value)
                        checked[basket.details == details];
                    (words)
                }
            }
            div.ticks {
                @for field in AvsField::ALL {
                    label.choice {
                        input name="ask" type="checkbox" value=(field.as_str())
                            checked[basket.ticked.contains(field)];
                        (field.as_str())
                    }
                }
            }
        }
    }
}
