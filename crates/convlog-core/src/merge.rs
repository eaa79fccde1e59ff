//! Several records about one thing become one: per field the newest value wins, and what was once personal stays so.
//!
//! The merge is commutative, associative and idempotent, so records may arrive in any order and any number of times.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::class::{Class, REDACTED, REDACTED_BEGIN};
use crate::finding::Finding;
use crate::json::RawMembers;
use crate::pointer::Pointer;
use crate::repair::{MENDED, Repair, parse};
use crate::schema::RecordType;
use crate::schema::log::TRUNCATED;

mod changes;
mod hidden;
mod provenance;
mod values;
mod version;

use hidden::Hidden;
use provenance::Provenance;
pub(crate) use provenance::is_lasting;
pub use values::Values;
use values::raw_value;
pub use version::Version;

/// The merge of any number of records about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    kind: RecordType,
    slots: BTreeMap<&'static str, Slot>,
    /// Each flagged place with the first and the last record that flagged it.
    flags: BTreeMap<Pointer, (Version, Version)>,
    why: Provenance,
    /// What became of fields that were not of their form, and in which record last.
    mends: BTreeMap<&'static str, (Version, Repair)>,
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
        Merged {
            kind,
            slots: BTreeMap::new(),
            flags: BTreeMap::new(),
            why: Provenance::default(),
            mends: BTreeMap::new(),
        }
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
        if let Some((_, raw)) = members.last().filter(|(name, _)| name == MENDED) {
            for (name, mend) in parse(self.kind, raw.get()) {
                self.mend(name, (version, mend));
            }
        }
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
        for (name, mend) in &other.mends {
            self.mend(name, *mend);
        }
    }

    fn mend(&mut self, name: &'static str, mend: (Version, Repair)) {
        let held = self.mends.entry(name).or_insert(mend);
        *held = mend.max(*held);
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
        let mut mends = std::mem::take(&mut self.mends);
        // A later value in its form settles it.
        mends.retain(|name, (version, _)| self.slots.get(name).is_none_or(|slot| slot.version <= *version));
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
        mends.retain(|name, _| sees_personal || self.is_open(name, &values));
        values.mends = mends.into_iter().map(|(name, (_, mend))| (name, mend)).collect();
        values
    }

    /// Says whether nothing of a field is hidden from a reader without the permission `pii`: of one that is, it must not be
    /// told either in which form it came.
    fn is_open(&self, name: &str, values: &Values) -> bool {
        let at = Pointer::to_member(name);
        let is_flagged = self.flags.keys().any(|flag| at.covers(flag) || flag.covers(&at));
        let is_derived = self.kind.field(name).is_some_and(|field| field.class == Class::Derived);
        let shows_all = values.raw(name).is_none_or(|raw| !raw.get().contains(REDACTED_BEGIN));
        !is_flagged && !is_derived && shows_all
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

#[cfg(test)]
mod tests;
