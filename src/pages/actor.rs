//! An actor: what it is, and where it comes up; and the list of all actors.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, link, not_found, respond};
use crate::{
    data::Takes,
    domain::{actor::Actor, event::Event, text::Lang, vocabulary::ActorType},
    i18n::{capitalised, date, number, statement, words::words},
    server::App,
};

/// `GET /en/actor/<id>`.
pub fn page(lang: Lang, app: &App, id: &str) -> Response {
    let Some(actor) = app.snapshot.registries.actors.get(id) else {
        return not_found::page(lang, app, id);
    };
    let name = capitalised(actor.name.get(lang));
    let head = Head {
        lang,
        title: Some(name.clone()),
        description: format!("{name}. {}", actor.kind.name(lang)),
        path: format!("actor/{id}"),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || article(app, &actor, lang))
}

fn article(app: &App, actor: &Actor, lang: Lang) -> impl IntoView + use<> {
    let t = words(lang);
    let registry = &app.snapshot.registries.actors;
    let parent = actor.parent.as_deref().and_then(|parent| registry.get(parent));
    let children: Vec<_> = registry
        .iter()
        .filter(|(child, _)| child.parent.as_deref() == Some(&actor.id))
        .map(|(child, _)| view! { <li>{link::actor_item(child, lang)}</li> })
        .collect();
    let takes = app.snapshot.of_actor(&actor.id);
    let part = takes.map(|takes| takes.part.as_slice()).unwrap_or_default();
    let voice: Vec<usize> = takes
        .map(|takes| takes.voice.iter().copied().filter(|i| !takes.part.contains(i)).collect())
        .unwrap_or_default();
    let section = |title: &str, indices: &[usize]| {
        let count = number(indices.len() as u64, lang);
        let events = link::by_year(&app.snapshot, indices, lang, |record| roles(&record.event, actor, lang));
        (!indices.is_empty()).then(|| view! { <section><h2>{format!("{title} ({count})")}</h2>{events}</section> })
    };
    view! {
        <article class="event">
            <p class="kind">{actor.kind.name(lang)}</p>
            <h1>{capitalised(actor.name.get(lang))}</h1>
            <dl class="facts">
                {(!actor.aliases.is_empty()).then(|| view! { <dt>{t.also_called}</dt><dd>{actor.aliases.join(", ")}</dd> })}
                {parent.map(|parent| view! { <dt>{t.belongs_to}</dt><dd>{link::actor(&parent, lang)}</dd> })}
                {period(actor, lang).map(|period| view! { <dt>{t.period}</dt><dd>{period}</dd> })}
                {(!children.is_empty()).then(|| view! { <dt>{t.comprises}</dt><dd><ul>{children}</ul></dd> })}
            </dl>
            {section(t.takes_part, part)}
            {section(t.speaks, &voice)}
            {takes.is_none().then(|| view! { <p class="note">{t.no_events_here}</p> })}
            <p><a href=format!("/{lang}/actors")>{t.actors}</a> " · " <a href=format!("/{lang}/")>{t.back}</a></p>
        </article>
    }
}

/// As what it takes part: " – target".
fn roles(event: &Event, actor: &Actor, lang: Lang) -> Option<String> {
    let roles: Vec<_> = event
        .actors
        .iter()
        .filter(|involvement| involvement.actor().is_some_and(|a| a.id == actor.id))
        .map(|involvement| statement::involvement(involvement, lang).0.to_lowercase())
        .collect();
    (!roles.is_empty()).then(|| format!(" – {}", roles.join(", ")))
}

/// "since March 2017", "2013 to 2017".
fn period(actor: &Actor, lang: Lang) -> Option<String> {
    let words = |d| date::in_words(d, lang);
    Some(match (&actor.from, &actor.to, lang) {
        (None, None, _) => return None,
        (Some(from), None, Lang::En) => format!("since {}", words(from)),
        (Some(from), None, Lang::Fr) => format!("depuis {}", words(from)),
        (None, Some(to), Lang::En) => format!("until {}", words(to)),
        (None, Some(to), Lang::Fr) => format!("jusqu’à {}", words(to)),
        (Some(from), Some(to), _) => format!("{} – {}", words(from), words(to)),
    })
}

/// `GET /en/actors`: every actor, by sort.
pub fn index(lang: Lang, app: &App) -> Response {
    let t = words(lang);
    let head = Head {
        lang,
        title: Some(t.actors.to_owned()),
        description: t.description.to_owned(),
        path: "actors".to_owned(),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || {
        let count = |actor: &Actor| {
            let events = app.snapshot.of_actor(&actor.id).map_or(0, Takes::events);
            number(events as u64, lang)
        };
        let groups = ActorType::ALL
            .iter()
            .map(|kind| {
                let mut actors: Vec<_> =
                    app.snapshot.registries.actors.iter().map(|(a, _)| a).filter(|a| a.kind == *kind).collect();
                actors.sort_by_cached_key(|a| crate::domain::text::fold(a.name.get(lang)));
                let items = actors
                    .iter()
                    .map(|a| view! { <li>{link::actor_item(a, lang)}<span class="note">{format!(" {}", count(a))}</span></li> })
                    .collect_view();
                (!actors.is_empty())
                    .then(|| view! { <section><h2>{kind.name(lang)}</h2><ul class="columns">{items}</ul></section> })
            })
            .collect_view();
        view! { <article class="about"><h1>{t.actors}</h1>{groups}</article> }
    })
}
