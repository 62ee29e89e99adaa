//! Totals over time: dated context, never events, never added to anything.

use std::sync::Arc;

use super::{actor::Actor, date::Day, event::Source, place::Place, text::Text};

/// One total over time, as one body counts it.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The name of its file.
    pub id: String,
    /// What it counts.
    pub name: Text,
    /// How it was counted.
    pub method: Text,
    /// What to know about single values.
    pub note: Option<Text>,
    /// Who says so.
    pub by: Arc<Actor>,
    /// Where it can be read.
    pub source: Source,
    /// The areas, each with its values.
    pub areas: Vec<Area>,
}

/// The values of one area.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// A country or region.
    pub place: Arc<Place>,
    /// Day and value, oldest first.
    pub points: Vec<(Day, u64)>,
}
