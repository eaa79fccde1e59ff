//! SQLite keeps every promise of a store.

use std::sync::Arc;

use convlog_conformance::{BoxError, Harness};
use convlog_store::Backend;
use convlog_store::seal::MasterKeys;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

struct Directory(tempfile::TempDir);

#[async_trait::async_trait]
impl Harness for Directory {
    async fn open_with(&self, keys: MasterKeys) -> Result<Arc<dyn Backend>, BoxError> {
        Ok(Arc::new(SqliteStore::open_with(SqliteConfig::new(self.0.path()), keys)?))
    }
}

convlog_conformance::conformance!(Directory(tempfile::tempdir().unwrap()));
