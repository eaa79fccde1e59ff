//! Keys and projects.

use async_trait::async_trait;
pub use convlog_core::GuardPolicy;
use convlog_core::{AccountId, KnownPolicy, ProjectId, Raised, Timestamp};
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::key::{KeyHash, KeyId, KeyRecord, Permissions, PiiGrant, Scope};
use crate::retention::Confirmation;

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// Keeps keys and projects. Changes are in effect for every server of the store within a second.
#[async_trait]
pub trait Control: Send + Sync {
    /// Returns the key with this hash, in force or not.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>>;

    /// Stores a key, and makes the projects in its scope that do not exist yet. It expires as
    /// [`NewKey::expiry`] says.
    ///
    /// # Errors
    /// The store cannot be written; `Invalid` when the key would work for longer than a project allows.
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
    /// When it stops working by itself; without it, when the policies of its projects say, or never.
    pub expires_at: Option<Timestamp>,
}

impl NewKey {
    /// Says whether the key will reach a project.
    #[must_use]
    pub fn reaches(&self, project: &Project) -> bool {
        self.account == project.account && self.scope.reaches(&project.id)
    }

    /// Returns when the key stops working by itself under the policies of the projects that it reaches: when it is said,
    /// or else after the shortest of their lifetimes.
    ///
    /// # Errors
    /// It is said for later than a project allows.
    pub fn expiry<'a>(
        &self,
        reached: impl Iterator<Item = &'a ProjectSettings>,
    ) -> std::result::Result<Option<Timestamp>, OutlivesPolicy> {
        let Some(days) = reached.filter_map(|settings| settings.key_lifetime_days).min() else {
            return Ok(self.expires_at);
        };
        let last = Timestamp::from_micros(self.created_at.as_micros().saturating_add(i64::from(days) * DAY_MICROS));
        match self.expires_at {
            Some(asked) if asked > last => Err(OutlivesPolicy { days }),
            asked => Ok(Some(asked.unwrap_or(last))),
        }
    }
}

/// A key is to work for longer than a project allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a project that this key reaches lets keys work for at most {days} days")]
pub struct OutlivesPolicy {
    /// For how many days they may.
    pub days: u32,
}

impl From<OutlivesPolicy> for Error {
    fn from(error: OutlivesPolicy) -> Error {
        Error::because(ErrorKind::Invalid, "store a key", error)
    }
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
    /// For how many days a key that is made from now on works at most; without it, for ever.
    pub key_lifetime_days: Option<u32>,
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
