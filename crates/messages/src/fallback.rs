//! The words of `index.html` itself: shown before the app runs, or when it cannot.
//!
//! They stand in the static page, in every language; a test holds the page to this list. The app
//! does not read them, so they cost it nothing.

use crate::Language;

/// The static page's words in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// Said while the app is on its way.
    pub loading: &'static str,
    /// Heading when the app did not start.
    pub start_heading: &'static str,
    /// What to do then. No word of what was charged: an earlier visit may have paid.
    pub start_body: &'static str,
    /// Heading when the running app broke.
    pub crash_heading: &'static str,
    /// What to do then. Whether anything was charged is not known here.
    pub crash_body: &'static str,
    /// The link that loads the page again.
    pub reload: &'static str,
    /// Whom to ask if that does not help.
    pub support: &'static str,
    /// Without JavaScript.
    pub no_script: &'static str,
}

/// The static page's words in a language.
pub fn fallback(language: Language) -> Fallback {
    match language {
        Language::English => EN,
        Language::Spanish => ES,
        Language::Arabic => AR,
    }
}

const EN: Fallback = Fallback {
    loading: "Loading your secure checkout…",
    start_heading: "This page did not load",
    start_body: "Check your connection, then try again.",
    crash_heading: "This page stopped working",
    crash_body: "If you had already pressed Pay, do not pay again elsewhere. Reload this page: it \
                 shows whether the payment went through.",
    reload: "Reload this page",
    support: "Still not working? Contact the business you are paying.",
    no_script: "This page needs JavaScript to take your payment safely. Turn it on in your \
                browser’s settings, then reload. Nothing was charged.",
};

const ES: Fallback = Fallback {
    loading: "Cargando tu pago seguro…",
    start_heading: "La página no se cargó",
    start_body: "Revisa tu conexión y vuelve a intentarlo.",
    crash_heading: "La página dejó de funcionar",
    crash_body: "Si ya habías pulsado Pagar, no pagues de nuevo por otro medio. Recarga esta \
                 página: te mostrará si el pago se realizó.",
    reload: "Recargar la página",
    support: "¿Sigue sin funcionar? Contacta con el comercio al que pagas.",
    no_script: "Esta página necesita JavaScript para recibir tu pago de forma segura. Actívalo en \
                los ajustes de tu navegador y recarga. No se hizo ningún cargo.",
};

const AR: Fallback = Fallback {
    loading: "جارٍ تحميل صفحة الدفع الآمنة…",
    start_heading: "تعذّر تحميل الصفحة",
    start_body: "تحقّق من اتصالك ثم أعد المحاولة.",
    crash_heading: "توقفت الصفحة عن العمل",
    crash_body: "إذا كنت قد ضغطت على زر الدفع، فلا تدفع مرة أخرى بطريقة أخرى. أعد تحميل هذه \
                 الصفحة لمعرفة ما إذا تمت عملية الدفع.",
    reload: "إعادة تحميل الصفحة",
    support: "ما زالت المشكلة قائمة؟ تواصل مع الجهة التي تدفع لها.",
    no_script: "تحتاج هذه الصفحة إلى JavaScript لاستلام دفعتك بأمان. فعّلها من إعدادات المتصفح ثم \
                أعد تحميل الصفحة. لم يُخصم أي مبلغ.",
};
