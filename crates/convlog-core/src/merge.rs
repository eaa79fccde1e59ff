//! Several records about one thing become one: per field the newest value wins, and what was once personal stays so.
//!
//! The merge is commutative, associative and idempotent, so records may arrive in any order and any number of times.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::class::{Class, REDACTED};
use crate::finding::Finding;
use crate::ids::Identity;
use crate::json::{self, RawMembers};
use crate::pointer::Pointer;
use crate::schema::RecordType;
use crate::schema::caller::{DIRECTION, Direction, callers_number, reached_by};
use crate::schema::log::TRUNCATED;
use crate::timestamp::Timestamp;

mod changes;
mod hidden;
mod why;

use hidden::Hidden;
use why::Why;
pub(crate) use why::is_lasting;

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
    why: Why,
}

#[derive(Clone, Debug)]
struct Slot {
    version: Version,
    value: Box<RawValue>,
    /// What of the value was cut.
    cut: Vec<Pointer>,
}

impl PartialEq for Slot {
    fn eq(&self, other: &Slot) -> bool {
        (self.version, self.value.get(), &self.cut) == (other.version, other.value.get(), &other.cut)
    }
}

impl Eq for Slot {}

impl Merged {
    /// Returns the merge of no records.
    #[must_use]
    pub fn new(kind: RecordType) -> Merged {
        Merged { kind, slots: BTreeMap::new(), flags: BTreeMap::new(), why: Why::default() }
    }

    /// Adds one record's fields and the places in them that are personal.
    pub fn add(&mut self, version: Version, fields: &str, flags: &[Pointer]) {
        flags.iter().for_each(|flag| self.flag(flag, (version, version)));
        let Ok(RawMembers(members)) = serde_json::from_str(fields) else { return };
        let marks = members
            .iter()
            .find(|(name, _)| name == TRUNCATED)
            .and_then(|(_, raw)| serde_json::from_str::<Vec<String>>(raw.get()).ok());
        let marks: Vec<Pointer> = marks.unwrap_or_default().iter().filter_map(|mark| Pointer::parse(mark)).collect();
        for (name, raw) in &members {
            let Some(field) = self.kind.field(name).filter(|_| raw.get() != "null") else { continue };
            let mut cut = Vec::new();
            if !marks.is_empty() {
                let at = Pointer::to_member(field.name);
                cut.extend(marks.iter().filter(|mark| at.covers(mark)).cloned());
            }
            self.offer(field.name, Slot { version, value: (*raw).to_owned(), cut });
        }
    }

    /// Adds why places of a record are personal, for readers who may know.
    pub fn explain(&mut self, version: Version, findings: &[Finding]) {
        self.why.add(version, findings);
    }

    /// Adds everything that another merge holds.
    pub fn union(&mut self, other: &Merged) {
        self.why.union(&other.why);
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
    /// in any of the records is redacted, even where the newest record did not say so, and what was made of lines that
    /// may be personal is not there.
    #[must_use]
    pub fn view(mut self, sees_personal: bool) -> Values {
        let mut values = Values::default();
        let hides_nothing = sees_personal || self.flags.is_empty();
        let explains = sees_personal && !(self.flags.is_empty() && self.why.is_empty());
        for (name, slot) in std::mem::take(&mut self.slots) {
            if !sees_personal && self.kind.field(name).is_some_and(|field| field.class == Class::Derived) {
                continue;
            }
            if explains {
                values.personal.extend(self.personal(name, &slot));
            }
            let redacted = if hides_nothing { None } else { self.redacted(name, &slot) };
            let (raw, cut) = redacted.unwrap_or((slot.value, slot.cut));
            values.fields.insert(name, raw);
            values.cut.extend(cut);
        }
        self.hide_personal_number(sees_personal, &mut values);
        if !hides_nothing && self.kind == RecordType::FunctionEvent {
            changes::drop_unseen(&mut values);
        }
        values.personal.sort_by(|one, other| one.path.cmp(&other.path));
        values
    }

    /// Lists the personal places that are there in a field's merged value, each with its rule: what any record flagged,
    /// and what was found in this value. It is read once, however many places it has.
    fn personal(&self, name: &str, slot: &Slot) -> Vec<Finding> {
        let is_here = |place: &Pointer| place.member().is_some_and(|member| member == name);
        let flags = self.flags.keys().filter(|flag| is_here(flag));
        let flagged = flags.map(|flag| (flag, self.why.of_flag(self.kind, flag)));
        let is_flagged = |place: &Pointer| self.flags.keys().any(|flag| flag.covers(place));
        let found = self.why.found(slot.version).filter(|(place, _)| is_here(place) && !is_flagged(place));
        let mut places = flagged.chain(found).peekable();
        let Some(value) = places.peek().and_then(|_| serde_json::from_str::<Value>(slot.value.get()).ok()) else {
            return Vec::new();
        };
        let is_there =
            |place: &Pointer| place.within_member().is_some_and(|place| value.pointer(place.as_str()).is_some());
        let finding = |(place, rule): (&Pointer, _)| Finding { path: place.as_str().to_owned(), rule };
        places.filter(|(place, _)| is_there(place)).map(finding).collect()
    }

    /// Returns a field's value without what any record flagged in it, and the marks that are left; `None` where nothing
    /// is flagged.
    fn redacted(&self, name: &str, slot: &Slot) -> Option<(Box<RawValue>, Vec<Pointer>)> {
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
        let Ok(mut root) = serde_json::from_str::<Value>(slot.value.get()) else {
            return Some((raw_value(&Value::from(REDACTED)), Vec::new()));
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
        Some((raw_value(&root), slot.cut.iter().filter(is_left).cloned().collect()))
    }

    /// Hides the caller's side of the call as the merged direction has it: the records may have disagreed.
    fn hide_personal_number(&self, sees_personal: bool, values: &mut Values) {
        if sees_personal || self.kind != RecordType::Conversation {
            return;
        }
        let name = values.callers_number();
        if let Some(raw) = values.fields.get_mut(name) {
            *raw = raw_value(&Value::from(REDACTED));
            let at = Pointer::to_member(name);
            values.cut.retain(|mark| !at.covers(mark));
        }
    }
}

/// Writes a value as JSON text.
fn raw_value(value: &Value) -> Box<RawValue> {
    // INVARIANT: a value that is there has a JSON form; were it not so, nothing must show.
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// The merged fields of one thing, as one reader may see them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Values {
    #[serde(flatten)]
    fields: BTreeMap<&'static str, Box<RawValue>>,
    /// What was cut.
    #[serde(skip)]
    pub cut: Vec<Pointer>,
    /// What is personal and by which rule; only for readers who may see it.
    #[serde(skip)]
    pub personal: Vec<Finding>,
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
        json::text(self.raw(name)?.into()).map(std::borrow::Cow::into_owned)
    }

    /// Returns the field of a conversation with the number of its caller.
    #[must_use]
    pub fn callers_number(&self) -> &'static str {
        callers_number(self.direction())
    }

    /// Returns how a caller can be reached and the field that says so.
    #[must_use]
    pub fn contact(&self) -> Option<(&'static str, String)> {
        reached_by(self.direction()).into_iter().find_map(|name| Some((name, self.text(name)?)))
    }

    fn direction(&self) -> Option<Direction> {
        Direction::parse(&self.text(DIRECTION)?)
    }

    /// Returns a field's point in time.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::parse(&json::text(self.raw(name)?.into())?)
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
mod tests;
