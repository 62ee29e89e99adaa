//! Every address of the site.

use axum::{
    Router,
    body::Body,
    extract::{Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::provide_context;
use tower_http::catch_panic::CatchPanicLayer;

use super::{App, export};
use crate::{
    domain::text::Lang,
    pages::{about, actor, changes, context, event, home, not_found, place},
};

/// Everything that is made; it sees GET only, and whole answers are made of it.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for lang in Lang::ALL {
        let home = move |State(app): State<App>, RawQuery(query): RawQuery| async move {
            home::page(lang, &app, &query.unwrap_or_default())
        };
        let about = move |State(app): State<App>| async move { about::page(lang, &app) };
        let event = move |State(app): State<App>, Path(id): Path<String>, RawQuery(query): RawQuery| async move {
            event::page(lang, &app, &id, &query.unwrap_or_default())
        };
        let card = move |State(app): State<App>, Path(id): Path<String>, RawQuery(query): RawQuery| async move {
            event::card(lang, &app, &id, &query.unwrap_or_default())
        };
        let actor = move |State(app): State<App>, Path(id): Path<String>| async move { actor::page(lang, &app, &id) };
        let place = move |State(app): State<App>, Path(id): Path<String>| async move { place::page(lang, &app, &id) };
        router = router
            .route(&format!("/{lang}/"), get(home))
            .route(
                &format!("/{lang}"),
                get(move |RawQuery(query)| async move { with_query(&format!("/{lang}/"), query) }),
            )
            .route(&format!("/{lang}/about"), get(about))
            .route(&format!("/{lang}/event/{{id}}"), get(event))
            .route(&format!("/{lang}/event/{{id}}/card"), get(card))
            .route(
                &format!("/{lang}/actors"),
                get(move |State(app): State<App>| async move { actor::index(lang, &app) }),
            )
            .route(&format!("/{lang}/actor/{{id}}"), get(actor))
            .route(
                &format!("/{lang}/places"),
                get(move |State(app): State<App>| async move { place::index(lang, &app) }),
            )
            .route(&format!("/{lang}/place/{{id}}"), get(place))
            .route(
                &format!("/{lang}/changes"),
                get(move |State(app): State<App>| async move { changes::page(lang, &app) }),
            )
            .route(
                &format!("/{lang}/changes.atom"),
                get(move |State(app): State<App>| async move { changes::feed(lang, &app) }),
            )
            .route(
                &format!("/{lang}/context"),
                get(move |State(app): State<App>| async move { context::page(lang, &app) }),
            );
    }
    router
        .route("/", get(choose_language))
        .route("/data/events.json", get(export::json))
        .route("/data/events.csv", get(export::csv))
        .route("/api/{*function}", get(server_function))
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(sitemap))
        .fallback(lost)
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

/// `/` leads to the language that the reader's browser prefers.
async fn choose_language(RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let lang = preferred(&headers);
    let mut response = with_query(&format!("/{lang}/"), query);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

fn with_query(path: &str, query: Option<String>) -> Response {
    match query {
        Some(query) if !query.is_empty() => Redirect::temporary(&format!("{path}?{query}")).into_response(),
        _ => Redirect::temporary(path).into_response(),
    }
}

/// The language with the highest weight in `Accept-Language`; English when neither is named.
fn preferred(headers: &HeaderMap) -> Lang {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (0.0, Lang::En);
    for range in accepted.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if let Ok(lang) = tag.split('-').next().unwrap_or_default().parse()
            && weight > best.0
        {
            best = (weight, lang);
        }
    }
    best.1
}

async fn server_function(State(app): State<App>, request: Request) -> impl IntoResponse {
    leptos_axum::handle_server_fns_with_context(move || provide_context(app.clone()), request).await
}

async fn robots(State(app): State<App>) -> String {
    format!("User-agent: *\nDisallow: /api/\nDisallow: /*/card\nDisallow: /v/\nSitemap: {}/sitemap.xml\n", app.base_url)
}

async fn sitemap(State(app): State<App>) -> Response {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let events = app.snapshot.records.iter().map(|r| format!("event/{}", r.event.id));
    let registries = &app.snapshot.registries;
    let actors = registries.actors.ids().map(|id| format!("actor/{id}"));
    let places = registries.places.ids().map(|id| format!("place/{id}"));
    let pages = ["", "about", "actors", "places", "changes", "context"].map(str::to_owned);
    for path in pages.into_iter().chain(events).chain(actors).chain(places) {
        let alternates: String = Lang::ALL
            .iter()
            .map(|l| format!("<xhtml:link rel=\"alternate\" hreflang=\"{l}\" href=\"{}/{l}/{path}\"/>", app.base_url))
            .collect();
        for lang in Lang::ALL {
            xml.push_str(&format!("<url><loc>{}/{lang}/{path}</loc>{alternates}</url>\n", app.base_url));
        }
    }
    xml.push_str("</urlset>\n");
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response()
}

/// No such page.
async fn lost(State(app): State<App>, request: Request<Body>) -> Response {
    let path = request.uri().path();
    let mut parts = path.trim_matches('/').split('/');
    let lang = parts.next().and_then(|p| p.parse().ok()).unwrap_or_else(|| preferred(request.headers()));
    let last = path.trim_matches('/').rsplit('/').next().unwrap_or_default();
    not_found::page(lang, &app, last)
}
