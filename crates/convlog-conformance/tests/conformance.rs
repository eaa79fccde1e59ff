//! The reference passes its own suite.

use std::sync::Arc;

use convlog_conformance::Harness;
use convlog_conformance::memory::MemoryStore;
use convlog_store::Backend;

#[derive(Default)]
struct Memory(MemoryStore);

#[async_trait::async_trait]
impl Harness for Memory {
    async fn open(&self) -> Arc<dyn Backend> {
        Arc::new(self.0.reopened())
    }
}

convlog_conformance::conformance!(Memory::default());
