//! A fraud challenge that the session asks for: a captcha, or a code by SMS or email.
//!
//! It opens when Pay is pressed (or when confirm is refused for it) and closes with an answer or by
//! the payer's wish; the form stays as it was. Which challenge it is, the session alone decides.

use crate::command::{Command, Target};
use crate::event::{Captcha, Failure, Why};
use crate::form::one_time_code;
use crate::machine::Common;
use crate::notice::Announcement;
use crate::secret::Secret;
use crate::ticket::{Millis, Ticket};
use contract::{ChallengeResponse, ChallengeType, ErrorCode, Open};

/// How long after one code the next may be asked for (ours; the API has its own limit).
const RESEND: u32 = 30;
/// How long the captcha's frame has to be there (F27: said after 8 s; the frame itself says so
/// unless it did not come either).
const READY: Millis = Millis::seconds(10);

/// A challenge on the screen.
#[derive(Debug)]
pub struct Challenge {
    kind: Kind,
    answer: Option<Secret>,
    typed: Secret,
    trouble: Option<Trouble>,
    delivery: Delivery,
    is_ready: bool,
    overdue: Option<Ticket>,
}

/// What proof is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A vendor's widget, in a frame of its own.
    Captcha {
        /// Whose.
        vendor: Vendor,
        /// The session's public key at the vendor.
        site_key: String,
    },
    /// A code that is sent to the payer.
    Code {
        /// By what.
        channel: Channel,
        /// The masked destination.
        hint: Option<String>,
    },
}

impl Kind {
    /// Whether an answer to one is an answer to the other: the masked destination is only words.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Captcha { .. }, Self::Captcha { .. }) => self == other,
            (Self::Code { channel, .. }, Self::Code { channel: asked, .. }) => channel == asked,
            _ => false,
        }
    }
}

/// Whose captcha.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// hCaptcha.
    HCaptcha,
    /// Cloudflare Turnstile.
    Turnstile,
}

/// How a code travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// To a phone.
    Sms,
    /// To a mailbox.
    Email,
}

/// What is wrong with a challenge. None of these charged anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No code, or not all of it.
    CodeIncomplete,
    /// The answer was wrong, old or used.
    Rejected,
    /// The code could not be sent.
    NotSent,
    /// Too many codes were asked for.
    TooMany,
    /// The captcha did not come: a blocker, or no connection.
    Blocked,
    /// The captcha does not let this browser pass.
    Failed,
    /// The payer closed the captcha.
    Closed,
    /// The captcha was passed too long ago.
    Expired,
}

/// When a code can be asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resend {
    /// One is being sent.
    Sending,
    /// In so many seconds.
    In(u32),
    /// Now.
    Now,
}

#[derive(Debug)]
enum Delivery {
    /// Nothing to deliver, or nothing under way.
    Idle,
    Sending(Ticket),
    /// Sent; the next one in so many seconds, the ticket is the next second's.
    Sent(Ticket, u32),
}

/// What became of the challenge.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Still open.
    Open,
    /// The captcha was passed.
    Solved,
}

impl Challenge {
    /// The challenge of a session; `None` if this build cannot do it.
    pub(crate) fn of(asked: &contract::Challenge) -> Option<Kind> {
        let Open::Known(kind) = asked.kind else { return None };
        let captcha =
            |vendor| asked.site_key.clone().map(|site_key| Kind::Captcha { vendor, site_key });
        let code = |channel| Some(Kind::Code { channel, hint: asked.delivery_hint.clone() });
        match kind {
            ChallengeType::Hcaptcha => captcha(Vendor::HCaptcha),
            ChallengeType::Turnstile => captcha(Vendor::Turnstile),
            ChallengeType::Sms => code(Channel::Sms),
            ChallengeType::Email => code(Channel::Email),
        }
    }

    /// Opens it: has the code sent unless it was, or waits for the captcha.
    pub(crate) fn open(common: &mut Common, kind: Kind, code_sent: bool) -> Self {
        let mut challenge = Self {
            kind,
            answer: None,
            typed: Secret::default(),
            trouble: None,
            delivery: Delivery::Idle,
            is_ready: false,
            overdue: None,
        };
        match challenge.kind {
            Kind::Captcha { .. } => challenge.overdue = Some(common.wait(READY)),
            Kind::Code { .. } if code_sent => {
                challenge.delivery = Delivery::Sent(common.wait(Millis::seconds(1)), RESEND);
            }
            Kind::Code { .. } => {
                challenge.delivery = Delivery::Sending(common.ask(Command::SendCode));
            }
        }
        common.focus(Target::Challenge);
        challenge
    }

    /// What proof is asked for.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Whether it is a code.
    pub fn is_code(&self) -> bool {
        matches!(self.kind, Kind::Code { .. })
    }

    /// What is wrong, if anything.
    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }

    /// The code so far.
    pub fn code(&self) -> &str {
        self.typed.expose()
    }

    /// Whether the captcha's widget is there.
    pub fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// Whether the captcha is passed.
    pub fn is_solved(&self) -> bool {
        self.answer.is_some()
    }

    /// When a code can be asked for again.
    pub fn resend(&self) -> Resend {
        match self.delivery {
            Delivery::Sending(_) => Resend::Sending,
            Delivery::Sent(_, seconds) if seconds > 0 => Resend::In(seconds),
            Delivery::Idle | Delivery::Sent(..) => Resend::Now,
        }
    }

    /// The answer to send, if there is one; an incomplete code is blamed instead.
    pub(crate) fn response(&mut self, common: &mut Common) -> Option<ChallengeResponse> {
        match &self.kind {
            Kind::Captcha { vendor, .. } => {
                let kind = match vendor {
                    Vendor::HCaptcha => ChallengeType::Hcaptcha,
                    Vendor::Turnstile => ChallengeType::Turnstile,
                };
                let Some(answer) = &self.answer else {
                    // Pay was pressed before the captcha was passed.
                    self.fail(common, self.trouble.unwrap_or(Trouble::Closed));
                    return None;
                };
                let token = Some(answer.expose().to_owned());
                Some(ChallengeResponse { kind, token, code: None })
            }
            Kind::Code { channel, .. } => {
                if !one_time_code::is_whole(self.typed.expose()) {
                    self.fail(common, Trouble::CodeIncomplete);
                    return None;
                }
                let kind = match channel {
                    Channel::Sms => ChallengeType::Sms,
                    Channel::Email => ChallengeType::Email,
                };
                let code = Some(self.typed.expose().to_owned());
                Some(ChallengeResponse { kind, token: None, code })
            }
        }
    }

    /// Says what is wrong, and leads there.
    fn fail(&mut self, common: &mut Common, trouble: Trouble) {
        self.trouble = Some(trouble);
        common.say(Announcement::Challenge(trouble));
        common.focus(Target::Challenge);
    }

    /// The API did not accept the answer: another one is needed.
    pub(crate) fn rejected(&mut self, common: &mut Common) {
        self.answer = None;
        self.typed.clear();
        match self.kind {
            Kind::Captcha { .. } => self.restart(common),
            Kind::Code { .. } => common.commands.push(Command::ShowCode),
        }
        self.fail(common, Trouble::Rejected);
    }

    /// The payer asks for the captcha anew.
    pub(crate) fn retried(&mut self, common: &mut Common) {
        if matches!(self.kind, Kind::Captcha { .. }) && self.answer.is_none() {
            self.trouble = None;
            self.restart(common);
        }
    }

    fn restart(&mut self, common: &mut Common) {
        self.overdue = (!self.is_ready).then(|| common.wait(READY));
        common.commands.push(Command::ResetCaptcha);
    }

    pub(crate) fn captcha(&mut self, common: &mut Common, said: Captcha) -> Progress {
        if !matches!(self.kind, Kind::Captcha { .. }) {
            return Progress::Open;
        }
        let trouble = match said {
            Captcha::Ready => {
                self.is_ready = true;
                self.overdue = None;
                // A script that came late is no trouble any more.
                if self.trouble == Some(Trouble::Blocked) {
                    self.trouble = None;
                }
                return Progress::Open;
            }
            Captcha::Solved(token) => {
                self.is_ready = true;
                self.overdue = None;
                self.trouble = None;
                self.answer = Some(token);
                return Progress::Solved;
            }
            Captcha::Expired => Trouble::Expired,
            Captcha::Closed => Trouble::Closed,
            Captcha::Blocked => {
                self.is_ready = false;
                self.overdue = None;
                Trouble::Blocked
            }
            Captcha::Failed => Trouble::Failed,
            Captcha::Limited => Trouble::TooMany,
        };
        self.answer = None;
        self.trouble = Some(trouble);
        common.say(Announcement::Challenge(trouble));
        Progress::Open
    }

    pub(crate) fn typed(&mut self, common: &mut Common, text: &Secret) {
        let code = Secret::from(one_time_code::read(text.expose()));
        if code != *text {
            common.commands.push(Command::ShowCode);
        }
        self.typed = code;
        self.trouble = None;
    }

    pub(crate) fn resend_pressed(&mut self, common: &mut Common) {
        if matches!(self.kind, Kind::Code { .. }) && self.resend() == Resend::Now {
            self.trouble = None;
            self.delivery = Delivery::Sending(common.ask(Command::SendCode));
        }
    }

    /// The code was sent, or not. Returns what closes the session.
    pub(crate) fn sent(
        &mut self,
        common: &mut Common,
        ticket: Ticket,
        result: Result<Box<contract::Challenge>, Failure>,
    ) {
        if !matches!(self.delivery, Delivery::Sending(asked) if asked == ticket) {
            return;
        }
        match result {
            Ok(sent) => {
                // The server may send it elsewhere than it said: it decides.
                if let Some(kind) = Self::of(&sent) {
                    self.kind = kind;
                }
                self.count_down(common, RESEND);
                common.say(Announcement::CodeSent(RESEND));
            }
            Err(failure) => {
                let limited = matches!(
                    &failure.why,
                    Why::Refused(refusal) if refusal.code == ErrorCode::RateLimited
                );
                let wait = failure.retry_after.map_or(0, |wait| wait.0.div_ceil(1000));
                if limited {
                    self.count_down(common, wait.clamp(RESEND, 600));
                } else {
                    self.delivery = Delivery::Idle;
                }
                self.trouble = Some(if limited { Trouble::TooMany } else { Trouble::NotSent });
                if let Some(trouble) = self.trouble {
                    common.say(Announcement::Challenge(trouble));
                }
            }
        }
    }

    fn count_down(&mut self, common: &mut Common, seconds: u32) {
        self.delivery = Delivery::Sent(common.wait(Millis::seconds(1)), seconds);
    }

    pub(crate) fn elapsed(&mut self, common: &mut Common, ticket: Ticket) {
        if self.overdue == Some(ticket) {
            self.captcha(common, Captcha::Blocked);
        }
        match self.delivery {
            Delivery::Sent(tick, seconds) if tick == ticket => {
                if seconds > 1 {
                    self.count_down(common, seconds - 1);
                } else {
                    self.delivery = Delivery::Idle;
                    // Spoken twice: when the countdown starts (with the button) and when it ends.
                    common.say(Announcement::ResendReady);
                }
            }
            _ => {}
        }
    }
}
