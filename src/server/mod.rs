//! The web server: connections, what a request meets, routes, finished answers, exports, assets.

mod address;
pub mod assets;
mod clients;
pub mod config;
pub mod export;
mod finished;
pub mod listen;
pub mod metrics;
pub mod operations;
pub mod reload;
mod router;
pub mod site;
#[cfg(test)]
mod tests;
mod workshop;

use std::{sync::Arc, time::Duration};

use crate::{
    data::Snapshot,
    domain::{
        date::{Day, TypedDate},
        filter::Filter,
    },
};
use assets::Assets;
use axum::http::HeaderValue;
use moka::sync::Cache;

use router::router;
pub use site::Site;
pub use workshop::hands;

/// How long a browser or a proxy may keep an answer without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Its address changes with its contents.
    Forever,
    /// It changes with the record.
    Minute,
    /// It is of this moment, or an error, which may be over in the next.
    Never,
}

impl Keep {
    /// The value of `Cache-Control`.
    pub const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Minute => "public, max-age=60",
            Self::Never => "no-store",
        })
    }
}

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The record.
    pub snapshot: Arc<Snapshot>,
    /// The site's files.
    pub assets: Arc<Assets>,
    /// The address under which readers reach the site, without a final slash.
    pub base_url: Arc<str>,
    /// The record as of the days that were asked for last.
    earlier: Cache<Day, Arc<Snapshot>>,
}

/// How many days [`App::known`] keeps: each is another record, of which a day that nobody asks for is forgotten.
const EARLIER: u64 = 2;

impl App {
    /// Puts the parts together.
    pub fn new(snapshot: Snapshot, assets: Arc<Assets>, base_url: &str) -> Self {
        Self {
            snapshot: Arc::new(snapshot),
            assets,
            base_url: base_url.trim_end_matches('/').into(),
            earlier: Cache::builder().max_capacity(EARLIER).time_to_idle(Duration::from_secs(600)).build(),
        }
    }

    /// The same with the record as it stood on the day that the filter names, if it names one.
    #[must_use]
    pub fn known(&self, filter: &Filter) -> Self {
        let Some(day) = filter.as_of.map(TypedDate::last_day) else {
            return self.clone();
        };
        let snapshot = self.earlier.get_with(day, || Arc::new(self.snapshot.as_of(day)));
        Self { snapshot, ..self.clone() }
    }
}
