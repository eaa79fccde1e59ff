//! Cutting what is past a limit, and saying where.
//!
//! A value is cut only as far as it must be; what was cut is named by a pointer, so that a reader never takes a part
//! for the whole. The producer cuts while it renders; this is the same for what arrives from elsewhere.

use serde_json::Value;

use crate::json::escaped_len;
use crate::limits::{DEPTH_MAX, MARKS_BYTES_MAX, NODES_MAX, STRING_BYTES_MAX};
use crate::pointer::Pointer;

/// What stands in place of a container that lies too deep.
pub const TOO_DEEP: &str = "[too deep]";

/// The least JSON that a node takes: a digit and a comma.
const NODE_BYTES_MIN: usize = 2;

/// Says whether a value in this JSON text might be past a limit; cheap, and never wrong when it says no.
#[must_use]
pub fn may_exceed(text: &str, bytes_max: usize) -> bool {
    // In parts whose counts fit into a byte, which a compiler makes a quick loop of.
    let in_part = |part: &[u8]| part.iter().map(|byte| u8::from(matches!(byte, b'{' | b'['))).sum::<u8>();
    let containers = || text.as_bytes().chunks(255).map(|part| usize::from(in_part(part))).sum::<usize>();
    text.len() > bytes_max.min(STRING_BYTES_MAX).min(NODES_MAX * NODE_BYTES_MIN)
        || (text.len() > DEPTH_MAX && containers() > DEPTH_MAX)
}

/// Cuts one field's value to the limits on text, depth and nodes and to `bytes_max` bytes of JSON.
///
/// Returns pointers, relative to the value, to what was cut; where they would take too much space, one to all of it.
pub fn cut_value(value: &mut Value, bytes_max: usize) -> Vec<Pointer> {
    cut_times(value, bytes_max, 1)
}

/// Cuts one field's value to `times` the limits.
pub(crate) fn cut_times(value: &mut Value, bytes_max: usize, times: usize) -> Vec<Pointer> {
    cut(value, bytes_max * times, NODES_MAX * times, 1)
}

/// Cuts an object whose members are fields, such as an entry, to `times` the limits of one value. The object itself and
/// `fixed` of its members do not count.
pub(crate) fn cut_members(value: &mut Value, bytes_max: usize, fixed: usize, times: usize) -> Vec<Pointer> {
    cut(value, bytes_max * times, NODES_MAX * times + 1 + fixed, 0)
}

fn cut(value: &mut Value, bytes_left: usize, nodes_left: usize, depth: usize) -> Vec<Pointer> {
    let (path, cut) = (String::new(), Vec::new());
    let mut cutter = Cutter { nodes_left, bytes_left, path, cut, marks_bytes_left: MARKS_BYTES_MAX };
    cutter.visit(value, depth);
    cutter.cut
}

struct Cutter {
    nodes_left: usize,
    bytes_left: usize,
    /// Where the visit is. A pointer is made of it only for what is cut, because keys may be very long.
    path: String,
    cut: Vec<Pointer>,
    marks_bytes_left: usize,
}

impl Cutter {
    /// Keeps as much of `value` as the budget allows. Every node costs its JSON text and a comma.
    fn visit(&mut self, value: &mut Value, depth: usize) {
        self.nodes_left = self.nodes_left.saturating_sub(1);
        match value {
            Value::String(text) => self.visit_text(text),
            Value::Array(_) | Value::Object(_) if depth > DEPTH_MAX => {
                *value = Value::from(TOO_DEEP);
                self.mark();
            }
            Value::Array(items) => {
                let mut kept = 0;
                self.spend(2);
                while kept < items.len() && self.nodes_left > 0 && self.bytes_left > 0 {
                    self.visit_inside(&mut items[kept], &kept.to_string(), depth);
                    kept += 1;
                }
                if kept < items.len() {
                    items.truncate(kept);
                    self.mark();
                }
            }
            Value::Object(members) => {
                let mut kept = 0;
                self.spend(2);
                for (key, member) in members.iter_mut() {
                    let cost = escaped_len(key) + 3;
                    if self.nodes_left == 0 || self.bytes_left <= cost {
                        break;
                    }
                    self.bytes_left -= cost;
                    self.visit_inside(member, key, depth);
                    kept += 1;
                }
                if kept < members.len() {
                    keep_first(members, kept);
                    self.mark();
                }
            }
            Value::Number(number) => self.spend(number.as_str().len()),
            Value::Null | Value::Bool(_) => self.spend(5),
        }
    }

    fn visit_inside(&mut self, value: &mut Value, segment: &str, depth: usize) {
        self.spend(1);
        let len = self.path.len();
        Pointer::push_segment(&mut self.path, segment);
        self.visit(value, depth + 1);
        self.path.truncate(len);
    }

    fn spend(&mut self, bytes: usize) {
        self.bytes_left = self.bytes_left.saturating_sub(bytes);
    }

    fn visit_text(&mut self, text: &mut String) {
        self.spend(2);
        let mut left = self.bytes_left;
        let fits = text.char_indices().find(|(at, character)| {
            let cost = escaped_len(&text[*at..*at + character.len_utf8()]);
            left.checked_sub(cost).map(|rest| left = rest).is_none()
        });
        let allowed = fits.map_or(text.len(), |(at, _)| at).min(STRING_BYTES_MAX);
        if cut_text(text, allowed) {
            self.mark();
        }
        self.spend(escaped_len(text));
    }

    fn mark(&mut self) {
        match self.marks_bytes_left.checked_sub(self.path.len() + 3) {
            Some(left) => {
                self.marks_bytes_left = left;
                self.cut.extend(Pointer::parse(&self.path));
            }
            None => {
                self.marks_bytes_left = 0;
                self.cut = vec![Pointer::root()];
            }
        }
    }
}

/// Drops every member behind the first `kept`, in one pass.
pub(crate) fn keep_first(members: &mut serde_json::Map<String, Value>, kept: usize) {
    let mut at = 0;
    members.retain(|_, _| {
        at += 1;
        at <= kept
    });
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

    #[test]
    fn says_no_only_to_what_is_within_every_limit() {
        let mut numbers = Value::from(vec![0; NODES_MAX]);
        let text = numbers.to_string();
        assert!(text.len() < STRING_BYTES_MAX);
        assert_eq!((may_exceed(&text, usize::MAX), cut_value(&mut numbers, usize::MAX).len()), (true, 1));
    }

    #[test]
    fn counts_bytes_as_they_stand_in_json() {
        let mut value = json!(["\u{1}".repeat(20_000), "\u{1}".repeat(20_000)]);
        assert_eq!(pointers(&cut_value(&mut value, 150_000)), ["/1"]);
        assert!(value.to_string().len() <= 150_000);
    }

    #[test]
    fn marks_of_many_cuts_under_a_long_key_take_little_space() {
        let mut deep = json!(vec![json!([]); 5_000]);
        for _ in 0..DEPTH_MAX - 2 {
            deep = json!([deep]);
        }
        let mut value = json!({ "k".repeat(500_000): deep });
        assert_eq!(pointers(&cut_value(&mut value, usize::MAX)), [""]);
    }

    #[test]
    fn cuts_very_many_members_in_one_pass() {
        let members: serde_json::Map<String, Value> = (0..400_000).map(|n| (n.to_string(), json!(0))).collect();
        let mut value = Value::Object(members);
        assert_eq!(pointers(&cut_value(&mut value, usize::MAX)), [""]);
        assert_eq!(value.as_object().map(serde_json::Map::len), Some(NODES_MAX - 1));
    }
}
