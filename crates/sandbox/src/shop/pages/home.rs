//! The shop's one page of substance: what there is to buy, and what the checkout shall show.

use super::{lines, page};
use crate::keys::Variant;
use crate::outcome::Outcome;
use crate::shop::basket::{Basket, Details};
use crate::shop::goods::{CURRENCIES, GOODS, money};
use crate::shop::orders::Placed;
use crate::shop::trouble::{KEYS, TROUBLES, Trouble};
use crate::testcard::TEST_CARDS;
use contract::{AvsField, Word};
use maud::{Markup, html};

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
            (trouble(basket))
            button.wide { "Check out" }
            button.wide.quiet formaction="/" formmethod="get" { "Update basket" }
        }
    }
}

fn trouble(basket: &Basket) -> Markup {
    let chosen = basket.trouble != Trouble::None || basket.keys != Variant::Documented;
    html! {
        details.trouble open[chosen] {
            summary { "Try what goes wrong" }
            div.stack {
                div.field {
                    label for="trouble" { "What goes wrong" }
                    select #trouble name="trouble" aria-describedby="trouble-hint" {
                        option value="" { "Nothing" }
                        @for (group, presets) in TROUBLES {
                            optgroup label=(group) {
                                @for (preset, name, words) in presets {
                                    option value=(name) selected[*preset == basket.trouble] {
                                        (words)
                                    }
                                }
                            }
                        }
                    }
                    p.hint #trouble-hint {
                        "In the session that Check out makes. Codes arrive in the "
                        a href="/inbox" target="_blank" rel="noopener" {
                            "inbox (opens in a new tab)"
                        }
                        "."
                    }
                }
                div.field {
                    label for="keys" { "Idempotency keys" }
                    select #keys name="keys" {
                        @for (variant, name, words) in KEYS {
                            option value=(name) selected[variant == basket.keys] { (words) }
                        }
                    }
                }
            }
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
