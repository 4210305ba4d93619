//! Who is paid.

use crate::dom::{El, el};
use crate::driver::Driver;
use checkout::redirect::SafeUrl;

/// The merchant's logo, or the first letter of their name, and the name.
pub fn header(driver: Driver) -> El {
    let key = move || {
        driver.now(|checkout| {
            let merchant = checkout.merchant();
            let logo = merchant.logo.as_ref().map(SafeUrl::as_str).unwrap_or_default();
            [logo, " ", &merchant.name].concat()
        })
    };
    el("header", "gv-header").with_now(key, move || {
        let merchant = driver.peek(|checkout| checkout.merchant().clone());
        let name = el("bdi", "").text(&merchant.name);
        let initial = merchant.name.chars().next().map(|initial| {
            el("span", "gv-header__mark")
                .attr("aria-hidden", "true")
                .text(initial.encode_utf8(&mut [0; 4]))
        });
        let Some(logo) = merchant.logo else {
            return initial.into_iter().chain([name]).collect();
        };
        // Beside a logo the name is not written out; if the logo fails, the name takes its place.
        let fallback = name.raw().clone();
        name.raw().set_attribute("hidden", "").ok();
        let picture = el("img", "gv-header__logo")
            .attr("alt", &merchant.name)
            .attr("referrerpolicy", "no-referrer")
            .attr("decoding", "async");
        let failed = picture.raw().clone();
        vec![
            picture
                .on("error", move |_| {
                    let _ = fallback.remove_attribute("hidden");
                    failed.remove();
                })
                .attr("src", logo.as_str()),
            name,
        ]
    })
}
