//! The lines, and which half each belongs to.

use serde_json::Value;
use sha2::{Digest, Sha256};

const LINES: [&str; 2] = [include_str!("lines.jsonl"), include_str!("lookalikes.jsonl")];

/// Half of the lines: one may be read by whoever writes rules, of the other only totals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Development,
    Unseen,
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

/// Returns the lines of a half.
pub(crate) fn read(half: Half) -> Vec<Line> {
    let lines = LINES.iter().flat_map(|text| text.lines());
    lines
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .map(line)
        .filter(|line| is_of(&line.id) == half)
        .collect()
}

fn is_of(id: &str) -> Half {
    if Sha256::digest(id.as_bytes())[0] % 2 == 1 { Half::Unseen } else { Half::Development }
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
