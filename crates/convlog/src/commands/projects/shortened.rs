//! What a change of policies would remove, shown and asked about before it is made.

use anyhow::Result;
use convlog_store::{ProjectSettings, RemovalKind};
use convlog_store_sqlite::Surveyed;
use serde_json::Value;

use crate::due::{Due, named};
use crate::failure::{Exit, Failure};
use crate::terminal::{Paint, confirmed_at_terminal, print, print_line};

const UNKNOWN: &str =
    "What this removes can be shown only after a server of this version has been started once on this directory.";

/// What a change of policies would remove: of each kind that is kept for a shorter time than before.
pub(super) struct Shortened {
    due: Due,
    kinds: Vec<RemovalKind>,
}

impl Shortened {
    pub(super) fn of(due: Due, before: &ProjectSettings, after: &ProjectSettings) -> Shortened {
        let is_shorter = |before: Option<u32>, after: Option<u32>| {
            after.is_some_and(|after| before.is_none_or(|before| after < before))
        };
        let kinds = [
            (RemovalKind::Conversations, before.retention_days, after.retention_days),
            (RemovalKind::PersonalParts, before.pii_retention_days, after.pii_retention_days),
        ];
        let kinds = kinds.into_iter().filter(|(_, before, after)| is_shorter(*before, *after));
        Shortened { due, kinds: kinds.map(|(kind, ..)| kind).collect() }
    }

    fn removed(&self) -> impl Iterator<Item = &Surveyed> {
        let has_due = |surveyed: &&Surveyed| surveyed.stock.due + surveyed.stock.confirmed > 0;
        self.due.counted().iter().filter(|surveyed| self.kinds.contains(&surveyed.kind)).filter(has_due)
    }

    fn is_unknown(&self) -> bool {
        self.due.counted.is_none() && !self.kinds.is_empty()
    }

    pub(super) fn as_json(&self) -> Value {
        match self.is_unknown() {
            true => Value::Null,
            false => self.removed().map(|surveyed| self.due.as_json(surveyed)).collect(),
        }
    }

    /// Says what would be removed, if anything would.
    pub(super) fn show(&self, paint: Paint) -> Result<()> {
        if self.is_unknown() {
            print_line(UNKNOWN)?;
        }
        if self.removed().next().is_none() {
            return Ok(());
        }
        print(&format!("This permanently removes:\n{}\n", self.due.table(self.removed(), paint)))?;
        if self.due.fault.is_some() {
            print_line(&format!("{}\n", self.due.clock_words()))?;
        } else if self.removed().any(|surveyed| surveyed.decision.waits) {
            print_line(
                "That is more than may be removed in a day without confirmation: once the policy is set, it waits \
                for `convlog retention confirm`.\n",
            )?;
        }
        Ok(())
    }

    /// Fails where something would be removed and nobody says that it may.
    pub(super) fn ensure_wanted(&self, yes: bool) -> Result<()> {
        let is_harmless = self.removed().next().is_none() && !self.is_unknown();
        if yes || is_harmless || confirmed_at_terminal("Set it?")? {
            return Ok(());
        }
        let counts: Vec<String> = self
            .removed()
            .map(|surveyed| format!("{} {}", surveyed.stock.due + surveyed.stock.confirmed, named(surveyed.kind)))
            .collect();
        let what = match counts.is_empty() {
            true => UNKNOWN.trim_end_matches('.').to_owned(),
            false => format!("the policy was not set, because it permanently removes {}", counts.join(" and ")),
        };
        Err(Failure::new(Exit::Usage, what).advise("use --dry-run to see more, and --yes to set it").into())
    }
}
