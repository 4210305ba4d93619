//! Who handles the payment, and in which language.

use crate::dom::{El, el};
use crate::words::Speech;
use messages::{Language, Words};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;

/// The foot of every screen.
pub fn footer(speech: Speech) -> El {
    let options = Language::ALL.map(|language| {
        el("option", "")
            .attr("value", language.tag())
            .attr("lang", language.tag())
            .flag_now("selected", move || speech.language() == language)
            .text(language.endonym())
    });
    let choose = move |event: web_sys::Event| {
        let list = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let Some(list) = list else { return };
        if let Some(language) = Language::from_tag(&list.value()) {
            let before = speech.language();
            speech.choose(language, move || list.set_value(before.tag()));
        }
    };
    let list = el("select", "gv-language__list")
        .attr("id", "language")
        .attr("autocomplete", "off")
        .on("change", choose)
        .with(options);
    el("footer", "gv-footer").with([
        el("p", "gv-lock").text_now(speech.say(Words::secured_by)),
        el("div", "gv-language").with([
            el("label", "").attr("for", "language").text_now(speech.say(Words::language)),
            list,
        ]),
    ])
}
