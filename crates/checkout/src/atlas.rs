//! The address forms of the countries that the payer has looked at, and what the page sees of the
//! one that is chosen.

use crate::command::Command;
use crate::entry::Entry;
use crate::form::address::{Address, Region};
use crate::form::country::Country;
use crate::form::{Field, billing};
use crate::machine::{Checkout, Common};

/// The forms that have come. What has come once is not asked for again.
#[derive(Clone, Debug)]
pub(crate) struct Atlas {
    of_nobody: Address,
    unread: Address,
    come: Vec<Address>,
    /// On their way.
    asked: Vec<Country>,
}

impl Atlas {
    pub(crate) fn new() -> Self {
        Self {
            of_nobody: Address::of_nobody(),
            unread: Address::unread(),
            come: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// A country's own form, or one that fits anywhere.
    pub(crate) fn form(&self, country: Option<Country>) -> &Address {
        match country {
            None => &self.of_nobody,
            country => {
                self.come.iter().find(|form| form.country == country).unwrap_or(&self.unread)
            }
        }
    }

    /// Asks for a country's form, unless it is here or on its way.
    pub(crate) fn ask(&mut self, common: &mut Common, country: Country) {
        if self.form(Some(country)).country.is_none() && !self.asked.contains(&country) {
            self.asked.push(country);
            common.commands.push(Command::LoadAddress(country));
        }
    }

    /// A form came, or will not come; then it may be asked for again.
    pub(crate) fn arrived(&mut self, country: Country, form: Option<Address>) {
        let Some(at) = self.asked.iter().position(|asked| *asked == country) else { return };
        self.asked.swap_remove(at);
        self.come.extend(form.filter(|form| form.country == Some(country)));
    }
}

/// Fields whose names, rules or order differ between countries.
pub(crate) fn depends_on_country(field: Field) -> bool {
    matches!(field, Field::City | Field::State | Field::Zip)
}

/// Puts the fields of an address in its country's order, without those that it does not have there.
pub(crate) fn in_order(asked: &[Field], form: &Address) -> Vec<Field> {
    let mut fields: Vec<Field> = form.fields.iter().map(|placed| placed.field).collect();
    // The country first: the others depend on it.
    fields.insert(0, Field::Country);
    fields.retain(|field| asked.contains(field));
    fields
}

impl Checkout {
    /// How addresses are written where the payer lives.
    pub fn address(&self) -> Option<&Address> {
        self.entry().map(Entry::address)
    }

    /// The regions to choose from; empty where the region is typed. What was typed before the list
    /// came, and is none of it, stays what it is.
    pub fn regions(&self) -> &[Region] {
        match self.address() {
            Some(form) if is_listed(form, self.text(Field::State)) => &form.regions,
            _ => &[],
        }
    }

    /// The value that a field's control shows: the text, or the list's own word for it.
    pub fn value(&self, field: Field) -> &str {
        let text = self.text(field);
        let listed = (field == Field::State).then(|| self.address()?.region_of(text)).flatten();
        listed.map_or(text, |region| &region.code)
    }

    /// Whether a field may stay empty, as far as that is known for certain.
    pub fn is_optional(&self, field: Field) -> bool {
        let is_certain = |form: &&Address| form.country.is_some() || field == Field::Street2;
        let form = self.address().filter(is_certain);
        form.is_some_and(|form| !billing::is_required(field, form))
    }

    /// Whether a field shares its row with another that is on the screen.
    pub fn shares_row(&self, field: Field) -> bool {
        let Some(form) = self.address() else { return false };
        let Some(place) = form.place(field) else { return false };
        let shown = self.fields();
        let mut others = form.fields.iter().filter(|other| other.field != field);
        others.any(|other| other.row == place.row && shown.contains(&other.field))
    }
}

fn is_listed(form: &Address, text: &str) -> bool {
    text.trim().is_empty() || form.region_of(text).is_some()
}
