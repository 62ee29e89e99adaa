//! For operators: whether the server lives, what it serves, and its figures.

use std::sync::Arc;

use axum::{
    Json, Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::json;

use super::{Keep, site::Site};

/// Where [`health`] is, on both listeners.
pub const HEALTH: &str = "/healthz";
/// Where [`readiness`] is, on both listeners.
pub const READINESS: &str = "/readyz";

/// What the separate listener answers.
pub fn router(site: &Arc<Site>) -> Router {
    let (ready, metrics) = (Arc::clone(site), Arc::clone(site));
    Router::new()
        .route(HEALTH, get(async || health()))
        .route(READINESS, get(async move || readiness(&ready, Detail::All)))
        .route(
            "/metrics",
            get(async move || {
                let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
                ([(header::CONTENT_TYPE, content_type)], metrics.metrics.text(&metrics))
            }),
        )
}

/// The process lives.
pub fn health() -> Response {
    ([(header::CACHE_CONTROL, Keep::Never.header())], "ok\n").into_response()
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// To everybody.
    Summary,
    /// To operators: what is wrong with the record on the disk.
    All,
}

/// What is served, and whether a newer record waits for repair. The server is ready with the older one too.
pub fn readiness(site: &Site, detail: Detail) -> Response {
    let (snapshot, rejected) = (site.snapshot(), site.rejected());
    let mut answer = json!({
        "ready": true,
        "record": snapshot.id,
        "events": snapshot.records.len(),
        "valid": rejected.is_none(),
    });
    if let (Detail::All, Some(rejected)) = (detail, rejected) {
        answer["rejected"] = json!({ "at": rejected.at, "problems": rejected.problems, "first": rejected.first });
    }
    ([(header::CACHE_CONTROL, Keep::Never.header())], Json(answer)).into_response()
}
