//! Random queries: answers beside those of the evaluator, and answers in two worlds.

use std::fmt::Write as _;
use std::sync::Arc;

use convlog_core::Identity;
use convlog_core::query::{Predicate, Subject};
use convlog_store::VerifiedKey;
use convlog_store::find::{EntryPage, EntryPosition, EntryQuery};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::follow;
use super::generate::predicate;
use crate::Harness;
use crate::model::{Reference, Write, batches};
use crate::world::{NOW, World, conversation_id, producer, record};

/// How many sets of records are tried, and with how many queries each.
const ROUNDS: usize = 12;
const QUERIES: usize = 24;

fn runner() -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRunner::deterministic().rng().clone())
}

fn draw<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

fn shown(page: &EntryPage) -> String {
    let mut matches = page.matches.clone();
    matches.sort();
    let mut out =
        format!("next {:?} looked until {:?}: {matches:?}\n{:?}\n", page.next, page.looked_until, page.opened);
    for found in &page.entries {
        let place = (&found.turn, &found.turn_id, &found.event, &found.function);
        let (json, findings, hints) = (found.logged.entry.to_json(), &found.logged.findings, &found.logged.hints);
        let _ = writeln!(out, "{} {place:?} {:?} {json} {findings:?} {hints:?}", found.conversation, found.position());
    }
    out
}

async fn send(world: &World, batch: &[Write]) {
    let mut out = world.batch(batch.first().map_or(900, |write| write.second));
    for write in batch {
        out.push(record(&write.line), Identity { producer: producer(write.producer), seq: write.seq }).unwrap();
    }
    world.store.append(out).await.unwrap();
}

/// Returns the places of all entries of which a condition holds, by the evaluator over whole conversations.
async fn evaluated(world: &World, key: &VerifiedKey, predicate: &Predicate) -> Vec<EntryPosition> {
    let mut places = Vec::new();
    for id in ["a", "b", "hidden-mostly"] {
        let view = world.store.conversation(&world.sight(key), &conversation_id(id), NOW).await.unwrap();
        let held = view.iter().flat_map(Subject::entries).filter(|subject| predicate.holds(subject));
        places.extend(held.filter_map(|subject| Some(EntryPosition::of(subject.entry()?))));
    }
    places.sort();
    places.reverse();
    places
}

/// Whatever is stored and asked, every page is that of the reference, and together they hold what the evaluator finds
/// among all entries.
pub async fn agrees_with_the_evaluator_on_random_queries(harness: &dyn Harness) {
    let mut runner = runner();
    let store = harness.open().await;
    let mut hits = 0;
    for round in 0..ROUNDS {
        let batches = draw(&mut runner, batches());
        let tested = World::in_project(store.clone(), &format!("round-{round}")).await;
        let reference = World::in_project(Reference(Arc::default()).open().await, &format!("round-{round}")).await;
        for batch in &batches {
            send(&tested, batch).await;
            send(&reference, batch).await;
        }
        for _ in 0..QUERIES {
            let (predicate, limit, scan_limit) = draw(&mut runner, (predicate(), 1..6u32, 1..12u32));
            assert_eq!(Predicate::parse(&predicate.to_json().to_string()).as_ref(), Ok(&predicate));
            let query = EntryQuery::new(predicate.clone()).limit(limit).scan_limit(scan_limit);
            for (key, other) in [(&tested.reader, &reference.reader), (&tested.pii_reader, &reference.pii_reader)] {
                let pages = follow(&tested, key, &query).await;
                let expected = follow(&reference, other, &query).await;
                let say = || format!("{} {limit} {scan_limit} {batches:#?}", predicate.to_json());
                assert_eq!(
                    pages.iter().map(shown).collect::<Vec<_>>(),
                    expected.iter().map(shown).collect::<Vec<_>>(),
                    "{}",
                    say()
                );
                let found: Vec<EntryPosition> =
                    pages.iter().flat_map(|page| &page.entries).map(|found| found.position()).collect();
                assert_eq!(found, evaluated(&tested, key, &predicate).await, "{}", say());
                hits += found.len();
            }
        }
    }
    assert!(hits > ROUNDS * QUERIES, "queries find something: {hits}");
}

/// Returns a record as another world has it: without it if it is wholly flagged, or else with other personal values.
fn otherwise(line: &str) -> Option<String> {
    let mut record: Value = serde_json::from_str(line).unwrap();
    if record["entry"]["is_pii"] == true {
        return None;
    }
    let flagged = record["pii"].as_array().cloned().unwrap_or_default();
    for pointer in flagged {
        *record.pointer_mut(pointer.as_str()?)? = json!("other");
    }
    let callers = if record["direction"] == "outbound" { "to_number" } else { "from_number" };
    for personal in ["user_input_dtmf", "input", callers] {
        if let Some(value) = record.get_mut(personal) {
            *value = json!("other");
        }
    }
    Some(record.to_string())
}

/// Two stores that differ in nothing but what is hidden give a reader without `pii` the same answers, in every page and
/// position, also to questions that ask for what is hidden in one of them.
pub async fn answers_do_not_depend_on_what_is_hidden(harness: &dyn Harness) {
    let mut runner = runner();
    let store = harness.open().await;
    let (mut hits, mut differences) = (0, 0);
    for round in 0..ROUNDS {
        let one = World::in_project(store.clone(), &format!("one-{round}")).await;
        let other = World::in_project(store.clone(), &format!("other-{round}")).await;
        let mut seq = 0;
        for mut batch in draw(&mut runner, batches()) {
            for write in &mut batch {
                seq += 1;
                write.seq = seq;
            }
            let second = batch.first().map_or(900, |write| write.second);
            batch.iter_mut().for_each(|write| write.second = second);
            send(&one, &batch).await;
            let changed =
                batch.iter().filter_map(|write| Some(Write { line: otherwise(&write.line)?, ..write.clone() }));
            send(&other, &changed.collect::<Vec<_>>()).await;
        }
        for _ in 0..QUERIES {
            let (predicate, limit, scan_limit) = draw(&mut runner, (predicate(), 1..6u32, 1..12u32));
            let query = EntryQuery::new(predicate.clone()).limit(limit).scan_limit(scan_limit);
            let pages = follow(&one, &one.reader, &query).await;
            let others = follow(&other, &other.reader, &query).await;
            assert_eq!(
                pages.iter().map(shown).collect::<Vec<_>>(),
                others.iter().map(shown).collect::<Vec<_>>(),
                "{} {limit} {scan_limit}",
                predicate.to_json()
            );
            hits += pages.iter().map(|page| page.entries.len()).sum::<usize>();
            let whole = follow(&one, &one.pii_reader, &query).await;
            differences += usize::from(whole.iter().map(shown).ne(others.iter().map(shown)));
        }
    }
    assert!(
        hits > ROUNDS && differences > ROUNDS,
        "the worlds differ, and queries find something: {hits} {differences}"
    );
}
