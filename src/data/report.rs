//! The record in numbers, for `check` and for "About the record".

use std::fmt::Write;

use super::Snapshot;
use crate::domain::vocabulary::{Confidence, Country, Kind};

/// The record in numbers.
#[derive(Clone, Copy, Debug)]
pub struct Totals {
    /// Events.
    pub events: usize,
    /// Links to sources.
    pub sources: usize,
    /// Distinct origins.
    pub origins: usize,
    /// Figures.
    pub figures: usize,
    /// Claims.
    pub claims: usize,
    /// Ties between events.
    pub ties: usize,
    /// Events with two origins or more, reference works aside.
    pub two_origins: usize,
    /// Events with a point on the map.
    pub with_point: usize,
    /// Corrections, of events and of the record as a whole.
    pub corrections: usize,
}

impl Totals {
    /// Counts.
    pub fn of(snapshot: &Snapshot) -> Self {
        let events = || snapshot.records.iter().map(|record| &record.event);
        let origins: std::collections::BTreeSet<&str> = events().flat_map(|e| e.origins()).collect();
        Self {
            events: snapshot.records.len(),
            sources: snapshot.sources(),
            origins: origins.len(),
            figures: events().map(|e| e.figures.len()).sum(),
            claims: events().map(|e| e.claims.len()).sum(),
            ties: events().map(|e| e.related.len()).sum(),
            two_origins: snapshot.records.iter().filter(|record| record.support.origins >= 2).count(),
            with_point: events().filter(|e| e.place.as_ref().is_some_and(|place| place.at.point.is_some())).count(),
            corrections: snapshot.revisions().len(),
        }
    }
}

/// A share in per cent, rounded down.
pub fn per_cent(part: usize, whole: usize) -> usize {
    part * 100 / whole.max(1)
}

/// What `check` prints of a valid record.
pub fn text(snapshot: &Snapshot) -> String {
    let t = Totals::of(snapshot);
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        // Writing to a string cannot fail.
        writeln!(out, "{name:<22} {value}").unwrap_or_default();
    };
    let share = |part: usize| format!("{part} ({} %)", per_cent(part, t.events));
    line("record", snapshot.id.clone());
    line("events", t.events.to_string());
    line("sources", t.sources.to_string());
    line("origins", t.origins.to_string());
    line("figures", t.figures.to_string());
    line("claims", t.claims.to_string());
    line("ties", t.ties.to_string());
    line("corrections", t.corrections.to_string());
    line("with 2+ origins", share(t.two_origins));
    line("with coordinates", share(t.with_point));
    for level in Confidence::ALL {
        let count = snapshot.records.iter().filter(|record| record.support.confidence == *level).count();
        line(&format!("confidence {}", level.code()), share(count));
    }
    // A text without its English or its French is a problem, so a record that is valid has both.
    line("in English and French", share(t.events));
    for country in Country::ALL {
        let count = |attack: bool| {
            let of = snapshot.records.iter().map(|r| &r.event).filter(|e| e.countries.contains(country));
            of.filter(|e| (e.kind == Kind::Attack) == attack).count()
        };
        line(country.name(crate::domain::text::Lang::En), format!("{} attacks, {} others", count(true), count(false)));
    }

    let comparison = &snapshot.comparison;
    let listed = &comparison.coups;
    out.push_str("\nheld against others' data\n");
    let explained = listed.iter().filter(|coup| coup.explained.is_some()).count();
    let mut line = |name: &str, value: String| writeln!(out, "{name:<22} {value}").unwrap_or_default();
    line(
        "coups of two lists",
        format!(
            "{} listed, {} in the record, {explained} told otherwise and explained",
            listed.len(),
            listed.len() - explained
        ),
    );
    line("UCDP events", format!("{} looked at, {} in the record", comparison.ucdp, comparison.found));
    let (meeting, both) = comparison.meeting;
    line("ranges of deaths", format!("{meeting} of {both} meet ({} %)", per_cent(meeting, both)));
    let missed: Vec<_> = comparison.deadliest.iter().filter(|m| m.event.is_none()).collect();
    line(
        "deadliest of UCDP",
        format!("{} of {} in the record", comparison.deadliest.len() - missed.len(), comparison.deadliest.len()),
    );
    for found in missed {
        let (row, (start, _)) = (&found.row, found.row.days());
        let country = row.country().map(Country::code).unwrap_or_default();
        line("", format!("not found: {start} {country} {} dead ({} {}) {}", row.best, row.release, row.id, row.place));
    }
    for found in comparison.deadliest.iter().filter(|m| m.meets == Some(false)) {
        let row = &found.row;
        let event = found.event.as_deref().unwrap_or_default();
        line("", format!("apart: {event}: UCDP {} to {} ({} {})", row.low, row.high, row.release, row.id));
    }
    out
}
