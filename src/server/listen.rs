//! Connections: how many, how slow, how large; and how they end.

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore, time};

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 2_048;
/// A client has sent its request's head by then.
const HEAD: Duration = Duration::from_secs(10);
/// The whole head of a request, in bytes.
const HEAD_SIZE: usize = 16 << 10;
/// Requests of one connection at once.
const STREAMS: u32 = 64;
/// A connection that says nothing for so long is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(30);
/// What is under way when the server stops has this long to end.
const LAST: Duration = Duration::from_secs(20);

/// Serves HTTP/1.1 and HTTP/2 (without TLS, which a proxy adds) until `stop` resolves, and then finishes what is under way.
///
/// # Errors
/// Never at present: an error of one connection ends only that one.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let mut http = Builder::new(TokioExecutor::new());
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_SIZE);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(u32::try_from(HEAD_SIZE).unwrap_or(u32::MAX))
        .keep_alive_interval(IDLE);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
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
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of files, say: those that are open must close first.
                tracing::warn!(%error, "a connection could not be accepted");
                time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Small answers must not wait for the peer's delayed acknowledgement.
        stream.set_nodelay(true).unwrap_or_default();
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = under_way.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if time::timeout(LAST, under_way.shutdown()).await.is_err() {
        tracing::warn!("some answers were not finished in time");
    }
    Ok(())
}
