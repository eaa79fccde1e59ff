//! Which fields of a record were not taken as they came: what is told beside the conversation.
//!
//! They travel in the record, under `_mended`, so that a sender that mended something itself can say so in the same way.
//! A field is named by its declared name and nothing of its value is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::json::Members;
use crate::schema::{COMMON, RecordType};

/// The key of a record that says which of its fields were mended or left out.
pub const MENDED: &str = "_mended";

/// What became of a field that could not be taken as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// It was taken in another form.
    Mended,
    /// It was left out.
    LeftOut,
}

impl Repair {
    /// Returns its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Repair::Mended => "mended",
            Repair::LeftOut => "left_out",
        }
    }

    /// Returns the stable word for it in notes, notices and hints.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Repair::Mended => "field_mended",
            Repair::LeftOut => "field_left_out",
        }
    }

    /// Returns the sentence for its sender; `what` was done, or is to be given.
    #[must_use]
    pub fn told(self, what: &str) -> String {
        match self {
            Repair::Mended => format!("corrected and kept: {what}"),
            Repair::LeftOut => format!("left out, the rest of the record is kept: {what}"),
        }
    }
}

/// What became of which fields.
pub(crate) type Mends = BTreeMap<&'static str, Repair>;

/// The keys of an entry that may have been mended, as they are spoken of.
const IN_ENTRY: [&str; 4] = ["entry.level", "entry.content", "entry.timestamp", "entry.logger"];

/// Reads what became of fields; what is no field of the record is passed over.
pub(crate) fn read(kind: RecordType, members: &Members<'_>) -> Mends {
    members.get(MENDED).map(|raw| parse(kind, raw.get())).unwrap_or_default()
}

/// Reads the same from its JSON.
pub(crate) fn parse(kind: RecordType, json: &str) -> Mends {
    let given: BTreeMap<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let mend =
        |(name, value): (String, _)| Some((declared(kind, &name)?, serde_json::from_value::<Repair>(value).ok()?));
    given.into_iter().filter_map(mend).collect()
}

/// Returns the name of a field as it is declared.
pub(crate) fn declared(kind: RecordType, name: &str) -> Option<&'static str> {
    let own = kind.field(name).map(|field| field.name);
    let common = || COMMON.iter().map(|(common, _)| *common).find(|common| *common == name);
    let in_entry = || IN_ENTRY.into_iter().find(|inside| kind == RecordType::Log && *inside == name);
    own.or_else(common).or_else(in_entry)
}
