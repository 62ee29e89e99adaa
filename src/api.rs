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
    timeline::entry::Entry,
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
    /// The events in time, oldest first.
    pub entries: Vec<Entry>,
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
    let app = expect_context::<crate::server::App>();
    let query = strict(&query).inspect_err(|_| bad_request())?;
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
/// # Errors
/// Parameters that cannot be read (status 400).
#[server(name = LoadBundle, prefix = "/api", endpoint = "bundle", input = GetUrl, output = Postcard)]
pub async fn load_bundle(#[server(default)] lang: Lang) -> Result<Bundle, ApiError> {
    let app = expect_context::<crate::server::App>();
    let snapshot = &app.snapshot;
    Ok(Bundle { snapshot: snapshot.id.clone(), extent: snapshot.extent(), entries: snapshot.entries(lang).to_vec() })
}

/// Reads a query string of which every value must be usable.
///
/// # Errors
/// The first value that is not.
#[cfg(feature = "ssr")]
pub fn strict(query_string: &str) -> Result<crate::domain::filter::Query, ApiError> {
    let (query, errors) = crate::domain::filter::Query::parse(query_string);
    match errors.first() {
        None => Ok(query),
        Some(error) => Err(ApiError::field(&error.name, crate::i18n::words::problem(error, Lang::En))),
    }
}

/// All events for a query, in its order.
#[cfg(feature = "ssr")]
pub fn list(app: &crate::server::App, query: &crate::domain::filter::Query) -> EventList {
    use crate::domain::filter::Order;

    let snapshot = &app.snapshot;
    let mut hits = snapshot.find(&query.filter);
    if query.order == Order::Newest {
        hits.reverse();
    }
    let count = |of| u32::try_from(hits.iter().filter(|hit| hit.in_range == of).count()).unwrap_or(u32::MAX);
    EventList {
        snapshot: snapshot.id.clone(),
        filter: query.filter.to_string(),
        counts: Counts { certain: count(InRange::Certain), possible: count(InRange::Possible) },
        events: hits
            .iter()
            .map(|hit| {
                let event = snapshot.records[hit.index].event.clone();
                Listed { in_range: hit.in_range, url: format!("{}/en/event/{}", app.base_url, event.id), event }
            })
            .collect(),
    }
}
