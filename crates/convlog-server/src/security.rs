//! Writing to the security log from code that must not wait for a disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use convlog_store::{SecurityEvent, SecurityLog};

/// The security log of a service. Its clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Security {
    /// Nothing where the service has no place for it.
    log: Option<Arc<dyn SecurityLog>>,
    lost: Arc<AtomicU64>,
}

impl Security {
    pub(crate) fn new(log: Arc<dyn SecurityLog>) -> Security {
        Security { log: Some(log), lost: Arc::default() }
    }

    /// Writes an event; it is durable when this returns, or counted as lost and said in the server's log.
    pub(crate) async fn note(&self, event: SecurityEvent) {
        let Some(log) = self.log.clone() else { return };
        let lost = Arc::clone(&self.lost);
        // It is written also where whoever asked for what it tells of has gone.
        let writing = tokio::task::spawn_blocking(move || {
            if let Err(error) = log.append(&event) {
                lost.fetch_add(1, Ordering::Relaxed);
                let kind = event.kind().as_str();
                tracing::error!(
                    kind,
                    error = &error as &dyn std::error::Error,
                    "an event could not be written to the security log"
                );
            }
        });
        let _ = writing.await;
    }

    /// Returns how many events could not be written since the start.
    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}
