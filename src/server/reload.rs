//! Following the record's directory: a valid change is served at once, a broken one leaves what there is.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode},
};
use tokio::{signal::unix::Signal, sync::Notify, time};

use super::{
    metrics::{self, Reload},
    site::{Rejected, Site},
};
use crate::data::{self, files};

/// A change is over when nothing more has changed for so long.
const QUIET: Duration = Duration::from_millis(200);
/// But it is not waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(5);

/// Links on the way to the directory are looked at this often.
const LINKS: Duration = Duration::from_secs(10);

/// A directory that is followed.
pub struct Directory {
    path: PathBuf,
    /// Where it really is, links followed; `None` while it is not there.
    real: Option<PathBuf>,
    changed: Arc<Notify>,
    /// Watches while it lives; `None` where the system cannot, which leaves SIGHUP.
    watcher: Option<RecommendedWatcher>,
}

impl Directory {
    /// Follows changes from now on.
    pub fn new(path: &Path) -> Self {
        let changed = Arc::default();
        Self { watcher: watch(path, &changed), path: path.to_owned(), real: path.canonicalize().ok(), changed }
    }

    /// Keeps the site's record like the directory's, for ever; each `hangup` asks to look again.
    pub async fn follow(mut self, site: Arc<Site>, mut hangup: Signal) {
        let mut warming = None::<tokio::task::JoinHandle<()>>;
        loop {
            tokio::select! {
                () = self.changed.notified() => self.quiet().await,
                _ = hangup.recv() => {}
                // A link further up may lead elsewhere by now, which nothing that is watched tells.
                () = time::sleep(LINKS) => {
                    if self.path.canonicalize().ok() == self.real {
                        continue;
                    }
                }
            }
            self.real = self.path.canonicalize().ok();
            // The directory may be another one by now, put in the place of the one that was watched.
            self.watcher = watch(&self.path, &self.changed);
            if self.look(&site).await == Reload::Swapped {
                if let Some(warming) = warming.take() {
                    warming.abort();
                }
                let site = Arc::clone(&site);
                warming = Some(tokio::spawn(async move { site.warm().await }));
            }
        }
    }

    /// Waits until a change is over.
    async fn quiet(&self) {
        let over = async { while time::timeout(QUIET, self.changed.notified()).await.is_ok() {} };
        // Whoever writes without a pause is looked at in between.
        time::timeout(PATIENCE, over).await.unwrap_or_default();
    }

    /// Reads the directory, and serves what is in it if that is another record and has no problem.
    async fn look(&self, site: &Site) -> Reload {
        let path = self.path.clone();
        let read = move || match files::in_directory(&path) {
            Ok(files) => data::load(&files)
                .map_err(|report| (report.len(), report.first(), report.render(&path.display().to_string(), false))),
            Err(error) => Err((1, error.to_string(), error.to_string())),
        };
        let read = tokio::task::spawn_blocking(read).await;
        let reload = match read.unwrap_or_else(|error| Err((1, error.to_string(), error.to_string()))) {
            Ok(snapshot) if snapshot.id == site.snapshot().id => {
                tracing::info!(record = snapshot.id, "the record on the disk is the one that is served");
                site.accept();
                Reload::Unchanged
            }
            Ok(snapshot) => {
                tracing::info!(record = snapshot.id, events = snapshot.records.len(), "another record is served");
                site.swap(snapshot).await;
                Reload::Swapped
            }
            Err((problems, first, report)) => {
                tracing::error!(problems, "the record on the disk has problems; the one before stays\n{report}");
                site.reject(Rejected { at: metrics::seconds_now(), problems, first });
                Reload::Broken
            }
        };
        site.metrics.reloaded(reload);
        reload
    }
}

/// Watches a directory, and its parent for another one in its place.
fn watch(path: &Path, changed: &Arc<Notify>) -> Option<RecommendedWatcher> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (changed, within) = (Arc::clone(changed), [std::path::absolute(path).unwrap_or_else(|_| real.clone()), real]);
    let parents = within.clone().map(|path| path.parent().map(Path::to_owned));
    let (given, directory) = (within[0].clone(), within[1].clone());
    let seen = move |event: notify::Result<Event>| match event {
        // Reading is no change, and we read ourselves.
        Ok(Event { kind: EventKind::Access(kind), .. }) if kind != AccessKind::Close(AccessMode::Write) => {}
        Ok(event)
            if !event.need_rescan()
                && event.paths.iter().all(|path| !within.iter().any(|within| path.starts_with(within))) => {}
        // Also when events were lost.
        _ => changed.notify_one(),
    };
    let watching = notify::recommended_watcher(seen).and_then(|mut watcher| {
        for parent in parents.iter().flatten() {
            watcher.watch(parent, RecursiveMode::NonRecursive)?;
        }
        // In the middle of a deploy it may not be there; its parent tells when it is.
        if directory.exists() {
            watcher.watch(&directory, RecursiveMode::Recursive)?;
        }
        Ok(watcher)
    });
    watching
        .inspect_err(|error| tracing::warn!(%error, path = %given.display(), "changes cannot be watched; SIGHUP makes the server look again"))
        .ok()
}
