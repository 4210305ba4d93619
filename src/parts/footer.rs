//! Who handles the payment, and in which language.

use crate::words::Speech;
use leptos::prelude::*;
use messages::Language;

/// The foot of every screen.
pub fn footer() -> impl IntoView {
    let speech = Speech::here();
    let chosen = move |event: web_sys::Event| {
        if let Some(language) = Language::from_tag(&event_target_value(&event)) {
            speech.choose(language);
        }
    };
    let options = Language::ALL.map(|language| {
        let selected = move || speech.language() == language;
        view! {
            <option value=language.tag() lang=language.tag() selected=selected>
                {language.endonym()}
            </option>
        }
    });
    view! {
        <footer class="gv-footer">
            <p class="gv-lock">{speech.say(|words| words.secured_by)}</p>
            <div class="gv-language">
                <label for="language">{speech.say(|words| words.language)}</label>
                <select class="gv-language__list" id="language" autocomplete="off" on:change=chosen>
                    {options}
                </select>
            </div>
        </footer>
    }
}
