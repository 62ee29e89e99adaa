//! Finished answers: each page, export and function is made once for a canonical address, and kept compressed.
//!
//! The same address always gives the same bytes while the record stays the same, so an answer has a strong `ETag`, and one that
//! a reader has already is `304`. What cannot be brought into a canonical form (a value that cannot be used) is never kept:
//! junk can neither miss what is kept nor fill it.

use std::{fmt::Write as _, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header, request::Parts},
    response::Response,
};
use moka::future::Cache;
use sha2::{Digest, Sha256};
use tower::ServiceExt as _;

use super::{App, Keep};
use crate::domain::{
    filter::{Field, Problem, Query},
    text::Lang,
};

/// All kept answers together, in bytes.
const ROOM: u64 = 32 << 20;
/// Larger answers are not kept.
const LARGEST: usize = 16 << 20;
/// An answer that nobody asks for is forgotten after this long.
const IDLE: Duration = Duration::from_secs(3_600);
/// Brotli's effort for the first answer: a few milliseconds.
const QUICK: i32 = 5;
/// And for what is asked for most, made in advance.
const BEST: i32 = 11;
/// Smaller answers are not compressed.
const SMALL: usize = 512;
/// Larger ones are compressed on a thread of their own.
const LARGE: usize = 256 << 10;

/// How a client takes an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// `br`
    Brotli,
    /// `gzip`
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The best that the client takes; weights are not weighed, but 0 is a refusal.
    pub fn accepted(headers: &HeaderMap) -> Self {
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

    /// Compressed, if that makes it smaller.
    fn compress(self, plain: &[u8], effort: i32) -> Option<Vec<u8>> {
        let small = match self {
            Self::Brotli => {
                // A window as large as the text: a page does not pay for the memory of an export.
                let lgwin = if plain.len() < LARGE { 18 } else { 22 };
                let size_hint = plain.len();
                let params =
                    brotli::enc::BrotliEncoderParams { quality: effort, lgwin, size_hint, ..Default::default() };
                let mut small = Vec::new();
                brotli::BrotliCompress(&mut &*plain, &mut small, &params).map(|_| small)
            }
            Self::Gzip => {
                use std::io::Write as _;
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                encoder.write_all(plain).and_then(|()| encoder.finish())
            }
            Self::Identity => return None,
        };
        // Memory can always be written to.
        small.ok().filter(|small| small.len() < plain.len())
    }
}

/// A finished answer.
pub struct Finished {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Finished {
    /// Has the router answer, whole and compressed.
    pub async fn make(router: &Router, request: &Parts, coding: Coding) -> Self {
        let mut whole = Request::new(Body::empty());
        *whole.uri_mut() = request.uri.clone();
        if let Some(languages) = request.headers.get(header::ACCEPT_LANGUAGE) {
            whole.headers_mut().insert(header::ACCEPT_LANGUAGE, languages.clone());
        }
        let Ok(response) = router.clone().oneshot(whole).await;
        Self::finish(response, coding, QUICK).await
    }

    async fn finish(response: Response, coding: Coding, effort: i32) -> Self {
        let (parts, body) = response.into_parts();
        let body = match to_bytes(body, LARGEST).await {
            Ok(body) => body,
            Err(error) => return Self::failed(&error),
        };
        let size = body.len();
        let compress = move || {
            let small = if body.len() < SMALL { None } else { coding.compress(&body, effort).map(Bytes::from) };
            let name = small.is_some().then(|| coding.name()).flatten();
            Self::new(parts.status, parts.headers, small.unwrap_or(body), name)
        };
        // Compressing a page takes as long as making it; more than that must not hold up other answers.
        if size < LARGE && effort == QUICK {
            return compress();
        }
        tokio::task::spawn_blocking(compress).await.unwrap_or_else(|error| Self::failed(&error))
    }

    /// A file that was compressed in advance.
    pub fn file(content_type: &'static str, plain: &Bytes, coding: Coding) -> Self {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        let small = coding.compress(plain, BEST).map(Bytes::from);
        let name = small.is_some().then(|| coding.name()).flatten();
        Self::new(StatusCode::OK, headers, small.unwrap_or_else(|| plain.clone()), name)
    }

    fn new(status: StatusCode, mut headers: HeaderMap, body: Bytes, coding: Option<&'static str>) -> Self {
        if status == StatusCode::OK {
            headers.insert(header::ETAG, etag(&body));
            headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        }
        // An error may be over in a moment.
        let keep = if status.is_client_error() || status.is_server_error() { Keep::Never } else { Keep::Minute };
        headers.entry(header::CACHE_CONTROL).or_insert(keep.header());
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        Self { status, headers, body }
    }

    fn failed(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "an answer could not be finished");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new(), Bytes::new(), None)
    }

    /// The same, kept by browsers for so long.
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.headers.insert(header::CACHE_CONTROL, keep.header());
        self
    }

    /// Whether the next one who asks may have it too.
    fn keepable(&self) -> bool {
        self.status == StatusCode::OK && self.headers.get(header::CACHE_CONTROL) != Some(&Keep::Never.header())
    }

    /// What this request gets of it: all, a part, its headers only, or that it has changed nothing.
    pub fn respond(&self, request: &Parts) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        let headers = response.headers_mut();
        let tag = self.headers.get(header::ETAG);
        let asked = |name| request.headers.get(name).and_then(|value| value.to_str().ok());
        // `None` of a tag is of no answer at all.
        let is = |other: &str| tag.is_some_and(|tag| other == tag || other == "*");
        if asked(header::IF_NONE_MATCH)
            .is_some_and(|tags| tags.split(',').any(|tag| is(tag.trim().trim_start_matches("W/"))))
        {
            for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
                headers.remove(name);
            }
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        if request.method == Method::HEAD {
            return response;
        }
        let mut body = self.body.clone();
        // A part of what is the same still; else all of it.
        if tag.is_some() && asked(header::IF_RANGE).is_none_or(|tag| is(tag) && tag != "*") {
            match asked(header::RANGE).map_or(Part::All, |range| part(range, body.len())) {
                Part::All => {}
                Part::None => {
                    let all = format!("bytes */{}", body.len());
                    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                    let headers = response.headers_mut();
                    *headers = HeaderMap::new();
                    headers.extend(HeaderValue::try_from(all).map(|all| (header::CONTENT_RANGE, all)));
                    return response;
                }
                Part::Of(bytes) => {
                    let range = format!("bytes {}-{}/{}", bytes.start, bytes.end - 1, body.len());
                    body = body.slice(bytes);
                    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                    let headers = response.headers_mut();
                    headers.extend(HeaderValue::try_from(range).map(|range| (header::CONTENT_RANGE, range)));
                    headers.insert(header::CONTENT_LENGTH, body.len().into());
                }
            }
        }
        *response.body_mut() = Body::from(body);
        response
    }
}

/// What of a body a `Range` asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// It is not understood, or asks for several parts: both may be ignored.
    All,
    Of(std::ops::Range<usize>),
    /// It lies outside.
    None,
}

/// One range of bytes, with its end or without, or the last bytes.
fn part(range: &str, length: usize) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::All;
    };
    // More digits than fit are beyond every end.
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().unwrap_or(usize::MAX));
    let bytes = match (first, last) {
        ("", "") => return Part::All,
        ("", last) => number(last).map(|last| length.saturating_sub(last)..length),
        (first, "") => number(first).map(|first| first..length),
        (first, last) => number(first)
            .zip(number(last))
            .filter(|(first, last)| first <= last)
            .map(|(first, last)| first..last.saturating_add(1).min(length)),
    };
    match bytes {
        None => Part::All,
        Some(bytes) if bytes.is_empty() => Part::None,
        Some(bytes) => Part::Of(bytes),
    }
}

fn etag(body: &[u8]) -> HeaderValue {
    let mut tag = String::from("\"");
    for byte in Sha256::digest(body).iter().take(12) {
        write!(tag, "{byte:02x}").unwrap_or_default(); // writing to a string cannot fail
    }
    tag.push('"');
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))
}

/// A canonical address, and how the answer is compressed.
pub type Address = (String, Coding);

/// The kept answers of one record.
pub struct Kept {
    cache: Cache<Address, Arc<Finished>>,
}

impl Default for Kept {
    fn default() -> Self {
        let weigh = |(address, _): &Address, finished: &Arc<Finished>| {
            u32::try_from(finished.body.len() + address.len() + 1_024).unwrap_or(u32::MAX)
        };
        Self { cache: Cache::builder().max_capacity(ROOM).weigher(weigh).time_to_idle(IDLE).build() }
    }
}

impl Kept {
    /// Under which address an answer is kept, if it is.
    pub fn address(&self, app: &App, uri: &Uri, coding: Coding) -> Option<Address> {
        canonical(app, uri).map(|address| (address, coding))
    }

    /// The answer, if it is there.
    pub async fn find(&self, address: &Address) -> Option<Arc<Finished>> {
        self.cache.get(address).await
    }

    /// Makes an answer and keeps it, if it can be kept; concurrent first requests share the making.
    pub async fn make(&self, address: Address, router: &Router, request: &Parts) -> Arc<Finished> {
        let coding = address.1;
        let making = async {
            let finished = Arc::new(Finished::make(router, request, coding).await);
            if finished.keepable() { Ok(finished) } else { Err(finished) }
        };
        match self.cache.try_get_with(address, making).await {
            Ok(finished) => finished,
            Err(finished) => Arc::clone(&finished),
        }
    }

    /// How many answers are kept, and their bytes.
    pub fn size(&self) -> (u64, u64) {
        (self.cache.entry_count(), self.cache.weighted_size())
    }

    /// Makes in advance, with the best compression, what nearly every reader asks for.
    pub async fn warm(&self, app: &App, router: &Router) {
        for lang in Lang::ALL {
            for path in [format!("/{lang}/"), format!("/api/bundle?lang={lang}")] {
                let Ok(uri) = path.parse::<Uri>() else { continue };
                let Some(address) = self.address(app, &uri, Coding::Brotli) else { continue };
                let Ok(request) = Request::get(uri).body(Body::empty()) else { continue };
                let Ok(response) = router.clone().oneshot(request).await;
                let finished = Finished::finish(response, Coding::Brotli, BEST).await;
                if finished.keepable() {
                    self.cache.insert(address, Arc::new(finished)).await;
                }
            }
        }
    }
}

/// The address under which an answer is kept; `None` for what is not kept.
fn canonical(app: &App, uri: &Uri) -> Option<String> {
    let (path, raw) = (uri.path(), uri.query().unwrap_or_default());
    // Nothing here needs it, and one address could be written in many ways.
    if path.contains('%') {
        return None;
    }
    let page = match path.as_bytes() {
        [b'/', b'e', b'n', b'/', ..] | [b'/', b'f', b'r', b'/', ..] => Some(&path[4..]),
        _ => None,
    };
    let query = match (page, path) {
        (Some(""), _) => front(app, raw)?,
        (_, "/data/events.json" | "/data/events.csv") => usable(app, raw)?.to_string(),
        // Of a page of an event only the day counts.
        (Some(page), _) if page.starts_with("event/") => {
            let query = Query::parse(raw).0;
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

/// The query of the front page. Parameters that are no filter only add a note there, the same for all.
fn front(app: &App, raw: &str) -> Option<String> {
    let (mut query, errors) = Query::parse(raw);
    let known = errors.iter().all(|error| error.problem == Problem::Unknown);
    let note = if errors.is_empty() { "" } else { "&" };
    (known && app.snapshot.resolve(&mut query).is_empty()).then(|| format!("{query}{note}"))
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
