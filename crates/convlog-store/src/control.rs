//! Keys and projects.

use async_trait::async_trait;
pub use convlog_core::GuardPolicy;
use convlog_core::{AccountId, KnownPolicy, ProjectId, Raised, Timestamp};
use serde::Serialize;

use crate::error::Result;
use crate::key::{KeyHash, KeyId, KeyRecord, Permissions, PiiGrant, Scope};
use crate::retention::Confirmation;
use crate::seal::PurposeKey;

/// Keeps keys and projects. Changes are in effect for every server of the store within a second.
#[async_trait]
pub trait Control: Send + Sync {
    /// Returns the key with this hash, in force or not.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>>;

    /// Stores a key, and makes the projects in its scope that do not exist yet.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn create_key(&self, key: NewKey) -> Result<KeyRecord>;

    /// Lists the keys of one account or of all, oldest first.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn keys(&self, account: Option<&AccountId>) -> Result<Vec<KeyRecord>>;

    /// Revokes a key from now on; returns it, or `None` when there is none of this name. Twice is the same as once.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<Option<KeyRecord>>;

    /// Makes a project, or changes the settings of one that exists.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn put_project(
        &self,
        account: &AccountId,
        id: &ProjectId,
        settings: ProjectSettings,
        now: Timestamp,
    ) -> Result<Project>;

    /// Lists the projects of one account or of all, by account and id.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>>;

    /// Keeps somebody's word that the time is right, or that something may be removed. It is taken up within a second.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn confirm(&self, confirmation: &Confirmation) -> Result<()>;

    /// Says whether the store can take records and give them back at this moment.
    ///
    /// # Errors
    /// Says why it cannot.
    async fn ready(&self) -> Result<()>;

    /// Returns a key made for a purpose from the store's own: the same after a restart, and for every server of the
    /// store. `None` when the store has no key of its own.
    fn purpose_key(&self, _purpose: &str) -> Option<PurposeKey> {
        None
    }

    /// Returns the keyed hash of a value of some kind in a project, by which it is recognised without being stored: the
    /// same after a restart and after a rotation of the master key. `None` when the store has no key of its own.
    fn lookup_hash(&self, _account: &AccountId, _project: &ProjectId, _kind: &str, _value: &str) -> Option<[u8; 32]> {
        None
    }
}

/// A key to be stored.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What is stored of it.
    pub hash: KeyHash,
    /// What it is for.
    pub label: Option<String>,
    /// Its tenant.
    pub account: AccountId,
    /// The projects it reaches.
    pub scope: Scope,
    /// What it allows.
    pub permissions: Permissions,
    /// What lets it read personal data for a while.
    pub pii_grant: Option<PiiGrant>,
    /// When it is made.
    pub created_at: Timestamp,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
}

/// A project's policies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProjectSettings {
    /// What the guard does.
    pub guard: GuardPolicy,
    /// With which records values are compared that became known to be personal.
    pub known: KnownPolicy,
    /// The guarded fields that are personal here.
    pub raised: Vec<Raised>,
    /// For how many days records are kept; without it, for ever.
    pub retention_days: Option<u32>,
    /// For how many days personal parts are kept; without it, as long as their records.
    pub pii_retention_days: Option<u32>,
}

/// One agent of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    /// Its tenant.
    pub account: AccountId,
    /// Its id.
    pub id: ProjectId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its policies.
    #[serde(flatten)]
    pub settings: ProjectSettings,
}
