//! Cursors: a place in a list as opaque text. It holds the sort values and the id of a row its reader was shown, and
//! nothing else.

use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::{ConversationId, Timestamp};
use convlog_store::Position;
use data_encoding::HEXLOWER;

/// Stands first, so that another form can follow one day.
const VERSION: &str = "1-";

/// What a cursor looks like.
pub(crate) const PATTERN: &str = "^(1-[0-9a-f]{16}([0-9a-f]{2})+)?$";
/// The longest cursor, in characters.
pub(crate) const LEN_MAX: usize = VERSION.len() + 16 + 2 * ID_BYTES_MAX;

/// Writes a place as a cursor.
pub(super) fn write(position: &Position) -> String {
    let mut cursor = VERSION.to_owned();
    HEXLOWER.encode_append(&position.started_at.as_micros().to_be_bytes(), &mut cursor);
    HEXLOWER.encode_append(position.id.as_str().as_bytes(), &mut cursor);
    cursor
}

/// Reads a cursor; `None` where it does not look like one.
pub(crate) fn read(cursor: &str) -> Option<Position> {
    let digits = cursor.strip_prefix(VERSION).filter(|digits| digits.len() <= 16 + 2 * ID_BYTES_MAX)?;
    let bytes = HEXLOWER.decode(digits.as_bytes()).ok()?;
    let (micros, id) = bytes.split_first_chunk().filter(|(_, id)| !id.is_empty())?;
    // One that somebody made up leads to a place before or behind every id, which is as good as any.
    let id = String::from_utf8(id.to_vec()).ok().and_then(|id| ConversationId::new(id).ok());
    let id = id.or_else(|| ConversationId::new("\u{10ffff}").ok())?;
    Some(Position { started_at: Timestamp::from_micros(i64::from_be_bytes(*micros)), id })
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
