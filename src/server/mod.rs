//! The web server: configuration, routes, exports, assets.

pub mod assets;
pub mod config;
pub mod export;
mod router;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::data::Snapshot;
use assets::Assets;

pub use router::router;

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The record.
    pub snapshot: Arc<Snapshot>,
    /// The site's files.
    pub assets: Arc<Assets>,
    /// The address under which readers reach the site, without a final slash.
    pub base_url: Arc<str>,
}

impl App {
    /// Puts the parts together.
    pub fn new(snapshot: Snapshot, base_url: &str) -> Self {
        Self {
            snapshot: Arc::new(snapshot),
            assets: Arc::new(Assets::load()),
            base_url: base_url.trim_end_matches('/').into(),
        }
    }
}
