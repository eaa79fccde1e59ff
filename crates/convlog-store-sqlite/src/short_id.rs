//! Ids of turns and function events, which senders make of random bits: those that are plain hex digits or UUIDs rest
//! as their bits, in half the space.
//!
//! An id reads back to the byte, and two ids are equal exactly when their stored forms are.

use data_encoding::HEXLOWER;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

const HEX_16: u8 = 1;
const HEX_32: u8 = 2;
const UUID: u8 = 3;

/// Where the digits of a UUID stand, between its dashes.
const GROUPS: [std::ops::Range<usize>; 5] = [0..8, 9..13, 14..18, 19..23, 24..36];

/// The form in which an id is stored.
pub(crate) enum ShortId<'a> {
    /// A tag and 8 or 16 bytes.
    Bits([u8; 17], usize),
    /// Any other id.
    Text(&'a str),
}

impl<'a> ShortId<'a> {
    pub(crate) fn new(text: &'a str) -> ShortId<'a> {
        let bytes = text.as_bytes();
        let bits = match bytes.len() {
            16 => pack(HEX_16, bytes),
            32 => pack(HEX_32, bytes),
            36 if [8, 13, 18, 23].iter().all(|dash| bytes[*dash] == b'-') => {
                let mut digits = [0; 32];
                let mut filled = 0;
                for group in GROUPS {
                    digits[filled..filled + group.len()].copy_from_slice(&bytes[group.clone()]);
                    filled += group.len();
                }
                pack(UUID, &digits)
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

fn pack(tag: u8, digits: &[u8]) -> Option<([u8; 17], usize)> {
    let mut out = [0; 17];
    out[0] = tag;
    let len = 1 + digits.len() / 2;
    HEXLOWER.decode_mut(digits, &mut out[1..len]).ok()?;
    Some((out, len))
}

fn unpack(bytes: &[u8]) -> Option<String> {
    let (tag, bits) = bytes.split_first()?;
    if !matches!((*tag, bits.len()), (HEX_16, 8) | (HEX_32 | UUID, 16)) {
        return None;
    }
    let mut digits = [0; 32];
    let digits = HEXLOWER.encode_mut_str(bits, &mut digits[..2 * bits.len()]);
    if *tag != UUID {
        return Some(digits.to_owned());
    }
    let mut text = String::with_capacity(36);
    let mut rest = digits;
    for group in GROUPS {
        let (first, others) = rest.split_at(group.len());
        if !text.is_empty() {
            text.push('-');
        }
        text.push_str(first);
        rest = others;
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
