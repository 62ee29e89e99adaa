//! The server functions: public, cacheable GET endpoints under `/api`, and the types that they answer with.
//!
//! Pages and exports call [`list`] and [`Snapshot::get`](crate::data::Snapshot::get) in process; there is no other
//! way to the data.

use leptos::{
    prelude::*,
    server_fn::{
        codec::{GetUrl, JsonEncoding, Postcard},
        error::{FromServerFnError, ServerFnErrorErr},
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        date::{Day, InRange},
        event::Event,
        text::Lang,
    },
    timeline::packed::Packed,
};

/// Events of one page of the list.
pub const PAGE_SIZE: usize = 50;

/// An event as exports and server functions give it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// How it lies to the range that was asked for.
    pub in_range: InRange,
    /// Its page, in English.
    pub url: String,
    /// The whole record of it.
    #[serde(flatten)]
    pub event: Event,
}

/// How many events a filter admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Certainly in the range.
    pub certain: u32,
    /// Possibly in it.
    pub possible: u32,
}

/// Events for a filter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventList {
    /// Identifies the data.
    pub snapshot: String,
    /// The filter in its canonical form.
    pub filter: String,
    /// Of all events that the filter admits.
    pub counts: Counts,
    /// The events.
    pub events: Vec<Listed>,
}

/// All events in one language, each as small as the timeline needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bundle {
    /// Identifies the data.
    pub snapshot: String,
    /// First and last day of the record.
    pub extent: (Day, Day),
    /// The events in time, oldest first; by the other clock, their statements.
    pub entries: Packed,
}

/// An actor or a place that a filter can name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Name {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Events it is in.
    pub events: u32,
}

/// Everything that a filter can name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Names {
    /// Actors, those of most events first.
    pub actors: Vec<Name>,
    /// Places, those of most events first.
    pub places: Vec<Name>,
}

/// What is wrong with a request: `{"error": {"field": "from", "message": "…"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// The error.
    pub error: ErrorBody,
}

/// See [`ApiError`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// The parameter concerned, if one is.
    pub field: Option<String>,
    /// What is wrong and what to do, in English.
    pub message: String,
}

impl ApiError {
    /// An error of one parameter.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self { error: ErrorBody { field: Some(field.to_owned()), message: message.into() } }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.error.message)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let message = match error {
            ServerFnErrorErr::Args(text) | ServerFnErrorErr::MissingArg(text) => {
                #[cfg(feature = "ssr")]
                bad_request();
                format!("the parameters could not be read: {text}")
            }
            // Nothing internal goes to a stranger.
            _ => "the request could not be answered".to_owned(),
        };
        Self { error: ErrorBody { field: None, message } }
    }
}

/// Answers this server function with status 400.
#[cfg(feature = "ssr")]
fn bad_request() {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::BAD_REQUEST);
    }
}

/// The events of one page of the list for a query string such as `country=NE&from=2023-10&page=2`.
///
/// # Errors
/// A value of the query that cannot be used (status 400).
#[server(name = LoadEvents, prefix = "/api", endpoint = "events", input = GetUrl)]
pub async fn load_events(#[server(default)] query: String) -> Result<EventList, ApiError> {
    let (app, query) = strict(&expect_context(), &query).inspect_err(|_| bad_request())?;
    let page = query.page as usize;
    let mut list = list(&app, &query);
    list.events = list.events.into_iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE).collect();
    Ok(list)
}

/// One event; `null` when there is none with this id.
///
/// # Errors
/// Parameters that cannot be read (status 400).
#[server(name = LoadEvent, prefix = "/api", endpoint = "event", input = GetUrl)]
pub async fn load_event(#[server(default)] id: String) -> Result<Option<Event>, ApiError> {
    let app = expect_context::<crate::server::App>();
    Ok(app.snapshot.get(&id).map(|record| record.event.clone()))
}

/// Every event in one language, for the timeline in the browser; in the small binary format of postcard.
///
/// `query` says by which clock (`clock=said`) and as of which day (`as_of=2023-10-04`); the rest of it is left to the browser.
///
/// # Errors
/// Parameters that cannot be read (status 400).
#[server(name = LoadBundle, prefix = "/api", endpoint = "bundle", input = GetUrl, output = Postcard)]
pub async fn load_bundle(#[server(default)] lang: Lang, #[server(default)] query: String) -> Result<Bundle, ApiError> {
    let (app, query) = strict(&expect_context(), &query).inspect_err(|_| bad_request())?;
    let snapshot = &app.snapshot;
    let entries = Packed::new(snapshot.entries(query.clock, lang));
    Ok(Bundle { snapshot: snapshot.id.clone(), extent: snapshot.extent(), entries })
}

/// Which entries of the bundle have the words, the actor and the place that a query searches for, best match first; in
/// postcard's format.
///
/// # Errors
/// A value of the query that cannot be used (status 400).
#[server(name = LoadMatches, prefix = "/api", endpoint = "matches", input = GetUrl, output = Postcard)]
pub async fn load_matches(#[server(default)] query: String) -> Result<Vec<u32>, ApiError> {
    let (app, query) = strict(&expect_context(), &query).inspect_err(|_| bad_request())?;
    let matches = app.snapshot.matches(&query).unwrap_or_default();
    Ok(matches.into_iter().filter_map(|index| u32::try_from(index).ok()).collect())
}

/// The actors and places that a filter can name; in postcard’s format.
///
/// # Errors
/// Parameters that cannot be read (status 400).
#[server(name = LoadNames, prefix = "/api", endpoint = "names", input = GetUrl, output = Postcard)]
pub async fn load_names(#[server(default)] lang: Lang) -> Result<Names, ApiError> {
    let snapshot = expect_context::<crate::server::App>().snapshot;
    let registries = &snapshot.registries;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let sorted = |mut names: Vec<Name>| {
        names.retain(|name| name.events > 0);
        names.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.id.cmp(&b.id)));
        names
    };
    let actor = |actor: &crate::domain::actor::Actor| Name {
        id: actor.id.clone(),
        name: actor.name.get(lang).to_owned(),
        events: count(snapshot.of_actor(&actor.id).map_or(0, crate::data::Takes::events)),
    };
    let place = |place: &crate::domain::place::Place| Name {
        id: place.id.clone(),
        name: place.name.get(lang).to_owned(),
        events: count(snapshot.at_place(&place.id).len()),
    };
    Ok(Names {
        actors: sorted(registries.actors.iter().map(|(a, _)| actor(a)).collect()),
        places: sorted(registries.places.iter().map(|(p, _)| place(p)).collect()),
    })
}

/// Reads a query string of which every value must be usable, and takes the record as of the day that it names.
///
/// # Errors
/// The first value that is not.
#[cfg(feature = "ssr")]
pub fn strict(
    app: &crate::server::App,
    query_string: &str,
) -> Result<(crate::server::App, crate::domain::filter::Query), ApiError> {
    let (mut query, mut errors) = crate::domain::filter::Query::parse(query_string);
    errors.extend(app.snapshot.resolve(&mut query));
    match errors.first() {
        None => Ok((app.known(&query.filter), query)),
        Some(error) => Err(ApiError::field(&error.name, crate::i18n::words::problem(error, Lang::En))),
    }
}

/// All events for a query, in its order; by the other clock, those of which something was said in its dates.
#[cfg(feature = "ssr")]
pub fn list(app: &crate::server::App, query: &crate::domain::filter::Query) -> EventList {
    let snapshot = &app.snapshot;
    let mut hits = snapshot.listed(query);
    let mut seen = std::collections::BTreeSet::new();
    hits.retain(|hit| seen.insert(hit.record));
    let count = |of| u32::try_from(hits.iter().filter(|hit| hit.in_range == of).count()).unwrap_or(u32::MAX);
    EventList {
        snapshot: snapshot.id.clone(),
        filter: query.filter.to_string(),
        counts: Counts { certain: count(InRange::Certain), possible: count(InRange::Possible) },
        events: hits
            .iter()
            .map(|hit| {
                let event = snapshot.records[hit.record].event.clone();
                Listed { in_range: hit.in_range, url: format!("{}/en/event/{}", app.base_url, event.id), event }
            })
            .collect(),
    }
}
