//! What no server will ever take, with the reason and when it was refused: `<spool>/dead-letters/<producer>.ndjson`.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use convlog_core::Timestamp;
use data_encoding::HEXLOWER;

use super::lines::Lines;
use crate::counters::Counters;
use crate::record::Json;
use crate::spool::directory::Adopted;
use crate::spool::root::{DEAD_LETTERS, Root};

/// The most damaged bytes kept in one letter.
const DAMAGE_BYTES_MAX: usize = 4 * 1024;

/// The place of dead letters.
#[derive(Debug)]
pub(super) struct DeadLetters {
    lines: Lines,
    counters: Arc<Counters>,
}

impl DeadLetters {
    pub(super) fn new(root: Option<Arc<Root>>, counters: Arc<Counters>) -> DeadLetters {
        DeadLetters { lines: Lines::new(root, DEAD_LETTERS), counters }
    }

    /// Keeps a record that a server refused.
    pub(super) fn refused(&self, producer: &str, record: &[u8], code: &str, field: Option<&str>, reason: Option<&str>) {
        let mut letter = begin(code);
        for (name, value) in [("field", field), ("reason", reason)] {
            letter.key(name);
            match value {
                Some(value) => letter.string(value),
                None => letter.null(),
            }
        }
        letter.key("record");
        letter.raw(record);
        letter.end_object();
        self.keep(producer, &letter);
    }

    /// Keeps bytes that are no record any more.
    pub(super) fn damaged(&self, producer: &str, bytes: &[u8]) {
        let mut letter = begin("damaged");
        letter.member_string("reason", "the checksum of the spooled record is wrong");
        letter.key("bytes");
        letter.uint(bytes.len() as u64);
        letter.member_string("hex", &HEXLOWER.encode(&bytes[..bytes.len().min(DAMAGE_BYTES_MAX)]));
        letter.end_object();
        self.keep(producer, &letter);
    }

    /// Moves a file aside that is no segment any more.
    pub(super) fn move_aside(&self, adopted: &Adopted, name: &str) {
        let aside = format!("{}-{name}.damaged", adopted.name());
        let moved = self.lines.folder().and_then(|folder| {
            // Its age as a dead letter begins now.
            adopted.dir().file(name)?.set_modified(SystemTime::now())?;
            adopted.dir().rename(name, &folder, aside)
        });
        if moved.is_err() {
            let _ = adopted.dir().remove(name);
        }
    }

    fn keep(&self, producer: &str, letter: &Json) {
        if self.lines.append(producer, letter.as_bytes()).unwrap_or(false) {
            self.counters.dead_letters.add(1);
        } else {
            self.counters.dead_letters_dropped.add(1);
        }
    }
}

/// Begins a letter.
fn begin(code: &str) -> Json {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
    let mut letter = Json::new();
    letter.begin_object();
    letter.member_string("code", code);
    letter.member_string("at", &Timestamp::from_micros(i64::try_from(since_epoch).unwrap_or(i64::MAX)).to_string());
    letter
}
