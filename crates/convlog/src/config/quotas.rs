//! How much accounts and projects may send and store, and what of the disk is not filled with records.

use super::setting::{Setting, number};

/// Declares a limit that is not there unless somebody sets it.
macro_rules! limit_setting {
    ($name:literal, $doc:literal, |$config:ident| $place:expr) => {
        Setting::plain(
            ("quotas", $name),
            $doc,
            "none: no limit",
            |$config, text| number(text).map(|limit| $place = Some(limit)),
            |$config| $place.map(|limit: u64| limit.to_string()),
        )
    };
}

pub(super) const SETTINGS: &[Setting] = &[
    limit_setting!(
        "account_entries_per_minute",
        "Maximum number of entries per minute of each account, all its keys together. A minute's entries may come at \
        once. More are rejected with 429 and not stored; the SDK sends them again later.",
        |config| config.server.limits.quotas.account_entries_per_minute
    ),
    limit_setting!(
        "account_bytes_max",
        "Maximum size of the records of each account in bytes: their texts and encrypted parts, and 128 bytes for \
        each record. At the limit, more records are rejected with 429 until some are erased or removed by retention.",
        |config| config.server.limits.quotas.account_bytes_max
    ),
    limit_setting!(
        "project_entries_per_minute",
        "Maximum number of entries per minute of each project, unless the project has its own limit (`convlog \
        projects set --entries-per-minute`).",
        |config| config.server.limits.quotas.project_entries_per_minute
    ),
    limit_setting!(
        "project_bytes_max",
        "Maximum size of the records of each project in bytes, unless the project has its own limit (`convlog \
        projects set --bytes-max`).",
        |config| config.server.limits.quotas.project_bytes_max
    ),
    Setting::plain(
        ("quotas", "reserve_bytes"),
        "How many bytes of the data directory's disk stay free. With less free space no records are accepted (503); \
        reading, erasing, retention and administration still work. Free pages inside the database count as free \
        space. `0` allows the disk to fill up.",
        "1 GiB, or 5 % of the file system where that is less",
        |config, text| {
            let bytes = text.parse().map_err(|_| "must be a whole number of bytes, or 0".to_owned())?;
            config.server.limits.quotas.reserve_bytes = Some(bytes);
            Ok(())
        },
        |config| config.server.limits.quotas.reserve_bytes.map(|bytes| bytes.to_string()),
    ),
];
