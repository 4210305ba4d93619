//! The sandbox's clock: the machine's, plus what the tests have moved it by.
//!
//! It only ever moves forward, and forgets at the end of the process what it was moved by.

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

/// A moment: Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `milliseconds` after the Unix epoch.
    #[cfg(test)]
    pub const fn from_millis(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment `seconds` later, or earlier if negative.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_millis(seconds.saturating_mul(1000))
    }

    /// The moment so many milliseconds later, or earlier if negative.
    #[must_use]
    pub const fn plus_millis(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// The moment that a date of the wire names; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(date.unix_timestamp_nanos() / 1_000_000).ok().map(Self)
    }

    /// As dates go over the wire: `2026-11-21T12:00:00Z`, whole seconds.
    pub fn rfc3339(self) -> String {
        self.date().and_then(|date| date.format(&Rfc3339).ok()).unwrap_or_default()
    }

    /// As dates go in HTTP headers (RFC 9110 section 5.6.7).
    pub fn http_date(self) -> String {
        let format = format_description!(
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
        );
        self.date().and_then(|date| date.format(format).ok()).unwrap_or_default()
    }

    /// Year and month, UTC.
    pub fn year_and_month(self) -> (i32, u8) {
        self.date().map_or((1970, 1), |date| (date.year(), date.month().into()))
    }

    fn date(self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000)).ok()
    }
}

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self)
    }
}

/// Tells the time. A clone is the same clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The time.
    pub fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let real = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Timestamp(real.saturating_add(self.ahead.load(Ordering::Relaxed)))
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: u32) {
        self.ahead.fetch_add(i64::from(seconds) * 1000, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_the_wire_wants_them() {
        let moment = Timestamp::from_millis(1_795_262_400_999);
        assert_eq!(moment.rfc3339(), "2026-11-21T12:00:00Z");
        assert_eq!(moment.http_date(), "Sat, 21 Nov 2026 12:00:00 GMT");
        assert_eq!(moment.year_and_month(), (2026, 11));
        assert_eq!(Timestamp::parse("2026-11-21T13:00:00.999+01:00"), Some(moment));
        assert_eq!(Timestamp::parse("yesterday"), None);
    }

    #[test]
    fn the_clock_moves_forward_when_told() {
        let clock = Clock::default();
        let before = clock.now();
        clock.advance(3600);
        assert!(clock.now() >= before.plus_seconds(3600));
    }
}
