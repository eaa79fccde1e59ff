//! Under which terms a record is read: what its project says, and where to put what is to be said to its sender.

use std::borrow::Cow;

use serde::Serialize;

use super::flags::unclear;
use crate::class::Class;
use crate::finding::{self, CUT, Finding, PersonalSpan};
use crate::guard::{self, GuardPolicy};
use crate::ids::ProjectId;
use crate::known::KnownPii;
use crate::not_personal::Guard;
use crate::redaction::Redaction;
use crate::rejection::Rejection;
use crate::schema::RecordType;
use crate::timestamp::Timestamp;

/// A guarded field that a project has raised to personal: `turn.user_input`, or `log.entry` for whole entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct PromotedField(RecordType, &'static str);

impl PromotedField {
    /// Reads `type.field`; only a guarded field can be raised.
    #[must_use]
    pub fn parse(text: &str) -> Option<PromotedField> {
        let (kind, name) = text.split_once('.')?;
        let kind = RecordType::parse(kind)?;
        kind.field(name).filter(|field| field.class == Class::Guarded).map(|field| PromotedField(kind, field.name))
    }

    /// Says whether this is that field.
    #[must_use]
    pub fn is(&self, kind: RecordType, name: &str) -> bool {
        self.0 == kind && self.1 == name
    }
}

impl From<PromotedField> for String {
    fn from(raised: PromotedField) -> String {
        format!("{}.{}", raised.0.as_str(), raised.1)
    }
}

/// What reading a line depends on beside the line.
#[expect(missing_debug_implementations, reason = "it holds a closure")]
pub struct ParseContext<'a> {
    /// The server's clock: the time of a record that has none of its own.
    pub received_at: Timestamp,
    /// Returns the fields that a project (or, without one, the key's only project) has raised.
    pub raised: &'a dyn Fn(Option<&ProjectId>) -> &'a [PromotedField],
    /// Returns what such a project wants of the guard.
    pub guard: &'a dyn Fn(Option<&ProjectId>) -> Guard<'a>,
    /// The name of the function in whose event the record is, as far as that is known and the record does not say it.
    pub function: Option<&'a str>,
}

impl<'a> ParseContext<'a> {
    /// Reads for a project as it is made: with the guard, and without a raised field.
    #[must_use]
    pub fn plain(received_at: Timestamp) -> ParseContext<'a> {
        ParseContext::guarded(received_at, GuardPolicy::default())
    }

    /// Reads for a project with this policy that has raised no field.
    #[must_use]
    pub fn guarded(received_at: Timestamp, policy: GuardPolicy) -> ParseContext<'a> {
        let guard: &dyn Fn(Option<&ProjectId>) -> Guard<'a> = match policy {
            GuardPolicy::Off => &|_| GuardPolicy::Off.into(),
            GuardPolicy::Warn => &|_| GuardPolicy::Warn.into(),
            GuardPolicy::Redact => &|_| GuardPolicy::Redact.into(),
        };
        ParseContext { received_at, raised: &|_| &[], guard, function: None }
    }
}

/// What a project says about its personal data, and where to put what is to be said to the sender.
pub(super) struct Policy<'a> {
    pub(super) raised: &'a [PromotedField],
    pub(super) guard: Guard<'a>,
    /// The name of the function in whose event the record is, where it is known.
    pub(super) function: Option<&'a str>,
    /// Where to put whether it depends on the function, which is not known, what of the record is hidden.
    pub(super) needs_function: &'a mut bool,
    /// Where to put the rules of what is found and stays open.
    pub(super) warned: &'a mut Vec<Cow<'static, str>>,
    /// Where to put which limits hid more than was known to be personal.
    pub(super) limits: &'a mut Vec<&'static str>,
    /// What the sender knows to be personal in the conversation and found in this record.
    pub(super) known: &'a KnownPii,
    pub(super) notes: &'a mut Vec<Rejection>,
}

impl Policy<'_> {
    /// Says of what was found that it stays open.
    pub(super) fn warn(&mut self, root: &str, found: &[PersonalSpan]) {
        self.notes.extend(guard::warning(root, found));
        self.warned.extend(finding::findings(found).into_iter().map(|finding| finding.rule));
    }

    /// Hides what was found.
    pub(super) fn hide(&mut self, found: &[PersonalSpan], hidden: &mut Redaction, findings: &mut Vec<Finding>) {
        found.iter().for_each(|place| hidden.add(place));
        findings.extend(finding::findings(found));
        if found.iter().any(|found| found.rule == CUT) {
            self.reach(CUT);
        }
    }

    /// Says whether the function of the record has to be known, which may be one that is not.
    pub(super) fn needs_function(&mut self, is_unknown: bool, found: &[PersonalSpan]) {
        *self.needs_function = is_unknown && self.guard.rules.depends_on_function(found);
    }

    /// Says what a flag has to be that could not be followed.
    pub(super) fn doubt(&mut self, field: &'static str, advice: &str) {
        self.notes.push(unclear(field, advice));
    }

    pub(super) fn reach(&mut self, limit: &'static str) {
        if !self.limits.contains(&limit) {
            self.limits.push(limit);
        }
    }
}
