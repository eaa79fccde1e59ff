//! The keys at hand: the master keys under which data keys are wrapped, and the key for looking up.
//!
//! There is one master key except while one is exchanged for another. A key that was at hand stays at hand until the
//! process ends, because a reader may still see rows as they were.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::key_check::KeyState;
use super::{DataKey, LookupKey, MasterKey, PurposeKey, SealContext, SealError};

/// The keys, shared by everybody who writes and reads. Only [`agree`](super::agree) makes them.
#[derive(Clone, Debug)]
pub struct Keys(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    held: RwLock<CachedKey>,
    lookup: LookupKey,
}

#[derive(Debug)]
struct CachedKey {
    /// With the number that what they wrap names them by; the last is the one in use.
    masters: Vec<(i64, MasterKey)>,
    state: KeyState,
}

impl Keys {
    pub(super) fn new(state: KeyState, current: MasterKey, next: Option<MasterKey>, lookup: LookupKey) -> Keys {
        let masters = [current].into_iter().chain(next).zip(state.generation..).map(|(key, number)| (number, key));
        let held = RwLock::new(CachedKey { masters: masters.collect(), state });
        Keys(Arc::new(Shared { held, lookup }))
    }

    fn held(&self) -> RwLockReadGuard<'_, CachedKey> {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what the store keeps of its master keys.
    #[must_use]
    pub fn state(&self) -> KeyState {
        self.held().state.clone()
    }

    /// Says whether the master key is being exchanged.
    #[must_use]
    pub fn is_exchanging(&self) -> bool {
        self.held().state.next.is_some()
    }

    /// Takes over what the store keeps from now on, and a new master key into use where an exchange begins. What it wraps
    /// may be written only after that, so that every reader has it.
    pub(crate) fn hold(&self, state: KeyState, next: Option<MasterKey>) {
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        held.masters.extend(next.map(|next| (state.generation + 1, next)));
        held.state = state;
    }

    /// Makes a data key; returns it, its wrapped form, and the number of the master key.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn new_data_key(&self, place: &SealContext<'_>) -> Result<(DataKey, Vec<u8>, i64), SealError> {
        let held = self.held();
        let (generation, master) = held.masters.last().ok_or(SealError::DoesNotOpen)?;
        let (key, wrapped) = master.new_data_key(place)?;
        Ok((key, wrapped, *generation))
    }

    /// Opens a data key that is wrapped under the master key of a number.
    ///
    /// # Errors
    /// There is no such key, or it was wrapped under another or for another conversation.
    pub fn unwrap_data_key(
        &self,
        place: &SealContext<'_>,
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
        let held = self.held();
        let found = held.masters.iter().find(|(number, _)| *number == generation);
        found.map(|(_, master)| work(master)).ok_or(SealError::DoesNotOpen)
    }

    /// Returns the key by which values and ids are recognised without being stored.
    #[must_use]
    pub fn lookup(&self) -> &LookupKey {
        &self.0.lookup
    }

    /// Returns a key made for a purpose from the master key in use.
    #[must_use]
    pub fn purpose_key(&self, purpose: &str) -> Option<PurposeKey> {
        self.held().masters.last().map(|(_, master)| master.purpose_key(purpose))
    }
}
