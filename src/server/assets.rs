//! The site's files: the browser bundle, the style sheet, what lies in `public/`; compiled into the binary.

use std::collections::BTreeMap;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// As `make build` (or cargo-leptos) leaves them. A debug build reads them from the disk.
#[derive(RustEmbed)]
#[folder = "target/site/"]
#[exclude = "*.d.ts"]
struct Site;

struct Asset {
    plain: Bytes,
    /// Compressed with brotli, where that makes it smaller.
    brotli: Option<Bytes>,
    content_type: &'static str,
}

/// All files, compressed once.
pub struct Assets {
    /// Identifies the contents; part of every address, so that browsers may keep the files for ever.
    pub hash: String,
    files: BTreeMap<String, Asset>,
}

impl Assets {
    /// Takes the files out of the binary.
    pub fn load() -> Self {
        let mut hash = Sha256::new();
        let mut files = BTreeMap::new();
        let mut names: Vec<_> = Site::iter().collect();
        names.sort();
        for name in names {
            let Some(file) = Site::get(&name) else {
                continue;
            };
            hash.update(name.as_bytes());
            hash.update(file.metadata.sha256_hash());
            let content_type = content_type(&name);
            let plain = Bytes::from(file.data.into_owned());
            let brotli = brotli(&plain, 11).ok().filter(|small| small.len() < plain.len()).map(Bytes::from);
            files.insert(name.into_owned(), Asset { plain, brotli, content_type });
        }
        let hash = hash.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        Self { hash, files }
    }

    /// The address of a file.
    pub fn url(&self, name: &str) -> String {
        format!("/v/{}/{name}", self.hash)
    }

    /// Answers a request for a file, compressed if the client takes that.
    pub fn respond(&self, name: &str, request: &HeaderMap) -> Option<Response<Body>> {
        let asset = self.files.get(name)?;
        let takes_brotli = request
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.split(',').any(|coding| coding.trim().split(';').next() == Some("br")));
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::OK;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        *response.body_mut() = match &asset.brotli {
            Some(small) if takes_brotli => {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
                Body::from(small.clone())
            }
            _ => Body::from(asset.plain.clone()),
        };
        Some(response)
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Brotli with this effort, 0 to 11.
///
/// # Errors
/// When memory cannot be written to.
pub(super) fn brotli(plain: &[u8], effort: i32) -> std::io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams { quality: effort, ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut small, &params).map(|_| small)
}
