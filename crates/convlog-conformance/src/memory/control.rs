//! Keys, sessions and projects.

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::control::{Control, NewKey, Project, ProjectSettings};
use convlog_store::error::{Error, ErrorKind, Result};
use convlog_store::instance::Instance;
use convlog_store::key::{KeyHash, KeyId, KeyRecord, Scope};
use convlog_store::known_time;
use convlog_store::retention::Confirmation;
use convlog_store::session::{SESSIONS_OF_KEY_MAX, Session, SessionId, Sessions};

use super::MemoryStore;

#[async_trait]
impl Control for MemoryStore {
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>> {
        Ok(self.lock().keys.iter().find(|(stored, _)| stored == hash).map(|(_, record)| record.clone()))
    }

    async fn create_key(&self, key: NewKey) -> Result<KeyRecord> {
        let mut state = self.lock();
        let reached = state.projects.values().filter(|project| key.reaches(project));
        let expires_at = key.expiry(reached.map(|project| &project.settings))?;
        if let Scope::Projects(projects) = &key.scope {
            for id in projects {
                let project = (key.account.clone(), id.clone());
                state.projects.entry(project).or_insert_with(|| Project {
                    account: key.account.clone(),
                    id: id.clone(),
                    created_at: key.created_at,
                    settings: ProjectSettings::default(),
                });
            }
        }
        let record = KeyRecord {
            id: KeyId(format!("key_{}", state.keys.len() + 1)),
            label: key.label,
            account: key.account,
            scope: key.scope,
            permissions: key.permissions,
            pii_grant: key.pii_grant,
            created_at: key.created_at,
            expires_at,
            revoked_at: None,
        };
        if state.keys.iter().any(|(hash, _)| *hash == key.hash) {
            return Err(Error::new(ErrorKind::Conflict, "store this key"));
        }
        state.keys.push((key.hash, record.clone()));
        Ok(record)
    }

    async fn keys(&self, account: Option<&AccountId>) -> Result<Vec<KeyRecord>> {
        let state = self.lock();
        let of_account = |record: &&KeyRecord| account.is_none_or(|account| record.account == *account);
        Ok(state.keys.iter().map(|(_, record)| record).filter(of_account).cloned().collect())
    }

    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<Option<KeyRecord>> {
        let mut state = self.lock();
        let Some((_, record)) = state.keys.iter_mut().find(|(_, record)| record.id == *id) else { return Ok(None) };
        record.revoked_at.get_or_insert(now);
        Ok(Some(record.clone()))
    }

    async fn put_project(
        &self,
        account: &AccountId,
        id: &ProjectId,
        settings: ProjectSettings,
        now: Timestamp,
    ) -> Result<Project> {
        let mut state = self.lock();
        let project = state.projects.entry((account.clone(), id.clone())).or_insert_with(|| Project {
            account: account.clone(),
            id: id.clone(),
            created_at: now,
            settings: ProjectSettings::default(),
        });
        project.settings = settings;
        Ok(project.clone())
    }

    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>> {
        let state = self.lock();
        let of_account = |project: &&Project| account.is_none_or(|account| project.account == *account);
        Ok(state.projects.values().filter(of_account).cloned().collect())
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<()> {
        known_time::confirm(self, confirmation).await
    }
}

#[async_trait]
impl Instance for MemoryStore {
    async fn ready(&self) -> Result<()> {
        Ok(())
    }
}

#[async_trait]
impl Sessions for MemoryStore {
    async fn begin_session(&self, session: Session, now: Timestamp) -> Result<()> {
        let sessions = &mut self.lock().sessions;
        sessions.retain(|other| other.until > now);
        sessions.sort_by_key(|other| other.until);
        let of_key = sessions.iter().filter(|other| other.key == session.key).count();
        let first = sessions.iter().position(|other| other.key == session.key);
        if let Some(first) = first.filter(|_| of_key >= SESSIONS_OF_KEY_MAX) {
            sessions.remove(first);
        }
        sessions.push(session);
        Ok(())
    }

    async fn has_session(&self, id: &SessionId, now: Timestamp) -> Result<bool> {
        Ok(self.lock().sessions.iter().any(|session| session.id == *id && session.until > now))
    }

    async fn end_session(&self, id: &SessionId) -> Result<()> {
        self.lock().sessions.retain(|session| session.id != *id);
        Ok(())
    }
}
