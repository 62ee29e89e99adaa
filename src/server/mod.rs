//! The web server: connections, what a request meets, routes, finished answers, exports, assets.

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

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    data::Snapshot,
    domain::{
        date::{Day, TypedDate},
        filter::Filter,
    },
};
use assets::Assets;
use axum::http::HeaderValue;

use router::router;
pub use site::Site;

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
    earlier: Arc<Mutex<Earlier>>,
}

/// The record as of days, the last one first.
type Earlier = Vec<(Day, Arc<Snapshot>)>;

/// How many days [`App::known`] keeps.
const EARLIER: usize = 4;

impl App {
    /// Puts the parts together.
    pub fn new(snapshot: Snapshot, assets: Arc<Assets>, base_url: &str) -> Self {
        Self {
            snapshot: Arc::new(snapshot),
            assets,
            base_url: base_url.trim_end_matches('/').into(),
            earlier: Arc::default(),
        }
    }

    /// The same with the record as it stood on the day that the filter names, if it names one.
    #[must_use]
    pub fn known(&self, filter: &Filter) -> Self {
        let Some(day) = filter.as_of.map(TypedDate::last_day) else {
            return self.clone();
        };
        let kept =
            |earlier: &Earlier| earlier.iter().find(|(of, _)| *of == day).map(|(_, snapshot)| Arc::clone(snapshot));
        let lock = || self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept(&lock());
        let snapshot = found.unwrap_or_else(|| {
            let snapshot = Arc::new(self.snapshot.as_of(day));
            let mut earlier = lock();
            earlier.truncate(EARLIER - 1);
            earlier.insert(0, (day, Arc::clone(&snapshot)));
            snapshot
        });
        Self { snapshot, ..self.clone() }
    }
}
