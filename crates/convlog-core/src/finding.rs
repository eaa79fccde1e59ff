//! What is personal in a record, and by which rule: what the steps of reading a record hand to each other.

use std::borrow::Cow;
use std::collections::BTreeSet;

use convlog_guard::Part;
use serde::{Deserialize, Serialize};

use crate::pointer::Pointer;

/// The rule of what is hidden because a text was cut there.
pub(crate) const CUT: &str = "cut";

/// The rule of what was hidden because a flag could not be followed.
pub const UNCLEAR_FLAG: &str = "unclear_flag";

/// The part of a record that only readers with the permission `pii` may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Original {
    /// The record's fields, or its entry, as JSON within the limits: values as they came, known keys in their fixed
    /// order.
    pub json: String,
    /// Which places in it are personal, and why.
    pub findings: Vec<Finding>,
    /// What the record was before readers marked any of it as personal, where they did.
    pub unmarked: Option<Box<Unmarked>>,
}

impl Original {
    /// Makes the original of a record of which nobody marked anything.
    #[must_use]
    pub fn new(json: String, findings: Vec<Finding>) -> Original {
        Original { json, findings, unmarked: None }
    }
}

/// What a record was, beside its original, before readers marked any of it as personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmarked {
    /// What every reader saw: the entry, or the fields, as JSON.
    pub open: String,
    /// Which places of it were flagged.
    pub flags: Vec<Pointer>,
    /// Which places of the original were personal, and why; nothing where none was.
    pub findings: Option<Vec<Finding>>,
    /// The version of the guard's rules that the open part was made by.
    pub guard: u32,
}

/// One personal place and the rule that made it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A JSON pointer into the entry or the fields; empty for a whole entry.
    pub path: String,
    /// `sender` (a flag), `class` (a personal field), or the name of a rule of the guard.
    pub rule: Cow<'static, str>,
}

/// A personal place and the rule that found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonalSpan {
    /// A JSON pointer into the entry or the fields.
    pub(crate) pointer: String,
    pub(crate) part: Part,
    pub(crate) rule: &'static str,
}

/// Returns what the guard found as findings, each place and rule once.
pub(crate) fn findings(found: &[PersonalSpan]) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let once = found.iter().filter(|place| seen.insert((place.pointer.as_str(), place.rule)));
    once.map(|place| Finding { path: place.pointer.clone(), rule: place.rule.into() }).collect()
}
