//! Who asks without the permission to see what is personal.

use convlog_core::ProjectId;
use convlog_store::{Permission, Scope};

use crate::world::ACCOUNT;

/// Somebody who asks.
#[derive(Clone, Debug)]
pub struct Role {
    /// In words.
    pub name: String,
    /// The tenant.
    pub account: &'static str,
    /// What the key reaches.
    pub scope: Scope,
    /// What the key allows; nothing at all means that there is no key.
    pub permissions: Vec<Permission>,
    /// Whether there is another key beside it, to send records with.
    pub also_sends: bool,
    /// How many of a hundred questions are asked so.
    pub percent: usize,
}

impl Role {
    fn of(name: &str, permissions: &[Permission], percent: usize) -> Role {
        let (name, permissions) = (name.to_owned(), permissions.to_vec());
        Role { name, account: ACCOUNT, scope: Scope::All, permissions, also_sends: false, percent }
    }

    /// Says whether any of the keys allows it.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission) || (self.also_sends && permission == Permission::Ingest)
    }
}

/// Returns everybody. Each permission but that for personal data is somebody's beside reading, so that a new one is asked
/// with from the day it is there.
///
/// # Panics
/// Never: the id of a project is one.
#[must_use]
pub fn roles() -> Vec<Role> {
    let read = Permission::Read;
    let elsewhere = Scope::Projects(vec![ProjectId::new("elsewhere").expect("an id")]);
    let beside = Permission::ALL.into_iter().filter(|it| ![Permission::Pii, read].contains(it));
    let mut roles: Vec<Role> =
        beside.map(|it| Role::of(&format!("reader with {}", it.as_str()), &[read, it], 14)).collect();
    roles.extend([
        Role { scope: elsewhere, ..Role::of("reader of another project", &[read], 3) },
        Role { account: "other", ..Role::of("reader of another account", &[read], 3) },
        Role::of("sender", &[Permission::Ingest], 4),
        Role::of("nobody", &[], 2),
    ]);
    let others: usize = roles.iter().map(|role| role.percent).sum();
    // Who reads, and holds a key of an application beside that.
    roles.insert(0, Role { also_sends: true, ..Role::of("adversary", &[read], 100 - others) });
    roles
}
