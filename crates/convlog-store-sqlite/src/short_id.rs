//! Ids of turns and function events, which senders make of random bits: those that are plain hex digits or UUIDs rest
//! as their bits, in half the space.
//!
//! An id reads back to the byte, and two ids are equal exactly when their stored forms are.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

const HEX_16: u8 = 1;
const HEX_32: u8 = 2;
const UUID: u8 = 3;

/// Where the dashes of a UUID stand.
const DASHES: [usize; 4] = [8, 13, 18, 23];

/// The form in which an id is stored.
pub(crate) enum ShortId<'a> {
    /// A tag and 8 or 16 bytes.
    Bits([u8; 17], usize),
    /// Any other id.
    Text(&'a str),
}

impl<'a> ShortId<'a> {
    pub(crate) fn new(text: &'a str) -> ShortId<'a> {
        let bits = match text.len() {
            16 => pack(HEX_16, text.bytes()),
            32 => pack(HEX_32, text.bytes()),
            36 if DASHES.iter().all(|at| text.as_bytes()[*at] == b'-') => {
                let digits = text.bytes().enumerate().filter(|(at, _)| !DASHES.contains(at));
                pack(UUID, digits.map(|(_, digit)| digit))
            }
            _ => None,
        };
        bits.map_or(ShortId::Text(text), |(bytes, len)| ShortId::Bits(bytes, len))
    }
}

impl ToSql for ShortId<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            ShortId::Bits(bytes, len) => ValueRef::Blob(&bytes[..*len]),
            ShortId::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// An id as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LongId(pub(crate) String);

impl FromSql for LongId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<LongId> {
        match value {
            ValueRef::Text(text) => {
                std::str::from_utf8(text).map(|text| LongId(text.to_owned())).map_err(FromSqlError::other)
            }
            ValueRef::Blob(bytes) => unpack(bytes).map(LongId).ok_or(FromSqlError::InvalidType),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

fn pack(tag: u8, digits: impl Iterator<Item = u8>) -> Option<([u8; 17], usize)> {
    let mut out = [0; 17];
    out[0] = tag;
    let mut count = 0;
    for digit in digits {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        out[1 + count / 2] |= value << (4 * (1 - count % 2));
        count += 1;
    }
    Some((out, 1 + count / 2))
}

fn unpack(bytes: &[u8]) -> Option<String> {
    let (tag, bits) = bytes.split_first()?;
    if !matches!((*tag, bits.len()), (HEX_16, 8) | (HEX_32 | UUID, 16)) {
        return None;
    }
    let mut text = String::with_capacity(36);
    for byte in bits {
        if *tag == UUID && DASHES.contains(&text.len()) {
            text.push('-');
        }
        for value in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(value)]));
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stored(text: &str) -> (usize, String) {
        let id = ShortId::new(text);
        let ToSqlOutput::Borrowed(value) = id.to_sql().unwrap() else { panic!() };
        let len = match value {
            ValueRef::Blob(bytes) | ValueRef::Text(bytes) => bytes.len(),
            _ => panic!(),
        };
        (len, LongId::column_result(value).unwrap().0)
    }

    proptest! {
        #[test]
        fn every_id_reads_back_to_the_byte(
            text in prop_oneof![
                "[0-9a-f]{16}", "[0-9a-f]{32}", "[0-9a-fA-F]{32}", "[0-9a-g]{16}",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "[0-9a-f-]{36}", "[0-9a-f]{7}-[0-9a-f]{5}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", ".{1,40}",
            ]
        ) {
            prop_assert_eq!(stored(&text).1, text);
        }
    }

    #[test]
    fn random_bits_take_half_the_space() {
        assert_eq!(stored("0123456789abcdef").0, 9);
        assert_eq!(stored("0123456789abcdef0123456789abcdef").0, 17);
        assert_eq!(stored("01234567-89ab-cdef-0123-456789abcdef").0, 17);
        assert_eq!(stored("0123456789ABCDEF").0, 16);
        assert_eq!(stored("turn-1").0, 6);
    }

    #[test]
    fn refuses_bytes_it_cannot_have_written() {
        for bytes in [&[][..], &[1, 2], &[9; 9], &[2; 9]] {
            assert!(LongId::column_result(ValueRef::Blob(bytes)).is_err());
        }
    }
}
