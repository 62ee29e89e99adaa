//! Connections: how many, how slow, how large; and how they end.

use std::{
    collections::HashMap,
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hyper::{Request, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::{Semaphore, watch},
    time,
};
use tokio_io_timeout::TimeoutStream;

use super::{
    Site,
    clients::{Client, Clients},
};

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: u32 = 2_048;
/// And in that queue.
pub const WAITING: u32 = 1_024;
/// Open files, for connections and everything else, where the system allows it.
const FILES: u64 = 8_192;
/// Connections of one client at once; more are closed. A proxy whose word is taken has no such limit.
const OF_ONE_CLIENT: u32 = 256;
/// A client has sent its request's head by then.
const HEAD: Duration = Duration::from_secs(10);
/// The whole head of a request, in bytes.
const HEAD_SIZE: usize = 16 << 10;
/// Requests of one connection at once.
const STREAMS: u32 = 64;
/// A client that sends nothing of what is waited for, or takes nothing of its answer, for so long is left.
const STALLED: Duration = Duration::from_secs(30);
/// A client that says nothing for so long is asked whether it is still there, where its protocol has the question.
const SILENT: Duration = Duration::from_secs(10);
/// After this, a connection gets no new requests: answers to questions and drops now and then keep none for ever.
const AGE: Duration = Duration::from_secs(300);
/// What is under way then has this long to end: a large export on a slow link.
const SLOWEST: Duration = Duration::from_secs(900);
/// What is under way when the server stops has this long to end.
const LAST: Duration = Duration::from_secs(20);

/// Open connections by client.
#[derive(Default)]
struct Clientele(Mutex<HashMap<Client, u32>>);

/// One of a client's connections, until it is dropped.
struct Seat {
    clientele: Arc<Clientele>,
    client: Client,
    site: Arc<Site>,
}

impl Clientele {
    /// A seat for one more connection, unless the client has too many.
    fn seat(self: &Arc<Self>, client: Client, most: u32, site: &Arc<Site>) -> Option<Seat> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seats = open.entry(client).or_default();
        (*seats < most).then(|| {
            *seats += 1;
            site.metrics.connections.inc();
            Seat { clientele: Arc::clone(self), client, site: Arc::clone(site) }
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.site.metrics.connections.dec();
        let mut open = self.clientele.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seats) = open.get_mut(&self.client) {
            *seats -= 1;
            if *seats == 0 {
                open.remove(&self.client);
            }
        }
    }
}

/// An address that is ours already, and where nobody is heard yet: who connects is refused, and may try another instance.
///
/// # Errors
/// When the address cannot be had.
pub fn bind(addr: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(socket)
}

/// Serves HTTP/1.1 and HTTP/2 (without TLS, which a proxy adds) until `stop` resolves, and then finishes what is under way.
pub async fn serve(listener: TcpListener, site: Arc<Site>, stop: impl Future<Output = ()>) {
    // With fewer, accepting waits until some are closed.
    rlimit::increase_nofile_limit(FILES).unwrap_or_default();
    let mut http = Builder::new(TokioExecutor::new());
    // A client that is done sending still reads.
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_SIZE).half_close(true);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEAD_SIZE).unwrap_or(u32::MAX))
        .keep_alive_interval(SILENT);
    let http = Arc::new(http);
    let room = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let clientele = Arc::<Clientele>::default();
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
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
        let most = if site.clients().trusts(peer) { CONNECTIONS } else { OF_ONE_CLIENT };
        let Some(seat) = clientele.seat(Clients::peer(peer), most, &site) else {
            site.metrics.connections_refused.inc();
            continue;
        };
        // Small answers must not wait for the peer's delayed acknowledgement.
        stream.set_nodelay(true).unwrap_or_default();
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(STALLED));
        stream.set_write_timeout(Some(STALLED));
        let (http, answering, mut stopped) = (Arc::clone(&http), Arc::clone(&site), stopped.clone());
        tokio::spawn(async move {
            let _until_the_end = (place, seat);
            let service = service_fn(move |request: Request<Incoming>| {
                let site = Arc::clone(&answering);
                async move { Ok::<_, Infallible>(site.answer(request.into_parts().0, peer).await) }
            });
            let mut connection = pin!(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                _ = stopped.changed() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
                () = time::sleep(AGE) => {
                    connection.as_mut().graceful_shutdown();
                    time::timeout(SLOWEST, connection).await.unwrap_or(Ok(()))
                }
            };
            if let Err(error) = ended {
                tracing::debug!(error, "a connection ended early");
            }
        });
    }
    drop((listener, stopping));
    // When every place is free, every connection has ended.
    if time::timeout(LAST, room.acquire_many(CONNECTIONS)).await.is_err() {
        tracing::warn!("some answers were not finished in time");
    }
}
