//! The page for an address that has none; it helps to find what was meant.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{Head, link, respond};
use crate::{domain::text::Lang, i18n::words::words, server::App};

/// How many events it offers.
const OFFERED: usize = 5;

/// `id`: what was asked for, if it was an event.
pub fn page(lang: Lang, app: &App, id: &str) -> Response {
    let t = words(lang);
    let head = Head {
        lang,
        title: Some(t.not_found.to_owned()),
        description: t.not_found_text.to_owned(),
        path: String::new(),
        listed: false,
        island: false,
    };
    let near = nearest(app, id);
    respond(app, StatusCode::NOT_FOUND, head, || {
        let events = near
            .iter()
            .filter_map(|id| app.snapshot.get(id))
            .map(|record| view! { <li>{link::dated(&record.event, lang)}</li> })
            .collect_view();
        view! {
            <h1>{t.not_found}</h1>
            <p>{t.not_found_text}</p>
            {(!near.is_empty()).then(|| view! { <h2>{t.near}</h2><ul>{events}</ul> })}
            <p><a href=format!("/{lang}/")>{t.back}</a></p>
        }
    })
}

/// The ids most like the one that was asked for.
fn nearest(app: &App, id: &str) -> Vec<String> {
    // Comparing costs the product of the lengths; no id is longer than this.
    let id: String = id.chars().take(80).collect();
    let mut scored: Vec<_> =
        app.snapshot.records.iter().map(|r| (strsim::jaro_winkler(&id, &r.event.id), &r.event.id)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(OFFERED).filter(|(score, _)| *score > 0.6).map(|(_, id)| id.clone()).collect()
}
