//! Both numbers of an account in what was pasted: a cheque's line, a bank's page, an email.
//!
//! A cheque's line is printed in E-13B (ANSI X9.27), whose four symbols Unicode has, and which
//! readers write as letters or marks. `⑆021000021⑆ 123456789⑈ 0101`, `A021000021A 123456789C 0101`,
//! `|:021000021|: 123456789||' 0101` and `Routing: 021000021, Account: 123456789` say the same.
//!
//! A wrong number is worse than none: where two could be the account's, neither is taken.

use super::{LONGEST, account, routing};
use crate::form::{card_number, digits};
use crate::secret::Secret;
use zeroize::Zeroizing;

/// A cheque's own number has three or four digits; an account's that short is not told from it.
const LONGEST_CHEQUE_NUMBER: usize = 4;

/// Both numbers, as ASCII digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Nine digits, right by their check digit.
    pub routing: Secret,
    /// Four to seventeen digits.
    pub account: Secret,
}

/// What the words before a number say it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    /// There are none.
    None,
    /// A routing number.
    Routing,
    /// An account number.
    Account,
    /// Something else.
    Other,
}

/// Digits that belong together.
struct Run {
    digits: Zeroizing<String>,
    label: Label,
    /// A dash joined them: a routing number is printed without.
    joined: bool,
    /// The symbol that ends a cheque's account field follows.
    ends_account: bool,
}

/// Both numbers, if the text holds both. A card number is none of them.
pub fn read(text: &str) -> Option<Found> {
    let runs = runs(text);
    let is_routing = |run: &Run| !run.joined && routing::is_one(&run.digits);
    let labelled = |label| runs.iter().position(|run| run.label == label && is_routing(run));
    let at = labelled(Label::Routing)
        .or_else(|| labelled(Label::None))
        .or_else(|| labelled(Label::Other))
        .or_else(|| labelled(Label::Account))?;
    let account = account_of(&runs, at)?;
    let secret = |run: &Run| Secret::from(run.digits.as_str());
    Some(Found { routing: secret(&runs[at]), account: secret(account) })
}

/// The account number beside the routing number at `at`.
fn account_of(runs: &[Run], at: usize) -> Option<&Run> {
    let (before, after) = (&runs[..at], &runs[at + 1..]);
    let labelled = |run: &&Run| run.label == Label::Account && fits(run);
    if let Some(account) = before.iter().chain(after).find(labelled) {
        return Some(account);
    }
    // On a cheque the account's field ends with its symbol, and the cheque's number follows.
    let field = after.iter().position(|run| run.ends_account).map_or(after, |end| &after[..=end]);
    if field.iter().any(|run| run.label == Label::None) { only(field) } else { only(before) }
}

/// The only run that can be an account number, without those that can be a cheque's.
fn only(runs: &[Run]) -> Option<&Run> {
    let mut unlabelled = runs.iter().filter(|run| run.label == Label::None);
    if let (Some(one), None) = (unlabelled.next(), unlabelled.next()) {
        return fits(one).then_some(one);
    }
    let is_long = |run: &&Run| run.label == Label::None && run.digits.len() > LONGEST_CHEQUE_NUMBER;
    let mut long = runs.iter().filter(is_long);
    match (long.next(), long.next()) {
        (Some(one), None) => fits(one).then_some(one),
        _ => None,
    }
}

fn fits(run: &Run) -> bool {
    account::judge(&run.digits).is_none() && !card_number::looks_like_one(&run.digits)
}

/// What a character is in such a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Digit(char),
    /// Joins digits: a dash, and E-13B's.
    Dash,
    /// E-13B's "on us", after the account number.
    OnUs,
    /// Stands between, and says nothing.
    Mark,
    Letter(char),
}

impl Sign {
    /// By itself; a letter that stands for a symbol is told by where it stands.
    fn of(c: char) -> Self {
        if let Some(digit) = digits::ascii(c) {
            return Self::Digit(digit);
        }
        match c {
            '-' | '\u{2010}'..='\u{2015}' | '\u{2449}' => Self::Dash,
            '\u{2448}' | '"' | '\'' => Self::OnUs,
            '\u{2446}' | '\u{2447}' => Self::Mark,
            _ if c.is_ascii_alphabetic() => Self::Letter(c.to_ascii_lowercase()),
            _ if c.is_ascii() || c.is_whitespace() || matches!(c, '\u{2000}'..='\u{206F}') => {
                Self::Mark
            }
            // Unicode's own table of letters would be 3 kB of the payer's download.
            _ => Self::Letter(c),
        }
    }

    /// A letter that stands alone beside a digit, as readers of cheques write the symbols.
    fn of_lone(letter: char) -> Option<Self> {
        match letter {
            'a' | 't' | 'b' => Some(Self::Mark),
            'c' | 'o' | 'u' => Some(Self::OnUs),
            'd' => Some(Self::Dash),
            _ => None,
        }
    }
}

/// Every run of digits, with what is said of it. Runs too long for any account keep one digit too
/// many, and no more.
fn runs(text: &str) -> Vec<Run> {
    let mut signs: Zeroizing<Vec<char>> = Zeroizing::new(Vec::with_capacity(text.len()));
    signs.extend(text.chars());
    let sign_at = |at: usize| signs.get(at).map(|c| Sign::of(*c));
    let mut runs: Vec<Run> = Vec::new();
    let mut label = Label::None;
    let mut word = String::new();
    let (mut open, mut dashed) = (false, false);
    for at in 0..signs.len() {
        let mut sign = Sign::of(signs[at]);
        if let Sign::Letter(letter) = sign {
            let near = |at: Option<Sign>| !matches!(at, Some(Sign::Letter(_)));
            let digit = |at: Option<Sign>| matches!(at, Some(Sign::Digit(_)));
            let (left, right) = (at.checked_sub(1).and_then(sign_at), sign_at(at + 1));
            if near(left) && near(right) && (digit(left) || digit(right)) {
                sign = Sign::of_lone(letter).unwrap_or(sign);
            }
        }
        if let Sign::Letter(letter) = sign {
            word.push(letter);
            label = said(&word).unwrap_or(match label {
                Label::None => Label::Other,
                known => known,
            });
        } else {
            word.clear();
        }
        match (sign, runs.last_mut()) {
            (Sign::Digit(digit), Some(run)) if open => {
                if run.digits.len() <= LONGEST {
                    run.digits.push(digit);
                }
                run.joined |= dashed;
                dashed = false;
            }
            (Sign::Digit(digit), _) => {
                let mut digits = Zeroizing::new(String::with_capacity(LONGEST + 1));
                digits.push(digit);
                runs.push(Run { digits, label, joined: false, ends_account: false });
                label = Label::None;
                (open, dashed) = (true, false);
            }
            (Sign::Dash, _) if open && !dashed => dashed = true,
            (Sign::OnUs, Some(run)) if label == Label::None => {
                run.ends_account = true;
                open = false;
            }
            _ => open = false,
        }
    }
    runs
}

/// What a word, or its beginning, calls the number after it: in English and in Spanish.
fn said(word: &str) -> Option<Label> {
    match word {
        "routing" | "rout" | "rtn" | "aba" | "ruta" => Some(Label::Routing),
        "acc" | "cuenta" => Some(Label::Account),
        _ => None,
    }
}
