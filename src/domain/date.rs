//! Uncertain dates: EDTF (ISO 8601-2) as the record uses it, and how a date lies to a range.
//!
//! Days are calendar days, counted as `i32`. There is no clock and no time zone here, so no date can shift.

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};
use edtf_core::{Bound, BoundDate, Date, Edtf, IntervalEndpoint, Precision, SetElement, SetKind};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day, counted from 1 January of year 1 (which is day 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The same day of another month, or the last one that it has.
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.ymd();
        let count = year * 12 + i32::try_from(month).unwrap_or(1) - 1 + months;
        let (year, month) = (count.div_euclid(12), u32::try_from(count.rem_euclid(12)).unwrap_or(0) + 1);
        (1..=day).rev().find_map(|day| Self::from_ymd(year, month, day)).unwrap_or(self)
    }

    /// The day with this year, month and day of the month, if the calendar has it.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(|d| Self(d.num_days_from_ce()))
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let d = NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or_default();
        (d.year(), d.month(), d.day())
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.ymd().0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

/// Days either side that an approximate or uncertain day (`~`, `?`) may be off.
const DAY_MARGIN: i32 = 7;
/// The same for a month or a year, in days: the neighbouring month or year.
const MONTH_MARGIN: i32 = 31;
/// How long before its latest day a day of which only the latest is known (`[..B]`) is looked for, in days. A convention:
/// the pages say "soft", and readers are told in words that the day was "no later than" B.
const OPEN_MARGIN: i32 = 31;
/// See [`MONTH_MARGIN`].
const YEAR_MARGIN: i32 = 366;

/// How the days of a window are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Exactly one day, known.
    Day,
    /// One day, not known, somewhere in the window: `[A..B]`, `[..B]`, `2023-10`, `2023`.
    OneOf,
    /// It lasted over the window: `A/B`.
    Span,
}

/// The days on which an event may have happened, or over which it lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// First possible day.
    pub earliest: Day,
    /// Last possible day.
    pub latest: Day,
    /// What the days between them mean.
    pub shape: Shape,
    /// Approximate or uncertain (`~`, `?`): the ends are soft.
    pub soft: bool,
    /// The day under which a list has it: the first of what lasted, else the last day as written.
    pub anchor: Day,
}

/// How an event lies to a range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InRange {
    /// Certainly in it.
    Certain,
    /// It may have been in it.
    Possible,
}

impl Window {
    /// How the window lies to the range `from..=to`; `None` when it lies outside.
    ///
    /// One unknown day is certainly in the range when every day it may be is. What lasted is certainly in the
    /// range when any of its days is: it was going on then. Soft ends reach a margin further, and make an
    /// event certain only when the range holds the margin too.
    pub fn in_range(&self, from: Option<Day>, to: Option<Day>) -> Option<InRange> {
        let from = from.map_or(i32::MIN, |d| d.0);
        let to = to.map_or(i32::MAX, |d| d.0);
        let (lo, hi) = (self.earliest.0, self.latest.0);
        if hi < from || lo > to {
            return None;
        }
        let whole = from <= lo && hi <= to;
        let running = self.shape == Shape::Span && !self.soft;
        Some(if whole || running { InRange::Certain } else { InRange::Possible })
    }
}

/// Why a text is not a date of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError(String);

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DateError {}

/// One end of a date: year, and perhaps month and day, and whether it is approximate or uncertain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Year, as written.
    pub year: i32,
    /// Month, 1 to 12, if given.
    pub month: Option<u32>,
    /// Day of the month, if given.
    pub day: Option<u32>,
    /// `~`: about then.
    pub approximate: bool,
    /// `?`: the source is in doubt.
    pub uncertain: bool,
}

/// An event's date: an EDTF expression of one of the kinds that the record uses.
///
/// `2023-10-02`, `2023-10`, `2023`, each with `~` or `?`; `A/B` (lasted); `[A..B]` (one unknown day); `[..B]` (one unknown
/// day, no later than B).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDate {
    edtf: Edtf,
    window: Window,
}

/// What a date says, for putting it into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A day, a month or a year.
    At(Part),
    /// It lasted from one to the other.
    Lasted(Part, Part),
    /// One unknown day between two days.
    OneOf(Day, Day),
    /// One unknown day, no later than this one.
    NoLaterThan(Day),
}

impl EventDate {
    /// The days that the date may mean.
    pub fn window(&self) -> Window {
        self.window
    }

    /// What the date says.
    pub fn meaning(&self) -> Meaning {
        match &self.edtf {
            Edtf::Interval(interval) => {
                match (endpoint(&interval.start), endpoint(&interval.end)) {
                    (Some(a), Some(b)) => Meaning::Lasted(a, b),
                    // Parsing refuses open ends.
                    _ => Meaning::OneOf(self.window.earliest, self.window.latest),
                }
            }
            Edtf::Date(date) => {
                part(date).map_or(Meaning::OneOf(self.window.earliest, self.window.latest), Meaning::At)
            }
            Edtf::Set(_) if self.window.soft => Meaning::NoLaterThan(self.window.latest),
            Edtf::Set(_) | Edtf::DateTime(_) => Meaning::OneOf(self.window.earliest, self.window.latest),
        }
    }
}

fn endpoint(end: &IntervalEndpoint) -> Option<Part> {
    match end {
        IntervalEndpoint::Date(date) => part(date),
        _ => None,
    }
}

fn part(date: &Date) -> Option<Part> {
    let month = match date.month {
        Some(m) => Some(u32::from(m.value()?)),
        None => None,
    };
    let day = match date.day {
        Some(d) => Some(u32::from(d.value()?)),
        None => None,
    };
    Some(Part {
        year: i32::try_from(date.year.value()?).ok()?,
        month,
        day,
        approximate: date.is_approximate(),
        uncertain: date.is_uncertain(),
    })
}

fn margin(date: &Date) -> i32 {
    if !(date.is_approximate() || date.is_uncertain()) {
        return 0;
    }
    match date.precision() {
        Precision::Day => DAY_MARGIN,
        Precision::Month | Precision::Season => MONTH_MARGIN,
        Precision::Year => YEAR_MARGIN,
    }
}

fn bound(bound: Bound) -> Option<Day> {
    match bound {
        Bound::Date(BoundDate { year, month, day }) => {
            Day::from_ymd(i32::try_from(year).ok()?, month.into(), day.into())
        }
        _ => None,
    }
}

impl FromStr for EventDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        const KINDS: &str = "a day `2023-10-02`, a month `2023-10`, a year `2023`, `A/B` for what lasted, `[A..B]` for one unknown day, or `[..B]` for one no later than B; `~` about, `?` uncertain";
        let edtf = Edtf::parse(text)
            .map_err(|e| DateError(format!("`{text}` is not a date: {} (at character {})", e.message, e.offset + 1)))?;
        let unsupported = || DateError(format!("`{text}` is not a kind of date that the record uses: write {KINDS}"));
        let (shape, before, after) = match &edtf {
            Edtf::Date(date) => {
                part(date).ok_or_else(unsupported)?;
                if date.precision() == Precision::Season {
                    return Err(unsupported());
                }
                let shape = if date.precision() == Precision::Day { Shape::Day } else { Shape::OneOf };
                (shape, margin(date), margin(date))
            }
            Edtf::Interval(interval) => match (&interval.start, &interval.end) {
                (IntervalEndpoint::Date(a), IntervalEndpoint::Date(b)) if part(a).is_some() && part(b).is_some() => {
                    (Shape::Span, margin(a), margin(b))
                }
                _ => return Err(unsupported()),
            },
            Edtf::Set(set) if set.kind == SetKind::OneMember => match set.elements.as_slice() {
                [SetElement::Range(a, b)] if a.precision() == Precision::Day && b.precision() == Precision::Day => {
                    (Shape::OneOf, 0, 0)
                }
                [SetElement::OnOrBefore(b)] if b.precision() == Precision::Day => (Shape::OneOf, OPEN_MARGIN, 0),
                _ => return Err(unsupported()),
            },
            Edtf::Set(_) | Edtf::DateTime(_) => return Err(unsupported()),
        };
        let bounds = edtf.bounds();
        let Some(latest) = bound(bounds.latest) else {
            return Err(unsupported());
        };
        let earliest = match bound(bounds.earliest) {
            Some(day) => day,
            None if before > 0 => latest,
            None => return Err(unsupported()),
        };
        if latest < earliest {
            return Err(DateError(format!("`{text}` ends before it begins")));
        }
        if !(1900..=2100).contains(&earliest.year()) || !(1900..=2100).contains(&latest.year()) {
            return Err(DateError(format!("`{text}` lies outside the years 1900 to 2100")));
        }
        let window = Window {
            earliest: Day(earliest.0 - before),
            latest: Day(latest.0 + after),
            shape: if shape == Shape::Day && before > 0 { Shape::OneOf } else { shape },
            soft: before > 0 || after > 0,
            anchor: if shape == Shape::Span { earliest } else { latest },
        };
        Ok(Self { edtf, window })
    }
}

impl fmt::Display for EventDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.edtf)
    }
}

impl Serialize for EventDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "ssr")]
impl schemars::JsonSchema for EventDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EventDate".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "EDTF: `2023-10-02` a day; `2023-10` some time in a month; `A/B` it lasted from A to B; `[A..B]` one unknown day within A..B; `[..B]` one no later than B; `~` about, `?` uncertain.",
            "pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?[~?%]?(/\d{4}(-\d{2}(-\d{2})?)?[~?%]?)?|\[(\d{4}-\d{2}-\d{2})?\.\.\d{4}-\d{2}-\d{2}\])$",
            "examples": ["2023-10-02", "2023-07-26/2023-07-28", "[2023-09-26..2023-10-02]", "2025-09-08~"],
        })
    }
}

/// A date as a reader types it into the filter: a year, a month or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypedDate {
    /// `2023`
    Year(i32),
    /// `2023-10`
    Month(i32, u32),
    /// `2023-10-02`
    Day(Day),
}

impl TypedDate {
    /// Its first day.
    pub fn first_day(self) -> Day {
        match self {
            Self::Year(y) => ymd(y, 1, 1),
            Self::Month(y, m) => ymd(y, m, 1),
            Self::Day(day) => day,
        }
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        match self {
            Self::Year(y) => ymd(y, 12, 31),
            Self::Month(y, 12) => ymd(y, 12, 31),
            Self::Month(y, m) => Day(ymd(y, m + 1, 1).0 - 1),
            Self::Day(day) => day,
        }
    }
}

/// Only for values that parsing has checked.
fn ymd(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).unwrap_or(Day(1))
}

impl fmt::Display for TypedDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(y) => write!(f, "{y:04}"),
            Self::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

impl FromStr for TypedDate {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |s: &str, len: usize| -> Result<u32, ()> {
            if s.len() == len && s.bytes().all(|b| b.is_ascii_digit()) { s.parse().map_err(|_| ()) } else { Err(()) }
        };
        let mut parts = text.split('-');
        let year = number(parts.next().unwrap_or(""), 4)?;
        let year = i32::try_from(year).map_err(|_| ())?;
        if !(1900..=2100).contains(&year) {
            return Err(());
        }
        let Some(month) = parts.next() else {
            return Ok(Self::Year(year));
        };
        let month = number(month, 2)?;
        if !(1..=12).contains(&month) {
            return Err(());
        }
        let Some(day) = parts.next() else {
            return Ok(Self::Month(year, month));
        };
        let day = number(day, 2)?;
        if parts.next().is_some() {
            return Err(());
        }
        Day::from_ymd(year, month, day).map(Self::Day).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> EventDate {
        text.parse().expect(text)
    }

    fn range(text: &str, from: &str, to: &str) -> Option<InRange> {
        let from: TypedDate = from.parse().expect(from);
        let to: TypedDate = to.parse().expect(to);
        date(text).window().in_range(Some(from.first_day()), Some(to.last_day()))
    }

    #[test]
    fn one_unknown_day_is_certain_only_when_the_whole_window_is_in() {
        let ambush = "[2023-09-26..2023-10-02]";
        assert_eq!(range(ambush, "2023-10-01", "2023-10-01"), Some(InRange::Possible));
        assert_eq!(range(ambush, "2023-09-26", "2023-10-02"), Some(InRange::Certain));
        assert_eq!(range(ambush, "2023-10-03", "2023-12"), None);
        assert_eq!(range("2023-10", "2023-10-05", "2023"), Some(InRange::Possible));
    }

    #[test]
    fn what_lasted_is_certainly_in_every_range_it_touches() {
        assert_eq!(range("2023-07-26/2023-07-28", "2023-07-27", "2023-07-27"), Some(InRange::Certain));
        assert_eq!(range("2025-09-03/2025-12~", "2025-10", "2025-10"), Some(InRange::Possible));
    }

    #[test]
    fn about_a_day_reaches_a_week_either_side() {
        assert_eq!(range("2025-09-08~", "2025-09-08", "2025-09-08"), Some(InRange::Possible));
        assert_eq!(range("2025-09-08~", "2025-09-01", "2025-09-15"), Some(InRange::Certain));
        assert_eq!(range("2025-09-08~", "2025-09-16", "2025"), None);
    }

    #[test]
    fn a_day_known_only_by_its_latest_is_never_certain_in_its_month() {
        assert_eq!(range("[..2024-05-14]", "2024-05", "2024-05"), Some(InRange::Possible));
        assert_eq!(range("[..2024-05-14]", "2024-05-15", "2024"), None);
        assert_eq!(range("[..2024-05-14]", "2024", "2024"), Some(InRange::Certain));
    }

    #[test]
    fn what_the_record_does_not_use_is_refused_with_a_reason() {
        for bad in [
            "",
            "2023-13",
            "2023-02-30",
            "2023-10-2",
            "yesterday",
            "../2023",
            "2023/",
            "{2023-01-01,2023-01-02}",
            "2023-21",
            "20XX",
            "[2023-10..2023-11]",
            "[..2023-10]",
            "[2023-10-01..]",
            "2023-10-05/2023-10-01",
            "2023-10-02T10:00:00Z",
            "0001",
        ] {
            let error = bad.parse::<EventDate>().expect_err(bad).to_string();
            assert!(error.contains(bad), "{bad}: {error}");
        }
    }

    prop_compose! {
        fn any_day()(days in Day::from_ymd(1900, 1, 8).unwrap().0..Day::from_ymd(2100, 12, 24).unwrap().0) -> Day { Day(days) }
    }

    proptest! {
        #[test]
        fn a_day_survives_printing_and_parsing_without_shifting(day in any_day()) {
            let parsed = date(&day.to_string());
            prop_assert_eq!(parsed.to_string(), day.to_string());
            prop_assert_eq!(parsed.window().earliest, day);
            prop_assert_eq!(parsed.window().latest, day);
            let (y, m, d) = day.ymd();
            prop_assert_eq!(Day::from_ymd(y, m, d), Some(day));
            prop_assert_eq!(day.to_string().parse::<TypedDate>(), Ok(TypedDate::Day(day)));
        }

        #[test]
        fn every_kind_of_date_round_trips(a in any_day(), length in 0..400i32, mark in prop::sample::select(vec!["", "~", "?", "%"]), form in 0..7) {
            let b = Day(a.0.saturating_add(length).min(Day::from_ymd(2100, 12, 24).unwrap().0));
            let text = match form {
                0 => format!("{a}{mark}"),
                1 => format!("{}{mark}", &a.to_string()[..7]),
                2 => format!("{}{mark}", &a.to_string()[..4]),
                3 => format!("{a}{mark}/{b}"),
                4 => format!("{a}/{b}{mark}"),
                5 => format!("[..{b}]"),
                _ => format!("[{a}..{b}]"),
            };
            let parsed = date(&text);
            prop_assert_eq!(parsed.to_string(), text.clone());
            prop_assert_eq!(date(&parsed.to_string()), parsed.clone());
            let window = parsed.window();
            prop_assert!(window.earliest <= a || [1, 2, 5].contains(&form));
            prop_assert!(window.earliest <= window.latest);
            prop_assert_eq!(window.soft, form == 5 || !mark.is_empty() && form != 6);
        }

        #[test]
        fn parsing_never_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<EventDate>();
            let _ = text.parse::<TypedDate>();
        }

        #[test]
        fn a_wider_range_never_loses_certainty(a in any_day(), length in 0..60i32, from in any_day(), days in 0..3000i32, wider in 0..500i32) {
            let window = Window { earliest: a, latest: Day(a.0 + length), shape: Shape::OneOf, soft: false, anchor: a };
            let narrow = window.in_range(Some(from), Some(Day(from.0 + days)));
            let wide = window.in_range(Some(Day(from.0 - wider)), Some(Day(from.0 + days + wider)));
            match narrow {
                Some(InRange::Certain) => prop_assert_eq!(wide, Some(InRange::Certain)),
                Some(InRange::Possible) => prop_assert!(wide.is_some()),
                None => {}
            }
        }
    }
}
