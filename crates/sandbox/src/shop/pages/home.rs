//! The shop's one page of substance: what there is to buy, and what the checkout shall show.

use super::settings::settings;
use super::testdata::test_data;
use super::{lines, page};
use crate::keys::Variant;
use crate::shop::basket::Basket;
use crate::shop::goods::{CURRENCIES, GOODS, money};
use crate::shop::orders::Placed;
use crate::shop::trouble::{KEYS, TROUBLES, Trouble};
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
            div.columns { (shelf(basket)) (summary(basket)) (settings(basket)) (test_data()) }
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
            button.wide.quiet formaction="/embed" formmethod="get" { "Check out in this page" }
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
