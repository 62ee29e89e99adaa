//! `Placed -> SVG`, as text: the server puts it into the page, the browser replaces it.

use std::fmt::{self, Write};

use super::{
    density::{Density, Group, Tolls},
    labels::Label,
    layout::{Answer, Lane, Mark, Placed},
    overview::{Columns, Overview},
    scale::Tick,
};
use crate::domain::{
    date::{Day, InRange, Shape},
    text::Lang,
    toll::Toll,
    vocabulary::Kind,
};

/// Single marks are links of their own up to this many; beyond, the labels are and the page stays small.
const MOST_LINKS: usize = 260;
/// More marks than this are drawn as few paths where the width is known.
const MOST_ELEMENTS: usize = 80;

/// The outline of a shape about the point at which a path stands.
fn outline(shape: &str) -> &'static str {
    match shape {
        "attack" => "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
        "coup" => "m0-7 7 7-7 7-7-7z",
        "coup-attempt" => "m0-5.5 5.5 5.5-5.5 5.5-5.5-5.5z",
        "mediation" => "m-4.5-4.5h9v9h-9z",
        "disputed" => "m-5-4.5h4.2v9h-4.2zm5.8 0h4.2v9h-4.2z",
        "denied" => "m-3-2.5h2.4v5h-2.4zm3.6 0h2.4v5h-2.4z",
        "withdrawal" => "m-5.5-4.5h11l-5.5 9.5z",
        "pact" => "m-2.5-4.4h5l2.5 4.4-2.5 4.4h-5l-2.5-4.4z",
        "sanction" => "m-4-4l8 8m-8 0l8-8",
        "transition" => "m-4.5-2h9v4h-9z",
        "deployment" => "m-4.5 4h9l-4.5-8.5z",
        "protest" => "m-4.5 3l4.5-6 4.5 6",
        _ => "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z",
    }
}

/// Whether a kind's shape is drawn as an outline.
const fn open(kind: Kind) -> bool {
    !matches!(kind, Kind::Attack | Kind::Coup | Kind::Mediation | Kind::Withdrawal)
}

/// The shapes of all kinds, for [`symbol`]; once a page.
#[cfg(feature = "ssr")]
pub fn symbols() -> String {
    let mut out = String::from(r#"<svg class="symbols" aria-hidden="true"><defs>"#);
    let kinds = Kind::ALL.iter().map(|kind| (kind.code(), open(*kind)));
    for (shape, open) in kinds.chain([("disputed", false), ("denied", false)]) {
        let class = if open { r#" class="open""# } else { "" };
        out.push_str(&format!(r#"<path id="m-{shape}"{class} d="M0 0{}"/>"#, outline(shape)));
    }
    out.push_str(r#"<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v4"/></pattern></defs></svg>"#);
    out
}

/// The id of a kind's shape.
const fn shape(kind: Kind, disputed: bool) -> &'static str {
    match kind {
        Kind::Mediation if disputed => "disputed",
        _ => kind.code(),
    }
}

/// A kind's shape as a small picture beside its name.
pub fn symbol(kind: Kind, disputed: bool) -> String {
    format!(
        r##"<svg class="symbol {}" viewBox="-8 -8 16 16" aria-hidden="true"><use href="#m-{}"/></svg>"##,
        Group::of(kind).class(),
        shape(kind, disputed)
    )
}

/// What a picture needs beside what is placed.
pub struct Canvas<'a> {
    /// Language of the labels.
    pub lang: Lang,
    /// The address of the same page for these days.
    pub zoomed: &'a dyn Fn(Day, Day) -> String,
    /// Its width, where that is known and does not change: then many marks are drawn as few paths, which costs a browser
    /// a fraction. They are no links of their own; whoever draws so finds the mark under the pointer.
    pub width: Option<f32>,
}

/// The overview.
pub fn overview(overview: &Overview) -> String {
    let mut out = String::with_capacity(8_192);
    draw_overview(&mut out, overview).unwrap_or_default(); // writing to a string cannot fail
    out
}

/// The lanes. They are hidden from assistive technology: the list after them says the same in words.
pub fn lanes(placed: &Placed, canvas: &Canvas) -> String {
    let mut out = String::with_capacity(32_768);
    draw_lanes(&mut out, placed, canvas).unwrap_or_default();
    out
}

type Written = fmt::Result;

fn draw_overview(out: &mut String, overview: &Overview) -> Written {
    let (axis, height) = (Px(overview.axis), Px(overview.height));
    write!(out, r#"<svg class="overview" width="100%" height="{height}" aria-hidden="true">"#)?;
    let (from, to) = overview.window;
    let part = from > 0.0 || to < 1.0;
    // The lanes below have the same axis while they show everything.
    if part {
        ticks(out, &overview.ticks, overview.axis, overview.axis + 6.0)?;
    }
    write!(out, r#"<line class="axis" x2="100%" y1="{axis}" y2="{axis}"/>"#)?;
    match &overview.columns {
        Columns::Events(density) => columns(out, density, 0.0, overview.axis)?,
        Columns::Killed(tolls) => killed(out, tolls, overview.axis)?,
    }
    let (from, to, rest) = (Percent(from), Percent(to), Percent(1.0 - to));
    write!(
        out,
        r#"<rect class="outside" width="{from}" height="{axis}"/><rect class="outside" x="{to}" width="{rest}" height="{axis}"/>"#
    )?;
    out.push_str("</svg>");
    Ok(())
}

fn ticks(out: &mut String, ticks: &[Tick], axis: f32, end: f32) -> Written {
    out.push_str(r#"<g class="ticks">"#);
    let (y1, y2) = (Px(axis), Px(end));
    for tick in ticks {
        let x = Percent(tick.x);
        let class = if tick.major { r#" class="major""# } else { "" };
        write!(out, r#"<line{class} x1="{x}" x2="{x}" y1="{y1}" y2="{y2}"/>"#)?;
        if !tick.label.is_empty() {
            write!(out, r#"<text x="{x}" dx="3" y="{}">{}</text>"#, Px(axis + 15.0), tick.label)?;
        }
    }
    out.push_str("</g>");
    Ok(())
}

fn draw_lanes(out: &mut String, placed: &Placed, canvas: &Canvas) -> Written {
    write!(out, r#"<svg class="timeline" width="100%" height="{}" aria-hidden="true">"#, Px(placed.height))?;
    ticks(out, &placed.ticks, 0.0, placed.height)?;
    out.push_str(r#"<line class="axis" x2="100%"/>"#);
    for reach in &placed.reaches {
        let (x, end) = (Percent(reach.x), reach.to.last().copied().unwrap_or(reach.from));
        write!(out, r#"<line class="reach" x1="{x}" x2="{x}" y1="{}" y2="{}"/>"#, Px(reach.from), Px(end))?;
        for y in &reach.to {
            write!(out, r#"<circle class="reach" cx="{x}" cy="{}" r="2.5"/>"#, Px(*y))?;
        }
    }
    let marks = placed.lanes.iter().map(|lane| lane.marks.len()).sum::<usize>();
    let style = match canvas.width {
        Some(width) if marks > MOST_ELEMENTS => Style::Paths(width),
        _ if marks <= MOST_LINKS => Style::Links,
        _ => Style::Shapes,
    };
    for lane in &placed.lanes {
        draw_lane(out, lane, style, canvas)?;
    }
    for answer in &placed.answers {
        draw_answer(out, *answer)?;
    }
    out.push_str("</svg>");
    Ok(())
}

/// How the marks of a picture are drawn.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// Each as a link.
    Links,
    /// Each by itself.
    Shapes,
    /// All that look alike as one path, for a width in pixels.
    Paths(f32),
}

fn draw_lane(out: &mut String, lane: &Lane, style: Style, canvas: &Canvas) -> Written {
    write!(
        out,
        r#"<g class="lane"><text class="name" x="0" y="{}">{}</text><line class="rule" x2="100%" y1="{2}" y2="{2}"/>"#,
        Px(lane.name_y),
        lane.country.name(canvas.lang),
        Px(lane.bottom)
    )?;
    if let Some((density, height)) = &lane.density {
        columns(out, density, lane.middle - height / 2.0, *height)?;
    }
    // Windows and durations lie under the marks.
    for mark in &lane.marks {
        extent(out, mark)?;
    }
    for label in &lane.labels {
        leader(out, label)?;
    }
    // The largest first, so that no mark is covered altogether.
    let mut marks: Vec<_> = lane.marks.iter().collect();
    marks.sort_unstable_by(|a, b| b.radius.total_cmp(&a.radius).then(a.x.total_cmp(&b.x)));
    if let Style::Paths(width) = style {
        paths(out, &marks, width)?;
    } else {
        for mark in marks {
            draw_mark(out, mark, style == Style::Links, canvas.lang)?;
        }
    }
    for cluster in &lane.clusters {
        let (x, y) = (Percent(cluster.x), Px(cluster.y));
        let plus = if lane.density.is_some() { "" } else { "+" };
        let address = escape(&(canvas.zoomed)(cluster.days.0, cluster.days.1));
        write!(
            out,
            r#"<a class="cluster" href="{address}" tabindex="-1"><text x="{x}" y="{y}">{plus}{}</text></a>"#,
            cluster.events
        )?;
    }
    for label in &lane.labels {
        draw_label(out, label, canvas.lang)?;
    }
    out.push_str("</g>");
    Ok(())
}

/// A line between two marks: positions across are percentages, so that it is drawn as a straight one.
fn draw_answer(out: &mut String, answer: Answer) -> Written {
    let ((x1, y1), (x2, y2)) = (answer.from, answer.to);
    write!(out, r#"<line class="answer" x1="{}" y1="{}" x2="{}" y2="{}"/>"#, Percent(x1), Px(y1), Percent(x2), Px(y2))
}

/// A ring about a mark, for a place in pixels.
pub fn ring(x: f32, y: f32, radius: f32) -> String {
    format!(r#"<circle class="ring" cx="{}" cy="{}" r="{}"/>"#, Px(x), Px(y), Px(radius + 4.0))
}

/// A fraction as a percentage.
pub fn percent(x: f32) -> String {
    Percent(x).to_string()
}

/// A number with at most one decimal. Writing floats costs the browser bundle 30 KB; pictures need no more than tenths.
struct Px(f32);

impl fmt::Display for Px {
    #[allow(clippy::cast_possible_truncation)]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fixed(f, (self.0 * 10.0).round() as i32, 10)
    }
}

/// A fraction of the width, in percent with at most two decimals.
struct Percent(f32);

impl fmt::Display for Percent {
    #[allow(clippy::cast_possible_truncation)]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fixed(f, (self.0 * 10_000.0).round() as i32, 100)?;
        f.write_str("%")
    }
}

fn fixed(f: &mut fmt::Formatter<'_>, n: i32, unit: i32) -> fmt::Result {
    let (whole, rest) = ((n / unit).abs(), (n % unit).abs());
    if n < 0 {
        f.write_str("-")?;
    }
    match (rest, unit) {
        (0, _) => write!(f, "{whole}"),
        (_, 100) if rest % 10 != 0 => write!(f, "{whole}.{rest:02}"),
        (_, 100) => write!(f, "{whole}.{}", rest / 10),
        _ => write!(f, "{whole}.{rest}"),
    }
}

/// Columns are drawn in units of a thousandth of the width.
const UNITS: f32 = 1_000.0;

fn open_columns(out: &mut String, top: f32, height: f32) -> Written {
    write!(
        out,
        r#"<svg class="density" y="{}" width="100%" height="{}" viewBox="0 0 1000 {1}" preserveAspectRatio="none">"#,
        Px(top),
        Px(height)
    )
}

fn columns(out: &mut String, density: &Density, top: f32, height: f32) -> Written {
    if density.bars.is_empty() {
        return Ok(());
    }
    #[allow(clippy::cast_precision_loss)] // counts of events
    let px = |events: u32| Px(events as f32 * (height / density.highest.max(1) as f32).min(8.0));
    let width = Px(density.width * UNITS * 0.8);
    open_columns(out, top, height)?;
    for same in density.bars.chunk_by(|a, b| a.group == b.group) {
        write!(out, r#"<path class="{}" d=""#, same[0].group.class())?;
        for bar in same {
            let Px(base) = px(bar.below);
            write!(out, "M{} {}v-{}h{width}v{2}z", Px(bar.x * UNITS), Px(height - base), px(bar.events))?;
        }
        out.push_str(r#""/>"#);
    }
    out.push_str("</svg>");
    Ok(())
}

/// Solid up to the lowest number, light up to the highest.
fn killed(out: &mut String, tolls: &Tolls, height: f32) -> Written {
    #[allow(clippy::cast_precision_loss)]
    let px = |killed: u64| Px(killed as f32 * height / tolls.highest.max(1) as f32);
    let width = Px(tolls.width * UNITS * 0.8);
    open_columns(out, 0.0, height)?;
    for (class, of) in [("attack high", (|t| t.high) as fn(&Toll) -> u64), ("attack", |t| t.low)] {
        write!(out, r#"<path class="{class}" d=""#)?;
        for (x, toll) in &tolls.bars {
            write!(out, "M{} {}v-{}h{width}v{2}z", Px(x * UNITS), Px(height), px(of(toll)))?;
        }
        out.push_str(r#""/>"#);
    }
    out.push_str("</svg>");
    Ok(())
}

fn extent(out: &mut String, mark: &Mark) -> Written {
    let Some((from, to)) = mark.extent else {
        return Ok(());
    };
    let class = Group::of(mark.entry.kind).class();
    let soft = if mark.entry.window.soft { " soft" } else { "" };
    let (x, width) = (Percent(from), Percent(to - from));
    if mark.entry.window.shape == Shape::Span {
        write!(
            out,
            r#"<rect class="lasted {class}{soft}" x="{x}" y="{}" width="{width}" height="3"/>"#,
            Px(mark.y - 1.5)
        )
    } else {
        let (top, bottom, end) = (Px(mark.y - 6.0), Px(mark.y + 6.0), Percent(to));
        write!(
            out,
            r#"<g class="window {class}{soft}"><rect x="{x}" y="{top}" width="{width}" height="12"/><line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/><line x1="{end}" x2="{end}" y1="{top}" y2="{bottom}"/></g>"#
        )
    }
}

fn leader(out: &mut String, label: &Label) -> Written {
    let x = Percent(label.x);
    write!(out, r#"<line class="leader" x1="{x}" x2="{x}" y1="{}" y2="{}"/>"#, Px(label.y - 9.0), Px(label.mark_top))
}

fn draw_mark(out: &mut String, mark: &Mark, links: bool, lang: Lang) -> Written {
    let entry = mark.entry;
    if links {
        open_link(out, &entry.id, lang)?;
        write!(out, "<title>{}: {}</title>", entry.when(lang), escape(&entry.headline))?;
    }
    let class = Group::of(entry.kind).class();
    let possible = if mark.in_range == InRange::Possible { " possible" } else { "" };
    let (x, y) = (Percent(mark.x), Px(mark.y));
    if entry.kind == Kind::Attack {
        if mark.radius > mark.low {
            write!(out, r#"<circle class="{class} high" cx="{x}" cy="{y}" r="{}"/>"#, Px(mark.radius))?;
        }
        write!(out, r#"<circle class="{class}{possible}" cx="{x}" cy="{y}" r="{}"/>"#, Px(mark.low))?;
    } else {
        let shape = shape(entry.kind, entry.disputed);
        write!(out, r##"<use class="{class}{possible}" href="#m-{shape}" x="{x}" y="{y}"/>"##)?;
    }
    if links && entry.disputed && entry.kind != Kind::Mediation {
        // Beside the mark, the two halves of a claim that is denied.
        let (dx, y) = (mark.radius * 0.7 + 2.5, Px(mark.y - 2.5 - mark.radius * 0.7));
        write!(
            out,
            r##"<svg x="{x}" y="{y}" overflow="visible"><use class="denied" href="#m-denied" x="{}"/></svg>"##,
            Px(dx)
        )?;
    }
    if links {
        out.push_str("</a>");
    }
    Ok(())
}

/// The marks as one path for each look; the light rings of high tolls lie lowest.
fn paths(out: &mut String, marks: &[&Mark], width: f32) -> Written {
    let mut paths: Vec<(&str, bool, &str, String)> = Vec::new();
    let mut add = |class: &'static str, open: bool, more: &'static str, x: f32, y: f32, outline: fmt::Arguments| {
        let path = match paths.iter().position(|(c, o, m, _)| (*c, *o, *m) == (class, open, more)) {
            Some(index) => &mut paths[index].3,
            None => {
                paths.push((class, open, more, String::new()));
                let last = paths.len() - 1;
                &mut paths[last].3
            }
        };
        write!(path, "M{} {}{outline}", Px(x), Px(y))
    };
    let circle = |r: f32| (Px(-r), Px(r), Px(2.0 * r), Px(-2.0 * r));
    for mark in marks.iter().filter(|mark| mark.entry.kind == Kind::Attack && mark.radius > mark.low) {
        let (left, r, right, back) = circle(mark.radius);
        let outline = format_args!("m{left} 0a{r} {r} 0 1 0 {right} 0a{r} {r} 0 1 0{back} 0z");
        add("attack", false, " high", mark.x * width, mark.y, outline)?;
    }
    for mark in marks {
        let (kind, x, y) = (mark.entry.kind, mark.x * width, mark.y);
        let possible = if mark.in_range == InRange::Possible { " possible" } else { "" };
        let class = Group::of(kind).class();
        if kind == Kind::Attack {
            let (left, r, right, back) = circle(mark.low);
            let outline = format_args!("m{left} 0a{r} {r} 0 1 0 {right} 0a{r} {r} 0 1 0{back} 0z");
            add(class, false, possible, x, y, outline)?;
        } else {
            let shape = outline(shape(kind, mark.entry.disputed));
            add(class, open(kind), possible, x, y, format_args!("{shape}"))?;
        }
    }
    for (class, open, more, path) in &paths {
        let open = if *open { " open" } else { "" };
        write!(out, r#"<path class="mark {class}{open}{more}" d="{path}"/>"#)?;
    }
    Ok(())
}

fn draw_label(out: &mut String, label: &Label, lang: Lang) -> Written {
    open_link(out, &label.entry.id, lang)?;
    write!(
        out,
        r#"<text class="label" x="{}" dx="4" y="{}">{}</text></a>"#,
        Percent(label.left),
        Px(label.y),
        escape(&label.text)
    )
}

/// Links of the picture are no stops of the tab key: the list has the same links.
fn open_link(out: &mut String, id: &str, lang: Lang) -> Written {
    write!(out, r#"<a href="/{lang}/event/{id}" tabindex="-1">"#)
}

/// Text for element content.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            date::{Day, EventDate},
            filter::Measure,
            toll::Toll,
            vocabulary::Country,
        },
        timeline::{entry::Entry, layout::place, overview, scale::Scale},
    };

    fn entry(id: &str, kind: Kind, country: Country, date: &str, headline: &str, toll: Option<Toll>) -> Entry {
        let date: EventDate = date.parse().expect(date);
        let words = Some(crate::i18n::date::in_words(&date, Lang::En));
        Entry { words, ..Entry::sample(id, kind, &[country], date.window(), headline, toll) }
    }

    fn entries() -> Vec<Entry> {
        let toll = Some(Toll { low: 29, high: 60, open: true });
        let ambush = entry(
            "ambush",
            Kind::Attack,
            Country::Niger,
            "[2023-09-26..2023-10-02]",
            "Soldiers <killed> & buried",
            toll,
        );
        let claim = entry("claim", Kind::Mediation, Country::Niger, "2023-10-02", "Algeria says Niger accepts", None);
        let denial = entry("denial", Kind::Mediation, Country::Niger, "2023-10-03", "Niger denies it", None);
        let both = vec![Country::Niger, Country::Mali];
        let offensive =
            entry("offensive", Kind::Attack, Country::Mali, "2023-10-02/2023-11-14", "Army marches on Kidal", None);
        vec![
            ambush,
            Entry { countries: both, ..claim },
            Entry { answers: vec!["claim".to_owned()], ..denial },
            offensive,
        ]
    }

    #[test]
    fn the_first_days_of_october_2023() {
        let entries = entries();
        let day = |m, d| Day::from_ymd(2023, m, d).expect("a day");
        let scale = Scale::new(day(9, 20), day(10, 20));
        let placed = place(&entries.iter().collect::<Vec<_>>(), Country::ALL, &scale, 720.0, Lang::En);
        let canvas = Canvas { lang: Lang::En, zoomed: &|_, _| String::new(), width: None };
        insta::assert_snapshot!(lanes(&placed, &canvas).replace("><", ">\n<"));
        let mut merged = String::new();
        let marks: Vec<_> = placed.lanes[0].marks.iter().collect();
        paths(&mut merged, &marks, 720.0).expect("a string");
        insta::assert_snapshot!("paths", merged.replace("><", ">\n<"));
    }

    #[test]
    fn an_overview_of_october_2023() {
        let entries = entries();
        let day = |m, d| Day::from_ymd(2023, m, d).expect("a day");
        let (whole, shown) = (Scale::new(day(8, 1), day(11, 30)), Scale::new(day(9, 20), day(10, 20)));
        let selected: Vec<_> = entries.iter().collect();
        for (name, measure) in [("events", Measure::Events), ("killed", Measure::Killed)] {
            let overview = overview::place(&selected, &whole, &shown, measure, 720.0, Lang::En);
            insta::assert_snapshot!(name, super::overview(&overview).replace("><", ">\n<"));
        }
    }
}
