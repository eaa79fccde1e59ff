//! Cursors: a place in a list as opaque text. It holds the sort values and the id of a row its reader was shown, and
//! nothing else.

use std::fmt::Write;

use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::{ConversationId, Timestamp};
use convlog_store::Position;

/// Stands first, so that another form can follow one day.
const VERSION: &str = "1-";

/// What a cursor looks like.
pub(crate) const PATTERN: &str = "^(1-[0-9a-f]{16}([0-9a-f]{2})+)?$";
/// The longest cursor, in characters.
pub(crate) const LEN_MAX: usize = VERSION.len() + 16 + 2 * ID_BYTES_MAX;

/// Writes a place as a cursor.
pub(super) fn write(position: &Position) -> String {
    let mut cursor = format!("{VERSION}{:016x}", position.started_at.as_micros());
    for byte in position.id.as_str().bytes() {
        // Writing to a string cannot fail.
        let _ = write!(cursor, "{byte:02x}");
    }
    cursor
}

/// Reads a cursor; `None` where it does not look like one.
pub(crate) fn read(cursor: &str) -> Option<Position> {
    let digits = cursor.strip_prefix(VERSION).filter(|digits| digits.len() <= 16 + 2 * ID_BYTES_MAX)?;
    if !digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let (time, id) = digits.split_at_checked(16).filter(|(_, id)| !id.is_empty())?;
    let micros = u64::from_str_radix(time, 16).ok()? as i64;
    let pairs = id.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok())
        .collect();
    // One that somebody made up leads to a place before or behind every id, which is as good as any.
    let id = String::from_utf8(bytes?).ok().and_then(|id| ConversationId::new(id).ok());
    let id = id.or_else(|| ConversationId::new("\u{10ffff}").ok())?;
    Some(Position { started_at: Timestamp::from_micros(micros), id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        for (micros, id) in [(1_748_958_038_580_000, "CA42"), (-1, "caf\u{e9}")] {
            let position =
                Position { started_at: Timestamp::from_micros(micros), id: ConversationId::new(id).unwrap() };
            let cursor = write(&position);
            assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{cursor}");
            assert_eq!(read(&cursor), Some(position));
            assert!(cursor.len() <= LEN_MAX);
        }
    }

    #[test]
    fn refuses_what_is_no_cursor() {
        for text in [
            "",
            "1-",
            "1-00",
            "2-000000000000000041",
            "1-000000000000000x41",
            "1-00000000000000004",
            "1-0000000000000000F0",
            "1-0000000000000000+1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("1-{}", "0".repeat(16 + 2 * ID_BYTES_MAX + 2))), None);
        assert!(read("1-0000000000000000ff").is_some(), "it is one, though nobody was given it");
    }
}
