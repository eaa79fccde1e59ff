//! Putting a conversation together.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::convert::Infallible;

use super::hints::retain_supported;
use super::mark::{MarkedEntry, Outline, Placed};
use super::turn_index::TurnIndex;
use super::{Conversation, FunctionEvent, Liveness, Metric, Opened, Span, Status, StoredEntry, StoredRecord, Turn};
use crate::ids::{ConversationId, Identity, ProducerId};
use crate::merge::{Merged, Values, Version};
use crate::outcome::{Ending, Outcome, Troubles};
use crate::schema::RecordType;
use crate::timestamp::Timestamp;

mod api_calls;

use api_calls::failed_api_calls;

/// Makes the view of a conversation from what its reader may see of it, in any order.
///
/// Returns `None` when that is nothing: then the conversation does not exist for this reader. What was opened for the
/// view is for the store to say.
#[must_use]
pub fn assemble(
    id: ConversationId,
    records: Vec<StoredRecord>,
    mut entries: Vec<StoredEntry>,
    sees_personal: bool,
    liveness: Liveness,
) -> Option<Conversation> {
    entries.sort_by_key(version);
    retain_supported(&mut entries);
    assemble_of(id, records, entries, sees_personal, liveness)
}

/// Makes the view of a conversation in which each entry is only marked, as [`assemble`] does.
#[must_use]
pub fn outline(
    id: ConversationId,
    records: Vec<StoredRecord>,
    mut entries: Vec<MarkedEntry<'_>>,
    sees_personal: bool,
    liveness: Liveness,
) -> Option<Outline> {
    // Sorting takes memory of its own, and a store may have them in order.
    if !entries.is_sorted_by_key(version) {
        entries.sort_by_key(version);
    }
    assemble_of(id, records, entries, sees_personal, liveness)
}

/// Makes a view; the entries are in their order.
fn assemble_of<E: Placed>(
    id: ConversationId,
    records: Vec<StoredRecord>,
    entries: Vec<E>,
    sees_personal: bool,
    liveness: Liveness,
) -> Option<Conversation<E::Shown>> {
    let first = first_time(&records, &entries)?;
    let mut things = MergedSubjects::gather(records, sees_personal);
    let fields = things.take_one(RecordType::Conversation);
    let events = Events::gather(things.take_all(RecordType::FunctionEvent), entries);
    let spans = things.take_all(RecordType::Span);
    let failed_calls = failed_api_calls(&spans);
    let turns = things.take_all(RecordType::Turn);
    let is_open = |thing: &MergedSubject| !Ending::of(&thing.values).has_ended();
    let is_any_open = || events.described().chain(&spans).chain(&turns).any(is_open);
    let status = match fields.time("ended_at") {
        Some(_) => Status::Ended,
        None => liveness.of_open(|| Ok(is_any_open())).unwrap_or_else(|never: Infallible| match never {}),
    };
    let (open, hidden) = starts(&turns, &events, &spans);
    let places = TurnIndex::number(open, hidden);
    let mut by_number: BTreeMap<u32, Turn<E::Shown>> = BTreeMap::new();
    events.place(&places, &mut by_number, (status, &liveness), &failed_calls);
    for thing in spans {
        let started_at = thing.started_at();
        let number = places.find(thing.values.text("turn_id").as_deref(), started_at);
        let span =
            Span { status: thing.status(status, &liveness), started_at, id: thing.subject, fields: thing.values };
        turn_at(&mut by_number, number, started_at).spans.push(span);
    }
    for thing in turns {
        let number = places.of(&thing.subject).unwrap_or_default();
        let turn = turn_at(&mut by_number, number, thing.first.time);
        turn.started_at = thing.started_at();
        turn.fields = thing.values;
    }
    let ids = places.ids();
    let mut turns: Vec<Turn<E::Shown>> = by_number.into_values().collect();
    for turn in &mut turns {
        turn.id = ids.get(&turn.number).filter(|_| turn.number > 0).map(|id| (*id).to_owned());
        turn.spans.sort_by(|left, right| (left.started_at, &left.id).cmp(&(right.started_at, &right.id)));
    }
    let metrics = things.metrics();
    let started_at = fields.time("started_at").unwrap_or(first);
    Some(Conversation { id, fields, started_at, status, turns, metrics, opened: Opened::default() })
}

/// Returns the earliest time, by what every reader sees unless nothing else is there.
fn first_time<E: Placed>(records: &[StoredRecord], entries: &[E]) -> Option<Timestamp> {
    let open = entries.iter().filter(|entry| !entry.is_hidden()).map(E::time);
    let open = open.chain(records.iter().map(|record| record.time)).min();
    open.or_else(|| entries.iter().map(E::time).min())
}

fn version<E: Placed>(entry: &E) -> Version {
    order(entry.time(), entry.identity())
}

/// The order of everything inside a conversation.
fn order(time: Timestamp, identity: Identity) -> Version {
    Version { time, identity }
}

/// Returns the turn with this number; until a record says otherwise, it began with the first thing in it.
fn turn_at<E>(turns: &mut BTreeMap<u32, Turn<E>>, number: u32, started_at: Timestamp) -> &mut Turn<E> {
    let turn = turns.entry(number).or_insert_with(|| Turn {
        id: None,
        number,
        started_at,
        fields: Values::default(),
        events: Vec::new(),
        spans: Vec::new(),
    });
    turn.started_at = started_at.min(turn.started_at);
    turn
}

/// A turn's id, its start, and the number it was given.
type Start = (String, Timestamp, Option<u64>);

/// Lists every turn that a record describes or that anything visible refers to.
///
/// The second list has those that only hidden entries refer to: they must not change the numbers of the others.
fn starts<E: Placed>(turns: &[MergedSubject], events: &Events<E>, spans: &[MergedSubject]) -> (Vec<Start>, Vec<Start>) {
    let described: BTreeMap<&str, &MergedSubject> = turns.iter().map(|turn| (turn.subject.as_str(), turn)).collect();
    let mut referred: BTreeMap<(bool, String), Timestamp> = BTreeMap::new();
    let mut refer = |id: Option<&str>, time: Timestamp, hidden: bool| {
        let Some(id) = id.filter(|id| !described.contains_key(id)) else { return };
        let start = referred.entry((hidden, id.to_owned())).or_insert(time);
        *start = time.min(*start);
    };
    for span in spans {
        refer(span.values.text("turn_id").as_deref(), span.started_at(), false);
    }
    for event in events.by_id.values() {
        if let Some(thing) = &event.thing {
            refer(thing.values.text("turn_id").as_deref(), thing.started_at(), false);
        }
        for entry in &event.entries {
            refer(entry.turn(), entry.time(), entry.is_hidden());
        }
    }
    for entry in &events.outside {
        refer(entry.turn(), entry.time(), entry.is_hidden());
    }
    let mut open: Vec<Start> =
        turns.iter().map(|turn| (turn.subject.clone(), turn.started_at(), turn.values.count("number"))).collect();
    let mut hidden = Vec::new();
    let mut known = BTreeSet::new();
    // The visible ones come first.
    for ((is_hidden, id), start) in referred {
        if known.insert(id.clone()) {
            if is_hidden { &mut hidden } else { &mut open }.push((id, start, None));
        }
    }
    (open, hidden)
}

/// Something that records were merged into.
struct MergedSubject {
    subject: String,
    values: Values,
    /// The time and identity of its first record.
    first: Version,
    /// Who wrote its records.
    writers: Vec<ProducerId>,
}

impl MergedSubject {
    fn started_at(&self) -> Timestamp {
        self.values.time("started_at").unwrap_or(self.first.time)
    }

    fn status(&self, conversation: Status, liveness: &Liveness) -> Status {
        Ending::of(&self.values).status(liveness.of_part(conversation, &self.writers))
    }
}

/// The records of one thing merged, its first one, and who wrote them.
type Gathered = (Merged, Version, Vec<ProducerId>);

/// Records merged by type and subject.
struct MergedSubjects {
    merged: BTreeMap<(RecordType, String), Gathered>,
    metrics: Vec<(Version, Values)>,
    sees_personal: bool,
}

impl MergedSubjects {
    fn gather(records: Vec<StoredRecord>, sees_personal: bool) -> MergedSubjects {
        let mut things = MergedSubjects { merged: BTreeMap::new(), metrics: Vec::new(), sees_personal };
        for record in records {
            let version = order(record.time, record.identity);
            if record.kind == RecordType::Metric {
                let mut merged = Merged::new(RecordType::Metric);
                merged.add(version, &record.fields, &record.flags);
                merged.explain(version, &record.findings);
                things.metrics.push((version, merged.view(sees_personal)));
                continue;
            }
            let key = (record.kind, record.subject.unwrap_or_default());
            let slot = things.merged.entry(key).or_insert_with(|| (Merged::new(record.kind), version, Vec::new()));
            slot.0.add(version, &record.fields, &record.flags);
            slot.0.explain(version, &record.findings);
            slot.1 = slot.1.min(version);
            if !slot.2.contains(&record.identity.producer) {
                slot.2.push(record.identity.producer);
            }
        }
        things
    }

    /// Takes the one thing of a type that has no subject.
    fn take_one(&mut self, kind: RecordType) -> Values {
        let merged = self.merged.remove(&(kind, String::new()));
        merged.map(|(merged, ..)| merged.view(self.sees_personal)).unwrap_or_default()
    }

    /// Takes all things of a type.
    fn take_all(&mut self, kind: RecordType) -> Vec<MergedSubject> {
        let sees_personal = self.sees_personal;
        let of_kind = self.merged.extract_if(.., |(its_kind, _), _| *its_kind == kind);
        of_kind
            .map(|((_, subject), (merged, first, writers))| {
                let values = merged.view(sees_personal);
                MergedSubject { subject, values, first, writers }
            })
            .collect()
    }

    /// Returns the metrics in order, less those to be written once only whose name was written before.
    fn metrics(&mut self) -> Vec<Metric> {
        self.metrics.sort_by_key(|(version, _)| *version);
        let (mut metrics, mut names) = (Vec::new(), HashSet::new());
        for (version, fields) in std::mem::take(&mut self.metrics) {
            let name = fields.text("name").unwrap_or_default();
            let once = fields.flag("write_once") == Some(true);
            if names.insert(name.clone()) || !once {
                metrics.push(Metric { name, time: version.time, fields });
            }
        }
        metrics
    }
}

/// The function events, with their entries, and the entries that name none.
struct Events<E> {
    by_id: BTreeMap<String, Event<E>>,
    outside: Vec<E>,
}

/// A function event that a record describes or that an entry refers to, or both.
struct Event<E> {
    thing: Option<MergedSubject>,
    entries: Vec<E>,
}

impl<E> Default for Event<E> {
    fn default() -> Event<E> {
        Event { thing: None, entries: Vec::new() }
    }
}

impl<E: Placed> Event<E> {
    /// Returns the entry that decides where the event belongs: the first that every reader of it sees, if there is one.
    fn first_entry(&self) -> Option<&E> {
        self.entries.iter().find(|entry| !entry.is_hidden()).or_else(|| self.entries.first())
    }

    fn started_at(&self) -> Timestamp {
        let of_entries = || self.first_entry().map(E::time);
        self.thing.as_ref().map(MergedSubject::started_at).or_else(of_entries).unwrap_or_default()
    }

    fn version(&self) -> Version {
        let described = self.thing.as_ref().map(|thing| thing.first);
        // INVARIANT: an event is made from its first record or entry, so one of the two is there.
        described.or_else(|| self.first_entry().map(version)).unwrap_or(Version::FIRST)
    }

    fn turn(&self) -> Option<String> {
        let described = self.thing.as_ref().and_then(|thing| thing.values.text("turn_id"));
        let of_entries = |hidden| {
            let mut entries = self.entries.iter().filter(move |entry| entry.is_hidden() == hidden);
            entries.find_map(|entry| entry.turn().map(str::to_owned))
        };
        described.or_else(|| of_entries(false)).or_else(|| of_entries(true))
    }
}

impl<E: Placed> Events<E> {
    fn gather(described: Vec<MergedSubject>, entries: Vec<E>) -> Events<E> {
        let mut by_id: BTreeMap<String, Event<E>> = BTreeMap::new();
        for thing in described {
            let id = thing.subject.clone();
            by_id.entry(id).or_default().thing = Some(thing);
        }
        let mut outside = Vec::new();
        for entry in entries {
            let Some(id) = entry.event() else {
                outside.push(entry);
                continue;
            };
            match by_id.get_mut(id) {
                Some(event) => event.entries.push(entry),
                None => by_id.entry(id.to_owned()).or_default().entries.push(entry),
            }
        }
        Events { by_id, outside }
    }

    /// Returns the events that records describe.
    fn described(&self) -> impl Iterator<Item = &MergedSubject> {
        self.by_id.values().filter_map(|event| event.thing.as_ref())
    }

    /// Puts every event into its turn, in the order in which they began; equal times follow the order of the records.
    fn place(
        self,
        places: &TurnIndex,
        turns: &mut BTreeMap<u32, Turn<E::Shown>>,
        (conversation, liveness): (Status, &Liveness),
        failed_calls: &BTreeMap<String, u64>,
    ) {
        let mut placed: Vec<(u32, Timestamp, Version, FunctionEvent<E::Shown>)> = Vec::new();
        for (id, event) in self.by_id {
            let (started_at, version) = (event.started_at(), event.version());
            let number = places.find(event.turn().as_deref(), started_at);
            let mut troubles = Troubles::of(event.entries.iter().map(|entry| (entry.level(), entry.is_response())));
            let entries = event.entries.into_iter().map(E::shown).collect();
            let is_described = event.thing.is_some();
            let of_thing = |thing: &MergedSubject| thing.status(conversation, liveness);
            let status = event.thing.as_ref().map_or_else(|| Ending::default().status(conversation), of_thing);
            let fields = event.thing.map(|thing| thing.values).unwrap_or_default();
            let ending = Ending::of(&fields);
            troubles.failed_api_calls += failed_calls.get(&id).copied().unwrap_or_default();
            let outcome = Outcome::of(ending, status, troubles).filter(|_| is_described);
            let event = FunctionEvent { id: Some(id), started_at, fields, status, outcome, entries };
            placed.push((number, started_at, version, event));
        }
        let mut outside: BTreeMap<u32, Event<E>> = BTreeMap::new();
        for entry in self.outside {
            let number = places.find(entry.turn(), entry.time());
            outside.entry(number).or_default().entries.push(entry);
        }
        for (number, event) in outside {
            let (started_at, version) = (event.started_at(), event.version());
            let entries = event.entries.into_iter().map(E::shown).collect();
            placed.push((number, started_at, version, FunctionEvent { entries, ..unnamed(started_at) }));
        }
        placed.sort_by_key(|(number, started_at, version, _)| (*number, *started_at, *version));
        for (number, started_at, _, event) in placed {
            turn_at(turns, number, started_at).events.push(event);
        }
    }
}

/// Makes the event that gathers the entries outside any function.
fn unnamed<E>(started_at: Timestamp) -> FunctionEvent<E> {
    let (fields, entries) = (Values::default(), Vec::new());
    FunctionEvent { id: None, started_at, fields, status: Status::Ended, outcome: None, entries }
}

#[cfg(test)]
mod tests;
