//! `Placed -> SVG`, as text: the server puts it into the page, the browser replaces it.

use std::fmt::{self, Write};

use super::layout::{Density, Group, Label, Lane, Mark, Placed};
use crate::domain::{
    date::{InRange, Shape},
    text::Lang,
    vocabulary::Kind,
};

/// Single marks are links of their own up to this many; beyond, the labels are and the page stays small.
const MOST_LINKS: usize = 260;

/// The shapes of all kinds, for [`symbol`]; once a page.
pub const SYMBOLS: &str = concat!(
    r#"<svg class="symbols" aria-hidden="true"><defs>"#,
    r#"<circle id="m-attack" r="4.5"/>"#,
    r#"<path id="m-coup" d="M0-7 7 0 0 7-7 0z"/>"#,
    r#"<path id="m-coup-attempt" class="open" d="M0-5.5 5.5 0 0 5.5-5.5 0z"/>"#,
    r#"<path id="m-mediation" d="M-4.5-4.5h9v9h-9z"/>"#,
    r#"<path id="m-disputed" d="M-5-4.5h4.2v9H-5zM.8-4.5H5v9H.8z"/>"#,
    r#"<path id="m-withdrawal" d="M-5.5-4.5h11L0 5z"/>"#,
    r#"<path id="m-pact" class="open" d="M-2.5-4.4h5L5 0 2.5 4.4h-5L-5 0z"/>"#,
    r#"<path id="m-sanction" class="open" d="M-4-4l8 8M-4 4l8-8"/>"#,
    r#"<path id="m-transition" class="open" d="M-4.5-2h9v4h-9z"/>"#,
    r#"<path id="m-deployment" class="open" d="M-4.5 4h9L0-4.5z"/>"#,
    r#"<path id="m-protest" class="open" d="M-4.5 3 0-3l4.5 6"/>"#,
    r#"<circle id="m-other" class="open" r="3.2"/>"#,
    r#"<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v4"/></pattern>"#,
    "</defs></svg>",
);

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

/// The picture. It is hidden from assistive technology: the list after it says the same in words.
pub fn picture(placed: &Placed, lang: Lang) -> String {
    let mut out = String::with_capacity(16_384);
    draw(&mut out, placed, lang).unwrap_or_default(); // writing to a string cannot fail
    out
}

type Written = fmt::Result;

fn draw(out: &mut String, placed: &Placed, lang: Lang) -> Written {
    let (axis, height) = (Px(placed.axis), Px(placed.height));
    write!(out, r#"<svg class="timeline" width="100%" height="{}" aria-hidden="true">"#, height)?;
    out.push_str(r#"<g class="ticks">"#);
    for tick in &placed.ticks {
        let x = Percent(tick.x);
        let class = if tick.major { r#" class="major""# } else { "" };
        write!(out, r#"<line{class} x1="{x}" x2="{x}" y1="{axis}" y2="{height}"/>"#)?;
        if !tick.label.is_empty() {
            write!(out, r#"<text x="{x}" dx="3" y="{}">{}</text>"#, Px(placed.axis + 15.0), tick.label)?;
        }
    }
    write!(out, r#"</g><line class="axis" x2="100%" y1="{axis}" y2="{axis}"/>"#)?;
    columns(out, &placed.histogram, placed.axis - placed.histogram_height, placed.histogram_height)?;
    for tie in &placed.ties {
        let x = Percent(tie.x);
        write!(out, r#"<line class="tie" x1="{x}" x2="{x}" y1="{}" y2="{}"/>"#, Px(tie.top), Px(tie.bottom))?;
    }
    let links = placed.lanes.iter().map(|lane| lane.marks.len()).sum::<usize>() <= MOST_LINKS;
    for lane in &placed.lanes {
        draw_lane(out, lane, links, lang)?;
    }
    out.push_str("</svg>");
    Ok(())
}

fn draw_lane(out: &mut String, lane: &Lane, links: bool, lang: Lang) -> Written {
    write!(
        out,
        r#"<g class="lane"><text class="name" x="0" y="{}">{}</text><line class="rule" x2="100%" y1="{2}" y2="{2}"/>"#,
        Px(lane.name_y),
        lane.country.name(lang),
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
    marks.sort_by(|a, b| b.radius.total_cmp(&a.radius));
    for mark in marks {
        draw_mark(out, mark, links, lang)?;
    }
    for label in &lane.labels {
        draw_label(out, label, lang)?;
    }
    out.push_str("</g>");
    Ok(())
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

fn columns(out: &mut String, density: &Density, top: f32, height: f32) -> Written {
    if density.bars.is_empty() {
        return Ok(());
    }
    #[allow(clippy::cast_precision_loss)] // counts of events
    let px = |events: u32| Px(events as f32 * (height / density.highest.max(1) as f32).min(8.0));
    write!(
        out,
        r#"<svg class="columns" y="{}" width="100%" height="{}" viewBox="0 0 {} {1}" preserveAspectRatio="none">"#,
        Px(top),
        Px(height),
        density.columns * 4
    )?;
    for same in density.bars.chunk_by(|a, b| a.0 == b.0) {
        write!(out, r#"<path class="{}" d=""#, same[0].0.class())?;
        for (_, column, below, n) in same {
            let Px(base) = px(*below);
            write!(out, "M{} {}v-{}h3v{2}z", column * 4, Px(height - base), px(*n))?;
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
    if links {
        out.push_str("</a>");
    }
    Ok(())
}

fn draw_label(out: &mut String, label: &Label, lang: Lang) -> Written {
    open_link(out, &label.entry.id, lang)?;
    let (anchor, dx) = if label.before { (r#" text-anchor="end""#, -4) } else { ("", 4) };
    write!(
        out,
        r#"<text class="label" x="{}" dx="{dx}" y="{}"{anchor}>{}</text></a>"#,
        Percent(label.x),
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
            toll::Toll,
            vocabulary::Country,
        },
        timeline::{entry::Entry, layout::place},
    };

    fn entry(id: &str, kind: Kind, country: Country, date: &str, headline: &str, toll: Option<Toll>) -> Entry {
        let date: EventDate = date.parse().expect(date);
        let words = Some(crate::i18n::date::in_words(&date, Lang::En));
        Entry { words, ..Entry::sample(id, kind, &[country], date.window(), headline, toll) }
    }

    #[test]
    fn the_first_days_of_october_2023() {
        let entries = [
            entry(
                "ambush",
                Kind::Attack,
                Country::Niger,
                "[2023-09-26..2023-10-02]",
                "Soldiers <killed> & buried",
                Some(Toll { low: 29, high: 60, open: true }),
            ),
            entry("claim", Kind::Mediation, Country::Niger, "2023-10-02", "Algeria says Niger accepts", None),
            entry("offensive", Kind::Attack, Country::Mali, "2023-10-02/2023-11-14", "Army marches on Kidal", None),
        ];
        let shown: Vec<_> = entries.iter().map(|e| (e, InRange::Certain)).collect();
        let day = |m, d| Day::from_ymd(2023, m, d).expect("a day");
        let placed = place(&shown, Country::ALL, (day(9, 20), day(10, 20)), 720.0, Lang::En);
        insta::assert_snapshot!(picture(&placed, Lang::En).replace("><", ">\n<"));
    }
}
