//! Who is paid.

use crate::driver::Driver;
use leptos::prelude::*;

/// The merchant's logo, or the first letter of their name, and the name.
pub fn header() -> impl IntoView {
    let driver = Driver::here();
    let merchant = driver.read(|checkout| checkout.merchant().clone());
    let failed = RwSignal::new(false);
    let picture = move || {
        let merchant = merchant.get();
        match merchant.logo.filter(|_| !failed.get()) {
            Some(url) => view! {
                <img
                    class="gv-header__logo"
                    src=url.as_str().to_owned()
                    // Beside a logo the name is not written out.
                    alt=merchant.name
                    referrerpolicy="no-referrer"
                    decoding="async"
                    on:error=move |_| failed.set(true)
                />
            }
            .into_any(),
            None => {
                let initial = merchant.name.chars().next().map(String::from);
                view! {
                    {initial.map(|initial| {
                        view! { <span class="gv-header__mark" aria-hidden="true">{initial}</span> }
                    })}
                    <bdi>{merchant.name}</bdi>
                }
                .into_any()
            }
        }
    };
    view! { <header class="gv-header">{picture}</header> }
}
