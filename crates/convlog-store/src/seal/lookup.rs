//! The key by which values and ids are recognised without being stored.

use aes_gcm::aead::KeyInit;
use convlog_core::known::SpellingKey;
use convlog_core::{AccountId, ConversationId, ProjectId};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use super::{MasterKey, PurposeKey, SealError, decrypt, encrypt, hmac, push_part, random};

/// What the wrapped form of a look-up key is bound to.
const CONTEXT: &[u8] = b"convlog lookup key v1";

/// A random key of the store's own for keyed hashes. It rests wrapped under the master key and stays the same when that
/// one is rotated, because a hash cannot be made again from what was not kept. It prints as redacted.
#[derive(Clone)]
pub struct LookupKey {
    bits: Zeroizing<[u8; 32]>,
    /// With the key already taken in.
    mac: Hmac<Sha256>,
}

impl std::fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LookupKey([redacted])")
    }
}

impl LookupKey {
    /// Makes a new key.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn generate() -> Result<LookupKey, SealError> {
        random().map(LookupKey::from_bits)
    }

    fn from_bits(bits: [u8; 32]) -> LookupKey {
        // INVARIANT: HMAC takes a key of any length.
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&bits).expect("HMAC takes a key of any length");
        LookupKey { bits: Zeroizing::new(bits), mac }
    }

    /// Wraps the key under a master key, for the store.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn wrap(&self, master: &MasterKey) -> Result<Vec<u8>, SealError> {
        encrypt(&master.wrapping, CONTEXT, self.bits.as_ref())
    }

    /// Opens the wrapped form.
    ///
    /// # Errors
    /// It was wrapped under another master key, or was changed.
    pub fn unwrap(master: &MasterKey, wrapped: &[u8]) -> Result<LookupKey, SealError> {
        let bits = Zeroizing::new(decrypt(&master.wrapping, CONTEXT, wrapped)?);
        let bits: [u8; 32] = bits.as_slice().try_into().map_err(|_| SealError::DoesNotOpen)?;
        Ok(LookupKey::from_bits(bits))
    }

    /// Returns the keyed hash of a value of some kind in a project; `value` is normalised where its kind asks for it.
    #[must_use]
    pub fn hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        let mut parts = Vec::with_capacity(96);
        for part in [account.as_str(), project.as_str(), kind, value] {
            push_part(&mut parts, part.as_bytes());
        }
        let mut mac = self.mac.clone();
        mac.update(&parts);
        parts.zeroize();
        mac.finalize().into_bytes().into()
    }

    /// Returns the keyed hash of a conversation's id.
    #[must_use]
    pub fn hash_conversation(&self, account: &AccountId, project: &ProjectId, id: &ConversationId) -> [u8; 32] {
        self.hash(account, project, "conversation", id.as_str())
    }

    /// Returns the key of the spellings that are known in a conversation.
    #[must_use]
    pub fn spelling_key(&self, account: &AccountId, project: &ProjectId, id: &ConversationId) -> SpellingKey {
        SpellingKey::new(&Zeroizing::new(self.hash(account, project, "known", id.as_str())))
    }

    /// Returns a key for sealing what outlives a rotation of the master key.
    #[must_use]
    pub fn purpose_key(&self, purpose: &str) -> PurposeKey {
        let bits = hmac(self.bits.as_ref(), format!("convlog lookup purpose v1 {purpose}").as_bytes());
        PurposeKey::from_bits(&Zeroizing::new(bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_same_for_the_same_value_of_the_same_kind_and_place_alone() {
        let (account, project) = (AccountId::new("acme").unwrap(), ProjectId::new("front-desk").unwrap());
        let (key, value) = (LookupKey::generate().unwrap(), "+441134960000");
        let hash = key.hash(&account, &project, "number", value);
        assert_eq!(hash, key.hash(&account, &project, "number", value));
        assert_ne!(hash, key.hash(&account, &project, "text", value));
        assert_ne!(hash, key.hash(&account, &ProjectId::new("sales").unwrap(), "number", value));
        assert_ne!(hash, LookupKey::generate().unwrap().hash(&account, &project, "number", value));
    }

    #[test]
    fn stays_the_same_when_the_master_key_changes() {
        let [old, new] = [(); 2].map(|()| MasterKey::generate().unwrap());
        let (account, project) = (AccountId::new("acme").unwrap(), ProjectId::new("front-desk").unwrap());
        let key = LookupKey::generate().unwrap();
        let again = LookupKey::unwrap(&old, &key.wrap(&old).unwrap()).unwrap();
        let again = LookupKey::unwrap(&new, &again.wrap(&new).unwrap()).unwrap();
        assert_eq!(key.hash(&account, &project, "text", "x"), again.hash(&account, &project, "text", "x"));
        let sealed = key.purpose_key("p").seal(b"a", b"content").unwrap();
        assert_eq!(*again.purpose_key("p").open(b"a", &sealed).unwrap(), b"content");
        assert!(LookupKey::unwrap(&old, &key.wrap(&new).unwrap()).is_err());
    }
}
