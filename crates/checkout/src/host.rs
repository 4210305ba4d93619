//! What a merchant's page is told when the checkout is embedded in it, and what it may ask for
//! (contract section 4).
//!
//! Nothing here is announced where it happens. After every event the checkout is compared with what
//! the page knows, so that no path can forget to tell it, and the news alternate as a page expects:
//! what follows [`News::Processing`] is one of [`News::Paid`], [`News::Failed`] and
//! [`News::Expired`], or nothing while the outcome is not known.

use crate::challenge::Challenge;
use crate::choice::Choice;
use crate::entry::Entry;
use crate::form::Field;
use crate::machine::{Checkout, State};
use crate::notice::{Decline, Mishap, Notice};
use crate::pay::{Pay, Stage};
use crate::purse::Purse;
use crate::session::Closed;
use contract::embed::{EmbedError, HostErrorCode};
use contract::{Cents, ChallengeType, ErrorCode, Method};

/// In whose page the checkout is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// In none: the page is the checkout's own.
    #[default]
    None,
    /// In one whose origin the browser does not tell. Only its `frame-ancestors` vouch for it.
    Unknown,
    /// In one of this origin.
    Known(String),
}

impl Host {
    /// Whether the checkout is in a merchant's page.
    pub fn is_some(&self) -> bool {
        *self != Self::None
    }

    /// Whether it may show a session to that page, given the origins that the session may be
    /// embedded by.
    pub(crate) fn is_allowed(&self, origins: &[String]) -> bool {
        match self {
            Self::None | Self::Unknown => true,
            Self::Known(origin) => origins.contains(origin),
        }
    }
}

/// Something that the merchant's page is told. What it is told of it, the shell reads off the
/// checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The session was read, and can be used; or it was read again because the page asked.
    Ready,
    /// It is over without a payment.
    Expired,
    /// The fee was quoted.
    Fee,
    /// Another way to pay is chosen.
    Method(Method),
    /// The faults on the page changed.
    Validation,
    /// Pay was pressed.
    Processing,
    /// It is paid.
    Paid,
    /// It is not paid.
    Failed(HostErrorCode, Blame),
    /// The payer is asked for a proof.
    Challenge(ChallengeType),
    /// A kept method is gone: its id.
    Deleted(String),
    /// What the page asked to be read again was read, or could not be.
    Refreshed,
}

/// What a payer can do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// Go on here.
    Recoverable,
    /// Nothing, in this session.
    Final,
}

/// What the merchant's page may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// What a press of Pay does, but for what only the payer may agree to.
    Submit(crate::ticket::Nonce),
    /// Read the session again.
    Refresh,
    /// Show what is missing or wrong.
    Validate,
    /// Move the focus to what needs something.
    Focus,
}

/// What the page knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    is_ready: bool,
    /// What was quoted, and for what.
    fee: Option<(Cents, Cents, Choice)>,
    method: Option<Method>,
    /// Whether all is right, and which faults are shown: a digit of base 16 for each field.
    validity: Option<(bool, u64)>,
    is_pressed: bool,
    challenge: Option<ChallengeType>,
    end: Option<End>,
    /// Whether it waits for the session to be read.
    pub(crate) asks_refresh: bool,
}

/// Where a session or its loading came to a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Paid,
    Expired,
    Failed(HostErrorCode, Blame),
}

impl Checkout {
    /// Compares the checkout with what the page knows, and brings that up to date.
    pub(crate) fn news(&mut self) -> Vec<News> {
        let before = self.common.told;
        let now = Told { asks_refresh: before.asks_refresh, ..self.telling() };
        self.common.told = now;
        let mut news = Vec::new();
        if now.is_ready && !before.is_ready {
            news.push(News::Ready);
        }
        if let Some(method) = now.method.filter(|_| before.is_ready && now.method != before.method)
        {
            news.push(News::Method(method));
        }
        if now.fee.is_some() && now.fee != before.fee {
            news.push(News::Fee);
        }
        if now.validity != before.validity && before.validity.is_some() && now.validity.is_some() {
            news.push(News::Validation);
        }
        if now.is_pressed && !before.is_pressed {
            news.push(News::Processing);
        }
        if let Some(kind) = now.challenge.filter(|_| now.challenge != before.challenge) {
            news.push(News::Challenge(kind));
        }
        match now.end {
            Some(end) if now.end != before.end => news.push(match end {
                End::Paid => News::Paid,
                End::Expired => News::Expired,
                End::Failed(code, blame) => News::Failed(code, blame),
            }),
            None if before.is_pressed && !now.is_pressed => {
                let trouble = self.challenge().and_then(Challenge::trouble);
                let code = match (trouble, now.challenge) {
                    (Some(_), _) => ErrorCode::ChallengeFailed,
                    (None, Some(_)) => ErrorCode::ChallengeRequired,
                    (None, None) => code_of(self.notice()),
                };
                news.push(News::Failed(code.into(), Blame::Recoverable));
            }
            _ => {}
        }
        news
    }

    fn telling(&self) -> Told {
        match &self.state {
            State::Loading { .. } => Told { end: self.common.told.end, ..Told::default() },
            State::LoadFailed { .. } => stopped(ErrorCode::NetworkError.into(), Blame::Recoverable),
            State::Resuming(attempt) => {
                // It was pressed before the page was loaded again.
                Told { is_pressed: !attempt.is_unknown(), ..Told::default() }
            }
            State::Elsewhere { .. } => Told::default(),
            State::Paying(pay) => paying(pay),
            State::Keeping(purse) => keeping(purse),
            State::Paid(_) => ended(End::Paid),
            State::Closed(closed, _) => ended(match closed {
                Closed::AlreadyPaid => End::Paid,
                Closed::Expired => End::Expired,
                Closed::LinkIncomplete => {
                    End::Failed(HostErrorCode::Embed(EmbedError::BadConfiguration), Blame::Final)
                }
                Closed::OriginNotAllowed => {
                    End::Failed(ErrorCode::OriginNotAllowed.into(), Blame::Final)
                }
                Closed::WrongScope => {
                    End::Failed(ErrorCode::InsufficientScope.into(), Blame::Final)
                }
                Closed::LinkRefused | Closed::NotFound | Closed::NoMethod | Closed::Refused => {
                    End::Failed(ErrorCode::ValidationError.into(), Blame::Final)
                }
            }),
        }
    }
}

fn ended(end: End) -> Told {
    Told { end: Some(end), ..Told::default() }
}

fn stopped(code: HostErrorCode, blame: Blame) -> Told {
    ended(End::Failed(code, blame))
}

/// Whether all is right, and which faults are shown.
fn validity(entry: &Entry, fields: &[Field]) -> (bool, u64) {
    let shown = fields.iter().filter_map(|field| Some((*field, entry.fault(*field)?)));
    // There are sixteen fields, and fewer faults.
    let shown =
        shown.fold(0, |all, (field, fault)| all | (fault as u64 + 1) << (4 * field.index()));
    (entry.are_right(fields), shown)
}

fn keeping(purse: &Purse) -> Told {
    if purse.load_failure().is_some() {
        return stopped(ErrorCode::NetworkError.into(), Blame::Recoverable);
    }
    let adding = purse.adding();
    let trouble = purse.notice.as_ref().map(|notice| code_of(Some(notice)));
    Told {
        is_ready: purse.is_listed(),
        method: adding.map(|adding| match adding {
            Choice::Ach => Method::Ach,
            _ => Method::Card,
        }),
        validity: adding.map(|_| validity(&purse.entry, &purse.fields())),
        end: trouble.map(|code| End::Failed(code.into(), Blame::Recoverable)),
        ..Told::default()
    }
}

fn paying(pay: &Pay) -> Told {
    Told {
        is_ready: true,
        fee: pay
            .preparation
            .quoted()
            .map(|quoted| (quoted.fee.amount, quoted.fee.convenience_fee, pay.choice)),
        method: Some(pay.method()),
        validity: Some(validity(&pay.entry, &pay.fields())),
        // A challenge that waits for a press is the payer's turn, as a form is.
        is_pressed: pay.is_latched() && !matches!(pay.stage, Stage::Challenging(None)),
        challenge: match (&pay.stage, &pay.session.challenge) {
            (Stage::Challenging(_), Some(asked)) => asked.kind.known(),
            _ => None,
        },
        end: None,
        asks_refresh: false,
    }
}

/// The contract's code for what stands above Pay; it has none for a question or a press that came to
/// nothing (ours: `validation_error`).
fn code_of(notice: Option<&Notice>) -> ErrorCode {
    match notice {
        Some(Notice::Declined { decline, .. }) => match decline {
            Decline::Card | Decline::Details | Decline::Again => ErrorCode::CardDeclined,
            Decline::Expired => ErrorCode::ExpiredCard,
            Decline::Cvc => ErrorCode::IncorrectCvc,
            Decline::Funds => ErrorCode::InsufficientFunds,
            Decline::Processing => ErrorCode::ProcessingError,
        },
        Some(Notice::SheetFailed) => ErrorCode::ProcessingError,
        Some(
            Notice::NotReached
            | Notice::Purse {
                mishap: Mishap::NotReached | Mishap::AddUnknown | Mishap::Stale, ..
            },
        ) => ErrorCode::NetworkError,
        Some(Notice::TooManyRequests | Notice::Purse { mishap: Mishap::TooMany, .. }) => {
            ErrorCode::RateLimited
        }
        Some(Notice::ChallengeRequired { .. }) => ErrorCode::ChallengeRequired,
        Some(Notice::Duplicate { .. }) => ErrorCode::DuplicatePayment,
        Some(
            Notice::FeeConsent { .. }
            | Notice::PriceConsent { .. }
            | Notice::CardRefused
            | Notice::MethodGone
            | Notice::NotAccepted { .. }
            | Notice::Purse { .. },
        )
        | None => ErrorCode::ValidationError,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_whose_origin_is_not_registered_is_not_shown_the_session() {
        let origins = ["https://shop.example".to_owned()];
        assert!(Host::None.is_allowed(&[]));
        assert!(Host::Unknown.is_allowed(&origins));
        assert!(Host::Known("https://shop.example".to_owned()).is_allowed(&origins));
        for other in ["https://shop.example.evil", "http://shop.example", "null", ""] {
            assert!(!Host::Known(other.to_owned()).is_allowed(&origins), "{other}");
        }
    }
}
