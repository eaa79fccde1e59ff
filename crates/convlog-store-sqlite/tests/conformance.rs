//! SQLite keeps every promise of a store.

use std::sync::Arc;

use convlog_conformance::Harness;
use convlog_store::Backend;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

struct Directory(tempfile::TempDir);

#[async_trait::async_trait]
impl Harness for Directory {
    async fn open(&self) -> Arc<dyn Backend> {
        Arc::new(SqliteStore::open(SqliteConfig::new(self.0.path()), None).unwrap())
    }
}

convlog_conformance::conformance!(Directory(tempfile::tempdir().unwrap()));
