//! A reader without the permission cannot tell two worlds apart that differ only in what is personal.

use std::sync::Arc;

use convlog_conformance::memory::MemoryStore;
use convlog_core::{Body, ParseContext, Record, Timestamp};
use convlog_privacy_simulation::campaign::{Pair, Tally};
use convlog_privacy_simulation::description::{Operation, operations};
use convlog_privacy_simulation::shrink;
use convlog_privacy_simulation::world::World;
use convlog_store::Store;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

/// How many questions are asked of each pair of worlds.
const QUESTIONS: usize = 60;

/// Plays worlds from a seed on; panics at the first difference.
async fn play(pair: &Pair, first_seed: u64, worlds: u64) -> Tally {
    let mut tally = Tally::default();
    for seed in first_seed..first_seed + worlds {
        if let Err(found) = pair.play(seed, QUESTIONS, &mut tally).await {
            let small = shrink::shrink(pair, &found, QUESTIONS).await;
            panic!("{found}\n{}", small.map(|(world, found)| shrink::in_words(&world, &found)).unwrap_or_default());
        }
    }
    println!("seeds {first_seed} to {}: {} pairs of answers, no difference", first_seed + worlds - 1, tally.pairs);
    tally
}

#[test]
fn both_worlds_are_the_same_but_for_what_is_personal() {
    let (mut hidden, mut marked) = (0, 0);
    for seed in 0..400 {
        let world = World::of(seed);
        let raised: Vec<_> =
            world.raised.iter().map(|text| convlog_core::PromotedField::parse(text).unwrap()).collect();
        let give = |_: Option<&convlog_core::ProjectId>| raised.as_slice();
        let reading = ParseContext { raised: &give, ..ParseContext::plain(Timestamp::default()) };
        let open = |line: Option<String>| {
            let line = line?;
            let record = Record::parse(&line, &reading).unwrap_or_else(|error| panic!("{error:?} in {line}"));
            Some(match record.body {
                Body::Log(log) => log.open.map(|entry| (entry.to_json(), format!("{:?} {:?}", log.turn, log.event)))?,
                Body::Fields(fields) => (fields.open, format!("{:?} {:?}", fields.subject, fields.flags)),
            })
        };
        for line in world.batches.iter().flat_map(|batch| &batch.lines) {
            hidden += usize::from(line.is_hidden);
            marked += usize::from(line.is_marked());
            // What a reader marks was open before, in each world as it is.
            if line.is_marked() {
                continue;
            }
            assert_eq!(open(line.of(0)), open(line.of(1)), "seed {seed}");
        }
    }
    assert!(hidden > 1000, "there is little to hide: {hidden}");
    assert!(marked > 400, "there is little to mark: {marked}");
}

#[tokio::test]
async fn no_answer_of_the_embedded_store_tells_two_worlds_apart() {
    let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let open = |at: usize| -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(SqliteConfig::new(directories[at].path()), None).unwrap())
    };
    let pair = Pair::new(open(0), open(1)).await;
    let tally = play(&pair, 1, 220).await;
    for (surface, answered) in &tally.answered {
        println!("{answered:>6} {surface}");
    }
    assert!(tally.pairs > 5000, "{tally:?}");
    let unanswered: Vec<String> =
        operations().iter().map(Operation::name).filter(|name| !tally.answered.contains_key(name)).collect();
    // Calls of the same contact, marks, and rules of what is not personal are for those alone who may see what is personal;
    // a rule may be removed by others too, if there is one.
    assert!(unanswered.len() <= 7, "nobody was ever given anything by {unanswered:?}");
}

#[tokio::test]
async fn no_byte_on_the_wire_tells_two_worlds_apart() {
    let pair = Pair::listening(Arc::new(MemoryStore::default()), Arc::new(MemoryStore::default())).await.unwrap();
    play(&pair, 200_000, 12).await;
}

#[tokio::test]
async fn no_answer_of_the_reference_tells_two_worlds_apart() {
    let pair = Pair::new(Arc::new(MemoryStore::default()), Arc::new(MemoryStore::default())).await;
    play(&pair, 100_000, 120).await;
}
