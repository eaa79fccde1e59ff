//! A body that is sent while it is read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::http::StatusCode;
use hyper::body::Frame;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::Ledger;
use crate::error::ApiError;
use crate::state::AppState;

/// Makes a body and the one way to fill it.
pub(crate) fn flow(state: AppState, ledger: Ledger) -> (AuditedStream, Chunks) {
    let (out, body) = channel(1);
    (AuditedStream { state, ledger, out }, Chunks(body))
}

/// Fills a body, chunk by chunk, none before what was read for it is accounted for.
pub(crate) struct AuditedStream {
    state: AppState,
    ledger: Ledger,
    out: Sender<io::Result<Bytes>>,
}

impl AuditedStream {
    /// Sends a chunk; says whether there is still somebody who takes it.
    ///
    /// # Errors
    /// What was read for it cannot be accounted for. It was not sent.
    pub(crate) async fn send(&self, chunk: Bytes) -> Result<bool, ApiError> {
        self.ledger.settle(&self.state, StatusCode::OK).await?;
        Ok(self.out.send(Ok(chunk)).await.is_ok())
    }

    /// Breaks the transfer off, so that what came of it is not taken for the whole.
    pub(crate) async fn break_off(self) {
        // Whoever asked may be gone.
        let _ = self.out.send(Err(io::Error::other("the response was interrupted"))).await;
    }

    /// Says whether nobody takes anything any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.out.is_closed()
    }

    /// Waits until nobody takes anything any more.
    pub(crate) async fn closed(&self) {
        self.out.closed().await;
    }
}

/// A body of chunks as they come.
pub(crate) struct Chunks(Receiver<io::Result<Bytes>>);

impl hyper::body::Body for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}
