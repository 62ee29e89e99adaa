//! About the record: how it is made, what it covers, what it lacks.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, respond};
use crate::{
    domain::{
        text::Lang,
        vocabulary::{Country, Kind},
    },
    i18n::{number, words::words},
    server::App,
};

/// The text, which an editor can change without knowing Rust.
const fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("about.en.html"),
        Lang::Fr => include_str!("about.fr.html"),
    }
}

/// `GET /en/about`.
pub fn page(lang: Lang, app: &App) -> Response {
    let t = words(lang);
    let head = Head {
        lang,
        title: Some(t.about.to_owned()),
        description: t.description.to_owned(),
        path: "about".to_owned(),
        listed: true,
        island: false,
    };
    respond(app, StatusCode::OK, head, || {
        view! {
            <article class="about">
                <h1>{t.about}</h1>
                <div inner_html=text(lang)></div>
                {coverage(app, lang)}
            </article>
        }
    })
}

/// Events per kind and country, counted from the record itself.
fn coverage(app: &App, lang: Lang) -> impl IntoView + use<> {
    let snapshot = &app.snapshot;
    let count = |kind: Option<Kind>, country: Option<Country>| {
        let here = snapshot.records.iter().filter(|r| {
            kind.is_none_or(|k| r.event.kind == k) && country.is_none_or(|c| r.event.countries.contains(&c))
        });
        number(here.count() as u64, lang)
    };
    let (title, all, note) = match lang {
        Lang::En => (
            "What is in it",
            "All",
            "An event that concerns several countries is counted in each of them, and once under “All”.",
        ),
        Lang::Fr => (
            "Ce qu’il contient",
            "Tous",
            "Un événement qui concerne plusieurs pays est compté dans chacun d’eux, et une fois sous «\u{a0}Tous\u{a0}».",
        ),
    };
    let head = Country::ALL.iter().map(|c| view! { <th scope="col">{c.name(lang)}</th> }).collect_view();
    let row = |name: String, kind: Option<Kind>| {
        let cells = Country::ALL.iter().map(|c| view! { <td>{count(kind, Some(*c))}</td> }).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}<td>{count(kind, None)}</td></tr> }
    };
    let rows = Kind::ALL.iter().map(|k| row(k.name(lang).to_owned(), Some(*k))).collect_view();
    let facts = match lang {
        Lang::En => format!(
            "{} events, {} links to sources.",
            number(snapshot.records.len() as u64, lang),
            number(snapshot.sources() as u64, lang)
        ),
        Lang::Fr => format!(
            "{} événements, {} liens vers des sources.",
            number(snapshot.records.len() as u64, lang),
            number(snapshot.sources() as u64, lang)
        ),
    };
    view! {
        <section>
            <h2>{title}</h2>
            <p>{facts}" "{note}</p>
            <section class="scroll" tabindex="0" aria-label=title>
                <table class="coverage">
                    <thead><tr><td></td>{head}<th scope="col">{all}</th></tr></thead>
                    <tbody>{rows}{row(all.to_owned(), None)}</tbody>
                </table>
            </section>
        </section>
    }
}
