//! The identity of records whose sender gave none.

use convlog_core::{Identity, ProducerId};
use convlog_store::VerifiedKey;

use crate::error::ApiError;

/// The longest `Idempotency-Key` that is taken, in bytes.
pub(crate) const IDEMPOTENCY_KEY_BYTES_MAX: usize = 256;

/// How identities are made for one request: from its `Idempotency-Key`, so that the same request sent again is the
/// same, or else at random, so that it is not. The ingest key's id is a part of it, so that nobody can probe or take the
/// identities of what another key sends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Derivation {
    producer: ProducerId,
    /// Whether a repetition would be stored twice.
    pub(crate) is_random: bool,
}

impl Derivation {
    /// Makes the derivation of one request.
    ///
    /// # Errors
    /// The key is too long, or there is no randomness.
    pub(crate) fn new(ingest_key: &VerifiedKey, idempotency_key: Option<&[u8]>) -> Result<Derivation, ApiError> {
        match idempotency_key.filter(|key| !key.is_empty()) {
            Some(key) if key.len() > IDEMPOTENCY_KEY_BYTES_MAX => {
                Err(ApiError::validation("an Idempotency-Key is at most 256 bytes long"))
            }
            Some(key) => {
                let (account, id) = (ingest_key.account().as_str(), ingest_key.id().0.as_bytes());
                let producer = ProducerId::derive(&[b"idempotency-key", account.as_bytes(), id, key]);
                Ok(Derivation { producer, is_random: false })
            }
            None => {
                let mut bits = [0; 16];
                getrandom::fill(&mut bits)
                    .map_err(|_| ApiError::internal("the system has no random numbers available"))?;
                Ok(Derivation { producer: ProducerId::from_bytes(bits), is_random: true })
            }
        }
    }

    /// Returns the identity of the record on a line, counted from 1.
    pub(crate) fn of_line(&self, line: usize) -> Identity {
        Identity { producer: self.producer, seq: line as u64 }
    }
}
