//! What of a conversation explains what went wrong in it: the one place to look at first.

use super::{EntryMark, FunctionEvent, Outline};
use crate::ids::Identity;
use crate::level::Level;
use crate::limits::DEPTH_MAX;
use crate::outcome::Outcome;
use crate::timestamp::Timestamp;

/// What explains what went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The function event that it happened in, if in any.
    pub event: Option<String>,
    /// How that came out, where this is what went wrong.
    pub outcome: Option<Outcome>,
    /// The entry that tells of it, if one does.
    pub entry: Option<SevereEntry>,
    /// When that was written, or the function began.
    pub time: Timestamp,
}

/// An error or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SevereEntry {
    /// When it was written.
    pub time: Timestamp,
    /// Who wrote it.
    pub identity: Identity,
    /// How grave it is.
    pub level: Level,
    /// Whether it tells of an API's response, which may well have been tried again: what somebody chose to log says more.
    pub is_response: bool,
    /// The function event that it names.
    pub event: Option<String>,
}

/// A function event that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Its id.
    pub id: String,
    /// When it began.
    pub started_at: Timestamp,
    /// The id of what it was called in.
    pub parent: Option<String>,
    /// How it came out: it raised, or never finished.
    pub outcome: Outcome,
}

/// The errors and warnings that may explain a conversation, of all that were seen.
#[derive(Clone, Debug, Default)]
pub struct MostSevere {
    event: Option<String>,
    /// The last error of the event.
    of_event: Option<SevereEntry>,
    error: Option<SevereEntry>,
    warning: Option<SevereEntry>,
}

/// Returns the function event that explains a conversation, if one does before any entry: the first that raised, or the
/// innermost of those inside it that did, because an exception passes through all of them on its way out.
#[must_use]
pub fn raised(failed: &[Failed]) -> Option<&Failed> {
    let raised = || failed.iter().filter(|failed| failed.outcome == Outcome::Raised);
    let first = |left: &&Failed, right: &&Failed| (left.started_at, &left.id).cmp(&(right.started_at, &right.id));
    let mut found = raised().min_by(first)?;
    // Senders may write anything: events that claim each other as parents have no innermost.
    for _ in 0..DEPTH_MAX {
        let inside = raised().filter(|failed| failed.parent.as_deref() == Some(&found.id) && failed.id != found.id);
        let Some(inner) = inside.min_by(first) else { break };
        found = inner;
    }
    Some(found)
}

impl MostSevere {
    /// Returns what looks for errors and warnings, and for the last error of a function event.
    #[must_use]
    pub fn of(event: Option<&str>) -> MostSevere {
        MostSevere { event: event.map(str::to_owned), ..MostSevere::default() }
    }

    /// Looks at an error or a warning.
    pub fn see(&mut self, grave: SevereEntry) {
        let key = |grave: &SevereEntry| (grave.is_response, grave.time, grave.identity);
        let is_of_event = self.event.is_some() && grave.event == self.event && grave.level == Level::Error;
        let last = self.of_event.as_ref().map(|last| (last.time, last.identity));
        if is_of_event && last < Some((grave.time, grave.identity)) {
            self.of_event = Some(grave.clone());
        }
        let first = match grave.level {
            Level::Error => &mut self.error,
            Level::Warning => &mut self.warning,
            Level::Info => return,
        };
        if first.as_ref().is_none_or(|first| key(&grave) < key(first)) {
            *first = Some(grave);
        }
    }

    /// Chooses: a function that raised, an error, a function that never finished, a warning; of each the first.
    #[must_use]
    pub fn explain(self, failed: &[Failed]) -> Option<Explained> {
        let of_entry = |entry: SevereEntry| {
            let (event, time) = (entry.event.clone(), entry.time);
            Explained { event, outcome: None, entry: Some(entry), time }
        };
        if let Some(failed) = raised(failed) {
            let time = self.of_event.as_ref().map_or(failed.started_at, |entry| entry.time);
            return Some(Explained {
                event: Some(failed.id.clone()),
                outcome: Some(failed.outcome),
                entry: self.of_event,
                time,
            });
        }
        let unfinished = failed.iter().filter(|failed| failed.outcome == Outcome::Unfinished);
        let unfinished = unfinished.min_by_key(|failed| (failed.started_at, &failed.id)).map(|failed| Explained {
            event: Some(failed.id.clone()),
            outcome: Some(failed.outcome),
            entry: None,
            time: failed.started_at,
        });
        self.error.map(of_entry).or(unfinished).or(self.warning.map(of_entry))
    }
}

impl Outline {
    /// Returns what explains what went wrong.
    #[must_use]
    pub fn explained(&self) -> Option<Explained> {
        let events = || self.turns.iter().flat_map(|turn| &turn.events);
        let failed = |event: &FunctionEvent<EntryMark>| {
            let outcome = event.outcome.filter(|outcome| outcome.is_failure())?;
            let (id, started_at, parent) = (event.id.clone()?, event.started_at, event.fields.text("parent_id"));
            Some(Failed { id, started_at, parent, outcome })
        };
        let failed: Vec<Failed> = events().filter_map(failed).collect();
        let mut gravest = MostSevere::of(raised(&failed).map(|failed| failed.id.as_str()));
        for event in events() {
            for mark in event.entries.iter().filter(|mark| mark.level > Level::Info) {
                let EntryMark { time, identity, level, is_response, .. } = *mark;
                gravest.see(SevereEntry { time, identity, level, is_response, event: event.id.clone() });
            }
        }
        gravest.explain(&failed)
    }
}
