//! What a request meets: manners, finished answers, the limit on work; and what is said of every answer.

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use arc_swap::{ArcSwap, ArcSwapOption};
use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header, request::Parts},
    response::{IntoResponse, Response},
};
use tracing::Instrument as _;

use super::{
    App, Keep,
    address::{canonical, cost},
    assets::Assets,
    clients::{Client, Clients},
    config::Limits,
    finished::Coding,
    metrics::Metrics,
    operations::{self, Detail, HEALTH, READINESS},
    router,
    workshop::{Kept, Workshop},
};
use crate::data::Snapshot;

/// Longest address, in bytes; the longest that the site makes itself has a few hundred.
const LONGEST_ADDRESS: usize = 4_096;
/// Nothing here reads a body.
const LARGEST_BODY: u64 = 1_024;

/// What a page may load and do: its own style sheet, script and data, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The site: what is served at present, and what outlives a reload of the record.
pub struct Site {
    served: ArcSwap<Served>,
    rejected: ArcSwapOption<Rejected>,
    /// Figures about it.
    pub metrics: Metrics,
    assets: Arc<Assets>,
    base_url: String,
    clients: Clients,
    workshop: Arc<Workshop>,
    hsts: Option<HeaderValue>,
    process: u64,
    requests: AtomicU64,
}

/// One record and everything made of it. A request sees one only, whatever is loaded meanwhile.
struct Served {
    app: App,
    router: Router,
    kept: Kept,
}

/// A record that is not served because of its problems.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// When it was looked at, in seconds since 1970.
    pub at: u64,
    /// How many.
    pub problems: usize,
    /// The first of them.
    pub first: String,
}

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// It was there.
    Hit,
    /// It was made, and kept if it can be.
    Made,
    /// The request was refused before any work.
    Refused,
}

impl Origin {
    /// Its name in logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Made => "made",
            Self::Refused => "refused",
        }
    }

    /// The same as `Cache-Status` (RFC 9211) has it.
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Hit => "sahel-timeline; hit",
            Self::Made => "sahel-timeline; fwd=miss",
            Self::Refused => "sahel-timeline; fwd=bypass",
        })
    }
}

impl Site {
    /// The site with this record, under the address at which readers reach it.
    pub fn new(snapshot: Snapshot, base_url: &str, limits: &Limits) -> Self {
        let assets = Arc::new(Assets::load());
        let (metrics, workshop) = (Metrics::default(), Arc::<Workshop>::default());
        metrics.loaded(&snapshot);
        Self {
            served: ArcSwap::from_pointee(Served::new(snapshot, Arc::clone(&assets), base_url, &workshop)),
            rejected: ArcSwapOption::empty(),
            metrics,
            assets,
            base_url: base_url.to_owned(),
            clients: Clients::new(limits),
            hsts: limits.hsts.and_then(|seconds| HeaderValue::try_from(format!("max-age={seconds}")).ok()),
            workshop,
            // Random, and so another one for each process.
            process: RandomState::new().build_hasher().finish(),
            requests: AtomicU64::new(0),
        }
    }

    /// Who asks, for what is limited by client.
    pub const fn clients(&self) -> &Clients {
        &self.clients
    }

    /// The record that is served at present.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.served.load().app.snapshot)
    }

    /// Serves another record from now on. What was made of the one before goes with it.
    pub async fn swap(&self, snapshot: Snapshot) {
        self.metrics.loaded(&snapshot);
        let served = Served::new(snapshot, Arc::clone(&self.assets), &self.base_url, &self.workshop);
        self.accept();
        let before = self.served.swap(Arc::new(served));
        before.kept.clear().await;
    }

    /// A record on the disk has problems, and is not served.
    pub fn reject(&self, rejected: Rejected) {
        self.rejected.store(Some(Arc::new(rejected)));
    }

    /// The record on the disk is the one that is served.
    pub fn accept(&self) {
        self.rejected.store(None);
    }

    /// The record on the disk, if it is not served because of its problems.
    pub fn rejected(&self) -> Option<Arc<Rejected>> {
        self.rejected.load_full()
    }

    /// Makes in advance, with the best compression, what nearly every reader asks for.
    pub async fn warm(&self) {
        let served = self.served.load_full();
        served.kept.warm(&served.app, &served.router).await;
        tracing::info!("what nearly everybody asks for is made in advance");
    }

    /// Answered requests that are kept: how many, and their bytes.
    pub fn kept(&self) -> (u64, u64) {
        self.served.load().kept.size()
    }

    /// Answers a request whose body nobody reads.
    pub async fn answer(&self, request: Parts, peer: IpAddr) -> Response {
        let begun = Instant::now();
        // No two answers have the same one, in this process or the next.
        let id = format!("{:016x}-{:x}", self.process, self.requests.fetch_add(1, Ordering::Relaxed));
        let (method, uri) = (request.method.clone(), request.uri.clone());
        let (mut response, origin) = match (refusal(&request), uri.path()) {
            (Some(refusal), _) => (refusal, Origin::Refused),
            (None, HEALTH) => (operations::health(), Origin::Made),
            (None, READINESS) => (operations::readiness(self, Detail::Summary), Origin::Made),
            (None, _) => {
                let client = self.clients.of(peer, &request.headers);
                self.served.load_full().answer(request, client, self, &id).await
            }
        };
        self.dress(response.headers_mut(), origin, &id);
        // Asked every second by those who watch over it: neither counted nor logged.
        if matches!(uri.path(), HEALTH | READINESS) {
            return response;
        }
        let took = begun.elapsed();
        self.metrics.answered(response.status(), origin, took);
        // The query stays out: what a reader searches for is the reader's own business, and so is the address.
        tracing::info!(
            target: "request",
            id,
            %method,
            path = uri.path(),
            status = response.status().as_u16(),
            cache = origin.name(),
            micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        );
        response
    }

    /// What every answer says.
    fn dress(&self, headers: &mut HeaderMap, origin: Origin, id: &str) {
        for (name, value) in [
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=(), browsing-topics=()",
            ),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(HeaderName::from_static("cache-status"), origin.header());
        if let Some(hsts) = &self.hsts {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts.clone());
        }
        if let Ok(id) = HeaderValue::from_str(id) {
            headers.insert(HeaderName::from_static("x-request-id"), id);
        }
        headers.entry(header::CACHE_CONTROL).or_insert(Keep::Never.header());
    }
}

impl Served {
    fn new(snapshot: Snapshot, assets: Arc<Assets>, base_url: &str, workshop: &Arc<Workshop>) -> Self {
        let app = App::new(snapshot, assets, base_url);
        Self { router: router(app.clone()), app, kept: Kept::new(Arc::clone(workshop)) }
    }

    /// A file, an answer that is there already, or a new one; making one is limited by client.
    async fn answer(&self, request: Parts, client: Client, site: &Site, id: &str) -> (Response, Origin) {
        let coding = Coding::accepted(&request.headers);
        if let Some(file) = self.app.assets.respond(&request, coding) {
            return (file, Origin::Hit);
        }
        let address = canonical(&self.app, &request.uri).map(|address| (address, coding));
        if let Some(address) = &address
            && let Some(finished) = self.kept.find(address).await
        {
            return (finished.respond(&request), Origin::Hit);
        }
        if let Err(wait) = site.clients.may_work(client, cost(&request.uri)) {
            site.metrics.too_many.inc();
            return (too_many(wait), Origin::Refused);
        }
        let making = self.kept.make(address, &self.router, &request, coding);
        let finished = making.instrument(tracing::info_span!("request", id)).await;
        (finished.respond(&request), Origin::Made)
    }
}

/// Why a request is not looked at any further, if it is not.
fn refusal(request: &Parts) -> Option<Response> {
    const ALLOW: [(HeaderName, &str); 1] = [(header::ALLOW, "GET, HEAD, OPTIONS")];

    let hosts = request.headers.get_all(header::HOST).iter().count();
    if hosts > 1 || (hosts == 0 && request.version == Version::HTTP_11) {
        return Some((StatusCode::BAD_REQUEST, "a request names its host once\n").into_response());
    }
    let length = request.uri.path().len() + request.uri.query().map_or(0, str::len);
    if length > LONGEST_ADDRESS {
        return Some(StatusCode::URI_TOO_LONG.into_response());
    }
    let body = request.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if body.is_some_and(|length| length > LARGEST_BODY) {
        // The rest of it is not waited for.
        return Some((StatusCode::PAYLOAD_TOO_LARGE, [(header::CONNECTION, "close")]).into_response());
    }
    match request.method {
        Method::GET | Method::HEAD => None,
        Method::OPTIONS => Some((StatusCode::NO_CONTENT, ALLOW).into_response()),
        _ => Some((StatusCode::METHOD_NOT_ALLOWED, ALLOW).into_response()),
    }
}

/// To a client that makes too much work.
fn too_many(wait: Duration) -> Response {
    let seconds = wait.as_secs() + 1;
    let text = format!(
        "Too many requests: please wait {seconds}\u{a0}s and try again.\n\
         Trop de requêtes\u{a0}: veuillez patienter {seconds}\u{a0}s avant de réessayer.\n"
    );
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], text).into_response()
}
