//! Making answers and keeping them: how many are made at once, how many wait, and how much memory all of them may hold.

use std::{
    collections::HashMap,
    num::NonZero,
    sync::{Arc, OnceLock},
    thread,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, Uri, header, request::Parts},
};
use moka::future::Cache;
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    task, time,
};
use tracing::Instrument as _;

use super::{
    App,
    address::{canonical, cost},
    finished::{BEST, Coding, Finished, LARGE, QUICK},
};
use crate::domain::text::Lang;

/// All kept answers together, in bytes.
const KEPT: u64 = 32 << 20;
/// Larger answers are not kept.
const LARGEST: usize = 16 << 20;
/// An answer that nobody asks for is forgotten after this long.
const IDLE: Duration = Duration::from_secs(3_600);
/// An answer is made within this time, or its reader is told to come again.
const PATIENCE: Duration = Duration::from_secs(10);
/// Work that waits or is under way, in pages: some two seconds of it.
const QUEUE: usize = 512;
/// What compressing an answer better is of it.
const IMPROVING: u32 = 10;
/// What pages, and larger answers, may hold in memory, in KB: kept, or on their way to readers. More than is kept, since slow
/// readers hold what is kept no longer.
const PAGES_HOLD: usize = 80 << 10;
const EXPORTS_HOLD: usize = 64 << 10;

/// How many answers are made at once.
pub fn hands() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Where answers are made, whatever the record. Rendering and compressing have threads of their own, so that answers which
/// are there already never wait for them.
pub struct Workshop {
    queue: Arc<Semaphore>,
    hands: Arc<Semaphore>,
    pages: Arc<Semaphore>,
    exports: Arc<Semaphore>,
}

impl Default for Workshop {
    fn default() -> Self {
        let room = |places| Arc::new(Semaphore::new(places));
        Self { queue: room(QUEUE), hands: room(hands()), pages: room(PAGES_HOLD), exports: room(EXPORTS_HOLD) }
    }
}

/// A body, and its place in memory until the last reader has it.
struct Held {
    body: Bytes,
    _place: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

impl Workshop {
    /// Has the router answer, whole and compressed, on a thread of its own.
    async fn make(&self, router: Router, request: Request<Body>, coding: Coding, effort: i32) -> Finished {
        let (runtime, span) = (Handle::current(), tracing::Span::current());
        self.work(move || runtime.block_on(Finished::make(router, request, coding, effort).instrument(span))).await
    }

    /// Does the work of one answer when it is its turn, and gives the answer its place in memory.
    async fn work(&self, work: impl FnOnce() -> Finished + Send + 'static) -> Finished {
        let Ok(_hand) = self.hands.acquire().await else { return Finished::busy() };
        let finished = task::spawn_blocking(work).await.unwrap_or_else(|error| Finished::failed(&error));
        let size = finished.size();
        let (room, all) = if size < LARGE { (&self.pages, PAGES_HOLD) } else { (&self.exports, EXPORTS_HOLD) };
        let kilobytes = u32::try_from((size >> 10).clamp(1, all)).unwrap_or(u32::MAX);
        match Arc::clone(room).try_acquire_many_owned(kilobytes) {
            Ok(place) => finished.map_body(|body| Bytes::from_owner(Held { body, _place: place })),
            Err(_) => Finished::busy(),
        }
    }
}

/// A canonical address, and how the answer is compressed.
pub type Address = (String, Coding);

/// The kept answers of one record.
#[derive(Clone)]
pub struct Kept {
    workshop: Arc<Workshop>,
    cache: Cache<Address, Arc<Finished>>,
    /// What nearly every reader asks for: never forgotten.
    warm: Arc<OnceLock<HashMap<Address, Arc<Finished>>>>,
}

impl Kept {
    /// Nothing yet.
    pub fn new(workshop: Arc<Workshop>) -> Self {
        let weigh = |(address, _): &Address, finished: &Arc<Finished>| {
            u32::try_from(finished.size() + address.len() + 1_024).unwrap_or(u32::MAX)
        };
        let cache = Cache::builder().max_capacity(KEPT).weigher(weigh).time_to_idle(IDLE).build();
        Self { workshop, cache, warm: Arc::default() }
    }

    /// The answer, if it is there.
    pub async fn find(&self, address: &Address) -> Option<Arc<Finished>> {
        if let Some(finished) = self.warm.get().and_then(|warm| warm.get(address)) {
            return Some(Arc::clone(finished));
        }
        let finished = self.cache.get(address).await?;
        if finished.was_rough() {
            self.improve(address.clone(), &finished);
        }
        Some(finished)
    }

    /// Compresses an answer better that is asked for a second time, while its readers have it as it is; if there is nothing else to
    /// do.
    fn improve(&self, address: Address, rough: &Arc<Finished>) {
        let Ok(waiting) = Arc::clone(&self.workshop.queue).try_acquire_many_owned(IMPROVING) else { return };
        let (kept, rough) = (self.clone(), Arc::clone(rough));
        tokio::spawn(async move {
            let _waiting = waiting;
            let better = move || rough.better().unwrap_or_else(|error| Finished::failed(&error));
            let better = kept.workshop.work(better).await;
            if better.keepable() {
                kept.cache.insert(address, Arc::new(better)).await;
            }
        });
    }

    /// Makes an answer, and keeps it if it has an address and can be kept; concurrent first requests share the making. Goes on when
    /// its reader has gone or waited too long: the next one finds it.
    pub async fn make(
        &self,
        address: Option<Address>,
        router: &Router,
        request: &Parts,
        coding: Coding,
    ) -> Arc<Finished> {
        let Ok(waiting) = Arc::clone(&self.workshop.queue).try_acquire_many_owned(cost(&request.uri)) else {
            return Arc::new(Finished::busy());
        };
        let (kept, router, request) = (self.clone(), router.clone(), whole(request));
        let making = async move {
            let _waiting = waiting;
            let made = async { Arc::new(kept.workshop.make(router, request, coding, QUICK).await) };
            let Some(address) = address else { return made.await };
            let keepable = async {
                let finished = made.await;
                if finished.keepable() && finished.size() <= LARGEST { Ok(finished) } else { Err(finished) }
            };
            match kept.cache.try_get_with(address, keepable).await {
                Ok(finished) => finished,
                Err(finished) => Arc::clone(&finished),
            }
        };
        match time::timeout(PATIENCE, tokio::spawn(making.in_current_span())).await {
            Ok(Ok(finished)) => finished,
            Ok(Err(error)) => Arc::new(Finished::failed(&error)),
            Err(_) => Arc::new(Finished::busy()),
        }
    }

    /// How many answers are kept, and their bytes.
    pub fn size(&self) -> (u64, u64) {
        (self.cache.entry_count(), self.cache.weighted_size())
    }

    /// Makes in advance, with the best compression, what nearly every reader asks for.
    pub async fn warm(&self, app: &App, router: &Router) {
        let mut warm = HashMap::new();
        for lang in Lang::ALL {
            for path in [format!("/{lang}/"), format!("/api/bundle?lang={lang}")] {
                let Ok(uri) = path.parse::<Uri>() else { continue };
                let Some(address) = canonical(app, &uri) else { continue };
                let mut request = Request::new(Body::empty());
                *request.uri_mut() = uri;
                let finished = self.workshop.make(router.clone(), request, Coding::Brotli, BEST).await;
                if finished.keepable() {
                    warm.insert((address, Coding::Brotli), Arc::new(finished));
                }
            }
        }
        // A second time changes nothing.
        self.warm.set(warm).unwrap_or_default();
    }

    /// Forgets everything at once, and not when it happens to be looked at.
    pub async fn clear(&self) {
        self.cache.invalidate_all();
        self.cache.run_pending_tasks().await;
    }
}

/// The request for the whole answer, whatever its client wants of it.
fn whole(request: &Parts) -> Request<Body> {
    let mut whole = Request::new(Body::empty());
    *whole.uri_mut() = request.uri.clone();
    if let Some(languages) = request.headers.get(header::ACCEPT_LANGUAGE) {
        whole.headers_mut().insert(header::ACCEPT_LANGUAGE, languages.clone());
    }
    whole
}
