//! What a mark says of itself: on hover, focus and tap; and the list's entries, which light up with their marks.

use std::cell::RefCell;

use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use web_sys::{Element, Event, HtmlElement, MouseEvent, PointerEvent};

use super::{
    dom::{self, on, part, target},
    draw::Seen,
    with,
};
use crate::{
    domain::{filter::Field, text::Lang},
    i18n::statement,
    timeline::svg::escape,
};

/// So far from a mark, in pixels, it is still meant.
const NEAR: f32 = 6.0;
/// Width of a card, in pixels; the style sheet has the same.
const WIDTH: f32 = 320.0;

#[derive(Default)]
struct Card {
    /// The mark of which the card speaks.
    of: Option<String>,
    /// What the server said of events, by address.
    bodies: Vec<(String, String)>,
    /// The last press was a finger's, and showed the card.
    first_tap: bool,
}

thread_local! {
    static CARD: RefCell<Card> = RefCell::default();
}

fn card<T>(f: impl FnOnce(&mut Card) -> T) -> T {
    CARD.with_borrow_mut(f)
}

/// Listens in lanes and list.
pub fn listen() {
    let Some(chart) = part("chart") else { return };
    let html = "<div id=\"card\" class=\"card\" role=\"status\" hidden></div>";
    chart.insert_adjacent_html("beforeend", html).unwrap_or_default();
    if let Some(lanes) = part("lanes") {
        on(&lanes, "pointerleave", |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                hide();
            }
        });
        on(&lanes, "blur", |_: Event| hide());
        // A finger's first tap shows the card; the next one opens the event.
        on(&lanes, "click", |event: MouseEvent| {
            if card(|card| std::mem::take(&mut card.first_tap)) {
                event.prevent_default();
            }
        });
    }
    if let Some(list) = part("list") {
        for name in ["pointerover", "focusin"] {
            on(&list, name, |event: Event| {
                let id = target(&event)
                    .and_then(|t| t.closest("li.entry").ok().flatten())
                    .and_then(|item| item.query_selector("h3 a").ok().flatten())
                    .and_then(|link| link.get_attribute("href"));
                ring(id.as_deref().and_then(|href| href.rsplit_once('/')).map(|(_, id)| id));
            });
        }
        on(&list, "pointerleave", |_: Event| ring(None));
    }
}

fn address(id: &str) -> String {
    format!("/{}/event/{id}", with(|state| state.lang))
}

/// The mark at a place in the lanes, the smallest of those that lie there.
fn at(x: f32, y: f32) -> Option<Seen> {
    with(|state| {
        let distance = |seen: &&Seen| (seen.x - x).hypot(seen.y - y) - seen.radius;
        let near = state.drawn.marks.iter().filter(|seen| distance(seen) < NEAR);
        near.min_by(|a, b| {
            (distance(a).max(0.0), a.radius)
                .partial_cmp(&(distance(b).max(0.0), b.radius))
                .unwrap_or(std::cmp::Ordering::Equal)
        })
        .cloned()
    })
}

/// The mark under a pointer; on a label, its mark.
#[allow(clippy::cast_possible_truncation)]
fn under(event: &MouseEvent) -> Option<Seen> {
    let link = target(event).and_then(|t| t.closest("a[href*='/event/']").ok().flatten());
    if let Some(id) =
        link.and_then(|link| link.get_attribute("href")).and_then(|href| Some(href.rsplit_once('/')?.1.to_owned()))
    {
        return with(|state| state.drawn.marks.iter().find(|seen| seen.id == id).cloned());
    }
    let area = part("lanes")?.get_bounding_client_rect();
    at((f64::from(event.client_x()) - area.left()) as f32, (f64::from(event.client_y()) - area.top()) as f32)
}

/// A pointer moves over the lanes.
pub fn over(event: &PointerEvent) {
    if event.pointer_type() == "mouse" {
        match under(event) {
            Some(seen) => show(&seen),
            None => hide(),
        }
    }
}

/// The lanes were pressed, and nothing was dragged.
pub fn pressed(event: &PointerEvent) {
    let Some(seen) = under(event) else {
        hide();
        return;
    };
    let on_link = target(event).is_some_and(|t| t.closest("a").ok().flatten().is_some());
    if event.pointer_type() == "mouse" {
        // A link opens by itself.
        if !on_link {
            window().location().set_href(&address(&seen.id)).unwrap_or_default();
        }
    } else if card(|card| card.of.as_ref() != Some(&seen.id)) {
        show(&seen);
        card(|card| card.first_tap = true);
    }
}

/// The next or the previous mark in time.
pub fn neighbour(step: isize) {
    let seen = with(|state| {
        let marks = &state.drawn.marks;
        let now = card(|card| card.of.clone()).and_then(|id| marks.iter().position(|seen| seen.id == id));
        let next = match now {
            Some(now) => now.checked_add_signed(step)?,
            None if step > 0 => 0,
            None => marks.len().checked_sub(1)?,
        };
        marks.get(next).cloned()
    });
    if let Some(seen) = seen {
        show(&seen);
    }
}

/// Opens the event of the card.
pub fn open() {
    if let Some(id) = card(|card| card.of.clone()) {
        window().location().set_href(&address(&id)).unwrap_or_default();
    }
}

/// Takes the card away.
pub fn hide() {
    if card(|card| card.of.take()).is_some() {
        if let Some(element) = part("card") {
            element.set_attribute("hidden", "").unwrap_or_default();
        }
        ring(None);
    }
}

/// The lanes are new: the ring has gone with the old ones.
pub fn redrawn() {
    let of = card(|card| card.of.clone());
    ring(of.as_deref());
}

/// Shows the card of a mark.
fn show(seen: &Seen) {
    if card(|card| card.of.replace(seen.id.clone())).as_ref() == Some(&seen.id) {
        return;
    }
    let head = with(|state| {
        let entry = state.bundle.as_ref()?.1.entries.iter().find(|entry| entry.id == seen.id)?;
        let toll = entry.toll.map(|toll| format!("<p>{}</p>", statement::toll(toll, state.lang))).unwrap_or_default();
        Some(format!(
            "<p class=\"when\">{}</p><h3><a href=\"{}\" tabindex=\"-1\">{}</a></h3>{toll}",
            entry.when(state.lang),
            format_args!("/{}/event/{}", state.lang, entry.id),
            escape(&entry.headline)
        ))
    });
    let (Some(head), Some(element)) = (head, part("card").and_then(|e| e.dyn_into::<HtmlElement>().ok())) else {
        return;
    };
    element.set_inner_html(&head);
    element.remove_attribute("hidden").unwrap_or_default();
    place(&element, seen);
    ring(Some(&seen.id));
    let (lang, as_of) = with(|state| (state.lang, state.query.filter.as_of));
    let day = as_of.map(|day| format!("?{}={day}", Field::AsOf.name())).unwrap_or_default();
    spawn_local(fill(seen.id.clone(), lang, day));
}

/// What everybody says of it, from the server.
async fn fill(id: String, lang: Lang, day: String) {
    // A statement's card says itself what was said.
    if id.contains('#') {
        return;
    }
    let url = format!("/{lang}/event/{id}/card{day}");
    let known = card(|card| card.bodies.iter().find(|(of, _)| *of == url).map(|(_, body)| body.clone()));
    let body = match known {
        Some(body) => body,
        None => {
            let Ok(body) = dom::text(&url).await else { return };
            card(|card| card.bodies.push((url, body.clone())));
            body
        }
    };
    if card(|card| card.of.as_ref() == Some(&id))
        && let Some(element) = part("card")
    {
        element.insert_adjacent_html("beforeend", &body).unwrap_or_default();
    }
}

/// Beside its mark, inside the chart.
#[allow(clippy::cast_possible_truncation)]
fn place(element: &HtmlElement, seen: &Seen) {
    let (Some(lanes), Some(chart)) = (part("lanes"), part("chart")) else { return };
    let (lanes, chart) = (lanes.get_bounding_client_rect(), chart.get_bounding_client_rect());
    let width = (chart.width() as f32).min(WIDTH);
    let left = (lanes.left() - chart.left()) as f32 + seen.x - width / 2.0;
    let left = left.min(chart.width() as f32 - width).max(0.0);
    let top = (lanes.top() - chart.top()) as f32 + seen.y + seen.radius + 8.0;
    let style = element.style();
    for (name, value) in [("left", left), ("top", top)] {
        style.set_property(name, &format!("{}px", value as i32)).unwrap_or_default();
    }
}

/// Rings a mark, and lights up its entry of the list.
fn ring(id: Option<&str>) {
    if let Ok(rings) = document().query_selector_all("#lanes .ring, #list .on") {
        for old in (0..rings.length()).filter_map(|n| rings.get(n)?.dyn_into::<Element>().ok()) {
            if old.class_list().contains("ring") {
                old.remove();
            } else {
                old.class_list().remove_1("on").unwrap_or_default();
            }
        }
    }
    let Some(id) = id else { return };
    let link = document().query_selector(&format!("#list h3 a[href=\"{}\"]", address(id))).ok().flatten();
    if let Some(item) = link.and_then(|link| link.closest("li.entry").ok().flatten()) {
        item.class_list().add_1("on").unwrap_or_default();
    }
    let seen = with(|state| state.drawn.marks.iter().find(|seen| seen.id == id).cloned());
    if let (Some(seen), Ok(Some(svg))) = (seen, document().query_selector("#lanes > svg")) {
        let picture = crate::timeline::svg::ring(seen.x, seen.y, seen.radius);
        svg.insert_adjacent_html("beforeend", &picture).unwrap_or_default();
    }
}
