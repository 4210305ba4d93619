//! Makes words of the machine's enums, in the payer's language.

use crate::dom::react;
use crate::perform::{Call, Method, Prefetched, host};
use crate::{browser, intl};
use checkout::form::address::{Address, CityKind, PostalKind, RegionKind};
use checkout::form::brand::Brand;
use checkout::form::{Fault, Field};
use checkout::session::Closed;
use checkout::{
    Announcement, Checkout, Decline, Done, LoadFailure, Means, Mishap, Notice, Saved, Screen,
    Trouble,
};
use contract::{Cents, Currency, Method as PayBy, digits};
use js_sys::{Array, JSON};
use leptos::prelude::{ArcRwSignal, Get, Set, set_timeout};
use messages::{Language, Words, fill};
use wasm_bindgen::JsCast;

/// Where the payer's own choice of language is kept, for this tab.
const KEPT: &str = "govifi.language";

/// How long to wait for a language, each time it is asked for, in milliseconds.
const TIMEOUT: u32 = 5_000;
/// How often to ask for it before doing without.
const TRIES: u32 = 3;
/// How long to wait before asking again, in milliseconds.
const PAUSE: u32 = 400;

/// Picks one message.
pub type Pick = fn(&'static Words) -> &'static str;

/// The page's language. Changing it changes every word on the page at once.
#[derive(Clone, Copy)]
pub struct Speech(&'static ArcRwSignal<(Language, &'static Words)>);

impl Speech {
    /// Starts with the payer's own choice, else with the browser's languages; hands itself over
    /// once its words are there, or `None` if no words arrive at all. `prefetched`: the boot script
    /// asked for them already.
    pub fn start(prefetched: Option<Prefetched>, then: impl FnOnce(Option<Self>) + 'static) {
        let kept = browser::storage(false).and_then(|kept| kept.get_item(KEPT).ok().flatten());
        // The page around speaks a language too.
        let around = host::language();
        let languages = browser::languages();
        let wanted = kept.iter().chain(&around).chain(&languages).map(String::as_str);
        let language = Language::pick(wanted);
        let came = move |words: Option<&'static Words>| match words {
            // Words that can be read by some are better than none.
            None if language != Language::DEFAULT => {
                let came = |words: Option<&'static Words>| {
                    then(words.map(|words| Self::with(Language::DEFAULT, words)));
                };
                fetch(Language::DEFAULT, None, TRIES, Box::new(came));
            }
            words => then(words.map(|words| Self::with(language, words))),
        };
        fetch(language, prefetched, TRIES, Box::new(came));
    }

    fn with(language: Language, words: &'static Words) -> Self {
        // Kept for as long as the page, as the words are.
        Self(Box::leak(Box::new(ArcRwSignal::new((language, words)))))
    }

    /// Keeps the document's own language and direction with it.
    pub fn lead_document(self) {
        react(Box::new(move || browser::set_language(self.language())));
    }

    /// The language in use.
    pub fn language(self) -> Language {
        self.0.get().0
    }

    /// The payer chooses another. `failed` is called if its words do not come.
    pub fn choose(self, language: Language, failed: impl FnOnce() + 'static) {
        if let Some(storage) = browser::storage(false) {
            // Denied or full: the choice lasts until a reload.
            let _ = storage.set_item(KEPT, language.tag());
        }
        let set = move |words| match words {
            Some(words) => self.0.set((language, words)),
            None => failed(),
        };
        fetch(language, None, TRIES, Box::new(set));
    }

    /// All words.
    // Not inlined: there are sixty callers.
    #[inline(never)]
    pub fn messages(self) -> &'static Words {
        self.0.get().1
    }

    /// One message, following the language.
    pub fn say(self, pick: Pick) -> impl Fn() -> String + Copy + 'static {
        move || pick(self.messages()).to_owned()
    }

    /// An amount.
    pub fn money(self, currency: Currency, amount: Cents) -> String {
        intl::money(self.language().tag(), currency, amount)
    }
}

/// Gets a language's words: each language is a file. Asks again where they do not come whole.
fn fetch(
    language: Language,
    prefetched: Option<Prefetched>,
    tries: u32,
    then: Box<dyn FnOnce(Option<&'static Words>)>,
) {
    let place = browser::meta(&["govifi:words-", language.tag()].concat());
    let call = Call::new(Method::Get, &place, TIMEOUT).prefetched(prefetched);
    call.send(Box::new(move |answer| match answer.ok().and_then(|answer| read(&answer.text)) {
        None if tries > 1 => {
            set_timeout(move || fetch(language, None, tries - 1, then), browser::paced(PAUSE));
        }
        words => then(words),
    }));
}

/// Reads what `xtask` wrote.
fn read(file: &str) -> Option<&'static Words> {
    let texts: Array = JSON::parse(file).ok()?.dyn_into().ok()?;
    // Kept for as long as the page.
    let texts = texts.iter().filter_map(|text| text.as_string());
    let texts: Vec<&'static str> = texts.map(|text| &*text.leak()).collect();
    Some(Box::leak(Box::new(Words::from_texts(&texts)?)))
}

/// A sentence that names the merchant, or its other form for a merchant without a name.
pub fn with_merchant(named: &'static str, plain: &'static str, merchant: &str) -> String {
    if merchant.is_empty() { plain.to_owned() } else { fill(named, &[("merchant", merchant)]) }
}

/// A field's label.
pub fn label(
    words: &'static Words,
    field: Field,
    address: Option<&Address>,
    method: PayBy,
) -> &'static str {
    match field {
        Field::Routing => words.routing_number(),
        Field::Account => words.account_number(),
        Field::AccountAgain => words.account_number_again(),
        Field::AccountType => words.account_type(),
        Field::Cardholder if method != PayBy::Card => words.account_holder(),
        Field::CardNumber => words.card_number(),
        Field::Expiry => words.expiry(),
        Field::Cvc => words.cvc(),
        Field::Cardholder => words.cardholder(),
        Field::Email => words.email(),
        Field::Phone => words.phone(),
        Field::Country => words.country(),
        Field::Street => words.street(),
        Field::Street2 => words.street2(),
        Field::City => match address.map_or(CityKind::City, |address| address.city) {
            CityKind::City => words.city(),
            CityKind::TownOrCity => words.town_or_city(),
            CityKind::Suburb => words.suburb(),
            CityKind::District => words.district(),
        },
        Field::State => match address.map_or(RegionKind::Any, |address| address.region) {
            RegionKind::State => words.state(),
            RegionKind::Province => words.province(),
            RegionKind::County => words.county(),
            RegionKind::Region => words.region(),
            RegionKind::Prefecture => words.prefecture(),
            RegionKind::Emirate => words.emirate(),
            RegionKind::Department => words.department(),
            RegionKind::Area => words.area(),
            RegionKind::ProvinceOrCity => words.province_or_city(),
            RegionKind::Any => words.state_or_province(),
        },
        Field::Zip => match address.map_or(PostalKind::Any, |address| address.postal) {
            PostalKind::Zip => words.zip(),
            PostalKind::Postcode => words.postcode(),
            PostalKind::PostalCode => words.postal_code(),
            PostalKind::Eircode => words.eircode(),
            PostalKind::Pin => words.pin_code(),
            PostalKind::Any => words.zip_or_postal_code(),
        },
    }
}

/// What is said under a field, if there is a fault to show.
pub fn fault_shown(words: &'static Words, checkout: &Checkout, field: Field) -> Option<String> {
    let (brand, address) = (checkout.brand(), checkout.address());
    Some(fault(words, field, checkout.fault(field)?, brand, address, checkout.method()))
}

fn fault(
    words: &'static Words,
    field: Field,
    fault: Fault,
    brand: Option<Brand>,
    address: Option<&Address>,
    method: PayBy,
) -> String {
    if fault == Fault::Refused {
        return words.detail_refused().to_owned();
    }
    let empty = fault == Fault::Empty;
    let message = match field {
        Field::CardNumber => match fault {
            Fault::Empty => words.card_number_empty(),
            Fault::Incomplete => words.card_number_incomplete(),
            _ => words.card_number_invalid(),
        },
        Field::Routing => match fault {
            Fault::Empty => words.routing_number_empty(),
            Fault::Incomplete => words.routing_number_incomplete(),
            Fault::AccountNumber => words.routing_number_misplaced(),
            Fault::CardNumber => words.bank_card_number(),
            _ => words.routing_number_invalid(),
        },
        Field::Account => match fault {
            Fault::Empty => words.account_number_empty(),
            Fault::Incomplete => words.account_number_incomplete(),
            _ => words.account_number_invalid(),
        },
        Field::AccountAgain => match fault {
            Fault::Different => words.account_number_again_different(),
            _ => words.account_number_again_empty(),
        },
        // A list that always has one of them chosen.
        Field::AccountType => words.account_type(),
        Field::Cardholder if empty && method != PayBy::Card => words.account_holder_empty(),
        Field::Expiry => match fault {
            Fault::Empty => words.expiry_empty(),
            Fault::Incomplete => words.expiry_incomplete(),
            Fault::Expired => words.expiry_expired(),
            _ => words.expiry_invalid(),
        },
        Field::Cvc => match fault {
            Fault::Empty => words.cvc_empty(),
            Fault::Incomplete => {
                let count = if brand.is_some_and(|b| b.cvc_length() == 4) { "4" } else { "3" };
                return fill(words.cvc_incomplete(), &[("count", count)]);
            }
            _ => words.cvc_invalid(),
        },
        Field::Email if !empty => words.email_invalid(),
        Field::Email => words.email_empty(),
        Field::Phone if !empty => words.phone_invalid(),
        Field::Phone => words.phone_empty(),
        Field::Country => words.country_empty(),
        Field::Zip => return postal_fault(words, empty, address),
        // Whatever else is wrong with a line of text: it holds a card number.
        _ if !empty => words.card_number_misplaced(),
        Field::Cardholder => words.cardholder_empty(),
        Field::Street | Field::Street2 => words.street_empty(),
        Field::City => match address.map_or(CityKind::City, |address| address.city) {
            CityKind::City => words.city_empty(),
            CityKind::TownOrCity => words.town_or_city_empty(),
            CityKind::Suburb => words.suburb_empty(),
            CityKind::District => words.district_empty(),
        },
        Field::State => match address.map_or(RegionKind::Any, |address| address.region) {
            RegionKind::State => words.state_empty(),
            RegionKind::Province => words.province_empty(),
            RegionKind::County => words.county_empty(),
            RegionKind::Region => words.region_empty(),
            _ => words.region_choose_empty(),
        },
    };
    message.to_owned()
}

fn postal_fault(words: &'static Words, empty: bool, address: Option<&Address>) -> String {
    let (missing, wrong) = match address.map_or(PostalKind::Any, |address| address.postal) {
        PostalKind::Zip => (words.zip_empty(), words.zip_invalid()),
        PostalKind::Postcode => (words.postcode_empty(), words.postcode_invalid()),
        // Nobody must know their Eircode.
        PostalKind::PostalCode | PostalKind::Eircode => {
            (words.postal_code_empty(), words.postal_code_invalid())
        }
        PostalKind::Pin => (words.pin_code_empty(), words.pin_code_invalid()),
        PostalKind::Any => (words.zip_or_postal_code_empty(), words.postal_code_invalid()),
    };
    match (empty, address.and_then(|address| address.example.as_deref())) {
        (true, _) => missing.to_owned(),
        (false, Some(example)) => fill(wrong, &[("example", example)]),
        (false, None) => words.postal_code_check().to_owned(),
    }
}

/// A heading, a help line, and the reference for support.
#[derive(Clone, PartialEq, Eq)]
pub struct Saying {
    /// What it is.
    pub heading: &'static str,
    /// What to do.
    pub help: String,
    /// For support.
    pub reference: Option<String>,
}

/// What a notice says.
pub fn notice(
    speech: Speech,
    currency: Option<Currency>,
    method: PayBy,
    notice: &Notice,
) -> Saying {
    let words = speech.messages();
    // A price is only ever told of a session, which has a currency.
    let money = |amount| currency.map_or_else(String::new, |code| speech.money(code, amount));
    let plain = |heading, help: &'static str, reference: &Option<String>| Saying {
        heading,
        help: help.to_owned(),
        reference: reference.clone(),
    };
    match notice {
        Notice::FeeConsent { fee, total } => Saying {
            heading: words.fee_consent(),
            help: fill(
                words.fee_consent_help(),
                &[("fee", &money(*fee)), ("total", &money(*total))],
            ),
            reference: None,
        },
        Notice::PriceConsent { before, total } => Saying {
            heading: words.price_consent(),
            help: fill(
                words.price_consent_help(),
                &[("before", &money(*before)), ("total", &money(*total))],
            ),
            reference: None,
        },
        Notice::Declined { decline, reference } => {
            let (heading, help) = declined(words, method, *decline);
            plain(heading, help, reference)
        }
        Notice::CardRefused if method == PayBy::Ach => {
            plain(words.bank_refused(), words.bank_refused_help(), &None)
        }
        Notice::CardRefused => plain(words.card_refused(), words.card_refused_help(), &None),
        Notice::SheetFailed => plain(words.sheet_failed(), words.sheet_failed_help(), &None),
        Notice::MethodGone => plain(words.method_gone(), words.method_gone_help(), &None),
        Notice::NotReached => plain(words.not_reached(), words.not_reached_help(), &None),
        Notice::TooManyRequests => plain(words.too_many(), words.too_many_help(), &None),
        Notice::NotAccepted { reference } => {
            plain(words.not_accepted(), words.not_accepted_help(), reference)
        }
        Notice::ChallengeRequired { reference } => {
            plain(words.challenge(), words.challenge_help(), reference)
        }
        Notice::Duplicate { reference } => {
            plain(words.duplicate(), words.duplicate_help(), reference)
        }
        Notice::Purse { mishap, reference } => {
            let (heading, help) = mishap_of(words, *mishap);
            plain(heading, help, reference)
        }
    }
}

/// What did not work in a wallet: heading and help.
fn mishap_of(words: &'static Words, mishap: Mishap) -> (&'static str, &'static str) {
    match mishap {
        Mishap::NotAdded => (words.not_added(), words.not_added_help()),
        Mishap::AddUnknown => (words.add_unknown(), words.add_unknown_help()),
        Mishap::NotRemoved => (words.not_removed(), words.not_removed_help()),
        Mishap::Locked => (words.not_removed(), words.not_removed_locked()),
        Mishap::NotPreferred => (words.not_preferred(), words.not_preferred_help()),
        Mishap::NotReached => (words.not_reached(), words.wallet_not_reached_help()),
        Mishap::TooMany => (words.too_many(), words.wallet_too_many_help()),
        Mishap::Stale => (words.wallet_stale(), words.wallet_stale_help()),
    }
}

/// A kept method, as it is read out.
pub fn kept(words: &'static Words, kept: &Saved) -> String {
    let (name, last4) = (kept.name(), ("last4", kept.last4.as_str()));
    match (&kept.means, name) {
        (Means::Card { .. }, "") => fill(words.saved_card_plain(), &[last4]),
        (Means::Card { .. }, _) => fill(words.saved_card(), &[("brand", name), last4]),
        (Means::Bank { .. }, "") => fill(words.saved_bank_plain(), &[last4]),
        (Means::Bank { .. }, _) => fill(words.saved_bank(), &[("bank", name), last4]),
    }
}

/// What was done with a kept method.
pub fn done(words: &'static Words, done: Done, method: &Saved) -> String {
    let template = match done {
        Done::Added => words.method_added(),
        Done::Removed => words.method_removed(),
        Done::Restored => words.method_restored(),
        Done::Preferred => words.method_preferred(),
    };
    fill(template, &[("method", &kept(words, method))])
}

/// What a decline says: heading and help.
fn declined(
    words: &'static Words,
    method: PayBy,
    decline: Decline,
) -> (&'static str, &'static str) {
    let is_card = method == PayBy::Card;
    match decline {
        Decline::Processing => (words.declined_processing(), words.declined_processing_help()),
        Decline::Funds if !is_card => {
            (words.declined_other_funds(), words.declined_other_funds_help())
        }
        Decline::Again if !is_card => {
            (words.declined_other_again(), words.declined_other_again_help())
        }
        _ if !is_card => (words.declined_other(), words.declined_other_help()),
        Decline::Card => (words.declined(), words.declined_help()),
        Decline::Expired => (words.declined_expired(), words.declined_expired_help()),
        Decline::Cvc => (words.declined_cvc(), words.declined_cvc_help()),
        Decline::Details => (words.declined_details(), words.declined_details_help()),
        Decline::Funds => (words.declined_funds(), words.declined_funds_help()),
        Decline::Again => (words.declined_again(), words.declined_again_help()),
    }
}

/// What is wrong with a challenge, and what to do.
pub fn trouble(words: &'static Words, is_code: bool, trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::CodeIncomplete => words.code_incomplete(),
        Trouble::Rejected if is_code => words.code_rejected(),
        Trouble::Rejected => words.check_rejected(),
        Trouble::NotSent => words.code_not_sent(),
        Trouble::TooMany => words.challenge_limited(),
        Trouble::Blocked => words.check_blocked(),
        Trouble::Failed => words.check_failed(),
        Trouble::Closed => words.check_closed(),
        Trouble::Expired => words.check_expired(),
    }
}

/// What a closed screen says: heading and body.
pub fn closed(words: &'static Words, closed: Closed) -> (&'static str, &'static str) {
    match closed {
        Closed::LinkIncomplete => (words.link_incomplete(), words.link_incomplete_body()),
        Closed::LinkRefused => (words.link_refused(), words.link_refused_body()),
        Closed::NotFound => (words.not_found(), words.not_found_body()),
        Closed::Expired => (words.expired(), words.expired_body()),
        Closed::AlreadyPaid => (words.already_paid(), words.already_paid_body()),
        Closed::OriginNotAllowed => (words.origin_not_allowed(), words.origin_not_allowed_body()),
        Closed::WrongScope => (words.wrong_scope(), words.wrong_scope_body()),
        Closed::NoMethod => (words.no_method(), words.no_method_body()),
        Closed::Refused => (words.refused(), words.refused_body()),
    }
}

/// What a failed load says: heading and body. `seconds`: left until it is tried again.
pub fn load_failure(
    words: &'static Words,
    failure: LoadFailure,
    seconds: u32,
) -> (&'static str, String) {
    match failure {
        LoadFailure::Unreachable => (words.unreachable(), words.unreachable_body().to_owned()),
        LoadFailure::ServiceDown => (words.service_down(), words.service_down_body().to_owned()),
        LoadFailure::TooManyRequests(_) => (
            words.load_limited(),
            fill(words.load_limited_body(), &[("seconds", &digits(seconds.into()))]),
        ),
    }
}

/// What stands in the way of a payment, as the payer reads it: the notice, the fault, or the screen.
pub fn obstacle(speech: Speech, checkout: &Checkout) -> String {
    let words = speech.messages();
    let said = |heading: &str, body: &str| [heading, ". ", body].concat();
    match checkout.screen() {
        Screen::Closed(why) => {
            let (heading, body) = closed(words, why);
            said(heading, body)
        }
        Screen::LoadFailed(failure) => {
            let (heading, body) = load_failure(words, failure, 0);
            said(heading, &body)
        }
        _ => match checkout.notice() {
            Some(it) => {
                let it = notice(speech, checkout.currency(), checkout.method(), it);
                said(it.heading, &it.help)
            }
            // A question that was left, or a sheet that was put away.
            None => words.sheet_cancelled().to_owned(),
        },
    }
}

/// What is said without moving the focus.
pub fn announcement(
    speech: Speech,
    currency: Option<Currency>,
    is_code: bool,
    method: PayBy,
    announcement: &Announcement,
) -> String {
    let words = speech.messages();
    // A price is only ever told of a session, which has a currency.
    let money = |amount| currency.map_or_else(String::new, |code| speech.money(code, amount));
    let count = |template, count: usize| fill(template, &[("count", &digits(count as u64))]);
    match announcement {
        Announcement::Faults(faults) => count(words.faults(), *faults),
        Announcement::Fee { fee, total } => {
            fill(words.fee_known(), &[("fee", &money(*fee)), ("total", &money(*total))])
        }
        Announcement::Price { total } => fill(words.price_known(), &[("total", &money(*total))]),
        Announcement::Declined(decline) => {
            let (heading, help) = declined(words, method, *decline);
            [heading, ". ", help].concat()
        }
        Announcement::TimeLeft(seconds) => match seconds {
            60.. => count(words.minutes_left(), (*seconds / 60) as usize),
            _ => count(words.seconds_left(), *seconds as usize),
        },
        Announcement::Challenge(wrong) => trouble(words, is_code, *wrong).to_owned(),
        Announcement::CodeSent(seconds) => {
            fill(words.code_sent(), &[("seconds", &digits((*seconds).into()))])
        }
        Announcement::ChequeRead => words.bank_numbers_found().to_owned(),
        Announcement::MandateMissed => words.mandate_agree_empty().to_owned(),
        Announcement::SheetCancelled => words.sheet_cancelled().to_owned(),
        Announcement::ResendReady => words.code_again().to_owned(),
        Announcement::Offline => words.offline().to_owned(),
        Announcement::Online => words.online().to_owned(),
        Announcement::Processing => words.paying().to_owned(),
        Announcement::Slow => words.slow().to_owned(),
        Announcement::Recovering => words.recovering().to_owned(),
        Announcement::Paid => words.paid().to_owned(),
        Announcement::Saving => words.add_saving().to_owned(),
        Announcement::Kept(what, method) => done(words, *what, method),
    }
}

/// A length of time as `4:59`.
pub fn clock(seconds: u32) -> String {
    let rest = seconds % 60;
    let pad = if rest < 10 { ":0" } else { ":" };
    [&digits((seconds / 60).into()), pad, &digits(rest.into())].concat()
}
