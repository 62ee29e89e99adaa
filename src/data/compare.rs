//! The record held against others' data: lists of coups, and the UCDP's georeferenced events.
//!
//! The others are not taken for the truth: the report says what they have that the record lacks, and where the numbers do
//! not meet.

use std::ops::Range;

use chrono::NaiveDate;
use geo::{Distance, Haversine};
use serde::Deserialize;

use super::{
    file::{ComparisonFile, ListedCoup},
    parse::{Parsed, parse},
    problem::Problem,
    rule::Rule,
};
use crate::domain::{
    date::{Day, EventDate},
    event::{Amount, Event, Measure},
    text::fold,
    toll,
    vocabulary::{Country, Kind, What, Who},
};

/// A coup of a list and an event of the record are the same when they lie at most this many days apart.
const COUP_DAYS: i32 = 3;
/// The same for a UCDP event and an attack: UCDP dates some events by their report.
const DAYS: i32 = 2;
/// And at most this far apart, in metres: many points are those of the nearest town.
const METRES: f64 = 40_000.0;
/// How many of UCDP's deadliest events the report looks for.
pub const DEADLIEST: usize = 100;

/// An event of the UCDP.
#[derive(Clone, Debug, Deserialize)]
pub struct UcdpRow {
    /// Its id there.
    pub id: u64,
    /// The release that has it so.
    pub release: String,
    country: String,
    start: NaiveDate,
    end: NaiveDate,
    lat: Option<f64>,
    lon: Option<f64>,
    /// Fewest deaths, of both sides.
    pub low: u64,
    /// Best estimate.
    pub best: u64,
    /// Most deaths.
    pub high: u64,
    /// Where, in its own words; empty in the release without places.
    pub place: String,
}

/// A UCDP event and what the record has of it.
#[derive(Clone, Debug)]
pub struct UcdpMatch {
    /// The event there.
    pub row: UcdpRow,
    /// Id of the event of the record, if one was found.
    pub event: Option<String>,
    /// Whether the two ranges of deaths meet; `None` when the record states none.
    pub meets: Option<bool>,
}

/// What the comparison shows.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Every coup of the lists.
    pub coups: Vec<ListedCoup>,
    /// The UCDP's deadliest events, deadliest first.
    pub deadliest: Vec<UcdpMatch>,
    /// How many UCDP events were looked at.
    pub ucdp: usize,
    /// How many of them the record has.
    pub found: usize,
    /// Of those with numbers on both sides: how many ranges meet, and how many there are.
    pub meeting: (usize, usize),
}

/// Reads `compare/coups.toml` and finds each coup in the record.
pub fn coups(text: &str, events: &[&Event]) -> (Vec<ListedCoup>, Vec<Problem>) {
    let Parsed { value, mut problems, .. } = parse::<ComparisonFile>(text);
    let mut listed = Vec::new();
    for at in value.map(|file| file.listed).unwrap_or_default() {
        let span = at.span();
        let mut coup = at.into_inner();
        coup.event = coup.event.or_else(|| nearest_coup(&coup.date, coup.country, events).map(|e| e.id.clone()));
        if coup.event.as_ref().is_none_or(|id| !events.iter().any(|e| e.id == *id)) {
            problems.push(missing(&span, &coup.list, &coup.date));
        }
        listed.push(coup);
    }
    (listed, problems)
}

fn missing(span: &Range<usize>, list: &str, date: &EventDate) -> Problem {
    Problem {
        rule: Rule::Compared,
        span: span.clone(),
        message: format!("the record has no coup or attempt within {COUP_DAYS} days of {date}, which {list} lists"),
        hint: "add the event, or name one under `event` and say in `explained` why it is told otherwise".to_owned(),
    }
}

fn nearest_coup<'a>(date: &EventDate, country: Country, events: &[&'a Event]) -> Option<&'a Event> {
    let listed = date.window();
    let apart = |e: &Event| {
        let window = e.date.window();
        (listed.earliest.0 - window.latest.0).max(window.earliest.0 - listed.latest.0).max(0)
    };
    events
        .iter()
        .copied()
        .filter(|e| matches!(e.kind, Kind::Coup | Kind::CoupAttempt) && e.countries.contains(&country))
        .filter(|e| apart(e) <= COUP_DAYS)
        // Of two near ones the one that succeeded.
        .min_by_key(|e| (e.kind != Kind::Coup, apart(e)))
}

/// Reads `compare/ucdp.csv` and finds each event in the record.
///
/// # Errors
/// The first line that is not of the form of the file.
pub fn ucdp(text: &str, events: &[&Event]) -> Result<Comparison, Problem> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.deserialize::<UcdpRow>() {
        rows.push(row.map_err(|error| Problem {
            rule: Rule::Compared,
            span: 0..0,
            message: error.to_string(),
            hint: "the columns are those of the first line".to_owned(),
        })?);
    }
    let mut comparison = Comparison { ucdp: rows.len(), ..Comparison::default() };
    rows.sort_by_key(|row| (std::cmp::Reverse(row.best), row.id));
    for row in rows {
        let event = events.iter().filter(|e| same(&row, e)).min_by_key(|e| distance_in_time(&row, e));
        let meets = event.and_then(|e| {
            let (low, high) = deaths(e)?;
            Some(low <= row.high && row.low <= high)
        });
        comparison.found += usize::from(event.is_some());
        comparison.meeting.0 += usize::from(meets == Some(true));
        comparison.meeting.1 += usize::from(meets.is_some());
        if comparison.deadliest.len() < DEADLIEST {
            comparison.deadliest.push(UcdpMatch { row, event: event.map(|e| e.id.clone()), meets });
        }
    }
    Ok(comparison)
}

impl UcdpRow {
    /// First and last day.
    pub fn days(&self) -> (Day, Day) {
        use chrono::Datelike;
        (Day(self.start.num_days_from_ce()), Day(self.end.num_days_from_ce()))
    }

    /// The country.
    pub fn country(&self) -> Option<Country> {
        Country::from_code(&self.country)
    }
}

fn distance_in_time(row: &UcdpRow, event: &Event) -> i32 {
    let ((start, end), window) = (row.days(), event.date.window());
    (start.0 - window.latest.0).max(window.earliest.0 - end.0).max(0)
}

/// By day and place; the release without places is matched by day and country alone, among events as deadly.
fn same(row: &UcdpRow, event: &Event) -> bool {
    let country = row.country().is_some_and(|country| event.countries.contains(&country));
    // What sums up other events is near everything.
    if !country || event.umbrella || distance_in_time(row, event) > DAYS {
        return false;
    }
    let Some((lat, lon)) = row.lat.zip(row.lon) else {
        return event.kind == Kind::Attack
            && deaths(event).is_some_and(|(low, high)| low <= row.best * 2 && row.best <= high * 2);
    };
    let Some(place) = &event.place else { return false };
    let named = || fold(&row.place).contains(&fold(&place.at.name.en));
    match place.at.point {
        Some(point) => {
            Haversine.distance(geo::Point::new(lon, lat), geo::Point::new(point.lon, point.lat)) <= METRES || named()
        }
        None => place.at.is_locality() && named(),
    }
}

/// Everybody reported killed, attackers too, as the UCDP counts: fewest victims to most victims and attackers.
fn deaths(event: &Event) -> Option<(u64, u64)> {
    let attackers = event.figures.iter().filter_map(|figure| match figure.measure {
        Measure::People { who, what: What::Killed } if !Who::is_victim(who) => Some(match figure.amount {
            Amount::Value(n) | Amount::About(n) | Amount::AtLeast(n) | Amount::MoreThan(n) | Amount::UpTo(n) => n,
            Amount::Between(_, n) => n,
            Amount::Words(_) => 0,
        }),
        _ => None,
    });
    let attackers = attackers.max();
    match (toll::of_event(event), attackers) {
        (None, None) => None,
        (toll, attackers) => {
            let toll = toll.unwrap_or_default();
            Some((toll.low, toll.high.saturating_add(attackers.unwrap_or_default())))
        }
    }
}
