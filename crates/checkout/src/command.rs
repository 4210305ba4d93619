//! What a checkout asks of the browser.

use crate::form::Field;
use crate::form::country::Country;
use crate::host::News;
use crate::kept::Kept;
use crate::redirect::SafeUrl;
use crate::secret::Secret;
use crate::sheet::{Sheet, SheetEnd};
use crate::ticket::{Millis, Ticket};
use contract::AccountType;

/// One thing to do. Imperative; the shell carries it out and reports back with the ticket.
#[derive(Debug)]
pub enum Command {
    /// Read the session.
    LoadSession(Ticket),
    /// Ask for temporary access to the processor.
    LoadAccess(Ticket),
    /// Turn a card or a bank account into a token. The one command that carries a PAN, or a whole
    /// account number.
    Tokenize(Ticket, Box<ToTokenize>),
    /// Quote the fee; the text is the JSON body.
    QuoteFee(Ticket, FrozenBody),
    /// Confirm: send exactly these bytes under exactly this key.
    Confirm(Ticket, IdempotencyKey, FrozenBody),
    /// Keep the attempt where a reload of this tab finds it, and tell the other tabs that a payment
    /// is under way. Carried out before the command that follows it.
    Keep(Kept),
    /// The outcome is known: take away what was kept.
    Forget,
    /// Read or change what the customer has kept.
    Purse(Ticket, Errand),
    /// Have the challenge's code sent.
    SendCode(Ticket),
    /// Have the wallet's vendor ask the payer. Carried out within the press that it comes of: vendors
    /// open nothing without one.
    OpenSheet(Ticket, Box<Sheet>),
    /// What became of what the payer agreed to in the sheet. There may be none open any more.
    CloseSheet(SheetEnd),
    /// Show the text of the code's field as the machine has it.
    ShowCode,
    /// Start the captcha anew.
    ResetCaptcha,
    /// Fetch how addresses are written in a country.
    LoadAddress(Country),
    /// Say when so much time has passed.
    Wait(Ticket, Millis),
    /// Show the field's text as the machine has it; with a caret if the field has the focus.
    Show(Field, Option<usize>),
    /// Move the focus.
    Focus(Target),
    /// Tell the merchant's page, if the checkout is in one.
    Tell(News),
    /// Move the focus, if it is nowhere: what had it is gone.
    Rescue(Target),
    /// Leave for the merchant.
    Navigate(SafeUrl),
}

/// Where the focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A field of the form.
    Field(Field),
    /// The notice above the Pay button.
    Notice,
    /// The heading of a screen that replaced the form.
    Heading,
    /// The challenge: its code's field, or its heading.
    Challenge,
    /// The Pay button.
    Pay,
    /// The box by which a bank debit is authorized.
    Mandate,
    /// A kept method, by its number.
    Row(usize),
    /// What brings back the method that was just removed.
    Undo,
    /// What adds a method.
    Add,
}

/// A call of a wallet's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// List what is kept.
    List,
    /// Keep a method: send exactly these bytes under exactly this key.
    Add(IdempotencyKey, FrozenBody),
    /// Remove the method of this id.
    Remove(String),
    /// Make the method of this id the default.
    Prefer(String),
}

/// What the processor is to make a token of.
#[derive(Debug)]
pub struct ToTokenize {
    /// Temporary password.
    pub password: Secret,
    /// What is tokenized.
    pub sensitive: Sensitive,
}

/// What nobody but the processor may see.
#[derive(Debug)]
pub enum Sensitive {
    /// A card.
    Card(Card),
    /// A bank account.
    Bank(BankAccount),
}

/// A bank account in the United States on its way to the processor.
#[derive(Debug)]
pub struct BankAccount {
    /// Nine digits.
    pub routing: Secret,
    /// Four to seventeen digits.
    pub number: Secret,
    /// Checking or savings.
    pub account_type: AccountType,
}

/// A card on its way to the processor.
#[derive(Debug)]
pub struct Card {
    /// PAN, digits only.
    pub number: Secret,
    /// `MMYY`.
    pub expiry: Secret,
    /// CVC, digits only.
    pub cvc: Secret,
}

/// The bytes of a request, made once and repeated as they are.
#[derive(Clone, PartialEq, Eq)]
pub struct FrozenBody(String);

impl FrozenBody {
    pub(crate) fn freeze(request: &impl contract::Encode) -> Self {
        Self(request.encode())
    }

    /// The bytes of an attempt that was kept.
    pub(crate) fn from_kept(text: &str) -> Option<Self> {
        (text.starts_with('{') && text.ends_with('}')).then(|| Self(text.to_owned()))
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hides tokens and billing details.
impl core::fmt::Debug for FrozenBody {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("FrozenBody(<redacted>)")
    }
}

/// Names one payer decision to pay: a version 4 UUID.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Makes the key of an attempt from fresh randomness.
    pub fn new(nonce: crate::ticket::Nonce) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut bytes = nonce.0;
        // RFC 9562 section 5.4: version 4, variant 10.
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (index, byte) in bytes.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
        Self(text)
    }

    /// The key of an attempt that was kept.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_key =
            text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        is_key.then(|| Self(text.to_owned()))
    }

    /// The key, sent bare (not as a quoted structured field).
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::Nonce;

    #[test]
    fn a_key_is_a_version_4_uuid() {
        let key = IdempotencyKey::new(Nonce([0xff; 16]));
        assert_eq!(key.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_ne!(key, IdempotencyKey::new(Nonce([0; 16])));
    }
}
