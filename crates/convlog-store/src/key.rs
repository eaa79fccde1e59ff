//! API keys: what they are, how they are stored, and the one way to a verified one.

use std::fmt;

use convlog_core::{AccountId, ProjectId, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::admin_grant::AdminGrant;
use crate::append::Batch;
use crate::control::Control;
use crate::error::Result;
use crate::visibility::Visibility;

mod grant;

pub use grant::{NotAReason, PiiGrant, REASON_BYTES_MAX};

/// What a key allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Permission {
    /// Send records.
    Ingest,
    /// Read what is open.
    Read,
    /// Read what is personal too.
    Pii,
    /// Write notes on what one may read.
    Annotate,
    /// Change keys, projects and policies; erase; see metrics and limits.
    Admin,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Permission; 5] =
        [Permission::Ingest, Permission::Read, Permission::Pii, Permission::Annotate, Permission::Admin];

    /// Returns the permission's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Permission::Ingest => "ingest",
            Permission::Read => "read",
            Permission::Pii => "pii",
            Permission::Annotate => "annotate",
            Permission::Admin => "admin",
        }
    }

    /// Returns the permission with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Permission> {
        Permission::ALL.into_iter().find(|permission| permission.as_str() == name)
    }
}

/// A set of permissions, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permissions(Vec<Permission>);

impl Permissions {
    /// Makes a set.
    #[must_use]
    pub fn new(permissions: impl IntoIterator<Item = Permission>) -> Permissions {
        let mut permissions: Vec<Permission> = permissions.into_iter().collect();
        permissions.sort_unstable();
        permissions.dedup();
        Permissions(permissions)
    }

    /// Says whether the set has a permission.
    #[must_use]
    pub fn allow(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Returns the permissions in their fixed order.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.0.iter().copied()
    }
}

/// The projects that a key reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Every project of the account, those to come among them.
    All,
    /// These.
    Projects(Vec<ProjectId>),
}

impl Scope {
    /// Says whether a project is within reach.
    #[must_use]
    pub fn reaches(&self, project: &ProjectId) -> bool {
        match self {
            Scope::All => true,
            Scope::Projects(projects) => projects.contains(project),
        }
    }
}

/// A key as its holder has it: `convlog_` and 43 characters that say 256 random bits. It prints as redacted.
#[derive(Clone)]
pub struct KeyToken(Zeroizing<String>);

impl KeyToken {
    /// Takes what a request carried. Anything may stand there; only [`verify`] tells.
    #[must_use]
    pub fn new(text: impl Into<String>) -> KeyToken {
        KeyToken(Zeroizing::new(text.into()))
    }

    /// Makes a new key.
    ///
    /// # Errors
    /// The operating system has no randomness.
    pub fn generate() -> std::result::Result<KeyToken, getrandom::Error> {
        let mut bits = Zeroizing::new([0u8; 32]);
        getrandom::fill(bits.as_mut())?;
        let mut text = Zeroizing::new(String::with_capacity(51));
        text.push_str("convlog_");
        BASE64URL_NOPAD.encode_append(bits.as_ref(), &mut text);
        Ok(KeyToken(text))
    }

    /// Returns the key itself, to be shown to its holder once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns what is stored of it. The key has 256 random bits, so a plain hash cannot be guessed back.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for KeyToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyToken([redacted])")
    }
}

/// What is stored of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

/// The name by which a key is listed and revoked; it tells nothing about the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct KeyId(pub String);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A key as a store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyRecord {
    /// Its name in lists.
    pub id: KeyId,
    /// What it is for, in its maker's words.
    pub label: Option<String>,
    /// Its tenant.
    pub account: AccountId,
    /// The projects it reaches.
    pub scope: Scope,
    /// What it allows.
    pub permissions: Permissions,
    /// What lets it read personal data for a while.
    #[serde(skip)]
    pub pii_grant: Option<PiiGrant>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Why a key does not open anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No such key was ever made here.
    Unknown,
    /// It was revoked.
    Revoked(KeyId),
    /// Its time is over.
    Expired(KeyId),
}

/// A key that was shown to be known, in force and in time.
#[derive(Clone, Debug)]
pub struct VerifiedKey {
    record: KeyRecord,
    /// Whether it may read what is personal, by its permissions or by a grant that was in force.
    sees_personal: bool,
}

/// Looks a key up.
///
/// # Errors
/// The store cannot be asked. A key that opens nothing is no error, but the inner one says why.
pub async fn verify(
    control: &dyn Control,
    token: &KeyToken,
    now: Timestamp,
) -> Result<std::result::Result<VerifiedKey, Refused>> {
    verify_hash(control, &token.hash(), now).await
}

/// Looks a key up that was shown before and of which the hash was kept. With [`verify`], which is the same for a key
/// that is shown now, this is the only source of a [`VerifiedKey`].
///
/// IMPORTANT: `hash` is to come from where nobody else can put one, such as something sealed.
///
/// # Errors
/// As [`verify`].
pub async fn verify_hash(
    control: &dyn Control,
    hash: &KeyHash,
    now: Timestamp,
) -> Result<std::result::Result<VerifiedKey, Refused>> {
    let Some(record) = control.find_key(hash).await? else { return Ok(Err(Refused::Unknown)) };
    if record.revoked_at.is_some() {
        return Ok(Err(Refused::Revoked(record.id)));
    }
    if record.expires_at.is_some_and(|expiry| expiry <= now) {
        return Ok(Err(Refused::Expired(record.id)));
    }
    let granted = record.pii_grant.as_ref().is_some_and(|grant| grant.is_in_force(now));
    let sees_personal = record.permissions.allow(Permission::Pii) || granted;
    Ok(Ok(VerifiedKey { record, sees_personal }))
}

impl VerifiedKey {
    /// Returns the key's name in lists.
    #[must_use]
    pub fn id(&self) -> &KeyId {
        &self.record.id
    }

    /// Returns what the key is for, in its maker's words.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.record.label.as_deref()
    }

    /// Returns when the key stops working by itself.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.record.expires_at
    }

    /// Returns the key's tenant.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.record.account
    }

    /// Returns the projects the key reaches.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.record.scope
    }

    /// Says whether the key allows something, at the time it was looked up.
    #[must_use]
    pub fn allows(&self, permission: Permission) -> bool {
        match permission {
            Permission::Pii => self.sees_personal,
            other => self.record.permissions.allow(other),
        }
    }

    /// Returns what alone lets the key read personal data; `None` where it always may, or may not.
    #[must_use]
    pub fn pii_grant(&self) -> Option<&PiiGrant> {
        let is_needed = self.sees_personal && !self.record.permissions.allow(Permission::Pii);
        self.record.pii_grant.as_ref().filter(|_| is_needed)
    }

    /// Returns what the key may see of a project; `None` when it may not read it at all.
    #[must_use]
    pub fn visibility_for(&self, project: &ProjectId) -> Option<Visibility> {
        let may = self.allows(Permission::Read) && self.record.scope.reaches(project);
        may.then(|| Visibility::granted(self.record.account.clone(), project.clone(), self))
    }

    /// Returns the key's authority over a project; `None` when it has none.
    #[must_use]
    pub fn administer(&self, project: &ProjectId) -> Option<AdminGrant> {
        let may = self.allows(Permission::Admin) && self.record.scope.reaches(project);
        may.then(|| AdminGrant::granted(self.record.account.clone(), project.clone(), self.record.id.clone()))
    }

    /// Begins a batch of records; `None` when the key may not send any.
    #[must_use]
    pub fn begin_batch(&self, received_at: Timestamp) -> Option<Batch> {
        self.allows(Permission::Ingest).then(|| {
            Batch::granted(self.record.account.clone(), self.record.scope.clone(), &self.record.id, received_at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_has_its_256_bits_and_prints_as_redacted() {
        let (one, other) = (KeyToken::generate().unwrap(), KeyToken::generate().unwrap());
        assert_eq!(one.reveal().len(), "convlog_".len() + 43);
        assert_ne!(one.reveal(), other.reveal());
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    #[test]
    fn permissions_have_the_names_that_they_are_given_by() {
        let named = ["ingest", "read", "pii", "annotate", "admin"];
        assert_eq!(named.map(Permission::parse), Permission::ALL.map(Some));
        assert_eq!(Permission::ALL.map(Permission::as_str), named);
        assert_eq!(Permission::parse("write"), None);
        let set = Permissions::new([Permission::Pii, Permission::Read, Permission::Pii]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Permission::Read, Permission::Pii]);
    }

    #[test]
    fn a_verified_key_tells_what_its_record_says() {
        let record = KeyRecord {
            id: KeyId("key_1".to_owned()),
            label: Some("nightly export".to_owned()),
            account: AccountId::new("acme").unwrap(),
            scope: Scope::All,
            permissions: Permissions::default(),
            pii_grant: None,
            created_at: Timestamp::from_micros(1),
            expires_at: Some(Timestamp::from_micros(2)),
            revoked_at: None,
        };
        let key = VerifiedKey { record, sees_personal: false };
        assert_eq!(key.id().to_string(), "key_1");
        assert_eq!((key.label(), key.expires_at()), (Some("nightly export"), Some(Timestamp::from_micros(2))));
    }
}
