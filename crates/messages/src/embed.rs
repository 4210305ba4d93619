//! The words of the loader: what an element in a merchant's page says when its frame does not come.
//!
//! They stand in the loader, in every language, and not in the app. Few, and short: every page with a
//! form loads them.

use crate::Language;

/// The loader's words in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The frame's title, for whoever hears the page: of a payment's frame and of a wallet's.
    pub title: &'static str,
    /// Said when the frame did not come.
    pub not_loaded: &'static str,
    /// The link to the same session as a page of its own.
    pub open: &'static str,
    /// The button that loads the frame again.
    pub again: &'static str,
}

/// The loader's words in a language.
pub fn embed(language: Language) -> Embed {
    match language {
        Language::English => EN,
        Language::Spanish => ES,
        Language::Arabic => AR,
    }
}

const EN: Embed = Embed {
    title: "Payment details",
    not_loaded: "This form did not load.",
    open: "Open the payment page",
    again: "Try again",
};

const ES: Embed = Embed {
    title: "Datos de pago",
    not_loaded: "El formulario no se cargó.",
    open: "Abrir la página de pago",
    again: "Reintentar",
};

const AR: Embed = Embed {
    title: "بيانات الدفع",
    not_loaded: "لم يتم تحميل النموذج.",
    open: "فتح صفحة الدفع",
    again: "إعادة المحاولة",
};
