//! Finished answers: compressed, with their headers, and what a request gets of one.
//!
//! The same address always gives the same bytes while the record stays the same, so an answer has a strong `ETag`, and one that
//! a reader has already is `304`.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header, request::Parts},
    response::Response,
};
use sha2::{Digest, Sha256};
use tower::ServiceExt as _;

use super::Keep;

/// Brotli's effort for the first reader, who waits for it.
pub const QUICK: i32 = 3;
/// For an answer that is asked for again.
const BETTER: i32 = 9;
/// And for what is asked for most, made in advance.
pub const BEST: i32 = 11;
/// Smaller answers are not compressed.
const SMALL: usize = 512;
/// Larger ones are no pages.
pub const LARGE: usize = 256 << 10;

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
    /// Compressed in a hurry.
    rough: AtomicBool,
}

impl Finished {
    /// Has the router answer, whole and compressed.
    pub async fn make(router: Router, request: Request<Body>, coding: Coding, effort: i32) -> Self {
        let Ok(response) = router.oneshot(request).await;
        let (parts, body) = response.into_parts();
        match to_bytes(body, usize::MAX).await {
            Ok(body) => Self::compressed(parts.status, parts.headers, body, coding, effort),
            Err(error) => Self::failed(&error),
        }
    }

    /// A file.
    pub fn file(content_type: &'static str, plain: &Bytes, coding: Coding) -> Self {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        Self::compressed(StatusCode::OK, headers, plain.clone(), coding, BEST)
    }

    fn compressed(status: StatusCode, headers: HeaderMap, body: Bytes, coding: Coding, effort: i32) -> Self {
        let small = if body.len() < SMALL { None } else { coding.compress(&body, effort) };
        match small {
            Some(small) => {
                let finished = Self::new(status, headers, Bytes::from(small.into_boxed_slice()), coding.name());
                finished.rough.store(coding == Coding::Brotli && effort == QUICK, Ordering::Relaxed);
                finished
            }
            None => Self::new(status, headers, body, None),
        }
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
        Self { status, headers, body, rough: AtomicBool::new(false) }
    }

    /// Something of ours broke.
    pub fn failed(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "an answer could not be finished");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new(), Bytes::new(), None)
    }

    /// There is too much to do.
    pub fn busy() -> Self {
        let headers = HeaderMap::from_iter([(header::RETRY_AFTER, HeaderValue::from_static("10"))]);
        Self::new(StatusCode::SERVICE_UNAVAILABLE, headers, Bytes::new(), None)
    }

    /// Whether it was compressed in a hurry, and nobody has been told so yet: who is told compresses it better.
    pub fn was_rough(&self) -> bool {
        self.rough.load(Ordering::Relaxed) && self.rough.swap(false, Ordering::Relaxed)
    }

    /// The same, compressed with more effort.
    ///
    /// # Errors
    /// When it is not compressed with brotli.
    pub fn better(&self) -> std::io::Result<Self> {
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &*self.body, &mut plain)?;
        let small = Coding::Brotli.compress(&plain, BETTER).map(|small| Bytes::from(small.into_boxed_slice()));
        let body = small.unwrap_or_else(|| self.body.clone());
        let mut headers = self.headers.clone();
        headers.insert(header::ETAG, etag(&body));
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        Ok(Self { status: self.status, headers, body, rough: AtomicBool::new(false) })
    }

    /// Bytes of its body.
    pub fn size(&self) -> usize {
        self.body.len()
    }

    /// The same with its body elsewhere.
    #[must_use]
    pub fn map_body(self, to: impl FnOnce(Bytes) -> Bytes) -> Self {
        Self { body: to(self.body), ..self }
    }

    /// The same, kept by browsers for so long.
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.headers.insert(header::CACHE_CONTROL, keep.header());
        self
    }

    /// Whether the next one who asks may have it too.
    pub fn keepable(&self) -> bool {
        self.status == StatusCode::OK && self.headers.get(header::CACHE_CONTROL) != Some(&Keep::Never.header())
    }

    /// What this request gets of it: all, a part, its headers only, or that it has changed nothing.
    pub fn respond(&self, request: &Parts) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        let headers = response.headers_mut();
        let tag = self.headers.get(header::ETAG);
        // What is unreadable is no tag of ours, and no range.
        let asked = |name: HeaderName| {
            request.headers.get_all(name).into_iter().map(|value| value.to_str().unwrap_or_default())
        };
        let is = |other: &str| tag.is_some_and(|tag| other == tag);
        let known = |other: &str| is(other.trim_start_matches("W/")) || (other == "*" && tag.is_some());
        if asked(header::IF_NONE_MATCH).any(|tags| tags.split(',').any(|tag| known(tag.trim()))) {
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
        if tag.is_some() && asked(header::IF_RANGE).all(is) {
            match asked(header::RANGE).next().map_or(Part::All, |range| part(range, body.len())) {
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
