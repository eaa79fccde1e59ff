//! Leaks brought in from outside, each of which has to be found.

use std::collections::BTreeMap;
use std::sync::Arc;

use convlog_conformance::memory::MemoryStore;
use convlog_core::Timestamp;
use convlog_privacy_simulation::campaign::{Pair, Stage, Tally};
use convlog_privacy_simulation::canary::{Matrix, ROLES};
use convlog_privacy_simulation::intercepted_store::{InterceptedStore, Interceptor, ReadOperation};
use convlog_privacy_simulation::leak::{Kind, Leak};
use convlog_privacy_simulation::service::Service;
use convlog_privacy_simulation::world::{ACCOUNT, World};
use convlog_store::{KeyToken, Permission, Scope, Store, VerifiedKey, Visibility, verify};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use tempfile::TempDir;

/// In how many worlds a leak may stay unfound, and how many questions it is given in each.
const WORLDS: u64 = 200;
const QUESTIONS: usize = 12;

fn embedded(directory: &TempDir) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap())
}

#[tokio::test]
async fn every_leak_that_a_resource_can_have_is_found() {
    let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let pair = Pair::leaking(embedded(&directories[0]), embedded(&directories[1])).await;
    // Who reads nothing personal is never answered by these with more than an error.
    let is_answered = |leak: &Leak| {
        let needs_pii =
            ["POST /api/projects/{project_id}/guard/rules", "POST /api/projects/{project_id}/guard/rules/estimate"];
        !needs_pii.contains(&leak.operation.name().as_str()) || matches!(leak.kind, Kind::Value | Kind::Existence)
    };
    let all: Vec<Leak> = Leak::all().into_iter().filter(is_answered).collect();
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    all.iter().for_each(|leak| *kinds.entry(leak.kind).or_default() += 1);
    let (mut left, mut tally) = (all.clone(), Tally::default());
    for seed in 0..WORLDS {
        let world = World::of(3_000_000 + seed);
        let mut stage = Stage::set(&pair, &world).await;
        for batch in 0..world.batches.len() {
            stage.send(batch).await;
        }
        let mut unfound = Vec::new();
        for leak in left {
            if stage.is_over() {
                unfound.push(leak);
                continue;
            }
            let told = find(&pair, &mut stage, &leak, &mut tally).await;
            match told {
                Some(text) => println!("{leak}: {text}"),
                None => unfound.push(leak),
            }
        }
        left = unfound;
        if left.is_empty() {
            println!(
                "{} leaks found in {} worlds with {} pairs of answers: {kinds:?}",
                all.len(),
                seed + 1,
                tally.pairs
            );
            break;
        }
    }
    let left: Vec<String> = left.iter().map(Leak::to_string).collect();
    assert!(left.is_empty(), "of {} leaks {} are not found: {left:#?}", all.len(), left.len());
    assert!(all.len() > 100 && Kind::ALL.iter().all(|kind| kinds[kind] > 10), "there are few leaks: {kinds:?}");
}

/// Asks a resource that leaks, and right before that while it does not.
async fn find(pair: &Pair, stage: &mut Stage<'_>, leak: &Leak, tally: &mut Tally) -> Option<String> {
    let found = stage.ask(&leak.operation, tally).await.err();
    assert!(found.is_none(), "{leak} is found where nothing leaks: {}", found.unwrap());
    pair.plant(Some(leak), &stage.project);
    let mut told = None;
    for _ in 0..QUESTIONS {
        if stage.is_over() {
            break;
        }
        if let Err(difference) = stage.ask(&leak.operation, tally).await {
            told = Some(format!("{} asked {}", difference.asker, difference.question.in_words()));
            break;
        }
    }
    pair.plant(None, &stage.project);
    told
}

/// Takes every reader for one with the permission, in some of the ways to read. What such a reader sees comes from a real
/// key, as everything that a store is asked with does.
struct Confused {
    key: VerifiedKey,
    readings: Vec<ReadOperation>,
}

impl Interceptor for Confused {
    fn sight(&self, reading: ReadOperation, visibility: &Visibility) -> Visibility {
        let whole = self.key.visibility_for(visibility.project()).filter(|_| self.readings.contains(&reading));
        whole.unwrap_or_else(|| visibility.clone())
    }
}

/// Puts a store behind somebody who takes readers for others.
async fn confused(store: Arc<dyn Store>, readings: &[ReadOperation]) -> Arc<dyn Store> {
    let token = KeyToken::generate().unwrap();
    let permissions = [Permission::Read, Permission::Pii];
    Service::new(Arc::clone(&store)).put_key(&token, ACCOUNT, Scope::All, &permissions).await;
    let key = verify(&*store, &token, Timestamp::default()).await.unwrap().ok().unwrap();
    Arc::new(InterceptedStore::new(store, Confused { key, readings: readings.to_vec() }))
}

#[tokio::test]
async fn a_store_that_takes_a_reader_for_another_is_found_whichever_way_it_reads() {
    for reading in ReadOperation::ALL {
        for is_embedded in [true, false] {
            let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
            let store = |at: usize| -> Arc<dyn Store> {
                if is_embedded { embedded(&directories[at]) } else { Arc::new(MemoryStore::default()) }
            };
            let pair = Pair::new(confused(store(0), &[reading]).await, confused(store(1), &[reading]).await).await;
            let mut found = None;
            for seed in 0..WORLDS {
                found = pair.play(3_100_000 + seed, 60, &mut Tally::default()).await.err();
                if found.is_some() {
                    break;
                }
            }
            let found = found.unwrap_or_else(|| panic!("{reading:?} is not found, embedded: {is_embedded}"));
            println!("{reading:?}, embedded: {is_embedded}: {} asked {}", found.asker, found.question.in_words());
        }
    }
}

/// With the gate off everything is there: what finds nothing with the gate on is able to find it.
#[tokio::test]
async fn with_the_gate_off_every_canary_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let store = confused(embedded(&directory), &ReadOperation::ALL).await;
    let matrix = Matrix::fill(Service::new(store)).await;
    let reader = ROLES.iter().find(|role| role.name == "read").unwrap();
    let outcome = matrix.ask_as(reader, false).await;
    let unfound = matrix.names((0..matrix.places.len()).filter(|at| !outcome.found.contains_key(at)));
    assert!(unfound.is_empty(), "places of which nothing was found prove nothing: {unfound:#?}");
}
