//! Cutting what is past a limit, and saying where.
//!
//! A value is cut only as far as it must be; what was cut is named by a pointer, so that a reader never takes a part
//! for the whole. The producer cuts while it renders; this is the same for what arrives from elsewhere.

use serde_json::Value;

use crate::limits::{DEPTH_MAX, NODES_MAX, STRING_BYTES_MAX};
use crate::pointer::Pointer;

/// What stands in place of a container that lies too deep.
pub const TOO_DEEP: &str = "[too deep]";

/// Says whether a value in this JSON text might be past a limit; cheap, and never wrong when it says no.
#[must_use]
pub fn may_exceed(text: &str, bytes_max: usize) -> bool {
    let containers = || text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    text.len() > bytes_max.min(STRING_BYTES_MAX) || (text.len() > DEPTH_MAX && containers() > DEPTH_MAX)
}

/// Cuts one field's value to the limits on text, depth and nodes and to `bytes_max` bytes of JSON.
///
/// Returns pointers, relative to the value, to what was cut.
pub fn cut_value(value: &mut Value, bytes_max: usize) -> Vec<Pointer> {
    let mut cutter = Cutter { nodes_left: NODES_MAX, bytes_left: bytes_max, cut: Vec::new() };
    cutter.visit(value, Pointer::parse("").as_ref(), 1);
    cutter.cut
}

struct Cutter {
    nodes_left: usize,
    bytes_left: usize,
    cut: Vec<Pointer>,
}

impl Cutter {
    /// Keeps as much of `value` as the budget allows. Every node costs its JSON text and a byte for its comma.
    fn visit(&mut self, value: &mut Value, at: Option<&Pointer>, depth: usize) {
        let Some(at) = at else { return };
        self.nodes_left = self.nodes_left.saturating_sub(1);
        self.bytes_left = self.bytes_left.saturating_sub(3);
        match value {
            Value::String(text) => self.visit_text(text, at),
            Value::Array(_) | Value::Object(_) if depth > DEPTH_MAX => {
                *value = Value::from(TOO_DEEP);
                self.cut.push(at.clone());
            }
            Value::Array(items) => {
                let mut kept = 0;
                while kept < items.len() && self.nodes_left > 0 && self.bytes_left > 0 {
                    self.visit(&mut items[kept], Some(&at.child(&kept.to_string())), depth + 1);
                    kept += 1;
                }
                if kept < items.len() {
                    items.truncate(kept);
                    self.cut.push(at.clone());
                }
            }
            Value::Object(members) => {
                let mut kept = 0;
                for (key, member) in members.iter_mut() {
                    if self.nodes_left == 0 || self.bytes_left <= key.len() {
                        break;
                    }
                    self.bytes_left -= key.len();
                    self.visit(member, Some(&at.child(key)), depth + 1);
                    kept += 1;
                }
                if kept < members.len() {
                    let names: Vec<String> = members.keys().skip(kept).cloned().collect();
                    names.iter().for_each(|name| drop(members.shift_remove(name)));
                    self.cut.push(at.clone());
                }
            }
            Value::Number(number) => self.bytes_left = self.bytes_left.saturating_sub(number.as_str().len()),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn visit_text(&mut self, text: &mut String, at: &Pointer) {
        let allowed = STRING_BYTES_MAX.min(self.bytes_left);
        if cut_text(text, allowed) {
            self.cut.push(at.clone());
        }
        self.bytes_left = self.bytes_left.saturating_sub(text.len());
    }
}

/// Cuts text to at most `bytes_max` bytes at the border of a character; says whether it did.
pub fn cut_text(text: &mut String, bytes_max: usize) -> bool {
    if text.len() <= bytes_max {
        return false;
    }
    text.truncate(text.floor_char_boundary(bytes_max));
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pointers(cut: &[Pointer]) -> Vec<&str> {
        cut.iter().map(Pointer::as_str).collect()
    }

    #[test]
    fn leaves_alone_what_is_within_the_limits() {
        let mut value = json!({"a": [1, "two", {"three": null}], "b": "x".repeat(STRING_BYTES_MAX)});
        let before = value.clone();
        assert!(cut_value(&mut value, usize::MAX).is_empty());
        assert_eq!(value, before);
    }

    #[test]
    fn cuts_long_text_at_a_character() {
        let mut value = json!({"a": "é".repeat(STRING_BYTES_MAX)});
        assert_eq!(pointers(&cut_value(&mut value, usize::MAX)), ["/a"]);
        assert_eq!(value["a"].as_str().map(str::len), Some(STRING_BYTES_MAX));
    }

    #[test]
    fn cuts_containers_that_lie_too_deep() {
        let mut value = json!("core");
        for _ in 0..=DEPTH_MAX {
            value = json!([value]);
        }
        let cut = cut_value(&mut value, usize::MAX);
        assert_eq!(pointers(&cut), ["/0".repeat(DEPTH_MAX)]);
        assert_eq!(value.pointer(cut[0].as_str()), Some(&json!(TOO_DEEP)));
    }

    #[test]
    fn cuts_after_too_many_nodes() {
        let mut value = json!(vec![0; NODES_MAX * 2]);
        assert_eq!(pointers(&cut_value(&mut value, usize::MAX)), [""]);
        assert_eq!(value.as_array().map(Vec::len), Some(NODES_MAX - 1));
    }

    #[test]
    fn cuts_to_a_number_of_bytes() {
        let mut value =
            json!((0..1000).map(|n| (format!("key{n}"), "value")).collect::<std::collections::BTreeMap<_, _>>());
        assert_eq!(pointers(&cut_value(&mut value, 1000)), [""]);
        let len = value.to_string().len();
        assert!((500..2000).contains(&len), "{len}");
    }
}
