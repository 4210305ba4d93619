//! The shop's pages. No scripts; every style is in the one stylesheet.

use super::basket::{Basket, Details};
use super::goods::{CURRENCIES, GOODS, money};
use super::orders::Placed;
use crate::testcard::{Outcome, TEST_CARDS};
use contract::{AvsField, Word};
use maud::{DOCTYPE, Markup, html};

fn page(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Alder & Ash" }
                link rel="icon" href="/logo.svg" type="image/svg+xml";
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.hidden.skip href="#main" { "Skip to the content" }
                div.page {
                    header.top {
                        a href="/" { img src="/logo.svg" alt=""; "Alder & Ash" }
                        span { "A demo shop" }
                    }
                    main #main { (content) }
                    footer {
                        p { "Nothing here is real: no goods, no money. Only test cards will do." }
                    }
                }
            }
        }
    }
}

/// The shelf, the basket, and what the session shall ask for.
pub fn home(basket: &Basket, trouble: Option<&str>) -> Markup {
    let content = html! {
        @if let Some(trouble) = trouble {
            p.alert role="alert" { (trouble) }
        }
        h1 { "Good things, made slowly" }
        p.lead { "Three plain objects for the table, from a workshop of two. Take what you need." }
        form action="/checkout" method="post" {
            div.columns { (shelf(basket)) (summary(basket)) (settings(basket)) (test_cards()) }
        }
    };
    page("The shop", &content)
}

fn shelf(basket: &Basket) -> Markup {
    html! {
        section.shelf aria-labelledby="goods" {
            h2.hidden #goods { "Goods" }
            ul.goods {
                @for (good, quantity) in GOODS.iter().zip(basket.quantities) {
                    li.good {
                        img src={ "/art/" (good.key) ".svg" } alt="" width="320" height="240";
                        div {
                            h3 { (good.name) }
                            p { (good.about) }
                            div.buy {
                                strong { (money(basket.currency, good.price(basket.currency))) }
                                label.hidden for=(good.key) { "How many: " (good.name) }
                                input #(good.key) name=(good.key) type="number" min="0" max="99"
                                    inputmode="numeric" value=(quantity);
                            }
                        }
                    }
                }
            }
        }
    }
}

fn summary(basket: &Basket) -> Markup {
    html! {
        section.basket.card.stack aria-labelledby="basket" {
            h2 #basket { "Your basket" }
            (lines(&Placed::of(basket)))
            div.field {
                label for="currency" { "Currency" }
                select #currency name="currency" {
                    @for code in CURRENCIES {
                        option value=(code) selected[code == basket.currency.as_str()] { (code) }
                    }
                }
            }
            button.wide { "Check out" }
            button.wide.quiet formaction="/" formmethod="get" { "Update basket" }
        }
    }
}

fn lines(placed: &Placed) -> Markup {
    let Placed { currency, lines, total } = placed;
    html! {
        table.sum {
            thead.hidden { tr { th scope="col" { "Item" } th scope="col" { "Price" } } }
            tbody {
                @for (name, quantity, price) in lines {
                    tr {
                        th scope="row" { (name) @if *quantity != 1 { span.many { " × " (quantity) } } }
                        td { (money(*currency, *price)) }
                    }
                }
            }
            tfoot { tr { th scope="row" { "Total" } td { (money(*currency, *total)) } } }
        }
    }
}

fn settings(basket: &Basket) -> Markup {
    html! {
        details.settings.card open {
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
                div.pair {
                    fieldset {
                        legend { "Processing fee" }
                        @for (value, words, on) in [("on", "2.9 % + 30", true), ("off", "None", false)] {
                            label.choice {
                                input name="fee" type="radio" value=(value) checked[basket.fee == on];
                                (words)
                            }
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

fn test_cards() -> Markup {
    html! {
        section.test-cards.card.stack aria-labelledby="cards" {
            h2 #cards { "Test cards" }
            table.cards {
                thead.hidden { tr { th scope="col" { "Number" } th scope="col" { "Outcome" } } }
                tbody {
                    @for (number, outcome) in TEST_CARDS {
                        tr {
                            th scope="row" { code { (spaced(number)) } }
                            td { (words(outcome)) }
                        }
                    }
                }
            }
            p.hint { "Any future expiry, any security code." }
        }
    }
}

fn spaced(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

const fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "Approved",
        Outcome::Declined => "Declined",
        Outcome::ExpiredCard => "Expired",
        Outcome::IncorrectCvc => "Wrong code",
        Outcome::InsufficientFunds => "No funds",
        Outcome::ProcessingError => "Error",
    }
}

/// What a payer came back with; each part as it stood in the address.
#[derive(Debug)]
pub struct Return<'a> {
    /// The session.
    pub session_id: &'a str,
    /// Govifi's name for the payment.
    pub payment_uid: &'a str,
    /// The processor's.
    pub transaction_id: &'a str,
}

/// The receipt of a payment whose signature is right.
pub fn receipt(back: &Return<'_>, placed: Option<&Placed>) -> Markup {
    let content = html! {
        div.receipt {
            h1 { "Thank you" }
            p.lead { "Your order is in good hands. We have started wrapping it." }
            p.badge role="status" { span aria-hidden="true" { "✓" } "Signature valid" }
            @if let Some(placed) = placed {
                section.card aria-labelledby="order" {
                    h2 #order { "Your order" }
                    (lines(placed))
                    p.hint { "Before the processing fee, if there is one." }
                }
            }
            section.card.stack aria-labelledby="payment" {
                h2 #payment { "Your payment" }
                dl.facts {
                    div { dt { "Payment" } dd { (back.payment_uid) } }
                    div { dt { "Transaction" } dd { (back.transaction_id) } }
                    div { dt { "Session" } dd { (back.session_id) } }
                }
                p.hint {
                    "A real shop ships when the webhook says so: a payer may close the browser \
                     before this page."
                }
            }
            p { a.button href="/" { "Back to the shop" } }
        }
    };
    page("Thank you", &content)
}

/// The answer to an address whose signature is wrong or missing.
pub fn not_verified() -> Markup {
    let content = html! {
        div.receipt {
            h1 { "We cannot verify this payment" }
            p.badge.bad role="alert" { span aria-hidden="true" { "✕" } "Signature INVALID" }
            p {
                "The address of this page does not carry Govifi's signature, so nobody should \
                 believe it. If you have paid, your receipt is on its way by email."
            }
            p { a.button href="/" { "Back to the shop" } }
        }
    };
    page("Not verified", &content)
}

/// Where a payer lands who gave up.
pub fn cancelled() -> Markup {
    let content = html! {
        div.receipt {
            h1 { "Nothing was charged" }
            p.lead { "You left the checkout before paying. Your basket is as it was." }
            p { a.button href="/" { "Back to the shop" } }
        }
    };
    page("Cancelled", &content)
}

/// Any other address.
pub fn missing() -> Markup {
    let content = html! {
        div.receipt {
            h1 { "There is nothing here" }
            p { a.button href="/" { "Back to the shop" } }
        }
    };
    page("Not found", &content)
}
