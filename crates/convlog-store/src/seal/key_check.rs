//! Which master key a store is opened with: the one that it was used with before, whoever gives it, or that one and the
//! one that takes its place.

use super::{Keys, LookupKey, MasterKey, SealError};

/// The master keys that a store is given. Without one it uses its own, where it has one.
#[derive(Clone, Debug, Default)]
pub struct MasterKeys {
    /// The key.
    pub current: Option<MasterKey>,
    /// The one before it, under which something may still be wrapped.
    pub previous: Option<MasterKey>,
}

/// What a store keeps of its master key, and of the one that takes its place from the beginning of an exchange to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyState {
    /// How many exchanges have ended, which is the number of the key in use.
    pub generation: i64,
    /// Of the key in use; nothing in a store that was never opened.
    pub current: Option<KeptKey>,
    /// Of the next.
    pub next: Option<KeptKey>,
}

/// What a store keeps of a master key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptKey {
    /// What it is recognised by, see [`MasterKey::check_value`].
    pub check: Vec<u8>,
    /// The look-up key as it is wrapped under it; nothing in a store of before there was one.
    pub lookup: Option<Vec<u8>>,
}

impl KeptKey {
    pub(crate) fn of(key: &MasterKey, lookup: &LookupKey) -> Result<KeptKey, SealError> {
        Ok(KeptKey { check: key.check_value().to_vec(), lookup: Some(lookup.wrap(key)?) })
    }

    pub(crate) fn is_of(&self, key: &MasterKey) -> bool {
        self.check == key.check_value()
    }
}

/// Why a store does not open with the keys that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyMismatch {
    /// What is stored is sealed under another key.
    #[error("it is encrypted with another master key")]
    WrongKey,
    /// What is stored is sealed under a key, and there is none.
    #[error("its master key is missing")]
    MissingKey,
    /// The key is being exchanged, and the one in use is not among them.
    #[error("its master key is being rotated, and the previous key is missing")]
    PreviousKeyMissing,
    /// The key is being exchanged, and the next is not among them.
    #[error("its master key is being rotated, and the new key is missing")]
    NextKeyMissing,
    /// What it keeps under the right key does not open.
    #[error("its master key's check value cannot be decrypted")]
    Damaged,
    /// The operating system has no randomness.
    #[error("the operating system has no random bytes available")]
    NoRandomness,
}

/// Returns the keys to use. Where their [state](Keys::state) is another than before, it is to be kept before anything is
/// done with them: from then on, during an exchange, the store opens with both keys and not with one of them.
///
/// Of what is `given` the last is meant to be in use in the end. A store that was never opened takes the `new` one.
///
/// # Errors
/// What is given is not what the store was used with.
pub fn agree(before: KeyState, given: &[Option<MasterKey>; 2], new: Option<MasterKey>) -> Result<Keys, KeyMismatch> {
    let find = |kept: &KeptKey| given.iter().flatten().find(|key| kept.is_of(key)).cloned();
    let is_any = given.iter().any(Option::is_some);
    let refusal = if is_any { KeyMismatch::WrongKey } else { KeyMismatch::MissingKey };
    let (current, next) = match (&before.current, &before.next) {
        (None, _) => (new.ok_or(refusal)?, None),
        (Some(current), None) => {
            let current = find(current).ok_or(refusal)?;
            let next = given[1].clone().filter(|next| next.check_value() != current.check_value());
            (current, next)
        }
        (Some(current), Some(next)) => match (find(current), find(next)) {
            (Some(current), Some(next)) => (current, Some(next)),
            (Some(_), None) => return Err(KeyMismatch::NextKeyMissing),
            (None, Some(_)) => return Err(KeyMismatch::PreviousKeyMissing),
            (None, None) => return Err(refusal),
        },
    };
    let lookup = match before.current.as_ref().and_then(|kept| kept.lookup.as_deref()) {
        Some(wrapped) => LookupKey::unwrap(&current, wrapped).map_err(|_| KeyMismatch::Damaged)?,
        None => LookupKey::generate().map_err(|_| KeyMismatch::NoRandomness)?,
    };
    let keep = |kept: Option<KeptKey>, key: &MasterKey| match kept.filter(|kept| kept.lookup.is_some()) {
        Some(kept) => Ok(kept),
        None => KeptKey::of(key, &lookup).map_err(|_| KeyMismatch::NoRandomness),
    };
    let state = KeyState {
        generation: before.generation,
        current: Some(keep(before.current, &current)?),
        next: next.as_ref().map(|next| keep(before.next, next)).transpose()?,
    };
    Ok(Keys::new(state, current, next, lookup))
}
