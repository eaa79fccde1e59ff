//! The gate: what one key may see of one project.

use convlog_core::{AccountId, ProjectId};

use crate::audit::AccessRecorder;
use crate::key::{Permission, VerifiedKey};

/// What one key may see of one project. Only [`VerifiedKey::visibility_for`](crate::VerifiedKey::visibility_for) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visibility {
    account: AccountId,
    project: ProjectId,
    sees_personal: bool,
    administers: bool,
    witness: Option<AccessRecorder>,
}

impl Visibility {
    pub(crate) fn granted(account: AccountId, project: ProjectId, key: &VerifiedKey) -> Visibility {
        let allows = |permission| key.allows(permission);
        let (sees_personal, administers) = (allows(Permission::Pii), allows(Permission::Admin));
        Visibility { account, project, sees_personal, administers, witness: None }
    }

    /// Returns the tenant to whose rows the reader is confined.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Returns the project to whose rows the reader is confined.
    #[must_use]
    pub fn project(&self) -> &ProjectId {
        &self.project
    }

    /// Has somebody note what is read with this. A [`AuditedStore`](crate::AuditedStore) store gives personal data to no
    /// other.
    #[must_use]
    pub fn with_recorder(self, witness: &AccessRecorder) -> Visibility {
        Visibility { witness: Some(witness.clone()), ..self }
    }

    /// Returns the sight of the same rows without what is personal.
    #[must_use]
    pub fn without_personal(&self) -> Visibility {
        Visibility { sees_personal: false, administers: false, ..self.clone() }
    }

    /// Returns who notes what is read.
    #[must_use]
    pub fn witness(&self) -> Option<&AccessRecorder> {
        self.witness.as_ref()
    }

    /// Says whether the reader may see what is personal.
    #[must_use]
    pub fn sees_personal(&self) -> bool {
        self.sees_personal
    }

    /// Says whether the reader may see what is counted of all records, hidden ones among them: how many a process had to
    /// drop, and how many values it had to cut.
    #[must_use]
    pub fn sees_counts(&self) -> bool {
        self.sees_personal() || self.administers
    }
}
