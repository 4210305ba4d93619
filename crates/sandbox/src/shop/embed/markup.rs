//! These pages' markup. No inline script, no inline style.

use super::loader::{Loader, Script};
use super::{Demo, Embedded, Look};
use crate::shop::pages::{document, lines, page};
use contract::embed::{Call, Font, Theme};
use contract::{Scope, Word};
use maud::{Markup, html};

/// The ways to embed.
pub fn index(query: &str, here: &str) -> Markup {
    let port = here.rsplit_once(':').map(|(_, port)| port).unwrap_or_default();
    let names = [("127.0.0.1", "the checkout's own site"), ("localhost", "another site")];
    let with = |path: String| if query.is_empty() { path } else { format!("{path}?{query}") };
    let content = html! {
        h1 { "In the shop's own page" }
        p.lead {
            "The same checkout, embedded: a page for each way to do it, under the strictest policy that \
             it allows. Each visit makes a new session of what was chosen in the basket."
        }
        p.places {
            "This shop has two names here: "
            @for (name, what) in names {
                @let host = format!("{name}:{port}");
                @if here == host {
                    strong { (host) } " (" (what) ", you are here)"
                } @else {
                    a href=(with(format!("http://{host}/embed"))) { (host) } " (" (what) ")"
                }
                @if name == "127.0.0.1" { " and " }
            }
            "."
        }
        ul.ways {
            @for (_, name, title, about) in Demo::ALL {
                li.card {
                    h2 { a href=(with(format!("/embed/{name}"))) { (title) } }
                    p { (about) }
                }
            }
        }
    };
    document("Embedded", &sheet(), &content)
}

/// Why there is no page.
pub fn trouble(why: &str) -> Markup {
    let content = html! {
        p.alert role="alert" { (why) }
        p { a.button href="/embed" { "Back" } }
    };
    page("Embedded", &content)
}

/// A page of these, given what it embeds, if it does not ask for that itself.
pub fn demo(
    demo: Demo,
    embedded: Option<&Embedded<'_>>,
    loader: &Loader,
    checkout: &str,
) -> Markup {
    let found = Demo::ALL.iter().find(|(known, ..)| *known == demo);
    let (title, about) = found.map_or(("", ""), |(_, _, title, about)| (*title, *about));
    let head = html! { (sheet()) (scripts(demo, loader)) };
    let content = html! {
        nav.crumbs aria-label="Ways to embed" { a href="/embed" { "All ways to embed" } }
        h1 { (title) }
        p.lead { (about) }
        @match demo {
            Demo::Spa => (spa(loader, checkout)),
            Demo::React => div #react data-loader=(loader.module.url)
                data-integrity=(loader.module.integrity) {},
            _ => @if let Some(embedded) = embedded { (till(demo, embedded)) },
        }
    };
    let page = document(title, &head, &content);
    if demo == Demo::Dark {
        // The shop itself goes by the system; this page is dark whatever the system says.
        return maud::PreEscaped(page.into_string().replacen(
            "<html lang=\"en\">",
            "<html lang=\"en\" class=\"night\">",
            1,
        ));
    }
    page
}

fn sheet() -> Markup {
    html! { link rel="stylesheet" href="/embed/files/embed.css"; }
}

fn tag(script: &Script) -> Markup {
    html! {
        script src=(script.url) integrity=(script.integrity) crossorigin="anonymous" async {}
    }
}

fn own(name: &str) -> Markup {
    html! { script src={ "/embed/files/" (name) } type="module" {} }
}

fn scripts(demo: Demo, loader: &Loader) -> Markup {
    match demo {
        Demo::Iframe => own("panel.js"),
        Demo::Element | Demo::Wallet | Demo::Dark => {
            html! { (own("panel.js")) (tag(&loader.classic)) }
        }
        Demo::Shadow => html! { (own("shadow.js")) (own("panel.js")) (tag(&loader.classic)) },
        Demo::Spa => own("spa.js"),
        Demo::React => own("react.js"),
        Demo::Strict | Demo::Html => tag(&loader.classic),
        // It is there first, and it does not wait.
        Demo::Hostile => html! {
            script src="/embed/files/hostile.js" {}
            (tag(&loader.classic))
        },
    }
}

/// The order, what pays it, and what the page hears.
fn till(demo: Demo, embedded: &Embedded<'_>) -> Markup {
    let heard = !matches!(demo, Demo::Strict);
    html! {
        div.till {
            section.pay.card aria-labelledby="pay" {
                h2 #pay { @if embedded.scope == Scope::Wallet { "Your wallet" } @else { "Payment" } }
                @match demo {
                    Demo::Iframe => (frame(embedded)),
                    Demo::Shadow => (host(embedded)),
                    Demo::Hostile => { (clobber()) (element(embedded)) div #cover {} },
                    _ => (element(embedded)),
                }
                div #confirmation.card.stack role="status" hidden data-state="waiting" {}
            }
            div.side.stack {
                @if let Some(placed) = embedded.placed {
                    section.card aria-labelledby="order" { h2 #order { "Your order" } (lines(placed)) }
                }
                @if heard { (panel(demo)) }
            }
        }
    }
}

fn element(embedded: &Embedded<'_>) -> Markup {
    let Embedded { checkout, session_id, client_secret, look, .. } = embedded;
    let Look { theme, accent, font, lang, debug } = look;
    html! {
        @if embedded.scope == Scope::Wallet {
            govifi-wallet session-id=(session_id) client-secret=(client_secret)
                checkout-origin=(checkout) theme=[theme] accent=[accent] font=[font] lang=[lang]
                debug[*debug] {}
        } @else {
            govifi-payment session-id=(session_id) client-secret=(client_secret)
                checkout-origin=(checkout) theme=[theme] accent=[accent] font=[font] lang=[lang]
                debug[*debug] {}
        }
    }
}

/// Without the loader: the credential is in the fragment, which no server sees.
fn frame(embedded: &Embedded<'_>) -> Markup {
    let Embedded { checkout, session_id, client_secret, look, .. } = embedded;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let looks = [
        ("theme", &look.theme),
        ("accent", &look.accent),
        ("font", &look.font),
        ("lang", &look.lang),
    ];
    for (name, value) in looks {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    let query = if query.is_empty() { query } else { format!("?{query}") };
    html! {
        iframe.bare data-checkout=(checkout) title="Payment" referrerpolicy="origin"
            allow={ "payment " (checkout) "; publickey-credentials-get " (checkout) "; otp-credentials "
                (checkout) }
            src={ (checkout) "/embed/" (session_id) (query) "#cs=" (client_secret) } {}
    }
}

/// The page's script puts it into two shadow roots.
fn host(embedded: &Embedded<'_>) -> Markup {
    let Embedded { checkout, session_id, client_secret, .. } = embedded;
    html! {
        div #host data-session=(session_id) data-secret=(client_secret) data-checkout=(checkout) {}
    }
}

/// Names that scripts might look up in the page.
fn clobber() -> Markup {
    html! {
        div hidden {
            form #Checkout name="govifi" { input name="checkoutOrigin" value="https://evil.example"; }
            a #config name="config" href="https://evil.example/config" {}
            form #customElements { input name="get"; input name="define"; }
            img name="MessageChannel" alt="";
            form #JSON { input name="parse"; input name="stringify"; }
            form #postMessage {}
        }
    }
}

/// What a developer looks at: buttons for the element's methods, its looks, and the events.
fn panel(demo: Demo) -> Markup {
    let calls = Call::ALL.iter().map(|call| call.as_str()).chain(["diagnose"]);
    html! {
        section.card.stack.panel aria-labelledby="panel" {
            h2 #panel { "For developers" }
            @if demo == Demo::Hostile {
                p { "What was tried, and what this page has got hold of:" }
                dl.facts #loot {}
            } @else if demo != Demo::Iframe {
                div.calls role="group" aria-label="Methods" {
                    @for call in calls { button.quiet type="button" data-call=(call) { (call) "()" } }
                }
                (looks())
            }
            output #answer for="panel" {}
            h3 { "Events" }
            ol #log reversed {}
        }
    }
}

fn looks() -> Markup {
    let lists =
        [("theme", words::<Theme>()), ("font", words::<Font>()), ("lang", vec!["en", "es", "ar"])];
    html! {
        div.looks role="group" aria-label="Attributes" {
            @for (name, values) in lists {
                label {
                    (name)
                    select data-attribute=(name) {
                        option value="" { "unset" }
                        @for value in values { option value=(value) { (value) } }
                    }
                }
            }
            label { "accent" input type="color" data-attribute="accent" value="#2f5d50"; }
        }
    }
}

fn words<T: Word>() -> Vec<&'static str> {
    T::ALL.iter().map(|word| word.as_str()).collect()
}

/// The shop of one document: its script makes the views.
fn spa(loader: &Loader, checkout: &str) -> Markup {
    html! {
        nav.views aria-label="Views" {
            a href="#basket" { "Basket" }
            a href="#pay" { "Payment" }
            a href="#wallet" { "Wallet" }
            a href="#about" { "About" }
        }
        div.till {
            section #view.pay.card aria-live="polite" data-loader=(loader.module.url)
                data-integrity=(loader.module.integrity) data-checkout=(checkout) {}
            div.side.stack {
                section.card.stack.panel aria-labelledby="panel" {
                    h2 #panel { "For developers" }
                    div.calls role="group" aria-label="Mounting" {
                        button.quiet type="button" data-do="remount" { "Unmount and mount" }
                        button.quiet type="button" data-do="move" { "Move in the page" }
                        button.quiet type="button" data-do="flicker" { "Mount ten times at once" }
                    }
                    output #answer for="panel" {}
                    h3 { "Events" }
                    ol #log reversed {}
                }
            }
        }
    }
}

/// The example that merchants copy, with a session in it.
pub fn example(embedded: &Embedded<'_>, loader: &Loader) -> String {
    include_str!("../../../../../embed/examples/html/index.html")
        .replace("https://checkout.govifi.com/embed/govifi-1.0.0.js", &loader.classic.url)
        .replace("sha384-THE_PUBLISHED_HASH", &loader.classic.integrity)
        .replace("https://checkout.govifi.com", embedded.checkout)
        .replace("cs_THE_SESSION_secret_AND_ITS_SECRET", embedded.client_secret)
        .replace("cs_THE_SESSION", embedded.session_id)
}

/// What the hostile page frames and opens: nothing but a script.
pub fn accomplice() -> Markup {
    html! {
        (maud::DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Accomplice" }
                script src="/embed/files/accomplice.js" {}
            }
            body { p { "Accomplice" } }
        }
    }
}
