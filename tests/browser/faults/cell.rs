//! A cell of the grid: a fault on the first confirm, one on the second, how the session's status is
//! read after them, and what the server makes of keys.
//!
//! Sends are counted at the server. A browser that mends a lost connection by itself meets the
//! second fault with its own repetition, before the page hears of the first.

use super::grid::PACE;
use serde_json::{Value, json};
use std::fmt;

/// When a fault strikes a confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Instead of the charge.
    Before,
    /// After the charge, instead of its answer.
    After,
}

/// What goes wrong with a confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// FIN without an answer.
    Close,
    /// RST.
    Reset,
    /// 30 s, which is longer than the page waits for one send (25 s): it sends again meanwhile.
    Delay,
    /// Never an answer.
    Stall,
    /// 500.
    Status,
    /// Half of the answer.
    Truncate,
    /// 200 with no JSON.
    Garbage,
}

/// How the session's status is read after the confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// As it is.
    Ok,
    /// 500 once.
    Error,
    /// `active` once, paid or not.
    Stale,
}

/// What the server makes of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// The original result again.
    Documented,
    /// Nothing at all.
    Off,
}

/// What goes wrong with one send of confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// When.
    pub moment: Moment,
    /// What.
    pub kind: Kind,
}

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The first confirm's fault.
    pub first: Trouble,
    /// The second one's.
    pub second: Trouble,
    /// The status after them.
    pub status: Status,
    /// The keys.
    pub keys: Keys,
}

impl Moment {
    const ALL: [Self; 2] = [Self::Before, Self::After];

    const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Close,
        Self::Reset,
        Self::Delay,
        Self::Stall,
        Self::Status,
        Self::Truncate,
        Self::Garbage,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Reset => "reset",
            Self::Delay => "delay",
            Self::Stall => "stall",
            Self::Status => "status",
            Self::Truncate => "truncate",
            Self::Garbage => "garbage",
        }
    }

    /// As the sandbox takes it.
    fn fault(self) -> Value {
        match self {
            Self::Delay => json!({ "kind": "delay", "ms": 30_000 / PACE }),
            Self::Status => json!({ "kind": "status", "code": 500 }),
            other => json!({ "kind": other.name() }),
        }
    }
}

impl Status {
    const ALL: [Self; 3] = [Self::Ok, Self::Error, Self::Stale];

    const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Stale => "stale",
        }
    }

    /// As the sandbox takes it.
    fn fault(self) -> Option<Value> {
        match self {
            Self::Ok => None,
            Self::Error => Some(json!({ "kind": "status", "code": 500 })),
            Self::Stale => Some(json!({ "kind": "stale" })),
        }
    }
}

impl Keys {
    const ALL: [Self; 2] = [Self::Documented, Self::Off];

    /// As the sandbox names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Off => "off",
        }
    }
}

impl Trouble {
    fn all() -> impl Iterator<Item = Self> {
        let of = |moment| Kind::ALL.into_iter().map(move |kind| Self { moment, kind });
        Moment::ALL.into_iter().flat_map(of)
    }

    fn rule(self, nth: u32) -> Value {
        let moment = self.moment.name();
        json!({ "call": "confirm", "nth": nth, "moment": moment, "fault": self.kind.fault() })
    }
}

impl Cell {
    /// The whole grid, with keys and without.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for keys in Keys::ALL {
            for first in Trouble::all() {
                for second in Trouble::all() {
                    let cell = |status| Self { first, second, status, keys };
                    all.extend(Status::ALL.map(cell));
                }
            }
        }
        all
    }

    /// Its script. The reading of the session that Pay begins with is the first one after the
    /// script was put, so the second is the one after the confirm.
    pub fn rules(self) -> Vec<Value> {
        let read = self
            .status
            .fault()
            .map(|fault| json!({ "call": "session", "nth": 2, "moment": "after", "fault": fault }));
        [self.first.rule(1), self.second.rule(2)].into_iter().chain(read).collect()
    }
}

/// `after-close before-stall stale off`.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Trouble { moment, kind } in [self.first, self.second] {
            write!(f, "{}-{} ", moment.name(), kind.name())?;
        }
        write!(f, "{} {}", self.status.name(), self.keys.name())
    }
}

#[test]
fn the_grid_has_every_cell_once() {
    let mut names: Vec<_> = Cell::all().iter().map(Cell::to_string).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 2 * 588);
}
