//! Connections: how many, how slow, how large; and how they end.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hyper::{Request, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::{net::TcpListener, sync::Semaphore, time};
use tokio_io_timeout::TimeoutStream;

use super::Site;

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 2_048;
/// Connections of one peer at once; more are closed. A proxy whose word is taken has no such limit.
const OF_ONE_PEER: u32 = 256;
/// A client has sent its request's head by then.
const HEAD: Duration = Duration::from_secs(10);
/// The whole head of a request, in bytes.
const HEAD_SIZE: usize = 16 << 10;
/// Requests of one connection at once.
const STREAMS: u32 = 64;
/// A client that sends nothing of what is waited for, or takes nothing of its answer, for so long is left.
const STALLED: Duration = Duration::from_secs(30);
/// An HTTP/2 client with requests under way that says nothing for so long is asked whether it is still there.
const SILENT: Duration = Duration::from_secs(10);
/// What is under way when the server stops has this long to end.
const LAST: Duration = Duration::from_secs(20);

/// Open connections by peer.
#[derive(Default)]
struct Peers(Mutex<HashMap<IpAddr, u32>>);

/// One of a peer's connections, until it is dropped.
struct Seat {
    peers: Arc<Peers>,
    peer: IpAddr,
}

impl Peers {
    /// A seat, if the peer does not have too many.
    fn seat(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seats = open.entry(peer).or_default();
        (*seats < OF_ONE_PEER).then(|| {
            *seats += 1;
            Seat { peers: Arc::clone(self), peer }
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.peers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seats) = open.get_mut(&self.peer) {
            *seats -= 1;
            if *seats == 0 {
                open.remove(&self.peer);
            }
        }
    }
}

/// Serves HTTP/1.1 and HTTP/2 (without TLS, which a proxy adds) until `stop` resolves, and then finishes what is under way.
pub async fn serve(listener: TcpListener, site: Arc<Site>, stop: impl Future<Output = ()>) {
    let mut http = Builder::new(TokioExecutor::new());
    // A client that is done sending still reads.
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_SIZE).half_close(true);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEAD_SIZE).unwrap_or(u32::MAX))
        .keep_alive_interval(SILENT);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let peers = Arc::<Peers>::default();
    let under_way = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok((stream, peer)) => (stream, peer.ip()),
            Err(error) => {
                // Out of files, say: those that are open must close first.
                tracing::warn!(%error, "a connection could not be accepted");
                time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let seat = peers.seat(peer);
        if seat.is_none() && !site.clients().trusts(peer) {
            site.metrics.connections_refused.inc();
            continue;
        }
        // Small answers must not wait for the peer's delayed acknowledgement.
        stream.set_nodelay(true).unwrap_or_default();
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(STALLED));
        stream.set_write_timeout(Some(STALLED));
        let answering = Arc::clone(&site);
        let service = service_fn(move |request: Request<Incoming>| {
            let site = Arc::clone(&answering);
            async move { Ok::<_, Infallible>(site.answer(request.into_parts().0, peer).await) }
        });
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service).into_owned();
        let connection = under_way.watch(connection);
        let connections = site.metrics.connections.clone();
        connections.inc();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error, "a connection ended early");
            }
            connections.dec();
            drop((place, seat));
        });
    }
    drop(listener);
    if time::timeout(LAST, under_way.shutdown()).await.is_err() {
        tracing::warn!("some answers were not finished in time");
    }
}
