//! Sealing: how the personal part of a record rests.
//!
//! AES-256-GCM under a random data key per conversation, which is itself wrapped by a key made from the master key.
//! The place a sealed part belongs to is bound into it, so that a row copied elsewhere does not open there.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use convlog_core::record::Finding;
use convlog_core::{AccountId, ConversationId, Identity, Original, ProjectId};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, Mac};
use serde::Serialize;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

mod key_check;
mod keys;
mod lookup;
mod purpose;

pub use key_check::{KeptKey, KeyMismatch, KeyState, MasterKeys, agree};
pub use keys::Keys;
pub use lookup::LookupKey;
pub use purpose::PurposeKey;

const NONCE_LEN: usize = 12;

/// The key from which every other key of a store is made or wrapped. It prints as redacted.
#[derive(Clone)]
pub struct MasterKey {
    bits: Zeroizing<[u8; 32]>,
    /// What wraps data keys: made once, for there are as many to unwrap as a page has conversations.
    wrapping: Aes256Gcm,
}

/// Why something sealed could not be made or opened. Says nothing of what was inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed under another key or for another place, or was changed since.
    #[error(
        "cannot decrypt a sealed part: it was encrypted with another key or for another record, or was changed since"
    )]
    DoesNotOpen,
    /// The operating system has no randomness.
    #[error("the operating system has no random bytes available")]
    NoRandomness,
    /// A key's text is not 64 hex digits.
    #[error("a master key must be 64 hex digits")]
    NotAKey,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey([redacted])")
    }
}

impl MasterKey {
    /// Makes a new key.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn generate() -> Result<MasterKey, SealError> {
        random().map(|bits| MasterKey::from_bits(Zeroizing::new(bits)))
    }

    /// Reads a key from 64 hex digits; white space around them does not matter.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(text: &str) -> Result<MasterKey, SealError> {
        let digits = text.trim();
        let mut bits = Zeroizing::new([0; 32]);
        if digits.len() != 64 {
            return Err(SealError::NotAKey);
        }
        HEXLOWER_PERMISSIVE.decode_mut(digits.as_bytes(), &mut *bits).map_err(|_| SealError::NotAKey)?;
        Ok(MasterKey::from_bits(bits))
    }

    /// Returns the key as text, for the file it is kept in.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        HEXLOWER.encode_append(&*self.bits, &mut text);
        text
    }

    /// Returns the value by which a store recognises its key; it does not help to find the key.
    #[must_use]
    pub fn check_value(&self) -> [u8; 16] {
        let mut value = [0; 16];
        value.copy_from_slice(&self.derive(b"convlog check v1")[..16]);
        value
    }

    /// Makes a data key for a conversation; returns it and its wrapped form for the store.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn new_data_key(&self, place: &SealContext<'_>) -> Result<(DataKey, Vec<u8>), SealError> {
        let mut bits: [u8; 32] = random()?;
        let wrapped = encrypt(&self.wrapping, &place.bytes(None), &bits)?;
        let key = DataKey::from_bits(&bits);
        bits.zeroize();
        Ok((key, wrapped))
    }

    /// Opens a wrapped data key.
    ///
    /// # Errors
    /// It was wrapped under another key or for another conversation.
    pub fn unwrap_data_key(&self, place: &SealContext<'_>, wrapped: &[u8]) -> Result<DataKey, SealError> {
        let bits = Zeroizing::new(decrypt(&self.wrapping, &place.bytes(None), wrapped)?);
        let bits: &[u8; 32] = bits.as_slice().try_into().map_err(|_| SealError::DoesNotOpen)?;
        Ok(DataKey::from_bits(bits))
    }

    /// Wraps a wrapped data key anew, under another master key.
    ///
    /// # Errors
    /// It was wrapped under another key or for another conversation.
    pub fn wrap_anew(&self, place: &SealContext<'_>, wrapped: &[u8], next: &MasterKey) -> Result<Vec<u8>, SealError> {
        let bits = Zeroizing::new(decrypt(&self.wrapping, &place.bytes(None), wrapped)?);
        encrypt(&next.wrapping, &place.bytes(None), &bits)
    }

    fn from_bits(bits: Zeroizing<[u8; 32]>) -> MasterKey {
        let wrapping = Zeroizing::new(hmac(bits.as_ref(), b"convlog wrap v1"));
        MasterKey { bits, wrapping: Aes256Gcm::new(&Key::<Aes256Gcm>::from(*wrapping)) }
    }

    fn derive(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(hmac(self.bits.as_ref(), purpose))
    }
}

fn hmac(key: &[u8], data: &[u8]) -> [u8; 32] {
    // INVARIANT: HMAC takes a key of any length.
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(data);
    mac.finalize().into_bytes().into()
}

fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::NoRandomness)?;
    Ok(bytes)
}

/// The conversation that a data key and everything under it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct SealContext<'a> {
    /// Its tenant.
    pub account: &'a AccountId,
    /// Its project.
    pub project: &'a ProjectId,
    /// The conversation.
    pub conversation: &'a ConversationId,
}

impl SealContext<'_> {
    fn bytes(&self, record: Option<Identity>) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        for part in [self.account.as_str(), self.project.as_str(), self.conversation.as_str()] {
            push_part(&mut out, part.as_bytes());
        }
        if let Some(identity) = record {
            out.extend_from_slice(identity.producer.as_bytes());
            out.extend_from_slice(&identity.seq.to_le_bytes());
        }
        out
    }
}

/// Appends a part behind its length, so that no two lists of parts look alike.
fn push_part(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&(part.len() as u64).to_le_bytes());
    out.extend_from_slice(part);
}

/// The key of one conversation. Destroying its wrapped form destroys everything sealed under it.
pub struct DataKey(Aes256Gcm);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey([redacted])")
    }
}

impl DataKey {
    fn from_bits(bits: &[u8; 32]) -> DataKey {
        DataKey(Aes256Gcm::new(&Key::<Aes256Gcm>::from(*bits)))
    }

    /// Seals the personal part of a record.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn seal(&self, place: &SealContext<'_>, record: Identity, original: &Original) -> Result<Vec<u8>, SealError> {
        let findings = match &original.unmarked {
            Some(unmarked) => json(&(&original.findings, unmarked)),
            None if is_plain_flag(&original.findings) => Vec::new(),
            None => json(&original.findings),
        };
        let mut plain = Zeroizing::new(Vec::with_capacity(4 + findings.len() + original.json.len()));
        plain.extend_from_slice(&(findings.len() as u32).to_le_bytes());
        plain.extend_from_slice(&findings);
        plain.extend_from_slice(original.json.as_bytes());
        encrypt(&self.0, &place.bytes(Some(record)), &plain)
    }

    /// Opens the personal part of a record.
    ///
    /// # Errors
    /// It belongs elsewhere, or was changed.
    pub fn open(&self, place: &SealContext<'_>, record: Identity, sealed: &[u8]) -> Result<Original, SealError> {
        let plain = decrypt(&self.0, &place.bytes(Some(record)), sealed)?;
        let (len, rest) = plain.split_first_chunk::<4>().ok_or(SealError::DoesNotOpen)?;
        let (findings, json) =
            rest.split_at_checked(u32::from_le_bytes(*len) as usize).ok_or(SealError::DoesNotOpen)?;
        let (findings, unmarked) = match findings {
            [] => (vec![Finding { path: String::new(), rule: "sender".into() }], None),
            // What readers marked has what was there before behind the findings.
            [b'[', b'[', ..] => serde_json::from_slice(findings).map_err(|_| SealError::DoesNotOpen)?,
            some => (serde_json::from_slice(some).map_err(|_| SealError::DoesNotOpen)?, None),
        };
        let json = String::from_utf8(json.to_vec()).map_err(|_| SealError::DoesNotOpen)?;
        Ok(Original { json, findings, unmarked })
    }
}

/// A wholly flagged entry is by far the most frequent case, so its finding takes no space.
fn is_plain_flag(findings: &[Finding]) -> bool {
    matches!(findings, [only] if only.path.is_empty() && only.rule == "sender")
}

fn json(findings: &impl Serialize) -> Vec<u8> {
    // INVARIANT: lists of texts and numbers always have a JSON form.
    serde_json::to_vec(findings).unwrap_or_default()
}

fn encrypt(cipher: &Aes256Gcm, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let nonce: [u8; NONCE_LEN] = random()?;
    let mut out = nonce.to_vec();
    let sealed = cipher.encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: place });
    out.extend_from_slice(&sealed.map_err(|_| SealError::DoesNotOpen)?);
    Ok(out)
}

fn decrypt(cipher: &Aes256Gcm, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::DoesNotOpen)?;
    cipher.decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: place }).map_err(|_| SealError::DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use convlog_core::{ProducerId, Unmarked};

    fn ids() -> (AccountId, ProjectId, ConversationId) {
        (AccountId::new("acme").unwrap(), ProjectId::new("front-desk").unwrap(), ConversationId::new("c1").unwrap())
    }

    #[test]
    fn opens_only_where_it_was_sealed() {
        let (account, project, conversation) = ids();
        let place = SealContext { account: &account, project: &project, conversation: &conversation };
        let master = MasterKey::generate().unwrap();
        let (key, wrapped) = master.new_data_key(&place).unwrap();
        let identity = Identity { producer: ProducerId::from_bytes([7; 16]), seq: 1 };
        let finding = |path: &str, rule: &'static str| Finding { path: path.into(), rule: rule.into() };
        let before = |findings| Unmarked { open: "{\"a\":\"b\"}".into(), flags: Vec::new(), findings, guard: 3 };
        for (findings, unmarked) in [
            (vec![finding("", "sender")], None),
            (vec![finding("/a", "class")], None),
            (vec![], None),
            (vec![finding("", "marked")], Some(before(None))),
            (vec![finding("/a", "marked"), finding("/b", "class")], Some(before(Some(vec![finding("/b", "class")])))),
        ] {
            let original = Original { json: "{\"a\":\"b\"}".into(), findings, unmarked: unmarked.map(Box::new) };
            let sealed = key.seal(&place, identity, &original).unwrap();
            let key = master.unwrap_data_key(&place, &wrapped).unwrap();
            assert_eq!(key.open(&place, identity, &sealed), Ok(original));
            assert_eq!(key.open(&place, Identity { seq: 2, ..identity }, &sealed), Err(SealError::DoesNotOpen));
            let elsewhere = ConversationId::new("c2").unwrap();
            let other = SealContext { conversation: &elsewhere, ..place };
            assert_eq!(key.open(&other, identity, &sealed), Err(SealError::DoesNotOpen));
            assert!(master.unwrap_data_key(&other, &wrapped).is_err());
            let mut changed = sealed.clone();
            changed[20] ^= 1;
            assert_eq!(key.open(&place, identity, &changed), Err(SealError::DoesNotOpen));
            assert_eq!(key.open(&place, identity, &sealed[..7]), Err(SealError::DoesNotOpen));
        }
        assert!(MasterKey::generate().unwrap().unwrap_data_key(&place, &wrapped).is_err());
    }

    #[test]
    fn a_master_key_reads_back_from_its_text_and_shows_nothing() {
        let key = MasterKey::generate().unwrap();
        let again = MasterKey::parse(&format!("{}\n", *key.to_text())).unwrap();
        assert_eq!(again.check_value(), key.check_value());
        assert!(!format!("{key:?}").contains(&key.to_text()[..8]));
        assert_eq!(MasterKey::parse("short").unwrap_err(), SealError::NotAKey);
        assert_eq!(MasterKey::parse(&"é".repeat(32)).unwrap_err(), SealError::NotAKey);
        assert_eq!(MasterKey::parse(&"+f".repeat(32)).unwrap_err(), SealError::NotAKey);
    }
}
