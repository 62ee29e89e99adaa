//! Every address of the site.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::provide_context;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer,
    trace::TraceLayer,
};

use super::{App, Keep, export, finished};
use crate::{
    domain::text::Lang,
    pages::{about, actor, changes, context, event, home, not_found, place},
};

/// The whole site.
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
        .route("/v/{hash}/{*file}", get(asset))
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(sitemap))
        .route("/healthz", get(|| async { ([(header::CACHE_CONTROL, Keep::Never.header())], "ok\n") }))
        .fallback(lost)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), finished::keep))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, HANDLER))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(middleware::from_fn(short_addresses))
        .layer(middleware::map_response(headers))
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

/// An answer is made within this time, or not at all.
const HANDLER: Duration = Duration::from_secs(10);
/// Longest address, in bytes; the longest that the site makes itself has a few hundred.
const LONGEST_ADDRESS: usize = 4_096;
/// Nothing here reads a body.
const LARGEST_BODY: usize = 1_024;

/// What a page may load and do: its own style sheet, script and data, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What every answer says, unless it says otherwise itself.
async fn headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(Keep::Minute.header());
    response
}

/// Refuses addresses that nobody needs.
async fn short_addresses(request: Request, next: Next) -> Response {
    let length = request.uri().path().len() + request.uri().query().map_or(0, str::len);
    if length > LONGEST_ADDRESS {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    next.run(request).await
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

async fn server_function(State(app): State<App>, mut request: Request) -> impl IntoResponse {
    // Leptos knows server functions by path and method; a HEAD is a GET whose body stays behind.
    *request.method_mut() = Method::GET;
    leptos_axum::handle_server_fns_with_context(move || provide_context(app.clone()), request).await
}

async fn asset(
    State(app): State<App>,
    Path((hash, file)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let Some(mut response) = app.assets.respond(&file, &headers) else {
        return lost(State(app), request).await;
    };
    // Under its own hash a file never changes; a page from before an update gets what there is now.
    let keep = if hash == app.assets.hash { Keep::Forever } else { Keep::Minute };
    response.headers_mut().insert(header::CACHE_CONTROL, keep.header());
    response
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
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let last = path.trim_matches('/').rsplit('/').next().unwrap_or_default();
    not_found::page(lang, &app, last)
}
