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
        "How many entries a minute each account may send: lines of all its keys together. A minute's worth may come at once. \
         What is more is refused with 429, stored nowhere, and sent again by its senders.",
        |config| config.server.limits.quotas.account_entries_per_minute
    ),
    limit_setting!(
        "account_bytes_max",
        "How many bytes the records of each account may take: their texts and encrypted parts, and 128 bytes for each. Once \
         they do, more is refused with 429 until some were erased or removed by age.",
        |config| config.server.limits.quotas.account_bytes_max
    ),
    limit_setting!(
        "project_entries_per_minute",
        "The same for each project, unless it has a limit of its own (`convlog projects set --entries-per-minute`).",
        |config| config.server.limits.quotas.project_entries_per_minute
    ),
    limit_setting!(
        "project_bytes_max",
        "The same for each project, unless it has a limit of its own (`convlog projects set --bytes-max`).",
        |config| config.server.limits.quotas.project_bytes_max
    ),
    Setting::plain(
        ("quotas", "reserve_bytes"),
        "How many bytes of the disk under the data directory are kept free. Below that no records are taken (503); reading, \
         erasing, removing by age and administering go on. Free pages inside of the database count as free. `0` fills the \
         disk.",
        "1 GiB, or 5 % of the file system where that is less",
        |config, text| {
            let bytes = text.parse().map_err(|_| "must be a whole number of bytes, or 0".to_owned())?;
            config.server.limits.quotas.reserve_bytes = Some(bytes);
            Ok(())
        },
        |config| config.server.limits.quotas.reserve_bytes.map(|bytes| bytes.to_string()),
    ),
];
