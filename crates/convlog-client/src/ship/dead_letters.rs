//! What no server will ever take, with the reason: `<spool>/dead-letters/<producer>.ndjson`, readable for our user
//! alone, bounded.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::counters::Counters;
use crate::record::Json;
use crate::scope::hex;
use crate::spool::directory::{DEAD_LETTERS, make_private_dirs};

/// The most bytes of one dead-letter file.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// The most damaged bytes kept in one letter.
const DAMAGE_BYTES_MAX: usize = 4 * 1024;

/// The place of dead letters.
#[derive(Debug)]
pub(super) struct DeadLetters {
    folder: Option<PathBuf>,
    counters: Arc<Counters>,
}

impl DeadLetters {
    pub(super) fn new(spool: Option<PathBuf>, counters: Arc<Counters>) -> DeadLetters {
        DeadLetters { folder: spool.map(|spool| spool.join(DEAD_LETTERS)), counters }
    }

    /// Keeps a record that a server refused.
    pub(super) fn refused(&self, producer: &str, record: &[u8], code: &str, field: Option<&str>, reason: Option<&str>) {
        let mut letter = Json::new();
        letter.begin_object();
        letter.member_string("code", code);
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
        let mut letter = Json::new();
        letter.begin_object();
        letter.member_string("code", "damaged");
        letter.member_string("reason", "the checksum of the spooled record does not hold");
        letter.key("bytes");
        letter.uint(bytes.len() as u64);
        letter.member_string("hex", &hex(&bytes[..bytes.len().min(DAMAGE_BYTES_MAX)]));
        letter.end_object();
        self.keep(producer, &letter);
    }

    /// Moves a file aside that is no segment any more.
    pub(super) fn move_aside(&self, path: &std::path::Path, producer: &str) {
        let name = path.file_name().map(|name| format!("{producer}-{}.damaged", name.to_string_lossy()));
        let moved = self.folder.as_ref().zip(name).is_some_and(|(folder, name)| {
            make_private_dirs(folder).is_ok() && std::fs::rename(path, folder.join(name)).is_ok()
        });
        if !moved {
            let _ = std::fs::remove_file(path);
        }
    }

    fn keep(&self, producer: &str, letter: &Json) {
        let written = self.folder.as_ref().is_some_and(|folder| {
            make_private_dirs(folder).is_ok()
                && OpenOptions::new()
                    .append(true)
                    .create(true)
                    .mode(0o600)
                    .open(folder.join(format!("{producer}.ndjson")))
                    .is_ok_and(|mut file| {
                        let room = file.metadata().is_ok_and(|metadata| metadata.len() < FILE_BYTES_MAX);
                        room && file.write_all(&[letter.as_bytes(), b"\n"].concat()).is_ok()
                    })
        });
        if written {
            self.counters.dead_letters.add(1);
        } else {
            self.counters.dead_letters_dropped.add(1);
        }
    }
}
