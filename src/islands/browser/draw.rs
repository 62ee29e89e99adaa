//! A frame: sentence and pictures from what the browser has; counts and headlines with the next one.

use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*};

use super::{State, address, bundle_key, dom, gesture, search_key, with};
use crate::{
    api::PAGE_SIZE,
    domain::{
        date::TypedDate,
        filter::{Filter, Order, Query},
        vocabulary::{Country, Kind},
    },
    i18n::{number, summary},
    timeline::{
        entry::{self, Entry},
        layout, overview,
        scale::Scale,
        svg,
    },
};

/// What is on the screen.
#[derive(Default)]
pub struct Drawn {
    /// Width of the lanes.
    pub width: f32,
    /// The single marks, in time.
    pub marks: Vec<Seen>,
    /// For which selection the overview's columns are.
    overview: String,
    /// A frame has been asked for.
    asked: bool,
}

/// A mark on the screen, in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its entry.
    pub id: String,
    /// Its middle.
    pub x: f32,
    /// Its middle.
    pub y: f32,
    /// Its radius.
    pub radius: f32,
}

/// Draws with the next frame.
pub fn request() {
    if with(|state| !std::mem::replace(&mut state.drawn.asked, true)) {
        request_animation_frame(|| {
            with(|state| state.drawn.asked = false);
            frame();
        });
    }
}

/// Whether the browser has what the query needs.
pub fn possible() -> bool {
    with(|state| matching(state).is_some())
}

/// The entries that the search admits; `None` while they are not known here.
fn matching(state: &State) -> Option<Vec<&Entry>> {
    let (of, bundle) = state.bundle.as_ref()?;
    if *of != bundle_key(&state.query) {
        return None;
    }
    let key = search_key(&state.query);
    if key.is_empty() {
        return Some(bundle.entries.iter().collect());
    }
    let (of, matches) = state.matches.as_ref()?;
    let mut matches = matches.clone();
    matches.sort_unstable();
    (*of == key).then(|| matches.iter().filter_map(|index| bundle.entries.get(*index as usize)).collect())
}

/// All the time there is, and the part of it that the lanes show.
pub fn scales(state: &State) -> Option<(Scale, Scale)> {
    let (first, last) = state.bundle.as_ref()?.1.extent;
    let (from, to) = state.query.filter.shown_range((first, last));
    let whole = Scale::new(first.min(from), last.max(to));
    Some((whole, state.moving.unwrap_or_else(|| Scale::new(from, to))))
}

/// Does something when the next frame is on the screen: with the one after it.
pub fn after_paint(then: impl FnOnce() + 'static) {
    request_animation_frame(|| request_animation_frame(then));
}

/// Writes how many events each choice would show.
fn show_counts() {
    let counted = with(|state| Some((entry::counts(&matching(state)?, &state.query.filter), state.lang)));
    let Some((counts, lang)) = counted else { return };
    let countries = Country::ALL.iter().map(|c| c.code()).zip(counts.countries);
    let kinds = Kind::ALL.iter().map(|k| k.code()).zip(counts.kinds);
    for (code, count) in countries.chain(kinds) {
        if let Ok(Some(part)) = document().query_selector(&format!("[data-count={code}]")) {
            let count = number(count.into(), lang);
            if part.text_content().as_deref() != Some(&count) {
                part.set_text_content(Some(&count));
            }
        }
    }
}

/// The first page of the list without what everybody says, until the server's comes.
pub fn headlines() -> Option<String> {
    with(|state| {
        let (query, lang) = (&state.query, state.lang);
        let selected = entry::selected(&matching(state)?, &query.filter);
        let shown = entry::shown(&selected, &query.filter);
        let row = |e: &Entry| {
            let countries: Vec<_> = e.countries.iter().map(|country| country.name(lang)).collect();
            format!(
                "<li class=\"entry\"><p class=\"when\">{}</p><div><p class=\"kind\">{} {} · {}</p><h3><a href=\"/{lang}/event/{}\">{}</a></h3></div></li>",
                e.when(lang),
                svg::symbol(e.kind, e.disputed),
                e.kind.name(lang),
                countries.join(", "),
                e.id,
                svg::escape(&e.headline)
            )
        };
        // The order of the best matches is the server's.
        let rows: String = match query.order {
            _ if query.page > 1 || query.ranked() => return None,
            Order::Oldest => shown.iter().take(PAGE_SIZE).map(|(e, _)| row(e)).collect(),
            _ => shown.iter().rev().take(PAGE_SIZE).map(|(e, _)| row(e)).collect(),
        };
        Some(format!("<ol class=\"diary\">{rows}</ol>"))
    })
}

#[allow(clippy::cast_possible_truncation)] // a screen's width
fn frame() {
    // Asked for before anything is written: the page is laid out once a frame.
    let width = dom::width("lanes");
    let done = with(|state| {
        let matching = matching(state)?;
        let (whole, scale) = scales(state)?;
        let (query, lang) = (&state.query, state.lang);
        let extent = state.bundle.as_ref()?.1.extent;
        let selected = entry::selected(&matching, &query.filter);
        let placed = layout::place(&selected, &query.filter.lanes(), &scale, width, lang);
        let zoomed = |from, to| {
            let filter =
                Filter { from: Some(TypedDate::Day(from)), to: Some(TypedDate::Day(to)), ..query.filter.clone() };
            address(lang, &Query { filter, ..query.first_page() })
        };
        dom::set_html("lanes", &svg::lanes(&placed, &svg::Canvas { lang, zoomed: &zoomed, width: Some(width) }));

        let measure = query.measure;
        let undated = Filter { from: None, to: None, ..query.filter.clone() };
        // Writing a float would cost the bundle 5 KB.
        let key = format!("{} {}", Query { filter: undated, ..query.first_page() }, width as i32);
        let window = overview::window(&whole, &scale);
        // The years stand below the columns while the lanes show a part of them.
        let key = format!("{key} {}", window == (0.0, 1.0));
        if key == state.drawn.overview {
            gesture::show_window(window);
        } else {
            let overview = overview::place(&selected, &whole, &scale, measure, width, lang);
            gesture::set_overview(&svg::overview(&overview));
        }
        gesture::set_handles(&whole, &scale, lang);

        let shown = entry::shown(&selected, &query.filter);
        let sentence = summary::sentence(&entry::summary(&shown), query, extent, lang);
        // The counts of the choices wait until a gesture is over, and the picture is painted.
        if state.moving.is_none() {
            request_animation_frame(show_counts);
        }
        let mut marks: Vec<Seen> = placed
            .lanes
            .iter()
            .flat_map(|lane| &lane.marks)
            .map(|m| Seen { id: m.entry.id.clone(), x: m.x * width, y: m.y, radius: m.radius.max(5.0) })
            .collect();
        marks.sort_unstable_by(|a, b| a.x.total_cmp(&b.x));
        state.drawn.marks = marks;
        state.drawn.overview = key;
        state.drawn.width = width;
        Some(sentence)
    });
    if let (Some(sentence), Some(part)) = (done, dom::part("sentence")) {
        // Read out only when it changes.
        if part.text_content().as_deref() != Some(&sentence) {
            part.set_text_content(Some(&sentence));
        }
    }
    super::card::redrawn();
}
