//! Where everything lies: `entries -> Placed`.
//!
//! Across, positions are fractions of the width (0 to 1); down, they are pixels. A layout made for a width is free
//! of overlaps on every wider screen too, since only the room between marks grows.

use super::{
    entry::{Entry, Shown},
    scale::{Scale, Tick},
};
use crate::domain::{
    date::{Day, InRange, Shape},
    text::Lang,
    vocabulary::{Country, Kind},
};

/// Height of the histogram of all lanes.
const HISTOGRAM: f32 = 44.0;
/// Height of the axis with its labels.
const AXIS: f32 = 24.0;
/// Height of a lane's name.
const NAME: f32 = 22.0;
/// Rows of labels above a lane, and the height of one.
const LABEL_ROWS: usize = 3;
const LABEL_ROW: f32 = 17.0;
/// Half the height of a lane's swarm of marks.
const SWARM: f32 = 42.0;
/// Half the height where only density and the largest marks are drawn.
const DENSITY: f32 = 26.0;
/// Room below a lane.
const GAP: f32 = 10.0;
/// Width of a column of density, in pixels.
const COLUMN: f32 = 4.0;
/// A lane with more marks than a fifth of its pixels shows density and only the largest marks.
const CROWDED: f32 = 0.2;
/// A crowded lane still draws its coups and one of its largest marks for each of so many pixels.
const LARGEST: f32 = 64.0;
/// The width of a letter of a label in the widest of its fonts, in pixels, on average.
const LETTER: f32 = 7.2;
/// Longest label, in letters.
const LABEL: usize = 38;

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

/// Columns of counts: how many events of each group lie in a column of the width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Density {
    /// Number of columns across.
    pub columns: u32,
    /// Height of the highest column, in events.
    pub highest: u32,
    /// Group, column, events below it in the stack, events.
    pub bars: Vec<(Group, u32, u32, u32)>,
}

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

/// A headline beside its mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Label<'a> {
    /// The event.
    pub entry: &'a Entry,
    /// Its mark's middle across.
    pub x: f32,
    /// Base line, pixels from the top.
    pub y: f32,
    /// Top of its mark.
    pub mark_top: f32,
    /// The text ends at `x` instead of beginning there.
    pub before: bool,
    /// The headline, cut at a word.
    pub text: String,
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
    /// The events drawn one by one.
    pub marks: Vec<Mark<'a>>,
    /// Headlines.
    pub labels: Vec<Label<'a>>,
}

/// An event of several countries: its marks are tied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// Across.
    pub x: f32,
    /// The highest mark's middle.
    pub top: f32,
    /// The lowest mark's middle.
    pub bottom: f32,
}

/// Everything placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<'a> {
    /// Height of the picture in pixels.
    pub height: f32,
    /// Base line of the histogram.
    pub axis: f32,
    /// Height of the histogram.
    pub histogram_height: f32,
    /// All events by time.
    pub histogram: Density,
    /// The axis.
    pub ticks: Vec<Tick>,
    /// One lane a country.
    pub lanes: Vec<Lane<'a>>,
    /// Marks of one event in several lanes.
    pub ties: Vec<Tie>,
}

/// Places the events for a picture of this width in pixels.
///
/// `range` is what the picture shows across; `countries` are its lanes.
pub fn place<'a>(shown: &[Shown<'a>], countries: &[Country], range: (Day, Day), width: f32, lang: Lang) -> Placed<'a> {
    let scale = Scale::new(range.0, range.1);
    let axis = HISTOGRAM;
    let mut top = axis + AXIS;
    let mut lanes = Vec::new();
    let mut labelled = Vec::new();
    for &country in countries {
        let here: Vec<_> = shown.iter().copied().filter(|(e, _)| e.countries.contains(&country)).collect();
        let lane = lane(&here, country, &scale, top, width, &mut labelled);
        top = lane.bottom;
        lanes.push(lane);
    }
    Placed {
        height: top,
        axis,
        histogram_height: HISTOGRAM - 4.0,
        histogram: density(shown, &scale, width),
        ticks: scale.ticks(width, lang),
        ties: ties(&lanes),
        lanes,
    }
}

fn middle(entry: &Entry, scale: &Scale) -> f32 {
    let window = entry.window;
    match window.shape {
        // What lasted is marked where it begins.
        Shape::Span => scale.middle(window.earliest, window.earliest),
        _ => scale.middle(window.earliest, window.latest),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn density(shown: &[Shown], scale: &Scale, width: f32) -> Density {
    let columns = ((width / COLUMN) as u32).max(1);
    let mut places: Vec<(u32, Group)> = shown
        .iter()
        .map(|(entry, _)| {
            let column = ((middle(entry, scale) * columns as f32) as u32).min(columns - 1);
            (column, Group::of(entry.kind))
        })
        .collect();
    places.sort_unstable();
    let mut bars: Vec<(Group, u32, u32, u32)> = Vec::new();
    let (mut column, mut below, mut highest) = (u32::MAX, 0, 0);
    for same in places.chunk_by(|a, b| a == b) {
        let ((c, group), n) = (same[0], same.len() as u32);
        if c != column {
            (column, below) = (c, 0);
        }
        bars.push((group, c, below, n));
        below += n;
        highest = highest.max(below);
    }
    bars.sort_by_key(|(group, column, ..)| (*group, *column));
    Density { columns, highest, bars }
}

/// The radius that shows a number of people killed by its area.
#[allow(clippy::cast_precision_loss)]
fn radius(killed: u64) -> f32 {
    ((killed as f32).sqrt() * 1.05).clamp(3.0, 20.0)
}

fn mark<'a>((entry, in_range): Shown<'a>, scale: &Scale, width: f32) -> Mark<'a> {
    let window = entry.window;
    let (from, to) = (scale.start(window.earliest), scale.end(window.latest));
    let seen = (to - from) * width >= 8.0 && window.shape != Shape::Day;
    let (low, radius) = match (entry.kind, entry.toll) {
        (Kind::Attack, Some(toll)) => (radius(toll.low), radius(toll.high)),
        (Kind::Attack, None) => (3.0, 3.0),
        (Kind::Coup, _) => (7.0, 7.0),
        _ => (5.0, 5.0),
    };
    Mark { entry, in_range, x: middle(entry, scale), y: 0.0, radius, low, extent: seen.then_some((from, to)) }
}

/// The most consequential first: coups, then by people killed.
fn weight(mark: &Mark) -> (bool, u64, bool, Day) {
    let kind = mark.entry.kind;
    (kind == Kind::Coup, mark.entry.toll.map_or(0, |t| t.high), kind != Kind::Attack, mark.entry.window.anchor)
}

fn lane<'a>(
    here: &[Shown<'a>],
    country: Country,
    scale: &Scale,
    top: f32,
    width: f32,
    labelled: &mut Vec<&'a str>,
) -> Lane<'a> {
    let mut marks: Vec<_> = here.iter().map(|shown| mark(*shown, scale, width)).collect();
    marks.sort_by_key(|m| std::cmp::Reverse(weight(m)));
    #[allow(clippy::cast_precision_loss)]
    let crowded = marks.len() as f32 > width * CROWDED;
    let half = if crowded { DENSITY } else { SWARM };
    let density = crowded.then(|| (density(here, scale, width), DENSITY * 1.5));
    if crowded {
        let coups = marks.iter().filter(|m| m.entry.kind == Kind::Coup).count();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        marks.truncate(coups + (width / LARGEST) as usize);
        // Windows and durations would hide the columns.
        for mark in &mut marks {
            mark.extent = None;
        }
    }
    let rows = if width < 480.0 { 0 } else { LABEL_ROWS };
    #[allow(clippy::cast_precision_loss)]
    let middle = top + NAME + rows as f32 * LABEL_ROW + half;
    swarm(&mut marks, middle, half, width);
    let labels = labels(&marks, middle - half, rows, width, labelled);
    Lane { country, name_y: top + NAME - 6.0, middle, bottom: middle + half + GAP, density, marks, labels }
}

/// Moves marks up or down until they do not touch; the weightiest stay on the middle line.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn swarm(marks: &mut [Mark], middle: f32, half: f32, width: f32) {
    const CELL: f32 = 50.0; // wider than any two radii together
    let mut cells: Vec<Vec<(f32, f32, f32)>> = vec![Vec::new(); (width / CELL) as usize + 3];
    for mark in marks {
        let (x, r) = (mark.x * width, mark.radius);
        let cell = ((x / CELL) as usize + 1).min(cells.len() - 2);
        let near: Vec<_> = cells[cell - 1..=cell + 1].iter().flatten().copied().collect();
        let room = (half - r).max(0.0);
        let overlap = |dy: f32| -> f32 {
            near.iter()
                .map(|(nx, ny, nr)| (r + nr + 1.0) - ((x - nx).powi(2) + (dy - ny).powi(2)).sqrt())
                .fold(0.0, f32::max)
        };
        let mut best = (f32::INFINITY, 0.0);
        let mut distance = 0.0;
        while distance <= room {
            for dy in [-distance, distance] {
                let over = overlap(dy);
                if over < best.0 - 0.01 {
                    best = (over, dy);
                }
            }
            if best.0 <= 0.0 {
                break;
            }
            distance += 2.0;
        }
        mark.y = middle + best.1;
        cells[cell].push((x, best.1, r));
    }
}

/// Headlines for as many marks as fit, the weightiest first, in rows above the swarm.
fn labels<'a>(marks: &[Mark<'a>], above: f32, rows: usize, width: f32, labelled: &mut Vec<&'a str>) -> Vec<Label<'a>> {
    const SPACE: f32 = 12.0;
    let mut taken: Vec<Vec<(f32, f32)>> = vec![Vec::new(); rows];
    let mut leaders: Vec<(usize, f32)> = Vec::new();
    let mut labels = Vec::new();
    for mark in marks {
        // An event of several countries has its label in the first of them.
        if labelled.contains(&mark.entry.id.as_str()) {
            continue;
        }
        let text = cut(&mark.entry.headline, LABEL);
        #[allow(clippy::cast_precision_loss)]
        let length = text.chars().count() as f32 * LETTER + 6.0;
        let x = mark.x * width;
        let span = |before: bool| if before { (x - length, x) } else { (x, x + length) };
        let free = |row: usize, (from, to): (f32, f32)| {
            let clear = |&(a, b): &(f32, f32)| to + SPACE < a || b + SPACE < from;
            // Row 0 lies next to the marks: a label further up sends its leader through those below it.
            from >= 0.0
                && to <= width
                && taken[row].iter().all(clear)
                && taken[..row].iter().flatten().all(|&(a, b)| x + 3.0 < a || b + 3.0 < x)
                && leaders.iter().all(|&(r, lx)| r <= row || lx + 3.0 < from || to + 3.0 < lx)
                && leaders.iter().all(|&(_, lx)| (lx - x).abs() > 5.0)
        };
        // After the mark if there is room in any row, else before it.
        let mut places = [false, true].into_iter().flat_map(|before| (0..rows).map(move |row| (row, before)));
        if let Some((row, before)) = places.find(|&(row, before)| free(row, span(before))) {
            let (from, to) = span(before);
            taken[row].push((from, to));
            leaders.push((row, x));
            labelled.push(&mark.entry.id);
            #[allow(clippy::cast_precision_loss)]
            let y = above - row as f32 * LABEL_ROW - 5.0;
            labels.push(Label { entry: mark.entry, x: mark.x, y, mark_top: mark.y - mark.radius, before, text });
        }
    }
    labels
}

/// The text up to the last word that fits, with an ellipsis where something is left out.
fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let short: String = text.chars().take(letters - 1).collect();
    let end = short.rfind([' ', '\u{a0}']).unwrap_or(short.len());
    format!("{}…", short[..end].trim_end_matches([',', ';', ':', ' ', '\u{a0}']))
}

fn ties(lanes: &[Lane]) -> Vec<Tie> {
    let mut marks: Vec<&Mark> = lanes.iter().flat_map(|l| &l.marks).filter(|m| m.entry.countries.len() > 1).collect();
    marks.sort_by(|a, b| a.entry.id.cmp(&b.entry.id).then(a.y.total_cmp(&b.y)));
    marks
        .chunk_by(|a, b| a.entry.id == b.entry.id)
        .filter(|same| same.len() > 1)
        .map(|same| Tie { x: same[0].x, top: same[0].y, bottom: same[same.len() - 1].y })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{date::Window, toll::Toll};
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
            n in 0..1_000_000u32,
            headline in "[A-Za-z]{3,9}( [a-z]{2,9}){2,9}",
        ) -> Entry {
            let days = if shape == Shape::Day { 0 } else { days };
            let window = Window { earliest: Day(start), latest: Day(start + days), shape, soft: false, anchor: Day(start) };
            let countries = if all { Country::ALL.to_vec() } else { vec![country] };
            let toll = (kind == Kind::Attack).then_some(Toll { low: high / 2, high, open: false });
            Entry::sample(&format!("e{n}"), kind, &countries, window, &headline, toll)
        }
    }

    fn placed(entries: &[Entry], width: f32) -> Placed<'_> {
        let shown: Vec<_> = entries.iter().map(|e| (e, InRange::Certain)).collect();
        place(&shown, Country::ALL, (Day(734_500), Day(739_600)), width, Lang::En)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_leaves_its_lane_and_no_labels_overlap(entries in vec(entry(), 0..300), width in 300.0..1600.0f32) {
            let placed = placed(&entries, width);
            let mut top = placed.axis;
            for lane in &placed.lanes {
                for mark in &lane.marks {
                    prop_assert!((0.0..=1.0).contains(&mark.x));
                    prop_assert!(mark.y - mark.radius >= top - 0.01 && mark.y + mark.radius <= lane.bottom + 0.01);
                    prop_assert!(mark.low <= mark.radius);
                }
                let boxes: Vec<_> = lane.labels.iter().map(|l| {
                    let length = l.text.chars().count() as f32 * LETTER;
                    let x = l.x * width;
                    (l.y, if l.before { x - length } else { x }, if l.before { x } else { x + length })
                }).collect();
                for (i, a) in boxes.iter().enumerate() {
                    prop_assert!(a.1 >= -0.01 && a.2 <= width + 0.01);
                    for b in &boxes[i + 1..] {
                        prop_assert!(a.0 != b.0 || a.2 < b.1 || b.2 < a.1, "{a:?} {b:?}");
                    }
                }
                top = lane.bottom;
            }
            prop_assert!((placed.height - top).abs() < 0.01);
        }

        #[test]
        fn columns_count_every_event_once(entries in vec(entry(), 0..300), width in 300.0..1600.0f32) {
            let placed = placed(&entries, width);
            let sum = |d: &Density| d.bars.iter().map(|b| b.3 as usize).sum::<usize>();
            prop_assert_eq!(sum(&placed.histogram), entries.len());
            for lane in &placed.lanes {
                let here = entries.iter().filter(|e| e.countries.contains(&lane.country)).count();
                match &lane.density {
                    Some((density, _)) => prop_assert_eq!(sum(density), here),
                    None => prop_assert_eq!(lane.marks.len(), here),
                }
            }
        }
    }

    #[test]
    fn labels_are_cut_at_a_word() {
        assert_eq!(cut("Twelve soldiers killed in attack on Kandadji camp", 30), "Twelve soldiers killed in…");
        assert_eq!(cut("Short", 30), "Short");
    }
}
