//! Keys and projects as their documents have them. Times are in microseconds; lists are words with spaces between them.

use convlog_core::{AccountId, GuardPolicy, KnownPolicy, NotPersonal, ProjectId, PromotedField, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Project, ProjectSettings};
use crate::key::{KeyId, KeyRecord, Permission, Permissions, PiiGrant, Scope};
use crate::quota::Quota;
use crate::rules::{AddedRule, RuleId};

#[derive(Serialize, Deserialize)]
pub(super) struct KeptKey {
    pub(super) id: String,
    label: Option<String>,
    account: String,
    /// Nothing is every project of the account.
    scope: Option<String>,
    permissions: String,
    created_at: i64,
    expires_at: Option<i64>,
    pub(super) revoked_at: Option<i64>,
    pii_until: Option<i64>,
    pii_reason: Option<String>,
}

impl KeptKey {
    pub(super) fn of(record: KeyRecord) -> KeptKey {
        let scope = match &record.scope {
            Scope::All => None,
            Scope::Projects(projects) => Some(words(projects.iter().map(ProjectId::as_str))),
        };
        let grant = record.pii_grant.as_ref();
        KeptKey {
            id: record.id.0,
            label: record.label,
            account: record.account.to_string(),
            scope,
            permissions: words(record.permissions.iter().map(|permission| permission.as_str())),
            created_at: record.created_at.as_micros(),
            expires_at: record.expires_at.map(Timestamp::as_micros),
            revoked_at: record.revoked_at.map(Timestamp::as_micros),
            pii_until: grant.map(|grant| grant.until().as_micros()),
            pii_reason: grant.map(|grant| grant.reason().to_owned()),
        }
    }

    /// Returns the key; nothing where this convlog does not know what it says.
    pub(super) fn read(self) -> Option<KeyRecord> {
        let scope = match self.scope {
            None => Scope::All,
            Some(names) => Scope::Projects(parsed(&names, |name| ProjectId::new(name).ok())?),
        };
        let grant = self
            .pii_until
            .map(|until| PiiGrant::new(Timestamp::from_micros(until), self.pii_reason.as_deref().unwrap_or_default()));
        Some(KeyRecord {
            id: KeyId(self.id),
            label: self.label,
            account: AccountId::new(self.account).ok()?,
            scope,
            permissions: Permissions::new(parsed(&self.permissions, Permission::parse)?),
            pii_grant: grant.transpose().ok()?,
            created_at: Timestamp::from_micros(self.created_at),
            expires_at: self.expires_at.map(Timestamp::from_micros),
            revoked_at: self.revoked_at.map(Timestamp::from_micros),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct KeptProject {
    account: String,
    id: String,
    created_at: i64,
    guard: String,
    known: String,
    raised: String,
    retention_days: Option<u32>,
    pii_retention_days: Option<u32>,
    key_lifetime_days: Option<u32>,
    /// Nothing is the server's default; a document of an earlier convlog has nothing here.
    entries_per_minute: Option<String>,
    bytes_max: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_personal: Vec<KeptRule>,
    #[serde(default)]
    rules_edition: u32,
    #[serde(default)]
    rules_changed_at: Option<i64>,
}

/// What is not personal, with who said so, when, and what that was expected to show.
#[derive(Serialize, Deserialize)]
struct KeptRule {
    id: u32,
    #[serde(flatten)]
    rule: NotPersonal,
    added_by: String,
    added_at: i64,
    shows_rows: u64,
    shows_conversations: u64,
    is_whole: bool,
}

impl KeptRule {
    fn of(added: &AddedRule) -> KeptRule {
        let AddedRule { id, rule, added_by, added_at, shows_rows, shows_conversations, is_whole } = added.clone();
        let (added_by, added_at) = (added_by.0, added_at.as_micros());
        KeptRule { id: id.0, rule, added_by, added_at, shows_rows, shows_conversations, is_whole }
    }

    fn read(self) -> AddedRule {
        let KeptRule { id, rule, added_by, added_at, shows_rows, shows_conversations, is_whole } = self;
        let (added_by, added_at) = (KeyId(added_by), Timestamp::from_micros(added_at));
        AddedRule { id: RuleId(id), rule, added_by, added_at, shows_rows, shows_conversations, is_whole }
    }
}

impl KeptProject {
    pub(super) fn of(project: &Project) -> KeptProject {
        let settings = &project.settings;
        let raised: Vec<String> = settings.raised.iter().cloned().map(String::from).collect();
        KeptProject {
            account: project.account.to_string(),
            id: project.id.to_string(),
            created_at: project.created_at.as_micros(),
            guard: settings.guard.as_str().to_owned(),
            known: settings.known.as_str().to_owned(),
            raised: raised.join(" "),
            retention_days: settings.retention_days,
            pii_retention_days: settings.pii_retention_days,
            key_lifetime_days: settings.key_lifetime_days,
            entries_per_minute: kept(settings.entries_per_minute),
            bytes_max: kept(settings.bytes_max),
            not_personal: settings.not_personal.iter().map(KeptRule::of).collect(),
            rules_edition: settings.rules_edition,
            rules_changed_at: settings.rules_changed_at.map(Timestamp::as_micros),
        }
    }

    /// Returns the project; nothing where this convlog does not know what it says: what a newer one has raised must not be
    /// read as "not raised".
    pub(super) fn read(self, version: u64) -> Option<Project> {
        let settings = ProjectSettings {
            guard: GuardPolicy::parse(&self.guard)?,
            known: KnownPolicy::parse(&self.known)?,
            raised: parsed(&self.raised, PromotedField::parse)?,
            retention_days: self.retention_days,
            pii_retention_days: self.pii_retention_days,
            key_lifetime_days: self.key_lifetime_days,
            entries_per_minute: quota(self.entries_per_minute.as_deref())?,
            bytes_max: quota(self.bytes_max.as_deref())?,
            not_personal: self.not_personal.into_iter().map(KeptRule::read).collect(),
            rules_edition: self.rules_edition,
            rules_changed_at: self.rules_changed_at.map(Timestamp::from_micros),
        };
        Some(Project {
            account: AccountId::new(self.account).ok()?,
            id: ProjectId::new(self.id).ok()?,
            created_at: Timestamp::from_micros(self.created_at),
            version,
            settings,
        })
    }
}

fn kept(quota: Quota) -> Option<String> {
    (quota != Quota::Default).then(|| quota.to_string())
}

fn quota(kept: Option<&str>) -> Option<Quota> {
    kept.map_or(Some(Quota::Default), Quota::parse)
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

fn parsed<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split_whitespace().map(parse).collect()
}
