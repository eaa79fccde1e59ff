//! A store as a whole: whether it works, and the keys of its own.

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId};

use crate::error::Result;
use crate::seal::PurposeKey;

/// What a server asks of a store as a whole.
#[async_trait]
pub trait Instance {
    /// Says whether the store can take records and give them back at this moment.
    ///
    /// # Errors
    /// Says why it cannot.
    async fn ready(&self) -> Result<()>;

    /// Returns how many bytes the records of each project of an account take: their open and sealed parts, and a fixed
    /// number for each row. It is a sum that is kept, and costs no look at the records. What was erased or removed by
    /// age is not in it from the next answer on.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn stored_bytes(&self, account: &AccountId) -> Result<Vec<(ProjectId, u64)>>;

    /// Returns how much room there is for records; `None` where the store rests on no disk of this machine.
    ///
    /// It asks the system, and neither a thread of the store nor its database.
    fn room(&self) -> Option<DiskSpace> {
        None
    }

    /// Returns a key made for a purpose from the store's own: the same after a restart, and for every server of the
    /// store. `None` when the store has no key of its own.
    fn purpose_key(&self, _purpose: &str) -> Option<PurposeKey> {
        None
    }
}

/// The room for records on the file system of a store, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskSpace {
    /// How large the file system is.
    pub total: u64,
    /// What is free on it, for the user who runs the server.
    pub free: u64,
    /// What is free inside of the store's files, which do not become smaller when records are removed.
    pub reusable: u64,
}

impl DiskSpace {
    /// Returns what is free for records: what is free inside of the store's files is filled before they grow.
    #[must_use]
    pub fn for_records(self) -> u64 {
        self.free.saturating_add(self.reusable)
    }

    /// Says whether so much is free. Half of it has to be on the file system itself, because whatever is written goes
    /// through a log there.
    #[must_use]
    pub fn has(self, bytes: u64) -> bool {
        self.for_records() >= bytes && self.free >= bytes / 2
    }
}
