//! Keys and projects, as documents of a control store.

use async_trait::async_trait;
pub use convlog_core::GuardPolicy;
use convlog_core::{AccountId, KnownPolicy, NotPersonal, NotPersonalRules, ProjectId, PromotedField, Timestamp};
use data_encoding::HEXLOWER;
use serde::Serialize;

use crate::documents::{self, DocumentKind, Documents, ONLY};
use crate::error::{Error, ErrorKind, Result};
use crate::key::{KeyHash, KeyId, KeyRecord, Permissions, PiiGrant, Scope};
use crate::quota::Quota;
use crate::records::ProjectRef;
use crate::rules::AddedRule;

mod kept;

use kept::{KeptKey, KeptProject};

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

    /// Makes a project, or changes the policies of one; returns it as it is from then on.
    ///
    /// # Errors
    /// The store cannot be written; `Conflict` where somebody has made or changed it since this version was read, whose
    /// change would be undone.
    async fn put_project(&self, project: Project) -> Result<Project>;

    /// Lists the projects of one account or of all, by account and id.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>>;
}

#[async_trait]
impl<D: Documents + ?Sized> Control for D {
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>> {
        let (held, _) = documents::read::<KeptKey>(self, DocumentKind::Key, &name_of_key(hash)).await?;
        held.map(|held| held.read().ok_or(DocumentKind::Key.corrupt())).transpose()
    }

    async fn create_key(&self, key: NewKey) -> Result<KeyRecord> {
        let (kind, name) = (DocumentKind::Key, name_of_key(&key.hash));
        let conflict = || Error::new(ErrorKind::Conflict, kind.operation());
        if self.document(kind, &name).await?.is_some() {
            return Err(conflict());
        }
        let projects = self.projects(Some(&key.account)).await?;
        let reached = projects.iter().filter(|project| key.reaches(project));
        let expires_at = key.expiry(reached.map(|project| &project.settings))?;
        if let Scope::Projects(ids) = &key.scope {
            for id in ids.iter().filter(|id| !projects.iter().any(|project| project.id == **id)) {
                let made = Project::new(key.account.clone(), id.clone(), key.created_at);
                // Where somebody has just made it, it is there.
                put_project(self, &made).await?;
            }
        }
        let last = documents::change(self, DocumentKind::LastKey, ONLY, |last: Option<u64>| {
            Some(last.unwrap_or_default() + 1)
        });
        let record = KeyRecord {
            id: KeyId(format!("key_{}", last.await?.unwrap_or_default())),
            label: key.label,
            account: key.account,
            scope: key.scope,
            permissions: key.permissions,
            pii_grant: key.pii_grant,
            created_at: key.created_at,
            expires_at,
            revoked_at: None,
        };
        let is_put = documents::put(self, kind, (&name, 0), &KeptKey::of(record.clone())).await?;
        is_put.then_some(record).ok_or_else(conflict)
    }

    async fn keys(&self, account: Option<&AccountId>) -> Result<Vec<KeyRecord>> {
        let mut keys = Vec::new();
        for (_, held) in self.list_documents(DocumentKind::Key, "").await? {
            let record = held.said::<KeptKey>(DocumentKind::Key)?.read().ok_or(DocumentKind::Key.corrupt())?;
            keys.extend(account.is_none_or(|account| record.account == *account).then_some(record));
        }
        keys.sort_by_key(|record| record.id.0.trim_start_matches("key_").parse::<u64>().ok());
        Ok(keys)
    }

    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<Option<KeyRecord>> {
        let kind = DocumentKind::Key;
        for (name, held) in self.list_documents(kind, "").await? {
            if held.said::<KeptKey>(kind)?.id != id.0 {
                continue;
            }
            let revoked = documents::change(self, kind, &name, |held: Option<KeptKey>| {
                let mut held = held?;
                held.revoked_at.get_or_insert(now.as_micros());
                Some(held)
            });
            return revoked.await?.map(|held| held.read().ok_or(kind.corrupt())).transpose();
        }
        Ok(None)
    }

    async fn put_project(&self, project: Project) -> Result<Project> {
        let is_put = put_project(self, &project).await?;
        let version = project.version + 1;
        let conflict = Error::new(ErrorKind::Conflict, DocumentKind::Project.operation());
        is_put.then_some(Project { version, ..project }).ok_or(conflict)
    }

    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>> {
        let kind = DocumentKind::Project;
        let mut projects = Vec::new();
        let begin = account.map(|account| format!("{account}/")).unwrap_or_default();
        for (_, held) in self.list_documents(kind, &begin).await? {
            projects.push(held.said::<KeptProject>(kind)?.read(held.version).ok_or(kind.corrupt())?);
        }
        projects.sort_by(|one, other| (&one.account, &one.id).cmp(&(&other.account, &other.id)));
        Ok(projects)
    }
}

fn name_of_key(hash: &KeyHash) -> String {
    HEXLOWER.encode(&hash.0)
}

async fn put_project(documents: &(impl Documents + ?Sized), project: &Project) -> Result<bool> {
    let name = ProjectRef { account: project.account.clone(), project: project.id.clone() }.document_name();
    let at = (name.as_str(), project.version);
    documents::put(documents, DocumentKind::Project, at, &KeptProject::of(project)).await
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
#[error("the policy of a project of this key limits keys to {days} days")]
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
    pub raised: Vec<PromotedField>,
    /// For how many days records are kept; without it, for ever.
    pub retention_days: Option<u32>,
    /// For how many days personal parts are kept; without it, as long as their records.
    pub pii_retention_days: Option<u32>,
    /// For how many days a key that is made from now on works at most; without it, for ever.
    pub key_lifetime_days: Option<u32>,
    /// How many entries a minute may be sent to it.
    pub entries_per_minute: Quota,
    /// How many bytes its records may take.
    pub bytes_max: Quota,
    /// What is not personal here.
    pub not_personal: Vec<AddedRule>,
    /// How often that was changed.
    pub rules_edition: u32,
    /// When it was last changed.
    pub rules_changed_at: Option<Timestamp>,
}

impl ProjectSettings {
    /// Returns the rules as records are read by them.
    #[must_use]
    pub fn rules(&self) -> NotPersonalRules {
        let rules: Vec<NotPersonal> = self.not_personal.iter().map(|added| added.rule.clone()).collect();
        NotPersonalRules::new(&rules, self.rules_edition)
    }
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
    /// Which version of it this is; 0 of one that is not stored yet.
    #[serde(skip)]
    pub version: u64,
    /// Its policies.
    #[serde(flatten)]
    pub settings: ProjectSettings,
}

impl Project {
    /// Returns one that is to be made.
    #[must_use]
    pub fn new(account: AccountId, id: ProjectId, created_at: Timestamp) -> Project {
        Project { account, id, created_at, version: 0, settings: ProjectSettings::default() }
    }
}
