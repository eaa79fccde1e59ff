//! One system call of the client after the other fails.

use std::collections::BTreeMap;

use convlog_faults::plan::{Fault, Plan};
use convlog_faults::spool::calls::{Came, Estate, record};
use convlog_faults::system::Seen;

const FAULTS: [Fault; 3] = [Fault::Broken, Fault::Full, Fault::Interrupted];

/// Lets each call fail in turn, or every so manieth where there are many.
fn each(points_max: usize, play: impl Fn(Option<Plan>) -> Result<(Came, Seen), String>) -> BTreeMap<String, usize> {
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
    let estate = Estate::make(2_500).unwrap();
    let table = each(80, |plan| estate.adopt(plan));
    println!("{table:#?}");
    assert!(table.len() > 8, "hardly anything failed: {table:?}");
}
