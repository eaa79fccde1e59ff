//! One system call after the other fails, of the client and of the store.

use std::collections::BTreeMap;

use convlog_fault_simulation::plan::{Fault, Plan};
use convlog_fault_simulation::spool::calls::{CallResult, OrphanSpool, record};
use convlog_fault_simulation::store::calls::play;
use convlog_fault_simulation::store::stage::open;
use convlog_fault_simulation::system::{Seen, supervised};

const FAULTS: [Fault; 3] = [Fault::Broken, Fault::Full, Fault::Interrupted];

/// Lets each call fail in turn, or every so manieth where there are many.
fn each(
    points_max: usize,
    play: impl Fn(Option<Plan>) -> Result<(CallResult, Seen), String>,
) -> BTreeMap<String, usize> {
    let mut table = BTreeMap::new();
    for fault in FAULTS {
        let calls = play(Some(Plan::never(fault))).unwrap().1.eligible;
        for from in (1..=calls).step_by(calls.div_ceil(points_max).max(1)) {
            let plan = Plan::once(fault, from);
            let (came, seen) = play(Some(plan)).unwrap_or_else(|why| panic!("{plan:?} of {calls}: {why}"));
            for call in seen.failed {
                *table.entry(format!("{call:?} {fault:?}: {came:?}")).or_default() += 1;
            }
        }
    }
    table
}

#[test]
fn a_failing_call_of_a_recording_process_loses_nothing_that_is_not_counted() {
    let table = each(40, |plan| record(plan, 1_600));
    println!("{table:#?}");
    assert!(table.len() > 8, "hardly anything failed: {table:?}");
}

#[test]
fn a_failing_call_of_an_adoption_loses_nothing() {
    let orphan = OrphanSpool::make(2_500).unwrap();
    let table = each(80, |plan| orphan.adopt(plan));
    println!("{table:#?}");
    assert!(table.len() > 8, "hardly anything failed: {table:?}");
}

#[test]
fn an_interrupted_call_of_the_store_is_made_again_and_nobody_notices() {
    let calls = play(Some(Plan::never(Fault::Interrupted))).unwrap().1.eligible;
    let mut table: BTreeMap<String, usize> = BTreeMap::new();
    for at in (1..=calls).step_by(calls.div_ceil(60).max(1)) {
        let plan = Plan::once(Fault::Interrupted, at);
        let (noticed, seen) = play(Some(plan)).unwrap_or_else(|why| panic!("{plan:?} of {calls}: {why}"));
        assert!(!noticed, "{:?} was interrupted, and somebody noticed", seen.failed);
        seen.failed.iter().for_each(|call| *table.entry(format!("{call:?}")).or_default() += 1);
    }
    println!("{table:?}");
    assert!(table.len() >= 3, "hardly anything was interrupted: {table:?}");
}

#[test]
fn a_data_directory_that_was_made_is_durable_in_all_its_parents() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().join("made").join("too").join("data");
    let never = Plan::never(Fault::Interrupted);
    let (opened, seen) = supervised(directory.path(), Some(never), || open(&data_dir).map(drop));
    opened.unwrap();
    for parent in data_dir.ancestors().skip(1).take(3) {
        assert!(seen.synced.iter().any(|synced| synced == parent), "{} is not in {:?}", parent.display(), seen.synced);
    }
}
