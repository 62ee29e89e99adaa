//! Canonical addresses: equal for requests whose answer is the same, and different for all others.
//!
//! An address has what its handler reads and nothing else, with defaults filled in: junk can neither miss what is kept nor fill it.

use axum::http::Uri;

use super::App;
use crate::domain::{
    filter::{Field, Filter, Measure, Problem, Query},
    text::Lang,
};

/// The address under which an answer is kept; `None` for what is not kept, such as what has a value that cannot be used.
pub fn canonical(app: &App, uri: &Uri) -> Option<String> {
    let (path, raw) = (uri.path(), uri.query().unwrap_or_default());
    // Nothing here needs it, and one address could be written in many ways.
    if path.contains('%') {
        return None;
    }
    let page = ["/en/", "/fr/"].into_iter().find_map(|lang| path.strip_prefix(lang));
    let query = match (page, path) {
        (Some(""), _) => front(app, raw)?,
        // Of a page of an event only the day counts, of others nothing.
        (Some(page), _) if page.starts_with("event/") => {
            let as_of = Query::parse(raw).0.filter.as_of;
            as_of.map(|day| format!("{}={day}", Field::AsOf.name())).unwrap_or_default()
        }
        (Some(_), _) | (_, "/sitemap.xml" | "/robots.txt") => String::new(),
        (_, "/data/events.json" | "/data/events.csv") => {
            Query { page: 1, measure: Measure::default(), ..usable(app, raw)? }.to_string()
        }
        (None, _) => function(app, path.strip_prefix("/api/")?, raw)?,
    };
    Some(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
}

/// How much work an answer is, in pages.
pub fn cost(uri: &Uri) -> u32 {
    let earlier = uri.query().is_some_and(|query| query.contains(Field::AsOf.name()));
    if earlier || uri.path().starts_with("/data/") { 10 } else { 1 }
}

/// The query, if every value of it can be used.
fn usable(app: &App, raw: &str) -> Option<Query> {
    let (mut query, errors) = Query::parse(raw);
    (errors.is_empty() && app.snapshot.resolve(&mut query).is_empty()).then_some(query)
}

/// The query of the front page. Parameters that are no filter only add a note there, the same for all.
fn front(app: &App, raw: &str) -> Option<String> {
    let (mut query, errors) = Query::parse(raw);
    let known = errors.iter().all(|error| error.problem == Problem::Unknown);
    let note = if errors.is_empty() { "" } else { "&" };
    (known && app.snapshot.resolve(&mut query).is_empty()).then(|| format!("{query}{note}"))
}

/// What a server function reads of its parameters, in one order and form. One that is given twice is an error there.
fn function(app: &App, name: &str, raw: &str) -> Option<String> {
    let (mut lang, mut query, mut id) = (None, None, None);
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        let twice = match name.as_ref() {
            "lang" => lang.replace(value.parse::<Lang>().ok()?).is_some(),
            "query" => query.replace(usable(app, &value)?).is_some(),
            "id" => id.replace(app.snapshot.get(&value)?.event.id.clone()).is_some(),
            _ => return None,
        };
        if twice {
            return None;
        }
    }
    let (lang, query) = (lang.unwrap_or_default(), query.unwrap_or_default());
    let Query { filter, clock, .. } = &query;
    let as_of = filter.as_of;
    match name {
        "bundle" => {
            let query = Query { clock: *clock, filter: Filter { as_of, ..Filter::default() }, ..Query::default() };
            Some(format!("lang={lang}&{query}"))
        }
        "matches" => {
            let Filter { text, actor, place, .. } = filter.clone();
            let filter = Filter { text, actor, place, as_of, ..Filter::default() };
            Some(Query { clock: *clock, filter, ..Query::default() }.to_string())
        }
        "events" => Some(Query { measure: Measure::default(), ..query }.to_string()),
        "names" => Some(format!("lang={lang}")),
        "event" => Some(format!("id={}", id?)),
        _ => None,
    }
}
