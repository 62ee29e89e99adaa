//! Figures about the running server, in the format of Prometheus and OpenMetrics.

use std::{
    sync::atomic::AtomicU64,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::http::StatusCode;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::site::{Origin, Site};
use crate::data::Snapshot;

/// Upper ends of the buckets of durations, in seconds.
const BUCKETS: [f64; 10] = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 10.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    status: u16,
    cache: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Cached {
    cache: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Looked {
    result: &'static str,
}

/// What happened when the record was loaded again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// Another one is served.
    Swapped,
    /// It is the one that is served already.
    Unchanged,
    /// It has problems; the one before stays.
    Broken,
}

/// All figures. Each is a handful of numbers: nothing grows while nobody reads them.
pub struct Metrics {
    registry: Registry,
    answers: Family<Answered, Counter>,
    durations: Family<Cached, Histogram>,
    /// Open connections.
    pub connections: Gauge,
    /// Connections that were closed because there were too many.
    pub connections_refused: Counter,
    /// Requests that were refused because their client made too much work.
    pub too_many: Counter,
    reloads: Family<Looked, Counter>,
    valid: Gauge,
    events: Gauge,
    loaded: Gauge<f64, AtomicU64>,
    kept: Gauge,
    kept_bytes: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let durations: Family<Cached, Histogram> = Family::new_with_constructor(|| Histogram::new(BUCKETS));
        let mut registry = Registry::with_prefix("sahel");
        let metrics = Self {
            answers: Family::default(),
            durations: durations.clone(),
            connections: Gauge::default(),
            connections_refused: Counter::default(),
            too_many: Counter::default(),
            reloads: Family::default(),
            valid: Gauge::default(),
            events: Gauge::default(),
            loaded: Gauge::default(),
            kept: Gauge::default(),
            kept_bytes: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("answers", "Answers, by status and whether they were there", metrics.answers.clone());
        let help = "From a request's head to its answer";
        registry.register_with_unit("answer_duration", help, Unit::Seconds, durations);
        registry.register("connections", "Open connections", metrics.connections.clone());
        let help = "Connections closed because there were too many";
        registry.register("connections_refused", help, metrics.connections_refused.clone());
        let help = "Requests refused because their client made too much work";
        registry.register("too_many_requests", help, metrics.too_many.clone());
        registry.register("reloads", "Looks at the record's directory, by result", metrics.reloads.clone());
        let help = "Whether the record on the disk has no problem; 0: an older one is served";
        registry.register("record_valid", help, metrics.valid.clone());
        registry.register("record_events", "Events of the record that is served", metrics.events.clone());
        let help = "When the record that is served was loaded, since 1970";
        registry.register_with_unit("record_loaded", help, Unit::Seconds, metrics.loaded.clone());
        registry.register("kept_answers", "Finished answers that are kept", metrics.kept.clone());
        registry.register_with_unit("kept_answers", "Their size", Unit::Bytes, metrics.kept_bytes.clone());
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, status: StatusCode, origin: Origin, took: Duration) {
        let cache = origin.name();
        self.answers.get_or_create(&Answered { status: status.as_u16(), cache }).inc();
        self.durations.get_or_create(&Cached { cache }).observe(took.as_secs_f64());
    }

    /// Another record is served.
    pub fn loaded(&self, snapshot: &Snapshot) {
        self.valid.set(1);
        self.events.set(i64::try_from(snapshot.records.len()).unwrap_or(i64::MAX));
        #[allow(clippy::cast_precision_loss)] // seconds fit
        self.loaded.set(seconds_now() as f64);
    }

    /// The record's directory was looked at.
    pub fn reloaded(&self, reload: Reload) {
        let result = match reload {
            Reload::Swapped => "swapped",
            Reload::Unchanged => "unchanged",
            Reload::Broken => "broken",
        };
        self.reloads.get_or_create(&Looked { result }).inc();
        self.valid.set(i64::from(reload != Reload::Broken));
    }

    /// All of it as text.
    pub fn text(&self, site: &Site) -> String {
        let (kept, bytes) = site.kept();
        self.kept.set(i64::try_from(kept).unwrap_or(i64::MAX));
        self.kept_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing to a string cannot fail.
        encode(&mut text, &self.registry).unwrap_or_default();
        text
    }
}

/// Seconds since 1970.
pub fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
