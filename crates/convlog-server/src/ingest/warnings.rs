//! What the guard found in projects whose policy is to warn. It stays open and is nowhere marked, so here it is counted.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::{Administration, Batch, Outcome};

/// A rule's public name.
type Rule = Cow<'static, str>;

/// What was left open since the start, by project.
#[derive(Debug, Default)]
pub(crate) struct Warnings(Mutex<HashMap<(AccountId, ProjectId), LeftOpen>>);

/// What was left open in one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeftOpen {
    /// In how many records.
    pub(crate) records: u64,
    /// How many of their values each rule found something in.
    pub(crate) findings: BTreeMap<Rule, u64>,
    /// When something was last left open.
    pub(crate) last_at: Option<Timestamp>,
}

/// What there is to count of a batch once it is known what became of its records.
#[derive(Debug)]
pub(crate) struct Uncounted {
    account: AccountId,
    at: Timestamp,
    /// The place of a record in the batch, its project and the rules, for records in which something was found.
    records: Vec<(usize, ProjectId, Vec<Rule>)>,
}

impl Uncounted {
    pub(crate) fn of(batch: &Batch) -> Uncounted {
        let of_one = batch.warned().chunk_by(|(left, _), (right, _)| left == right);
        let records = of_one.filter_map(|found| {
            let at = found.first()?.0;
            let project = batch.items().get(at)?.project.clone();
            Some((at, project, found.iter().map(|(_, rule)| rule.clone()).collect()))
        });
        Uncounted { account: batch.account().clone(), at: batch.received_at(), records: records.collect() }
    }
}

impl Warnings {
    /// Counts what is open now: of a record that was there before, or was refused, nothing is.
    pub(crate) fn count(&self, uncounted: Uncounted, outcomes: &[Outcome]) {
        let Uncounted { account, at, records } = uncounted;
        if records.is_empty() {
            return;
        }
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, project, rules) in records {
            if outcomes.get(place) != Some(&Outcome::Stored) {
                continue;
            }
            let left_open = counted.entry((account.clone(), project)).or_default();
            left_open.records += 1;
            left_open.last_at = Some(at);
            for rule in rules {
                *left_open.findings.entry(rule).or_default() += 1;
            }
        }
    }

    /// Returns what was left open in a project.
    pub(crate) fn of(&self, administration: &Administration) -> LeftOpen {
        let names = (administration.account().clone(), administration.project().clone());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&names).cloned().unwrap_or_default()
    }
}
