//! Why places are personal, for readers who may know: the rules by which records were hidden, merged like the records.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::version::Version;
use crate::class::Class;
use crate::finding::{Finding, UNCLEAR_FLAG};
use crate::mark::MARKED;
use crate::pointer::Pointer;
use crate::schema::RecordType;

type Rule = Cow<'static, str>;

/// Rules that hold for a place whatever stands there: a field's class, a project's wish, a sender's flag, also one that
/// could not be followed, a reader's mark. Of several the first is shown. Any other rule is about the one value that it was
/// found in.
const LASTING: [&str; 5] = ["class", "project", "sender", UNCLEAR_FLAG, MARKED];

/// Says whether a rule holds for a place whatever stands there.
pub(crate) fn is_lasting(rule: &str) -> bool {
    LASTING.contains(&rule)
}

/// Each place and rule with the last record that said so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Provenance(BTreeMap<Pointer, BTreeMap<Rule, Version>>);

impl Provenance {
    pub(super) fn add(&mut self, version: Version, findings: &[Finding]) {
        for finding in findings {
            if let Some(place) = Pointer::parse(&finding.path) {
                self.note(&place, &finding.rule, version);
            }
        }
    }

    pub(super) fn union(&mut self, other: &Provenance) {
        for (place, rules) in &other.0 {
            rules.iter().for_each(|(rule, version)| self.note(place, rule, *version));
        }
    }

    fn note(&mut self, place: &Pointer, rule: &Rule, version: Version) {
        let held = self.0.entry(place.clone()).or_default().entry(rule.clone()).or_insert(version);
        *held = version.max(*held);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns why a flagged place is personal.
    pub(super) fn of_flag(&self, kind: RecordType, flag: &Pointer) -> Rule {
        let rules = self.0.get(flag);
        let lasting = LASTING.into_iter().find(|rule| rules.is_some_and(|rules| rules.contains_key(*rule)));
        // The schema's names need no escapes.
        let field = || flag.as_str().strip_prefix('/').and_then(|name| kind.field(name));
        let by_class = || field().is_some_and(|field| field.class == Class::Personal);
        lasting.unwrap_or_else(|| if by_class() { "class" } else { "sender" }).into()
    }

    /// Lists what was found in the value of the record with this version.
    pub(super) fn found(&self, version: Version) -> impl Iterator<Item = (&Pointer, Rule)> {
        self.0.iter().filter_map(move |(place, rules)| {
            let mut found = rules.iter().filter(|(rule, _)| !is_lasting(rule));
            found.find(|(_, last)| **last == version).map(|(rule, _)| (place, rule.clone()))
        })
    }
}
