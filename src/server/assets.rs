//! The site's files: the browser bundle, the style sheet, what lies in `public/`; compiled into the binary.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    http::{header, request::Parts},
    response::Response,
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::{
    Keep,
    finished::{Coding, Finished},
};

/// As `make build` (or cargo-leptos) leaves them. A debug build reads them from the disk.
#[derive(RustEmbed)]
#[folder = "target/site/"]
#[exclude = "*.d.ts"]
struct Site;

/// All files, compressed once.
pub struct Assets {
    /// Identifies the contents; part of every address, so that browsers may keep the files for ever.
    pub hash: String,
    files: BTreeMap<String, Codings>,
}

/// A file as it is sent: as brotli, as gzip, as it is.
type Codings = [Finished; 3];

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
            let codings = [Coding::Brotli, Coding::Gzip, Coding::Identity];
            let file = codings.map(|coding| Finished::file(content_type, &plain, coding).keep(Keep::Forever));
            files.insert(name.into_owned(), file);
        }
        let hash = hash.finalize().iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        Self { hash, files }
    }

    /// The address of a file.
    pub fn url(&self, name: &str) -> String {
        format!("/v/{}/{name}", self.hash)
    }

    /// Answers a request for a file.
    pub fn respond(&self, request: &Parts, coding: Coding) -> Option<Response> {
        let (hash, name) = request.uri.path().strip_prefix("/v/")?.split_once('/')?;
        let [brotli, gzip, plain] = self.files.get(name)?;
        let file = match coding {
            Coding::Brotli => brotli,
            Coding::Gzip => gzip,
            Coding::Identity => plain,
        };
        let mut response = file.respond(request);
        // Under its own hash a file never changes; a page from before an update gets what there is now.
        if hash != self.hash {
            response.headers_mut().insert(header::CACHE_CONTROL, Keep::Minute.header());
        }
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
