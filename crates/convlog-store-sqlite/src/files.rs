//! What the files of a data directory are called, and whether they hold anything.

use std::io::ErrorKind;
use std::path::Path;

pub(crate) const RECORDS_FILE: &str = "records.db";
pub(crate) const AUDIT_FILE: &str = "audit.db";

/// Says whether a directory was started on before: the audit is what a first start makes last.
pub(crate) fn was_in_use(data_dir: &Path) -> bool {
    !is_empty(&data_dir.join(AUDIT_FILE))
}

/// Says whether a file is missing or has nothing in it, as one that a first start was about to fill.
pub(crate) fn is_empty(file: &Path) -> bool {
    std::fs::metadata(file).map_or_else(|error| error.kind() == ErrorKind::NotFound, |found| found.len() == 0)
}
