//! Links to the pages of events, actors and places.

use leptos::prelude::*;

use crate::{
    data::{Record, Snapshot},
    domain::{actor::Actor, event::Event, place::Place, text::Lang},
    i18n::{capitalised, date},
};

/// The event's headline, linked.
pub fn event(event: &Event, lang: Lang) -> impl IntoView + use<> {
    view! { <a href=format!("/{lang}/event/{}", event.id)>{event.headline.get(lang).to_owned()}</a> }
}

/// The event's headline, linked, with its date.
pub fn dated(e: &Event, lang: Lang) -> impl IntoView + use<> {
    view! { {event(e, lang)}<span class="note">{format!(" {}", date::in_words(&e.date, lang))}</span> }
}

/// The actor's name, linked.
pub fn actor(actor: &Actor, lang: Lang) -> impl IntoView + use<> {
    view! { <a href=format!("/{lang}/actor/{}", actor.id)>{actor.name.get(lang).to_owned()}</a> }
}

/// The actor's name, linked, as an item of a list begins.
pub fn actor_item(actor: &Actor, lang: Lang) -> impl IntoView + use<> {
    view! { <a href=format!("/{lang}/actor/{}", actor.id)>{capitalised(actor.name.get(lang))}</a> }
}

/// The place's name, linked.
pub fn place(place: &Place, lang: Lang) -> impl IntoView + use<> {
    view! { <a href=format!("/{lang}/place/{}", place.id)>{place.name.get(lang).to_owned()}</a> }
}

/// Events by year, newest first; `note` adds to each what it has to do with the page.
pub fn by_year(
    snapshot: &Snapshot,
    indices: &[usize],
    lang: Lang,
    note: impl Fn(&Record) -> Option<String>,
) -> AnyView {
    let records: Vec<&Record> = indices.iter().rev().filter_map(|index| snapshot.records.get(*index)).collect();
    records
        .chunk_by(|a, b| a.event.date.window().anchor.year() == b.event.date.window().anchor.year())
        .map(|records| {
            let year = records.first().map(|r| r.event.date.window().anchor.year());
            let items = records
                .iter()
                .map(|record| view! { <li>{dated(&record.event, lang)}{note(record)}</li> })
                .collect_view();
            view! { <h3>{year}</h3><ul class="brief">{items}</ul> }
        })
        .collect_view()
        .into_any()
}
