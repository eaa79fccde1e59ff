//! What the guard found in projects whose policy is to warn, which stays open and is nowhere marked; and where more was
//! hidden than was known to be personal, because a limit was reached. Here both are counted.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::{AdminGrant, Batch, Outcome};

/// A rule's public name.
type Rule = Cow<'static, str>;

/// What was counted since the start, by project.
#[derive(Debug, Default)]
pub(crate) struct Warnings(Mutex<HashMap<(AccountId, ProjectId), Counted>>);

/// What was counted in one project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// What was left open, by the rules that found it.
    pub(crate) left_open: Tally,
    /// What was hidden at a limit, by the limits.
    pub(crate) limits: Tally,
}

/// Records that were counted for some reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// How many records.
    pub(crate) records: u64,
    /// How often by each rule.
    pub(crate) by_rule: BTreeMap<Rule, u64>,
    /// When the last of them arrived.
    pub(crate) last_at: Option<Timestamp>,
}

impl Tally {
    fn add(&mut self, rules: Vec<Rule>, at: Timestamp) {
        if rules.is_empty() {
            return;
        }
        self.records += 1;
        self.last_at = Some(at);
        for rule in rules {
            *self.by_rule.entry(rule).or_default() += 1;
        }
    }
}

/// What there is to count of a batch once it is known what became of its records.
#[derive(Debug)]
pub(crate) struct Uncounted {
    account: AccountId,
    at: Timestamp,
    records: Vec<RecordWarnings>,
}

/// What there is to count of one record.
#[derive(Debug)]
struct RecordWarnings {
    /// Its place in the batch.
    place: usize,
    project: ProjectId,
    left_open: Vec<Rule>,
    limits: Vec<Rule>,
}

impl Uncounted {
    pub(crate) fn of(batch: &Batch) -> Uncounted {
        let mut found: BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> = BTreeMap::new();
        for (place, rule) in batch.warned() {
            found.entry(*place).or_default().0.push(rule.clone());
        }
        for (place, limit) in batch.limits() {
            found.entry(*place).or_default().1.push((*limit).into());
        }
        let remarkable = |(place, (left_open, limits)): (usize, _)| {
            let project = batch.items().get(place)?.project.clone();
            Some(RecordWarnings { place, project, left_open, limits })
        };
        let records = found.into_iter().filter_map(remarkable).collect();
        Uncounted { account: batch.account().clone(), at: batch.received_at(), records }
    }
}

impl Warnings {
    /// Counts what is stored now: a record that was there before, or was refused, counts for nothing.
    pub(crate) fn count(&self, uncounted: Uncounted, outcomes: &[Outcome]) {
        let Uncounted { account, at, records } = uncounted;
        if records.is_empty() {
            return;
        }
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for RecordWarnings { place, project, left_open, limits } in records {
            if outcomes.get(place) != Some(&Outcome::Stored) {
                continue;
            }
            let counted = counted.entry((account.clone(), project)).or_default();
            counted.left_open.add(left_open, at);
            counted.limits.add(limits, at);
        }
    }

    /// Returns what was counted in a project.
    pub(crate) fn of(&self, administration: &AdminGrant) -> Counted {
        let names = (administration.account().clone(), administration.project().clone());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&names).cloned().unwrap_or_default()
    }
}
