//! The connections: accepted, bounded, and ended in good order.
//!
//! hyper is used by itself because `axum::serve` cannot bound the time and the size of a request's head.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use convlog_store::Network;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use crate::authentication::{EntryPoint, Peer, Reason, Refusal};
use crate::config::Config;
use crate::error::ApiError;
use crate::permits::Permits;
use crate::state::AppState;

/// The most bytes that are read of a connection at once.
const READ_BYTES_MAX: usize = 128 * 1024;
/// The most headers of a request.
const HEADERS_MAX: usize = 100;
/// How long to wait when no connection can be accepted, because the process has no file descriptor left, say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How much of what a refused client has sent already is taken, so that it comes to read the answer.
const REFUSED_BYTES_MAX: usize = 16 * 1024;

/// Why the service did not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The store cannot take records and give them back.
    #[error("the store is not ready")]
    Store(#[from] convlog_store::Error),
}

/// Accepts connections until `shutdown` resolves, then lets those with a request in flight end.
pub(crate) async fn serve(state: AppState, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let config = Arc::clone(&state.config);
    let places = Arc::new(Semaphore::new(config.connections_max));
    let of_clients = Permits::new(config.connections_of_client(), usize::MAX);
    let graceful = GracefulShutdown::new();
    let http = http(&config);
    let router = crate::router(state.clone());
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
        // The clients of a proxy are counted by their requests; its connections are nobody's.
        let of_client = match state.door.is_proxy(peer.0) {
            true => None,
            false => match of_clients.take(Network::of_visitor(peer.0)) {
                Some(of_client) => Some(of_client),
                None => {
                    refuse(&state, stream, peer);
                    continue;
                }
            },
        };
        let service = TowerToHyperService::new(router.clone());
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(peer);
            service.call(request)
        });
        let stream = patient(stream, config.answer_idle_timeout);
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection was interrupted");
            }
            // In this order: whoever gets the place is to find that the client has one connection less.
            drop(of_client);
            drop(place);
        });
    }
    drop((listener, router, state));
    if tokio::time::timeout(config.shutdown_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!(
            timeout_ms = config.shutdown_timeout.as_millis(),
            "some requests in flight did not finish in time"
        );
    }
}

/// Has a connection end whose client takes nothing of an answer for so long: what is still to be sent to it would be kept
/// for nobody.
fn patient(stream: TcpStream, answer_idle_timeout: Duration) -> Pin<Box<TimeoutStream<TcpStream>>> {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(answer_idle_timeout));
    Box::pin(stream)
}

/// Turns away a client that has all its connections, with an answer where it can still be given: nothing waits for it.
fn refuse(state: &AppState, stream: TcpStream, peer: Peer) {
    state.door.tell(&Refusal::new(EntryPoint::Connection, Reason::TooMany), peer.0);
    // It stays as it is: a socket that waits for nothing.
    let Ok(mut stream) = stream.into_std() else { return };
    let _ = stream.read(&mut [0; REFUSED_BYTES_MAX]);
    let _ = stream.write(&ApiError::too_many_connections().alone());
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
                tracing::info!("accepting connections again");
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
