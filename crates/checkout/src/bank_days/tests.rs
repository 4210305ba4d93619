use super::*;
use proptest::prelude::*;

fn day(year: i32, month: u8, day: u8) -> Day {
    Day::of(Date { year, month, day })
}

/// Seconds since 1970 for a time of the day in UTC.
fn moment(date: Day, hour: i64, minute: i64) -> i64 {
    i64::from(date.0) * DAY_SECONDS + hour * HOUR_SECONDS + minute * 60
}

/// Weekdays on which the Federal Reserve Banks are closed, by their published calendar: month and
/// day.
const PUBLISHED: [(i32, &[(u8, u8)]); 4] = [
    (
        2024,
        &[
            (1, 1),
            (1, 15),
            (2, 19),
            (5, 27),
            (6, 19),
            (7, 4),
            (9, 2),
            (10, 14),
            (11, 11),
            (11, 28),
            (12, 25),
        ],
    ),
    (
        2025,
        &[
            (1, 1),
            (1, 20),
            (2, 17),
            (5, 26),
            (6, 19),
            (7, 4),
            (9, 1),
            (10, 13),
            (11, 11),
            (11, 27),
            (12, 25),
        ],
    ),
    // Independence Day is a Saturday: Friday the 3rd is a bank day.
    (
        2026,
        &[
            (1, 1),
            (1, 19),
            (2, 16),
            (5, 25),
            (6, 19),
            (9, 7),
            (10, 12),
            (11, 11),
            (11, 26),
            (12, 25),
        ],
    ),
    // Juneteenth and Christmas are Saturdays; Independence Day is a Sunday.
    (2027, &[(1, 1), (1, 18), (2, 15), (5, 31), (7, 5), (9, 6), (10, 11), (11, 11), (11, 25)]),
];

/// The closed weekdays of a year, worked out another way: Sakamoto's weekdays, and stepping through
/// each month.
fn closed(year: i32) -> Vec<(u8, u8)> {
    let weekday = |month: u8, day: u8| {
        let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][usize::from(month) - 1];
        let year = if month < 3 { year - 1 } else { year };
        (year + year / 4 - year / 100 + year / 400 + shift + i32::from(day)) % 7
    };
    let all = |month: u8, wanted: i32, last: u8| -> Vec<(u8, u8)> {
        (1..=last).filter(|day| weekday(month, *day) == wanted).map(|day| (month, day)).collect()
    };
    let mut days = vec![
        all(1, 1, 31)[2],
        all(2, 1, 28)[2],
        *all(5, 1, 31).last().unwrap(),
        all(9, 1, 30)[0],
        all(10, 1, 31)[1],
        all(11, 4, 30)[3],
    ];
    for (month, day) in [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)] {
        match weekday(month, day) {
            0 => days.push((month, day + 1)),
            6 => {}
            _ => days.push((month, day)),
        }
    }
    days.sort_unstable();
    days
}

fn closed_weekdays(year: i32) -> Vec<(u8, u8)> {
    let first = day(year, 1, 1);
    (0..366)
        .map(|offset| first.back(-offset))
        .filter(|day| day.date().year == year && !day.is_bank_day())
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .map(|day| (day.date().month, day.date().day))
        .collect()
}

#[test]
fn holidays_are_the_published_ones() {
    for (year, published) in PUBLISHED {
        assert_eq!(closed_weekdays(year), published, "{year}");
    }
}

#[test]
fn holidays_follow_their_rules_for_years() {
    for year in 2024..=2040 {
        assert_eq!(closed_weekdays(year), closed(year), "{year}");
    }
}

#[test]
fn dates_are_the_calendar_s() {
    assert_eq!(day(1970, 1, 1), Day(0));
    assert_eq!(day(2000, 3, 1), Day(11_017));
    assert_eq!(day(2026, 11, 21).weekday(), Weekday::Saturday);
    assert_eq!(day(2024, 2, 29).back(-1), day(2024, 3, 1));
    assert_eq!(day(2100, 2, 28).back(-1), day(2100, 3, 1));
}

#[test]
fn the_east_changes_its_clocks() {
    for (date, hour, minute, shown) in [
        (day(2026, 1, 15), 12, 0, (day(2026, 1, 15), 7)),
        (day(2026, 7, 15), 12, 0, (day(2026, 7, 15), 8)),
        (day(2026, 7, 15), 3, 59, (day(2026, 7, 14), 23)),
        (day(2026, 3, 8), 6, 59, (day(2026, 3, 8), 1)),
        (day(2026, 3, 8), 7, 0, (day(2026, 3, 8), 3)),
        (day(2026, 11, 1), 5, 59, (day(2026, 11, 1), 1)),
        (day(2026, 11, 1), 6, 0, (day(2026, 11, 1), 1)),
        (day(2026, 11, 1), 6, 59, (day(2026, 11, 1), 1)),
        (day(2026, 11, 1), 7, 0, (day(2026, 11, 1), 2)),
        (day(2027, 3, 14), 7, 0, (day(2027, 3, 14), 3)),
        (day(2027, 11, 7), 6, 0, (day(2027, 11, 7), 1)),
    ] {
        assert_eq!(eastern(moment(date, hour, minute)), shown, "{date:?} {hour}:{minute}");
    }
}

#[test]
fn the_money_leaves_on_the_next_bank_day() {
    // Accepted in UTC, leaves on.
    for (accepted, leaves) in [
        // Wednesday, before the cut-off and at it: 16:59 and 17:00 in winter.
        (moment(day(2026, 11, 18), 21, 59), day(2026, 11, 19)),
        (moment(day(2026, 11, 18), 22, 0), day(2026, 11, 20)),
        // The same in summer, an hour earlier.
        (moment(day(2026, 7, 15), 20, 59), day(2026, 7, 16)),
        (moment(day(2026, 7, 15), 21, 0), day(2026, 7, 17)),
        // Friday, Friday evening, Saturday, Sunday evening.
        (moment(day(2026, 11, 20), 15, 0), day(2026, 11, 23)),
        (moment(day(2026, 11, 21), 0, 0), day(2026, 11, 24)),
        (moment(day(2026, 11, 21), 15, 0), day(2026, 11, 24)),
        (moment(day(2026, 11, 23), 2, 0), day(2026, 11, 24)),
        // Over Thanksgiving.
        (moment(day(2026, 11, 25), 15, 0), day(2026, 11, 27)),
        (moment(day(2026, 11, 26), 15, 0), day(2026, 11, 30)),
        // Independence Day on a Saturday: Friday is a bank day.
        (moment(day(2026, 7, 2), 15, 0), day(2026, 7, 3)),
        // New Year 2028 is a Saturday, Christmas 2033 a Sunday.
        (moment(day(2027, 12, 30), 15, 0), day(2027, 12, 31)),
        (moment(day(2033, 12, 23), 15, 0), day(2033, 12, 27)),
    ] {
        assert_eq!(debit_day(accepted).date(), leaves.date(), "{accepted}");
    }
}

proptest! {
    #[test]
    fn a_day_has_one_date(number in -800_000..2_000_000_i32) {
        let (this, next) = (Day(number), Day(number + 1));
        prop_assert_eq!(Day::of(this.date()), this);
        let (a, b) = (this.date(), next.date());
        prop_assert!((a.year, a.month, a.day) < (b.year, b.month, b.day));
    }

    #[test]
    fn no_moment_makes_it_fail(moment in any::<i32>()) {
        let (today, hour) = eastern(i64::from(moment));
        let leaves = debit_day(i64::from(moment));
        prop_assert!(hour < 24 && leaves > today && leaves.is_bank_day());
        prop_assert!(leaves.0 - today.0 <= 8, "{:?} {:?}", today, leaves);
    }

    #[test]
    fn later_never_leaves_earlier(moment in any::<i32>(), wait in 0..10_000_000_i64) {
        prop_assert!(debit_day(i64::from(moment) + wait) >= debit_day(i64::from(moment)));
    }
}

#[test]
fn moments_are_written_as_rfc_3339_wants() {
    assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
    assert_eq!(rfc3339(1_795_014_000), "2026-11-18T15:00:00Z");
    assert_eq!(rfc3339(1_709_251_199), "2024-02-29T23:59:59Z");
}
