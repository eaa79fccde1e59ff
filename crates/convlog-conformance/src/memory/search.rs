//! Searching, from scratch each time.

use std::collections::BTreeSet;

use convlog_core::merge::Values;
use convlog_core::query::Subject;
use convlog_core::record::Body;
use convlog_core::schema::ENVIRONMENT_DEFAULT;
use convlog_core::view::{Conversation, Status};
use convlog_core::{ConversationId, Level, RecordType, Timestamp};
use convlog_store::read::Filter;
use convlog_store::search::{ContentFilter, Counts, Listed, Needle, Search, SearchPage};

use super::{Rows, position};
use convlog_store::matched::Matches;
use convlog_store::visibility::Visibility;

/// Returns what is found where there is nothing.
pub(super) fn nothing(search: &Search) -> SearchPage {
    SearchPage { rows: Vec::new(), next: None, total: search.with_total.then_some(0) }
}

impl Rows {
    pub(super) fn search(&self, sees_personal: bool, search: &Search, now: Timestamp) -> SearchPage {
        let views = self.conversations.keys().filter_map(|id| self.view(id, sees_personal, now));
        let mut views: Vec<Conversation> =
            views.filter(|view| self.matches(&search.filter, view, sees_personal, now)).collect();
        let total = search.with_total.then_some(views.len() as u64);
        views.sort_by_key(|view| std::cmp::Reverse(position(view)));
        views.retain(|view| search.after.as_ref().is_none_or(|after| position(view) < *after));
        let scan_limit = if search.content.is_empty() { usize::MAX } else { search.scan_limit as usize };
        let (mut rows, mut looks, mut next) = (Vec::new(), 0, None);
        let mut last = None;
        for mut view in views {
            if rows.len() == search.limit as usize || looks == scan_limit {
                next = last;
                break;
            }
            looks += 1;
            last = Some(position(&view));
            if self.holds(&search.content, &view, sees_personal, now) {
                let query = search.content.query.as_ref();
                let matched = query.and_then(|query| {
                    let mut matches = Matches::of(query);
                    Subject::all(&view).for_each(|subject| matches.look_at(subject));
                    matches.found()
                });
                let counts = self.counts(&view, sees_personal);
                self.strip(&mut view, sees_personal, search.with_turns);
                rows.push(Listed { conversation: view, counts, matched });
            }
        }
        SearchPage { rows, next, total }
    }

    /// Judges fields by what is open, for every reader alike, and entries by what the reader sees.
    pub(super) fn matches(&self, filter: &Filter, view: &Conversation, sees_personal: bool, now: Timestamp) -> bool {
        let open = self.view(&view.id, false, now);
        let fields = open.map(|open| open.fields).unwrap_or_default();
        let counts = self.counts(view, sees_personal);
        let is = |name, wanted: &Option<String>| wanted.is_none() || fields.text(name) == *wanted;
        let one_of = |wanted: &[String], text: Option<String>| {
            wanted.is_empty() || text.is_some_and(|text| wanted.contains(&text))
        };
        let in_progress = matches!(view.status, Status::Live | Status::LostContact);
        let environment = fields.text("environment").unwrap_or_else(|| ENVIRONMENT_DEFAULT.into());
        let is_variant = ["variant_id", "variant_name"].iter().any(|name| one_of(&filter.variants, fields.text(name)));
        let has = (filter.has_errors && counts.errors + counts.failed_functions > 0)
            || (filter.has_warnings && counts.warnings > 0)
            || !(filter.has_errors || filter.has_warnings);
        let took = fields.time("ended_at").map(|end| end.as_micros() - view.started_at.as_micros());
        let micros = |millis: u64| i64::try_from(millis.saturating_mul(1000)).unwrap_or(i64::MAX);
        one_of(&filter.environments, Some(environment))
            && is("variant_id", &filter.variant_id)
            && is("variant_name", &filter.variant_name)
            && is_variant
            && has
            && filter.started_from.is_none_or(|from| view.started_at >= from)
            && filter.started_before.is_none_or(|before| view.started_at < before)
            && filter.in_progress.is_none_or(|wanted| wanted == in_progress)
            && filter.handoff.is_none_or(|wanted| wanted == (fields.flag("handoff") == Some(true)))
            && filter.duration_ms_from.is_none_or(|from| took.is_some_and(|took| took >= micros(from)))
            && filter.duration_ms_to.is_none_or(|to| took.is_some_and(|took| took <= micros(to)))
            && one_of(&filter.channels, fields.text("channel"))
    }

    /// Says whether a conversation holds what a search is after.
    fn holds(&self, deep: &ContentFilter, view: &Conversation, sees_personal: bool, now: Timestamp) -> bool {
        let is_called = || match &deep.function {
            None => true,
            Some(_) => self.view(&view.id, false, now).is_some_and(|open| deep.is_called_in(&open)),
        };
        let is_there = || {
            let Some(needle) = deep.text.as_deref().map(Needle::new) else { return true };
            needle.is_said_in(view) || view.entries().any(|logged| needle.is_logged_in(&logged.entry))
        };
        let is_met = || deep.query.as_ref().is_none_or(|query| query.holds_in(view));
        (!deep.is_personal() || sees_personal)
            && deep.is_of_contact(&view.fields)
            && is_called()
            && is_there()
            && is_met()
    }

    /// Counts what the reader sees and a record describes, of a whole view.
    pub(super) fn counts(&self, view: &Conversation, sees_personal: bool) -> Counts {
        let mut counts = Counts::default();
        let mut turns = BTreeSet::new();
        let mut calls = BTreeSet::new();
        for (item, _) in self.conversations.get(&view.id).into_iter().flatten() {
            match &item.body {
                Body::Log(log) if log.open.is_some() || sees_personal => {
                    counts.entries += 1;
                    counts.errors += u64::from(log.level() == Level::Error);
                    counts.warnings += u64::from(log.level() == Level::Warning);
                }
                Body::Log(_) => {}
                Body::Fields(fields) => match (fields.kind, fields.subject.as_deref()) {
                    (RecordType::Turn, Some(subject)) => drop(turns.insert(subject)),
                    (RecordType::FunctionEvent, Some(subject)) => drop(calls.insert(subject)),
                    _ => {}
                },
            }
        }
        counts.turns = turns.len() as u64;
        counts.functions = calls.len() as u64;
        let outcomes = view.turns.iter().flat_map(|turn| &turn.events).filter_map(|event| event.outcome);
        counts.failed_functions = outcomes.filter(|outcome| outcome.is_failure()).count() as u64;
        counts
    }

    pub(super) fn producers_of(&self, id: &ConversationId, visibility: &Visibility) -> Vec<Values> {
        let Some(items) = self.conversations.get(id) else { return Vec::new() };
        let is_open = |item: &convlog_store::append::Item| !matches!(&item.body, Body::Log(log) if log.open.is_none());
        let any_open = items.iter().any(|(item, _)| is_open(item));
        if !any_open && !visibility.sees_personal() {
            return Vec::new();
        }
        let writers =
            items.iter().filter(|(item, _)| !any_open || is_open(item)).map(|(item, _)| item.identity.producer);
        let writers: BTreeSet<_> = writers.collect();
        let said = |writer| Some(self.producers.get(writer)?.0.clone().view(visibility.sees_counts()));
        writers.iter().filter_map(said).collect()
    }
}
