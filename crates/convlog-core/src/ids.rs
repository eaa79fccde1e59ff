//! Who wrote a record, and the names that tenants and senders choose.

use std::borrow::Cow;
use std::fmt;

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::limits::ID_BYTES_MAX;
use crate::terminal;

/// One process that writes records: 128 random bits, drawn at its start and again after a fork.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProducerId([u8; 16]);

impl ProducerId {
    /// Makes an id from its bits.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> ProducerId {
        ProducerId(bytes)
    }

    /// Returns the bits.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads exactly 32 lowercase hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<ProducerId> {
        hex(text).map(ProducerId)
    }

    /// Derives a producer from anything that names a sender's attempt, such as an `Idempotency-Key`.
    #[must_use]
    pub fn derive(parts: &[&[u8]]) -> ProducerId {
        ProducerId(digest(parts))
    }
}

impl fmt::Display for ProducerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(HEXLOWER.encode_mut_str(&self.0, &mut [0; 32]))
    }
}

impl fmt::Debug for ProducerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProducerId({self})")
    }
}

/// Returns the first 128 bits of SHA-256 over the parts, each preceded by its length so that no two lists collide.
fn digest(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let full = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&full[..16]);
    bytes
}

/// What makes a record one record, within its account and project. It alone decides what is a duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The process that wrote the record.
    pub producer: ProducerId,
    /// The record's place in that process: dense, from 1.
    pub seq: u64,
}

impl Identity {
    /// Returns the id under which the record may be named in links: it tells nothing about the producer.
    #[must_use]
    pub fn public_id(&self) -> PublicId {
        PublicId(digest(&[self.producer.as_bytes(), &self.seq.to_le_bytes()]))
    }
}

/// The public id of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicId([u8; 16]);

impl PublicId {
    /// Reads exactly 32 lowercase hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<PublicId> {
        hex(text).map(PublicId)
    }
}

fn hex(text: &str) -> Option<[u8; 16]> {
    let digits: &[u8; 32] = text.as_bytes().try_into().ok()?;
    let mut bytes = [0; 16];
    HEXLOWER.decode_mut(digits, &mut bytes).ok()?;
    Some(bytes)
}

impl fmt::Display for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(HEXLOWER.encode_mut_str(&self.0, &mut [0; 32]))
    }
}

impl fmt::Debug for PublicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicId({self})")
    }
}

/// Why a text cannot be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing is there to tell it from others.
    #[error("an id cannot be empty")]
    Empty,
    /// It is longer than [`ID_BYTES_MAX`].
    #[error("an id may have at most {ID_BYTES_MAX} bytes")]
    TooLong,
    /// It could not be shown on a line or put into a path.
    #[error("an id cannot contain control characters")]
    ControlCharacter,
    /// It would collide with a path of the API.
    #[error("this name is reserved for a path of the API; choose another")]
    Reserved,
    /// A path has no place for it.
    #[error("an account or project id may contain only letters, digits, '-', '_', '.', and ':'")]
    NotAPathSegment,
}

/// Checks an id that a sender chose for a conversation, a turn, a function event or a span.
///
/// # Errors
/// Says what is wrong with it.
pub fn check_id(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > ID_BYTES_MAX {
        return Err(IdError::TooLong);
    }
    // Nearly every id is plain, which one look at all of its bytes tells.
    let is_plain = text.bytes().fold(true, |plain, byte| plain & (b' '..0x7f).contains(&byte));
    let has_control = !is_plain && text.chars().any(char::is_control);
    if has_control {
        return Err(IdError::ControlCharacter);
    }
    Ok(())
}

/// What of an id that is too long stays in front of its hash, in bytes.
const KEPT_BYTES: usize = 200;

/// Returns a text without what nobody sees around it: white space, and characters that have no width.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || terminal::is_unseen(character))
}

/// Returns an id as it is stored: without white space around it, and where it could not be one, the nearest that can.
/// Control characters are replaced, and a longer one than an id may be keeps its beginning and gets a hash of the whole,
/// so that two of them stay two.
#[must_use]
pub fn mend_id(text: &str) -> Cow<'_, str> {
    let text = trim(text);
    match check_id(text) {
        Ok(()) | Err(IdError::Empty) => text.into(),
        Err(_) if text.len() <= ID_BYTES_MAX => replace_controls(text).into(),
        Err(_) => {
            let kept = replace_controls(&text[..text.floor_char_boundary(KEPT_BYTES)]);
            let hash = HEXLOWER.encode(&Sha256::digest(text)[..16]);
            format!("{kept}~{hash}").into()
        }
    }
}

fn replace_controls(text: &str) -> String {
    // One byte for one, so that it gets no longer.
    let replaced = |character: char| if character.is_control() { '?' } else { character };
    text.chars().map(replaced).collect()
}

/// Account ids that would be mistaken for the paths `/v1/agents` and `/v1/ingest`.
const RESERVED_ACCOUNTS: [&str; 2] = ["agents", "ingest"];

/// Checks an account or project id, which are segments of a path.
fn check_tenant(text: &str) -> Result<(), IdError> {
    check_id(text)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    if text.bytes().all(allowed) && text != "." && text != ".." { Ok(()) } else { Err(IdError::NotAPathSegment) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a checked id.
            ///
            /// # Errors
            /// Says what is wrong with it.
            pub fn new(text: impl Into<String>) -> Result<$name, IdError> {
                let text = text.into();
                $name::check(&text)?;
                Ok($name(text))
            }

            /// Checks whether a text could be one.
            ///
            /// # Errors
            /// Says what is wrong with it.
            pub fn check(text: &str) -> Result<(), IdError> {
                let check: fn(&str) -> Result<(), IdError> = $check;
                check(text)
            }

            /// Returns the id's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

id!(
    /// A tenant.
    AccountId,
    |text| {
        check_tenant(text)?;
        if RESERVED_ACCOUNTS.contains(&text) { Err(IdError::Reserved) } else { Ok(()) }
    }
);
id!(
    /// One agent of a tenant.
    ProjectId,
    check_tenant
);
id!(
    /// One call or chat; unique within its project.
    ConversationId,
    check_id
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_account_ids_that_are_paths() {
        for name in ["agents", "ingest"] {
            assert_eq!(AccountId::new(name), Err(IdError::Reserved));
        }
        assert_eq!(AccountId::new("a/b"), Err(IdError::NotAPathSegment));
        assert_eq!(ProjectId::new(".."), Err(IdError::NotAPathSegment));
        assert!(AccountId::new("acme-uk").is_ok() && ProjectId::new("agents").is_ok());
    }

    #[test]
    fn refuses_conversation_ids_that_cannot_be_shown() {
        assert_eq!(ConversationId::new(""), Err(IdError::Empty));
        assert_eq!(ConversationId::new("a\0b"), Err(IdError::ControlCharacter));
        assert_eq!(ConversationId::new("x".repeat(257)), Err(IdError::TooLong));
        assert!(ConversationId::new("CA 42/é").is_ok());
    }

    #[test]
    fn what_could_be_no_id_becomes_one_and_two_stay_two() {
        for (given, id) in [
            (" CA42\n", "CA42"),
            ("CA42", "CA42"),
            ("\u{a0}a b\u{2003}", "a b"),
            ("\u{feff}CA42\u{200b} ", "CA42"),
            ("\u{200e}CA\u{200b}42\u{2069}", "CA\u{200b}42"),
            ("a\0b", "a?b"),
            (" \u{2060}", ""),
        ] {
            assert_eq!(mend_id(given), id);
        }
        let long = |end: &str| format!("{}{end}", "é".repeat(200));
        let (one, two) = (mend_id(&long("1")).into_owned(), mend_id(&long("2")).into_owned());
        assert!(one != two && check_id(&one).is_ok() && one.starts_with("éé"));
        assert_eq!(mend_id(&one), one, "it is one now");
    }

    #[test]
    fn a_producer_reads_back_and_nothing_else_does() {
        let id = ProducerId::from_bytes(*b"0123456789abcdef");
        assert_eq!(ProducerId::parse(&id.to_string()), Some(id));
        assert_eq!(ProducerId::parse(&id.to_string().to_uppercase().replace('3', "F")), None);
        assert_eq!(ProducerId::parse("00"), None);
    }

    #[test]
    fn derived_producers_keep_the_borders_between_parts() {
        assert_ne!(ProducerId::derive(&[b"ab", b"c"]), ProducerId::derive(&[b"a", b"bc"]));
    }
}
