//! The keys at hand: the master keys under which data keys are wrapped, and the key for looking up.
//!
//! There is one master key except while one is exchanged for another. A key that was at hand stays at hand until the
//! process ends, because a reader may still see rows as they were.

use std::sync::Arc;

use convlog_store::seal::{DataKey, LookupKey, MasterKey, Place, PurposeKey, SealError};
use parking_lot::RwLock;

/// The keys, shared by the writer and the readers.
#[derive(Clone, Debug)]
pub(crate) struct Keys(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// With the number that rows name them by; the last is the one in use.
    masters: RwLock<Vec<(i64, MasterKey)>>,
    lookup: LookupKey,
}

impl Keys {
    pub(crate) fn new(generation: i64, master: MasterKey, lookup: LookupKey) -> Keys {
        Keys(Arc::new(Shared { masters: RwLock::new(vec![(generation, master)]), lookup }))
    }

    /// Makes keys for a test.
    #[cfg(test)]
    pub(crate) fn generate() -> Keys {
        Keys::new(0, MasterKey::generate().unwrap(), LookupKey::generate().unwrap())
    }

    /// Takes a new master key into use. What it wraps may be written only after that, so that every reader has it.
    pub(crate) fn exchange(&self, generation: i64, master: MasterKey) {
        self.0.masters.write().push((generation, master));
    }

    pub(crate) fn generation(&self) -> i64 {
        self.0.masters.read().last().map_or(0, |(generation, _)| *generation)
    }

    /// Makes a data key; returns it, its wrapped form, and the number of the master key.
    pub(crate) fn new_data_key(&self, place: &Place<'_>) -> Result<(DataKey, Vec<u8>, i64), SealError> {
        let masters = self.0.masters.read();
        let (generation, master) = masters.last().ok_or(SealError::DoesNotOpen)?;
        let (key, wrapped) = master.new_data_key(place)?;
        Ok((key, wrapped, *generation))
    }

    pub(crate) fn unwrap_data_key(
        &self,
        place: &Place<'_>,
        wrapped: &[u8],
        generation: i64,
    ) -> Result<DataKey, SealError> {
        self.with(generation, |master| master.unwrap_data_key(place, wrapped))?
    }

    /// Returns the master key of a number.
    pub(crate) fn of(&self, generation: i64) -> Result<MasterKey, SealError> {
        self.with(generation, MasterKey::clone)
    }

    fn with<T>(&self, generation: i64, work: impl FnOnce(&MasterKey) -> T) -> Result<T, SealError> {
        let masters = self.0.masters.read();
        let found = masters.iter().find(|(number, _)| *number == generation);
        found.map(|(_, master)| work(master)).ok_or(SealError::DoesNotOpen)
    }

    pub(crate) fn lookup(&self) -> &LookupKey {
        &self.0.lookup
    }

    pub(crate) fn purpose_key(&self, purpose: &str) -> Option<PurposeKey> {
        self.0.masters.read().last().map(|(_, master)| master.purpose_key(purpose))
    }
}
