//! The reference passes its own suite.

use std::sync::Arc;

use convlog_store::Store;
use convlog_store::conformance::Harness;
use convlog_store::memory::MemoryStore;

#[derive(Default)]
struct Memory(Arc<MemoryStore>);

#[async_trait::async_trait]
impl Harness for Memory {
    async fn open(&self) -> Arc<dyn Store> {
        self.0.clone()
    }
}

convlog_store::conformance!(Memory::default());
