//! Documents, by their kinds and names, and the store as a whole.

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId};
use convlog_store::documents::{Document, DocumentKind, Documents};
use convlog_store::error::Result;
use convlog_store::instance::Instance;

use super::MemoryStore;

#[async_trait]
impl Documents for MemoryStore {
    async fn document(&self, kind: DocumentKind, name: &str) -> Result<Option<Document>> {
        Ok(self.lock().documents.get(&(kind, name.to_owned())).cloned())
    }

    async fn list_documents(&self, kind: DocumentKind, begin: &str) -> Result<Vec<(String, Document)>> {
        let state = self.lock();
        let of_kind = state.documents.iter().filter(|((held, name), _)| *held == kind && name.starts_with(begin));
        Ok(of_kind.map(|((_, name), document)| (name.clone(), document.clone())).collect())
    }

    async fn put_document(&self, kind: DocumentKind, name: &str, from: u64, body: Option<String>) -> Result<bool> {
        let documents = &mut self.lock().documents;
        let at = (kind, name.to_owned());
        let held = documents.get(&at).map_or(0, |held| held.version);
        if held != from || (from == 0 && body.is_none()) {
            return Ok(false);
        }
        match body {
            Some(body) => documents.insert(at, Document { version: from + 1, body }),
            None => documents.remove(&at),
        };
        Ok(true)
    }
}

#[async_trait]
impl Instance for MemoryStore {
    async fn ready(&self) -> Result<()> {
        Ok(())
    }

    async fn stored_bytes(&self, account: &AccountId) -> Result<Vec<(ProjectId, u64)>> {
        let state = self.lock();
        let own = state.rows.iter().filter(|(of, _)| of.account == *account);
        Ok(own.map(|(of, rows)| (of.project.clone(), rows.bytes())).collect())
    }
}
