//! The authority to change: what one key may do to one project beyond reading it.

use convlog_core::{AccountId, ProjectId};

use crate::key::KeyId;
use crate::records::ProjectRef;

/// The authority over one project. Only [`VerifiedKey::administer`](crate::VerifiedKey::administer) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminGrant {
    account: AccountId,
    project: ProjectId,
    key: KeyId,
}

impl AdminGrant {
    pub(crate) fn granted(account: AccountId, project: ProjectId, key: KeyId) -> AdminGrant {
        AdminGrant { account, project, key }
    }

    /// Returns the tenant to whose rows the authority is confined.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Returns the project to whose rows the authority is confined.
    #[must_use]
    pub fn project(&self) -> &ProjectId {
        &self.project
    }

    /// Returns both.
    #[must_use]
    pub fn place(&self) -> ProjectRef {
        ProjectRef { account: self.account.clone(), project: self.project.clone() }
    }

    /// Returns the name of the key that acts.
    #[must_use]
    pub fn key(&self) -> &KeyId {
        &self.key
    }
}
