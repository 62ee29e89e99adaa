//! A place and what happened there; and the list of all places.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, link, not_found, respond};
use crate::{
    domain::{
        place::Place,
        text::{Lang, fold},
    },
    i18n::{colon, number, words::words},
    server::App,
};

/// `GET /en/place/<id>`.
pub fn page(lang: Lang, app: &App, id: &str) -> Response {
    let Some(place) = app.snapshot.registries.places.get(id) else {
        return not_found::page(lang, app, id);
    };
    let names: Vec<_> = place.chain().map(|p| p.name.get(lang).to_owned()).collect();
    let head = Head {
        lang,
        title: Some(names.join(", ")),
        description: words(lang).description.to_owned(),
        path: format!("place/{id}"),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || article(app, &place, lang))
}

fn article(app: &App, place: &Place, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let snapshot = &app.snapshot;
    let above: Vec<_> = place
        .chain()
        .skip(1)
        .enumerate()
        .map(|(i, place)| view! { {(i > 0).then_some(", ")}{link::place(place, lang)} })
        .collect();
    let point = place.point.map(|p| format!("{:.3}, {:.3} ({})", p.lat, p.lon, p.point_from.name(lang)));
    let indices = snapshot.at_place(&place.id);
    let events = link::by_year(snapshot, indices, lang, |record| {
        // Where in a region or country.
        let at = record.event.place.as_ref().filter(|location| location.at.id != place.id);
        at.map(|location| format!(" – {}", location.at.name.get(lang)))
    });
    view! {
        <article class="event">
            <h1>{place.name.get(lang).to_owned()}</h1>
            <dl class="facts">
                {(!above.is_empty()).then(|| view! { <dt>{t.lies_in}</dt><dd>{above}</dd> })}
                {(!place.aliases.is_empty()).then(|| view! { <dt>{t.also_called}</dt><dd>{place.aliases.join(", ")}</dd> })}
                {point.map(|point| view! { <dt>{t.point}</dt><dd>{point}</dd> })}
            </dl>
            {within(app, place, lang)}
            <section>
                <h2>{format!("{} ({})", t.events, number(indices.len() as u64, lang))}</h2>
                {indices.is_empty().then(|| view! { <p class="note">{t.no_events_here}</p> })}
                {events}
            </section>
            <p><a href=format!("/{lang}/places")>{t.places}</a> " · " <a href=format!("/{lang}/")>{t.back}</a></p>
        </article>
    }
}

/// The places directly within this one, each with how many events it has.
fn within(app: &App, place: &Place, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let mut places: Vec<_> = app
        .snapshot
        .registries
        .places
        .iter()
        .map(|(p, _)| p)
        .filter(|p| p.within.as_ref().is_some_and(|within| within.id == place.id))
        .collect();
    places.sort_by_cached_key(|p| fold(p.name.get(lang)));
    let items = places
        .iter()
        .map(|p| {
            let count = number(app.snapshot.at_place(&p.id).len() as u64, lang);
            view! { <li>{link::place(p, lang)}<span class="note">{format!(" {count}")}</span></li> }
        })
        .collect_view();
    (!places.is_empty())
        .then(|| view! { <section><h2>{t.places_within}</h2><ul class="columns">{items}</ul></section> })
}

/// `GET /en/places`: every place, by country and region.
pub fn index(lang: Lang, app: &App) -> Response {
    let t = words(lang);
    let head = Head {
        lang,
        title: Some(t.places.to_owned()),
        description: t.description.to_owned(),
        path: "places".to_owned(),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || {
        let mut regions: Vec<_> =
            app.snapshot.registries.places.iter().map(|(p, _)| p).filter(|p| !p.is_locality()).collect();
        regions.sort_by_cached_key(|p| {
            let names: Vec<_> = p.chain().map(|p| fold(p.name.get(lang))).collect();
            (names.last().cloned(), names.len(), names.first().cloned())
        });
        let sections = regions
            .iter()
            .filter(|region| !app.snapshot.at_place(&region.id).is_empty())
            .map(|region| {
                let mut here: Vec<_> = app
                    .snapshot
                    .registries
                    .places
                    .iter()
                    .map(|(p, _)| p)
                    .filter(|p| p.is_locality() && p.within.as_ref().is_some_and(|within| within.id == region.id))
                    .collect();
                here.sort_by_cached_key(|p| fold(p.name.get(lang)));
                let items = here
                    .iter()
                    .map(|p| {
                        let count = number(app.snapshot.at_place(&p.id).len() as u64, lang);
                        view! { <li>{link::place(p, lang)}<span class="note">{format!(" {count}")}</span></li> }
                    })
                    .collect_view();
                let count = number(app.snapshot.at_place(&region.id).len() as u64, lang);
                let country =
                    region.is_region().then(|| format!("{}{} ", region.country().name.get(lang), colon(lang)));
                view! {
                    <section>
                        <h2>{country}{link::place(region, lang)}<span class="note">{format!(" {count}")}</span></h2>
                        <ul class="columns">{items}</ul>
                    </section>
                }
            })
            .collect_view();
        view! { <article class="about"><h1>{t.places}</h1>{sections}</article> }
    })
}
