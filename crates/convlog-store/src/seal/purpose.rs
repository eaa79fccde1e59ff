//! Keys for what a server seals besides records, such as the sessions of its readers.

use aes_gcm::aead::KeyInit;
use aes_gcm::{Aes256Gcm, Key};
use zeroize::Zeroizing;

use super::{MasterKey, SealError, decrypt, encrypt, random};

/// A key for one purpose. What it seals opens under no other key. It prints as redacted.
pub struct PurposeKey(Aes256Gcm);

impl std::fmt::Debug for PurposeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PurposeKey([redacted])")
    }
}

impl MasterKey {
    /// Returns the key for a purpose, always the same.
    #[must_use]
    pub fn purpose_key(&self, purpose: &str) -> PurposeKey {
        PurposeKey::from_bits(&self.derive(format!("convlog purpose v1 {purpose}").as_bytes()))
    }
}

impl PurposeKey {
    /// Makes a key that nobody else has and that ends with this value.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn generate() -> Result<PurposeKey, SealError> {
        Ok(PurposeKey::from_bits(&Zeroizing::new(random()?)))
    }

    pub(super) fn from_bits(bits: &[u8; 32]) -> PurposeKey {
        PurposeKey(Aes256Gcm::new(&Key::<Aes256Gcm>::from(*bits)))
    }

    /// Seals something. `context` is not sealed but bound to it: without the same it does not open.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        encrypt(&self.0, context, plain)
    }

    /// Opens what was sealed.
    ///
    /// # Errors
    /// It was sealed under another key or context, or was changed.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        decrypt(&self.0, context, sealed).map(Zeroizing::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_for_the_same_purpose_and_context_alone() {
        let master = MasterKey::generate().unwrap();
        let sealed = master.purpose_key("session").seal(b"a", b"content").unwrap();
        assert_eq!(*master.purpose_key("session").open(b"a", &sealed).unwrap(), b"content");
        assert!(master.purpose_key("session").open(b"b", &sealed).is_err());
        assert!(master.purpose_key("other").open(b"a", &sealed).is_err());
        assert!(PurposeKey::generate().unwrap().open(b"a", &sealed).is_err());
        assert!(master.purpose_key("session").open(b"a", &sealed[..5]).is_err());
    }
}
