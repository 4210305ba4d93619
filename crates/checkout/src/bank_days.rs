//! When an ACH debit leaves the payer's account: bank days of the United States, by rule.
//!
//! A bank day is one on which the Federal Reserve settles: no Saturday, no Sunday, none of its
//! eleven holidays (5 U.S.C. 6103 as the Reserve Banks keep it: a holiday on a Sunday is kept on
//! Monday, one on a Saturday is not kept on another day). Time is data here: the moment of the
//! acceptance comes in. Dates are the proleptic Gregorian calendar's.

use contract::signed;

/// Debits accepted from this hour on, in the East, leave with the next bank day's (ours).
pub const CUT_OFF_HOUR: u8 = 17;

const DAY_SECONDS: i64 = 24 * HOUR_SECONDS;
const HOUR_SECONDS: i64 = 60 * 60;
/// Days from 1 March of the year 0 to 1 January 1970.
const EPOCH: i32 = 719_468;
/// Days in 400 years.
const ERA: i32 = 146_097;

/// A day of the calendar, as days since 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i32);

/// A day's date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say what they are")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Day {
    /// The day of a date. A month or a day beyond its range counts on from the last: the caller
    /// brings a date that is.
    pub fn of(date: Date) -> Self {
        let (month, day) = (i32::from(date.month), i32::from(date.day));
        // Years that begin in March end with the leap day, so that months before it do not move.
        let year = date.year - i32::from(month <= 2);
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        Self(era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH)
    }

    /// Days since 1 January 1970: by these a browser makes its own date of it, in UTC.
    pub fn since_1970(self) -> i32 {
        self.0
    }

    /// Its date.
    pub fn date(self) -> Date {
        let since = self.0 + EPOCH;
        let (era, of_era) = (since.div_euclid(ERA), since.rem_euclid(ERA));
        let years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * years + years / 4 - years / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Date {
            year: era * 400 + years + i32::from(month <= 2),
            month: u8::try_from(month).unwrap_or_default(),
            day: u8::try_from(day).unwrap_or_default(),
        }
    }

    /// Its day of the week.
    pub fn weekday(self) -> Weekday {
        // 1 January 1970 was a Thursday.
        match (self.0 + 4).rem_euclid(7) {
            0 => Weekday::Sunday,
            1 => Weekday::Monday,
            2 => Weekday::Tuesday,
            3 => Weekday::Wednesday,
            4 => Weekday::Thursday,
            5 => Weekday::Friday,
            _ => Weekday::Saturday,
        }
    }

    /// Whether banks settle on it.
    pub fn is_bank_day(self) -> bool {
        match self.weekday() {
            Weekday::Saturday | Weekday::Sunday => false,
            Weekday::Monday => !self.is_holiday() && !self.back(1).is_holiday(),
            _ => !self.is_holiday(),
        }
    }

    /// The first bank day after it.
    #[must_use]
    pub fn next_bank_day(self) -> Self {
        let mut day = self;
        loop {
            day = Self(day.0 + 1);
            if day.is_bank_day() {
                return day;
            }
        }
    }

    /// Whether a holiday of the Federal Reserve falls on it, whichever day it is kept on.
    fn is_holiday(self) -> bool {
        let Date { month, day, .. } = self.date();
        // The how-manieth of its weekday in the month, from its beginning.
        let place = (day - 1) / 7 + 1;
        match (month, day, self.weekday()) {
            // New Year, Juneteenth, Independence, Veterans, Christmas.
            (1, 1, _) | (6, 19, _) | (7, 4, _) | (11, 11, _) | (12, 25, _) => true,
            // Martin Luther King's and Washington's birthdays.
            (1 | 2, _, Weekday::Monday) => place == 3,
            // Memorial Day: the last of May.
            (5, _, Weekday::Monday) => day > 24,
            // Labor Day.
            (9, _, Weekday::Monday) => place == 1,
            // Columbus Day.
            (10, _, Weekday::Monday) => place == 2,
            // Thanksgiving.
            (11, _, Weekday::Thursday) => place == 4,
            _ => false,
        }
    }

    fn back(self, days: i32) -> Self {
        Self(self.0 - days)
    }
}

/// The day and the hour (0 to 23) in the East of the United States at a moment, in seconds since
/// 1970 in UTC. Summer time by the rule since 2007: from the second Sunday of March to the first
/// of November, at 2 o'clock by the clock that is left.
pub fn eastern(moment: i64) -> (Day, u8) {
    let at = |hours: i64| {
        let local = moment + hours * HOUR_SECONDS;
        let day = i32::try_from(local.div_euclid(DAY_SECONDS)).unwrap_or(i32::MAX / 2);
        let hour = local.rem_euclid(DAY_SECONDS) / HOUR_SECONDS;
        (Day(day), u8::try_from(hour).unwrap_or_default())
    };
    // By the clock of winter, summer time ends at 1 o'clock.
    let (day, hour) = at(-5);
    let date = day.date();
    let sunday = |month, first| {
        let first = Day::of(Date { month, day: first, ..date });
        first.back(-((7 - first.weekday() as i32) % 7))
    };
    let summer = (day, hour) >= (sunday(3, 8), 2) && (day, hour) < (sunday(11, 1), 1);
    if summer { at(-4) } else { (day, hour) }
}

/// The bank day on which the money leaves the payer's account at the earliest, for an acceptance
/// at a moment in seconds since 1970 in UTC: the next after the one that the debit is sent on.
///
/// It is sent on the day of the acceptance, or, after the cut-off and on days without banks, on the
/// next bank day.
pub fn debit_day(accepted: i64) -> Day {
    let (day, hour) = eastern(accepted);
    let sent = if day.is_bank_day() && hour < CUT_OFF_HOUR { day } else { day.next_bank_day() };
    sent.next_bank_day()
}

/// A moment in seconds since 1970 in UTC, as RFC 3339 writes it. For years of four digits.
pub fn rfc3339(moment: i64) -> String {
    let day = Day(i32::try_from(moment.div_euclid(DAY_SECONDS)).unwrap_or_default());
    let Date { year, month, day } = day.date();
    let second = moment.rem_euclid(DAY_SECONDS);
    let mut text = signed(year.into());
    let parts = [
        ('-', month.into()),
        ('-', day.into()),
        ('T', second / HOUR_SECONDS),
        (':', second / 60 % 60),
        (':', second % 60),
    ];
    for (mark, number) in parts {
        text.push(mark);
        if number < 10 {
            text.push('0');
        }
        text.push_str(&signed(number));
    }
    text.push('Z');
    text
}

#[cfg(test)]
mod tests;
