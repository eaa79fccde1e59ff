//! What a client tells about itself: everything counted, nothing personal, no secret.

use std::path::PathBuf;

use serde::Serialize;

/// What was recorded and not yet settled by the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// How many records.
    pub records: u64,
    /// How many bytes they take in the spool.
    pub bytes: u64,
}

/// Where unsent records live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SpoolKind {
    /// In mapped files, which outlive the process.
    Disk,
    /// In files that each call writes to, because mapping them is not safe there; they outlive the process too.
    Written,
    /// In a bounded ring in memory, because no directory could be used; they die with the process.
    #[default]
    Memory,
}

/// The latest problem of shipping or spooling, or what the server said last of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastError {
    /// A short stable word (`unauthorized`, `unreachable`, `timeout`, `http_500`).
    pub code: String,
    /// When it happened, RFC 3339.
    pub at: String,
    /// The field of a record that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What is wrong with it and what to do, in the server's words; never with a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Something that somebody has to put right before everything is delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The same word as in [`LastError`].
    pub code: String,
    /// What it means and what to do.
    pub advice: String,
    /// How often it came.
    pub count: u64,
}

/// What became of the records that dead producers left in a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shipment {
    /// Whether nothing adoptable is left.
    pub complete: bool,
    /// Directories of dead producers of which nothing is left.
    pub producers: u64,
    /// Records the server decided about.
    pub records: u64,
    /// Those of them it already had.
    pub duplicate: u64,
    /// Those of them it refused; each is a dead letter.
    pub rejected: u64,
    /// Those of them whose conversation was erased; they are forgotten.
    pub erased: u64,
    /// Records kept aside because the server refused their key or project; they are sent again the next time.
    pub held: u64,
    /// Those kept aside earlier that were settled now.
    pub held_released: u64,
    /// Directories and files that belong to another user or cannot be read, and were left alone.
    pub unreadable: u64,
    /// Records that nobody had taken and that were removed because they had lain in the spool for too long.
    pub expired: u64,
    /// Records and damaged places written to dead-letter files.
    pub dead_letters: u64,
    /// Dead letters that were removed because they were too old.
    pub dead_letters_expired: u64,
    /// Damaged places.
    pub corrupt: u64,
    /// Segments that end in a record whose call never returned.
    pub torn: u64,
    /// Why nothing of the spool could be used, and what to do about it.
    pub spool_problem: Option<String>,
    /// The latest problem; absent if the last request succeeded.
    pub last_error: Option<LastError>,
}

/// Everything a client counts, since its start or its last fork.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    /// Where unsent records live.
    pub spool: SpoolKind,
    /// Why they live in memory, if a directory was configured.
    pub spool_problem: Option<String>,
    /// The directory of this process in the spool.
    pub spool_dir: Option<PathBuf>,
    /// Whether a server is configured.
    pub shipping: bool,
    /// Records written by this process, structural ones included; also its last sequence number.
    pub recorded: u64,
    /// Bytes of those records in the spool.
    pub recorded_bytes: u64,
    /// Records the server has, duplicates included; of this process alone.
    pub acknowledged: u64,
    /// Records the server already had, adopted ones included.
    pub duplicate: u64,
    /// Records the server refused, adopted ones included; each is a dead letter.
    pub rejected: u64,
    /// Records whose conversation was erased, adopted ones included; they are forgotten.
    pub erased: u64,
    /// Records displaced because the spool was full, too large to be spooled, or too old.
    pub dropped: u64,
    /// Records that were removed because they had lain in the spool for too long: those of this process, which `dropped`
    /// counts too, those that others left, and those kept aside.
    pub expired: u64,
    /// Records that somebody else took away by truncating or damaging a spool file before they were shipped.
    pub lost: u64,
    /// Records of which something was cut.
    pub cut: u64,
    /// Recorded, not settled, not dropped, not lost.
    pub left: Pending,
    /// Records written to the dead-letter file.
    pub dead_letters: u64,
    /// Dead letters that did not fit the bounded file any more.
    pub dead_letters_dropped: u64,
    /// Dead letters, also those of others, that were removed because they were too old.
    pub dead_letters_expired: u64,
    /// Directories of dead producers that were taken over and of which nothing is left.
    pub adopted: u64,
    /// Records found in adopted directories and settled.
    pub adopted_records: u64,
    /// Damaged places found in adopted segments.
    pub corrupt: u64,
    /// Adopted segments that end in a record whose call never returned.
    pub torn: u64,
    /// Records kept aside in the spool because the server refused their key or project; sent again every minute.
    pub held: u64,
    /// Those of them, or of earlier ones, that were settled since.
    pub held_released: u64,
    /// This process's clock minus the server's in milliseconds, measured with the first answers; absent before.
    pub clock_offset_ms: Option<f64>,
    /// Requests that have to be made again.
    pub retries: u64,
    /// Requests the server answered item by item.
    pub batches: u64,
    /// The server's notes (unknown fields, fields that it mended or left out, and the like).
    pub notes: u64,
    /// Calls that had to make their own segment because a burst outran the spares.
    pub stalls: u64,
    /// Segments that could not be made on disk and live in memory.
    pub memory_segments: u64,
    /// Segments whose file somebody else truncated, removed or replaced.
    pub segments_lost: u64,
    /// Segments without a file whose records were written to a new one: what others removed, and what lived in memory
    /// until the disk had room again.
    pub segments_rescued: u64,
    /// Calls whose record could not be written to its file and lives in memory until a later call can.
    pub unwritten: u64,
    /// Panics caught at the doors of the client.
    pub panics: u64,
    /// Restarts of the background thread after a panic.
    pub restarts: u64,
    /// Whether the background thread could be started.
    pub shipper_running: bool,
    /// Conversations, turns and function events that are open now.
    pub open: i64,
    /// The latest problem, absent once a request succeeds; then what the server said last of a record that it refused, or
    /// of a field that it mended or left out.
    pub last_error: Option<LastError>,
    /// What somebody had to put right, or still has to, since the start of the process; each is said once on stderr.
    pub problems: Vec<Problem>,
}
