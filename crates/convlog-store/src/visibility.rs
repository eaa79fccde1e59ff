//! The gate: what one key may see of one project.

use convlog_core::planted::{Leak, is_planted};
use convlog_core::{AccountId, ProjectId};

/// What one key may see of one project. Only [`VerifiedKey::look_into`](crate::VerifiedKey::look_into) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visibility {
    account: AccountId,
    project: ProjectId,
    sees_personal: bool,
}

impl Visibility {
    pub(crate) fn granted(account: AccountId, project: ProjectId, sees_personal: bool) -> Visibility {
        Visibility { account, project, sees_personal }
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

    /// Says whether the reader may see what is personal.
    #[must_use]
    pub fn sees_personal(&self) -> bool {
        self.sees_personal || is_planted(Leak::GateOff)
    }
}
