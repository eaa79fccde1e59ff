//! The places in a value that other records flagged.
//!
//! Between two records an item may move in its list, and a mapping may become a text. Where the place of a flag cannot
//! be told for certain any more, more is hidden rather than less.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::class::REDACTED;
use crate::pointer::Pointer;

/// A tree of flagged places, so that hiding them all takes one walk through the value however many there are.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    is_whole: bool,
    names: BTreeMap<String, Hidden>,
    /// What is hidden in an item, whichever it is; a name of digits only may be one.
    items: Option<Box<Hidden>>,
}

impl Hidden {
    pub(super) fn add(&mut self, place: &Pointer) {
        let mut node = self;
        for segment in place.segments() {
            node = if is_position(&segment) {
                node.items.get_or_insert_default()
            } else {
                node.names.entry(segment.into_owned()).or_default()
            };
        }
        node.is_whole = true;
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.is_whole && self.names.is_empty() && self.items.is_none()
    }

    pub(super) fn hide_in(&self, value: &mut Value) {
        let was_list = self.items.is_some();
        match value {
            _ if self.is_empty() => {}
            _ if self.is_whole => *value = Value::from(REDACTED),
            Value::Object(members) if !was_list || members.keys().any(|name| is_position(name)) => {
                for (name, member) in members {
                    let inside = if is_position(name) { self.items.as_deref() } else { self.names.get(name) };
                    if let Some(inside) = inside {
                        inside.hide_in(member);
                    }
                }
            }
            Value::Array(items) if self.names.is_empty() => {
                for item in items {
                    if let Some(inside) = &self.items {
                        inside.hide_in(item);
                    }
                }
            }
            Value::Null => {}
            Value::Array(items) if items.is_empty() => {}
            Value::Object(members) if members.is_empty() => {}
            _ => *value = Value::from(REDACTED),
        }
    }
}

fn is_position(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}
