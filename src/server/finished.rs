//! Finished answers: each page, export and function is made once for a canonical address, and kept compressed.
//!
//! The same address always gives the same bytes while the record stays the same, so an answer has a strong `ETag`, and one that
//! a reader has already is `304`. What cannot be brought into a canonical form (a value that cannot be used) is never kept:
//! junk can neither miss what is kept nor fill it.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody as _, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, response::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use moka::future::Cache;
use sha2::{Digest, Sha256};

use super::App;
use crate::domain::{
    filter::{Field, Query},
    text::Lang,
};

/// All kept answers together, in bytes.
const ROOM: u64 = 48 << 20;
/// Larger answers are not kept.
const LARGEST: usize = 16 << 20;
/// An answer that nobody asks for is forgotten after this long.
const IDLE: Duration = Duration::from_secs(3_600);
/// Brotli's effort for the first answer: a few milliseconds.
const QUICK: i32 = 5;
/// And for what is asked for most, made in advance.
const BEST: i32 = 11;

/// How a client takes an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    /// The best that the client takes; weights are not weighed, but 0 is a refusal.
    fn accepted(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let takes = |coding: &str| {
            accepted.split(',').any(|range| {
                let mut parts = range.split(';').map(str::trim);
                let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
                named && !parts.any(|p| p.trim_start_matches("q=").parse::<f32>() == Ok(0.0) && p.starts_with("q="))
            })
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// Compressed; what cannot be is sent as it is, which does not happen with memory.
    fn compress(self, plain: &[u8], effort: i32) -> Vec<u8> {
        let small = match self {
            Self::Brotli => super::assets::brotli(plain, effort),
            Self::Gzip => {
                use std::io::Write as _;
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                encoder.write_all(plain).and_then(|()| encoder.finish())
            }
            Self::Identity => return plain.to_vec(),
        };
        small.unwrap_or_else(|_| plain.to_vec())
    }
}

/// A finished answer.
pub struct Finished {
    content_type: HeaderValue,
    coding: Coding,
    etag: HeaderValue,
    cache_control: HeaderValue,
    body: Bytes,
}

/// The kept answers, by canonical address and coding.
#[derive(Clone)]
pub struct Kept {
    cache: Cache<(String, Coding), Arc<Finished>>,
}

impl Default for Kept {
    fn default() -> Self {
        let weigh = |(address, _): &(String, Coding), finished: &Arc<Finished>| {
            u32::try_from(finished.body.len() + address.len() + 256).unwrap_or(u32::MAX)
        };
        Self { cache: Cache::builder().max_capacity(ROOM).weigher(weigh).time_to_idle(IDLE).build() }
    }
}

/// Answers from what is kept, or makes the answer and keeps it; concurrent first requests share the making.
pub async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let plain_method = request.method() == Method::GET || request.method() == Method::HEAD;
    let Some(address) = plain_method.then(|| canonical(&app, request.uri())).flatten() else {
        return next.run(request).await;
    };
    let head = request.method() == Method::HEAD;
    let coding = Coding::accepted(request.headers());
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let made = app
        .kept
        .cache
        .try_get_with((address, coding), async move {
            let mut request = request;
            // The whole answer is kept, whatever this client wants of it.
            *request.method_mut() = Method::GET;
            request.headers_mut().remove(header::IF_NONE_MATCH);
            let response = next.run(request).await;
            finish(response, coding, QUICK).await.map(Arc::new)
        })
        .await;
    match made {
        Ok(finished) => finished.respond(known.as_ref(), head),
        // Errors are answered, and not kept.
        Err(other) => other.respond(head),
    }
}

/// An answer that is not kept, for everybody who waited for it.
struct Unkept {
    parts: (StatusCode, HeaderMap),
    body: Bytes,
}

impl Unkept {
    fn respond(&self, head: bool) -> Response {
        let body = if head { Body::empty() } else { Body::from(self.body.clone()) };
        (self.parts.0, self.parts.1.clone(), body).into_response()
    }
}

/// Compresses an answer; one that is no success, or says that it must not be kept, is passed on.
async fn finish(response: Response, coding: Coding, effort: i32) -> Result<Finished, Unkept> {
    let (Parts { status, headers, .. }, body) = response.into_parts();
    let size = body.size_hint().lower();
    let body = match to_bytes(body, LARGEST).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, size, "an answer could not be finished");
            return Err(Unkept { parts: (StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new()), body: Bytes::new() });
        }
    };
    let varies = headers.get(header::VARY).is_some_and(|by| by != "accept-encoding");
    if status != StatusCode::OK || varies {
        return Err(Unkept { parts: (status, headers), body });
    }
    let header = |name| headers.get(name).cloned();
    let content_type = header(header::CONTENT_TYPE).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let cache_control = header(header::CACHE_CONTROL).unwrap_or(super::Keep::Minute.header());
    // Compressing is work: it must not hold up other answers.
    let made = tokio::task::spawn_blocking(move || {
        let body = Bytes::from(coding.compress(&body, effort));
        Finished { content_type, coding, etag: etag(&body), cache_control, body }
    });
    made.await.map_err(|error| {
        tracing::error!(%error, "an answer could not be compressed");
        Unkept { parts: (StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new()), body: Bytes::new() }
    })
}

fn etag(body: &[u8]) -> HeaderValue {
    let mut tag = String::from("\"");
    for byte in Sha256::digest(body).iter().take(12) {
        write!(tag, "{byte:02x}").unwrap_or_default(); // writing to a string cannot fail
    }
    tag.push('"');
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))
}

impl Finished {
    fn respond(&self, known: Option<&HeaderValue>, head: bool) -> Response {
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.etag.clone());
        headers.insert(header::CACHE_CONTROL, self.cache_control.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let same = |tags: &str| {
            tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == self.etag || tag.trim() == "*")
        };
        if known.and_then(|known| known.to_str().ok()).is_some_and(same) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, self.content_type.clone());
        if let Some(coding) = self.coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        if !head {
            *response.body_mut() = Body::from(self.body.clone());
        }
        response
    }
}

/// The address under which an answer is kept; `None` for what is not kept.
fn canonical(app: &App, uri: &Uri) -> Option<String> {
    let (path, raw) = (uri.path(), uri.query().unwrap_or_default());
    let page = Lang::ALL.iter().find_map(|lang| path.strip_prefix(&format!("/{lang}/")));
    let query = match (page, path) {
        (Some(""), _) | (_, "/data/events.json" | "/data/events.csv") => usable(app, raw)?.to_string(),
        // Of a page of an event only the day counts.
        (Some(page), _) if page.starts_with("event/") => {
            let query = usable(app, raw)?;
            query.filter.as_of.map(|day| format!("{}={day}", Field::AsOf.name())).unwrap_or_default()
        }
        (Some(_), _) | (_, "/sitemap.xml" | "/robots.txt") => String::new(),
        (None, "/api/bundle" | "/api/events" | "/api/matches" | "/api/names" | "/api/event") => function(app, raw)?,
        _ => return None,
    };
    Some(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
}

/// The query, if every value of it can be used.
fn usable(app: &App, raw: &str) -> Option<Query> {
    let (mut query, errors) = Query::parse(raw);
    (errors.is_empty() && app.snapshot.resolve(&mut query).is_empty()).then_some(query)
}

/// The parameters of a server function in one order and form.
fn function(app: &App, raw: &str) -> Option<String> {
    let mut parts = [String::new(), String::new(), String::new()];
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        let (part, value) = match name.as_ref() {
            "lang" => (&mut parts[0], value.parse::<Lang>().ok()?.to_string()),
            "query" => (&mut parts[1], usable(app, &value)?.to_string()),
            "id" => (&mut parts[2], app.snapshot.get(&value)?.event.id.clone()),
            _ => return None,
        };
        *part = format!("{name}={value}");
    }
    Some(parts.join("&"))
}

/// Makes in advance, with the best compression, what nearly every reader asks for.
pub async fn warm(app: App, router: axum::Router) {
    use tower::ServiceExt as _;

    for lang in Lang::ALL {
        for path in [format!("/{lang}/"), format!("/api/bundle?lang={lang}")] {
            let Ok(uri) = path.parse::<Uri>() else { continue };
            let Some(address) = canonical(&app, &uri) else { continue };
            let Ok(request) = Request::get(uri).body(Body::empty()) else { continue };
            let Ok(response) = router.clone().oneshot(request).await;
            if let Ok(finished) = finish(response, Coding::Brotli, BEST).await {
                app.kept.cache.insert((address, Coding::Brotli), Arc::new(finished)).await;
            }
        }
    }
    tracing::info!("what nearly everybody asks for is made in advance");
}
