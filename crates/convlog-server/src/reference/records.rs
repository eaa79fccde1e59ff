//! What a line of `POST /v1/ingest` may hold, for the page that is read without the repository at hand.

use convlog_core::RecordType;
use convlog_core::limits::{
    BATCH_BYTES_MAX, BATCH_LINES_MAX, DEPTH_MAX, ENTRY_BYTES_MAX, ENTRY_FIELDS_MAX, ID_BYTES_MAX, LINE_BYTES_MAX,
    NODES_MAX, POINTERS_MAX, STRING_BYTES_MAX, VALUE_BYTES_MAX,
};
use convlog_core::schema::COMMON;

/// The fields of one type of record: name, class, kind, meaning.
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) fields: Vec<[String; 4]>,
}

/// Returns every type of record, after what all have in common.
pub(super) fn sections() -> Vec<Section> {
    let common = COMMON.iter().map(|(name, doc)| [*name, "open", "", *doc].map(str::to_owned));
    let common = Section { name: "all", fields: common.collect() };
    let of = |kind: RecordType| {
        let fields = kind.fields().iter().map(|field| {
            let class = format!("{:?}", field.class).to_lowercase();
            [field.name.to_owned(), class, field.kind.in_words().to_owned(), field.doc.trim().to_owned()]
        });
        Section { name: kind.as_str(), fields: fields.collect() }
    };
    std::iter::once(common).chain(RecordType::ALL.map(of)).collect()
}

/// Returns what is limited, how far, and what happens beyond.
pub(super) fn limits() -> [[String; 3]; 10] {
    let kib = |bytes: usize| match bytes / 1024 {
        kib if kib >= 1024 => format!("{} MiB", kib / 1024),
        kib => format!("{kib} KiB"),
    };
    let row = |what: &str, limit: String, beyond: &str| [what.to_owned(), limit, beyond.to_owned()];
    [
        row("a request, unpacked", kib(BATCH_BYTES_MAX), "rejected as a whole: split it"),
        row("records of a request", BATCH_LINES_MAX.to_string(), "rejected as a whole: split it"),
        row("a line", kib(LINE_BYTES_MAX), "that record is rejected"),
        row("an id", format!("{ID_BYTES_MAX} bytes"), "shortened; ends with a hash of the full text"),
        row("a text", kib(STRING_BYTES_MAX), "cut, and named in `_truncated`"),
        row("an entry", kib(ENTRY_BYTES_MAX), "cut, and named in `_truncated`"),
        row("another value", kib(VALUE_BYTES_MAX), "cut, and named in `_truncated`"),
        row("fields of an entry", ENTRY_FIELDS_MAX.to_string(), "the rest is omitted, and named in `_truncated`"),
        row("a value within", format!("{DEPTH_MAX} levels, {NODES_MAX} values"), "cut, and named in `_truncated`"),
        row("pointers in `pii`", POINTERS_MAX.to_string(), "the whole record is hidden"),
    ]
}
