//! Random operations on a backend and on the reference side by side.

use std::sync::Arc;

use convlog_core::view::Conversation;
use convlog_core::{Identity, Pointer, RecordType, Timestamp};
use convlog_store::seal::MasterKeys;
use convlog_store::{
    ContentFilter, ConversationPart, Filter, Listed, MarkRequest, MarkScope, NotMarked, Order, Query, Search, Target,
    VerifiedKey,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::memory::MemoryStore;
use crate::world::{NOW, World, conversation_id, producer, record, shown};
use crate::{BoxError, Harness};

/// How many sequences of batches are tried; each is followed by every read of every reader.
const ROUNDS: usize = 24;

pub(crate) struct Reference(pub(crate) Arc<MemoryStore>);

#[async_trait::async_trait]
impl Harness for Reference {
    async fn open_with(&self, _: MasterKeys) -> Result<Arc<dyn convlog_store::Backend>, BoxError> {
        Ok(self.0.clone())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) producer: u8,
    pub(crate) seq: u64,
    pub(crate) second: i64,
    pub(crate) line: String,
}

fn line() -> impl Strategy<Value = String> {
    let conversation = prop::sample::select(vec!["a", "b", "hidden-mostly"]);
    let turn = prop::sample::select(vec!["", "t1", "t2", "0011223344556677"]);
    let event = prop::sample::select(vec!["", "f1", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"]);
    let time = 0..5u8;
    (conversation, turn, event, time, 0..10u8, 0..3u8).prop_map(|(conversation, turn, event, time, kind, value)| {
        let start = format!(r#""conversation_id":"{conversation}","timestamp":"2025-01-01T10:00:0{time}Z""#);
        let turn_id = format!(r#","turn_id":"{turn}""#);
        let level = ["info", "warning", "error"][value as usize];
        let flagged = conversation == "hidden-mostly" || kind == 1;
        match kind {
            0..=3 => {
                let pii = if kind == 2 { r#","pii":["/entry/x"]"# } else { "" };
                let logger = if kind == 3 { r#","logger":"api_responses""# } else { "" };
                format!(
                    r#"{{"type":"log",{start}{turn_id},"function_event_id":"{event}","entry":{{"level":"{level}","content":"v{value}","is_pii":{flagged},"timestamp":"2025-01-01T10:00:0{time}Z","x":{value}{logger}}}{pii}}}"#
                )
            }
            4 if !turn.is_empty() => {
                let pii = if value == 1 { r#","pii":["/user_input"]"# } else { "" };
                format!(r#"{{"type":"turn",{start}{turn_id},"user_input":"v{value}{time}","user_input_dtmf":"{value}"{pii}}}"#)
            }
            5 if !event.is_empty() => format!(r#"{{"type":"function_event",{start}{turn_id},"function_event_id":"{event}","name":"n{value}"{}}}"#, ending(time)),
            6 => format!(r#"{{"type":"span",{start}{turn_id},"span_id":"s{value}","input":"v{value}"}}"#),
            7 => format!(r#"{{"type":"metric",{start}{turn_id},"name":"m{value}","value":{time},"write_once":{}}}"#, value == 0),
            8 => {
                let end = ["", r#","ended_at":"2025-01-01T10:00:09Z""#, r#","adopted_at":"2025-01-01T10:00:09Z""#][value as usize];
                format!(r#"{{"type":"producer","timestamp":"2025-01-01T10:00:0{time}Z","host":"h{value}"{end}}}"#)
            }
            _ => {
                let environment = ["live", "sandbox", "draft"][value as usize];
                let ended = if value == 2 { r#","ended_at":"2025-01-01T11:00:00Z""# } else { "" };
                let direction = ["inbound", "outbound"][(time % 2) as usize];
                format!(
                    r#"{{"type":"conversation",{start},"environment":"{environment}","channel":"C{value}","started_at":"2025-01-01T09:00:0{time}Z","direction":"{direction}","from_number":"1{value}","to_number":"2{value}","handoff":{}{ended}}}"#,
                    time == 3
                )
            }
        }
    })
}

/// What a record of a function event tells of its end: nothing, more often than not.
fn ending(time: u8) -> &'static str {
    match time {
        0 => r#","duration_ms":1,"error":{"type":"E"}"#,
        1 => r#","cancelled_by":"barge-in""#,
        2 => r#","ended_at":"2025-01-01T10:00:09Z""#,
        _ => "",
    }
}

/// Returns how the function events of a view came out, in its order.
fn outcomes(view: Option<&Conversation>) -> Vec<Option<&'static str>> {
    let events = view.into_iter().flat_map(|view| &view.turns).flat_map(|turn| &turn.events);
    events.map(|event| event.outcome.map(convlog_core::Outcome::as_str)).collect()
}

pub(crate) fn batches() -> impl Strategy<Value = Vec<Vec<Write>>> {
    let write = (1..4u8, 1..40u64, 890..1000i64, line()).prop_map(|(producer, seq, second, line)| Write {
        producer,
        seq,
        second,
        line,
    });
    prop::collection::vec(prop::collection::vec(write, 0..12), 1..6)
}

fn queries() -> Vec<Query> {
    let mut queries = Vec::new();
    for order in [Order::NewestFirst, Order::OldestFirst] {
        for filter in [
            Filter::default(),
            Filter { environments: vec!["live".into()], ..Filter::default() },
            Filter { in_progress: Some(true), ..Filter::default() },
            Filter { in_progress: Some(false), channels: vec!["C0".into(), "C1".into()], ..Filter::default() },
            Filter { started_from: Timestamp::parse("2025-01-01T09:00:02Z"), ..Filter::default() },
        ] {
            queries.push(Query { filter, order, after: None, offset: 0, limit: 2, with_turns: true, with_total: true });
        }
    }
    queries
}

fn searches() -> Vec<Search> {
    let filters = [
        Filter { has_errors: true, ..Filter::default() },
        Filter { has_warnings: true, ..Filter::default() },
        Filter { handoff: Some(true), ..Filter::default() },
        Filter { handoff: Some(false), duration_ms_from: Some(1), ..Filter::default() },
        Filter { environments: vec!["live".into(), "draft".into()], ..Filter::default() },
    ];
    let of = |filter, with_turns| Search { filter, limit: 1, with_turns, with_total: true, ..Search::default() };
    let mut searches: Vec<Search> = filters.into_iter().map(|filter| of(filter, false)).collect();
    searches.push(of(Filter::default(), true));
    for deep in [
        ContentFilter { text: Some("V1".into()), ..ContentFilter::default() },
        ContentFilter { function: Some("n2".into()), ..ContentFilter::default() },
        ContentFilter { contact: Some("11".into()), ..ContentFilter::default() },
    ] {
        searches.push(Search { content: deep, limit: 2, scan_limit: 1, ..Search::default() });
    }
    searches
}

async fn find(world: &World, key: &VerifiedKey, search: &Search) -> convlog_store::SearchPage {
    world.store.search(&world.sight(key), search, NOW).await.unwrap()
}

/// Whatever is written, in whatever order and how often, both stores answer every question alike.
pub async fn agrees_with_the_reference_on_random_operations(harness: &dyn Harness) {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRunner::deterministic().rng().clone());
    let store = harness.open().await;
    for round in 0..ROUNDS {
        let batches = batches().new_tree(&mut runner).unwrap().current();
        // Both sides get a project of their own in each round, so that rounds do not meet.
        let names = format!("round-{round}");
        let tested = World::in_project(store.clone(), &names).await;
        let reference = World::in_project(Reference(Arc::default()).open().await, &names).await;
        for batch in &batches {
            let mut outcomes = Vec::new();
            for world in [&tested, &reference] {
                let second = batch.first().map_or(900, |write| write.second);
                let mut out = world.batch(second);
                for write in batch {
                    let identity = Identity { producer: producer(write.producer), seq: write.seq };
                    out.push(record(&write.line), identity).unwrap();
                }
                outcomes.push(world.store.append(out).await.unwrap());
            }
            assert_eq!(outcomes[0], outcomes[1], "{batches:#?}");
            for write in batch.iter().step_by(3) {
                let found = [mark(&tested, write).await, mark(&reference, write).await];
                assert_eq!(found[0], found[1], "{write:?} {batches:#?}");
            }
            if let Some(erased) = batch.first().and_then(erased_after) {
                let found = [erase(&tested, erased).await, erase(&reference, erased).await];
                assert_eq!(found[0], found[1], "{batches:#?}");
            }
        }
        compare(&tested, &reference, &batches).await;
    }
}

/// Returns what is erased after a batch, which its first record decides.
fn erased_after(first: &Write) -> Option<&'static str> {
    let id = ["a", "b", "hidden-mostly"][usize::from(first.producer) % 3];
    first.seq.is_multiple_of(5).then_some(id)
}

/// Marks what a write said, or something near it, as its numbers decide, and takes another mark back; returns how that
/// came out.
async fn mark(world: &World, write: &Write) -> (Option<NotMarked>, usize) {
    let id = conversation_id(["a", "b", "hidden-mostly"][write.line.len() % 3]);
    let marker = world.pii_reader.marker(&world.project, &id).unwrap();
    let entry = ConversationPart::Entry(Identity { producer: producer(write.producer), seq: write.seq }.public_id());
    let field = |place| MarkScope::Field(Pointer::parse(place).unwrap());
    let (part, what) = match write.seq % 5 {
        0 => (ConversationPart::Thing(RecordType::Turn, "t1".into()), field("/user_input")),
        1 => (entry, field("/x")),
        _ => (entry, MarkScope::Whole),
    };
    let marked = world.store.mark(&marker, &MarkRequest { part, what }, NOW).await.unwrap();
    let mut marks = world.store.list_marks(&marker).await.unwrap();
    let count = marks.len();
    marks.sort_by_key(|mark| format!("{:?} {:?}", mark.part, mark.hides));
    if let Some(mark) = marks.first().filter(|_| write.seq.is_multiple_of(4)) {
        assert_eq!(world.store.unmark(&marker, &mark.id).await.unwrap(), Some(true));
    }
    (marked.err(), count)
}

/// Erases a conversation and lets the store purge it; returns how many it found.
async fn erase(world: &World, id: &str) -> u64 {
    let authority = world.admin.administer(&world.project).unwrap();
    let target = Target::Conversation(conversation_id(id));
    let receipt = world.store.erase(&authority, &target, NOW).await.unwrap();
    crate::erase::settle(world, NOW).await;
    receipt.conversations
}

async fn compare(tested: &World, reference: &World, batches: &[Vec<Write>]) {
    for (one, other) in [(&tested.reader, &reference.reader), (&tested.pii_reader, &reference.pii_reader)] {
        for id in ["a", "b", "hidden-mostly"] {
            for second in [1000, 1100, 4000] {
                let now = Timestamp::from_micros(second * 1_000_000);
                let left = tested.store.conversation(&tested.sight(one), &conversation_id(id), now).await.unwrap();
                let right =
                    reference.store.conversation(&reference.sight(other), &conversation_id(id), now).await.unwrap();
                assert_eq!(shown(left.as_ref()), shown(right.as_ref()), "{batches:#?}");
                assert_eq!(outcomes(left.as_ref()), outcomes(right.as_ref()), "{batches:#?}");
            }
        }
        for search in searches() {
            let mut search = search;
            loop {
                let (left, right) = (find(tested, one, &search).await, find(reference, other, &search).await);
                let rows = |found: &convlog_store::SearchPage| {
                    let of = |row: &Listed| {
                        let view = Some(&row.conversation);
                        (shown(view), outcomes(view), row.counts)
                    };
                    found.rows.iter().map(of).collect::<Vec<_>>()
                };
                assert_eq!(
                    (rows(&left), &left.next, left.total),
                    (rows(&right), &right.next, right.total),
                    "{search:?} {batches:#?}"
                );
                search.after = left.next;
                if search.after.is_none() {
                    break;
                }
            }
        }
        for query in queries() {
            let mut query = query;
            loop {
                let (left, right) = (tested.list(one, &query).await, reference.list(other, &query).await);
                let rows = |page: &convlog_store::Page| {
                    page.conversations.iter().map(|row| shown(Some(row))).collect::<Vec<_>>()
                };
                assert_eq!(
                    (rows(&left), &left.next, left.total),
                    (rows(&right), &right.next, right.total),
                    "{query:?} {batches:#?}"
                );
                match left.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }
        }
    }
}
