//! Hints: habits of a calling line that its developer may want to change, told by the sender with the entry they are of.
//!
//! A hint belongs to its entry and shares its part: a reader who may not see all of the entry is not told of the hint.
//! One that was made from several entries says from how many, so that [`view`](crate::view) can count them again among
//! those that a reader sees.

use convlog_guard::judge_id;
use serde::{Deserialize, Serialize};

use crate::ids::check_id;
use crate::rejection::Rejection;
use crate::repair::Repair;

/// The most hints of one entry.
const HINTS_MAX: usize = 8;

/// A habit of a calling line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Habit {
    /// A value stands by position where the flag belongs.
    PositionalArgs,
    /// `pii=` is said for `is_pii=`.
    PiiAlias,
    /// The message has more than 200 characters.
    LongMessage,
    /// The entry has more than 4 KiB.
    LargePayload,
    /// The line logs in a tight loop.
    Loop,
    /// A field of the record was taken in another form than it came in.
    FieldMended,
    /// A field of the record was left out.
    FieldLeftOut,
}

impl Habit {
    /// Every habit.
    pub const ALL: [Habit; 7] = [
        Habit::PositionalArgs,
        Habit::PiiAlias,
        Habit::LongMessage,
        Habit::LargePayload,
        Habit::Loop,
        Habit::FieldMended,
        Habit::FieldLeftOut,
    ];

    /// Returns the habit's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Habit::PositionalArgs => "positional_args",
            Habit::PiiAlias => "pii_alias",
            Habit::LongMessage => "long_message",
            Habit::LargePayload => "large_payload",
            Habit::Loop => "loop",
            Habit::FieldMended => "field_mended",
            Habit::FieldLeftOut => "field_left_out",
        }
    }
}

/// What a sender points out about the line that made an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// What is pointed out.
    pub habit: Habit,
    /// Where the line stands, as `file:line`; of a field that was mended or left out, its name.
    pub at: String,
    /// From how many entries of this place and producer it was made, up to its own and with it.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub lines: u32,
}

impl Hint {
    /// Points out what became of a field.
    pub(crate) fn of_mend(field: &str, mend: Repair) -> Hint {
        let habit = match mend {
            Repair::Mended => Habit::FieldMended,
            Repair::LeftOut => Habit::FieldLeftOut,
        };
        Hint { habit, at: field.to_owned(), lines: one() }
    }
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(lines: &u32) -> bool {
    *lines == 1
}

/// Reads the hints of a log record. They help and decide nothing, so what cannot be used is left out with a note.
pub(crate) fn read(raw: &str, notes: &mut Vec<Rejection>) -> Vec<Hint> {
    let Ok(given) = serde_json::from_str::<Vec<serde_json::Value>>(raw) else {
        notes.push(left_out("give a list of objects with `habit` and `at`"));
        return Vec::new();
    };
    let count = given.len();
    let mut hints: Vec<Hint> = given.into_iter().filter_map(|hint| serde_json::from_value(hint).ok()).collect();
    hints.retain(|hint| check_id(&hint.at).is_ok() && judge_id(&hint.at).is_none());
    hints.truncate(HINTS_MAX);
    if hints.len() < count {
        notes.push(left_out("some have an unknown habit, have no source location, or are too many"));
    }
    hints
}

fn left_out(reason: &'static str) -> Rejection {
    Rejection::field("hint_left_out", "hints", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_read_as_they_are_written_and_what_is_none_is_left_out_with_a_note() {
        let given = r#"[{"habit":"long_message","at":"a.py:1"},{"habit":"loop","at":"b.py:2","lines":68}]"#;
        let mut notes = Vec::new();
        let hints = read(given, &mut notes);
        assert_eq!((serde_json::to_string(&hints).unwrap().as_str(), notes.len()), (given, 0));
        assert_eq!(hints.iter().map(|hint| hint.lines).collect::<Vec<_>>(), [1, 68]);
        for (wrong, left) in [
            (r#"{"habit":"loop","at":"a.py:1"}"#, 0),
            (r#"[{"habit":"sings","at":"a.py:1"},{"habit":"loop","at":"a.py:1"}]"#, 1),
            (r#"[{"habit":"loop","at":"+44 7700 900123"},{"habit":"loop"},{"habit":"loop","at":""}]"#, 0),
            (r#"[1,{"habit":"loop","at":"a.py:1","lines":-1}]"#, 0),
        ] {
            let mut notes = Vec::new();
            assert_eq!((read(wrong, &mut notes).len(), notes.len()), (left, 1), "{wrong}");
        }
        let many = [r#"{"habit":"loop","at":"a.py:1"}"#; HINTS_MAX + 1].join(",");
        assert_eq!(read(&format!("[{many}]"), &mut notes).len(), HINTS_MAX);
    }

    #[test]
    fn a_habit_has_one_name() {
        for habit in Habit::ALL {
            assert_eq!(serde_json::to_value(habit).unwrap(), habit.as_str());
        }
    }
}
