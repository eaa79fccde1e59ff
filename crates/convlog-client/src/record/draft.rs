//! One log entry while it is being rendered: its JSON, its personal values, what had to be cut.
//!
//! How a foreign value (a Python object) becomes JSON is the renderer's business; what an entry looks like is ours.

use std::ops::{Deref, DerefMut};

use convlog_core::limits::{ENTRY_BYTES_MAX, POINTERS_MAX, STRING_BYTES_MAX};
use convlog_core::timestamp::RFC3339_LEN;
use convlog_core::{Habit, Level};

use super::json::{Json, Mark};

/// The logger of `conv.log` entries.
pub const LOGGER: &str = "conversation_logger";

/// Room kept at the end of an entry for the pointers that say what was cut.
const TAIL_BYTES: usize = 4 * 1024;

/// A reusable buffer holding one entry.
///
/// `begin`, then the extras with the methods of [`Json`] (`key` and a value each), then
/// [`Client::log`](crate::Client::log), which stamps the time and leaves the draft ready for the next `begin`.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    json: Json,
    timestamp_at: usize,
    pii: Json,
    pii_count: usize,
    truncated: Json,
    /// Whether there was no room to say what was cut.
    is_truncated_somewhere: bool,
    hints: Json,
    /// How many bytes the content takes as JSON.
    content_bytes: usize,
    sealed: bool,
}

impl Draft {
    /// Makes an empty draft.
    #[must_use]
    pub fn new() -> Draft {
        Draft::default()
    }

    /// Begins an entry of `conv.log`: level, content, the flag, a gap for the time and the logger's name.
    ///
    /// Content past the limit of a text is cut and says so.
    #[inline]
    pub fn begin(&mut self, level: Level, content: &str, is_pii: bool) {
        self.begin_as(LOGGER, level, content, is_pii);
    }

    /// Begins an entry of another logger (`api_responses`).
    #[inline]
    pub fn begin_as(&mut self, logger: &str, level: Level, content: &str, is_pii: bool) {
        self.reset();
        let bytes = &mut self.json.bytes;
        bytes.extend_from_slice(match level {
            Level::Info => b"\"entry\":{\"level\":\"info\",\"content\":",
            Level::Warning => b"\"entry\":{\"level\":\"warning\",\"content\":",
            Level::Error => b"\"entry\":{\"level\":\"error\",\"content\":",
        });
        let content_at = self.json.len();
        if content.len() <= STRING_BYTES_MAX {
            self.json.string(content);
        } else {
            self.json.string_bounded(content, STRING_BYTES_MAX);
            self.truncated("/content");
        }
        self.content_bytes = self.json.len() - content_at;
        let bytes = &mut self.json.bytes;
        bytes.extend_from_slice(if is_pii {
            b",\"is_pii\":true,\"timestamp\":\""
        } else {
            b",\"is_pii\":false,\"timestamp\":\""
        });
        self.timestamp_at = bytes.len();
        bytes.extend_from_slice(&[b'0'; RFC3339_LEN]);
        bytes.extend_from_slice(b"\",\"logger\":");
        self.json.string(logger);
    }

    /// Writes a text value, cut at the limit of a text; returns whether it was cut, so that the caller, who knows
    /// where the value stands, calls [`Draft::truncated`].
    #[inline]
    pub fn text(&mut self, value: &str) -> bool {
        self.json.string_bounded(value, STRING_BYTES_MAX)
    }

    /// Returns how many bytes the content takes as JSON.
    #[must_use]
    pub fn content_bytes(&self) -> usize {
        self.content_bytes
    }

    /// Flags the value at `pointer` as personal; the pointer is relative to the entry (`/phone`).
    ///
    /// Past the limit of pointers the whole entry is flagged instead: more is hidden, never less.
    pub fn pii(&mut self, pointer: &str) {
        self.pii_count += 1;
        match self.pii_count {
            ..=POINTERS_MAX => {
                self.pii.string_after("/entry", pointer);
            }
            over if over == POINTERS_MAX + 1 => {
                self.pii.clear();
                self.pii.string("/entry");
            }
            _ => {}
        }
    }

    /// Notes that the value at `pointer`, relative to the entry, was cut; `""` is the entry itself.
    ///
    /// A note for which there is no room becomes one of the entry: whoever reads it looks for what may be cut.
    pub fn truncated(&mut self, pointer: &str) {
        if !self.truncated_if_room(pointer) && !self.is_truncated_somewhere {
            self.is_truncated_somewhere = true;
            self.truncated.string("");
        }
    }

    /// Notes that a flagged value was cut, if there is room: nobody is shown the note who is not shown the value.
    pub fn truncated_apart(&mut self, pointer: &str) {
        self.truncated_if_room(pointer);
    }

    fn truncated_if_room(&mut self, pointer: &str) -> bool {
        let fits = self.truncated.len() + pointer.len() < TAIL_BYTES - 256;
        if fits {
            self.truncated.string(pointer);
        }
        fits
    }

    /// Points out a habit of the calling line, which stands at `at` (`file:line`), made from this many entries of its
    /// place up to this one. Only who may see all of this entry, and as many before it, is told.
    pub fn hint(&mut self, habit: Habit, at: &str, lines: u32) {
        self.hints.begin_object();
        self.hints.member_string("habit", habit.as_str());
        self.hints.member_string("at", at);
        if lines > 1 {
            self.hints.key("lines");
            self.hints.uint(u64::from(lines));
        }
        self.hints.end_object();
    }

    /// Whether anything of this entry was cut.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        !self.truncated.is_empty()
    }

    /// How many more bytes of JSON this entry may take; a renderer that would pass it takes its value back
    /// ([`Json::rollback`]) and calls `truncated("")`.
    #[must_use]
    pub fn bytes_left(&self) -> usize {
        (ENTRY_BYTES_MAX - TAIL_BYTES).saturating_sub(self.json.len())
    }

    /// Whether a value written since `mark` made the entry too large; if so it was taken back and noted as cut.
    pub fn take_back_if_too_large(&mut self, mark: Mark) -> bool {
        let too_large = self.json.len() > ENTRY_BYTES_MAX - TAIL_BYTES;
        if too_large {
            self.json.rollback(mark);
            self.truncated("");
        }
        too_large
    }

    /// Closes the entry and returns the members of its record and where the timestamp belongs in them.
    ///
    /// A draft that was never begun becomes an empty entry rather than a broken one.
    pub(crate) fn seal(&mut self, level: Level) -> (&[u8], usize) {
        if self.json.is_empty() {
            self.begin(level, "", false);
        }
        if !self.sealed {
            self.sealed = true;
            if !self.truncated.is_empty() {
                self.json.key("_truncated");
                self.json.begin_array();
                self.json.members(&self.truncated.bytes);
                self.json.end_array();
            }
            self.json.end_object();
            for (name, list) in [("pii", &self.pii), ("hints", &self.hints)] {
                if !list.is_empty() {
                    self.json.key(name);
                    self.json.begin_array();
                    self.json.members(&list.bytes);
                    self.json.end_array();
                }
            }
        }
        (&self.json.bytes, self.timestamp_at)
    }

    /// Returns the entry as rendered so far, closed, with `timestamp` in its place; for consoles and captures.
    #[must_use]
    pub fn rendered(&self, timestamp: &[u8; RFC3339_LEN]) -> Vec<u8> {
        let mut copy = self.clone();
        let prefix = b"\"entry\":".len();
        copy.pii.clear();
        copy.hints.clear();
        let at = copy.timestamp_at;
        if copy.json.is_empty() {
            return b"{}".to_vec();
        }
        copy.json.bytes[at..at + RFC3339_LEN].copy_from_slice(timestamp);
        copy.seal(Level::Info);
        copy.json.bytes.split_off(prefix)
    }

    /// Returns what was pointed out so far, as a JSON list; for captures.
    #[must_use]
    pub fn rendered_hints(&self) -> Vec<u8> {
        [b"[", self.hints.as_bytes(), b"]"].concat()
    }

    fn reset(&mut self) {
        self.json.clear();
        self.pii.clear();
        self.pii_count = 0;
        self.truncated.clear();
        self.is_truncated_somewhere = false;
        self.hints.clear();
        self.sealed = false;
    }
}

impl Deref for Draft {
    type Target = Json;

    fn deref(&self) -> &Json {
        &self.json
    }
}

impl DerefMut for Draft {
    fn deref_mut(&mut self) -> &mut Json {
        &mut self.json
    }
}
