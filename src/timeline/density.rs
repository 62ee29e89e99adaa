//! Where there are too many events for marks: counts and tolls by columns of days.
//!
//! Columns hold a power of two of days and begin at the same days wherever the reader pans to, so that nothing flickers.

use super::{entry::Entry, scale::Scale};
use crate::domain::{date::Day, toll::Toll, vocabulary::Kind};

/// Least width of a column, in pixels.
const COLUMN: f32 = 3.0;

/// The kinds that colours tell apart, in the order in which columns stack them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Attacks.
    Attack,
    /// Coups and attempts.
    Coup,
    /// Mediations.
    Mediation,
    /// Withdrawals.
    Withdrawal,
    /// All other kinds.
    Other,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 5] = [Self::Attack, Self::Coup, Self::Mediation, Self::Withdrawal, Self::Other];

    /// The group of a kind.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Attack => Self::Attack,
            Kind::Coup | Kind::CoupAttempt => Self::Coup,
            Kind::Mediation => Self::Mediation,
            Kind::Withdrawal => Self::Withdrawal,
            _ => Self::Other,
        }
    }

    /// Its name in style sheets.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Attack => "attack",
            Self::Coup => "coup",
            Self::Mediation => "mediation",
            Self::Withdrawal => "withdrawal",
            Self::Other => "other",
        }
    }
}

/// Days grouped by a power of two: group 0 begins with day 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Days in a group.
    pub days: i32,
}

impl Grid {
    /// The finest whose groups are at least so wide.
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(scale: &Scale, width: f32, least: f32) -> Self {
        let per_day = width / scale.days() as f32;
        let mut days = 1;
        while (days as f32) * per_day < least {
            days *= 2;
        }
        Self { days }
    }

    /// The group of a day.
    pub const fn of(self, day: Day) -> i32 {
        day.0.div_euclid(self.days)
    }

    /// First and last day of a group.
    pub const fn range(self, group: i32) -> (Day, Day) {
        (Day(group * self.days), Day(group * self.days + self.days - 1))
    }
}

/// A piece of a column: events of one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Of which kinds.
    pub group: Group,
    /// Left edge, 0 to 1.
    pub x: f32,
    /// Events of the column below this piece.
    pub below: u32,
    /// Events of this piece.
    pub events: u32,
}

/// How many events of each group lie in each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Density {
    /// Width of a column, as a part of the picture's.
    pub width: f32,
    /// The highest column, in events.
    pub highest: u32,
    /// The pieces, by group, then in time.
    pub bars: Vec<Bar>,
}

impl Density {
    /// The columns of what the scale shows.
    pub fn new<'a>(entries: impl Iterator<Item = &'a Entry>, scale: &Scale, width: f32) -> Self {
        let grid = Grid::new(scale, width, COLUMN);
        let (first, columns) = columns(grid, scale);
        let mut counts = vec![[0_u32; Group::ALL.len()]; columns];
        for entry in entries {
            if let Some(at) = column(grid, first, columns, entry) {
                counts[at][Group::of(entry.kind) as usize] += 1;
            }
        }
        let mut bars = Vec::new();
        for group in Group::ALL {
            for (at, column) in counts.iter().enumerate() {
                let events = column[group as usize];
                if events > 0 {
                    let below = column[..group as usize].iter().sum();
                    bars.push(Bar { group, x: left(grid, first, at, scale), below, events });
                }
            }
        }
        let highest = counts.iter().map(|column| column.iter().sum()).max().unwrap_or(0);
        Self { width: one(grid, scale), highest, bars }
    }
}

/// People reported killed, by columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tolls {
    /// Width of a column, as a part of the picture's.
    pub width: f32,
    /// The highest number of a column.
    pub highest: u64,
    /// Left edge of a column, 0 to 1, and its toll.
    pub bars: Vec<(f32, Toll)>,
}

impl Tolls {
    /// The columns of what the scale shows.
    pub fn new<'a>(entries: impl Iterator<Item = &'a Entry>, scale: &Scale, width: f32) -> Self {
        let grid = Grid::new(scale, width, COLUMN);
        let (first, columns) = columns(grid, scale);
        let mut tolls = vec![Toll::default(); columns];
        for entry in entries {
            if let (Some(at), Some(toll)) = (column(grid, first, columns, entry), entry.toll) {
                tolls[at] = tolls[at].plus(toll);
            }
        }
        let highest = tolls.iter().map(|toll| toll.high).max().unwrap_or(0);
        let bars = tolls.iter().enumerate().filter(|(_, toll)| toll.high > 0);
        let bars = bars.map(|(at, toll)| (left(grid, first, at, scale), *toll)).collect();
        Self { width: one(grid, scale), highest, bars }
    }
}

/// The first column that is shown, and how many are.
#[allow(clippy::cast_sign_loss)]
fn columns(grid: Grid, scale: &Scale) -> (i32, usize) {
    let first = grid.of(scale.first_day());
    (first, (grid.of(scale.last_day()) - first).max(0) as usize + 1)
}

fn column(grid: Grid, first: i32, columns: usize, entry: &Entry) -> Option<usize> {
    usize::try_from(grid.of(entry.mark_day()) - first).ok().filter(|at| *at < columns)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
fn left(grid: Grid, first: i32, at: usize, scale: &Scale) -> f32 {
    scale.at(f64::from(grid.range(first + at as i32).0.0))
}

#[allow(clippy::cast_possible_truncation)]
fn one(grid: Grid, scale: &Scale) -> f32 {
    (f64::from(grid.days) / scale.days()) as f32
}
