//! The shop's pages. No script but the receipt's, none inline; every style is in the one stylesheet.
//! Those that embed the checkout are in `embed`.

mod home;
mod inbox;
mod receipt;
mod settings;
mod testdata;

pub use home::home;
pub use inbox::{inbox, no_inbox};
pub use receipt::{confirmation, not_verified, receipt};

use super::goods::money;
use super::orders::Placed;
use maud::{DOCTYPE, Markup, html};

/// A page.
pub fn page(title: &str, content: &Markup) -> Markup {
    document(title, &html! {}, content)
}

/// A page with more in its head.
pub fn document(title: &str, head: &Markup, content: &Markup) -> Markup {
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
                (head)
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

/// An order's lines and total.
pub fn lines(placed: &Placed) -> Markup {
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
