//! Every limit of the system, named once, with its unit.
//!
//! Past a limit a value is cut and the thing it belongs to says so (`_truncated`); an id or a batch, which cannot be
//! cut without changing its meaning, is refused instead. The producer and the server enforce the same numbers.

/// The longest text value inside an entry, in bytes of UTF-8.
pub const STRING_BYTES_MAX: usize = 32 * 1024;

/// The largest log entry, in bytes of JSON.
pub const ENTRY_BYTES_MAX: usize = 256 * 1024;

/// The largest `arguments`, `result`, `state` or other value of a structural record, each, in bytes of JSON.
pub const VALUE_BYTES_MAX: usize = 1024 * 1024;

/// The most extra fields that one entry carries.
pub const ENTRY_FIELDS_MAX: usize = 256;

/// The deepest nesting of containers inside one field's value; the field itself is depth 1.
pub const DEPTH_MAX: usize = 16;

/// The most values, counting containers and leaves, inside one entry or one field of a structural record.
pub const NODES_MAX: usize = 10_000;

/// How many times these limits an original may take, entry or value: what is personal in it is measured apart from what
/// is open, so that how large the one is decides nothing about the other.
pub const ORIGINAL_FACTOR: usize = 2;

/// The longest HTTP body that is kept with an API response, in bytes.
pub const HTTP_BODY_BYTES_MAX: usize = 32 * 1024;

/// The longest id given by a sender, in bytes of UTF-8.
pub const ID_BYTES_MAX: usize = 256;

/// The longest line of an ingest request, in bytes after decompression.
pub const LINE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The largest ingest request, in bytes after decompression.
pub const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The most lines of one ingest request.
pub const BATCH_LINES_MAX: usize = 10_000;

/// The most disk a spool directory may take, in bytes, unless configured otherwise.
pub const SPOOL_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The most JSON pointers that one record may carry in `pii`.
pub const POINTERS_MAX: usize = 1024;

/// The most space that the marks of what was cut (`_truncated`) take in one value, in bytes; past it one mark names
/// all.
pub const MARKS_BYTES_MAX: usize = 16 * 1024;

/// The deepest nesting of conditions in one query.
pub const QUERY_DEPTH_MAX: usize = 16;

/// The most conditions, comparisons and values to compare with in one query, all together.
pub const QUERY_PARTS_MAX: usize = 1000;

/// The longest text to compare with in a query, in bytes of UTF-8.
pub const QUERY_TEXT_BYTES_MAX: usize = 1024;

/// The longest query, in bytes of JSON.
pub const QUERY_BYTES_MAX: usize = 64 * 1024;
