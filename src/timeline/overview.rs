//! The whole record at a glance, and which part of it the lanes show: `entries -> Overview`.

use super::{
    density::{Density, Tolls},
    entry::Entry,
    scale::{Scale, Tick},
};
use crate::domain::{filter::Measure, text::Lang};

/// Height of the columns.
const COLUMNS: f32 = 44.0;
/// Height with the labels of the years below them.
const HEIGHT: f32 = COLUMNS + 20.0;

/// What the columns count.
#[derive(Clone, Debug, PartialEq)]
pub enum Columns {
    /// Events, by kind.
    Events(Density),
    /// People reported killed, from the lowest to the highest statements.
    Killed(Tolls),
}

/// Everything placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Height in pixels.
    pub height: f32,
    /// Base line of the columns.
    pub axis: f32,
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The columns.
    pub columns: Columns,
    /// What the lanes show: from and to, 0 to 1.
    pub window: (f32, f32),
}

/// Places the events for an overview of this width in pixels.
pub fn place(selected: &[&Entry], whole: &Scale, shown: &Scale, measure: Measure, width: f32, lang: Lang) -> Overview {
    let entries = selected.iter().copied();
    Overview {
        height: HEIGHT,
        axis: COLUMNS,
        ticks: whole.ticks(width, lang),
        columns: match measure {
            Measure::Events => Columns::Events(Density::new(entries, whole, width)),
            Measure::Killed => Columns::Killed(Tolls::new(entries, whole, width)),
        },
        window: window(whole, shown),
    }
}

/// The part of the whole that is shown: from and to, 0 to 1.
pub fn window(whole: &Scale, shown: &Scale) -> (f32, f32) {
    (whole.at(shown.from()).clamp(0.0, 1.0), whole.at(shown.to()).clamp(0.0, 1.0))
}
