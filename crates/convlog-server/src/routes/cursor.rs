//! Cursors: a place in a list as opaque text. It holds the sort values and the id of a row its reader was shown, and
//! nothing else.

use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::{ConversationId, PublicId, Timestamp};
use convlog_store::{EntryPosition, Position};
use data_encoding::HEXLOWER;

use crate::responses::review::{NodePlace, TurnPart};

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

/// What a cursor among the entries of a conversation looks like.
pub(crate) const ENTRY_PATTERN: &str = "^1-[0-9a-f]{48}$";
/// How long it is, in characters.
pub(crate) const ENTRY_LEN: usize = VERSION.len() + 48;

/// Writes the place of an entry as a cursor.
pub(crate) fn write_entry(position: &EntryPosition) -> String {
    let mut cursor = VERSION.to_owned();
    HEXLOWER.encode_append(&position.time.as_micros().to_be_bytes(), &mut cursor);
    cursor + &position.id.to_string()
}

/// Reads the cursor of an entry; `None` where it does not look like one.
pub(crate) fn read_entry(cursor: &str) -> Option<EntryPosition> {
    let (time, id) = cursor.strip_prefix(VERSION)?.split_at_checked(16)?;
    let micros = HEXLOWER.decode(time.as_bytes()).ok()?.try_into().ok()?;
    Some(EntryPosition { time: Timestamp::from_micros(i64::from_be_bytes(micros)), id: PublicId::parse(id)? })
}

/// What a cursor among the function events and spans of a conversation looks like.
pub(crate) const NODE_PATTERN: &str = "^1-[0-9a-f]{8}0[0-2][0-9a-f]{48}$";
/// How long it is, in characters.
pub(crate) const NODE_LEN: usize = VERSION.len() + 58;

/// Writes the place of a function event or a span as a cursor.
pub(crate) fn write_node(place: &NodePlace) -> String {
    let mut cursor = VERSION.to_owned();
    let part = [place.part as u8];
    for bytes in [&place.turn.to_be_bytes()[..], &part, &place.time.as_micros().to_be_bytes(), &place.id] {
        HEXLOWER.encode_append(bytes, &mut cursor);
    }
    cursor
}

/// Reads the cursor of a function event or a span; `None` where it does not look like one.
pub(crate) fn read_node(cursor: &str) -> Option<NodePlace> {
    let bytes = HEXLOWER.decode(cursor.strip_prefix(VERSION)?.as_bytes()).ok()?;
    let (turn, rest) = bytes.split_first_chunk()?;
    let (part, rest) = rest.split_first()?;
    let (micros, id) = rest.split_first_chunk()?;
    let part = [TurnPart::Events, TurnPart::Spans, TurnPart::Whole].into_iter().find(|known| *known as u8 == *part)?;
    let time = Timestamp::from_micros(i64::from_be_bytes(*micros));
    Some(NodePlace { turn: u32::from_be_bytes(*turn), part, time, id: id.try_into().ok()? })
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
    fn the_cursor_of_an_entry_leads_back_to_its_place() {
        let id = PublicId::parse("0123456789abcdef0123456789abcdef").unwrap();
        for micros in [1_748_958_038_580_000, -1, i64::MAX] {
            let position = EntryPosition { time: Timestamp::from_micros(micros), id };
            let cursor = write_entry(&position);
            assert_eq!((read_entry(&cursor), cursor.len()), (Some(position), ENTRY_LEN));
        }
        for text in
            ["", "1-", "1-00", "1-00000000000000000123456789abcdef0123456789abcdeF", "1-caf\u{e9}caf\u{e9}caf\u{e9}caf"]
        {
            assert_eq!(read_entry(text), None, "{text}");
        }
    }

    #[test]
    fn the_cursor_of_a_node_leads_back_to_its_place() {
        for (turn, part) in [(0, TurnPart::Events), (u32::MAX, TurnPart::Spans), (7, TurnPart::Whole)] {
            let place = NodePlace { turn, part, time: Timestamp::from_micros(-5), id: [0xa5; 16] };
            let cursor = write_node(&place);
            assert_eq!((read_node(&cursor), cursor.len()), (Some(place), NODE_LEN));
            assert_eq!(read_node(&cursor[..NODE_LEN - 2]), None);
            assert_eq!(read_node(&(cursor + "00")), None);
        }
        assert_eq!(read_node(&format!("1-{}", "3".repeat(58))), None);
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
