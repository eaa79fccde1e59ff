//! Several records about one thing become one: per field the newest value wins, and what was once personal stays so.
//!
//! The merge is commutative, associative and idempotent, so records may arrive in any order and any number of times.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::class::REDACTED;
use crate::entry::TRUNCATED;
use crate::ids::Identity;
use crate::json::{self, Members};
use crate::pointer::Pointer;
use crate::schema::RecordType;
use crate::timestamp::Timestamp;

mod hidden;

use hidden::Hidden;

/// Whose value wins: the greatest (time, producer, seq).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// When the record was written.
    pub time: Timestamp,
    /// By whom, which decides between equal times.
    pub identity: Identity,
}

impl Version {
    /// The least version.
    pub const FIRST: Version = Version {
        time: Timestamp::from_micros(i64::MIN),
        identity: Identity { producer: crate::ids::ProducerId::from_bytes([0; 16]), seq: 0 },
    };
}

/// The merge of any number of records about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    kind: RecordType,
    slots: BTreeMap<&'static str, Slot>,
    /// Each flagged place with the first and the last record that flagged it.
    flags: BTreeMap<Pointer, (Version, Version)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Slot {
    version: Version,
    value: String,
    /// What of the value was cut.
    cut: Vec<Pointer>,
}

impl Merged {
    /// Returns the merge of no records.
    #[must_use]
    pub fn new(kind: RecordType) -> Merged {
        Merged { kind, slots: BTreeMap::new(), flags: BTreeMap::new() }
    }

    /// Adds one record's fields and the places in them that are personal.
    pub fn add(&mut self, version: Version, fields: &str, flags: &[Pointer]) {
        flags.iter().for_each(|flag| self.flag(flag, (version, version)));
        let Ok(members) = Members::parse(fields) else { return };
        let marks = members.get(TRUNCATED).and_then(|raw| serde_json::from_str::<Vec<String>>(raw.get()).ok());
        let marks: Vec<Pointer> = marks.unwrap_or_default().iter().filter_map(|mark| Pointer::parse(mark)).collect();
        for (name, raw) in &members.0 {
            let Some(field) = self.kind.field(name).filter(|_| !json::is_null(raw)) else { continue };
            let at = Pointer::to_member(field.name);
            let cut = marks.iter().filter(|mark| at.covers(mark)).cloned().collect();
            self.offer(field.name, Slot { version, value: raw.get().to_owned(), cut });
        }
    }

    /// Adds everything that another merge holds.
    pub fn union(&mut self, other: &Merged) {
        other.flags.iter().for_each(|(flag, versions)| self.flag(flag, *versions));
        for (name, slot) in &other.slots {
            self.offer(name, slot.clone());
        }
    }

    fn flag(&mut self, flag: &Pointer, (first, last): (Version, Version)) {
        let held = self.flags.entry(flag.clone()).or_insert((first, last));
        *held = (first.min(held.0), last.max(held.1));
    }

    fn offer(&mut self, name: &'static str, slot: Slot) {
        match self.slots.get_mut(name) {
            Some(held) if held.version >= slot.version => {}
            Some(held) => *held = slot,
            None => drop(self.slots.insert(name, slot)),
        }
    }

    /// Returns the merged fields as a reader may see them: without the permission `pii` every place that was personal
    /// in any of the records is redacted, even where the newest record did not say so.
    #[must_use]
    pub fn view(&self, sees_personal: bool) -> Values {
        let mut values = Values::default();
        for (name, slot) in &self.slots {
            let redacted = if sees_personal { None } else { self.redacted(name, slot) };
            let (raw, cut) = redacted.unwrap_or_else(|| (slot.value.clone(), slot.cut.clone()));
            if let Ok(raw) = RawValue::from_string(raw) {
                values.fields.insert(name, raw);
                values.cut.extend(cut);
            }
        }
        self.hide_personal_number(sees_personal, &mut values);
        if sees_personal {
            values.personal = self.personal(&values);
        }
        values
    }

    /// Lists the flagged places that are there in the merged values. Each value is read once, however many flags it has.
    fn personal(&self, values: &Values) -> Vec<Pointer> {
        let mut personal = Vec::new();
        for name in self.slots.keys() {
            let at = Pointer::to_member(name);
            let mut inside = self.flags.keys().filter(|flag| at.covers(flag)).peekable();
            let Some(value) = inside.peek().and_then(|_| values.value(name)) else { continue };
            let is_there =
                |flag: &&Pointer| flag.within_member().is_some_and(|place| value.pointer(place.as_str()).is_some());
            personal.extend(inside.filter(is_there).cloned());
        }
        personal.sort();
        personal
    }

    /// Returns a field's value without what any record flagged in it, and the marks that are left; `None` where nothing
    /// is flagged.
    fn redacted(&self, name: &str, slot: &Slot) -> Option<(String, Vec<Pointer>)> {
        let at = Pointer::to_member(name);
        let (mut own, mut foreign) = (Vec::new(), Hidden::default());
        for (flag, versions) in self.flags.iter().filter(|(flag, _)| at.covers(flag) || flag.covers(&at)) {
            let inside = flag.within_member().unwrap_or_else(Pointer::root);
            // Only where nobody else flagged the place does the record itself know best where it is.
            if *versions == (slot.version, slot.version) { own.push(inside) } else { foreign.add(&inside) }
        }
        if own.is_empty() && foreign.is_empty() {
            return None;
        }
        let Ok(mut root) = serde_json::from_str::<Value>(&slot.value) else {
            return Some((Value::from(REDACTED).to_string(), Vec::new()));
        };
        foreign.hide_in(&mut root);
        for place in &own {
            place.replace(&mut root, Value::from(REDACTED));
        }
        // How far a personal value was cut tells how long it was, so a mark goes with its value.
        let is_left = |mark: &&Pointer| {
            let inside = mark.within_member();
            let value = inside.as_ref().and_then(|inside| root.pointer(inside.as_str()));
            value.is_some_and(|value| value != REDACTED)
        };
        Some((root.to_string(), slot.cut.iter().filter(is_left).cloned().collect()))
    }

    /// Hides the caller's side of the call as the merged direction has it: the records may have disagreed.
    fn hide_personal_number(&self, sees_personal: bool, values: &mut Values) {
        if sees_personal || self.kind != RecordType::Conversation {
            return;
        }
        let outbound = values.text("direction").as_deref() == Some("outbound");
        let name = if outbound { "to_number" } else { "from_number" };
        if let (Some(raw), Ok(hidden)) = (values.fields.get_mut(name), serde_json::value::to_raw_value(REDACTED)) {
            *raw = hidden;
            let at = Pointer::to_member(name);
            values.cut.retain(|mark| !at.covers(mark));
        }
    }
}

/// The merged fields of one thing, as one reader may see them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Values {
    #[serde(flatten)]
    fields: BTreeMap<&'static str, Box<RawValue>>,
    /// What was cut.
    #[serde(skip)]
    pub cut: Vec<Pointer>,
    /// What is personal; only for readers who may see it.
    #[serde(skip)]
    pub personal: Vec<Pointer>,
}

impl Values {
    /// Returns a field's JSON.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&RawValue> {
        self.fields.get(name).map(AsRef::as_ref)
    }

    /// Returns a field's value.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Value> {
        serde_json::from_str(self.raw(name)?.get()).ok()
    }

    /// Returns a field's text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        json::text(self.raw(name)?).map(std::borrow::Cow::into_owned)
    }

    /// Returns a field's point in time.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::parse(&json::text(self.raw(name)?)?)
    }

    /// Returns a field's number; `None` where it is too large to be one.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        self.raw(name)?.get().parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Returns a field's whole number.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<u64> {
        self.raw(name)?.get().parse().ok()
    }

    /// Returns a field's flag.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.raw(name)?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// Returns every field there is, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &RawValue)> {
        self.fields.iter().map(|(name, raw)| (*name, raw.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ProducerId;
    use proptest::prelude::*;

    const NAMES: [&str; 4] = ["user_input", "agent_response", "number", "entities"];

    #[derive(Clone, Debug)]
    struct Piece {
        version: Version,
        fields: String,
        flags: Vec<Pointer>,
    }

    fn piece() -> impl Strategy<Value = Piece> {
        let field = (0..NAMES.len(), 0..5u8);
        (
            0..4i64,
            0..3u8,
            0..50u64,
            prop::collection::vec(field, 0..4),
            prop::sample::select(vec![None, Some("/user_input"), Some("/entities/a")]),
        )
            .prop_map(|(time, producer, seq, fields, flag)| {
                let identity = Identity { producer: ProducerId::from_bytes([producer; 16]), seq };
                // One identity always says the same, so the value is made from it.
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, _)| format!("\"{}\":{{\"a\":\"{time}.{producer}.{seq}\"}}", NAMES[*name]))
                    .collect();
                let time = Timestamp::from_micros(time);
                Piece {
                    version: Version { time, identity },
                    fields: format!("{{{}}}", fields.join(",")),
                    flags: flag.and_then(Pointer::parse).into_iter().collect(),
                }
            })
    }

    fn merge<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> Merged {
        let mut merged = Merged::new(RecordType::Turn);
        pieces.into_iter().for_each(|piece| merged.add(piece.version, &piece.fields, &piece.flags));
        merged
    }

    proptest! {
        #[test]
        fn any_order_split_and_repetition_gives_the_same(pieces in prop::collection::vec(piece(), 0..12), seed in any::<u64>(), split in 0..12usize) {
            let mut shuffled: Vec<&Piece> = pieces.iter().chain(&pieces).collect();
            let mut state = seed;
            for at in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                shuffled.swap(at, (state >> 33) as usize % (at + 1));
            }
            let split = split.min(shuffled.len());
            let (left, right) = shuffled.split_at(split);
            let mut united = merge(right.iter().copied());
            united.union(&merge(left.iter().copied()));
            prop_assert_eq!(united, merge(&pieces));
        }
    }

    fn at(time: i64) -> Version {
        Version {
            time: Timestamp::from_micros(time),
            identity: Identity { producer: ProducerId::from_bytes([1; 16]), seq: time as u64 },
        }
    }

    #[test]
    fn what_was_once_personal_stays_personal() {
        let mut merged = Merged::new(RecordType::Turn);
        merged.add(
            at(1),
            r#"{"user_input":"[redacted]","entities":{"name":"[redacted]","n":1}}"#,
            &[Pointer::parse("/user_input").unwrap(), Pointer::parse("/entities/name").unwrap()],
        );
        merged.add(at(2), r#"{"user_input":"said again","entities":{"name":"said again","n":2},"number":3}"#, &[]);
        let open = merged.view(false);
        assert_eq!(
            serde_json::to_string(&open).unwrap(),
            r#"{"entities":{"name":"[redacted]","n":2},"number":3,"user_input":"[redacted]"}"#
        );
        let complete = merged.view(true);
        assert_eq!(complete.text("user_input").as_deref(), Some("said again"));
        assert_eq!(complete.personal.len(), 2);
        assert!(open.personal.is_empty());
    }

    #[test]
    fn what_moved_or_changed_its_shape_stays_personal() {
        let cases = [
            ("/entities/0/name", r#"[{"n":1},{"name":"canary"}]"#, r#"[{"n":1},{"name":"[redacted]"}]"#),
            ("/entities/name", r#""canary""#, r#""[redacted]""#),
            ("/entities/name", r#"["canary"]"#, r#""[redacted]""#),
            ("/entities/0", r#"{"name":"canary"}"#, r#""[redacted]""#),
            ("/entities/0", r#"{"1":"canary","x":1}"#, r#"{"1":"[redacted]","x":1}"#),
            ("/entities/a~1b", r#"{"a/b":"canary","a":1}"#, r#"{"a/b":"[redacted]","a":1}"#),
            ("/entities/", r#"{"":"canary","a":1}"#, r#"{"":"[redacted]","a":1}"#),
            ("/entities/name", r#"{"name":"canary","name":"canary"}"#, r#"{"name":"[redacted]"}"#),
            ("/entities/name/first", r#"{"name":"canary","n":1}"#, r#"{"name":"[redacted]","n":1}"#),
            ("/entities/name", r#"{"other":1}"#, r#"{"other":1}"#),
            ("/entities/0", "[]", "[]"),
        ];
        for (flag, newer, expected) in cases {
            let mut merged = Merged::new(RecordType::Turn);
            merged.add(at(1), r#"{"entities":"[redacted]"}"#, &[Pointer::parse(flag).unwrap()]);
            merged.add(at(2), &format!(r#"{{"entities":{newer}}}"#), &[]);
            assert_eq!(merged.view(false).raw("entities").unwrap().get(), expected, "{flag} in {newer}");
            assert_eq!(merged.view(true).raw("entities").unwrap().get(), newer);
        }
    }

    #[test]
    fn a_records_own_flags_hide_nothing_beside_them() {
        let mut merged = Merged::new(RecordType::Turn);
        let flag = Pointer::parse("/entities/0/name").unwrap();
        let newest = r#"{"entities":[{"name":"canary"},{"name":"Acme"}]}"#;
        merged.add(at(2), newest, std::slice::from_ref(&flag));
        let open = merged.view(false).raw("entities").unwrap().get().to_owned();
        assert_eq!(open, r#"[{"name":"[redacted]"},{"name":"Acme"}]"#, "even where a store hands over the original");
        merged.add(at(1), r#"{"entities":[{"name":"[redacted]"}]}"#, &[flag]);
        assert!(!merged.view(false).raw("entities").unwrap().get().contains("Acme"));
    }

    #[test]
    fn a_number_past_all_bounds_is_none() {
        let mut merged = Merged::new(RecordType::Turn);
        merged.add(at(1), r#"{"latency":1e999999}"#, &[]);
        assert_eq!(merged.view(false).number("latency"), None);
    }

    #[test]
    fn a_mark_on_a_number_goes_with_it() {
        let mut merged = Merged::new(RecordType::Conversation);
        let fields = r#"{"direction":"outbound","from_number":"long","_truncated":["/from_number"]}"#;
        merged.add(at(1), fields, &[]);
        assert_eq!(merged.view(false).cut.len(), 1);
        merged.add(at(2), r#"{"direction":"inbound"}"#, &[]);
        assert!(merged.view(false).cut.is_empty());
    }

    #[test]
    fn very_many_flags_from_many_records_do_no_harm() {
        let mut merged = Merged::new(RecordType::Turn);
        for n in 0..100_000i64 {
            merged.add(at(n), "{}", &[Pointer::parse(&format!("/entities/{n}/k{n}")).unwrap()]);
        }
        let items = serde_json::to_string(&vec![serde_json::json!({"k5": "canary", "n": 1}); 5_000]).unwrap();
        merged.add(at(100_000), &format!(r#"{{"entities":{items}}}"#), &[]);
        assert!(!merged.view(false).raw("entities").unwrap().get().contains("canary"));
        assert_eq!(merged.view(true).personal.len(), 1);
    }

    #[test]
    fn hides_the_callers_side_whatever_the_records_said() {
        let mut merged = Merged::new(RecordType::Conversation);
        merged.add(
            at(1),
            r#"{"direction":"inbound","from_number":"[redacted]","to_number":"+441134960000"}"#,
            &[Pointer::parse("/from_number").unwrap()],
        );
        merged.add(at(2), r#"{"direction":"outbound"}"#, &[]);
        assert_eq!(merged.view(false).text("to_number").as_deref(), Some(REDACTED));
        assert_eq!(merged.view(false).text("from_number").as_deref(), Some(REDACTED));
    }

    #[test]
    fn a_mark_on_a_personal_value_is_hidden_with_it() {
        let mut merged = Merged::new(RecordType::Turn);
        merged.add(
            at(1),
            r#"{"user_input":"long","agent_response":"long","_truncated":["/user_input","/agent_response"]}"#,
            &[],
        );
        merged.add(at(0), r#"{"user_input":"[redacted]"}"#, &[Pointer::parse("/user_input").unwrap()]);
        assert_eq!(merged.view(false).cut.len(), 1);
        assert_eq!(merged.view(true).cut.len(), 2);
    }
}
