//! What the service says in its own log, from `debug` on, holds no canary.
//!
//! In a process of its own, because what is logged is logged for everybody in it.

use std::io::Write;
use std::sync::{Arc, Mutex};

use convlog_privacy_simulation::canary::{Matrix, ROLES, found_in};
use convlog_privacy_simulation::service::Service;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use tracing_subscriber::fmt::MakeWriter;

/// Everything logged so far in this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn no_byte_of_a_canary_is_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false);
    subscriber.with_writer(log.clone()).init();
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let matrix = Matrix::fill(Service::new(store)).await;
    for role in ROLES.iter().filter(|role| ["pii", "read"].contains(&role.name)) {
        matrix.ask_as(role, false).await;
    }
    let logged = log.0.lock().unwrap().clone();
    assert_eq!(matrix.names(found_in(&logged).iter().map(|canary| canary.0)), Vec::<String>::new());
    let lines = String::from_utf8_lossy(&logged);
    assert!(lines.contains("/conversations/{conversation_id}"), "what was asked is not logged:\n{lines:.2000}");
}
