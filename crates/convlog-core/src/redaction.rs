//! What is hidden in a value, and the hiding of it: values whole, parts of text, keys of mappings.
//!
//! Everything is hidden before anything is cut, so that neither the cuts nor their marks tell how long it was.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use convlog_guard::Part;
use serde_json::{Map, Value};

use crate::class::REDACTED;
use crate::finding::{CUT, PersonalSpan};
use crate::pointer::Pointer;
use crate::schema::log::TRUNCATED;

/// A tree of hidden places, so that hiding them all takes one walk through the value, however many there are.
#[derive(Debug, Default)]
pub(crate) struct Redaction {
    is_whole: bool,
    /// Bytes of a text.
    ranges: Vec<Range<usize>>,
    /// From where on a text is hidden because it was cut at its end.
    cut_from: Option<usize>,
    hides_key: bool,
    /// What the hidden key reads as in the open part, once [`apply`](Redaction::apply) has chosen it.
    open_name: Option<String>,
    inside: BTreeMap<String, Redaction>,
}

impl Redaction {
    /// Hides whole values.
    pub(crate) fn of<'a>(places: impl IntoIterator<Item = &'a Pointer>) -> Redaction {
        let mut redaction = Redaction::default();
        places.into_iter().for_each(|place| redaction.add_whole(place));
        redaction
    }

    /// Hides one more whole value.
    pub(crate) fn add_whole(&mut self, place: &Pointer) {
        self.at(place).is_whole = true;
    }

    /// Hides what the guard found.
    pub(crate) fn add(&mut self, place: &PersonalSpan) {
        // What cannot be told to be a place hides everything: too much is hidden rather than too little.
        let Some(pointer) = Pointer::parse(&place.pointer) else { return self.is_whole = true };
        let node = self.at(&pointer);
        match &place.part {
            Part::Whole => node.is_whole = true,
            Part::Within(range) if place.rule == CUT => node.cut_from = Some(range.start),
            Part::Within(range) => node.ranges.push(range.clone()),
            Part::Key => node.hides_key = true,
        }
    }

    fn at(&mut self, place: &Pointer) -> &mut Redaction {
        place.segments().fold(self, |node, segment| node.inside.entry(segment.into_owned()).or_default())
    }

    /// Says whether nothing is hidden.
    pub(crate) fn is_empty(&self) -> bool {
        !self.is_whole && !self.hides_key && !self.hides_part() && self.inside.is_empty()
    }

    fn hides_part(&self) -> bool {
        !self.ranges.is_empty() || self.cut_from.is_some()
    }

    /// Returns what is hidden inside one member.
    pub(crate) fn member(&mut self, name: &str) -> Option<&mut Redaction> {
        self.inside.get_mut(name)
    }

    /// Takes out what was hidden among the marks of what was cut, which are hidden by leaving them out; returns their
    /// positions.
    pub(crate) fn take_marks(&mut self) -> BTreeSet<String> {
        let is_ours = self.inside.get(TRUNCATED).is_some_and(|marks| !marks.is_whole);
        let taken = if is_ours { self.inside.remove(TRUNCATED) } else { None };
        taken.map(|marks| marks.inside.into_keys().collect()).unwrap_or_default()
    }

    /// Says whether all of this value is hidden.
    pub(crate) fn hides_all(&self) -> bool {
        self.is_whole
    }

    /// Says whether the value at a place is hidden whole.
    pub(crate) fn covers(&self, place: &Pointer) -> bool {
        let mut node = Some(self);
        let mut covers = self.is_whole;
        for segment in place.segments() {
            node = node.and_then(|node| node.inside.get(segment.as_ref()));
            covers |= node.is_some_and(|node| node.is_whole);
        }
        covers
    }

    /// Hides in a value what is to be hidden there.
    pub(crate) fn apply(&mut self, value: &mut Value) {
        // Of a name that stands twice only the last value is left, which may be of another form than the place says.
        if self.is_whole || self.hides_part() && !value.is_string() {
            *value = Value::from(REDACTED);
            return;
        }
        match value {
            Value::String(text) => {
                let end = self.cut_from.map(|from| from..text.len());
                hide_ranges(text, &mut self.ranges.iter().cloned().chain(end).collect::<Vec<_>>());
            }
            Value::Array(items) => {
                for (name, inside) in &mut self.inside {
                    if let Some(item) = name.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
                        inside.apply(item);
                    }
                }
            }
            Value::Object(members) => {
                for (name, inside) in &mut self.inside {
                    if let Some(member) = members.get_mut(name) {
                        inside.apply(member);
                    }
                }
                if self.inside.values().any(|inside| inside.hides_key) {
                    self.rename(members);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Hides in an object, and takes from its marks of what was cut those that would tell of something hidden.
    pub(crate) fn apply_to_entry(&mut self, value: &mut Value) {
        let personal = self.take_marks();
        self.apply(value);
        let Some(members) = value.as_object_mut() else { return };
        let Some(Value::Array(marks)) = members.get_mut(TRUNCATED) else { return };
        let left = std::mem::take(marks).into_iter().enumerate().filter_map(|(at, mark)| {
            let given = mark.as_str().and_then(Pointer::parse);
            let shown = given.as_ref().map(|mark| self.visible(mark));
            match shown {
                Some(None) => None,
                Some(Some(shown)) if given.as_ref() != Some(&shown) => Some(Value::from(shown.as_str())),
                _ if personal.contains(&at.to_string()) => None,
                _ => Some(mark),
            }
        });
        *marks = left.collect();
        if marks.is_empty() {
            members.shift_remove(TRUNCATED);
        }
    }

    /// Gives the members whose keys are hidden names that say nothing.
    fn rename(&mut self, members: &mut Map<String, Value>) {
        let is_hidden = |name: &String| self.inside.get(name).is_some_and(|inside| inside.hides_key);
        let taken: Vec<String> =
            members.keys().filter(|name| name.starts_with("[redacted") && !is_hidden(name)).cloned().collect();
        let mut count = 0;
        let mut next = || loop {
            count += 1;
            let name = if count == 1 { REDACTED.to_owned() } else { format!("[redacted-{count}]") };
            if !taken.contains(&name) {
                break name;
            }
        };
        let renamed = std::mem::take(members).into_iter().map(|(name, member)| {
            match self.inside.get_mut(&name).filter(|inside| inside.hides_key) {
                Some(inside) => (inside.open_name.insert(next()).clone(), member),
                None => (name, member),
            }
        });
        *members = renamed.collect();
    }

    /// Says whether something is hidden here whose length is nobody's business; the end of a text that was cut is as long
    /// whatever stands there.
    fn hides_length(&self) -> bool {
        self.is_whole || !self.ranges.is_empty()
    }

    /// Returns a mark as the open part may have it; `None` where it would tell how long something hidden was.
    pub(crate) fn visible(&self, mark: &Pointer) -> Option<Pointer> {
        let hides = Redaction::hides_length;
        if hides(self) {
            return None;
        }
        let (mut out, mut node) = (Pointer::root(), Some(self));
        for segment in mark.segments() {
            node = node.and_then(|node| node.inside.get(segment.as_ref()));
            if node.is_some_and(hides) {
                return None;
            }
            let open_name = node.and_then(|node| node.open_name.as_deref());
            out = out.child(open_name.unwrap_or(&segment));
        }
        Some(out)
    }

    /// Returns a flagged place by the names that the open part has.
    pub(crate) fn open_place(&self, place: &Pointer) -> Pointer {
        let (mut out, mut node) = (Pointer::root(), Some(self));
        for segment in place.segments() {
            node = node.and_then(|node| node.inside.get(segment.as_ref()));
            out = out.child(node.and_then(|node| node.open_name.as_deref()).unwrap_or(&segment));
        }
        out
    }
}

/// Puts `[redacted]` in place of parts of a text; parts that meet become one. Parts that are none of this text hide it
/// all.
fn hide_ranges(text: &mut String, ranges: &mut [Range<usize>]) {
    ranges.sort_by_key(|range| (range.start, range.end));
    if ranges.iter().any(|range| range.start > range.end || text.get(range.clone()).is_none()) {
        REDACTED.clone_into(text);
        return;
    }
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges.iter() {
        match joined.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range.clone()),
        }
    }
    for range in joined.into_iter().rev() {
        text.replace_range(range, REDACTED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn place(pointer: &str, part: Part) -> PersonalSpan {
        PersonalSpan { pointer: pointer.into(), part, rule: "email" }
    }

    fn hidden(mut value: Value, places: &[PersonalSpan]) -> (Value, Redaction) {
        let mut redaction = Redaction::default();
        places.iter().for_each(|place| redaction.add(place));
        redaction.apply(&mut value);
        (value, redaction)
    }

    #[test]
    fn hides_parts_of_text_and_leaves_the_rest_as_it_is() {
        let places = [
            place("/a/0", Part::Within(6..8)),
            place("/a/0", Part::Within(0..2)),
            place("/a/0", Part::Within(7..9)),
            place("/n", Part::Whole),
        ];
        let (value, _) = hidden(json!({"a": ["é and 12é", "12"], "n": 12, "m": 12}), &places);
        assert_eq!(value, json!({"a": ["[redacted] and[redacted]é", "12"], "n": "[redacted]", "m": 12}));
    }

    #[test]
    fn a_part_that_is_none_of_the_text_hides_all_of_it() {
        for (from, to) in [(0, 99), (1, 2), (5, 2)] {
            let range = Range { start: from, end: to };
            let (value, _) = hidden(json!({"a": "é12"}), &[place("/a", Part::Within(range))]);
            assert_eq!(value, json!({"a": "[redacted]"}));
        }
        let (value, _) = hidden(json!({"a": {"b": 1}}), &[place("/a", Part::Within(0..1))]);
        assert_eq!(value, json!({"a": "[redacted]"}));
        let (value, _) = hidden(json!({"a": 1}), &[place("no pointer", Part::Whole)]);
        assert_eq!(value, json!("[redacted]"));
    }

    #[test]
    fn keys_get_names_that_say_nothing_and_meet_no_other() {
        let places = ["/x", "/y", "/z", "/z/deep"].map(|at| place(at, Part::Key));
        let value = json!({"x": 1, "[redacted-2]": 2, "y": {"a": 3}, "z": {"deep": 4}, "b": 5});
        let (value, redaction) = hidden(value, &places);
        let expected =
            r#"{"[redacted]":1,"[redacted-2]":2,"[redacted-3]":{"a":3},"[redacted-4]":{"[redacted]":4},"b":5}"#;
        assert_eq!(value.to_string(), expected);
        let open = |text| redaction.open_place(&Pointer::parse(text).unwrap()).as_str().to_owned();
        assert_eq!(
            [open("/y/a"), open("/z/deep/0"), open("/b")],
            ["/[redacted-3]/a", "/[redacted-4]/[redacted]/0", "/b"]
        );
    }

    #[test]
    fn marks_of_what_is_hidden_go_and_those_under_a_hidden_key_change_their_name() {
        let places = [
            place("/who", Part::Within(0..1)),
            place("/k", Part::Key),
            place("/all", Part::Whole),
            place("/_truncated/5", Part::Within(0..3)),
        ];
        let mut value = json!({"who": "Ada", "k": {"list": [1]}, "all": [1], "_truncated": ["/who", "/k/list", "/all/0", "/b", "", "/gone"]});
        let mut redaction = Redaction::default();
        places.iter().for_each(|place| redaction.add(place));
        redaction.apply_to_entry(&mut value);
        assert_eq!(value["_truncated"], json!(["/[redacted]/list", "/b", ""]));
    }
}
