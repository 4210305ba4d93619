//! What the payer has typed so far, and which faults they have been shown.
//!
//! A fault appears when its field is left with something in it, or when Pay is pressed; it goes
//! as soon as it is mended. An empty field is never scolded before Pay.

use crate::atlas::{self, Atlas};
use crate::command::{BankAccount, Card, Command, Target};
use crate::form::ach::{account, cheque, routing};
use crate::form::address::Address;
use crate::form::brand::Brand;
use crate::form::country::Country;
use crate::form::expiry::{Expiry, YearMonth};
use crate::form::{Edit, Fault, Field, Rewritten, billing, card_number, cvc, expiry};
use crate::machine::Common;
use crate::notice::Announcement;
use crate::secret::Secret;
use contract::{AccountType, AchDetails, BillingDetails, CardDetails, Word};

/// The fields of every card form.
pub const CARD: [Field; 3] = [Field::CardNumber, Field::Expiry, Field::Cvc];
/// The fields of every bank form.
pub const BANK: [Field; 4] =
    [Field::Routing, Field::Account, Field::AccountAgain, Field::AccountType];

/// The form's contents.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    values: [Secret; Field::COUNT],
    shown: [bool; Field::COUNT],
    /// Where the issuer has something else on file than was sent. Known of nothing that is typed
    /// since.
    refused: Option<Field>,
    today: Option<YearMonth>,
    pub(crate) atlas: Atlas,
}

impl Entry {
    pub(crate) fn new(today: Option<YearMonth>) -> Self {
        let mut entry = Self {
            values: Default::default(),
            shown: [false; Field::COUNT],
            refused: None,
            today,
            atlas: Atlas::new(),
        };
        // What most accounts are; the list shows it, and the mandate says it.
        entry.set(Field::AccountType, Secret::from(AccountType::Checking.as_str()));
        entry
    }

    /// An empty form, but for what the session says: that is not asked again. It is shown where it is
    /// asked for, because the payer may know better, and needs no typing.
    pub(crate) fn open(common: &mut Common, asked: &[Field], email: Option<&str>) -> Self {
        let mut entry = Self::new(common.here.today);
        if let Some(email) = email {
            entry.set(Field::Email, Secret::from(email));
        }
        if let (Some(region), true) = (common.region, asked.contains(&Field::Country)) {
            entry.set(Field::Country, Secret::from(region.as_str()));
        }
        entry.look_up(common, asked);
        entry
    }

    /// Sees to it that the form of the chosen country is here, if it makes a difference.
    pub(crate) fn look_up(&mut self, common: &mut Common, asked: &[Field]) {
        if let Some(country) = self.country()
            && asked.iter().copied().any(atlas::depends_on_country)
        {
            self.atlas.ask(common, country);
        }
    }

    /// The fields on the screen, in reading order: of the payer, those of the instrument, its
    /// holder's name, and where it is billed to.
    pub(crate) fn fields(&self, asked: &[Field], own: &[Field], asks_name: bool) -> Vec<Field> {
        let first = [Field::Email, Field::Phone];
        let mut fields: Vec<Field> = first.into_iter().filter(|it| asked.contains(it)).collect();
        fields.extend(own);
        if asks_name {
            fields.push(Field::Cardholder);
        }
        // Nothing is asked for that addresses there do not have.
        fields.extend(atlas::in_order(asked, self.address()));
        fields
    }

    /// Takes what the browser shows, and has it show what it should.
    pub(crate) fn take(
        &mut self,
        common: &mut Common,
        asked: &[Field],
        field: Field,
        text: &Secret,
        caret: usize,
        edit: Edit,
    ) {
        let rewritten = self.typed(field, text, caret, edit);
        if rewritten.text != text.expose() {
            common.commands.push(Command::Show(field, Some(rewritten.caret)));
        }
        if field == Field::Country {
            // A state of another country is no state.
            self.clear(Field::State);
            common.commands.push(Command::Show(Field::State, None));
            self.look_up(common, asked);
        }
    }

    /// Takes both numbers of an account that were pasted at once; whether they were found. The second
    /// typing stays the payer's: it is there to notice what the first got wrong.
    pub(crate) fn paste_cheque(&mut self, common: &mut Common, text: &Secret) -> bool {
        let Some(found) = cheque::read(text.expose()) else { return false };
        for (field, number) in [(Field::Routing, found.routing), (Field::Account, found.account)] {
            self.clear(field);
            self.set(field, number);
            common.commands.push(Command::Show(field, None));
        }
        common.say(Announcement::ChequeRead);
        common.focus(Target::Field(Field::AccountAgain));
        true
    }

    /// Forgets the card and the account: nobody else may find them.
    pub(crate) fn wipe(&mut self, common: &mut Common) {
        for field in CARD.into_iter().chain(BANK).filter(|field| *field != Field::AccountType) {
            self.clear(field);
            common.commands.push(Command::Show(field, None));
        }
    }

    /// Blames nobody for anything any more.
    pub(crate) fn forgive(&mut self) {
        self.shown = [false; Field::COUNT];
        self.refused = None;
    }

    pub(crate) fn text(&self, field: Field) -> &str {
        self.values[field.index()].expose()
    }

    pub(crate) fn set(&mut self, field: Field, text: Secret) {
        self.values[field.index()] = text;
    }

    /// Empties a field without blaming the payer for it.
    pub(crate) fn clear(&mut self, field: Field) {
        self.values[field.index()].clear();
        self.shown[field.index()] = false;
    }

    pub(crate) fn brand(&self) -> Option<Brand> {
        Brand::detect(&card_number::digits(self.text(Field::CardNumber)))
    }

    pub(crate) fn country(&self) -> Option<Country> {
        Country::parse(self.text(Field::Country))
    }

    /// How addresses are written in the country chosen.
    pub(crate) fn address(&self) -> &Address {
        self.atlas.form(self.country())
    }

    /// Takes what the browser shows; returns what it should show.
    pub(crate) fn typed(
        &mut self,
        field: Field,
        raw: &Secret,
        caret: usize,
        edit: Edit,
    ) -> Rewritten {
        let before = self.text(field);
        let raw_text = raw.expose();
        let rewritten = match field {
            Field::CardNumber => card_number::rewrite(before, raw_text, caret, edit),
            Field::Expiry => expiry::rewrite(before, raw_text, caret, edit),
            Field::Cvc => cvc::rewrite(before, raw_text, caret, edit, self.brand()),
            Field::Routing => routing::rewrite(raw_text, caret),
            Field::Account | Field::AccountAgain => account::rewrite(raw_text, caret),
            _ => Rewritten { text: raw_text.to_owned(), caret },
        };
        self.values[field.index()] = Secret::from(rewritten.text.as_str());
        self.refused = self.refused.filter(|refused| *refused != field);
        if self.judge(field).is_none() {
            self.shown[field.index()] = false;
        }
        rewritten
    }

    /// The payer left the field.
    pub(crate) fn left(&mut self, field: Field) {
        if !self.values[field.index()].is_blank() && self.judge(field).is_some() {
            self.shown[field.index()] = true;
        }
    }

    /// Shows the field's fault, if it has one: the issuer found one there.
    pub(crate) fn blame(&mut self, field: Field) {
        self.shown[field.index()] = true;
    }

    /// Says that the issuer has something else on file, until the field is typed in or Pay is
    /// pressed: it may be right after all.
    pub(crate) fn refuse(&mut self, field: Field) {
        self.refused = Some(field);
    }

    /// The detail that the issuer found another than its own.
    pub(crate) fn refused(&self) -> Option<Field> {
        self.refused
    }

    /// The fault to show under the field.
    pub(crate) fn fault(&self, field: Field) -> Option<Fault> {
        if self.refused == Some(field) {
            return Some(Fault::Refused);
        }
        if self.shown[field.index()] { self.judge(field) } else { None }
    }

    /// Shows the faults of all of `fields`; returns the first and how many there are.
    pub(crate) fn show_faults(&mut self, fields: &[Field]) -> Option<(Field, usize)> {
        let mut found = None;
        self.refused = None;
        for field in fields.iter().copied() {
            let faulty = self.judge(field).is_some();
            self.shown[field.index()] = faulty;
            if faulty {
                let (first, count) = found.unwrap_or((field, 0));
                found = Some((first, count + 1));
            }
        }
        found
    }

    fn judge(&self, field: Field) -> Option<Fault> {
        let text = self.text(field);
        match field {
            Field::CardNumber => card_number::judge(text),
            Field::Expiry => expiry::judge(text, self.today),
            Field::Cvc => cvc::judge(text, self.brand()),
            Field::AccountAgain => account::judge_again(self.text(Field::Account), text),
            _ => billing::judge(field, text, self.address()),
        }
    }

    /// Whether nothing is wrong with any of `fields`.
    pub(crate) fn are_right(&self, fields: &[Field]) -> bool {
        fields.iter().all(|field| self.judge(*field).is_none())
    }

    /// What `fields` hold, whatever it is written like: two texts with equal keys are the same card,
    /// or the same account.
    pub(crate) fn key(&self, fields: &[Field]) -> Vec<Secret> {
        let plain = |field: &Field| match field {
            Field::AccountType => Secret::from(self.text(*field)),
            _ => self.digits(*field),
        };
        fields.iter().map(plain).collect()
    }

    fn digits(&self, field: Field) -> Secret {
        Secret::from(card_number::digits(self.text(field)))
    }

    fn expiry(&self) -> Option<Expiry> {
        expiry::parse(self.text(Field::Expiry)).ok()
    }

    /// The card for the tokenize call; `None` while it is not complete.
    pub(crate) fn card(&self) -> Option<Card> {
        if !self.are_right(&CARD) {
            return None;
        }
        Some(Card {
            number: self.digits(Field::CardNumber),
            expiry: Secret::from(self.expiry()?.mmyy()),
            cvc: self.digits(Field::Cvc),
        })
    }

    /// The account for the tokenize call; `None` while it is not complete.
    pub(crate) fn bank(&self) -> Option<BankAccount> {
        if !self.are_right(&BANK) {
            return None;
        }
        Some(BankAccount {
            routing: self.digits(Field::Routing),
            number: self.digits(Field::Account),
            account_type: self.account_type()?,
        })
    }

    pub(crate) fn account_type(&self) -> Option<AccountType> {
        AccountType::from_word(self.text(Field::AccountType))
    }

    /// What may be told of the account beside its token: never the whole account number.
    pub(crate) fn bank_details(&self) -> AchDetails {
        AchDetails {
            // No list of banks' names is small, public and current.
            bank_name: None,
            routing_number: Some(self.digits(Field::Routing).expose().to_owned()),
            account_number_suffix: account::last4(self.text(Field::Account)),
            account_type: self.account_type(),
        }
    }

    /// What may be told of the card beside its token: never the PAN, never the CVC.
    pub(crate) fn card_details(&self) -> CardDetails {
        let digits = card_number::digits(self.text(Field::CardNumber));
        let expiry = self.expiry();
        // PCI DSS 3.4.1: at most BIN and last four. Eight digits of BIN only where the number is
        // long enough to keep six hidden.
        let bin = if digits.len() >= 16 { 8 } else { 6 };
        CardDetails {
            last4: digits.get(digits.len().saturating_sub(4)..).map(str::to_owned),
            exp_month: expiry.map(|expiry| expiry.month),
            exp_year: expiry.map(|expiry| expiry.year),
            bin: digits.get(..bin).map(str::to_owned),
            card_brand: self.brand().map(|brand| brand.wire().to_owned()),
        }
    }

    /// What was typed about the payer, of the fields that are asked for.
    pub(crate) fn billing(&self, asked: &[Field]) -> BillingDetails {
        let address = self.address();
        let mut details = BillingDetails::default();
        for field in asked.iter().copied() {
            let text = billing::tidy(field, self.text(field), address);
            if text.is_empty() {
                continue;
            }
            let place = match field {
                Field::CardNumber
                | Field::Expiry
                | Field::Cvc
                | Field::Routing
                | Field::Account
                | Field::AccountAgain
                | Field::AccountType => continue,
                Field::Cardholder => &mut details.cardholder,
                Field::Email => &mut details.email,
                Field::Phone => &mut details.phone,
                Field::Country => &mut details.country,
                Field::Street => &mut details.street,
                Field::Street2 => &mut details.street2,
                Field::City => &mut details.city,
                Field::State => &mut details.state,
                Field::Zip => &mut details.zip,
            };
            *place = Some(text);
        }
        details
    }
}
