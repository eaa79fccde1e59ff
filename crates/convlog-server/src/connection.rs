//! The connections: accepted, bounded, and ended in good order.
//!
//! hyper is used by itself because `axum::serve` cannot bound the time and the size of a request's head.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::config::Config;
use crate::session::Peer;

/// The most bytes that are read of a connection at once.
const READ_BYTES_MAX: usize = 128 * 1024;
/// The most headers of a request.
const HEADERS_MAX: usize = 100;
/// How long to wait when no connection can be accepted, because the process has no file descriptor left, say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why the service did not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The store cannot take records and give them back.
    #[error("the store is not ready")]
    Store(#[from] convlog_store::Error),
}

/// Accepts connections until `shutdown` resolves, then lets those with a request in flight end.
pub(crate) async fn serve(config: &Config, router: Router, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(config.connections_max));
    let graceful = GracefulShutdown::new();
    let http = http(config);
    let mut shutdown = std::pin::pin!(shutdown);
    let mut fails = false;
    loop {
        let accepted = async {
            // INVARIANT: nobody closes the semaphore, so there is a place sooner or later.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut shutdown => break,
        };
        let Some((stream, peer)) = opened(accepted, &mut fails).await else { continue };
        let service = TowerToHyperService::new(router.clone());
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(peer);
            service.call(request)
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop((listener, router));
    if tokio::time::timeout(config.shutdown_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!(timeout_ms = config.shutdown_timeout.as_millis(), "requests in flight did not end in time");
    }
}

fn http(config: &Config) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(config.head_timeout)
        .max_buf_size(READ_BYTES_MAX.max(config.head_bytes_max))
        .max_header_size(config.head_bytes_max)
        .max_headers(HEADERS_MAX)
        .half_close(true);
    http
}

/// Returns the connection; a failure to accept one is not the end of the service, and is said once for as long as it
/// lasts.
async fn opened(accepted: io::Result<(TcpStream, SocketAddr)>, fails: &mut bool) -> Option<(TcpStream, Peer)> {
    match accepted {
        Ok((stream, address)) => {
            if std::mem::take(fails) {
                tracing::info!("connections are accepted again");
            }
            // Answers are written whole; waiting for more to send would only delay them.
            let _ = stream.set_nodelay(true);
            Some((stream, Peer(address.ip())))
        }
        Err(error) => {
            if !std::mem::replace(fails, true) {
                tracing::warn!(%error, "cannot accept connections");
            }
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}
