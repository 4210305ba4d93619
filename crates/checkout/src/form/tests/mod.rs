mod billing;
mod card;
mod expiry;
mod formatting;
