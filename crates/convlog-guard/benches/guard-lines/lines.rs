//! The lines, of two sets.

use serde_json::Value;

/// A set of lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// Whoever writes rules may read it.
    First,
    /// Nobody who writes rules has read it: only its totals are printed.
    Second,
}

impl Set {
    fn texts(self) -> [&'static str; 2] {
        match self {
            Set::First => [include_str!("first/lines.jsonl"), include_str!("first/lookalikes.jsonl")],
            Set::Second => [include_str!("second/lines.jsonl"), include_str!("second/lookalikes.jsonl")],
        }
    }
}

/// A value in a line.
pub(crate) struct Marked {
    pub(crate) path: String,
    pub(crate) value: Value,
}

/// A log call, with what of it is personal and what may be hidden besides.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) country: String,
    pub(crate) entry: Value,
    pub(crate) personal: Vec<Marked>,
    pub(crate) may: Vec<Marked>,
}

/// Returns the lines of a set.
pub(crate) fn read(set: Set) -> Vec<Line> {
    let lines = set.texts().into_iter().flat_map(str::lines);
    lines.map(|line| serde_json::from_str(line).expect("a line is JSON")).map(line).collect()
}

fn line(json: Value) -> Line {
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    let marked = |name: &str| {
        let all = json[name].as_array().map(Vec::as_slice).unwrap_or_default();
        let one = |one: &Value| Marked {
            path: one["path"].as_str().unwrap_or_default().to_owned(),
            value: one["value"].clone(),
        };
        all.iter().map(one).collect()
    };
    Line {
        id: text("id"),
        kind: text("kind"),
        country: text("country"),
        personal: marked("personal"),
        may: marked("may"),
        entry: json["entry"].clone(),
    }
}
