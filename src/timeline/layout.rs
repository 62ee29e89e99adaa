//! Where everything lies in the lanes: `entries -> Placed`.
//!
//! Across, positions are fractions of the width (0 to 1); down, they are pixels. A layout made for a width is free
//! of overlaps on every wider screen too, since only the room between marks grows.
//!
//! What a mark or a label does depends on its neighbours in time alone, never on where the picture begins and ends: nothing
//! jumps when the reader pans.

use std::cmp::Reverse;

use super::{
    density::{Density, Grid},
    entry::Entry,
    labels::{self, Label},
    scale::{Scale, Tick},
};
use crate::domain::{
    date::{Day, InRange, Shape, Window},
    text::Lang,
    vocabulary::{Country, Kind},
};

/// Height of the axis with its labels.
const AXIS: f32 = 24.0;
/// Height of a lane's name.
const NAME: f32 = 22.0;
/// Half the height of a lane's marks.
const HALF: f32 = 42.0;
/// Half the height where only density and the largest marks are drawn.
const DENSE: f32 = 26.0;
/// Room below a lane, with the numbers of what is not drawn.
const GAP: f32 = 18.0;
/// Marks of neighbouring days share a cell at least so wide, in pixels, and are stacked there.
const CELL: f32 = 22.0;
/// About so many marks fit into a cell.
const ROWS: u32 = 7;
/// A lane shows density where more than this part of its marks would find no room.
const CROWDED: f32 = 0.4;
/// Width of a cell where density is drawn: one number, and one mark beside the coups.
const WIDE: f32 = 60.0;
/// The least radius of a mark that is drawn over density.
const LARGE: f32 = 5.5;

/// One event in a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark<'a> {
    /// The event.
    pub entry: &'a Entry,
    /// Certainly or possibly in the range.
    pub in_range: InRange,
    /// Middle across, 0 to 1.
    pub x: f32,
    /// Middle, pixels from the top of the picture.
    pub y: f32,
    /// Radius in pixels: for an attack, the area tells the highest number of people reported killed.
    pub radius: f32,
    /// Radius of the lowest number; equal to `radius` where there is no range.
    pub low: f32,
    /// The window or duration, where it is wide enough to be seen: from and to, 0 to 1.
    pub extent: Option<(f32, f32)>,
}

/// Events for which there is no room: how many, and where the reader finds them by zooming.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    /// Middle across, 0 to 1.
    pub x: f32,
    /// Base line of its number.
    pub y: f32,
    /// How many.
    pub events: u32,
    /// The days on which they lie.
    pub days: (Day, Day),
}

/// One country.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane<'a> {
    /// Which.
    pub country: Country,
    /// Base line of its name.
    pub name_y: f32,
    /// The middle line of its marks.
    pub middle: f32,
    /// Its bottom.
    pub bottom: f32,
    /// Counts, where single marks would not fit, and the height they take.
    pub density: Option<(Density, f32)>,
    /// The events drawn one by one, in time.
    pub marks: Vec<Mark<'a>>,
    /// Those that are not.
    pub clusters: Vec<Cluster>,
    /// Headlines.
    pub labels: Vec<Label<'a>>,
}

/// An event of several countries is drawn once, in the first of their lanes, and reaches into the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Across.
    pub x: f32,
    /// The mark's middle.
    pub from: f32,
    /// Middle lines of the other lanes, downwards.
    pub to: Vec<f32>,
}

/// A denial and what it denies, where both are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The denial's mark.
    pub from: (f32, f32),
    /// The mark of what it denies.
    pub to: (f32, f32),
}

/// Everything placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<'a> {
    /// Height of the picture in pixels.
    pub height: f32,
    /// Height of the axis, at the top.
    pub axis: f32,
    /// Its ticks.
    pub ticks: Vec<Tick>,
    /// One lane a country.
    pub lanes: Vec<Lane<'a>>,
    /// What concerns several countries.
    pub reaches: Vec<Reach>,
    /// What answers what.
    pub answers: Vec<Answer>,
}

/// Places the events for a picture of this width in pixels.
///
/// `selected` are the events that the filter admits at any time, `countries` the lanes; the scale says what is shown. An event
/// is drawn in the first lane of its countries.
pub fn place<'a>(selected: &[&'a Entry], countries: &[Country], scale: &Scale, width: f32, lang: Lang) -> Placed<'a> {
    let mut top = AXIS;
    let mut lanes = Vec::with_capacity(countries.len());
    let mut at_home = vec![Vec::new(); countries.len()];
    for entry in selected {
        if let Some(lane) = countries.iter().position(|country| entry.countries.contains(country)) {
            at_home[lane].push(*entry);
        }
    }
    for (&country, here) in countries.iter().zip(&at_home) {
        let lane = lane(here, country, scale, top, width);
        top = lane.bottom;
        lanes.push(lane);
    }
    Placed {
        height: top,
        axis: AXIS,
        ticks: scale.ticks(width, lang),
        reaches: reaches(&lanes),
        answers: answers(&lanes),
        lanes,
    }
}

/// A mark before it has found its place.
struct Spot<'a> {
    /// Its cell.
    cell: i32,
    mark: Mark<'a>,
    /// Shown, and not only there for the sake of its neighbours.
    counted: bool,
}

/// The events of a cell that are not drawn.
struct Hidden {
    cell: i32,
    events: u32,
    /// The days on which they lie.
    days: (Day, Day),
}

/// The cells of what lies outside the picture while its window reaches into it: at the left edge, and at the right.
const EDGES: [i32; 2] = [i32::MIN, i32::MAX];

fn lane<'a>(here: &[&'a Entry], country: Country, scale: &Scale, top: f32, width: f32) -> Lane<'a> {
    let crowded = crowded(here, Grid::new(scale, width, CELL));
    let half = if crowded { DENSE } else { HALF };
    let rows = labels::rows(width);
    let middle = top + NAME + labels::height(rows) + half;
    let grid = Grid::new(scale, width, if crowded { WIDE } else { CELL });
    let (mut spots, mut hidden) = spots(here, grid, scale, width, |entry| !crowded || notable(entry));
    // In a cell the weightiest first.
    spots.sort_unstable_by_key(|spot| (spot.cell, Reverse(weight(spot.mark.entry))));
    let (mut marks, mut candidates) = (Vec::new(), Vec::new());
    for cell in spots.chunk_by_mut(|a, b| a.cell == b.cell) {
        let drawn = if crowded { pick(cell, middle) } else { stack(cell, middle, half, grid, scale, width) };
        if let Some(first) = drawn.first().filter(|_| !EDGES.contains(&cell[0].cell)) {
            candidates.push(cell[*first].mark.clone());
        }
        for (index, spot) in cell.iter().enumerate().filter(|(_, spot)| spot.counted) {
            if drawn.binary_search(&index).is_ok() {
                let x = spot.mark.x.clamp(0.0, 1.0);
                marks.push(Mark { x, ..spot.mark.clone() });
            } else {
                hide(&mut hidden, grid, spot.cell, spot.mark.entry);
            }
        }
    }
    marks.sort_unstable_by(|a, b| a.x.total_cmp(&b.x));
    if crowded {
        // Windows and durations would hide the columns.
        for mark in &mut marks {
            mark.extent = None;
        }
    }
    hidden.sort_unstable_by_key(|hidden| hidden.cell);
    let cluster = |Hidden { events, days, .. }| {
        let x = f32::midpoint(scale.start(days.0), scale.end(days.1));
        Cluster { x, y: middle + half + 11.0, events, days }
    };
    Lane {
        country,
        name_y: top + NAME - 6.0,
        middle,
        bottom: middle + half + GAP,
        density: crowded.then(|| (Density::new(here.iter().copied(), scale, width), DENSE * 1.5)),
        labels: labels::place(&candidates, middle - half, rows, width),
        marks,
        clusters: hidden.into_iter().map(cluster).collect(),
    }
}

/// Whether too many of a lane's marks would find no room; a question of the scale, not of where the picture begins.
#[allow(clippy::cast_precision_loss)]
fn crowded(here: &[&Entry], grid: Grid) -> bool {
    let cells = || here.iter().map(|entry| grid.of(entry.mark_day()));
    let (Some(first), Some(last)) = (cells().min(), cells().max()) else {
        return false;
    };
    let index = |cell: i32| usize::try_from(cell - first).unwrap_or(0);
    let mut counts = vec![0_u32; index(last) + 1];
    for cell in cells() {
        counts[index(cell)] += 1;
    }
    let hidden: u32 = counts.iter().map(|n| n.saturating_sub(ROWS)).sum();
    hidden as f32 > here.len() as f32 * CROWDED
}

/// The marks that may be drawn, those whose neighbours are shown among them; and what is shown and cannot be drawn.
fn spots<'a>(
    here: &[&'a Entry],
    grid: Grid,
    scale: &Scale,
    width: f32,
    drawable: impl Fn(&Entry) -> bool,
) -> (Vec<Spot<'a>>, Vec<Hidden>) {
    let margin = f64::from(labels::MARGIN / width) * scale.days();
    let (from, to) = (scale.from() - margin, scale.to() + margin);
    let (first, last) = (scale.first_day(), scale.last_day());
    let (mut spots, mut hidden) = (Vec::new(), Vec::new());
    for entry in here {
        let moment = entry.moment();
        let in_range = entry.window.in_range(Some(first), Some(last));
        let inside = scale.from() <= moment && moment < scale.to();
        if in_range.is_none() && !(from <= moment && moment <= to) {
            continue;
        }
        let edge = (in_range.is_some() && !inside).then_some(if moment < scale.from() { EDGES[0] } else { EDGES[1] });
        let cell = grid.of(entry.mark_day());
        if !drawable(entry) {
            if in_range.is_some() {
                hide(&mut hidden, grid, edge.unwrap_or(cell), entry);
            }
            continue;
        }
        let mark = mark(entry, in_range.unwrap_or(InRange::Possible), scale, width);
        if let Some(edge) = edge {
            let x = if edge == EDGES[0] { 0.0 } else { 1.0 };
            spots.push(Spot { cell: edge, mark: Mark { x, ..mark.clone() }, counted: true });
        }
        spots.push(Spot { cell, mark, counted: inside });
    }
    (spots, hidden)
}

/// Counts an event of a cell that is not drawn.
fn hide(hidden: &mut Vec<Hidden>, grid: Grid, cell: i32, entry: &Entry) {
    let Window { earliest, latest, .. } = entry.window;
    let own = if EDGES.contains(&cell) { (earliest, latest) } else { grid.range(cell) };
    // In time, and so the cell is nearly always the last one.
    match hidden.iter_mut().rev().find(|hidden| hidden.cell == cell) {
        Some(Hidden { events, days, .. }) => {
            *events += 1;
            *days = (own.0.min(days.0), own.1.max(days.1));
        }
        None => hidden.push(Hidden { cell, events: 1, days: own }),
    }
}

/// The radius that shows a number of people killed by its area.
#[allow(clippy::cast_precision_loss)]
fn radius(killed: u64) -> f32 {
    ((killed as f32).sqrt() * 1.05).clamp(3.0, 20.0)
}

fn mark<'a>(entry: &'a Entry, in_range: InRange, scale: &Scale, width: f32) -> Mark<'a> {
    let window = entry.window;
    let (from, to) = (scale.start(window.earliest), scale.end(window.latest));
    let seen = (to - from) * width >= 8.0 && window.shape != Shape::Day;
    let (low, radius) = match (entry.kind, entry.toll) {
        (Kind::Attack, Some(toll)) => (radius(toll.low), radius(toll.high)),
        (Kind::Attack, None) => (3.0, 3.0),
        (Kind::Coup, _) => (7.0, 7.0),
        _ => (5.0, 5.0),
    };
    Mark { entry, in_range, x: scale.at(entry.moment()), y: 0.0, radius, low, extent: seen.then_some((from, to)) }
}

/// The most consequential first: coups, then by people killed.
pub(super) fn weight(entry: &Entry) -> (bool, u64, bool, Day, &str) {
    let kind = entry.kind;
    (kind == Kind::Coup, entry.toll.map_or(0, |t| t.high), kind != Kind::Attack, entry.window.anchor, &entry.id)
}

/// What is drawn even over density: coups, and an attack that is a large one.
fn notable(entry: &Entry) -> bool {
    match (entry.kind, entry.toll) {
        (Kind::Coup, _) => true,
        (Kind::Attack, Some(toll)) => radius(toll.high) >= LARGE,
        _ => false,
    }
}

/// Over density: of the notable ones of a cell the coups and the deadliest attack. Says which, by their index.
fn pick(cell: &mut [Spot], middle: f32) -> Vec<usize> {
    let mut picked = Vec::new();
    let mut attack = false;
    for (index, spot) in cell.iter_mut().enumerate() {
        let coup = spot.mark.entry.kind == Kind::Coup;
        if coup || !attack {
            attack |= !coup;
            spot.mark.y = middle;
            picked.push(index);
        }
    }
    picked
}

/// Stacks the marks of a cell about the middle line, the weightiest nearest to it, as many as find room.
fn stack(cell: &mut [Spot], middle: f32, half: f32, grid: Grid, scale: &Scale, width: f32) -> Vec<usize> {
    let (mut above, mut below) = (0.0_f32, 0.0_f32);
    let mut stacked = Vec::new();
    for (index, spot) in cell.iter_mut().enumerate() {
        let r = spot.mark.radius.max(4.5);
        let reach = above.min(below);
        let dy = if stacked.is_empty() {
            (above, below) = (r, r);
            0.0
        } else if reach + 1.0 + 2.0 * r > half {
            continue;
        } else if below <= above {
            below += 1.0 + 2.0 * r;
            reach + 1.0 + r
        } else {
            above += 1.0 + 2.0 * r;
            -(reach + 1.0 + r)
        };
        spot.mark.y = middle + dy;
        stacked.push(index);
        if EDGES.contains(&spot.cell) {
            continue;
        }
        // A small mark keeps clear of the next cell's.
        let (first, last) = grid.range(spot.cell);
        let (left, right) = (scale.at(f64::from(first.0)), scale.at(f64::from(last.0) + 1.0));
        let room = r / width;
        if right - left > 2.0 * room {
            spot.mark.x = spot.mark.x.max(left + room).min(right - room);
        }
    }
    stacked
}

fn reaches(lanes: &[Lane]) -> Vec<Reach> {
    let mut reaches = Vec::new();
    for (index, lane) in lanes.iter().enumerate() {
        for mark in lane.marks.iter().filter(|mark| mark.entry.countries.len() > 1) {
            let others = lanes[index + 1..].iter().filter(|other| mark.entry.countries.contains(&other.country));
            let to: Vec<_> = others.map(|other| other.middle).collect();
            if !to.is_empty() {
                reaches.push(Reach { x: mark.x, from: mark.y, to });
            }
        }
    }
    reaches
}

fn answers(lanes: &[Lane]) -> Vec<Answer> {
    let marks = || lanes.iter().flat_map(|lane| &lane.marks);
    let place = |mark: &Mark| (mark.x, mark.y);
    let mut answers = Vec::new();
    for mark in marks().filter(|mark| !mark.entry.answers.is_empty()) {
        for other in marks().filter(|other| mark.entry.answers.contains(&other.entry.id)) {
            answers.push(Answer { from: place(mark), to: place(other) });
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::toll::Toll;
    use proptest::{collection::vec, prelude::*, sample::select};

    prop_compose! {
        fn entry()(
            kind in select(Kind::ALL.to_vec()),
            country in select(Country::ALL.to_vec()),
            all: bool,
            start in 734_500..739_500i32,
            days in prop_oneof![Just(0), 0..60i32],
            high in 0..400u64,
            shape in select(vec![Shape::Day, Shape::OneOf, Shape::Span]),
            headline in "[A-Za-z]{3,9}( [a-z]{2,9}){2,9}",
        ) -> Entry {
            let days = if shape == Shape::Day { 0 } else { days };
            let window = Window { earliest: Day(start), latest: Day(start + days), shape, soft: false, anchor: Day(start) };
            let countries = if all { Country::ALL.to_vec() } else { vec![country] };
            let toll = (kind == Kind::Attack).then_some(Toll { low: high / 2, high, open: false });
            Entry::sample("", kind, &countries, window, &headline, toll)
        }
    }

    prop_compose! {
        fn entries(most: usize)(entries in vec(entry(), 0..most)) -> Vec<Entry> {
            entries.into_iter().enumerate().map(|(n, entry)| Entry { id: format!("e{n}"), ..entry }).collect()
        }
    }

    prop_compose! {
        /// A part of the years in which the entries lie, down to a week.
        fn any_scale()(start in 0.0..1.0f64, zoom in 0.0..1.0f64) -> Scale {
            let days = 5_100.0 * (7.0_f64 / 5_100.0).powf(zoom);
            let from = 734_500.0 + start * (5_100.0 - days);
            Scale::between(from, from + days)
        }
    }

    fn placed<'a>(entries: &'a [Entry], scale: &Scale, width: f32) -> Placed<'a> {
        place(&entries.iter().collect::<Vec<_>>(), Country::ALL, scale, width, Lang::En)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn nothing_leaves_its_lane_and_no_labels_overlap(
            entries in entries(400), scale in any_scale(), width in 300.0..1600.0f32
        ) {
            let placed = placed(&entries, &scale, width);
            let mut top = placed.axis;
            for lane in &placed.lanes {
                for mark in &lane.marks {
                    prop_assert!((0.0..=1.0).contains(&mark.x), "{mark:?}");
                    prop_assert!(mark.y - mark.radius >= top - 0.01 && mark.y + mark.radius <= lane.bottom + 0.01);
                    prop_assert!(mark.low <= mark.radius);
                }
                let right = |label: &Label| label.left * width + label.length();
                for (i, a) in lane.labels.iter().enumerate() {
                    prop_assert!(a.left >= -0.001 && right(a) <= width + 0.1, "{a:?}");
                    prop_assert!(a.y > top && a.y < lane.middle);
                    for b in &lane.labels[i + 1..] {
                        let apart = right(a) < b.left * width || right(b) < a.left * width;
                        let (upper, lower) = if a.y < b.y { (a, b) } else { (b, a) };
                        if (a.y - b.y).abs() < 1.0 {
                            prop_assert!(apart, "{a:?} {b:?}");
                        } else {
                            // The line from the upper one to its mark does not cross the lower one.
                            let x = upper.x * width;
                            prop_assert!(x < lower.left * width || x > right(lower), "{upper:?} {lower:?}");
                        }
                    }
                }
                top = lane.bottom;
            }
            prop_assert!((placed.height - top).abs() < 0.01);
        }

        #[test]
        fn every_event_in_the_range_is_a_mark_or_counted_in_a_cluster(
            entries in entries(400), scale in any_scale(), width in 300.0..1600.0f32
        ) {
            let placed = placed(&entries, &scale, width);
            let marks: usize = placed.lanes.iter().map(|lane| lane.marks.len()).sum();
            let clusters: u32 = placed.lanes.iter().flat_map(|lane| &lane.clusters).map(|cluster| cluster.events).sum();
            let range = (Some(scale.first_day()), Some(scale.last_day()));
            let expected = entries.iter().filter(|e| e.window.in_range(range.0, range.1).is_some()).count();
            prop_assert_eq!(marks + clusters as usize, expected);
        }

        #[test]
        fn zooming_opens_clusters_and_keeps_the_order(entries in entries(400), width in 300.0..1600.0f32) {
            let whole = Scale::new(Day(734_500), Day(739_600));
            for lane in &placed(&entries, &whole, width).lanes {
                for cluster in &lane.clusters {
                    prop_assert!(Scale::new(cluster.days.0, cluster.days.1).days() < whole.days());
                }
                for pair in lane.marks.windows(2) {
                    // A small mark is moved by no more than its radius, a large one not at all.
                    let slack = 20.0 / f64::from(width) * whole.days();
                    prop_assert!(pair[0].entry.moment() <= pair[1].entry.moment() + slack);
                }
            }
        }

        #[test]
        fn nothing_jumps_when_the_reader_pans(
            entries in entries(300), scale in any_scale(), width in 700.0..1600.0f32, by in 0.01..0.4f64
        ) {
            let moved = Scale::between(scale.from() + by * scale.days(), scale.to() + by * scale.days());
            let (before, after) = (placed(&entries, &scale, width), placed(&entries, &moved, width));
            // Away from the edges, where texts slide.
            let inside = |x: f32| x > 0.0 && x * width < width - 300.0;
            for (a, b) in before.lanes.iter().zip(&after.lanes) {
                prop_assert_eq!(a.density.is_some(), b.density.is_some());
                let label = |lane: &Lane, id: &str| lane.labels.iter().find(|l| l.entry.id == id).map(|l| l.y);
                for mark in a.marks.iter().filter(|m| inside(m.x)) {
                    let id = mark.entry.id.as_str();
                    if let Some(same) = b.marks.iter().find(|m| m.entry.id == id && inside(m.x)) {
                        prop_assert!((mark.y - same.y).abs() < 0.01);
                        prop_assert_eq!(label(a, id), label(b, id));
                    }
                }
            }
        }
    }
}
