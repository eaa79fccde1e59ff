//! `fields.md`: every record, every field, and the class of every field.

use std::fmt::Write;

use convlog_core::RecordType;
use convlog_core::schema::COMMON;

use super::cell;

const INTRODUCTION: &str = "\
# Records and their fields

Every line that `POST /v1/ingest` takes is one record of one of these types. Unknown fields are ignored and named in
the answer. A field of the wrong type does not invalidate its record: an obvious mistake is corrected (white space
around an id, a number given as text, `INBOUND`, `yes`, null in a list), any other value is left out; both are
reported in the answer (`field_mended`, `field_left_out`) and shown with the conversation. A record is rejected only
if it cannot be identified. Several records about one thing are merged field by field: the newest value that is not
null wins.

The class says who may read a field:

- **open**: every reader.
- **guarded**: every reader, except for what is flagged as personal inside it or found by the guard. A project may raise
  such a field to personal: `convlog projects set --raise turn.user_input`.
- **personal**: only readers with the permission `pii`. Others read `[redacted]`.
";

/// Returns the page.
#[must_use]
pub fn fields() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n## Common to all\n\n| field | meaning |\n|---|---|\n");
    for (name, doc) in COMMON {
        // NOTE: writing to a String does not fail.
        let _ = writeln!(page, "| `{name}` | {} |", cell(doc.trim()));
    }
    for record in RecordType::ALL {
        let _ = write!(page, "\n## `{}`\n\n", record.as_str());
        if let Some(subject) = record.subject() {
            let _ = write!(page, "Records with the same `{subject}` in a conversation are about the same thing.\n\n");
        }
        page.push_str("| field | class | kind | meaning |\n|---|---|---|---|\n");
        for field in record.fields() {
            let class = format!("{:?}", field.class).to_lowercase();
            let _ = writeln!(
                page,
                "| `{}` | {class} | {} | {} |",
                field.name,
                field.kind.in_words(),
                cell(field.doc.trim())
            );
        }
    }
    page
}
